"""
A policy of Calico names domains, which the open-source edition does not know.

Why it matters
    The API of Calico Open Source has no field domains: kubectl refuses the policy, or the field is dropped and the rule
    then has no destination at all, which matches every address.

How to fix
    Allow the addresses by nets or a NetworkSet, or follow names with Calico Enterprise, Calico Cloud or Cilium.

Known limits
    Which edition runs is told by the chart's repository and by images; where neither is in the files it is undecided.

Sources
    projectcalico/calico api/pkg/apis/projectcalico/v3, EntityRule (2026-08): no field domains
    https://docs.tigera.io/calico-enterprise/latest/network-policy/domain-based-policy
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.engines import calico_edition
from eks_netlint.model.kubernetes.names import names, shown
from eks_netlint.model.kubernetes.policies import CALICO, Policy
from eks_netlint.model.kubernetes.selection import home
from eks_netlint.model.nouns import Network
from eks_netlint.rules import Severity, Undecided, Verdict, Violation, rule
from eks_netlint.values import Unknown


@rule(id="EKN313", name="calico-oss-domains", on=Policy, severity=Severity.HIGH)
def check(policy: Policy, network: Network) -> Iterator[Verdict]:
    """Compare the names with the edition that is installed."""
    written = names(policy) if policy.dialect == CALICO else ()
    if not written:
        return
    cluster = home(policy, network)
    community = cluster if isinstance(cluster, Unknown) else calico_edition(cluster, network)
    if isinstance(community, Unknown):
        yield Undecided((community,), at=written[0].span)
    elif community.value:
        yield Violation(
            f"domains ({shown(written)}) are unknown to Calico Open Source, which is installed",
            at=written[0].span,
            see=() if community.span is None else ((community.span, "Calico Open Source"),),
        )
