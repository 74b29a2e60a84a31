"""
A cluster subnet has too few addresses for the control plane's network interfaces.

Why it matters
    EKS refuses a cluster, or stalls its upgrade, when a subnet given to the control plane has fewer than six free
    addresses; with fewer than sixteen there is no room for what AWS recommends.

How to fix
    Give the control plane subnets of /27 or larger, or a /28 that nothing else uses.

Known limits
    Nodes and pods are EKN101's and EKN103's: here only what is declared beside them counts.  A /28 of its own has 11
    addresses, which best practices call enough.

Sources
    https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html (at least six, better sixteen; 2024-12-18)
    aws-eks-best-practices networking/subnets.adoc (dedicated cluster subnets of /28; 2026-05-04)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.control_plane import NEEDED, RECOMMENDED, room
from eks_netlint.model.nouns import Network, Subnet
from eks_netlint.rules import Severity, SumLine, Undecided, Verdict, Violation, rule
from eks_netlint.rules.sums import counted, ranges
from eks_netlint.values import Bounds, Truth


@rule(id="EKN104", name="cluster-subnet-too-small", on=Subnet, severity=Severity.HIGH)
def check(subnet: Subnet, network: Network) -> Iterator[Verdict]:
    """Compare what the subnet has beside its fixed takers with what the control plane wants."""
    found = room(subnet, network)
    if found is None:
        return
    for needed, severity in ((NEEDED, Severity.HIGH), (RECOMMENDED, Severity.LOW)):
        if needed == RECOMMENDED and found.dedicated is Truth.YES:
            return
        match Bounds.exactly(needed).exceeds(found.free) & found.used:
            case Truth.YES:
                taken = tuple(SumLine(line.label, line.total.low, span=line.span) for line in found.takers)
                there = SumLine(ranges((subnet,)), found.usable.high or 0, role="available", span=subnet.cidr.span)
                yield Violation(
                    f"leaves {counted(found.free)} addresses to the control plane, which wants {needed}",
                    at=subnet.cidr.span,
                    severity=severity,
                    sum=(*taken, SumLine("control plane", needed), there),
                    see=((found.cluster.span, f"cluster {found.cluster.address}"),),
                )
                return
            case Truth.UNSURE:
                yield Undecided(found.unknowns, at=subnet.cidr.span)
                return
