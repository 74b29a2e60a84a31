"""
No way leads from the pods to a database in another VPC: a route, the route back or a network ACL is missing.

Why it matters
    Security groups of both ends may be right and connections still time out: a peering connection or a transit gateway
    carries nothing until the route tables of both sides name it.

How to fix
    Route the range of the database's VPC to the peering connection or transit gateway in the route tables of the nodes'
    subnets, and the range of the nodes' VPC in those of the database's.

Known limits
    Only databases, caches and file systems of another VPC of the same files, where a rule lets the cluster in or a
    peering connects both.  Undecided where routes may be made elsewhere: a transit gateway is attached, a table is
    handed to a module that cannot be read.

Sources
    https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-routing.html (2026-11)
    amazon-vpc-cni-k8s pkg/networkutils/network.go, updateHostIptablesRules (v1.23.1)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.nouns import Network
from eks_netlint.model.security.nouns import Store
from eks_netlint.rules import Severity, Undecided, Verdict, Violation, rule
from eks_netlint.values import Unknown


@rule(id="EKN518", name="store-without-route", on=Store, severity=Severity.MEDIUM)
def check(store: Store, network: Network) -> Iterator[Verdict]:
    """Follow the routes from the pods to the store and back."""
    if len(network.vpcs) < 2:
        return
    from eks_netlint.model.routing.stores import cut_off  # few networks have stores in a second VPC
    from eks_netlint.rules.routes import peered

    found = cut_off(store, network)
    if isinstance(found, Unknown):
        yield Undecided((found,))
    elif found is not None:
        see = [(found.step.span, found.step.text)] if found.step.span is not None else []
        see += [(subnet.span, f"subnet {subnet.address}") for subnet in store.subnets.known[:2]]
        yield Violation(
            f"{found.source.name} cannot reach the {store.kind} in another VPC: {found.step.text}",
            see=tuple(see),
            fixes=peered(found.source.subnets.known, store.subnets.known, network),
        )
