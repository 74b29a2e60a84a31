"""
CoreDNS has one replica, or fewer than its own autoscaling would give a cluster of this size.

Why it matters
    Every lookup of every pod goes through CoreDNS.  One replica is gone whenever its node is; too few drop lookups
    under load, which applications see as timeouts of whatever they call.

How to fix
    Set replicaCount of the add-on, or let it scale: {"autoScaling": {"enabled": true}}.

Known limits
    The size is that of all node groups at their maximum, by nodes only: cores are not counted, nor nodes of Karpenter.
    An autoscaler that is not the add-on's is looked for by its chart.  EKS Auto Mode runs DNS on its nodes.

Sources
    EKS user guide, coredns-autoscaling: max(nodes / 16, cores / 256) (2026-11)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.kubernetes.balancers import CoreDns
from eks_netlint.model.kubernetes.nodes import cluster_at, most_nodes, node_groups
from eks_netlint.model.nouns import Cluster, Network
from eks_netlint.rules import Severity, SumLine, Undecided, Verdict, Violation, rule
from eks_netlint.values import Known, Unknown

NODES_A_REPLICA = 16


@rule(id="EKN754", name="core-dns-too-small", on=CoreDns, severity=Severity.MEDIUM)
def check(dns: CoreDns, network: Network) -> Iterator[Verdict]:
    """Compare replicas with nodes."""
    replicas, scales, cluster = dns.replicas, dns.scales, cluster_at(dns.cluster, network)
    if isinstance(scales, Known) and scales.value:
        return
    if isinstance(replicas, Known) and replicas.value == 1:
        if isinstance(scales, Unknown):
            yield Undecided((scales,))
        else:
            yield Violation("one replica of CoreDNS for the whole cluster", at=replicas.span)
        return
    nodes = cluster if isinstance(cluster, Unknown) else most_nodes(cluster, network)
    wanted = -(-nodes.value // NODES_A_REPLICA) if isinstance(nodes, Known) else 0
    if isinstance(replicas, Known) and isinstance(nodes, Known) and wanted <= max(replicas.value, 2):
        return
    unknown = tuple(fact for fact in (replicas, scales, nodes) if isinstance(fact, Unknown))
    if unknown:
        if isinstance(replicas, Unknown) or wanted > 2:
            yield Undecided(unknown)
    elif isinstance(replicas, Known) and isinstance(nodes, Known) and isinstance(cluster, Cluster):
        message = f"{replicas.value} replicas of CoreDNS for {nodes.value} nodes; its autoscaling would run {wanted}"
        assumed = (f"{replicas.value} replicas, the add-on's default",) if replicas.is_default else ()
        lines = _sum(cluster, network, nodes.value, replicas.value)
        yield Violation(message, at=replicas.span, severity=Severity.LOW, sum=lines, assumed=assumed)


def _sum(cluster: Cluster, network: Network, nodes: int, replicas: int) -> tuple[SumLine, ...]:
    lines = [
        SumLine(group.address, group.max_size.value, "nodes", span=group.max_size.span)
        for group in node_groups(cluster, network)
        if isinstance(group.max_size, Known)
    ]
    served = replicas * NODES_A_REPLICA
    return (
        *lines,
        SumLine("", nodes, "nodes", role="total"),
        SumLine(f"{replicas} replicas, {NODES_A_REPLICA} nodes each", served, "nodes", role="available"),
        SumLine("short", max(nodes - served, 0), "nodes", role="short"),
    )
