"""Subnets that a data source looks for among subnets of the same files."""

from __future__ import annotations

from collections.abc import Callable

from eks_netlint.lowering import read, zones
from eks_netlint.model.nouns import Members, Subnet
from eks_netlint.resources import Resource
from eks_netlint.values import Absent, Fields, Known, Truth, Unknown, Value

_ZONE_FILTERS = ("availability-zone", "availabilityZone", "availability-zone-id", "availabilityZoneId")
"""Filters by zone name and by zone id (EC2 API DescribeSubnets, 2026-11)."""


def found_among(source: Resource, subnets: Callable[[Value | Absent], Members[Subnet]]) -> Members[Subnet] | None:
    """What ``data.aws_subnets`` finds where it filters by known ids: those that pass every filter.

    ``subnets`` tells who is meant by a list of ids.  None where the ids to look among are not known.
    """
    filters = read.blocks(source.get("filter"))
    given = [each.get("values") for each in filters.known if _name(each) == "subnet-id"]
    if len(given) != 1:
        return None
    among = subnets(given[0])
    if among.rest is not None or not among.known:
        return None
    others = [each for each in filters.known if _name(each) != "subnet-id"]
    open_ended = filters.rest is not None or not read.empty(source.get("tags"))
    sure: list[Subnet] = []
    possible: list[Subnet] = []
    for subnet in among.known:
        passes = Truth.UNSURE if open_ended else Truth.YES
        for each in others:
            passes = passes & _passes(subnet, each)
        if passes is not Truth.NO:
            (sure if passes is Truth.YES else possible).append(subnet)
    rest = Unknown(f"which subnets {source.address} finds is not known", source.span) if possible else None
    return Members(tuple(sure), rest, source.span, tuple(possible))


def _name(search: Fields) -> str | None:
    name = search.get("name")
    return name.value if isinstance(name, Known) and isinstance(name.value, str) else None


def _passes(subnet: Subnet, search: Fields) -> Truth:
    """Whether a subnet passes one filter; only those by zone are understood."""
    if _name(search) not in _ZONE_FILTERS or isinstance(subnet.zone, Unknown):
        return Truth.UNSURE
    wanted = read.members(search.get("values"))
    answer = Truth.NO if wanted.rest is None else Truth.UNSURE
    for value in wanted.known:
        by_id = (_name(search) or "").lower().endswith("id")
        zone = zones.zone(Absent(), value) if by_id else zones.zone(value, Absent())
        answer |= Truth.UNSURE if isinstance(zone, Unknown) else zone.value.same(subnet.zone.value)
    return answer
