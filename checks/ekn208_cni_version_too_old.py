"""
The pinned version of the VPC CNI is older than a feature that is switched on.

Why it matters
    An older CNI does not know the setting: it is silently ignored, or the add-on refuses it.

How to fix
    Pin a newer version of the add-on, or take the most recent.

Known limits
    Only a version that is written is compared.  A version looked up by a data source is taken as new enough.

Sources
    amazon-vpc-cni-k8s README.md and CHANGELOG.md (v1.23.1, 2026-08-20)
    https://docs.aws.amazon.com/eks/latest/userguide/security-groups-for-pods.html (1.7.7 or later)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.cni import version_at_least
from eks_netlint.model.features import features_on
from eks_netlint.model.nouns import CniSettings, Network
from eks_netlint.rules import Severity, Undecided, Verdict, Violation, rule
from eks_netlint.values import Known, Truth, Unknown


@rule(id="EKN208", name="cni-version-too-old", on=CniSettings, severity=Severity.HIGH)
def check(cni: CniSettings, network: Network) -> Iterator[Verdict]:
    """Compare a pinned version with what each feature needs."""
    version = cni.version
    if cni.runs is Truth.NO or (isinstance(version, Known) and version.value is None):
        return
    for feature in features_on(cni, network):
        if version_at_least(version, feature.since) is Truth.NO and isinstance(version, Known):
            yield Violation(
                f"{feature.name} needs VPC CNI {feature.since}, pinned is {version.value}",
                at=version.span,
                see=((feature.span, "switched on here"),) if feature.span is not None else (),
            )
        elif isinstance(version, Unknown):
            yield Undecided((version,))
            return
