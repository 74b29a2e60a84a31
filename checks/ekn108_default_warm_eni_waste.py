"""
The default warm ENI target keeps a large part of a subnet idle.

Why it matters
    By default every node keeps one whole network interface of free addresses ahead of its pods.  On types with thirty
    or fifty addresses an interface a few nodes hold addresses that other nodes then lack.

How to fix
    Set WARM_IP_TARGET and MINIMUM_IP_TARGET for the number of pods a node usually runs, or turn on prefix delegation.

Known limits
    Counts one interface kept free on each node at the maximum size of its group, which holds until a node has attached
    all its interfaces.  Subnets of /18 and larger are left alone.  A written WARM_ENI_TARGET is taken as meant.

Sources
    amazon-vpc-cni-k8s docs/eni-and-ip-target.md (v1.23.1, 2026-08-20)
    The thresholds are this project's choice and settings.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from eks_netlint.model.nouns import Network, Subnet
from eks_netlint.model.warm import idle_in
from eks_netlint.rules import Setting, Severity, SumLine, Undecided, Verdict, Violation, rule
from eks_netlint.rules.sums import ranges
from eks_netlint.values import Truth


@rule(
    id="EKN108",
    name="default-warm-eni-waste",
    on=Subnet,
    severity=Severity.MEDIUM,
    settings={
        "percent": Setting(20, "share of the subnet that may be kept idle", "rule catalogue A08"),
        "addresses_per_eni": Setting(30, "addresses of one interface from which a type counts", "rule catalogue A08"),
        "prefix_length": Setting(18, "subnets of this prefix length and larger are left alone", "rule catalogue A08"),
    },
)
def check(subnet: Subnet, network: Network, settings: Mapping[str, float]) -> Iterator[Verdict]:
    """Compare what nodes keep idle by default with a share of the subnet."""
    idle = idle_in(subnet, network, int(settings["addresses_per_eni"]), int(settings["prefix_length"]))
    if idle is None:
        return
    percent = int(settings["percent"])
    match (idle.kept * 100).exceeds(idle.usable * percent):
        case Truth.YES if idle.usable.high:
            lines = tuple(
                SumLine(line.label, line.nodes * line.each, count=line.nodes, each=line.each, span=line.span)
                for line in idle.lines
            )
            there = SumLine(ranges((subnet,)), idle.usable.high, role="available", span=subnet.cidr.span)
            yield Violation(
                f"nodes keep at least {idle.kept.low} of {idle.usable.high} addresses idle at maximum size, "
                f"{idle.kept.low * 100 // idle.usable.high}% of the subnet",
                at=idle.lines[0].span,
                sum=(*lines, SumLine("kept idle", idle.kept.low, role="total"), there),
                see=((subnet.span, f"subnet {subnet.address}"),),
                assumed=("VPC CNI default WARM_ENI_TARGET=1",),
            )
        case Truth.UNSURE:
            yield Undecided(idle.unknowns, at=subnet.cidr.span)
