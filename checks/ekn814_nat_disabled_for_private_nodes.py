"""
NAT gateways are turned off for a VPC whose private subnets hold nodes, and nothing else leads out.

Why it matters
    Nodes pull their first images from ECR and ask EC2 for addresses.  Without a way there they never become ready, and
    the node group fails with NodeCreationFailure after half an hour.

How to fix
    Set vpc.nat.gateway to Single or HighlyAvailable, or make the cluster fully private (privateCluster.enabled: true),
    which makes the VPC endpoints that stand in for a way out.

Known limits
    Speaks of VPCs that a tool makes by such a switch, as eksctl does, and there for EKN501.  Undecided where the switch
    is filled in elsewhere.

Sources
    eksctl-io/eksctl pkg/cfn/builder/vpc_ipv4.go, addNATGateways (v0.230, 2026-08)
    https://docs.aws.amazon.com/eks/latest/userguide/private-clusters.html (2026-11)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.nouns import Network
from eks_netlint.model.routing.egress import stuck
from eks_netlint.model.routing.layouts import NONE, layout_of
from eks_netlint.model.routing.nouns import RouteTable
from eks_netlint.rules import Severity, Undecided, Verdict, Violation, rule
from eks_netlint.values import Unknown


@rule(
    id="EKN814", name="nat-disabled-for-private-nodes", on=RouteTable, severity=Severity.HIGH, silences=("EKN501",)
)
def check(table: RouteTable, network: Network) -> Iterator[Verdict]:
    """Ask what the switch leaves the nodes of the table's subnets."""
    layout = layout_of(table.vpc, network)
    if layout is None:
        return
    if isinstance(layout.nat, Unknown):
        if isinstance(stuck(table, network), Unknown):
            yield Undecided((layout.nat,), at=layout.nat.span)
        return
    found = stuck(table, network) if layout.nat.value == NONE else None
    if isinstance(found, Unknown):
        yield Undecided((found,), at=layout.nat.span)
    elif found is not None:
        names = ", ".join(each.address for each in found.hosts[:3])
        count = len(found.subnets)
        have = "has" if len(found.hosts) == 1 else "have"
        yield Violation(
            f"no NAT gateway is made, and {names} {have} nodes in {count} private "
            f"subnet{'' if count == 1 else 's'}: nothing leads to {', '.join(found.missing)}",
            at=layout.nat.span,
            see=tuple((each.span, f"nodes of {each.address}") for each in found.hosts[:3]),
        )
