"""Ports of policies that are those of a Service, and not the ones at which its pods listen."""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.kubernetes.endpoints import Endpoint, endpoints, named_ports, same_cluster
from eks_netlint.model.kubernetes.labels import all_of, any_of, same_namespace
from eks_netlint.model.kubernetes.nouns import Service, ServicePort
from eks_netlint.model.kubernetes.policies import ALLOW, EGRESS, INGRESS, Pods, Policy, Ports, Rule
from eks_netlint.model.kubernetes.selection import grouped, kubernetes, policies_on, targets
from eks_netlint.model.kubernetes.shelves import describes
from eks_netlint.model.nouns import Network
from eks_netlint.records import dataclass, replace
from eks_netlint.source import Span
from eks_netlint.values import Fact, Known, Truth, Unknown


@dataclass(frozen=True, slots=True)
class Mapped:
    """A port that a policy allows and at which a Service, not its pods, takes connections.

    ``listens`` is where the Service sends them: a port of the pods that no policy allows.  ``span`` is the policy's
    port, ``place`` the Service's.  ``doubt`` says why it may not be so.
    """

    service: Service
    port: int
    listens: int
    span: Span | None
    place: Span | None
    doubt: Unknown | None = None


def mapped(policy: Policy, network: Network) -> tuple[Mapped, ...]:
    """The ports of a policy's rules that are those of a Service only, for pods of the files."""
    found: dict[tuple[str, Span | None], Mapped] = {}
    for rule in policy.rules.known:
        counts = _counts(policy, rule)
        for ports in rule.ports.known if rule.ports is not None and counts is not Truth.NO else ():
            for one in _of(policy, rule, ports, network):
                doubtful = counts is Truth.UNSURE and one.doubt is None
                why = Unknown("whether the rule counts is not known", ports.span)
                made = replace(one, doubt=why) if doubtful else one
                before = found.get((one.service.address, one.span))
                if before is None or (before.doubt is not None and made.doubt is None):
                    found[one.service.address, one.span] = made
    return tuple(found.values())


def _counts(policy: Policy, rule: Rule) -> Truth:
    """Whether a rule allows something that is denied without it."""
    restricts = policy.restricts(rule.direction)
    answer = Truth.UNSURE if isinstance(restricts, Unknown) else Truth.of(restricts.value)
    allows = Truth.UNSURE if isinstance(rule.action, Unknown) else Truth.of(rule.action.value == ALLOW)
    whole = rule.only is None and rule.ports is not None and rule.ports.rest is None
    return answer & allows & (Truth.YES if whole else Truth.UNSURE)


def _of(policy: Policy, rule: Rule, ports: Ports, network: Network) -> Iterator[Mapped]:
    number = _number(ports)
    if number is None:
        return
    among = _narrowed(policy, rule)
    ways = _ways(network)
    wanted = number.value if isinstance(number, Known) else None
    keys = ((wanted, among), (None, among)) if wanted is not None else [key for key in ways if key[1] == among]
    near = (way for key in keys for way in ways.get(key, ()))
    for way in near:
        sure = way.sure & _same(way.port, ports) & _receives(policy, rule, way.receiver, network)
        if sure is Truth.NO:
            continue
        target = _target(way.port, way.receiver)
        open_ = Truth.NO if isinstance(target, Unknown) else _allowed(policy, rule, way.receiver, target.value, network)
        if open_ is Truth.YES or (wanted is not None and target == Known(wanted)):
            continue
        known = wanted is not None and isinstance(target, Known) and sure is Truth.YES and open_ is Truth.NO
        why = number if isinstance(number, Unknown) else target if isinstance(target, Unknown) else _MAYBE
        listens = target.value if isinstance(target, Known) else 0
        yield Mapped(way.service, wanted or 0, listens, ports.span, way.port.span, None if known else why)


_MAYBE = Unknown("whether the pods behind a Service listen at the port is not known")


def _number(ports: Ports) -> Fact[int] | None:
    """The port where it is a single one, written as a number; None where it is a range, a name, or any port."""
    if isinstance(ports.first, Unknown):
        return ports.first
    if isinstance(ports.last, Unknown) or isinstance(ports.name, Unknown) or ports.first.value is None:
        return None
    single = ports.last.value in (None, ports.first.value)
    return Known(ports.first.value, ports.first.span) if single else None


@dataclass(frozen=True, slots=True)
class _Way:
    """A port of a Service, and pods that stand behind it, or may, and do not listen there themselves, or may not."""

    service: Service
    port: ServicePort
    receiver: Endpoint
    sure: Truth

    @property
    def place(self) -> str | None:
        """The namespace of both, None where none is written."""
        namespace = self.receiver.namespace
        return namespace.value if isinstance(namespace, Known) else None


def _narrowed(policy: Policy, rule: Rule) -> str | None:
    """The only namespace in which what a rule allows can be received, None if there may be others."""
    if policy.clusterwide or isinstance(policy.namespace, Unknown) or policy.namespace.is_default:
        return None
    peers = () if rule.peers is None else rule.peers.known
    own = rule.direction == INGRESS or all(peer.namespaces is None for peer in peers if isinstance(peer, Pods))
    return policy.namespace.value if own else None


Ways = dict[tuple["int | None", "str | None"], tuple[_Way, ...]]


def _ways(network: Network) -> Ways:
    """The ways through Services whose pods may listen at another port, by the Service's port and the namespace.

    Under the port None those of which it is not known; under the namespace None those of all namespaces.
    """
    found = network.answers.get("ways through services")
    if not isinstance(found, dict):
        pairs: list[tuple[tuple[int | None, str | None], _Way]] = []
        for number, way in _every_way(network):
            pairs += [((number, place), way) for place in (None, way.place)]
        found = network.answers["ways through services"] = grouped(pairs)
    return found


def _every_way(network: Network) -> Iterator[tuple[int | None, _Way]]:
    near = grouped((one.namespace.value, one) for one in endpoints(network) if isinstance(one.namespace, Known))
    leading: dict[str, list[tuple[Service, Endpoint, Truth]]] = {}
    for service in _services(network):
        for receiver in near.get(service.namespace.value, ()) if isinstance(service.namespace, Known) else ():
            led = _leads(service, receiver)
            if led is not Truth.NO:
                leading.setdefault(receiver.key, []).append((service, receiver, led))
    for several in leading.values():
        behind = [service for service, _, led in several if led is Truth.YES]
        for service, receiver, led in several:
            for port in service.ports.known:
                number = port.port.value if isinstance(port.port, Known) else None
                sure = led & ~_listens(receiver, behind, number)
                if sure is not Truth.NO:
                    yield number, _Way(service, port, receiver, sure)


def _receives(policy: Policy, rule: Rule, receiver: Endpoint, network: Network) -> Truth:
    """Whether pods receive what a rule allows."""
    if rule.direction == INGRESS:
        held = () if receiver.workload is None else policies_on(receiver.workload, network)
        return next((truth for one, truth in held if one is policy), Truth.NO)
    if rule.peers is None:
        return Truth.NO
    answer = any_of(describes(peer, policy, receiver) for peer in rule.peers.known if isinstance(peer, Pods))
    return answer & same_cluster(policy.cluster, receiver.cluster)


def _services(network: Network) -> Iterator[Service]:
    """The Services with an address of their own."""
    for service in kubernetes(network).services:
        address, kind = service.cluster_ip, service.kind_of
        plain = isinstance(kind, Known) and kind.value != "ExternalName"
        if plain and isinstance(address, Known) and address.value != "None" and service.selector is not None:
            yield service


def _leads(service: Service, receiver: Endpoint) -> Truth:
    if service.selector is None:
        return Truth.NO
    near = same_namespace(service.namespace, receiver.namespace)
    same = same_cluster(service.cluster, receiver.cluster)
    return all_of((near, same, service.selector.selects(receiver.labels)))


def _listens(receiver: Endpoint, behind: list[Service], number: int | None) -> Truth:
    """Whether pods listen at a port: a container says so, or a Service sends there."""
    if number is None:
        return Truth.UNSURE
    said = [port.number for container in receiver.containers.known for port in container.ports.known]
    sent = [_target(each, receiver) for service in behind for each in service.ports.known]
    return any_of(Truth.UNSURE if isinstance(one, Unknown) else Truth.of(one.value == number) for one in (*said, *sent))


def _same(each: ServicePort, ports: Ports) -> Truth:
    if isinstance(each.protocol, Unknown) or isinstance(ports.protocol, Unknown):
        return Truth.UNSURE
    return Truth.of(ports.protocol.value in (each.protocol.value, "ANY"))


def _target(each: ServicePort, receiver: Endpoint) -> Fact[int]:
    """The port of the pods that a Service sends to."""
    if isinstance(each.target, Unknown):
        return each.target
    if isinstance(each.target.value, int):
        return Known(each.target.value, each.target.span)
    protocol = each.protocol.value if isinstance(each.protocol, Known) else ""
    numbers, others = named_ports(receiver, each.target.value, protocol)
    if len(numbers) == 1 and others is Truth.NO:
        return Known(numbers[0], each.target.span)
    return Unknown(f"which port is called {each.target.value} is not known", each.target.span)


def _allowed(policy: Policy, own: Rule, receiver: Endpoint, target: int, network: Network) -> Truth:
    """Whether some rule for the same pods allows the port at which the receiver listens."""
    if own.direction == INGRESS and receiver.workload is not None:
        held = policies_on(receiver.workload, network)
    else:
        held = tuple(one for each in targets(policy, network) for one in each.held)
    every = {id(policy): policy, **{id(one): one for one, _ in held}}
    return any_of(
        _allows(rule, one, receiver, target)
        for one in every.values()
        for rule in one.rules.known
        if rule.direction == own.direction
    )


def _allows(rule: Rule, policy: Policy, receiver: Endpoint, port: int) -> Truth:
    answer = Truth.YES
    if rule.direction == EGRESS and rule.peers is not None:
        answer = any_of(
            describes(peer, policy, receiver) if isinstance(peer, Pods) else Truth.YES for peer in rule.peers.known
        )
        answer = answer if rule.peers.rest is None else answer | Truth.UNSURE
    if rule.ports is None:
        return answer
    included = any_of(_includes(one, receiver, port) for one in rule.ports.known)
    return answer & (included if rule.ports.rest is None else included | Truth.UNSURE)


def _includes(ports: Ports, receiver: Endpoint, port: int) -> Truth:
    first, last, name = ports.first, ports.last, ports.name
    if isinstance(first, Unknown) or isinstance(last, Unknown) or isinstance(name, Unknown):
        return Truth.UNSURE
    if name.value is not None:
        protocol = ports.protocol.value if isinstance(ports.protocol, Known) else ""
        numbers, others = named_ports(receiver, name.value, protocol)
        return Truth.YES if port in numbers else others
    if first.value is None:
        return Truth.YES
    return Truth.of(first.value <= port <= (first.value if last.value is None else last.value))
