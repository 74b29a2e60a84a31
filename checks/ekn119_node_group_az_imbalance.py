"""
The subnets of a node group differ widely in size from zone to zone.

Why it matters
    Nodes spread evenly over zones.  The zone with the smallest subnet runs out first, and then the group cannot grow
    although other zones have addresses left.

How to fix
    Give every zone of a node group subnets of about the same size.

Known limits
    Only the sizes of the subnets are compared.  Groups in one zone (stateful workloads) are left alone.

Sources
    aws-eks-best-practices networking/subnets.adoc (2026-05-04)
    The factor is this project's choice and a setting.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from eks_netlint.model.balance import imbalance
from eks_netlint.model.nouns import Network, Subnet
from eks_netlint.rules import Setting, Severity, SumLine, Undecided, Verdict, Violation, rule
from eks_netlint.rules.sums import counted, upto
from eks_netlint.values import Unknown


@rule(
    id="EKN119",
    name="node-group-az-imbalance",
    on=Subnet,
    severity=Severity.LOW,
    settings={"factor": Setting(4, "how many times larger another zone may be", "rule catalogue A19")},
)
def check(subnet: Subnet, network: Network, settings: Mapping[str, float]) -> Iterator[Verdict]:
    """Compare the addresses of a group's zones, at the subnet that makes the smallest of them."""
    factor = int(settings["factor"])
    for group in network.node_groups:
        found = imbalance(group, subnet, network, factor)
        if found is None:
            continue
        if isinstance(found, Unknown):
            yield Undecided((found,), at=group.subnets.span)
        else:
            yield Violation(
                f"zone has {upto(found.smallest)} addresses for {group.address}, "
                f"another of its zones has {counted(found.largest)}",
                at=subnet.cidr.span,
                sum=(
                    SumLine("addresses in the smallest zone", found.smallest.high or 0, span=subnet.cidr.span),
                    SumLine("addresses in the largest zone", found.largest.low, span=found.where.cidr.span),
                ),
                see=((group.span, group.address),),
            )
            return
