"""Whether a network is small enough to be judged: budgets compare every subnet with every group that may be in it."""

from __future__ import annotations

from eks_netlint.model.nouns import Network

MAX_NOUNS = 2_000
"""Subnets, VPCs, groups, ENIConfigs and takers of one network.  AWS allows 200 subnets in a VPC and 30 node groups in
a cluster until asked for more (Amazon VPC and Amazon EKS quotas, 2026-11)."""

MAX_MEETINGS = 1_000_000
"""Subnets times subnets in which groups are: a hundred subnets with a hundred groups in each take some seconds."""


def too_large(network: Network) -> str:
    """Why the network is not judged, empty if it is."""
    groups = network.node_groups
    nouns = sum(
        map(len, (network.vpcs, network.subnets, network.clusters, groups, network.fargate_profiles, network.takers))
    )
    if nouns + len(network.eni_configs.known) > MAX_NOUNS:
        return f"more than {MAX_NOUNS} parts of a network in one root: too large to judge"
    placed = sum(len(group.subnets.known) for group in groups)
    if placed * len(network.subnets) > MAX_MEETINGS:
        return f"{len(groups)} node groups over {len(network.subnets)} subnets: too large to judge"
    return ""
