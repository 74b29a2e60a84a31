"""
A policy denies or passes on traffic by name, or has names beside another peer.

Why it matters
    Names can only be accepted, and a peer is of one kind.  The API server refuses the object, or with an older custom
    resource definition keeps it without the names.

How to fix
    Give the names a peer and a rule of their own with the action Accept (an ApplicationNetworkPolicy has none), and
    deny by addresses what is not to be reached.

Known limits
    None.

Sources
    amazon-network-policy-controller-k8s api/v1alpha1/clusternetworkpolicy_types.go, line 115 (2026-08)
    https://network-policy-api.sigs.k8s.io/reference/spec/ (domainNames only with Accept)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.kubernetes.names import name_rules, names_of
from eks_netlint.model.kubernetes.policies import ADMIN, ALLOW, AWS, Policy
from eks_netlint.model.nouns import Network
from eks_netlint.rules import Severity, Undecided, Verdict, Violation, rule
from eks_netlint.values import Unknown


@rule(id="EKN311", name="fqdn-aws-cr-deny-domain", on=Policy, severity=Severity.HIGH)
def check(policy: Policy, _: Network) -> Iterator[Verdict]:
    """Look at the action and at the other members of the peer of each name."""
    if policy.dialect not in (AWS, ADMIN):
        return
    for each in name_rules(policy):
        first = names_of(each)[0]
        if isinstance(each.action, Unknown):
            yield Undecided((each.action,), at=first.span)
        elif each.action.value != ALLOW:
            yield Violation(
                f"names stand in a rule with the action {each.action.value}; they can only be accepted",
                at=first.span,
                see=() if each.action.span is None else ((each.action.span, "the action"),),
            )
        entries = {name.entry for name in names_of(each)}
        peers = () if each.peers is None else each.peers.known
        beside = {peer.key: peer for peer in peers if peer.key != first.key and peer.entry in entries}
        if beside:
            yield Violation(
                f"{first.key} stands beside {' and '.join(beside)} in one peer, which can be of one kind only",
                at=first.span,
            )
