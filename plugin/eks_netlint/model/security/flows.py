"""The flows that a cluster needs between its control plane, its nodes and their pods.

Ports: EKS user guide, "View Amazon EKS security group requirements for clusters" and "Customize managed nodes with
launch templates" (2026-11); the kubelet's of kubernetes.io/docs/reference/networking/ports-and-protocols (2026-11).
"""

from __future__ import annotations

from eks_netlint.model.nouns import Cluster, Network, NodeGroup
from eks_netlint.model.paths import past_groups
from eks_netlint.model.proof import Ports, Proof
from eks_netlint.model.security.admission import overlap
from eks_netlint.model.security.nouns import CLUSTER, EGRESS, INGRESS
from eks_netlint.model.security.parties import Party, carried_by, control_plane, internet, nodes, pods
from eks_netlint.records import dataclass
from eks_netlint.values import Known, Truth, Unknown

KUBELET = Ports("tcp", 10250, 10250)
API = Ports("tcp", 443, 443)
DNS = (Ports("udp", 53, 53), Ports("tcp", 53, 53))
_TUNNELLERS = ("Cilium", "Calico")
UNPRIVILEGED = Ports("tcp", 1025, 65535)
"""Ports that pods of most images listen on, as the eks module opens them between nodes."""


@dataclass(frozen=True, slots=True)
class Flow:
    """One flow: what it is for, in a reader's words, on which ports, and whether it passes."""

    purpose: str
    ports: Ports
    proof: Proof


def flow(purpose: str, ports: Ports, source: Party, target: Party, network: Network) -> Flow:
    """The flow from one party to another past the groups of both."""
    return Flow(purpose, ports, past_groups(source, target, ports, network))


def kubelet(group: NodeGroup, network: Network) -> Flow | Unknown:
    """The API server asks the kubelet for logs, exec and metrics."""
    if isinstance(group.cluster, Unknown):
        return group.cluster
    source = control_plane(group.cluster, network)
    return flow("logs, exec and metrics of the kubelet", KUBELET, source, nodes(group, network), network)


def api(group: NodeGroup, network: Network) -> Flow | Unknown:
    """Nodes reach the API server: at the control plane's interfaces, or over its public address."""
    if isinstance(group.cluster, Unknown):
        return group.cluster
    own, cluster = nodes(group, network), group.cluster
    if isinstance(cluster.endpoint_private, Unknown):
        return cluster.endpoint_private
    if cluster.endpoint_private.value:
        return flow("the API server's private endpoint", API, own, control_plane(cluster, network), network)
    version = 6 if isinstance(cluster.ip_family, Known) and cluster.ip_family.value == "ipv6" else 4
    return flow("the API server's public endpoint", API, own, internet(version), network)


def dns(group: NodeGroup, network: Network) -> tuple[Flow, ...]:
    """Pods ask CoreDNS on another node of the group."""
    own = nodes(group, network)
    return tuple(flow("names that CoreDNS resolves", ports, own, own, network) for ports in DNS)


def tunnelled(group: NodeGroup, network: Network) -> Unknown | None:
    """Why pods' traffic may pass between nodes inside of other packets, of which the groups see no port.

    Cilium does so with WireGuard, IPsec, VXLAN or Geneve, Calico with VXLAN and IP-in-IP, and any other CNI may.
    """
    cluster = group.cluster
    for engine in network.engines.known:
        here = engine.cluster is None or isinstance(cluster, Unknown) or isinstance(engine.cluster, Unknown)
        if engine.kind in _TUNNELLERS and (here or engine.cluster == cluster):
            return Unknown(f"{engine.kind} may carry traffic between nodes in tunnels", engine.span)
    if isinstance(cluster, Unknown) or cluster.cni.runs is Truth.YES:
        return None
    return Unknown("whether another CNI carries traffic between nodes in tunnels is not known", cluster.cni.span)


def between_pods(group: NodeGroup, ports: Ports, network: Network) -> Flow:
    """Pods of the group on one node reach those on another."""
    found = [flow("traffic between pods", ports, one, one, network) for one in pods(group, network)]
    by_answer = {one.proof.answer: one for one in reversed(found)}
    worst = next((by_answer[answer] for answer in (Truth.NO, Truth.UNSURE) if answer in by_answer), None)
    return found[0] if worst is None else worst


def closed_between_pods(group: NodeGroup, network: Network) -> Flow | Unknown | None:
    """The flow between pods on unprivileged ports where not one of them is open; None where some are, or may be.

    Who opens some of them has chosen those that the pods need.
    """
    inside = tunnelled(group, network)
    if inside is not None:
        return inside
    found = between_pods(group, UNPRIVILEGED, network)
    if found.proof.answer is not Truth.NO:
        return found if found.proof.answer is Truth.UNSURE else None
    return None if any(_opens_some(one) for one in pods(group, network)) else found


def _opens_some(party: Party) -> bool:
    """Whether some rule into the party's groups, and one out of them, opens some unprivileged port to the party."""
    own = {group.address for group in party.groups.known}
    opened = {INGRESS: False, EGRESS: False}
    for group in party.groups.known:
        for rule in group.rules.known:
            named = own.intersection(rule.groups.known) or rule.ranges.known
            if isinstance(rule.ports, Known) and named and overlap(rule.ports.value, UNPRIVILEGED):
                opened[rule.direction] = True
    return all(opened.values())


def lost_with_template(group: NodeGroup, network: Network) -> tuple[Flow, ...]:
    """The flows of every node that are stopped, where a launch template keeps the cluster's group from the nodes.

    Nothing where at most one of them is stopped: that one is told by itself.
    """
    carried = carried_by(network, group)
    if group.kind != "managed" or carried.rest is not None or any(one.kind == CLUSTER for one in carried.known):
        return ()
    flows = (kubelet(group, network), api(group, network), *dns(group, network)[:1])
    stopped = tuple(flow for flow in flows if isinstance(flow, Flow) and flow.proof.answer is Truth.NO)
    return stopped if len(stopped) > 1 else ()


def needing(cluster: Cluster, network: Network) -> tuple[NodeGroup, ...]:
    """The node groups whose flows are judged one by one: those that no launch template has cut off altogether."""
    return tuple(
        group
        for group in network.node_groups
        if not isinstance(group.cluster, Unknown)
        and group.cluster.address == cluster.address
        and not lost_with_template(group, network)
    )
