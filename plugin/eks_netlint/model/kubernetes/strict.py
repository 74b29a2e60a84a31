"""What the VPC CNI's own way of enforcing policies leaves out."""

from __future__ import annotations

from eks_netlint.model.kubernetes.policies import Policy
from eks_netlint.model.kubernetes.resolution import servers
from eks_netlint.model.kubernetes.selection import (
    called,
    home,
    kubernetes,
    policies_on,
    policies_rest,
)
from eks_netlint.model.kubernetes.shelves import selects
from eks_netlint.model.nouns import Cluster, Network
from eks_netlint.records import dataclass
from eks_netlint.source import Span
from eks_netlint.values import Cause, Known, Truth, Unknown


@dataclass(frozen=True, slots=True)
class Uncovered:
    """Workloads that no policy selects, as a reader calls them; ``doubts`` say why there may be some."""

    names: tuple[str, ...] = ()
    spans: tuple[Span, ...] = ()
    doubts: tuple[Unknown, ...] = ()


def uncovered(cluster: Cluster, network: Network) -> Uncovered:
    """The workloads on a cluster, CoreDNS included, that no policy of any kind selects."""
    rest = policies_rest(network)
    policies = _on(cluster, network)
    if rest is not None or not policies:
        why = Unknown("the policies of the cluster are not in these files", cause=Cause.OUTSIDE)
        return Uncovered(doubts=(why if rest is None else rest,))
    names: list[str] = []
    spans: list[Span] = []
    for workload in kubernetes(network).workloads:
        host = workload.pod.host_network
        mine = home(workload, network)
        if not isinstance(mine, Cluster) or mine.address != cluster.address:
            continue
        if isinstance(host, Known) and not host.value and not policies_on(workload, network):
            names.append(called(workload))
            spans.append(workload.span)
    if not any(selects(policy, server) is not Truth.NO for policy in policies for server in servers(network)):
        names.append("CoreDNS in kube-system")
    return Uncovered(tuple(names), tuple(spans))


def _on(cluster: Cluster, network: Network) -> tuple[Policy, ...]:
    found = []
    for policy in kubernetes(network).policies:
        mine = home(policy, network)
        if isinstance(mine, Cluster) and mine.address == cluster.address:
            found.append(policy)
    return tuple(found)


def egress_policies(cluster: Cluster, network: Network) -> tuple[Policy, ...]:
    """The policies on a cluster that surely restrict what pods send."""
    return tuple(one for one in _on(cluster, network) if isinstance(one.egress, Known) and one.egress.value)
