"""
MINIMUM_IP_TARGET is set and WARM_IP_TARGET is not.

Why it matters
    The CNI then takes WARM_IP_TARGET as zero: once the minimum is in use the pool never grows ahead of the pods, and
    every further pod waits for EC2.

How to fix
    Set WARM_IP_TARGET to 1 or more as well.

Known limits
    A node that never runs more pods than the minimum does not notice.

Sources
    amazon-vpc-cni-k8s README.md, MINIMUM_IP_TARGET (v1.23.1, 2026-08-20)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.cni import mode
from eks_netlint.model.nouns import CniSettings, Network
from eks_netlint.rules import Severity, Undecided, Verdict, Violation, rule
from eks_netlint.values import Known, Truth, Unknown


@rule(id="EKN202", name="minimum-ip-without-warm", on=CniSettings, severity=Severity.MEDIUM)
def check(cni: CniSettings, network: Network) -> Iterator[Verdict]:
    """Look for a floor without an address target."""
    how = mode(cni)
    warm, floor = how.warm_ip_target, how.minimum_ip_target
    if cni.runs is Truth.NO or (isinstance(floor, Known) and not floor.value):
        return
    if isinstance(warm, Known) and warm.value:
        return
    if isinstance(warm, Unknown) or isinstance(floor, Unknown):
        yield Undecided(tuple(fact for fact in (warm, floor) if isinstance(fact, Unknown)))
        return
    yield Violation(
        f"MINIMUM_IP_TARGET is {floor.value} without WARM_IP_TARGET, "
        f"pod {floor.value + 1 if floor.value else 1} of a node waits for EC2",
        at=floor.span,
    )
