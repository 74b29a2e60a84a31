"""How a tool lays out a VPC that it makes: one range cut evenly, one switch for NAT gateways."""

from __future__ import annotations

from ipaddress import IPv4Network

from eks_netlint.model.nouns import Layout, Network, Vpc
from eks_netlint.records import dataclass
from eks_netlint.values import Known, Unknown

NONE = "Disable"
"""The switch that makes no NAT gateway."""

RESERVED = 5
"""Addresses of each subnet that AWS keeps (Amazon VPC user guide, subnet sizing, 2026-11)."""

_LARGEST = 16
"""Prefix of the largest VPC (Amazon VPC user guide, VPC CIDR blocks, 2026-11)."""


@dataclass(frozen=True, slots=True)
class Share:
    """One of the equal parts of a range: the part, the whole, how many subnets there are."""

    each: IPv4Network
    whole: IPv4Network
    count: int

    @property
    def available(self) -> int:
        """Addresses that are to be had."""
        return self.each.num_addresses - RESERVED

    def better(self, wanted: int) -> int:
        """Prefix of the VPC whose parts would have so many addresses."""
        more = self.each.prefixlen - self.whole.prefixlen
        prefix = self.whole.prefixlen
        while prefix > _LARGEST and 2 ** (32 - prefix - more) - RESERVED < wanted:
            prefix -= 1
        return prefix


def layout_of(vpc: Vpc | Unknown, network: Network) -> Layout | None:
    """The layout by which a tool made the VPC, if one did."""
    if isinstance(vpc, Unknown):
        return None
    return next((layout for layout in network.layouts if layout.vpc == vpc.address), None)


def smallest(layout: Layout) -> Share | Unknown:
    """The smallest subnet of a layout; unknown where the range is."""
    if isinstance(layout.cidr, Unknown):
        return layout.cidr
    known = [subnet.cidr.value for subnet in layout.subnets if isinstance(subnet.cidr, Known)]
    if not known:
        return next(
            (subnet.cidr for subnet in layout.subnets if isinstance(subnet.cidr, Unknown)),
            Unknown("no subnet of the VPC is known", layout.cidr.span),
        )
    return Share(max(known, key=lambda each: each.prefixlen), layout.cidr.value, len(layout.subnets))


def uncounted(network: Network) -> str | Unknown | None:
    """Whose nodes nobody can count, None where node groups or pools tell how many there are."""
    runs = network.kubernetes
    if runs is not None and runs.karpenters and not runs.node_pools:
        return "nodes of Karpenter"
    for cluster in network.clusters:
        if isinstance(cluster.auto_mode, Unknown):
            return cluster.auto_mode
        if cluster.auto_mode.value and (runs is None or not runs.node_pools):
            return "nodes of EKS Auto Mode"
    return None if network.node_groups or network.fargate_profiles else "nodes to come"
