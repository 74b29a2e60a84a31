"""
kube-proxy is set to mode nftables on nodes or a version that do not support it.

Why it matters
    The mode needs a kernel of 5.13 or later: Amazon Linux 2 has 5.10, and kube-proxy ends there with an error.  Before
    Kubernetes 1.31 it is an alpha feature behind a gate, before 1.33 a beta one.

How to fix
    Move the nodes to AL2023 or Bottlerocket and the cluster to 1.33, or use mode iptables.

Known limits
    The kernel of a custom AMI is not known.  Nodes of Karpenter are not looked at.

Sources
    KEP-3866, nftables mode (alpha in 1.29, beta in 1.31, GA in 1.33)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.kubernetes.balancers import KubeProxy
from eks_netlint.model.kubernetes.nodes import at_least, cluster_at, node_groups, version_of
from eks_netlint.model.nouns import Network
from eks_netlint.rules import Severity, Undecided, Verdict, Violation, rule
from eks_netlint.values import Known, Truth, Unknown


@rule(id="EKN702", name="kube-proxy-nftables-on-old-nodes", on=KubeProxy, severity=Severity.HIGH)
def check(proxy: KubeProxy, network: Network) -> Iterator[Verdict]:
    """Compare the mode with the version of the cluster and the systems of its nodes."""
    mode = proxy.mode
    if proxy.runs is Truth.NO or (isinstance(mode, Known) and mode.value != "nftables"):
        return
    cluster = cluster_at(proxy.cluster, network)
    unknown = tuple(fact for fact in (mode, cluster) if isinstance(fact, Unknown))
    if unknown or isinstance(cluster, Unknown) or isinstance(mode, Unknown):
        yield Undecided(unknown)
        return
    version = version_of(cluster, network)
    said = version.value if isinstance(version, Known) else ""
    if at_least(version, "1.31") is Truth.NO:
        yield Violation(f"mode nftables on Kubernetes {said}, where it is an alpha feature and off", at=mode.span)
        return
    if at_least(version, "1.33") is Truth.NO:
        message = f"mode nftables on Kubernetes {said}, where it is beta"
        yield Violation(message, at=mode.span, severity=Severity.MEDIUM)
    doubts: list[Unknown] = []
    for group in node_groups(cluster, network):
        if isinstance(group.ami_family, Unknown):
            doubts.append(group.ami_family)
        elif group.ami_family.value == "AL2":
            see = ((group.ami_family.span or group.span, "nodes with Amazon Linux 2"),)
            yield Violation(f"mode nftables needs kernel 5.13, {group.address} has 5.10", at=mode.span, see=see)
            return
        elif group.ami_family.value == "CUSTOM":
            doubts.append(Unknown("the kernel of a custom AMI is not known", group.span))
    if doubts:
        yield Undecided(tuple(doubts))
