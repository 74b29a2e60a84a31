"""What becomes of a connection on its way through a node: which pods get it, and whose address they see."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from ipaddress import ip_network

from eks_netlint.model.kubernetes import controllers
from eks_netlint.model.kubernetes.balancers import Ingress
from eks_netlint.model.kubernetes.labels import same_namespace
from eks_netlint.model.kubernetes.nouns import Kubernetes, Service, Workload
from eks_netlint.model.kubernetes.places import clusters_of, together
from eks_netlint.model.kubernetes.policies import ALLOW, INGRESS, Block, Policy
from eks_netlint.model.kubernetes.settings import PROXY_PROTOCOL
from eks_netlint.model.kubernetes.traffic import (
    ALB,
    INSTANCE,
    IP,
    LOAD_BALANCER,
    LOCAL,
    NODE_PORT,
    groups_made_by,
    groups_of_service,
    registers,
    workloads_behind,
)
from eks_netlint.model.nouns import Cluster, Network
from eks_netlint.records import dataclass
from eks_netlint.source import Span
from eks_netlint.values import Cause, Fact, Known, Truth, Unknown, first_of

_NGINX_LISTS = (
    "nginx.ingress.kubernetes.io/whitelist-source-range",
    "nginx.ingress.kubernetes.io/allowlist-source-range",
    "nginx.ingress.kubernetes.io/denylist-source-range",
)
_NGINX = ("app.kubernetes.io/name", "ingress-nginx")


@dataclass(frozen=True, slots=True)
class Need:
    """Something that looks at client addresses, in words; ``applied_before`` where the load balancer looks itself."""

    what: str
    span: Span
    applied_before: bool = False


def proxy_protocol(service: Service, network: Network) -> Fact[bool]:
    """Whether the load balancer of the service speaks proxy protocol on any port."""
    unknown: Unknown | None = None
    for group in groups_made_by(service, network):
        said = group.attributes.get(PROXY_PROTOCOL)
        if isinstance(said, Known) and said.value.lower() == "true":
            return Known(True, said.span)
        if isinstance(said, Unknown):
            unknown = said
    return Known(False) if unknown is None else unknown


def local_pods(service: Service, network: Network) -> Iterator[Workload | Unknown]:
    """Workloads behind node targets with Local whose pods may share a node, and why others may be such."""
    groups = groups_of_service(service, network)
    kinds = [group.target_type if group.unsure is None else group.unsure for group in groups]
    kinds = [kind for kind in kinds if isinstance(kind, Unknown) or kind.value == INSTANCE]
    traffic = service.traffic
    if not kinds or (isinstance(traffic, Known) and traffic.value != LOCAL):
        return
    second = _second_node(service, network)
    if isinstance(second, Unknown) or not second.value:
        if isinstance(second, Unknown):
            yield second
        return
    unknown = next((fact for fact in (traffic, *kinds) if isinstance(fact, Unknown)), None)
    sure = unknown is None or any(isinstance(kind, Known) for kind in kinds)
    if isinstance(traffic, Unknown) or not sure:
        yield traffic if isinstance(traffic, Unknown) else kinds[0]  # type: ignore[misc]  # none of them is known
        return
    found = workloads_behind(service, network)
    if not found:
        yield Unknown("the pods behind the Service are not in the files", service.span, Cause.OUTSIDE)
    for workload in found:
        if workload.kind != "DaemonSet" and not workload.pod.spread.known:
            replicas = workload.replicas if isinstance(workload.replicas, Unknown) else None
            why = first_of(workload.pod.spread.rest, replicas)
            yield workload if why is None else why


def _second_node(service: Service, network: Network) -> Fact[bool]:
    """Whether the cluster may have a second node, that could fail: false where its groups have one at most."""
    clusters = clusters_of(service.cluster, network)
    groups = [
        group for group in network.node_groups
        if isinstance(group.cluster, Cluster) and group.cluster.address in {one.address for one in clusters}
    ]  # fmt: skip
    known, unknown = 0, None
    for group in groups:
        most = group.max_size
        least = group.min_size if isinstance(most, Unknown) else most
        known += least.value if isinstance(least, Known) else 0
        unknown = most if isinstance(most, Unknown) and unknown is None else unknown
    if known > 1 or not groups:
        return Known(True)
    return Known(False) if unknown is None else unknown


def masquerades(service: Service, network: Network) -> tuple[Truth, tuple[Unknown, ...]]:
    """Whether pods see a node's address in the place of the client's, and why that is not known."""
    traffic = service.traffic
    if isinstance(traffic, Known) and traffic.value == LOCAL:
        return Truth.NO, ()
    facts: list[Fact[str] | Fact[bool]] = [traffic]
    if not (isinstance(service.kind_of, Known) and service.kind_of.value == NODE_PORT):
        kind, proxy = registers(service, network), proxy_protocol(service, network)
        if (isinstance(kind, Known) and kind.value == IP) or (isinstance(proxy, Known) and proxy.value):
            return Truth.NO, ()
        facts += [proxy] if kind is None else [kind, proxy]
    unknown = tuple(fact for fact in facts if isinstance(fact, Unknown))
    return (Truth.UNSURE, unknown) if unknown else (Truth.YES, ())


def address_needed(service: Service, network: Network) -> Iterator[Need]:
    """What looks at client addresses behind a service that is reached through node ports from outside."""
    if isinstance(service.kind_of, Unknown) or service.kind_of.value not in (NODE_PORT, LOAD_BALANCER):
        return
    groups = groups_of_service(service, network)
    if any(group.balancer == ALB for group in groups) or (not groups and service.kind_of.value == LOAD_BALANCER):
        return
    kubernetes = _kubernetes(network)
    behind = workloads_behind(service, network) if kubernetes.policies else ()
    for policy in kubernetes.policies:
        yield from _of_policy(policy, behind, network)
    label = service.labels.get(_NGINX[0])
    if isinstance(label, Known) and label.value == _NGINX[1]:
        for ingress in kubernetes.ingresses:
            yield from _of_ingress(ingress, service, network)
    ranges = [one for one in service.source_ranges.known if isinstance(one, Known) and one.value.strip() != "0.0.0.0/0"]
    if ranges and len(ranges) == len(service.source_ranges.known) and ranges[0].span is not None:
        words = f"{len(ranges)} source range{'' if len(ranges) == 1 else 's'}"
        yield Need(f"clients are told apart by {words}", ranges[0].span, applied_before=True)


def _of_policy(policy: Policy, behind: Sequence[Workload], network: Network) -> Iterator[Need]:
    """Public addresses that a policy lets in to some of the pods: no client ever has such an address there."""
    if not any(_selected(policy, one, network) is Truth.YES for one in behind):
        return
    for rule in policy.rules.known:
        allows = isinstance(rule.action, Known) and rule.action.value == ALLOW
        if rule.direction != INGRESS or not allows or rule.peers is None:
            continue
        for peer in rule.peers.known:
            if isinstance(peer, Block) and isinstance(peer.cidr, Known) and _is_public(str(peer.cidr.value)):
                span = peer.cidr.span or peer.span or policy.span
                yield Need(f"a policy lets in clients from {peer.cidr.value}", span)
                return


def _selected(policy: Policy, workload: Workload, network: Network) -> Truth:
    answer = together(policy, workload, network)
    for pods in policy.subjects.known:
        here = same_namespace(policy.namespace, workload.namespace)
        if pods.namespaces is None and answer & here & pods.pods.selects(workload.pod.labels) is Truth.YES:
            return Truth.YES
    return Truth.UNSURE


def _is_public(cidr: str) -> bool:
    network = ip_network(cidr)
    return network.prefixlen > 0 and network.is_global


def _of_ingress(ingress: Ingress, service: Service, network: Network) -> Iterator[Need]:
    if together(ingress, service, network) is not Truth.YES:
        return
    for name in _NGINX_LISTS:
        said = controllers.annotation(ingress, name)
        if isinstance(said, Known) and said.span is not None:
            yield Need(f"ingress-nginx is to apply {name.rpartition('/')[2]}", said.span)


def _kubernetes(network: Network) -> Kubernetes:
    return Kubernetes() if network.kubernetes is None else network.kubernetes
