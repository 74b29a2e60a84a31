"""
Nodes and their pods share a small subnet with the control plane.

Why it matters
    Pods take every free address; when the control plane is upgraded it needs up to five addresses of the same subnet
    and the upgrade stalls.

How to fix
    Give the control plane small subnets of its own (control_plane_subnet_ids in the eks module), or larger subnets
    to the nodes.

Known limits
    What counts is the number of nodes at the maximum size of the groups and the size of the subnet, not the load.
    Clusters of a few nodes are left alone.

Sources
    aws-eks-best-practices networking/subnets.adoc (dedicated subnets for the control plane; 2026-05-04)
    Both thresholds are this project's choice and settings.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from eks_netlint.model.budget import budget, nodes_in
from eks_netlint.model.control_plane import room
from eks_netlint.model.nouns import Network, Subnet
from eks_netlint.model.sums import ZERO
from eks_netlint.rules import Setting, Severity, SumLine, Undecided, Verdict, Violation, rule
from eks_netlint.rules.sums import counted, ranges
from eks_netlint.values import Bounds, Truth


@rule(
    id="EKN107",
    name="nodes-share-tiny-cluster-subnet",
    on=Subnet,
    severity=Severity.MEDIUM,
    settings={
        "usable": Setting(64, "addresses below which a shared subnet is called small", "rule catalogue A07"),
        "nodes": Setting(2, "nodes in the subnet at maximum size that are still let pass", "rule catalogue A07"),
    },
)
def check(subnet: Subnet, network: Network, settings: Mapping[str, float]) -> Iterator[Verdict]:
    """Look for cluster subnets that are small and hold more than a few nodes."""
    found = room(subnet, network)
    made = budget(subnet, network)
    if found is None or not made.groups:
        return
    nodes = sum((nodes_in(group, subnet, group.max_size) for group in made.groups), ZERO)
    small = Bounds.exactly(int(settings["usable"])).exceeds(found.usable)
    crowded = nodes.exceeds(Bounds.exactly(int(settings["nodes"])))
    match small & crowded & found.used:
        case Truth.YES:
            yield Violation(
                f"{counted(nodes)} nodes and the control plane share {found.usable.high} addresses",
                at=subnet.cidr.span,
                sum=(
                    SumLine("nodes at maximum size", nodes.low, "nodes", span=made.at),
                    SumLine(ranges((subnet,)), found.usable.high or 0, role="available", span=subnet.cidr.span),
                ),
                see=((found.cluster.span, f"cluster {found.cluster.address}"),),
            )
        case Truth.UNSURE:
            yield Undecided(found.unknowns or made.unknowns("maximum"), at=subnet.cidr.span)
