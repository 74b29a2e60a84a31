"""
A policy lets traffic out to any address, and undoes what is restricted for the same pods.

Why it matters
    Policies add up: what one allows no other takes back.  One rule to 0.0.0.0/0, to world, or without a destination
    opens the way to every address, whichever names and ranges the other rules list.

How to fix
    Replace the open rule by the names or ranges that are needed, or select other pods with it.

Known limits
    An open rule by itself is not reported: only beside names, beside narrower rules of another policy where it has no
    ports, for workloads that the config calls sensitive, and where the config lists egress-names.
    Rules for port 53 do not count.

Sources
    https://kubernetes.io/docs/concepts/services-networking/network-policies/ (policies are additive)
    cilium Documentation/security/policy/language.rst, entities (v1.18, 2026-08)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.kubernetes.openness import openings, undone
from eks_netlint.model.kubernetes.policies import Policy
from eks_netlint.model.nouns import Network
from eks_netlint.rules import Severity, Undecided, Verdict, Violation, rule


@rule(id="EKN323", name="egress-open-to-world", on=Policy, severity=Severity.MEDIUM)
def check(policy: Policy, network: Network) -> Iterator[Verdict]:
    """Look for open rules, and for what they undo."""
    for opening in openings(policy):
        found = undone(policy, opening, network)
        if found is not None and (found.doubts or opening.doubt is not None):
            doubts = found.doubts if opening.doubt is None else (opening.doubt, *found.doubts)
            yield Undecided(doubts, at=opening.span)
        elif found is not None:
            yield Violation(
                f"allows any address ({opening.what}): {found.why}",
                at=opening.span,
                see=found.see,
            )
            return
