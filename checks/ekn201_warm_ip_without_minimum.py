"""
WARM_IP_TARGET is set and MINIMUM_IP_TARGET is not.

Why it matters
    Every pod that starts or stops then makes the CNI call EC2 for single addresses.  When a cluster scales out the
    calls are throttled and pods wait for addresses.

How to fix
    Set MINIMUM_IP_TARGET a little above the number of pods a node usually runs.

Known limits
    Clusters of a few long-lived pods never notice.  With prefix delegation calls come in blocks of sixteen addresses,
    so there the finding is low.

Sources
    amazon-vpc-cni-k8s README.md, WARM_IP_TARGET (v1.23.1, 2026-08-20)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.cni import mode
from eks_netlint.model.nouns import CniSettings, Network
from eks_netlint.rules import Severity, Undecided, Verdict, Violation, rule
from eks_netlint.values import Known, Truth, Unknown


@rule(id="EKN201", name="warm-ip-without-minimum", on=CniSettings, severity=Severity.MEDIUM)
def check(cni: CniSettings, network: Network) -> Iterator[Verdict]:
    """Look for an address target without a floor."""
    how = mode(cni)
    warm, floor = how.warm_ip_target, how.minimum_ip_target
    if cni.runs is Truth.NO or (isinstance(warm, Known) and not warm.value):
        return
    if isinstance(floor, Known) and floor.value:
        return
    if isinstance(warm, Unknown) or isinstance(floor, Unknown):
        yield Undecided(tuple(fact for fact in (warm, floor) if isinstance(fact, Unknown)))
        return
    prefix = isinstance(how.prefix_delegation, Known) and how.prefix_delegation.value
    yield Violation(
        f"WARM_IP_TARGET is {warm.value} without MINIMUM_IP_TARGET, each pod that starts or stops costs EC2 calls",
        at=warm.span,
        severity=Severity.LOW if prefix else Severity.MEDIUM,
    )
