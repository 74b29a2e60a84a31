"""
Nodes run in a public subnet.

Why it matters
    Each node has an address that the internet can reach, and only its security groups stand between.  Pods behind such
    a node leave with the node's address, which changes with every replacement.

How to fix
    Give node groups private subnets whose default route leads to a NAT gateway; leave public subnets to load balancers.

Known limits
    Clusters at the edge, of games or of media, may want public nodes: ignore the finding there.

Sources
    aws-eks-best-practices networking/subnets.adoc (2026-05-04)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.nouns import Network, NodeGroup
from eks_netlint.model.routing.public import exposed
from eks_netlint.rules import Severity, Undecided, Verdict, Violation, rule
from eks_netlint.values import Unknown


@rule(id="EKN505", name="public-node-subnet", on=NodeGroup, severity=Severity.MEDIUM)
def check(group: NodeGroup, network: Network) -> Iterator[Verdict]:
    """Follow the default routes of the group's subnets."""
    found = exposed(group, network)
    if isinstance(found, Unknown):
        yield Undecided((found,), at=group.subnets.span)
    elif found is not None:
        one = len(found) == 1
        yield Violation(
            f"{len(found)} of its {len(group.subnets.known)} subnets {'is' if one else 'are'} public: the default "
            f"route of {found[0].address} leads to an internet gateway",
            at=group.subnets.span,
            see=tuple((subnet.span, f"subnet {subnet.address}") for subnet in found[:4]),
        )
