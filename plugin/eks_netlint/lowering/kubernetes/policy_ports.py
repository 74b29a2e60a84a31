"""Ports of policies: numbers, ranges, names and protocols in the spellings of each dialect."""

from __future__ import annotations

from collections.abc import Iterable

from eks_netlint.lowering import read
from eks_netlint.lowering.kubernetes.lists import elements
from eks_netlint.model.kubernetes.policies import Ports
from eks_netlint.model.nouns import Members
from eks_netlint.records import replace
from eks_netlint.source import Span
from eks_netlint.values import Absent, Fact, Fields, Known, Unknown, Value

_NONE: Known[None] = Known(None)
_SPELLED = {name.lower(): name for name in ("TCP", "UDP", "SCTP", "ICMP", "ICMPv6", "UDPLite", "ANY")}
_NUMBERS = {1: "ICMP", 6: "TCP", 17: "UDP", 58: "ICMPv6", 132: "SCTP", 136: "UDPLite"}
"""Protocol numbers of IANA that Calico accepts in the place of names."""

HIGHEST = 65535
"""The highest port."""


def ports(value: Value | Absent, protocol: str = "TCP") -> Members[Ports] | None:
    """``ports`` of a NetworkPolicy: None where it names none, so that every port is meant."""
    found = elements(value)
    if found is None or (not found.known and found.rest is None):
        return None
    return gathered((_kubernetes(one, protocol) for one in found.known), found.rest, found.span)


def gathered(each: Iterable[Ports | Unknown], rest: Unknown | None, span: Span | None) -> Members[Ports]:
    """The ports that are known, and why there may be others."""
    known: list[Ports] = []
    for one in each:
        if isinstance(one, Unknown):
            rest = read.either(rest, one)
        else:
            known.append(one)
    return Members(tuple(known), rest, span)


def _kubernetes(value: Value, otherwise: str) -> Ports | Unknown:
    if not isinstance(value, Fields):
        return value if isinstance(value, Unknown) else Unknown("no port", value.span)
    protocol = protocol_of(value.get("protocol"), read.default(otherwise, value.span))
    return of(value.get("port"), protocol, value.get("endPort"), value.span)


def protocol_of(value: Value | Absent, otherwise: Known[str]) -> Fact[str]:
    """A protocol by name, in any case, or by number."""
    said = read.text(value, otherwise)
    if isinstance(said, Unknown):
        return said
    number = _NUMBERS.get(int(said.value)) if said.value.isascii() and said.value.isdigit() else None
    name = number or _SPELLED.get(said.value.lower())
    if name is None:
        return Unknown(f"{said.value!r} is no protocol that is followed", said.span)
    return Known(name, said.span, said.origin)


def of(port: Value | Absent, protocol: Fact[str], end: Value | Absent, span: Span | None) -> Ports:
    """One port, a range of them, or a name; every port of the protocol where nothing is written."""
    said = read.text(port, None)
    if said is None:
        return Ports(protocol, _NONE, _NONE, _NONE, span=span)
    if isinstance(said, Unknown):
        return Ports(protocol, said, said, said, span=span)
    number = read.whole(port, None)
    if not isinstance(number, Known):
        return Ports(protocol, _NONE, _NONE, said, span=span)
    last = read.whole(end, number)
    if not 0 <= number.value <= HIGHEST:
        wrong = Unknown(f"{number.value} is no port", number.span)
        return Ports(protocol, wrong, wrong, _NONE, span=span)
    return Ports(protocol, Known(number.value, number.span), _wide(last), _NONE, span=span)


def _wide(last: Fact[int]) -> Fact[int | None]:
    return last if isinstance(last, Unknown) else Known(last.value, last.span, last.origin)


def every(protocol: Fact[str], span: Span | None) -> Ports:
    """Every port of a protocol."""
    return Ports(protocol, _NONE, _NONE, _NONE, span=span)


def admin_ports(rule: Fields) -> Members[Ports] | None:
    """``ports`` of v1alpha1 and of AWS, ``protocols`` of v1alpha2; None where none is named."""
    for key, reader in (("ports", _admin), ("protocols", _protocol)):
        found = elements(rule.get(key))
        if found is not None and (found.known or found.rest is not None):
            return gathered((reader(one) for one in found.known), found.rest, found.span)
    return None


def _admin(value: Value) -> Ports | Unknown:
    if not isinstance(value, Fields):
        return value if isinstance(value, Unknown) else Unknown("no port", value.span)
    tcp = read.default("TCP", value.span)
    match value.get("portNumber"), value.get("portRange"), value.get("namedPort"):
        case Fields() as number, _, _:
            return of(number.get("port"), protocol_of(number.get("protocol"), tcp), Absent(), value.span)
        case _, Fields() as span, _:
            return of(span.get("start"), protocol_of(span.get("protocol"), tcp), span.get("end"), value.span)
        case _, _, Known(value=str()) as name:
            named = read.text(name, None)
            return Ports(Known("ANY", value.span), _NONE, _NONE, _NONE if named is None else named, span=value.span)
    return Unknown("a port in none of the known forms", value.span)


def _protocol(value: Value) -> Ports | Unknown:
    if not isinstance(value, Fields):
        return value if isinstance(value, Unknown) else Unknown("no protocol", value.span)
    named = read.text(value.get("destinationNamedPort"), None)
    if isinstance(named, Known):
        return Ports(Known("ANY", value.span), _NONE, _NONE, named, span=value.span)
    for key in ("tcp", "udp", "sctp"):
        inner = value.get(key)
        if key in value.entries:
            protocol = Known(key.upper(), value.span)
            port = read.inside(inner, "destinationPort") if isinstance(inner, Fields | Unknown) else Absent()
            if isinstance(port, Fields) and isinstance(port.get("range"), Fields):
                span = port.get("range")
                inside = span if isinstance(span, Fields) else port
                return of(inside.get("start"), protocol, inside.get("end"), value.span)
            number = port.get("number") if isinstance(port, Fields) else port
            return of(number, protocol, Absent(), value.span)
    return Unknown("a protocol in none of the known forms", value.span)


def complement(named: Members[Ports], protocols: Iterable[Fact[str]]) -> tuple[Ports, ...] | Unknown:
    """Every port of some protocols that is not among these, as ``notPorts`` means it."""
    if named.rest is not None:
        return named.rest
    taken: list[tuple[int, int]] = []
    for one in named.known:
        if not (isinstance(one.first, Known) and isinstance(one.last, Known) and one.first.value is not None):
            return Unknown("ports that are excepted by name", one.span)
        taken.append((one.first.value, one.first.value if one.last.value is None else one.last.value))
    left: list[tuple[int, int]] = []
    at = 0
    for first, last in sorted(taken):
        if first > at:
            left.append((at, first - 1))
        at = max(at, last + 1)
    if at <= HIGHEST:
        left.append((at, HIGHEST))
    span = named.span
    return tuple(
        replace(every(protocol, span), first=Known(first, span), last=Known(last, span))
        for protocol in protocols
        for first, last in left
    )
