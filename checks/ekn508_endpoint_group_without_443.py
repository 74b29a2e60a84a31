"""
The security groups of an interface endpoint do not let nodes or pods in on port 443.

Why it matters
    Names of the service lead to the endpoint, which answers nobody: calls hang until they time out.  With custom
    networking it is often the pods, whose range nobody added, while the nodes get through.

How to fix
    Let 443 in from the security groups or the ranges of nodes and pods, those of the secondary range included.

Known limits
    Only endpoints of services that nodes need (ec2, ecr, sts, s3 and those of load balancers, logs and EKS) whose names
    lead to them.  Undecided where rules of a group are not in the files.

Sources
    https://docs.aws.amazon.com/eks/latest/userguide/private-clusters.html (2026-11)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.nouns import Network
from eks_netlint.model.routing.endpoints import closed
from eks_netlint.model.routing.nouns import Endpoint
from eks_netlint.rules import Severity, Undecided, Verdict, Violation, rule
from eks_netlint.values import Unknown


@rule(id="EKN508", name="endpoint-group-without-443", on=Endpoint, severity=Severity.HIGH)
def check(endpoint: Endpoint, network: Network) -> Iterator[Verdict]:
    """Ask whether nodes and pods reach the endpoint."""
    found = closed(endpoint, network)
    if isinstance(found, Unknown):
        yield Undecided((found,), at=endpoint.groups.span)
    elif found is not None:
        see = [(group.span, f"security group {group.address}") for group in endpoint.groups.known[:3]]
        yield Violation(f"{found.who} cannot reach it on tcp 443: {found.why}", at=endpoint.groups.span, see=tuple(see))
