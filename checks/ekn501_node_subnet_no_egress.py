"""
The subnets of a route table hold nodes, and neither a default route nor endpoints lead out of them.

Why it matters
    Nodes pull their first images from ECR and ask EC2 for addresses.  Without a way there they never become ready, and
    the node group fails with NodeCreationFailure.

How to fix
    Route 0.0.0.0/0 of the subnet to a NAT gateway, a transit gateway or a firewall; or, for a private cluster, make
    endpoints for ec2, ecr.api, ecr.dkr, sts and s3 in the VPC (the gateway kind is for the tables that it is told of).

Known limits
    Undecided where a transit gateway or a VPN gateway is attached to the VPC, routes are propagated, the subnet is
    declared elsewhere, or a module that cannot be read is handed the table or the VPC: routes may be made there.  A
    subnet whose route table is not in the files is not asked about.
    Where only the endpoint for sts is missing nodes join and pods with IAM roles fail: medium.

Sources
    https://docs.aws.amazon.com/eks/latest/userguide/private-clusters.html (2026-11)
    https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html (2026-11)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.nouns import Network
from eks_netlint.model.routing.egress import FOR_ROLES, stuck
from eks_netlint.model.routing.nouns import NAT, RouteTable
from eks_netlint.rules import Severity, Undecided, Verdict, Violation, rule
from eks_netlint.rules.routes import ways_out
from eks_netlint.values import Unknown


@rule(id="EKN501", name="node-subnet-no-egress", on=RouteTable, severity=Severity.HIGH)
def check(table: RouteTable, network: Network) -> Iterator[Verdict]:
    """Look for the way out of the table's subnets in which nodes run."""
    found = stuck(table, network)
    if isinstance(found, Unknown):
        yield Undecided((found,))
        return
    if found is None:
        return
    more = f" and {len(found.subnets) - 1} more" if len(found.subnets) > 1 else ""
    lacks = "no default route" if found.endpoints == 0 else "no default route, and endpoints that do not replace one"
    see = [(each.span, f"subnet {each.address}") for each in found.subnets[:3]]
    see += [(each.span, f"nodes of {each.address}") for each in found.hosts[:3]]
    yield Violation(
        f"nodes run in {found.subnets[0].address}{more} with {lacks}: nothing leads to {', '.join(found.missing)}",
        severity=Severity.MEDIUM if found.missing == (FOR_ROLES,) else Severity.HIGH,
        see=tuple(see),
        fixes=ways_out(found.subnets, NAT, network) if found.endpoints == 0 else (),
    )
