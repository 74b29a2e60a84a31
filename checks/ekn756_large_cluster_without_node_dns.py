"""
A large cluster runs no DNS cache on its nodes, and CoreDNS does not scale.

Why it matters
    Every lookup crosses the network to a few CoreDNS pods, and their interfaces may send 1,024 packets a second to the
    VPC's resolver.  In a large cluster that limit is what applications meet first, as lookups that time out.

How to fix
    Install NodeLocal DNSCache, or switch on the autoscaling of the CoreDNS add-on.

Known limits
    A cache that these files do not show is assumed not to be there.  Nodes of Karpenter are not counted.  With security
    groups for pods in mode strict NodeLocal DNSCache does not work; EKS Auto Mode has its own.

Sources
    aws-eks-best-practices networking/monitoring and scalability/cluster-services (2026-05-04)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from eks_netlint.model.cni import parse_bool, setting
from eks_netlint.model.kubernetes.nodes import most_nodes, node_groups
from eks_netlint.model.kubernetes.places import on_one_cluster
from eks_netlint.model.nouns import Cluster, Network
from eks_netlint.rules import Setting, Severity, SumLine, Undecided, Verdict, Violation, rule
from eks_netlint.values import Known, Truth, Unknown


@rule(
    id="EKN756",
    name="large-cluster-without-node-dns",
    on=Cluster,
    severity=Severity.LOW,
    settings={"nodes": Setting(100, "nodes at maximum size that are let pass", "rule catalogue J06")},
)
def check(cluster: Cluster, network: Network, settings: Mapping[str, float]) -> Iterator[Verdict]:
    """Look for a cache where there are many nodes."""
    if cluster.adopted or (isinstance(cluster.auto_mode, Known) and cluster.auto_mode.value) or _strict(cluster):
        return
    nodes, limit = most_nodes(cluster, network), int(settings["nodes"])
    if isinstance(nodes, Known) and nodes.value <= limit:
        return
    kubernetes = network.kubernetes
    caches = () if kubernetes is None else kubernetes.node_local_dns
    if any(on_one_cluster(one.cluster, cluster) is not Truth.NO for one in caches):
        return
    every = () if kubernetes is None else kubernetes.core_dns
    scales = [one.scales for one in every if on_one_cluster(one.cluster, cluster) is not Truth.NO]
    if any(isinstance(one, Known) and one.value for one in scales):
        return
    rest = None if kubernetes is None else kubernetes.rest
    unknown = tuple(fact for fact in (nodes, cluster.auto_mode, rest, *scales) if isinstance(fact, Unknown))
    if unknown:
        yield Undecided(unknown)
    elif isinstance(nodes, Known):
        groups = [group for group in node_groups(cluster, network) if isinstance(group.max_size, Known)]
        lines = [
            SumLine(group.address, group.max_size.value, "nodes", span=group.max_size.span)
            for group in groups
            if isinstance(group.max_size, Known)
        ]
        message = f"{nodes.value} nodes at maximum size, more than {limit}, and no DNS cache on any of them"
        total = SumLine("", nodes.value, "nodes", role="total")
        yield Violation(message, sum=(*lines, total), assumed=("NodeLocal DNSCache is not installed elsewhere",))


def _strict(cluster: Cluster) -> bool:
    """Whether pods have security groups of their own in a mode that a cache on the node does not work with."""
    switch, enforced = (setting(cluster.cni, name) for name in ("ENABLE_POD_ENI", "POD_SECURITY_GROUP_ENFORCING_MODE"))
    on = isinstance(switch, Known) and bool(switch.value) and bool(parse_bool(switch.value or ""))
    return on and not (isinstance(enforced, Known) and enforced.value == "standard")
