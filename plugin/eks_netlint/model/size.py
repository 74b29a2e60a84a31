"""Whether a network is small enough to be judged: budgets compare every subnet with every group that may be in it."""

from __future__ import annotations

from eks_netlint.model.nouns import Network

MAX_NOUNS = 2_000
"""Subnets, VPCs, groups, ENIConfigs and takers of one network.  AWS allows 200 subnets in a VPC and 30 node groups in
a cluster until asked for more (Amazon VPC and Amazon EKS quotas, 2026-11)."""

MAX_MEETINGS = 150_000
"""Subnets times groups' places, each some 0.03 ms: a hundred groups of three subnets in a network of a hundred are
30,000."""


def too_large(network: Network) -> str:
    """Why the network is not judged, empty if it is."""
    groups = network.node_groups
    nouns = sum(
        map(len, (network.vpcs, network.subnets, network.clusters, groups, network.fargate_profiles, network.takers))
    )
    if nouns + len(network.eni_configs.known) > MAX_NOUNS:
        return f"more than {MAX_NOUNS} parts of a network in one root: too large to judge"
    listed = [len(group.subnets.known) + (group.subnets.rest is not None) for group in groups]
    # which subnets of a group share a zone is asked for each of them: a twentieth of the work for a pair, cubed
    meetings = sum(listed) * len(network.subnets) + sum(number**3 for number in listed) // 20
    if meetings > MAX_MEETINGS:
        return f"{len(groups)} node groups in {len(network.subnets)} subnets: too large to judge"
    return ""
