"""From whom the public endpoint of a cluster takes connections."""

from __future__ import annotations

from eks_netlint.lowering import read
from eks_netlint.lowering.declared import Declared
from eks_netlint.lowering.security import spelled
from eks_netlint.model.nouns import Admitted, Members
from eks_netlint.values import Absent, Items, Known, Reference, Text, Unknown, Value

_SOURCES = ("aws_eip", "aws_nat_gateway")
_SINGLE = "/32"


def admitted(value: Value | Absent, declared: Declared) -> Admitted | None:
    """The addresses that ``public_access_cidrs`` lists, None where it lets everybody in.

    None listed is everybody (EKS API, VpcConfigRequest publicAccessCidrs, 2026-11).
    """
    listed = read.members(value)
    literal = tuple(member for member in listed.known if isinstance(member, Known))
    found = spelled.ranges(Items(literal, span=listed.span))
    if not listed.known and listed.rest is None:
        return None
    if any(each.value.version == 4 and each.value.prefixlen == 0 for each in found.known):
        return None
    things: list[str] = []
    singles, rest = 0, read.either(listed.rest, found.rest)
    for member in listed.known:
        if isinstance(member, Known):
            continue
        owner = _owner(member, declared)
        if owner is not None:
            things.append(owner)
        elif isinstance(member, Text) and member.parts and str(member.parts[-1]).endswith(_SINGLE):
            singles += 1
        else:
            rest = read.either(rest, member if isinstance(member, Unknown) else None)
    return Admitted(Members(found.known, rest, listed.span), tuple(things), singles)


def _owner(member: Value, declared: Declared) -> str | None:
    """The elastic address or NAT gateway whose own address is written there."""
    for part in member.parts if isinstance(member, Text) else ():
        target = declared.target(part) if isinstance(part, Reference) else None
        if target is not None and target.type in _SOURCES:
            return target.address
    return None
