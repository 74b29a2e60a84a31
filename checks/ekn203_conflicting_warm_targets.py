"""
A warm target is set that another one silences.

Why it matters
    WARM_IP_TARGET and MINIMUM_IP_TARGET override WARM_ENI_TARGET and WARM_PREFIX_TARGET.  Who reads the file believes
    in a setting that does nothing.

How to fix
    Remove the target that is ignored.

Known limits
    The manifest and the chart always set WARM_ENI_TARGET and WARM_PREFIX_TARGET to 1; only other values are reported.

Sources
    amazon-vpc-cni-k8s README.md and pkg/ipamd/ipamd.go, warmIPTargetsDefined (v1.23.1, 2026-08-20)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.cni import WARM_ENI_TARGET, WARM_PREFIX_TARGET, mode, setting
from eks_netlint.model.nouns import CniSettings, Network
from eks_netlint.rules import Severity, Undecided, Verdict, Violation, rule
from eks_netlint.values import Known, Truth, Unknown


@rule(id="EKN203", name="conflicting-warm-targets", on=CniSettings, severity=Severity.LOW)
def check(cni: CniSettings, network: Network) -> Iterator[Verdict]:
    """Look for ENI and prefix targets beside address targets."""
    how = mode(cni)
    if cni.runs is Truth.NO:
        return
    kinds = (WARM_ENI_TARGET, WARM_PREFIX_TARGET)
    written = [(name, fact) for name in kinds if _may_be_own(fact := setting(cni, name))]
    if not written:
        return
    targets = (how.warm_ip_target, how.minimum_ip_target)
    stronger = next((fact for fact in targets if isinstance(fact, Known) and fact.value), None)
    if stronger is None:
        doubts = tuple(fact for fact in targets if isinstance(fact, Unknown))
        if doubts:
            yield Undecided(doubts)
        return
    for name, fact in written:
        if isinstance(fact, Known):
            yield Violation(
                f"{name} is {fact.value} and ignored, an address target of {stronger.value} overrides it",
                at=fact.span,
                see=((stronger.span, "overrides it"),) if stronger.span is not None else (),
            )
        else:
            yield Undecided((fact,))


def _may_be_own(fact: Known[str | None] | Unknown) -> bool:
    """Whether somebody set it, or may have, and not to the value that every manifest carries."""
    return isinstance(fact, Unknown) or (not fact.is_default and fact.value not in (None, "1"))
