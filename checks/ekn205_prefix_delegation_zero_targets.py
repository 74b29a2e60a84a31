"""
Prefix delegation is on and every warm target is zero.

Why it matters
    The CNI does not support this: no prefix is kept ahead, pods wait for EC2, and the pool may not grow at all.

How to fix
    Set WARM_PREFIX_TARGET to 1, or an address target.

Known limits
    None: all the settings stand in one place.

Sources
    amazon-vpc-cni-k8s docs/prefix-and-ip-target.md (v1.23.1, 2026-08-20)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.cni import mode
from eks_netlint.model.nouns import CniSettings, Network
from eks_netlint.rules import Severity, Undecided, Verdict, Violation, rule
from eks_netlint.values import Known, Truth, Unknown


@rule(id="EKN205", name="prefix-delegation-zero-targets", on=CniSettings, severity=Severity.HIGH)
def check(cni: CniSettings, network: Network) -> Iterator[Verdict]:
    """Look for prefixes with nothing kept warm."""
    how = mode(cni)
    prefix = how.prefix_delegation
    targets = (how.warm_prefix_target, how.warm_ip_target, how.minimum_ip_target)
    if cni.runs is Truth.NO or (isinstance(prefix, Known) and not prefix.value):
        return
    if any(isinstance(fact, Known) and fact.value for fact in targets):
        return
    doubts = tuple(fact for fact in (prefix, *targets) if isinstance(fact, Unknown))
    if doubts:
        yield Undecided(doubts)
        return
    where = next((fact.span for fact in targets if fact.span is not None), prefix.span)
    yield Violation("prefix delegation is on and all three warm targets are 0", at=where)
