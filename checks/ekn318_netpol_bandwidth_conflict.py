"""
The VPC CNI enforces network policies while its bandwidth plugin is on.

Why it matters
    Both attach programs to the same traffic control hook of a pod's interface.  The VPC CNI does not support the two
    together: policies are not enforced, or limits on bandwidth are lost.

How to fix
    Turn ENABLE_BANDWIDTH_PLUGIN off, or leave enableNetworkPolicy off and enforce policies by another engine.

Known limits
    Only what these files configure of the VPC CNI is seen.

Sources
    amazon-vpc-cni-k8s README.md, ENABLE_BANDWIDTH_PLUGIN (v1.23.1, 2026-08-20)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.cni import parse_bool, setting
from eks_netlint.model.nouns import CniSettings, Network
from eks_netlint.rules import Severity, Undecided, Verdict, Violation, rule
from eks_netlint.rules.running import if_it_runs
from eks_netlint.values import Known, Truth, Unknown


@rule(id="EKN318", name="netpol-bandwidth-conflict", on=CniSettings, severity=Severity.HIGH)
def check(cni: CniSettings, network: Network) -> Iterator[Verdict]:
    """Compare two switches of the CNI."""
    policy, bandwidth = cni.network_policy, setting(cni, "ENABLE_BANDWIDTH_PLUGIN")
    if cni.runs is Truth.NO or (isinstance(policy, Known) and not policy.value):
        return
    if isinstance(bandwidth, Known) and (bandwidth.value is None or not parse_bool(bandwidth.value)):
        return
    if isinstance(policy, Unknown) or isinstance(bandwidth, Unknown):
        yield Undecided(tuple(fact for fact in (policy, bandwidth) if isinstance(fact, Unknown)))
        return
    violation = Violation(
        f"ENABLE_BANDWIDTH_PLUGIN={bandwidth.value} and enableNetworkPolicy=true: the VPC CNI does not support both",
        at=bandwidth.span,
        see=((policy.span, "policies are enforced"),) if policy.span is not None else (),
    )
    yield if_it_runs(cni, violation)
