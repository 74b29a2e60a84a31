"""What the subnets of a cluster offer to its control plane's own network interfaces."""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.budget import budget
from eks_netlint.model.nouns import Cluster, Network, Subnet
from eks_netlint.model.placement import holds
from eks_netlint.model.sums import ZERO, Line
from eks_netlint.model.supply import supply
from eks_netlint.records import dataclass
from eks_netlint.values import Bounds, Truth, Unknown

NEEDED = 6
RECOMMENDED = 16
"""Free addresses that each subnet of a cluster must and should have: EKS user guide, network-reqs (2024-12-18)."""


@dataclass(frozen=True, slots=True)
class Room:
    """Addresses of a cluster subnet: ``usable`` in all, ``free`` beside ``takers``; nodes and pods are not counted.

    ``used`` says whether the control plane of ``cluster`` is in the subnet at all; it is never NO.
    ``dedicated`` says whether nothing else is declared in the subnet, nodes included.
    """

    cluster: Cluster
    used: Truth
    usable: Bounds
    free: Bounds
    takers: tuple[Line, ...]
    dedicated: Truth
    unknowns: tuple[Unknown, ...]


def room(subnet: Subnet, network: Network) -> Room | None:
    """The room of a subnet that some cluster's control plane uses or may use, None for any other subnet."""
    answers = [(each, _uses(each, subnet)) for each in network.clusters]
    answers.sort(key=lambda answer: answer[1] is not Truth.YES)  # stable: the first that surely uses it, if any does
    cluster, used = next(((each, answer) for each, answer in answers if answer is not Truth.NO), (None, Truth.NO))
    if cluster is None:
        return None
    made = budget(subnet, network)
    takers = tuple(line for line in made.maximum.lines if line.group is None and line.label != "control plane")
    taken = sum((line.total for line in takers), ZERO)
    offer = supply(subnet)
    low = 0 if taken.high is None else max(offer.singles.low - taken.high, 0)
    high = None if offer.singles.high is None else max(offer.singles.high - taken.low, 0)
    reasons = [*_doubts(cluster, subnet), *offer.unknowns, *(reason for line in takers for reason in line.unknowns)]
    alone = Truth.of(not made.groups and taken.high == 0)
    return Room(cluster, used, offer.singles, Bounds(low, high), takers, alone, tuple(dict.fromkeys(reasons)))


def _uses(cluster: Cluster, subnet: Subnet) -> Truth:
    """Whether the control plane has interfaces in the subnet: one on an Outpost has none in the Region."""
    return holds(cluster.subnets, subnet) & cluster.exists & ~cluster.outpost


def _doubts(cluster: Cluster, subnet: Subnet) -> Iterator[Unknown]:
    """Why it may not be there."""
    if cluster.exists is not Truth.YES:
        unsure = cluster.unsure
        yield Unknown(f"{cluster.address} may not exist", cluster.span) if unsure is None else unsure
    if cluster.outpost is not Truth.NO:
        yield Unknown(f"whether {cluster.address} is on an Outpost is not known", cluster.span)
    if cluster.subnets.rest is not None and holds(cluster.subnets, subnet) is not Truth.YES:
        yield cluster.subnets.rest
