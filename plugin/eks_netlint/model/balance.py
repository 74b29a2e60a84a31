"""How evenly the addresses of a node group's zones are spread."""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.nouns import Network, NodeGroup, Subnet
from eks_netlint.model.placement import distinct, holds, same_zone
from eks_netlint.model.sums import total
from eks_netlint.model.supply import supply
from eks_netlint.records import dataclass
from eks_netlint.values import Bounds, Truth, Unknown


@dataclass(frozen=True, slots=True)
class Imbalance:
    """Addresses of a group's smallest and of a larger zone; ``where`` is a subnet of the larger one."""

    smallest: Bounds
    largest: Bounds
    where: Subnet


@dataclass(frozen=True, slots=True)
class _Place:
    """A subnet that the group surely or maybe has, and the usable addresses of the whole zone it is in."""

    subnet: Subnet
    sure: bool
    size: Bounds


_Answer = tuple[str, Imbalance | Unknown] | None
"""The address of the subnet that answers for a group, and what it says; None where all is even."""


def imbalance(group: NodeGroup, subnet: Subnet, network: Network, factor: int) -> Imbalance | Unknown | None:
    """Whether a zone of the group has more than ``factor`` times the addresses of another, None where it has not.

    Answered at the first subnet of the smallest zone; where it is not known, at the first subnet that the group may
    have, with a reason.
    """
    answers = network.answers.setdefault("imbalances", {})
    assert isinstance(answers, dict)
    key = group.address, factor
    if key not in answers:
        answers[key] = _judge(group, network, factor)
    answer: _Answer = answers[key]
    return None if answer is None or answer[0] != subnet.address else answer[1]


def _judge(group: NodeGroup, network: Network, factor: int) -> _Answer:
    rest = group.subnets.rest
    known = [(each, each.exists is Truth.YES) for each in distinct(group.subnets.known) if each.exists is not Truth.NO]
    if rest is not None and not group.subnets.within:  # what comes may be in any zone, and of any size
        maybe = (each for each in network.subnets if holds(group.subnets, each) is Truth.UNSURE)
        first = known[0][0] if known else next(maybe, None)
        return None if first is None else (first.address, rest)
    more = [each for each in distinct(group.subnets.within) if holds(group.subnets, each) is Truth.UNSURE]
    candidates = (*known, *((each, False) for each in more if each.exists is not Truth.NO))
    places = [_Place(each, sure, _zone_size(each, candidates)) for each, sure in candidates]
    proved = _proved(places, factor)
    if proved is not None:
        smallest, largest = proved
        return smallest.subnet.address, Imbalance(smallest.size, largest.size, largest.subnet)
    if not _possible(places, factor):
        return None
    first_sure = next((place for place in places if place.sure), places[0])
    return first_sure.subnet.address, next(_doubts(group, places))


def _zone_size(subnet: Subnet, candidates: tuple[tuple[Subnet, bool], ...]) -> Bounds:
    """Addresses of the group in the zone of the subnet."""
    parts = []
    for other, sure in candidates:
        same = same_zone(subnet, other)
        size = supply(other).usable
        if same is not Truth.NO:
            there = other.address == subnet.address or (same is Truth.YES and sure)
            parts.append(size if there else Bounds(0, size.high))
    return total(parts)


def _proved(places: list[_Place], factor: int) -> tuple[_Place, _Place] | None:
    """The smallest zone and the largest one beside it, where they surely are so far apart."""
    sure = [place for place in places if place.sure and place.size.high is not None]
    smallest = min(sure, key=lambda place: place.size.high or 0, default=None)
    if smallest is None or smallest.size.high is None:
        return None
    apart = [place for place in places if place.sure and same_zone(place.subnet, smallest.subnet) is Truth.NO]
    largest = max(apart, key=lambda place: place.size.low, default=None)
    if largest is None or largest.size.low <= factor * smallest.size.high:
        return None
    return smallest, largest


def _possible(places: list[_Place], factor: int) -> bool:
    """Whether some completion has two zones so far apart."""
    return any(
        one.size.high is None or one.size.high > factor * other.size.low
        for one in places
        for other in places
        if same_zone(one.subnet, other.subnet) is not Truth.YES
    )


def _doubts(group: NodeGroup, places: list[_Place]) -> Iterator[Unknown]:
    """Why the sizes of the zones are not known."""
    if group.subnets.rest is not None:
        yield group.subnets.rest
    for place in places:
        subnet = place.subnet
        yield from (each for each in (subnet.cidr, subnet.zone, subnet.unsure) if isinstance(each, Unknown))
    where = places[0].subnet
    yield Unknown(f"whether {where.address} shares a zone with others is not in the files", where.span)
