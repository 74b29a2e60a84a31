"""
NodeLocal DNSCache runs while security groups for pods are enforced strictly.

Why it matters
    In mode strict, the default, traffic of a pod with a group of its own leaves through the VPC at once and never meets
    the cache on its node: the address that the pod's resolver asks answers nobody, and no name resolves.

How to fix
    Set POD_SECURITY_GROUP_ENFORCING_MODE=standard, or give these pods the address of CoreDNS in dnsConfig.

Known limits
    Without a SecurityGroupPolicy in the files the finding is medium: the switch says that pods may have groups.  Pods
    with a dnsConfig of their own are not looked at.

Sources
    Amazon EKS user guide, sg-pods considerations; aws-eks-best-practices, sgpp (2026-11)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.kubernetes.balancers import NodeLocalDns
from eks_netlint.model.kubernetes.nodes import cluster_at
from eks_netlint.model.kubernetes.pod_groups import STRICT_ASSUMED, group_policies, strictly
from eks_netlint.model.nouns import Network
from eks_netlint.rules import Severity, Undecided, Verdict, Violation, rule
from eks_netlint.values import Unknown


@rule(id="EKN455", name="sgp-strict-with-node-local-dns", on=NodeLocalDns, severity=Severity.HIGH)
def check(cache: NodeLocalDns, network: Network) -> Iterator[Verdict]:
    """Compare the cache with how the CNI enforces security groups."""
    cluster = cluster_at(cache.cluster, network)
    strict = cluster if isinstance(cluster, Unknown) else strictly(cluster.cni)
    if isinstance(cluster, Unknown) or isinstance(strict, Unknown):
        yield Undecided((strict,) if isinstance(strict, Unknown) else ())
        return
    if not strict.value:
        return
    policies = group_policies(cluster, network)
    yield Violation(
        "pods with security groups of their own, in mode strict, do not reach NodeLocal DNSCache",
        severity=Severity.HIGH if policies else Severity.MEDIUM,
        see=(
            *(() if strict.span is None else ((strict.span, "security groups for pods are on"),)),
            *((one.span, "gives pods groups of their own") for one in policies[:3]),
        ),
        assumed=(STRICT_ASSUMED,) if strict.is_default else (),
    )
