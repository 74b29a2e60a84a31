"""
Pods of custom networking keep their addresses on the way out, and their subnet leads nowhere.

Why it matters
    With AWS_VPC_K8S_CNI_EXTERNALSNAT=true packets of pods follow the route table of the pods' own subnet.  Where nobody
    gave it a default route, nodes work and pods reach nothing outside the VPC.

How to fix
    Associate the subnet of the ENIConfig with a route table that leads to a NAT gateway or a transit gateway.

Known limits
    Without AWS_VPC_K8S_CNI_EXTERNALSNAT packets for addresses outside the VPC leave by the node's first interface and
    the node's subnet: then EKN501 asks about that.  Clusters that are meant to reach nothing are not told apart, except
    by the endpoints that stand in for a route.

Sources
    aws-eks-best-practices networking/custom-networking.adoc (2026-05-04)
    amazon-vpc-cni-k8s pkg/networkutils/network.go, updateHostIptablesRules and the rules by source (v1.23.1)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.nouns import EniConfig, Network
from eks_netlint.model.routing.nouns import NAT
from eks_netlint.model.routing.pods import lost
from eks_netlint.rules import Severity, Undecided, Verdict, Violation, rule
from eks_netlint.rules.routes import ways_out
from eks_netlint.values import Unknown


@rule(id="EKN511", name="pod-subnet-without-route", on=EniConfig, severity=Severity.HIGH)
def check(config: EniConfig, network: Network) -> Iterator[Verdict]:
    """Follow the routes of the subnet that an ENIConfig gives to pods."""
    found = lost(config, network)
    if isinstance(found, Unknown):
        yield Undecided((found,))
    elif found is not None:
        yield Violation(
            f"its subnet {found.address} has no default route, and pods keep their addresses "
            "(AWS_VPC_K8S_CNI_EXTERNALSNAT=true)",
            see=((found.span, f"subnet {found.address}"),),
            fixes=ways_out((found,), NAT, network),
        )
