"""Lists and ranges of addresses as Kubernetes writes them."""

from __future__ import annotations

from ipaddress import ip_network

from eks_netlint.lowering import read
from eks_netlint.model.kubernetes.policies import Range
from eks_netlint.model.nouns import Members
from eks_netlint.values import Absent, Fact, Fields, Items, Known, Unknown, Value


def elements(value: Value | Absent) -> Members[Value] | None:
    """The elements of a list, a null as the empty object that Go makes of it; None where no list is written."""
    if read.nothing(value):
        return None
    if isinstance(value, Unknown):
        return Members((), value, value.span)
    if not isinstance(value, Items):
        return Members((), Unknown("no list", value.span), value.span)
    empty = (Fields({}, span=one.span) if read.nothing(one) else one for one in value.members)
    return Members(tuple(empty), value.rest, value.span)


def objects(value: Value | Absent) -> tuple[Members[Fields], bool]:
    """The objects of a list, and whether one is written that is not surely empty."""
    found = elements(value)
    if found is None:
        return Members(), False
    known = tuple(one for one in found.known if isinstance(one, Fields))
    rest = found.rest
    for one in found.known:
        if not isinstance(one, Fields):
            rest = read.either(rest, one if isinstance(one, Unknown) else Unknown("no object", one.span))
    return Members(known, rest, found.span), bool(known) or rest is not None


def cidr(value: Value | Absent) -> Fact[Range]:
    """A range of either family, an address as the range of one; bits behind its prefix are dropped, as engines do."""
    said = read.text(value, None)
    if not isinstance(said, Known):
        return said if isinstance(said, Unknown) else Unknown("no range is written", value.span)
    try:
        return Known(ip_network(said.value.strip(), strict=False), said.span, said.origin)
    except ValueError:
        return Unknown(f"{said.value!r} is no range of addresses", said.span)


def cidrs(value: Value | Absent) -> Members[Fact[Range]]:
    """The ranges of a list."""
    found = read.members(value)
    return Members(tuple(cidr(one) for one in found.known), found.rest, found.span)


