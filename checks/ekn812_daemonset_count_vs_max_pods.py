"""
What runs on every node leaves little room for anything else.

Why it matters
    Each DaemonSet takes one of the pods that a node admits.  On small types little is left, so that the cluster needs
    many nodes, each with its warm addresses, for few pods.

How to fix
    Take larger types, or turn on prefix delegation, which lets small nodes admit more pods.

Known limits
    DaemonSets count that surely run on every node of the group: those without node selector or affinity, on groups
    without taints.  What charts bring is not seen.

Sources
    Amazon EKS user guide, choosing-instance-type, and amazon-eks-ami eni-max-pods.txt (2026-11)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.cni import mode
from eks_netlint.model.kubernetes.node_choice import SYSTEM_PODS, daemon_sets
from eks_netlint.model.max_pods import effective_max_pods
from eks_netlint.model.nouns import Network, NodeGroup
from eks_netlint.rules import Severity, SumLine, Undecided, Verdict, Violation, rule
from eks_netlint.values import Truth, Unknown

LEAST_SHARE = 30
"""Percentage of a node's pods that ought to be left for workloads."""


@rule(id="EKN812", name="daemonset-count-vs-max-pods", on=NodeGroup, severity=Severity.MEDIUM)
def check(group: NodeGroup, network: Network) -> Iterator[Verdict]:
    """Compare the DaemonSets with max pods of the smallest type."""
    cluster = group.cluster
    if isinstance(cluster, Unknown) or group.tainted is Truth.YES:
        return
    sets = daemon_sets(cluster, network)
    if not sets:
        return
    own, unknown = SYSTEM_PODS + len(sets), None
    for named in group.instance_types.known:
        answer = effective_max_pods(group, named.value, mode(cluster.cni))
        if isinstance(answer, Unknown):
            unknown = answer
            continue
        pods = answer.value.pods
        if (pods - own) * 100 < pods * LEAST_SHARE:
            if group.tainted is Truth.UNSURE:
                yield Undecided((Unknown("whether the nodes have taints is not known", group.span),))
                return
            yield Violation(
                f"{own} pods of every node are its own, a {named.value} admits {pods}: {max(pods - own, 0)} are left",
                at=named.span,
                sum=(
                    SumLine("aws-node and kube-proxy", SYSTEM_PODS, unit="pods"),
                    *(SumLine(one.address, 1, unit="pods", span=one.span) for one in sets),
                    SumLine(f"{named.value}, {answer.value.explanation}", pods, unit="pods", role="available"),
                ),
                see=tuple((one.span, "runs on every node") for one in sets[:4]),
            )
            return
    if unknown is not None and own >= 6:  # fewer leave enough on any type but the smallest
        yield Undecided((unknown,))
