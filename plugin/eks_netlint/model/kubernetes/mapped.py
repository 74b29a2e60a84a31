"""Ports of policies that are those of a Service, and not the ones at which its pods listen."""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.kubernetes.endpoints import Endpoint, endpoint_of, endpoints, named_ports, same_cluster
from eks_netlint.model.kubernetes.labels import all_of, same_namespace
from eks_netlint.model.kubernetes.nouns import Service, ServicePort
from eks_netlint.model.kubernetes.policies import ALLOW, EGRESS, INGRESS, Pods, Policy, Ports, Rule
from eks_netlint.model.kubernetes.selection import kubernetes, policies_on, selected, targets
from eks_netlint.model.kubernetes.shelves import describes
from eks_netlint.model.nouns import Network
from eks_netlint.records import dataclass
from eks_netlint.source import Span
from eks_netlint.values import Known, Truth, Unknown


@dataclass(frozen=True, slots=True)
class Mapped:
    """A port that a policy allows and at which a Service, not its pods, takes connections.

    ``listens`` is where the Service sends them: a port of the pods that no policy allows.  ``span`` is the policy's
    port, ``place`` the Service's.
    """

    service: Service
    port: int
    listens: int | Unknown
    span: Span | None
    place: Span | None


def mapped(policy: Policy, network: Network) -> tuple[Mapped, ...]:
    """The ports of a policy's rules that are those of a Service only, for pods of the files."""
    found: dict[tuple[str, Span | None], Mapped] = {}
    for rule in policy.rules.known:
        allows = isinstance(rule.action, Known) and rule.action.value == ALLOW and rule.only is None
        ports = () if rule.ports is None or rule.ports.rest is not None else rule.ports.known
        for one in ports if allows and _counts(policy, rule) else ():
            number = _number(one)
            if number is not None:
                for made in _of(policy, rule, one, number, network):
                    found.setdefault((made.service.address, made.span), made)
    return tuple(found.values())


def _counts(policy: Policy, rule: Rule) -> bool:
    restricts = policy.restricts(rule.direction)
    return isinstance(restricts, Known) and restricts.value


def _number(ports: Ports) -> int | None:
    """The port where it is a single one, written as a number."""
    if not isinstance(ports.first, Known) or not isinstance(ports.last, Known) or not isinstance(ports.protocol, Known):
        return None
    return ports.first.value if ports.last.value in (None, ports.first.value) else None


def _of(policy: Policy, rule: Rule, ports: Ports, number: int, network: Network) -> Iterator[Mapped]:
    for receiver in _receivers(policy, rule, network):
        behind = [service for service in _services(network) if _leads(service, receiver)]
        if not behind or _listens(receiver, behind, number):
            continue
        for service in behind:
            for each in service.ports.known:
                if not (isinstance(each.port, Known) and each.port.value == number and _same(each, ports)):
                    continue
                target = _target(each, receiver)
                if target != number and not _allowed(policy, rule, receiver, target, network):
                    yield Mapped(service, number, target, ports.span, each.span)


def _receivers(policy: Policy, rule: Rule, network: Network) -> Iterator[Endpoint]:
    """The pods of the files that surely receive what a rule allows."""
    if rule.direction == INGRESS:
        yield from (endpoint_of(workload, network) for workload in selected(policy, network))
        return
    pods = [] if rule.peers is None else [peer for peer in rule.peers.known if isinstance(peer, Pods)]
    for endpoint in endpoints(network) if pods else ():
        near = same_cluster(policy.cluster, endpoint.cluster) is Truth.YES
        if near and any(describes(peer, policy, endpoint) is Truth.YES for peer in pods):
            yield endpoint


def _services(network: Network) -> Iterator[Service]:
    """The Services with an address of their own."""
    for service in kubernetes(network).services:
        address, kind = service.cluster_ip, service.kind_of
        plain = isinstance(kind, Known) and kind.value != "ExternalName"
        if plain and isinstance(address, Known) and address.value != "None" and service.selector is not None:
            yield service


def _leads(service: Service, receiver: Endpoint) -> bool:
    if service.selector is None or same_cluster(service.cluster, receiver.cluster) is not Truth.YES:
        return False
    near = same_namespace(service.namespace, receiver.namespace)
    return all_of((near, service.selector.selects(receiver.labels))) is Truth.YES


def _listens(receiver: Endpoint, behind: list[Service], number: int) -> bool:
    """Whether pods may listen at a port: a container says so, or a Service sends there."""
    for container in receiver.containers.known:
        for port in container.ports.known:
            if isinstance(port.number, Unknown) or port.number.value == number:
                return True
    return any(_target(each, receiver) == number for service in behind for each in service.ports.known)


def _same(each: ServicePort, ports: Ports) -> bool:
    protocol = ports.protocol.value if isinstance(ports.protocol, Known) else ""
    return isinstance(each.protocol, Known) and protocol in (each.protocol.value, "ANY")


def _target(each: ServicePort, receiver: Endpoint) -> int | Unknown:
    """The port of the pods that a Service sends to."""
    if isinstance(each.target, Unknown) or isinstance(each.target.value, int):
        return each.target if isinstance(each.target, Unknown) else int(each.target.value)
    protocol = each.protocol.value if isinstance(each.protocol, Known) else ""
    numbers, _ = named_ports(receiver, each.target.value, protocol)
    return numbers[0] if len(numbers) == 1 else Unknown(f"which port is called {each.target.value} is not known")


def _allowed(policy: Policy, own: Rule, receiver: Endpoint, target: int | Unknown, network: Network) -> bool:
    """Whether some rule for the same pods may allow the port at which the receiver listens."""
    if isinstance(target, Unknown):
        return False
    if own.direction == INGRESS and receiver.workload is not None:
        held = policies_on(receiver.workload, network)
    else:
        held = tuple(one for target in targets(policy, network) for one in target.held)
    every = {id(policy): policy, **{id(one): one for one, _ in held}}
    return any(
        rule.direction == own.direction and _may_allow(rule, one, receiver, target)
        for one in every.values()
        for rule in one.rules.known
    )


def _may_allow(rule: Rule, policy: Policy, receiver: Endpoint, port: int) -> bool:
    if rule.direction == EGRESS and rule.peers is not None and rule.peers.rest is None:
        pods = [peer for peer in rule.peers.known if isinstance(peer, Pods)]
        others = len(pods) < len(rule.peers.known)
        if not others and all(describes(peer, policy, receiver) is Truth.NO for peer in pods):
            return False
    if rule.ports is None or rule.ports.rest is not None:
        return True
    return any(_includes(one, receiver, port) for one in rule.ports.known)


def _includes(ports: Ports, receiver: Endpoint, port: int) -> bool:
    first, last, name = ports.first, ports.last, ports.name
    if isinstance(first, Unknown) or isinstance(last, Unknown) or isinstance(name, Unknown):
        return True
    if name.value is not None:
        protocol = ports.protocol.value if isinstance(ports.protocol, Known) else ""
        numbers, others = named_ports(receiver, name.value, protocol)
        return port in numbers or others is not Truth.NO
    if first.value is None:
        return True
    return first.value <= port <= (first.value if last.value is None else last.value)
