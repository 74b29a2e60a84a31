"""
Prefix delegation is on and a subnet has fewer free /28 blocks than its nodes ask for.

Why it matters
    A prefix needs sixteen addresses in a row.  Where no such block is left the CNI logs InsufficientCidrBlocks and pods
    stay in ContainerCreating although the subnet shows free addresses.

How to fix
    Use a dedicated subnet of /24 or larger for the pods, reserve ranges for prefixes
    (aws_ec2_subnet_cidr_reservation), or turn prefix delegation off for small subnets.

Known limits
    Single addresses are taken to be packed as tightly as they can be, so the real subnet has fewer blocks.  Nodes
    count at the maximum size of their group and full of pods.

Sources
    aws-eks-best-practices networking/prefix-mode_linux.adoc (2026-05-04)
    The first and the last /28 of a subnet hold addresses that AWS reserves, so a subnet of mask n has at most
    2^(28-n) - 2 blocks (derived).
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.budget import budget
from eks_netlint.model.nouns import Network, Subnet
from eks_netlint.rules import Severity, Undecided, Verdict, Violation, rule
from eks_netlint.rules.sums import blocks_sum, counted, leads, places
from eks_netlint.values import Truth


@rule(id="EKN109", name="small-subnet-prefix-mode", on=Subnet, severity=Severity.HIGH)
def check(subnet: Subnet, network: Network) -> Iterator[Verdict]:
    """Compare the /28 blocks wanted at maximum size with those of the subnet."""
    made = budget(subnet, network)
    if not made.groups or not leads(made):
        return
    match made.blocks_exceed("maximum"):
        case Truth.YES:
            none = made.supply.blocks.high == 0
            yield Violation(
                f"needs {counted(made.maximum.blocks)} /28 blocks at maximum size{places(made)}, "
                f"has {made.blocks_available('maximum').high}",
                at=subnet.cidr.span if none else made.at,
                severity=Severity.HIGH if none else Severity.MEDIUM,
                sum=blocks_sum(made, "maximum"),
                see=((subnet.span, f"subnet {subnet.address}"),),
                assumed=made.assumptions,
            )
        case Truth.UNSURE:
            yield Undecided(made.unknowns("maximum"), at=made.at)
