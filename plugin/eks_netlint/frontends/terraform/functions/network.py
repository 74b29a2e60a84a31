"""Functions over address ranges, exactly as go-cidr computes them (v1.1.0)."""

from __future__ import annotations

import ipaddress

from eks_netlint.frontends.terraform.functions.signature import (
    OPEN_NUMBER,
    OPEN_STRING,
    Call,
    Failure,
    Parameter,
    Unsupported,
    function,
    scalar,
    whole,
    whole_number,
)
from eks_netlint.frontends.terraform.shapes import NUMBER, STRING
from eks_netlint.patterns import pattern
from eks_netlint.values import Known, Scalar, Text, Unknown, Value

_LENGTH = pattern(r"/(\d{1,3})$")

Range = tuple[int, int, int]
"""First address, prefix length, and the number of bits of an address: 32 or 128."""


def parse(text: str) -> Range:
    """A range in CIDR notation; host bits are dropped, leading zeros of IPv4 are decimal as Terraform keeps them."""
    address, slash, length = text.partition("/")
    if not slash or not length.isascii() or not length.isdigit() or len(length) > 8:
        raise Failure(f'invalid CIDR expression: "{text}"')
    if ":" in address:
        number, bits = _parse_v6(address, text), 128
        if number >> 32 == 0xFFFF:
            raise Unsupported("IPv4 addresses written as IPv6 are not evaluated")
    else:
        number, bits = _parse_v4(address, text), 32
    size = int(length)
    if size > bits:
        raise Failure(f'invalid CIDR expression: "{text}"')
    return number >> (bits - size) << (bits - size), size, bits


def _parse_v4(address: str, text: str) -> int:
    number = 0
    octets = address.split(".")
    for octet in octets:
        if not octet.isascii() or not octet.isdigit() or len(octet) > 8 or int(octet) > 255 or len(octets) != 4:
            raise Failure(f'invalid CIDR expression: "{text}"')
        number = number << 8 | int(octet)
    return number


def _parse_v6(address: str, text: str) -> int:
    try:
        return int(ipaddress.IPv6Address(address.partition("%")[0] if "%" not in address else ""))
    except ValueError:
        raise Failure(f'invalid CIDR expression: "{text}"') from None


def address_text(number: int, bits: int) -> str:
    """An address as Go prints it."""
    if bits == 32:
        return f"{number >> 24}.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
    return str(ipaddress.IPv6Address(number))


def range_text(number: int, length: int, bits: int) -> str:
    """A range as Go prints it."""
    return f"{address_text(number, bits)}/{length}"


@scalar("cidrhost", STRING, NUMBER)
def cidrhost(prefix: str, host: Scalar) -> str:
    """The address with this number in a range, counted from its end where negative."""
    number = _integer(host, "the host number")
    network, length, bits = parse(prefix)
    last = (1 << (bits - length)) - 1
    distance = -number - 1 if number < 0 else number
    if distance > last or distance >= 2**63:
        raise Failure(f"prefix of {length} does not accommodate a host numbered {number}")
    return address_text(network | (last - distance if number < 0 else number), bits)


def _integer(number: Scalar, what: str) -> int:
    """A whole number of any size."""
    if not isinstance(number, int) or isinstance(number, bool):
        raise Failure(f"{what} must be a whole number")
    return number


@scalar("cidrnetmask", STRING)
def cidrnetmask(prefix: str) -> str:
    """The mask of an IPv4 range."""
    _, length, bits = parse(prefix)
    if bits == 128:
        raise Failure(f"IPv6 addresses cannot have a netmask: {prefix}")
    return address_text((1 << 32) - (1 << (32 - length)), 32)


@function("cidrsubnet", OPEN_STRING, OPEN_NUMBER, OPEN_NUMBER)
def cidrsubnet(call: Call, prefix: Value, newbits: Value, netnum: Value) -> Value:
    """The subnet with this number among those that are so many bits longer; its size if no more is known."""
    match prefix, newbits, netnum:
        case Known(value=str(text)), Known(value=extra), Known(value=number):
            return call.known(_subnet(text, extra, number))
        case _:
            blame = next(each for each in (prefix, newbits, netnum) if isinstance(each, Unknown))
            extra = whole(newbits, "the number of new bits") if isinstance(newbits, Known) else None
            return _sized(call, blame, prefix, extra)


def _sized(call: Call, blame: Unknown, prefix: Value, extra: int | None) -> Unknown:
    """A range of which the length is known, or nothing at all."""
    length = _length_of(prefix)
    if length is None or extra is None:
        return call.unknown(blame)
    if not 0 <= length + extra <= 128:
        raise Failure(f"prefix of {length} cannot be extended by {extra}")
    why = call.unknown(blame)
    return Text(why.why, why.span, why.cause, (why, f"/{length + extra}"))


def _length_of(prefix: Value) -> int | None:
    """The length of a prefix that may be known in part: ``"${var.start}/16"``."""
    if isinstance(prefix, Known):
        return parse(str(prefix.value))[1]
    last = prefix.parts[-1] if isinstance(prefix, Text) else None
    found = _LENGTH.search(last) if isinstance(last, str) else None
    return None if found is None else int(found[1])


def _subnet(prefix: str, newbits: Scalar, netnum: Scalar) -> str:
    extra = whole_number(newbits, "the number of new bits")
    number = _integer(netnum, "the subnet number")
    network, length, bits = parse(prefix)
    size = length + extra
    if size > bits:
        raise Failure(f"insufficient address space to extend prefix of {length} by {extra}")
    # go-cidr checks the magnitude of a negative number in 64 bits, then lays its two's complement over the range
    most = (1 << extra) - 1 if 0 <= extra < 64 else 2**64 - 1
    if abs(number) % 2**64 > most:
        raise Failure(f"prefix extension of {extra} does not accommodate a subnet numbered {number}")
    if size < 0:
        raise Failure(f"prefix of {length} cannot be extended by {extra}")
    placed = abs(network | number << (bits - size))
    if placed >> bits:
        raise Failure(f"prefix extension of {extra} does not accommodate a subnet numbered {number}")
    return range_text(placed, size, bits)


@function("cidrsubnets", OPEN_STRING, variadic=Parameter(NUMBER, open=True))
def cidrsubnets(call: Call, prefix: Value, *newbits: Value) -> Value:
    """Consecutive subnets of these sizes; that many even where the range itself is unknown."""
    if isinstance(prefix, Unknown):
        return call.items([_sized(call, prefix, prefix, _extra(each)) for each in newbits])
    network, length, bits = parse(str(prefix.value) if isinstance(prefix, Known) else "")
    if network == 0 and newbits:
        raise Failure("cannot divide the range that begins with the first address of all")  # go-cidr rolls over
    members: list[Value] = []
    current = network
    for extra in newbits:
        if isinstance(extra, Unknown):  # from here on nobody knows where a subnet begins
            later = newbits[len(members) :]
            return call.items([*members, *(_sized(call, extra, prefix, _extra(each)) for each in later)])
        size = length + _extension(whole(extra, "the number of new bits"), length, bits)
        step = 1 << (bits - size)
        start = -(-current // step) * step
        if start + step > network + (1 << (bits - length)):
            raise Failure(f"not enough remaining address space for a subnet with a prefix of {size} bits")
        members.append(call.known(range_text(start, size, bits)))
        current = start + step
    return call.items(members)


def _extra(newbits: Value) -> int | None:
    return None if isinstance(newbits, Unknown) else whole(newbits, "the number of new bits")


def _extension(extra: int, length: int, bits: int) -> int:
    if extra < 1:
        raise Failure("must extend prefix by at least one bit")
    if extra > 32:
        raise Failure("may not extend prefix by more than 32 bits")
    if length + extra > bits:
        raise Failure(f"would extend prefix to {length + extra} bits, which is too long")
    return extra
