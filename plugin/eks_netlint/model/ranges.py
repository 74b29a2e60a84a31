"""Address ranges of VPCs: which belong to a cluster, and what AWS allows."""

from __future__ import annotations

from ipaddress import IPv4Network

from eks_netlint.model.nouns import Cluster, EniConfig, Members, Network, NodeGroup, Subnet, Vpc
from eks_netlint.model.placement import distinct
from eks_netlint.values import Known, Truth, Unknown

LARGEST, SMALLEST = 16, 28
"""Prefix lengths between which a CIDR block of a VPC must lie: VPC user guide, vpc-cidr-blocks."""

PRIVATE = tuple(IPv4Network(each) for each in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"))
"""RFC 1918: what organisations route among their networks."""


def subnets_of_cluster(cluster: Cluster, network: Network) -> tuple[Subnet, ...]:
    """Subnets of its control plane and of its node groups."""
    found = [*cluster.subnets.known]
    for group in network.node_groups:
        if isinstance(group.cluster, Cluster) and group.cluster.address == cluster.address:
            found.extend(group.subnets.known)
    return distinct(tuple(found))


def ranges_of_cluster(
    cluster: Cluster, network: Network
) -> tuple[tuple[Known[IPv4Network], ...], tuple[Unknown, ...]]:
    """Ranges of the VPCs and subnets a cluster uses, and the reasons why there may be others."""
    known: dict[IPv4Network, Known[IPv4Network]] = {}
    unknown: list[Unknown] = [] if cluster.subnets.rest is None else [cluster.subnets.rest]
    for subnet in subnets_of_cluster(cluster, network):
        if isinstance(subnet.vpc, Unknown):
            unknown.append(subnet.vpc)
        else:
            known.update({one.value: one for one in subnet.vpc.cidrs.known})
            if subnet.vpc.cidrs.rest is not None:
                unknown.append(subnet.vpc.cidrs.rest)
        if isinstance(subnet.cidr, Known):
            known.setdefault(subnet.cidr.value, subnet.cidr)
    return tuple(known.values()), tuple(dict.fromkeys(unknown))


def clusters_in(vpc: Vpc, network: Network) -> tuple[Cluster, ...]:
    """Clusters that surely have subnets, of their own or of their nodes, in the VPC."""
    return tuple(
        cluster
        for cluster in network.clusters
        if cluster.exists is Truth.YES
        and (
            any(_lies_in(subnet, vpc) for subnet in subnets_of_cluster(cluster, network))
            or _all_within(cluster.subnets, vpc)
        )
    )


def groups_in(vpc: Vpc, network: Network) -> tuple[NodeGroup, ...]:
    """Node groups with a subnet in the VPC."""
    return tuple(
        group
        for group in network.node_groups
        if any(_lies_in(subnet, vpc) for subnet in group.subnets.known) or _all_within(group.subnets, vpc)
    )


def doubts_about(vpc: Vpc, network: Network) -> tuple[Unknown, ...]:
    """Why clusters or node groups of which none is known to be in the VPC may have subnets there all the same."""
    found: list[Unknown] = []
    for subnets in (*(one.subnets for one in network.clusters), *(one.subnets for one in network.node_groups)):
        if subnets.rest is not None and (not subnets.within or any(_may_lie_in(one, vpc) for one in subnets.within)):
            found.append(subnets.rest)
        found.extend(one.vpc for one in subnets.known if isinstance(one.vpc, Unknown) and not one.adopted)
    return tuple(dict.fromkeys(found))


def _lies_in(subnet: Subnet, vpc: Vpc) -> bool:
    return not isinstance(subnet.vpc, Unknown) and subnet.vpc.address == vpc.address


def _may_lie_in(subnet: Subnet, vpc: Vpc) -> bool:
    return isinstance(subnet.vpc, Unknown) or subnet.vpc.address == vpc.address


def _all_within(subnets: Members[Subnet], vpc: Vpc) -> bool:
    """Whether members that are not known are surely in the VPC, since all they can be are."""
    return bool(subnets.within) and all(_lies_in(one, vpc) for one in subnets.within)


def pod_subnets_in(vpc: Vpc, network: Network) -> tuple[tuple[EniConfig, Subnet], ...]:
    """Subnets of the VPC that ENIConfigs give to pods."""
    return tuple(
        (config, config.subnet)
        for config in network.eni_configs.known
        if isinstance(config.subnet, Subnet)
        and not isinstance(config.subnet.vpc, Unknown)
        and config.subnet.vpc.address == vpc.address
    )


def is_routed_space(range_: IPv4Network) -> bool:
    """Whether the range is of RFC 1918, the space that is usually routed between networks."""
    return any(range_.subnet_of(private) for private in PRIVATE)
