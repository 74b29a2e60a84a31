"""
Nodes in a public subnet get no public address.

Why it matters
    The default route of the subnet leads to an internet gateway, which drops packets from private addresses.  The
    nodes reach neither ECR nor EC2 and never become ready.

How to fix
    Give the nodes private subnets with a NAT gateway; or set map_public_ip_on_launch on the subnet, or
    associate_public_ip_address in the launch template.

Known limits
    Silent where endpoints for ec2, ecr.api, ecr.dkr, s3 and sts replace the route.

Sources
    https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html (2026-11)
    https://aws.amazon.com/blogs/containers/upcoming-changes-to-ip-assignment-for-eks-managed-node-groups/ (2020-03)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.nouns import Network, Subnet
from eks_netlint.model.routing.egress import unaddressed
from eks_netlint.rules import Severity, Undecided, Verdict, Violation, rule
from eks_netlint.values import Known, Unknown


@rule(id="EKN117", name="public-nodes-without-address", on=Subnet, severity=Severity.HIGH)
def check(subnet: Subnet, network: Network) -> Iterator[Verdict]:
    """Ask who gives the nodes of a public subnet their public addresses."""
    found = unaddressed(subnet, network)
    if isinstance(found, Unknown):
        yield Undecided((found,))
    elif found is not None:
        given = subnet.map_public_ip
        default = isinstance(given, Known) and given.is_default and all(
            isinstance(group.public_ip, Known) and group.public_ip.value is None for group in found
        )
        named = ", ".join(group.address for group in found[:3])
        yield Violation(
            f"nodes of {named} get no public address, and the only way out is an internet gateway",
            at=given.span,
            see=tuple((group.span, group.address) for group in found[:3]),
            assumed=("map_public_ip_on_launch is false by default",) if default else (),
        )
