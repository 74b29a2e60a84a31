"""Nodes in public subnets."""

from __future__ import annotations

from eks_netlint.model.nouns import Network, NodeGroup, Subnet
from eks_netlint.model.routing.egress import unaddressed
from eks_netlint.values import Truth, Unknown


def exposed(group: NodeGroup, network: Network) -> tuple[Subnet, ...] | Unknown | None:
    """Public subnets of a node group, None where it surely has none.

    One whose nodes lack an address to be reached at is left out: that is another fault.
    """
    found: list[Subnet] = []
    doubt = group.subnets.rest
    for subnet in group.subnets.known:
        if isinstance(unaddressed(subnet, network), tuple):
            continue
        if isinstance(subnet.default_route, Unknown):
            doubt = subnet.default_route if doubt is None else doubt
        elif subnet.public is Truth.YES and subnet.exists is Truth.YES:
            found.append(subnet)
    if not found:
        return doubt
    return tuple(found) if group.exists is Truth.YES else group.unsure
