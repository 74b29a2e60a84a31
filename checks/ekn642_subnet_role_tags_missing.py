"""
A subnet lacks the tag by which load balancer controllers choose their subnets.

Why it matters
    Where some subnets of a VPC have the role tag, the others are left out.  If a zone has none of them no load balancer
    is put there, and targets in that zone are registered and get no traffic.  EKS Auto Mode, and versions of the AWS
    Load Balancer Controller before 2.12.1, find no subnet at all where none is tagged.

How to fix
    Tag public subnets kubernetes.io/role/elb = 1 and private ones kubernetes.io/role/internal-elb = 1, in every zone.

Known limits
    Only where a controller is in the files, too.  Since 2.12.1 the AWS Load Balancer Controller finds subnets by their
    routes where none is tagged.  Load balancers that name their subnets need no tags.

Sources
    aws-load-balancer-controller docs/deploy/subnet_discovery.md (v3.5, 2026-08)
    EKS user guide, auto-configure-alb (2026-11)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.nouns import Network, Subnet
from eks_netlint.rules import Severity, Undecided, Verdict, Violation, rule
from eks_netlint.values import Unknown


@rule(id="EKN642", name="subnet-role-tags-missing", on=Subnet, severity=Severity.LOW)
def check(subnet: Subnet, network: Network) -> Iterator[Verdict]:
    """Look for the role tag."""
    if network.kubernetes is None or not network.kubernetes.controllers:
        return
    from eks_netlint.model.kubernetes.balancer_subnets import Untagged, untagged  # which most roots do not need

    found = untagged(subnet, network)
    if isinstance(found, Unknown):
        yield Undecided((found,))
    elif isinstance(found, Untagged):
        see = [(one.span, "tagged") for one in found.tagged]
        if found.maker is not None:
            see.append((found.maker.span, f"{found.maker.address} looks for such subnets"))
        yield Violation(found.what, see=tuple(see))
