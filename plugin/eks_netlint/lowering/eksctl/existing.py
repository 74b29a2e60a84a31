"""A VPC that is there already: what the file says of it, and nothing that it does not say.

Source: cfn/builder/vpc_existing.go, apis/eksctl.io/v1alpha5/vpc.go.
"""

from __future__ import annotations

from eks_netlint.lowering import read, zones
from eks_netlint.lowering.eksctl.network import Network, Sub
from eks_netlint.lowering.eksctl.said import Made, Said, head
from eks_netlint.patterns import pattern
from eks_netlint.source import Span
from eks_netlint.values import Absent, Cause, Fields, Known, Text, Unknown, Value, dig

_REGION = pattern(r"(\$\{\w+\})([a-z])$")
"""A zone by the region that is filled in elsewhere, as the key of a subnet: ``${AWS_REGION}a``."""

VPC = "data.aws_vpc.existing"
"""Its address: so the rest of lowering tells a VPC that is looked up from one that is made."""


def existing(said: Said, made: Made) -> Network:
    """The VPC and the subnets that the file names."""
    span = said.place("vpc")
    cidr = said.get("vpc", "cidr")
    vpc = made.add("aws_vpc", VPC, {"cidr_block": cidr}, span, mode="data")
    public, rest = _subnets(said, made, "public", vpc)
    private, more = _subnets(said, made, "private", vpc)
    if not public and not private and rest is None and more is None:
        rest = Unknown("eksctl looks up the subnets of the VPC", span)
    return Network(vpc, cidr, public, private, more if rest is None else rest)


def _subnets(said: Said, made: Made, kind: str, vpc: Value) -> tuple[tuple[Sub, ...], Unknown | None]:
    value = said.get("vpc", "subnets", kind)
    if isinstance(value, Unknown):
        return (), value
    if not isinstance(value, Fields):
        return (), None
    found, rest = [], value.rest
    for name, body in value.entries.items():
        if not isinstance(name, str):
            rest = read.either(rest, name)
            continue
        found.append(_subnet(said, made, kind, name, body, vpc))
    return tuple(found), rest


def _identity(said: Said, ident: Value | Absent) -> Value | Absent:
    """The id of a subnet; absent for one that stands several times: somebody has yet to put in the real ones."""
    every = [
        dig(body, "id")
        for kind in ("public", "private")
        if isinstance(listed := said.get("vpc", "subnets", kind), Fields)
        for body in listed.entries.values()
    ]
    return Absent(ident.span) if isinstance(ident, Known) and every.count(ident) > 1 else ident


def _zone(name: str, span: Span) -> Value | Absent:
    """The zone that a key is, with a placeholder for the region or without; absent for any other name."""
    mark = _REGION.match(name)
    if mark is not None:
        why = f"the placeholder {mark[1]} is filled in elsewhere"
        return Text(why, span, Cause.OUTSIDE, (Unknown(why, span, Cause.OUTSIDE), mark[2]))
    return Absent(span) if zones.named(Known(name)) is None else Known(name, span)


def _subnet(said: Said, made: Made, kind: str, name: str, body: Value, vpc: Value) -> Sub:
    """One subnet; its key is its zone, unless it says otherwise (AZSubnetMappingFromMap)."""
    fields = body if isinstance(body, Fields) else Fields({}, body if isinstance(body, Unknown) else None)
    span = said.place("vpc", "subnets", kind) if body.span is None else head(body.span)
    zone = fields.get("az")
    if read.nothing(zone):
        zone = _zone(name, span)
    address = f"data.vpc.subnets.{kind}.{name}"
    ident = _identity(said, fields.get("id"))
    entries: dict[str, Value | Absent] = {
        "id": ident, "vpc_id": vpc, "cidr_block": fields.get("cidr"), "availability_zone": zone,
    }  # fmt: skip
    made_id = made.add("aws_subnet", address, entries, span, mode="data")
    names = (name, ident.value) if isinstance(ident, Known) and isinstance(ident.value, str) else (name,)
    return Sub(made_id, names, zone)
