"""Ports that pods serve: to the API server as webhooks and metrics, and to each other as Services."""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.kubernetes.nouns import Service, ServicePort, Workload
from eks_netlint.model.kubernetes.places import clusters_of, on_one_cluster
from eks_netlint.model.kubernetes.pod_groups import has_own_groups
from eks_netlint.model.kubernetes.pools import NodeClass
from eks_netlint.model.kubernetes.traffic import groups_of_service, port_of, service_of, workloads_behind
from eks_netlint.model.kubernetes.webhooks import Addon, Webhook
from eks_netlint.model.nouns import Cluster, Network, NodeGroup, Noun
from eks_netlint.model.proof import Ports
from eks_netlint.model.security.flows import Flow, closed_between_pods, flow, needing
from eks_netlint.model.security.parties import Party, control_plane, made_of, nodes, pods
from eks_netlint.records import dataclass
from eks_netlint.values import Fact, Known, Truth, Unknown

METRICS_SERVER = "metrics-server"
METRICS_PORT = Ports("tcp", 10251, 10251)
"""Port of EKS's add-on, which the eks module opens from version 21 on (terraform-aws-modules/eks v21.0.0)."""

Flows = Iterator["tuple[Noun, Flow] | Unknown"]
"""To the nodes of a group, or to those made of a class."""


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What becomes of flows to the nodes of several groups."""

    stopped: tuple[tuple[Noun, Flow], ...]
    passing: int
    doubts: tuple[Unknown, ...]


def gathered(flows: Flows) -> Verdicts:
    """The flows sorted by their answers."""
    stopped: list[tuple[Noun, Flow]] = []
    doubts: list[Unknown] = []
    passing = 0
    for one in flows:
        if isinstance(one, Unknown):
            doubts.append(one)
        elif one[1].proof.answer is Truth.NO and one[0].exists is Truth.YES:
            stopped.append(one)
        elif one[1].proof.answer is Truth.YES:
            passing += 1
        else:
            doubts += one[1].proof.unknowns or (Unknown("whether a node group exists is not known", one[0].span),)
    return Verdicts(tuple(stopped), passing, tuple(dict.fromkeys(doubts)))


def to_webhook(hook: Webhook, network: Network) -> Flows:
    """From the control plane to the pods that answer a webhook, on the nodes of each group."""
    service = service_of(hook.backend, hook, network)
    port = port_of(service, hook.backend.port)
    if isinstance(service, Unknown):
        yield service
        return
    if not isinstance(port, ServicePort):
        yield Unknown("the service of the webhook has no such port", hook.span) if port is None else port
        return
    behind = workloads_behind(service, network)
    if not behind:
        yield Unknown(f"no pods of {service.address} are in the files", service.span)
    for workload in behind:
        number = pods_port(port, workload)
        if isinstance(number, Unknown):
            yield number
        elif has_own_groups(workload, network) is Truth.NO:
            ports = Ports("tcp", number.value, number.value)
            yield from _from_control_plane(workload, ports, "admission requests", network)


def metrics(addon: Addon, network: Network) -> Flows:
    """From the control plane to the metrics-server of an add-on."""
    if isinstance(addon.cluster, Unknown):
        yield addon.cluster
        return
    yield from _to_pods(addon.cluster, METRICS_PORT, "metrics of the aggregated API", False, network)


def to_service(service: Service, network: Network) -> Flows:
    """From pods on another node to the pods of a service, on each TCP port to which it sends.

    Where nothing at all is open between nodes that is told once, and not of each service.
    """
    for workload in workloads_behind(service, network):
        if has_own_groups(workload, network) is not Truth.NO:
            continue
        for port in service.ports.known:
            number = pods_port(port, workload)
            if isinstance(number, Unknown):
                yield number
            elif isinstance(port.protocol, Known) and port.protocol.value == "TCP":
                ports = Ports("tcp", number.value, number.value)
                yield from _between_nodes(service, workload, ports, network)


def behind_balancer(service: Service, network: Network) -> bool:
    """Whether load balancers send to the service, for which the controller opens the nodes' groups."""
    return bool(groups_of_service(service, network))


def _between_nodes(service: Service, workload: Workload, ports: Ports, network: Network) -> Flows:
    for cluster in clusters_of(service.cluster, network):
        groups = needing(cluster, network)
        if not groups:
            yield Unknown("no node group of the cluster is in the files", cluster.span)
        for group in groups:
            if keeps_out(group, workload):
                continue
            closed = closed_between_pods(group, network)
            if isinstance(closed, Unknown):
                yield closed
                continue
            if closed is not None and closed.proof.answer is Truth.NO:
                continue
            for source in pods(group, network):
                for target in _parties(group, workload, network):
                    yield group, flow("traffic between pods", ports, source, target, network)
        for one in _classes(cluster, network):
            party = made_of(one, cluster, network)
            yield one, flow("traffic between pods", ports, party, party, network)


def _from_control_plane(workload: Workload, ports: Ports, purpose: str, network: Network) -> Flows:
    for cluster in clusters_of(workload.cluster, network):
        host = workload.pod.host_network
        if isinstance(host, Unknown):
            yield host
        else:
            yield from _to_pods(cluster, ports, purpose, host.value, network)


def _to_pods(cluster: Cluster, ports: Ports, purpose: str, on_host: bool, network: Network) -> Flows:
    groups = needing(cluster, network)
    if not groups:
        yield Unknown("no node group of the cluster is in the files", cluster.span)
    source = control_plane(cluster, network)
    for group in groups:
        for target in (nodes(group, network),) if on_host else pods(group, network):
            yield group, flow(purpose, ports, source, target, network)


def _classes(cluster: Cluster, network: Network) -> Iterator[NodeClass]:
    """Classes of which nodes of the cluster are made."""
    for one in () if network.kubernetes is None else network.kubernetes.node_classes:
        if on_one_cluster(one.cluster, cluster) is not Truth.NO:
            yield one


def keeps_out(group: NodeGroup, workload: Workload) -> bool:
    """Whether pods of the workload surely never run on the group's nodes, for these are tainted."""
    return group.tainted is Truth.YES and workload.pod.tolerates is None


def _parties(group: NodeGroup, workload: Workload, network: Network) -> tuple[Party, ...]:
    host = workload.pod.host_network
    return (nodes(group, network),) if isinstance(host, Known) and host.value else pods(group, network)


def pods_port(port: ServicePort, workload: Workload) -> Fact[int]:
    """The pods' port to which a service port sends: a number, or that of the container port of that name."""
    if isinstance(port.target, Unknown):
        return port.target
    if isinstance(port.target.value, int):
        return Known(port.target.value, port.target.span, port.target.origin)
    for container in workload.pod.containers.known:
        for one in container.ports.known:
            named = isinstance(one.name, Known) and one.name.value == port.target.value
            if named and isinstance(one.number, Known) and one.number.value is not None:
                return Known(one.number.value, one.number.span)
    return Unknown(f"which port is called {port.target.value} is not known", port.target.span)
