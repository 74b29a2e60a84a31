"""Whether load balancers whose security groups somebody chose reach the pods or nodes behind them.

aws-load-balancer-controller v3.5 (2026-08), docs/deploy/security_groups.md: to a load balancer with groups of its own
choice the controller opens nodes and pods; to one whose groups an annotation names only where it is told to.
"""

from __future__ import annotations

from eks_netlint.model.kubernetes.balancers import Ingress
from eks_netlint.model.kubernetes.classes import PREFIX, alb_class
from eks_netlint.model.kubernetes.controllers import annotation, controllers_of
from eks_netlint.model.kubernetes.nouns import Service, ServicePort, Workload
from eks_netlint.model.kubernetes.places import clusters_of
from eks_netlint.model.kubernetes.pod_groups import has_own_groups
from eks_netlint.model.kubernetes.traffic import CLUSTER_IP, INSTANCE, IP, TargetGroup, groups_made_by, workloads_behind
from eks_netlint.model.nouns import Cluster, Members, Network, Subnet
from eks_netlint.model.proof import Ports
from eks_netlint.model.security.admission import overlap
from eks_netlint.model.security.flows import flow, needing
from eks_netlint.model.security.nouns import INGRESS
from eks_netlint.model.security.own_groups import of_workload
from eks_netlint.model.security.parties import Party, Place, around, carried_by, nodes, pods
from eks_netlint.model.security.served import Flows, pods_port
from eks_netlint.values import Cause, Fact, Known, Truth, Unknown

GROUPS = PREFIX + "security-groups"
MANAGED = PREFIX + "manage-backend-security-group-rules"
NODE_PORTS = Ports("tcp", 30000, 32767)
"""What ports a Service takes of the nodes: kube-apiserver's default of ``--service-node-port-range``."""


def chosen(ingress: Ingress, network: Network) -> Fact[str] | None:
    """The groups that the ingress names for its ALB; None where it leaves them to the controller, or makes none."""
    said = annotation(ingress, GROUPS)
    if said is None or (isinstance(said, Known) and not said.value):
        return None
    return None if alb_class(ingress, network).makes_alb is Truth.NO else said


def opened(ingress: Ingress, network: Network) -> Fact[bool]:
    """Whether the controller opens nodes and pods to the ALB: as the ingress says, else as the controller is told."""
    said = annotation(ingress, MANAGED)
    if said is not None:
        return said if isinstance(said, Unknown) else Known(said.value.strip().lower() == "true", said.span)
    classified = alb_class(ingress, network)
    found = [one.opens for one in controllers_of(ingress.cluster, network, classified.product)]
    if not found:
        why = "no load balancer controller is in the files; it may be told to open the nodes"
        return Unknown(why, ingress.span, Cause.OUTSIDE)
    unknown = next((one for one in found if isinstance(one, Unknown)), None)
    return unknown if unknown is not None else max(found, key=lambda one: isinstance(one, Known) and one.value)


def to_targets(ingress: Ingress, network: Network) -> Flows:
    """From the ALB of an ingress to each of its targets: pods by their addresses, or nodes by their node ports."""
    if ingress.backends.rest is not None:
        yield ingress.backends.rest
    for group in groups_made_by(ingress, network):
        for cluster in clusters_of(ingress.cluster, network):
            yield from _to(group, balancer_of(ingress, cluster, network), cluster, network)


def balancer_of(ingress: Ingress, cluster: Cluster, network: Network) -> Party:
    """The ALB of an ingress: somewhere in the VPC of its cluster."""
    name = f"the ALB of {ingress.address}"
    why = Unknown("in which subnets the load balancer lies is not in the files", ingress.span)
    place = Place("a subnet of the load balancer", around(cluster.subnets.known), why)
    return Party(name, carried_by(network, ingress), (place,), Members[Subnet]((), why), span=ingress.span)


def _to(group: TargetGroup, source: Party, cluster: Cluster, network: Network) -> Flows:
    service, port, kind = group.service, group.port, group.target_type
    for unknown in (group.unsure, service, port, kind):
        if isinstance(unknown, Unknown):
            yield unknown
            return
    if not isinstance(service, Service) or not isinstance(port, ServicePort) or not isinstance(kind, Known):
        return  # a port that the service does not have is another fault
    if kind.value == INSTANCE:
        yield from _to_nodes(service, port, source, cluster, network)
    elif kind.value == IP:
        yield from _to_pods(service, port, source, cluster, network)


def _to_nodes(service: Service, port: ServicePort, source: Party, cluster: Cluster, network: Network) -> Flows:
    if isinstance(service.kind_of, Known) and service.kind_of.value == CLUSTER_IP:
        return  # there is no node port: another fault
    if isinstance(port.node_port, Unknown):
        yield port.node_port
        return
    said = port.node_port.value
    ports = NODE_PORTS if said is None else Ports("tcp", said, said)
    for group in needing(cluster, network):
        target = nodes(group, network)
        found = flow("requests to node ports", ports, source, target, network)
        some = None if said is not None else _some(source, target)
        if some is not None and found.proof.answer is Truth.NO:
            yield some
        else:
            yield group, found


def _some(source: Party, target: Party) -> Unknown | None:
    """Why some node port may be open to the source, where not all of them are."""
    names = {group.address for group in source.groups.known}
    for group in target.groups.known:
        for rule in group.rules.known:
            named = names.intersection(rule.groups.known) or rule.ranges.known
            opens = isinstance(rule.ports, Known) and overlap(rule.ports.value, NODE_PORTS)
            if rule.direction == INGRESS and named and opens:
                return Unknown("which node port the Service gets is not written", rule.span)
    return None


def _to_pods(service: Service, port: ServicePort, source: Party, cluster: Cluster, network: Network) -> Flows:
    behind = workloads_behind(service, network)
    if not behind:
        yield Unknown(f"no pods of {service.address} are in the files", service.span, Cause.OUTSIDE)
    for workload in behind:
        found = pods_port(port, workload)
        if isinstance(found, Unknown):
            yield found
        else:
            yield from _each(workload, Ports("tcp", found.value, found.value), source, cluster, network)


def _each(workload: Workload, ports: Ports, source: Party, cluster: Cluster, network: Network) -> Flows:
    """To the pods of a workload on each group of nodes."""
    groups = needing(cluster, network)
    if not groups:
        yield Unknown("no node group of the cluster is in the files", cluster.span)
    own = of_workload(workload, cluster, network)
    host = workload.pod.host_network
    if isinstance(host, Unknown):
        yield host
        return
    if own is None and has_own_groups(workload, network) is not Truth.NO:
        yield Unknown("whether its pods have groups of their own is not known", workload.span)
        return
    for group in groups:
        targets = (own,) if own is not None else (nodes(group, network),) if host.value else pods(group, network)
        for target in targets:
            yield group, flow("requests to pods", ports, source, target, network)
