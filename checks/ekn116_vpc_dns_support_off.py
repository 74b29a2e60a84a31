"""
The VPC of a cluster has DNS resolution or DNS host names switched off.

Why it matters
    Nodes find the cluster's endpoint by a name of the VPC's resolver.  Without both attributes they cannot register and
    the node group never becomes healthy.

How to fix
    Set enable_dns_support and enable_dns_hostnames to true on the VPC.

Known limits
    A VPC that no cluster or node group of these files uses is not asked about.

Sources
    https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html (the VPC must have DNS hostname and DNS
    resolution support, otherwise nodes can't register; 2024-12-18)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.nouns import Network, Vpc
from eks_netlint.model.ranges import clusters_in, groups_in
from eks_netlint.rules import Severity, Undecided, Verdict, Violation, rule
from eks_netlint.values import Unknown


@rule(id="EKN116", name="vpc-dns-support-off", on=Vpc, severity=Severity.HIGH)
def check(vpc: Vpc, network: Network) -> Iterator[Verdict]:
    """Check both attributes of a VPC that holds a cluster or nodes."""
    users = (*clusters_in(vpc, network), *groups_in(vpc, network))
    if not users:
        return
    for name, fact in (("enable_dns_support", vpc.dns_support), ("enable_dns_hostnames", vpc.dns_hostnames)):
        if isinstance(fact, Unknown):
            yield Undecided((fact,), at=fact.span)
        elif not fact.value:
            default = " by default" if fact.is_default else ""
            yield Violation(
                f"{name} is false{default}, nodes of {users[0].address} cannot register",
                at=None if fact.is_default else fact.span,
                see=((users[0].span, users[0].address),),
                assumed=(f"{name}=false: default of the provider or module",) if fact.is_default else (),
            )
