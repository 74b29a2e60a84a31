"""What is left in a cluster's subnets when its nodes are at maximum size."""

from __future__ import annotations

from eks_netlint.model.budget import budget
from eks_netlint.model.nouns import Cluster, Network, Subnet
from eks_netlint.model.placement import distinct
from eks_netlint.model.sums import ZERO
from eks_netlint.values import Bounds, Truth

UPGRADE_ADDRESSES = 5
"""Addresses of the cluster's subnets that an upgrade of the control plane may need: EKS user guide, update-cluster
(2024-12-18)."""


def cluster_headroom(cluster: Cluster, subnet: Subnet, network: Network) -> Bounds | None:
    """Addresses free at maximum size in all subnets of the cluster together.

    None unless the subnet is the first of them (the one that answers for all), the cluster surely exists, and all its
    subnets are known.
    """
    subnets = distinct(cluster.subnets.known)
    if not subnets or subnets[0].address != subnet.address or not cluster.subnets.complete:
        return None
    if cluster.exists is not Truth.YES or cluster.outpost is not Truth.NO:
        return None
    return sum((budget(each, network).free("maximum") for each in subnets), ZERO)
