"""
A setting of the VPC CNI that no longer does anything, or relies on a deprecated label.

Why it matters
    Who reads the file believes in a setting that does nothing.  The label failure-domain.beta.kubernetes.io/zone is
    deprecated: nodes on which it is no longer set find no ENIConfig, and their pods get no address.

How to fix
    Remove the variable; use the label topology.kubernetes.io/zone.

Known limits
    A CNI whose version is not written is taken for a recent one.

Sources
    amazon-vpc-cni-k8s README.md, ENABLE_NFTABLES (deprecated in 1.13.2), AWS_VPC_K8S_CNI_CONFIGURE_RPFILTER (deprecated
    in 1.12.1), ENI_CONFIG_LABEL_DEF (v1.23.1, 2026-08-20)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.cni import ENI_CONFIG_LABEL, mode
from eks_netlint.model.custom_networking import through_eni_configs
from eks_netlint.model.eni_configs import OLD_ZONE_LABEL
from eks_netlint.model.nouns import CniSettings, Network
from eks_netlint.model.variables import idle_variables
from eks_netlint.rules import Severity, Undecided, Verdict, Violation, rule
from eks_netlint.rules.running import if_it_runs
from eks_netlint.values import Known, Truth, Unknown


@rule(id="EKN227", name="deprecated-noop-vars", on=CniSettings, severity=Severity.MEDIUM)
def check(cni: CniSettings, network: Network) -> Iterator[Verdict]:
    """Look for variables that do nothing and for the old zone label."""
    if cni.runs is Truth.NO:
        return
    doubts: list[Unknown] = []
    for name, since, fact in idle_variables(cni):
        if isinstance(fact, Known):
            message = f"{name} is {fact.value} and does nothing since VPC CNI {since}"
            yield if_it_runs(cni, Violation(message, at=fact.span, severity=Severity.LOW))
        else:
            doubts.append(fact)
    label, on = mode(cni).eni_config_label, through_eni_configs(cni, network)
    if isinstance(label, Known) and label.value == OLD_ZONE_LABEL:
        if isinstance(on, Known) and on.value:
            yield if_it_runs(cni, Violation(f"{ENI_CONFIG_LABEL} is the deprecated {OLD_ZONE_LABEL}", at=label.span))
        elif isinstance(on, Unknown):
            doubts.append(on)
    elif isinstance(label, Unknown) and (isinstance(on, Unknown) or on.value):
        doubts.append(label)
    if doubts:
        yield Undecided(tuple(dict.fromkeys(doubts)))
