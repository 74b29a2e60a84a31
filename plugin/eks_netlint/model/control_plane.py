"""What the subnets of a cluster offer to its control plane's own network interfaces."""

from __future__ import annotations

from eks_netlint.model.budget import budget
from eks_netlint.model.nouns import Cluster, Network, Subnet
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

    ``dedicated`` says whether nothing else is declared in the subnet, nodes included.
    """

    cluster: Cluster
    usable: Bounds
    free: Bounds
    takers: tuple[Line, ...]
    dedicated: Truth
    unknowns: tuple[Unknown, ...]


def room(subnet: Subnet, network: Network) -> Room | None:
    """The room of a subnet that some cluster's control plane uses, None for any other subnet."""
    cluster = next((each for each in network.clusters if _uses(each, subnet)), None)
    if cluster is None:
        return None
    made = budget(subnet, network)
    takers = tuple(line for line in made.maximum.lines if line.group is None and line.label != "control plane")
    taken = sum((line.total for line in takers), ZERO)
    offer = supply(subnet)
    low = 0 if taken.high is None else max(offer.singles.low - taken.high, 0)
    high = None if offer.singles.high is None else max(offer.singles.high - taken.low, 0)
    reasons = tuple(reason for line in takers for reason in line.unknowns)
    alone = Truth.of(not made.groups and taken.high == 0)
    return Room(cluster, offer.singles, Bounds(low, high), takers, alone, (*offer.unknowns, *reasons))


def _uses(cluster: Cluster, subnet: Subnet) -> bool:
    if cluster.outpost is not Truth.NO or cluster.exists is not Truth.YES:
        return False
    return any(each.address == subnet.address for each in cluster.subnets.known)
