"""
A rule of a Cilium policy has names beside peers of another kind.

Why it matters
    Cilium refuses the policy as a whole: "Combining ToFQDNs and ToCIDR is not supported yet".  It stays in the API
    and is enforced nowhere, and what its other rules allow is not allowed either.

How to fix
    Give each kind of peer a rule of its own in the list of egress rules.

Known limits
    None.

Sources
    cilium pkg/policy/api/rule_validation.go, combinedEgressEnabled (v1.18, 2026-08)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.kubernetes.names import name_rules
from eks_netlint.model.kubernetes.policies import CILIUM, Name, Policy
from eks_netlint.model.nouns import Network
from eks_netlint.rules import Severity, Verdict, Violation, rule


@rule(id="EKN307", name="fqdn-mixed-peers", on=Policy, severity=Severity.HIGH)
def check(policy: Policy, _: Network) -> Iterator[Verdict]:
    """Look at the keys of the peers of each rule with names."""
    if policy.dialect != CILIUM:
        return
    for each in name_rules(policy):
        peers = () if each.peers is None else each.peers.known
        name = next(peer for peer in peers if isinstance(peer, Name))
        others = {peer.key: peer for peer in peers if peer.key != name.key}
        if others:
            yield Violation(
                f"{name.key} stands beside {' and '.join(others)} in one rule, which Cilium refuses",
                at=name.span,
                see=tuple((peer.span, key) for key, peer in others.items() if peer.span is not None),
            )
