"""
Pods keep their private addresses on the way out, and their subnet leads straight to an internet gateway.

Why it matters
    With AWS_VPC_K8S_CNI_EXTERNALSNAT=true the node does not put its own address into packets of pods.  An internet
    gateway drops packets from private addresses: nodes reach the internet and pods do not.

How to fix
    Put the nodes into private subnets with a NAT gateway, or leave AWS_VPC_K8S_CNI_EXTERNALSNAT off.

Known limits
    With custom networking or subnet discovery the subnets of the pods count, as far as it is known which those are.

Sources
    https://docs.aws.amazon.com/eks/latest/userguide/external-snat.html (2026-11)
    amazon-vpc-cni-k8s README.md (v1.23.1, 2026-08-20)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.nouns import Network, Subnet
from eks_netlint.model.routing.pods import unmasked
from eks_netlint.rules import Severity, Undecided, Verdict, Violation, rule
from eks_netlint.values import Unknown


@rule(id="EKN222", name="external-snat-without-nat", on=Subnet, severity=Severity.HIGH)
def check(subnet: Subnet, network: Network) -> Iterator[Verdict]:
    """Follow the default route of pods that keep their addresses."""
    found = unmasked(subnet, network)
    if isinstance(found, Unknown):
        yield Undecided((found,))
    elif found is not None:
        see = [(found.group.span, found.group.address)]
        if found.setting is not None:
            see.append((found.setting, "AWS_VPC_K8S_CNI_EXTERNALSNAT"))
        yield Violation(
            f"pods of {found.group.address} keep their addresses (AWS_VPC_K8S_CNI_EXTERNALSNAT=true), which the "
            "internet gateway of the default route drops",
            see=tuple(see),
        )
