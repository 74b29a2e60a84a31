"""For each workload what it may reach and be reached by, with both ends' policies counted.

Most pairs of workloads are alike: nothing speaks of either.  So each end says what it thinks of pods that no rule of
its names, and of those that one does; only the latter are looked at one by one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from ipaddress import IPv4Network, IPv6Network, collapse_addresses

from eks_netlint.model.kubernetes.connections import both_allow, parts, selecting, stretches
from eks_netlint.model.kubernetes.endpoints import Endpoint, endpoints
from eks_netlint.model.kubernetes.labels import IN, same_namespace
from eks_netlint.model.kubernetes.matches import EVERYWHERE, NOBODY, Called, largest
from eks_netlint.model.kubernetes.policies import EGRESS, INGRESS, Name, Peer, Pods, Policy, Range, ServicePods
from eks_netlint.model.kubernetes.shelves import describes, in_spaces
from eks_netlint.model.kubernetes.stances import Stance, Stretch, stance_of
from eks_netlint.model.nouns import Network
from eks_netlint.records import dataclass
from eks_netlint.values import Known, Truth, Unknown

PODS, ADDRESSES, NAMES, OTHERS = "pods", "addresses", "names", "others"
"""What is at the other end: workloads, ranges outside, DNS names, and every workload that is not named."""

@dataclass(frozen=True, slots=True)
class Way:
    """What is open between a workload and others; ``names`` are titles, ranges or DNS names, none for OTHERS."""

    kind: str
    names: tuple[str, ...]
    open: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class Reach:
    """What a workload may reach (``out``) and be reached by (``into``); what is not among the ways is denied.

    A direction is not restricted where no policy speaks of it.
    """

    endpoint: Endpoint
    out: tuple[Way, ...]
    into: tuple[Way, ...]
    out_restricted: bool
    into_restricted: bool


@dataclass(frozen=True, slots=True)
class _Side:
    """What one end thinks: of whoever it does not name, and of those it does, by their keys."""

    restricted: bool
    base: tuple[Stretch, ...]
    named: dict[str, tuple[Stretch, ...]]


class Reachability:
    """Who may reach whom in one network."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self.endpoints = {one.key: one for one in endpoints(network)}
        self._directory = _Directory(self.endpoints.values())
        self._named: dict[int, dict[str, Endpoint]] = {}  # by stance; all live as long as the network
        self._both: dict[tuple[int, int], tuple[Stretch, ...]] = {}  # by the stretches of both ends
        self._looks: dict[int, int] = {}  # by stretches
        self._numbers: dict[tuple[object, ...], int] = {}  # of looks
        self._shown: dict[int, tuple[Stretch, ...]] = {}  # by number
        self._outside: dict[int, tuple[Way, ...]] = {}  # by stance
        self._out = {key: self._side(one, EGRESS) for key, one in self.endpoints.items()}
        self._into = {key: self._side(one, INGRESS) for key, one in self.endpoints.items()}
        self._namers: dict[str, dict[str, list[str]]] = {EGRESS: defaultdict(list), INGRESS: defaultdict(list)}
        for direction, sides in ((EGRESS, self._out), (INGRESS, self._into)):
            for key, side in sides.items():
                for named in side.named:
                    self._namers[direction][named].append(key)
        self._open = [key for key, side in self._into.items() if side.restricted and opened(side.base)]
        self._loose = [key for key, side in self._out.items() if side.restricted and opened(side.base)]

    def between(self, one: str, two: str) -> tuple[Stretch, ...]:
        """Every port from one workload to another, by their keys."""
        from_one, to_two = self._out[one], self._into[two]
        out, into = from_one.named.get(two, from_one.base), to_two.named.get(one, to_two.base)
        key = id(out), id(into)
        found = self._both.get(key)
        if found is None:
            found = self._both[key] = both_allow(out, into)
        return found

    def partners(self, key: str, direction: str) -> Iterator[str]:
        """The workloads at the other end of which something is to be said: one of both ends restricts or names."""
        mine, theirs = (self._out, self._into) if direction == EGRESS else (self._into, self._out)
        back = INGRESS if direction == EGRESS else EGRESS
        found = dict.fromkeys(mine[key].named)
        if opened(mine[key].base):
            found.update(dict.fromkeys(self._namers[back][key]))
            found.update(dict.fromkeys(self._open if direction == EGRESS else self._loose))
        yield from (other for other in found if other != key and other in theirs)

    def reach(self, key: str) -> Reach:
        """What one workload may reach and be reached by."""
        out, into = self._out[key], self._into[key]
        ways = {}
        for direction, side in ((EGRESS, out), (INGRESS, into)):
            found = [*self._pods(key, direction), *self._others(side)]
            found += self._addresses(self.endpoints[key], direction)
            if direction == EGRESS and side.restricted:
                found += called(self.endpoints[key], self._network)
            ways[direction] = tuple(found)
        return Reach(self.endpoints[key], ways[EGRESS], ways[INGRESS], out.restricted, into.restricted)

    def _pods(self, key: str, direction: str) -> list[Way]:
        """The workloads that are named, those together to which the same is open."""
        alike: dict[int, list[str]] = {}
        for other in self.partners(key, direction):
            found = self.between(key, other) if direction == EGRESS else self.between(other, key)
            alike.setdefault(self._look(found), []).append(self.endpoints[other].title)
        ways = ((self._shown[look], titles) for look, titles in alike.items())
        return [Way(PODS, tuple(sorted(titles)), shown) for shown, titles in ways if shown]

    def _look(self, found: tuple[Stretch, ...]) -> int:
        """What a reader sees of stretches: the same number of all that look alike."""
        number = self._looks.get(id(found))
        if number is None:
            ways = opened(found)
            look = tuple((one.protocol, one.first, one.last, one.answer.allowed, *_keys(one)) for one in ways)
            number = self._looks[id(found)] = self._numbers.setdefault(look, len(self._numbers))
            self._shown.setdefault(number, ways)
        return number

    def _addresses(self, one: Endpoint, direction: str) -> tuple[Way, ...]:
        """The ranges outside of the cluster: the same for all of one stance, unless ports are named."""
        stance = stance_of(one, direction, self._network)
        if direction == INGRESS and stance.named:
            return addresses(one, direction, self._network)
        found = self._outside.get(id(stance))
        if found is None:
            found = self._outside[id(stance)] = addresses(one, direction, self._network)
        return found

    def _others(self, side: _Side) -> list[Way]:
        ways = opened(side.base)
        return [Way(OTHERS, (), ways)] if ways else []

    def _side(self, one: Endpoint, direction: str) -> _Side:
        stance = stance_of(one, direction, self._network)
        base = stretches(one, direction, NOBODY, self._network)
        others = self._named.get(id(stance))
        if others is None:
            others = self._named[id(stance)] = self._named_by(stance)
        named = {
            key: stretches(one, direction, other, self._network) for key, other in others.items() if key != one.key
        }
        return _Side(bool(stance.selected), base, named)

    def _named_by(self, stance: Stance) -> dict[str, Endpoint]:
        """The workloads that rules name, or may, by their keys."""
        found: dict[str, Endpoint] = {}
        for policy, rule, _ in stance.rules:
            for peer in () if rule.peers is None else rule.peers.known:
                found.update((other.key, other) for other in self._directory.matched(peer, policy))
        return found


def _keys(one: Stretch) -> tuple[object, ...]:
    return tuple(reason.key for reason in one.answer.reasons)


def opened(found: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """Those stretches that are not surely shut."""
    return tuple(one for one in found if one.answer.allowed is not Truth.NO)


class _Directory:
    """Workloads by their labels and namespaces."""

    def __init__(self, known: Iterable[Endpoint]) -> None:
        self._every = list(known)
        self._labelled: dict[tuple[str, str], dict[str | None, list[Endpoint]]] = defaultdict(lambda: defaultdict(list))
        self._vague: list[Endpoint] = []
        self._spaces: dict[tuple[str, str] | None, list[Endpoint]] = defaultdict(list)
        self._matched: dict[int, tuple[Endpoint, ...]] = {}  # by peer, which is one of a policy's own
        for one in self._every:
            space = _space(one)
            name = None if space is None else space[0]
            if one.labels.rest is not None or any(isinstance(value, Unknown) for value in one.labels.known.values()):
                self._vague.append(one)
            for key, value in one.labels.known.items():
                if isinstance(value, Known):
                    self._labelled[key, value.value][name].append(one)
            self._spaces[space].append(one)

    def matched(self, peer: Peer, policy: Policy) -> tuple[Endpoint, ...]:
        """Workloads that a rule names, or may: not those it means because it means all."""
        found = self._matched.get(id(peer))
        if found is None:
            found = self._matched[id(peer)] = tuple(self._look_up(peer, policy))
        return found

    def _look_up(self, peer: Peer, policy: Policy) -> Iterator[Endpoint]:
        if isinstance(peer, Pods) and not means_all(peer):
            yield from (one for one in self._candidates(peer, policy) if describes(peer, policy, one) is not Truth.NO)
        elif isinstance(peer, ServicePods):
            yield from self._every

    def _candidates(self, peer: Pods, policy: Policy) -> Iterable[Endpoint]:
        for one in peer.pods.requirements:
            values = [value.value for value in one.values if isinstance(value, Known)]
            if one.operator == IN and len(values) == len(one.values):
                labelled = (self._labelled.get((one.key, value)) for value in values)
                groups = (group for by_space in labelled if by_space for group in _groups(by_space, peer, policy))
                found = {each.key: each for group in groups for each in group}
                found.update((each.key, each) for each in self._vague)
                return found.values()
        return [one for group in self._spaces.values() if _may_be_in(peer, policy, group[0]) for one in group]


def _groups(
    by_space: dict[str | None, list[Endpoint]], peer: Pods, policy: Policy
) -> Iterable[list[Endpoint]]:
    """Those groups of pods by namespace that a peer may be of: where none is written, of any."""
    own = policy.namespace
    if peer.namespaces is not None or policy.clusterwide or isinstance(own, Unknown) or own.is_default:
        return by_space.values()
    return [by_space[name] for name in (own.value, None) if name in by_space]


def _may_be_in(peer: Pods, policy: Policy, one: Endpoint) -> bool:
    """Whether a peer may be among the pods of a namespace; those whose namespace is not written are looked at."""
    if _space(one) is None:
        return True
    if peer.namespaces is None:
        return policy.clusterwide or same_namespace(policy.namespace, one.namespace) is not Truth.NO
    return in_spaces(peer.namespaces, one) is not Truth.NO


def _space(one: Endpoint) -> tuple[str, str] | None:
    """Namespace and cluster of pods, None where they are not known."""
    namespace, cluster = one.namespace, one.cluster
    if isinstance(namespace, Unknown) or namespace.is_default or isinstance(cluster, Unknown):
        return None
    return namespace.value, "" if cluster is None else cluster.address


def means_all(peer: Pods) -> bool:
    """Whether a peer is every pod of every namespace."""
    return peer.pods.selects_all and peer.namespaces is not None and peer.namespaces.selects_all


def addresses(endpoint: Endpoint, direction: str, network: Network) -> tuple[Way, ...]:
    """The ranges outside of the cluster, those together to which the same is open."""
    alike: dict[tuple[object, ...], list[Range]] = {}
    shown: dict[tuple[object, ...], tuple[Stretch, ...]] = {}
    for whole in EVERYWHERE:
        for part in parts(endpoint, direction, whole, network):
            ways = opened(stretches(endpoint, direction, largest(part), network))
            if ways:
                look = tuple((one.protocol, one.first, one.last, one.answer.allowed, *_keys(one)) for one in ways)
                alike.setdefault(look, []).extend(part)
                shown[look] = ways
    return tuple(Way(ADDRESSES, collapsed(ranges), shown[look]) for look, ranges in alike.items())


def collapsed(ranges: Iterable[Range]) -> tuple[str, ...]:
    """Ranges in as few as there can be."""
    found = list(ranges)
    four = collapse_addresses(one for one in found if isinstance(one, IPv4Network))
    six = collapse_addresses(one for one in found if isinstance(one, IPv6Network))
    return tuple(str(one) for one in (*four, *six))


def names_of(endpoint: Endpoint, network: Network) -> tuple[str, ...]:
    """The DNS names that rules about pods speak of, as they are written."""
    found: dict[str, None] = {}
    for each in selecting(endpoint, EGRESS, network):
        for rule in each.policy.rules.known:
            for peer in () if rule.peers is None or rule.direction != EGRESS else rule.peers.known:
                if isinstance(peer, Name) and isinstance(peer.pattern, Known):
                    found[peer.pattern.value] = None
    return tuple(found)


def called(endpoint: Endpoint, network: Network) -> Iterator[Way]:
    """What is open to the names that rules speak of."""
    for name in names_of(endpoint, network):
        ways = opened(stretches(endpoint, EGRESS, Called(name, by_name=True), network))
        if ways:
            yield Way(NAMES, (name,), ways)


def reachability(network: Network) -> Reachability:
    """Who may reach whom, worked out once."""
    found = network.answers.get("kubernetes reachability")
    if found is None:
        found = network.answers["kubernetes reachability"] = Reachability(network)
    assert isinstance(found, Reachability)
    return found
