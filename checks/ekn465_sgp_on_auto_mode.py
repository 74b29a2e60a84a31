"""
A SecurityGroupPolicy is on a cluster whose nodes are all those of EKS Auto Mode.

Why it matters
    Auto Mode does not give pods interfaces of their own.  Pods that the policy means to guard carry the groups of their
    nodes: whatever it lets in or keeps out, they are as open, and as shut, as every other pod.

How to fix
    Set podSecurityGroupSelectorTerms in a NodeClass for nodes of their own, or run these pods in a node group with
    ENABLE_POD_ENI.

Known limits
    A cluster with node groups or Karpenter classes of its own, too, is not reported: the pods may run there.  Nodes
    that other files add are not seen.

Sources
    Amazon EKS user guide, auto-networking and sg-pods considerations (2026-11)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.kubernetes.nodes import cluster_at
from eks_netlint.model.kubernetes.places import on_one_cluster
from eks_netlint.model.kubernetes.pools import EC2_NODE_CLASS, SecurityGroupPolicy
from eks_netlint.model.nouns import Network
from eks_netlint.rules import Severity, Undecided, Verdict, Violation, rule
from eks_netlint.values import Known, Truth, Unknown


@rule(id="EKN465", name="sgp-on-auto-mode", on=SecurityGroupPolicy, severity=Severity.HIGH)
def check(policy: SecurityGroupPolicy, network: Network) -> Iterator[Verdict]:
    """Ask whether any node of the cluster runs the VPC CNI."""
    cluster = cluster_at(policy.cluster, network)
    if isinstance(cluster, Unknown):
        yield Undecided((cluster,))
        return
    auto, runs = cluster.auto_mode, cluster.cni.runs
    if (isinstance(auto, Known) and not auto.value) or runs is Truth.YES:
        return
    classes = () if network.kubernetes is None else network.kubernetes.node_classes
    if any(one.kind == EC2_NODE_CLASS and on_one_cluster(one.cluster, cluster) is not Truth.NO for one in classes):
        return
    if isinstance(auto, Unknown) or runs is Truth.UNSURE:
        why = Unknown("whether the cluster has nodes of its own is not known", cluster.span)
        yield Undecided((auto if isinstance(auto, Unknown) else why,))
        return
    message = "all nodes are those of Auto Mode, on which security groups for pods have no effect"
    yield Violation(message, at=policy.groups.span, see=() if auto.span is None else ((auto.span, "Auto Mode"),))
