"""Ports of policies that Services map to others."""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.kubernetes.labels import all_of, same_namespace
from eks_netlint.model.kubernetes.nouns import Service, Workload
from eks_netlint.model.kubernetes.policies import KUBERNETES, Pods, Policy, Ports, Rule
from eks_netlint.model.kubernetes.resolution import ways_out
from eks_netlint.model.kubernetes.selection import kubernetes, namespace_labels, together
from eks_netlint.model.nouns import Network
from eks_netlint.records import dataclass
from eks_netlint.source import Span
from eks_netlint.values import Known, Truth


@dataclass(frozen=True, slots=True)
class Mapped:
    """A port that a policy allows and that a Service has under another number.

    ``span`` is the policy's port, ``place`` the Service's.
    """

    service: Service
    port: int
    target: int
    span: Span | None
    place: Span | None


def mapped(policy: Policy, network: Network) -> tuple[Mapped, ...]:
    """Ports of the rules on what pods send, to pods that a Service of the files maps them for."""
    if policy.dialect != KUBERNETES:
        return ()
    found: dict[tuple[str, int, int], Mapped] = {}
    for rule in ways_out(policy):
        for ports in () if rule.ports is None or rule.ports.rest is not None else rule.ports.known:
            for one in _of(policy, rule, ports, network):
                found.setdefault((one.service.address, one.port, one.target), one)
    return tuple(found.values())


def _of(policy: Policy, rule: Rule, ports: Ports, network: Network) -> Iterator[Mapped]:
    number = ports.first.value if isinstance(ports.first, Known) else None
    peers = () if rule.peers is None or rule.peers.rest is not None else rule.peers.known
    pods = [peer for peer in peers if isinstance(peer, Pods)]
    last = ports.last.value if isinstance(ports.last, Known) else 0
    if number is None or len(pods) != len(peers) or last not in (None, number):
        return
    for service in kubernetes(network).services if pods else ():
        if not together(policy, service) or _is_headless(service) or not _reaches(policy, pods, service, network):
            continue
        for port, place in _other_ports(service, ports, number):
            if not any(_allows(each, rule, port) for each in ways_out(policy)):
                yield Mapped(service, port, number, ports.span, place)


def _other_ports(service: Service, ports: Ports, number: int) -> Iterator[tuple[int, Span | None]]:
    """Ports of a Service that lead to a port of its pods and have another number."""
    if service.ports.rest is not None:
        return
    for each in service.ports.known:
        same = isinstance(each.protocol, Known) and isinstance(ports.protocol, Known)
        if not same or not isinstance(each.port, Known) or not isinstance(each.target, Known):
            continue
        if each.protocol == ports.protocol and each.target.value == number and each.port.value != number:
            yield each.port.value, each.span


def _allows(rule: Rule, own: Rule, port: int) -> bool:
    """Whether a rule may let a port of the Service through besides."""
    if rule.peers is not None and rule is not own and not any(not isinstance(peer, Pods) for peer in rule.peers.known):
        return False
    if rule.ports is None or rule.ports.rest is not None:
        return True
    return any(
        not isinstance(one.first, Known) or one.first.value is None or one.first.value <= port <= _last(one)
        for one in rule.ports.known
    )


def _last(ports: Ports) -> int:
    first = ports.first.value if isinstance(ports.first, Known) else None
    last = ports.last.value if isinstance(ports.last, Known) else None
    return last or first or 65535


def _is_headless(service: Service) -> bool:
    """Whether it has no address of its own, or may have none: it then leads to the pods themselves."""
    address, kind = service.cluster_ip, service.kind_of
    return not isinstance(address, Known) or address.value == "None" or not (
        isinstance(kind, Known) and kind.value != "ExternalName"
    )


def _reaches(policy: Policy, peers: list[Pods], service: Service, network: Network) -> bool:
    """Whether pods behind the Service are surely among the peers."""
    return any(
        _is_peer(policy, peer, workload, network)
        for workload in kubernetes(network).workloads
        if _is_behind(service, workload)
        for peer in peers
    )


def _is_behind(service: Service, workload: Workload) -> bool:
    if service.selector is None or not together(service, workload):
        return False
    near = same_namespace(service.namespace, workload.namespace)
    return all_of((near, service.selector.selects(workload.pod.labels))) is Truth.YES


def _is_peer(policy: Policy, peer: Pods, workload: Workload, network: Network) -> bool:
    inside = (
        same_namespace(policy.namespace, workload.namespace)
        if peer.namespaces is None
        else peer.namespaces.selects(namespace_labels(workload.namespace, network))
    )
    return peer.only is None and all_of((inside, peer.pods.selects(workload.pod.labels))) is Truth.YES
