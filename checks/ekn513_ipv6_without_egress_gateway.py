"""
Nodes of an IPv6 cluster run in a subnet without an IPv6 default route.

Why it matters
    Pods of an IPv6 cluster have IPv6 addresses only.  Without a route for ::/0 they reach nothing outside the VPC that
    has an IPv6 address.

How to fix
    Add a route for ::/0 to an egress-only internet gateway (private subnets) or an internet gateway (public ones).

Known limits
    Undecided where a transit gateway or VPN gateway is attached to the VPC, or the route table is declared elsewhere.

Sources
    https://docs.aws.amazon.com/eks/latest/userguide/cni-ipv6.html (2026-11)
    https://docs.aws.amazon.com/vpc/latest/userguide/egress-only-internet-gateway.html (2026-11)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.nouns import Network, Subnet
from eks_netlint.model.routing.nouns import EGRESS_ONLY, INTERNET
from eks_netlint.model.routing.pods import without_ipv6_route
from eks_netlint.model.routing.ways import EVERYWHERE6
from eks_netlint.rules import Severity, Undecided, Verdict, Violation, rule
from eks_netlint.rules.routes import ways_out
from eks_netlint.values import Truth, Unknown


@rule(id="EKN513", name="ipv6-without-egress-gateway", on=Subnet, severity=Severity.HIGH)
def check(subnet: Subnet, network: Network) -> Iterator[Verdict]:
    """Look for the way of IPv6 packets out of a subnet with nodes."""
    found = without_ipv6_route(subnet, network)
    if isinstance(found, Unknown):
        yield Undecided((found,))
    elif found is not None:
        kind = INTERNET if subnet.public is Truth.YES else EGRESS_ONLY
        yield Violation(
            f"nodes of IPv6 cluster {found.address} run here and its route table has no route for ::/0",
            see=((found.span, f"cluster {found.address}"),),
            fixes=ways_out((subnet,), kind, network, EVERYWHERE6),
        )
