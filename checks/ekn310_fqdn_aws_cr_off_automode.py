"""
A policy of AWS names DNS names on a cluster without EKS Auto Mode.

Why it matters
    Names in ApplicationNetworkPolicy and ClusterNetworkPolicy are followed by the agent of Auto Mode's nodes alone.  On
    other nodes the same object is accepted, and what it allows by name is not allowed.

How to fix
    Turn on Auto Mode for the nodes of these pods, allow the addresses by ipBlock, or follow names with Cilium.

Known limits
    On a cluster with nodes of both kinds it is not told on which of them the pods run; such a cluster is clean.

Sources
    https://docs.aws.amazon.com/eks/latest/userguide/auto-net-pol.html (2026)
    aws-network-policy-agent test/integration/clusternetworkpolicy/domain_policy_test.go (v1.4, 2026-08)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.engines import OUTSIDE
from eks_netlint.model.kubernetes.names import names, shown
from eks_netlint.model.kubernetes.policies import AWS, Policy
from eks_netlint.model.kubernetes.selection import home
from eks_netlint.model.nouns import Network
from eks_netlint.rules import Severity, Undecided, Verdict, Violation, rule
from eks_netlint.values import Unknown


@rule(id="EKN310", name="fqdn-aws-cr-off-automode", on=Policy, severity=Severity.HIGH)
def check(policy: Policy, network: Network) -> Iterator[Verdict]:
    """Compare the names with the mode of the cluster."""
    written = names(policy) if policy.dialect == AWS else ()
    if not written:
        return
    cluster = home(policy, network)
    if cluster is None or isinstance(cluster, Unknown):
        yield Undecided((OUTSIDE if cluster is None else cluster,), at=written[0].span)
    elif isinstance(cluster.auto_mode, Unknown):
        yield Undecided((cluster.auto_mode,), at=written[0].span)
    elif not cluster.auto_mode.value:
        yield Violation(
            f"allows {shown(written)} by name, which only nodes of EKS Auto Mode follow",
            at=written[0].span,
            see=((cluster.auto_mode.span or cluster.span, "the cluster has no Auto Mode"),),
            assumed=("Auto Mode is off by default",) if cluster.auto_mode.is_default else (),
        )
