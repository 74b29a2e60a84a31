"""
Security groups for pods are on, and the cluster's role may not make interfaces for them.

Why it matters
    EKS itself makes the trunk interface of each node and the branch interfaces of pods, with the role of the cluster.
    Without AmazonEKSVPCResourceController no node gets a trunk interface, and the pods stay Pending.

How to fix
    Attach the managed policy AmazonEKSVPCResourceController to the role of the cluster.  Version 21 of
    terraform-aws-modules/eks no longer does: name it in iam_role_additional_policies.

Known limits
    A role that other files declare is undecided, and one with a policy of its own that may hold the actions.

Sources
    Amazon EKS user guide, sg-pods; terraform-aws-modules/eks docs/UPGRADE-21.0.md (2026-11)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.cni import mode
from eks_netlint.model.density import cluster_of
from eks_netlint.model.kubernetes.pod_groups import group_policies
from eks_netlint.model.nouns import CniSettings, Network
from eks_netlint.rules import Severity, Undecided, Verdict, Violation, rule
from eks_netlint.rules.running import if_it_runs
from eks_netlint.values import Known, Truth, Unknown


@rule(id="EKN452", name="sgp-role-lacks-policy", on=CniSettings, severity=Severity.HIGH)
def check(cni: CniSettings, network: Network) -> Iterator[Verdict]:
    """Compare the switch with what the role of the cluster may do."""
    cluster, switch = cluster_of(cni, network), mode(cni).pod_eni
    if cluster is None or cni.runs is Truth.NO or (isinstance(switch, Known) and not switch.value):
        return
    allowed = cluster.pod_interfaces
    if isinstance(allowed, Known) and allowed.value:
        return
    if isinstance(switch, Unknown) or isinstance(allowed, Unknown):
        yield Undecided(tuple(fact for fact in (switch, allowed) if isinstance(fact, Unknown)))
        return
    policies = group_policies(cluster, network)
    violation = Violation(
        "security groups for pods are on, and the role of the cluster lacks AmazonEKSVPCResourceController",
        at=switch.span,
        see=(
            *(() if allowed.span is None else ((allowed.span, "the role"),)),
            *((one.span, "gives pods groups of their own") for one in policies[:3]),
        ),
    )
    yield if_it_runs(cni, violation)
