"""The zones in which eksctl makes subnets: those that are written, else as many as it picks."""

from __future__ import annotations

from eks_netlint.lowering import read
from eks_netlint.lowering.eksctl.said import Made, Said
from eks_netlint.records import dataclass
from eks_netlint.values import Cause, Fact, Known, Origin, Reference, Unknown, Value

_PICKED = 3
"""Zones that eksctl picks (apis/eksctl.io/v1alpha5/vpc.go, RecommendedAvailabilityZones)."""

_FEWER = {"us-east-1": 2, "us-west-1": 2}
"""Regions in which it picks fewer: us-east-1 by its own table (az/az.go), us-west-1 has no more for one account."""

LIST = "availability_zones"
"""Address of the list from which it picks."""


@dataclass(frozen=True, slots=True)
class Place:
    """One zone with its name in addresses; ``unsure`` says why eksctl may make nothing there."""

    name: str
    zone: Value
    unsure: Unknown | None = None
    local: bool = False


@dataclass(frozen=True, slots=True)
class Zones:
    """The zones, local ones last; ``rest`` says why there may be others."""

    places: tuple[Place, ...]
    total: Fact[int]
    rest: Unknown | None = None


def zones(said: Said, made: Made) -> Zones:
    """The zones of a VPC that eksctl makes."""
    found = _written(said)
    if found is None:
        found = _picked(said, made)
    local = read.members(said.get("localZones"))
    places = tuple(Place(_named(one, index), one, local=True) for index, one in enumerate(local.known))
    if not places and local.rest is None:
        return found
    total = found.total if local.rest is None else local.rest
    if isinstance(total, Known):
        total = Known(total.value + len(places), total.span, total.origin)
    return Zones((*found.places, *places), total, local.rest if found.rest is None else found.rest)


def _written(said: Said) -> Zones | None:
    value = said.get("availabilityZones")
    if read.empty(value):
        return None
    found = read.members(value)
    places = tuple(Place(_named(one, index), one) for index, one in enumerate(found.known))
    total: Fact[int] = Known(len(places), value.span) if found.rest is None else found.rest
    return Zones(places, total, found.rest)


def _named(zone: Value, index: int) -> str:
    """The zone as it is written, for addresses; by its number where it is no word."""
    if isinstance(zone, Known):
        return str(zone.value)
    spelled = zone.span.text if isinstance(zone, Unknown) and zone.span is not None else ""
    return spelled.strip("\"'") or f"zone-{index + 1}"


def _picked(said: Said, made: Made) -> Zones:
    """Zones that nobody names: two in some regions and three in the others (az/az.go)."""
    span = said.place("metadata", "region")
    made.add("aws_availability_zones", LIST, {}, span, mode="data")
    region = said.region
    places = [Place(f"zone-{index + 1}", _zone(said, index)) for index in range(_PICKED)]
    if isinstance(region, Known):
        count = _FEWER.get(region.value, _PICKED)
        return Zones(tuple(places[:count]), Known(count, span, Origin.DEFAULT))
    why = Unknown("how many zones eksctl picks depends on the region", region.span or span, region.cause)
    last = Place(places[-1].name, places[-1].zone, why)
    return Zones((*places[:-1], last), why)


def _zone(said: Said, index: int) -> Reference:
    return Reference("eksctl picks the zones", said.span, Cause.APPLY, LIST, ("names", index), True)
