"""
kube-proxy runs in mode ipvs while security groups for pods are enforced strictly.

Why it matters
    In mode strict, the default, traffic of pods with a security group of their own always leaves through the VPC and
    never meets the node's IPVS rules: Services do not work for them.

How to fix
    Set POD_SECURITY_GROUP_ENFORCING_MODE=standard, or use mode nftables or iptables.

Known limits
    Whether any pod has a security group of its own is not looked at; the switch says that they may.

Sources
    amazon-vpc-cni-k8s README.md, POD_SECURITY_GROUP_ENFORCING_MODE (v1.23.1, 2026-08-20)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.cni import parse_bool, setting
from eks_netlint.model.kubernetes.balancers import KubeProxy
from eks_netlint.model.kubernetes.nodes import cluster_at
from eks_netlint.model.nouns import Network
from eks_netlint.rules import Severity, Undecided, Verdict, Violation, rule
from eks_netlint.values import Known, Truth, Unknown


@rule(id="EKN704", name="ipvs-with-strict-pod-security-groups", on=KubeProxy, severity=Severity.HIGH)
def check(proxy: KubeProxy, network: Network) -> Iterator[Verdict]:
    """Compare the mode with how the CNI enforces security groups."""
    mode = proxy.mode
    if proxy.runs is Truth.NO or (isinstance(mode, Known) and mode.value != "ipvs"):
        return
    cluster = cluster_at(proxy.cluster, network)
    if isinstance(cluster, Unknown):
        yield Undecided((cluster,))
        return
    if cluster.cni.runs is Truth.NO:
        return
    switch, enforced = (setting(cluster.cni, name) for name in ("ENABLE_POD_ENI", "POD_SECURITY_GROUP_ENFORCING_MODE"))
    if isinstance(switch, Known) and not (switch.value and parse_bool(switch.value)):
        return
    if isinstance(enforced, Known) and enforced.value == "standard":
        return
    unknown = tuple(fact for fact in (mode, switch, enforced) if isinstance(fact, Unknown))
    if unknown:
        yield Undecided(unknown)
        return
    written = isinstance(enforced, Known) and not enforced.is_default and enforced.value is not None
    assumed = () if written else ("POD_SECURITY_GROUP_ENFORCING_MODE strict, as none is written",)
    see = () if switch.span is None else ((switch.span, "security groups for pods are on"),)
    message = "mode ipvs with security groups for pods in mode strict: their pods reach no Service"
    yield Violation(message, at=mode.span, see=see, assumed=assumed)
