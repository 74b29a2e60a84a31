"""
With custom networking, the pods of a zone can ask for more addresses than their subnet has.

Why it matters
    Pods get their addresses from the subnet of the ENIConfig while nodes keep joining from their own: the node subnet
    looks empty and new pods stay in ContainerCreating.  Even an idle node takes a whole interface of the pod subnet.

How to fix
    Use a larger pod subnet, set WARM_IP_TARGET and MINIMUM_IP_TARGET so that nodes take single addresses instead of
    whole interfaces, or turn on prefix delegation with enough /28 blocks.

Known limits
    Every node counts at the maximum size of its group and full of pods.  Blocks for prefixes are EKN109's.

Sources
    aws-eks-best-practices networking/custom-networking (2026-05-04)
    amazon-vpc-cni-k8s pkg/ipamd/ipamd.go (v1.23.1, 2026-08-20)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.budget import budget
from eks_netlint.model.nouns import Network, Subnet
from eks_netlint.rules import Severity, Undecided, Verdict, Violation, rule
from eks_netlint.rules.sums import addresses_sum, counted, leads, places
from eks_netlint.values import Truth


@rule(id="EKN120", name="pod-subnet-too-small", on=Subnet, severity=Severity.HIGH)
def check(subnet: Subnet, network: Network) -> Iterator[Verdict]:
    """Compare the demand at maximum size with the addresses of a subnet that an ENIConfig gives to pods."""
    made = budget(subnet, network)
    if made.through_eni_config is Truth.NO or not made.groups or not leads(made):
        return
    match made.exceeds("maximum"):
        case Truth.YES if made.through_eni_config is Truth.YES:
            yield Violation(
                f"pods need {counted(made.maximum.demand)} addresses at maximum size{places(made)}, "
                f"their subnet has {made.available.high}",
                at=made.at,
                sum=addresses_sum(made, "maximum"),
                see=((subnet.span, f"pod subnet {subnet.address}"),),
                assumed=made.assumptions,
            )
        case Truth.YES | Truth.UNSURE:
            yield Undecided(made.unknowns("maximum"), at=made.at)
