"""Whether pods may look up names: what the policies that hold for them say of port 53."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from ipaddress import IPv4Address

from eks_netlint.model.kubernetes.endpoints import Endpoint, bare
from eks_netlint.model.kubernetes.labels import all_of, any_of
from eks_netlint.model.kubernetes.policies import (
    ALLOW,
    CALICO,
    DENY,
    EGRESS,
    KUBERNETES,
    Block,
    Entity,
    Name,
    Nodes,
    Others,
    Peer,
    Pods,
    Policy,
    Ports,
    Rule,
    ServicePods,
)
from eks_netlint.model.kubernetes.selection import Target
from eks_netlint.model.kubernetes.shelves import describes
from eks_netlint.model.nouns import Network
from eks_netlint.values import Known, Truth, Unknown

PORT = 53
_PORT_NAMES = frozenset({"dns", "dns-tcp", "domain"})
"""Names of the ports of CoreDNS's containers (EKS add-on and coredns chart)."""

_NODE_LOCAL = IPv4Address("169.254.20.10")
"""Where NodeLocal DNSCache listens (kubernetes nodelocaldns manifest)."""

_SERVERS: tuple[Mapping[str, str], ...] = (
    {"k8s-app": "kube-dns", "eks.amazonaws.com/component": "coredns"},
    {"k8s-app": "kube-dns", "app.kubernetes.io/name": "coredns", "app.kubernetes.io/instance": "coredns"},
    {"k8s-app": "coredns", "app.kubernetes.io/name": "coredns", "app.kubernetes.io/instance": "coredns"},
    {"k8s-app": "node-local-dns"},
)
"""Labels of the pods that answer lookups: the EKS add-on's, those of the coredns chart, NodeLocal DNSCache."""


def servers(network: Network) -> tuple[Endpoint, ...]:
    """The pods of kube-system that may answer lookups, as policies see them."""
    found = network.answers.get("dns servers")
    if not isinstance(found, tuple):
        made = (bare(f"dns {number}", labels, "kube-system", network) for number, labels in enumerate(_SERVERS))
        found = network.answers["dns servers"] = tuple(made)
    return found


def may_look_up(target: Target, protocol: str, network: Network) -> Truth:
    """Whether some policy lets the pods ask a DNS server of the cluster over UDP or TCP.

    YES as soon as one that surely holds does.  A rule that names port 53 of an address is taken to mean a server.
    """
    answer = any_of(truth & _lets(policy, protocol, network) for policy, truth in target.held)
    if any(policy.rules.rest is not None for policy, _ in target.held):
        answer = answer | Truth.UNSURE
    if answer is Truth.YES and _may_be_denied(target, protocol, network):
        return Truth.UNSURE
    return answer


def _lets(policy: Policy, protocol: str, network: Network) -> Truth:
    """Whether a policy lets lookups out for its pods, worked out once for each policy."""
    known = network.answers.setdefault("policies that let lookups out", {})
    key = (id(policy), protocol)
    if not isinstance(known, dict):
        raise TypeError("somebody else keeps an answer under that name")
    if key not in known:
        known[key] = any_of(_allowed(policy, rule, protocol, network) for rule in ways_out(policy))
    answer: Truth = known[key]
    return answer


def ways_out(policy: Policy) -> Iterator[Rule]:
    """The rules about what pods send, without those of a policy that says it is not about that.

    Of NetworkPolicy and Calico's policies the types (``policyTypes``, ``types``) tell which rules count.
    """
    if policy.dialect in (KUBERNETES, CALICO) and isinstance(policy.egress, Known) and not policy.egress.value:
        return
    for rule in policy.rules.known:
        if rule.direction == EGRESS:
            yield rule


def _allowed(policy: Policy, rule: Rule, protocol: str, network: Network) -> Truth:
    if isinstance(rule.action, Known) and rule.action.value != ALLOW:
        return Truth.NO
    answer = _is_lookup(policy, rule, protocol, network)
    doubtful = rule.only is not None or isinstance(rule.action, Unknown)
    return answer & Truth.UNSURE if doubtful else answer


def _may_be_denied(target: Target, protocol: str, network: Network) -> bool:
    return any(
        isinstance(rule.action, Known)
        and rule.action.value == DENY
        and rule.peers is not None
        and _is_lookup(policy, rule, protocol, network) is Truth.YES
        for policy, _ in target.held
        for rule in ways_out(policy)
    )


def _is_lookup(policy: Policy, rule: Rule, protocol: str, network: Network) -> Truth:
    to = to_servers(policy, rule, network)
    if to is Truth.NO:
        return to
    return to & port_of(rule, protocol)


def port_of(rule: Rule, protocol: str) -> Truth:
    """Whether a rule is about port 53 of a protocol."""
    if rule.ports is None:
        return Truth.YES
    answer = any_of(_includes(ports, protocol) for ports in rule.ports.known)
    return answer if rule.ports.rest is None else answer | Truth.UNSURE


def _includes(ports: Ports, protocol: str) -> Truth:
    said = ports.protocol
    if isinstance(said, Known) and said.value not in (protocol, "ANY"):
        return Truth.NO
    right = Truth.UNSURE if isinstance(said, Unknown) else Truth.YES
    return right & _number(ports)


def _number(ports: Ports) -> Truth:
    if isinstance(ports.name, Unknown) or isinstance(ports.first, Unknown) or isinstance(ports.last, Unknown):
        return Truth.UNSURE
    if ports.name.value is not None:
        return Truth.of(ports.name.value in _PORT_NAMES)
    if ports.first.value is None:
        return Truth.YES
    last = ports.first.value if ports.last.value is None else ports.last.value
    return Truth.of(ports.first.value <= PORT <= last)


def narrow(rule: Rule) -> Truth:
    """Whether a rule speaks of nothing but port 53: it was written for lookups."""
    if rule.ports is None:
        return Truth.NO
    if not rule.ports.known:
        return Truth.NO if rule.ports.rest is None else Truth.UNSURE
    answer = all_of(_exactly(ports) for ports in rule.ports.known)
    return answer if rule.ports.rest is None else answer & Truth.UNSURE


def is_narrow(rule: Rule) -> bool:
    """Whether a rule surely speaks of nothing but port 53."""
    return narrow(rule) is Truth.YES


def _exactly(ports: Ports) -> Truth:
    """Whether ports are port 53 alone."""
    first, last, name = ports.first, ports.last, ports.name
    if isinstance(first, Unknown) or isinstance(last, Unknown) or isinstance(name, Unknown):
        return Truth.UNSURE
    if name.value is not None:
        return Truth.of(name.value in _PORT_NAMES)
    return Truth.of(first.value == PORT and last.value in (None, PORT))


def to_servers(policy: Policy, rule: Rule, network: Network) -> Truth:
    """Whether a rule is about traffic to DNS servers of the cluster, whatever its ports."""
    known = network.answers.setdefault("rules about dns servers", {})
    if not isinstance(known, dict):
        raise TypeError("somebody else keeps an answer under that name")
    if id(rule) not in known:
        known[id(rule)] = _to_servers(policy, rule, network)
    answer: Truth = known[id(rule)]
    return answer


def _to_servers(policy: Policy, rule: Rule, network: Network) -> Truth:
    if rule.peers is None:
        return Truth.YES
    answer = any_of(_is_server(policy, rule, peer, network) for peer in rule.peers.known)
    return answer if rule.peers.rest is None else answer | Truth.UNSURE


def _is_server(policy: Policy, rule: Rule, peer: Peer, network: Network) -> Truth:
    match peer:
        case Pods():
            answer = any_of(describes(peer, policy, server) for server in servers(network))
        case Block():
            answer = Truth.YES if _names_port(rule) else _holds_servers(peer)
        case Entity(name=Known(value=word)):
            answer = _ENTITIES.get(word, Truth.NO)
        case ServicePods():
            answer = _is_service(peer)
        case Name():
            answer = Truth.NO
        case Nodes() | Others() | Entity():
            answer = Truth.UNSURE
        case _:
            answer = Truth.UNSURE
    return answer if peer.only is None else answer & Truth.UNSURE


_ENTITIES = {
    "all": Truth.YES,
    "cluster": Truth.YES,
    "world": Truth.UNSURE,
    "world-ipv4": Truth.UNSURE,
    "world-ipv6": Truth.UNSURE,
    "host": Truth.UNSURE,
    "remote-node": Truth.UNSURE,
}


def _is_service(peer: ServicePods) -> Truth:
    if isinstance(peer.name, Unknown) or peer.name.value is None:
        return Truth.UNSURE
    return Truth.of(peer.name.value in ("kube-dns", "coredns", "node-local-dns", "kube-dns-upstream"))


def _names_port(rule: Rule) -> bool:
    """Whether port 53 itself is written, not a range around it or nothing."""
    return rule.ports is not None and any(_exactly(ports) is Truth.YES for ports in rule.ports.known)


def _holds_servers(peer: Block) -> Truth:
    """Whether servers have addresses of a range: all have where it is every address, else nobody knows.

    Pods and Services of other ranges may have them, and only a part of the engines looks at addresses of pods.
    """
    if isinstance(peer.cidr, Unknown):
        return Truth.UNSURE
    cidr = peer.cidr.value
    if cidr.prefixlen == 0:
        return Truth.UNSURE if peer.excepts.known or peer.excepts.rest is not None else Truth.YES
    return Truth.YES if cidr.version == 4 and _NODE_LOCAL in cidr else Truth.UNSURE
