"""
Custom networking is switched on in an IPv6 cluster.

Why it matters
    The CNI refuses to start with this combination, and no node of the cluster becomes ready.

How to fix
    Switch AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG off: pods of an IPv6 cluster take addresses of the subnet's IPv6 range.

Known limits
    Only what the files say of the address family is seen.

Sources
    amazon-vpc-cni-k8s pkg/ipamd/ipamd.go, isConfigValid (v1.23.1, 2026-08-20)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.cni import CUSTOM_NETWORKING, mode
from eks_netlint.model.custom_networking import ipv6
from eks_netlint.model.nouns import CniSettings, Network
from eks_netlint.rules import Severity, Undecided, Verdict, Violation, rule
from eks_netlint.rules.running import if_it_runs
from eks_netlint.values import Known, Truth, Unknown


@rule(id="EKN220", name="custom-networking-ipv6", on=CniSettings, severity=Severity.HIGH)
def check(cni: CniSettings, network: Network) -> Iterator[Verdict]:
    """Compare the switch with the address family."""
    custom, six = mode(cni).custom_networking, ipv6(cni, network)
    if cni.runs is Truth.NO or any(isinstance(fact, Known) and not fact.value for fact in (custom, six)):
        return
    if isinstance(custom, Unknown) or isinstance(six, Unknown):
        yield Undecided(tuple(fact for fact in (custom, six) if isinstance(fact, Unknown)))
        return
    violation = Violation(
        f"{CUSTOM_NETWORKING} is true in an IPv6 cluster, the CNI does not start",
        at=custom.span,
        see=((six.span, "IPv6"),) if six.span is not None else (),
    )
    yield if_it_runs(cni, violation)
