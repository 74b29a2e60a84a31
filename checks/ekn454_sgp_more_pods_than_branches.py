"""
More pods have security groups of their own than all nodes together have branch interfaces.

Why it matters
    Every pod that a SecurityGroupPolicy selects takes a branch interface: 9 on an m5.large, 54 on an m5.4xlarge.
    Prefix delegation adds none.  With every node group at its maximum the pods that are left stay Pending.

How to fix
    Use larger types, more nodes, or a narrower selector: pods of one group may share nodes that carry it.

Known limits
    Replicas that an autoscaler decides, DaemonSets, and workloads of other files are not counted.  Each group counts
    with its best type.  A pool of Karpenter makes as many nodes as it likes.

Sources
    amazon-vpc-resource-controller-k8s pkg/aws/vpc/limits.go, BranchInterface (2026-03)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.cni import mode
from eks_netlint.model.density import cluster_of, groups_of
from eks_netlint.model.kubernetes.trunks import branch_interfaces, branch_pods, trunks
from eks_netlint.model.nouns import CniSettings, Network
from eks_netlint.rules import Severity, SumLine, Undecided, Verdict, Violation, rule
from eks_netlint.rules.running import if_it_runs
from eks_netlint.values import Known, Truth, Unknown

UNIT = "pods"


@rule(id="EKN454", name="sgp-more-pods-than-branches", on=CniSettings, severity=Severity.MEDIUM)
def check(cni: CniSettings, network: Network) -> Iterator[Verdict]:
    """Compare the pods with the branch interfaces of every node at its group's maximum."""
    cluster, switch = cluster_of(cni, network), mode(cni).pod_eni
    if cluster is None or cni.runs is Truth.NO or (isinstance(switch, Known) and not switch.value):
        return
    demand = branch_pods(cluster, network)
    offer = trunks(cluster, network) if demand else None
    if offer is None or offer.unbounded or not (offer.bearing or offer.doubts):
        return
    groups = groups_of(cni, network)
    room = [(group, branch_interfaces(group)) for group in groups]
    doubts = [*offer.doubts, *(found for _, found in room if isinstance(found, Unknown))]
    if doubts or isinstance(switch, Unknown):
        yield Undecided((*((switch,) if isinstance(switch, Unknown) else ()), *doubts))
        return
    there = sum(found for _, found in room if not isinstance(found, Unknown))
    wanted = sum(one.pods for one in demand)
    if wanted <= there:
        return
    lines = [SumLine(one.workload.address, one.pods, UNIT, span=one.workload.replicas.span) for one in demand]
    lines.append(SumLine("", wanted, UNIT, role="total"))
    for group, found in room:
        if not isinstance(found, Unknown):
            label = f"branch interfaces of {group.address}"
            lines.append(SumLine(label, found, UNIT, role="available", span=group.max_size.span))
    lines.append(SumLine("short", wanted - there, UNIT, role="short"))
    violation = Violation(
        f"{wanted} pods have security groups of their own, all nodes at most {there} branch interfaces",
        at=switch.span,
        sum=tuple(lines),
        see=tuple((one.workload.span, f"{one.pods} pods") for one in demand[:4]),
    )
    yield if_it_runs(cni, violation)
