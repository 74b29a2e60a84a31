"""
Pods with security groups of their own are given no time to end.

Why it matters
    With terminationGracePeriodSeconds 0 the VPC CNI up to 1.10 does not hear of the pod's end: its branch interface
    stays, until nodes have none left for new pods.

How to fix
    Set terminationGracePeriodSeconds to 1 or more, or update the VPC CNI to 1.11 or later.

Known limits
    Where the version of the CNI is not written the rule is undecided.  Which service accounts a policy selects is not
    read.

Sources
    Amazon EKS user guide, sg-pods considerations; aws-eks-best-practices, sgpp (2026-11)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.cni import version_at_least
from eks_netlint.model.kubernetes.nodes import cluster_at
from eks_netlint.model.kubernetes.nouns import Workload
from eks_netlint.model.kubernetes.pod_groups import has_own_groups, policies_for
from eks_netlint.model.nouns import Network
from eks_netlint.rules import Severity, Undecided, Verdict, Violation, rule
from eks_netlint.values import Known, Truth, Unknown

MENDED = "1.11.0"
"""The first version of the CNI that gives the interface back."""


@rule(id="EKN463", name="sgp-no-grace", on=Workload, severity=Severity.MEDIUM)
def check(workload: Workload, network: Network) -> Iterator[Verdict]:
    """Look for pods that end at once, on a CNI that loses their interfaces."""
    grace = workload.pod.grace
    if isinstance(grace, Known) and grace.value != 0:
        return
    own = has_own_groups(workload, network) if policies_for(workload, network) else Truth.NO
    if own is Truth.NO:
        return
    cluster = cluster_at(workload.cluster, network)
    version = cluster if isinstance(cluster, Unknown) else cluster.cni.version
    mended = Truth.UNSURE if isinstance(version, Unknown) else version_at_least(version, MENDED)
    if mended is Truth.YES or (not isinstance(cluster, Unknown) and cluster.cni.runs is Truth.NO):
        return
    doubts = [fact for fact in (grace, version) if isinstance(fact, Unknown)]
    if own is Truth.UNSURE:
        doubts.append(Unknown("whether its pods have groups of their own is not known", workload.span))
    if mended is Truth.UNSURE and not isinstance(version, Unknown):
        doubts.append(Unknown("which version of the VPC CNI runs is not written", version.span))
    if doubts:
        yield Undecided(tuple(doubts))
        return
    said = version.value if isinstance(version, Known) else ""
    policy = policies_for(workload, network)[0][0]
    yield Violation(
        f"terminationGracePeriodSeconds 0 with security groups for pods and VPC CNI {said}: interfaces are lost",
        at=grace.span,
        see=((policy.span, "gives the pods groups of their own"),),
    )
