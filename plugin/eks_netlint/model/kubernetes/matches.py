"""Whether a rule speaks of the other side of a connection: pods, addresses, a DNS name, a node, the API server."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network, ip_network
from itertools import pairwise
from typing import Union

from eks_netlint.model.engines import VPC_CNI, engines_of
from eks_netlint.model.kubernetes.endpoints import Endpoint
from eks_netlint.model.kubernetes.labels import same_namespace
from eks_netlint.model.kubernetes.policies import (
    AWS,
    CALICO,
    CILIUM,
    Block,
    Entity,
    Name,
    Nodes,
    Peer,
    Pods,
    Policy,
    Range,
    Rule,
    ServicePods,
)
from eks_netlint.model.kubernetes.shelves import describes
from eks_netlint.model.nouns import Cluster, Network, Vpc
from eks_netlint.records import dataclass
from eks_netlint.values import Fact, Known, Truth, Unknown

HOST, API_SERVER = "host", "kube-apiserver"
"""What is neither pods nor a plain address: the node that the pods run on, and the API server."""

PRIVATE: tuple[Range, ...] = tuple(
    ip_network(text) for text in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7")
)
"""Ranges in which nodes have their addresses (RFC 1918, 6598, 4193)."""

EVERYWHERE: tuple[Range, ...] = (ip_network("0.0.0.0/0"), ip_network("::/0"))


@dataclass(frozen=True, slots=True)
class Called:
    """Whatever a DNS name stands for, outside of the cluster.

    ``by_name`` leaves out of account that its addresses may be among those of a block: what a table of names is about.
    """

    name: str
    by_name: bool = False


@dataclass(frozen=True, slots=True)
class Special:
    """HOST or API_SERVER."""

    name: str


@dataclass(frozen=True, slots=True)
class Nobody:
    """Pods that no rule names: only one that means every pod, or that may mean any, means them."""


NOBODY = Nobody()

Other = Union[Endpoint, IPv4Network, IPv6Network, Called, Special, Nobody]
"""The other side of a connection.  A range is one of addresses that are no pod's."""


def matches(rule: Rule, policy: Policy, other: Other, network: Network) -> Truth:
    """Whether the peers of a rule are the other side, all of it: a range that is met in part is not.

    Whoever asks of a range has cut it at the ranges of the rules before (``cut``).
    """
    if rule.peers is None:
        answer = Truth.YES
    else:
        answer = Truth.NO
        for peer in rule.peers.known:
            answer = answer | _is(peer, policy, other, network)
            if answer is Truth.YES:
                break
        if rule.peers.rest is not None:
            answer = answer | Truth.UNSURE
    return answer if rule.only is None else answer & Truth.UNSURE


def _is(peer: Peer, policy: Policy, other: Other, network: Network) -> Truth:
    match peer:
        case Pods():
            answer = _pods(peer, policy, other)
        case Block():
            answer = _block(peer, policy, other, network)
        case Name():
            answer = _name(peer, policy, other)
        case Entity(name=Known(value=word)):
            answer = _entity(word, other)
        case Nodes() if isinstance(other, Endpoint):
            answer = ~other.surely & Truth.UNSURE
        case Nodes() | ServicePods() if isinstance(other, Nobody):
            answer = Truth.NO
        case Nodes() if isinstance(other, Called):
            answer = Truth.NO
        case ServicePods():
            answer = _service(peer, policy, other, network)
        case Nodes() if isinstance(other, IPv4Network | IPv6Network):
            answer = Truth.UNSURE if any(overlaps(other, one) for one in PRIVATE) else Truth.NO
        case _:
            answer = Truth.UNSURE
    return answer if peer.only is None else answer & Truth.UNSURE


def _pods(peer: Pods, policy: Policy, other: Other) -> Truth:
    if isinstance(other, Endpoint):
        # engines differ in whether selectors choose pods that share the address of their node
        return describes(peer, policy, other) & (other.surely | Truth.UNSURE)
    if isinstance(other, Nobody):
        all_pods = peer.pods.selects_all and peer.namespaces is not None and peer.namespaces.selects_all
        return Truth.of(all_pods)
    inside = isinstance(other, Called) and (other.name.endswith(".local") or "." not in other.name)
    return Truth.UNSURE if inside else Truth.NO


def _block(peer: Block, policy: Policy, other: Other, network: Network) -> Truth:
    match other:
        case IPv4Network() | IPv6Network():
            return within(peer, other)
        case Endpoint() | Nobody():
            if policy.dialect == CILIUM:
                return Truth.NO  # "CIDR rules do not apply to traffic where both sides are managed by Cilium"
            return _reads_pods(policy, network) & _holds_pods(peer, policy, network)
        case Special(name="host"):
            return Truth.NO if policy.dialect == CILIUM else Truth.UNSURE
        case Special():
            return Truth.UNSURE
        case _:
            return Truth.YES if _is_total(peer) else Truth.NO if other.by_name else Truth.UNSURE


def _reads_pods(policy: Policy, network: Network) -> Truth:
    """Whether blocks are compared with addresses of pods: Kubernetes leaves it to the engine, and Cilium does not."""
    if policy.dialect in (CALICO, AWS):
        return Truth.YES
    return _read_by_engines(_cluster_of(policy, network), network)


def _cluster_of(policy: Policy, network: Network) -> Cluster | Unknown | None:
    if policy.cluster is None and len(network.clusters) == 1:
        return network.clusters[0]
    return policy.cluster


def _read_by_engines(cluster: Cluster | Unknown | None, network: Network) -> Truth:
    if isinstance(cluster, Unknown):
        return Truth.UNSURE
    key = ("blocks of pods", "" if cluster is None else cluster.address)
    found = network.answers.get(key)
    if not isinstance(found, Truth):
        engines = engines_of(cluster, network)
        names = {one.name for one in engines.running}
        found = Truth.UNSURE
        if names and not engines.doubts:
            found = Truth.NO if names == {"Cilium"} else Truth.YES if names <= {VPC_CNI, "Calico"} else Truth.UNSURE
        network.answers[key] = found
    return found


def _holds_pods(peer: Block, policy: Policy, network: Network) -> Truth:
    """Whether pods have addresses of a block: those of their VPC, where the VPC CNI gives them theirs."""
    if _is_total(peer):
        return Truth.YES
    ranges = _pod_ranges(_cluster_of(policy, network))
    if not ranges or isinstance(peer.cidr, Unknown):
        return Truth.UNSURE
    cidr = peer.cidr.value
    if not any(overlaps(cidr, one) for one in ranges):
        return Truth.NO
    if all(within(peer, one) is Truth.YES for one in ranges):
        return Truth.YES
    excepted = [one.value for one in peer.excepts.known if isinstance(one, Known)]
    outside = all(not overlaps(cidr, one) or any(contains(each, one) for each in excepted) for one in ranges)
    return Truth.NO if outside else Truth.UNSURE


def _pod_ranges(cluster: Cluster | Unknown | None) -> tuple[Range, ...]:
    """The ranges in which every pod of a cluster has its address; none where nobody knows."""
    if not isinstance(cluster, Cluster) or cluster.adopted or cluster.cni.runs is not Truth.YES:
        return ()
    if not isinstance(cluster.ip_family, Known) or cluster.ip_family.value != "ipv4":
        return ()
    for subnet in cluster.subnets.known:
        if isinstance(subnet.vpc, Vpc):  # that of all of its subnets
            complete = subnet.vpc.cidrs.rest is None
            return tuple(one.value for one in subnet.vpc.cidrs.known) if complete else ()
    return ()


def _is_total(peer: Block) -> bool:
    """Whether a block is every address of its family."""
    excepted = bool(peer.excepts.known) or peer.excepts.rest is not None
    return isinstance(peer.cidr, Known) and peer.cidr.value.prefixlen == 0 and not excepted


def within(peer: Block, other: Range) -> Truth:
    """Whether a range lies in a block and outside of what it excepts."""
    answer = _holds(peer.cidr, other)
    if answer is Truth.NO:
        return answer
    for one in peer.excepts.known:
        if isinstance(one, Unknown):
            answer = answer & Truth.UNSURE
        elif overlaps(one.value, other):
            return Truth.NO
    return answer if peer.excepts.rest is None else answer & Truth.UNSURE


def _holds(cidr: Fact[Range], other: Range) -> Truth:
    if isinstance(cidr, Unknown):
        return Truth.UNSURE
    return Truth.of(contains(cidr.value, other))


def contains(wide: Range, narrow: Range) -> bool:
    """Whether a range holds another of its family."""
    if isinstance(wide, IPv4Network):
        return isinstance(narrow, IPv4Network) and narrow.subnet_of(wide)
    return isinstance(narrow, IPv6Network) and narrow.subnet_of(wide)


def overlaps(one: Range, two: Range) -> bool:
    """Whether two ranges have an address in common."""
    return contains(one, two) or contains(two, one)


def _name(peer: Name, policy: Policy, other: Other) -> Truth:
    match other:
        case Called():
            if isinstance(peer.pattern, Unknown):
                return Truth.UNSURE
            return Truth.of(stands_for(peer.pattern.value, peer.exact, other.name, policy.dialect))
        case IPv4Network() | IPv6Network():
            # a name has a few addresses; which ones, no file tells
            any_name = isinstance(peer.pattern, Known) and peer.pattern.value == "*"
            return Truth.UNSURE if any_name or other.num_addresses == 1 else Truth.NO
        case Endpoint() | Nobody():
            return Truth.NO if policy.dialect == CILIUM or _is_outside(peer) else Truth.UNSURE
        case _:
            return Truth.UNSURE


def _is_outside(peer: Name) -> bool:
    """Whether a name is one of the world outside by the look of it, and no pod's."""
    if isinstance(peer.pattern, Unknown):
        return False
    name = peer.pattern.value.rstrip(".")
    return "." in name and not name.endswith((".local", ".internal"))


def stands_for(written: str, exact: bool, name: str, dialect: str) -> bool:
    """Whether a name or pattern of a policy stands for a DNS name, both without regard to case and a final dot."""
    pattern, name = written.rstrip(".").lower(), name.rstrip(".").lower()
    if exact or "*" not in pattern:
        return pattern == name
    if dialect != CILIUM:
        return pattern.startswith("*.") and name.endswith(pattern[1:]) and len(name) > len(pattern) - 1
    if pattern == "*":
        return True
    labels, wanted = name.split("."), pattern.split(".")
    return len(labels) == len(wanted) and all(map(_label, wanted, labels))


def _label(wanted: str, label: str) -> bool:
    """Whether a label fits one with stars, each of which stands for any characters but a dot."""
    first, *others = wanted.split("*")
    if not others:
        return label == wanted
    if not label.startswith(first):
        return False
    at = len(first)
    for part in others[:-1]:
        found = label.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return len(label) - at >= len(others[-1]) and label.endswith(others[-1])


def _entity(word: str, other: Other) -> Truth:
    """Entities: cilium Documentation/security/policy/language.rst, "Entities Based" (v1.18)."""
    if word == "all":
        return Truth.YES
    match other:
        case Nobody():
            return Truth.of(word == "cluster")
        case Endpoint():
            if word == "cluster":
                return Truth.YES
            return ~other.surely & Truth.UNSURE if word in ("host", "remote-node") else _maybe(word)
        case IPv4Network() | IPv6Network():
            return _address_entity(word, other)
        case Called():
            return Truth.of(word == "world") if not word.startswith("world-") else Truth.UNSURE
        case Special(name="host"):
            return Truth.of(word in ("host", "cluster"))
    return Truth.YES if word == "kube-apiserver" else Truth.UNSURE


def _maybe(word: str) -> Truth:
    """Entities that pods may be for a while, against those that they never are."""
    return Truth.UNSURE if word in ("init", "unmanaged", "ingress") else Truth.NO


def _address_entity(word: str, other: Range) -> Truth:
    if word in ("world", f"world-ipv{other.version}"):
        return Truth.UNSURE if any(overlaps(other, one) for one in PRIVATE) else Truth.YES
    if word in ("cluster", "host", "remote-node", "kube-apiserver", "unmanaged"):
        few = other.num_addresses == 1 or any(contains(one, other) for one in PRIVATE)
        return Truth.UNSURE if few else Truth.NO
    return Truth.NO


def _service(peer: ServicePods, policy: Policy, other: Other, network: Network) -> Truth:
    if isinstance(other, Called | Special | Nobody):
        return Truth.UNSURE
    services = () if network.kubernetes is None else network.kubernetes.services
    if isinstance(peer.name, Unknown) or peer.name.value is None:
        return Truth.UNSURE
    where = policy.namespace if peer.namespace is None else peer.namespace
    for one in services:
        named = isinstance(one.name, Known) and one.name.value == peer.name.value
        if named and same_namespace(where, one.namespace) is Truth.YES:
            if one.selector is None:
                return Truth.UNSURE
            if not isinstance(other, Endpoint):
                return Truth.NO
            return one.selector.selects(other.labels) & same_namespace(one.namespace, other.namespace) & one.exists
    return Truth.UNSURE


def cuts(rules: tuple[Rule, ...]) -> frozenset[Range]:
    """The ranges at which a range has to be cut, so that each rule meets a piece wholly or not at all."""
    found: set[Range] = set()
    for rule in rules:
        for peer in () if rule.peers is None else rule.peers.known:
            if isinstance(peer, Block):
                found.update(one.value for one in (peer.cidr, *peer.excepts.known) if isinstance(one, Known))
            elif isinstance(peer, Entity | Nodes):
                found.update(PRIVATE)
    return frozenset(found)


def cut(whole: Range, at: frozenset[Range]) -> tuple[tuple[Range, ...], ...]:
    """The range in parts, none of which any of the others cuts, lowest first; each in as few ranges as there can be."""
    inner = [one for one in at if one.version == whole.version and contains(whole, one) and one != whole]
    if not inner:
        return ((whole,),)
    edges = {int(whole.network_address), int(whole.broadcast_address) + 1}
    for one in inner:
        edges.update((int(one.network_address), int(one.broadcast_address) + 1))
    return tuple(tuple(_ranges(first, after - 1, whole.version)) for first, after in pairwise(sorted(edges)))


def largest(part: tuple[Range, ...]) -> Range:
    """The largest of some ranges, which stands for all of them where they are alike."""
    return min(part, key=lambda one: one.prefixlen)


def _ranges(first: int, last: int, version: int) -> list[Range]:
    from ipaddress import IPv4Address, IPv6Address, summarize_address_range

    if version == 4:
        return list(summarize_address_range(IPv4Address(first), IPv4Address(last)))
    return list(summarize_address_range(IPv6Address(first), IPv6Address(last)))
