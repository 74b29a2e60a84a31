"""What policies say of pods in one direction, worked out once for all pods that the same policies select alike.

Replicas of one idea are many: a namespace has one policy that denies everything and dozens of workloads.  And to the
pods of one workload most others are alike: the same rules are about them.
"""

from __future__ import annotations

from eks_netlint.model.kubernetes.decisions import Answer, Case, Hit, is_admin, restricting
from eks_netlint.model.kubernetes.endpoints import Endpoint
from eks_netlint.model.kubernetes.labels import any_of
from eks_netlint.model.kubernetes.matches import Other, cuts, matches
from eks_netlint.model.kubernetes.policies import CILIUM, Policy, Range, Rule
from eks_netlint.model.kubernetes.shelves import Selected, selection
from eks_netlint.model.nouns import Network
from eks_netlint.records import dataclass, field
from eks_netlint.values import Known, Truth, Unknown

KINDS = (
    "NetworkPolicy", "AdminNetworkPolicy", "BaselineAdminNetworkPolicy", "ClusterNetworkPolicy",
    "ApplicationNetworkPolicy", "CiliumNetworkPolicy", "CiliumClusterwideNetworkPolicy", "GlobalNetworkPolicy",
)  # fmt: skip
"""Kinds of objects that are policies."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Ports of a protocol, both ends included, of which one answer holds; 0 and 0 where it has none."""

    protocol: str
    first: int
    last: int
    answer: Answer


@dataclass(eq=False)
class Bearing:
    """What bears on connections with some other sides, which are alike to the rules.

    ``named`` is whether a rule names ports as containers do: then answers hang on whose containers they are.  Answers
    are kept by receiver, "" for any.
    """

    case: Case
    named: bool
    stretches: dict[str, tuple[Stretch, ...]] = field(default_factory=dict)
    answers: dict[tuple[str, int, str], Answer] = field(default_factory=dict)

    def receiver(self, other: Other) -> str:
        """What tells a receiver from others as far as the answer hangs on it."""
        return other.key if self.named and isinstance(other, Endpoint) else ""


class Stance:
    """What bears on connections of one direction of pods: policies, and their rules of the direction."""

    def __init__(self, selected: tuple[Selected, ...], direction: str, network: Network) -> None:
        self.selected = selected
        self.direction = direction
        self.rest = rest(network)
        self.isolated = any_of(one.sure & restricting(one.policy, direction) for one in selected)
        self.rules = tuple(
            (one.policy, rule, _counts(one, direction))
            for one in selected
            for rule in one.policy.rules.known
            if rule.direction == direction
        )
        self.named = any(_names_ports(rule) for _, rule, _ in self.rules)
        self._network = network
        self._cuts: frozenset[Range] | None = None
        self._known: dict[tuple[tuple[int, Truth], ...], Bearing] = {}
        self._by_other: dict[object, Bearing] = {}

    @property
    def cuts(self) -> frozenset[Range]:
        """The ranges at which a range has to be cut, so that each rule meets a piece wholly or not at all."""
        if self._cuts is None:
            self._cuts = cuts(tuple(rule for _, rule, _ in self.rules))
        return self._cuts

    def bearing(self, other: Other) -> Bearing:
        """What bears on connections with another side."""
        key = other.key if isinstance(other, Endpoint) else other
        found = self._by_other.get(key)
        if found is None:
            found = self._by_other[key] = self._bearing(other)
        return found

    def _bearing(self, other: Other) -> Bearing:
        network = self._network
        met = [matches(rule, policy, other, network) for policy, rule, _ in self.rules]
        about = tuple([(number, truth) for number, truth in enumerate(met) if truth is not Truth.NO])
        found = self._known.get(about)
        if found is None:
            hits = tuple(Hit(*self.rules[number], truth) for number, truth in about)
            case = Case(hits, self.selected, self.direction, self.rest)
            found = self._known[about] = Bearing(case, any(_names_ports(hit.rule) for hit in hits))
        return found


def _counts(one: Selected, direction: str) -> Truth:
    """Whether a policy selects the pods and its rules of the direction mean anything."""
    if one.policy.dialect == CILIUM or is_admin(one.policy):
        return one.sure
    return one.sure & restricting(one.policy, direction)


def _names_ports(rule: Rule) -> bool:
    """Whether a rule names ports by a name, or may."""
    ports = () if rule.ports is None else rule.ports.known
    return any(not isinstance(one.name, Known) or one.name.value is not None for one in ports)


def speaks(policy: Policy, direction: str) -> bool:
    """Whether a policy has something to say of a direction to those whom it selects."""
    if restricting(policy, direction) is not Truth.NO or policy.rules.rest is not None:
        return True
    listens = policy.dialect == CILIUM or is_admin(policy)
    return listens and any(rule.direction == direction for rule in policy.rules.known)


def rest(network: Network) -> Unknown | None:
    """Why there may be policies that are not here."""
    return None if network.kubernetes is None else network.kubernetes.rest_of(*KINDS)


@dataclass(eq=False)
class _Stances:
    """The stances of a network: by pods, and by what selects them."""

    of_pods: dict[tuple[str, str], Stance] = field(default_factory=dict)
    alike: dict[tuple[object, ...], Stance] = field(default_factory=dict)
    speaking: dict[tuple[int, str], bool] = field(default_factory=dict)  # by policy and direction


def stance_of(endpoint: Endpoint, direction: str, network: Network) -> Stance:
    """What policies say of pods in a direction."""
    every = network.answers.get("kubernetes stances")
    if not isinstance(every, _Stances):
        every = network.answers["kubernetes stances"] = _Stances()
    found = every.of_pods.get((endpoint.key, direction))
    if found is None:
        found = every.of_pods[endpoint.key, direction] = _found(every, endpoint, direction, network)
    return found


def _found(every: _Stances, endpoint: Endpoint, direction: str, network: Network) -> Stance:
    chosen: list[Selected] = []
    for one in selection(network).of(endpoint):
        key = (id(one.policy), direction)
        said = every.speaking.get(key)
        if said is None:
            said = every.speaking[key] = speaks(one.policy, direction)
        if said:
            chosen.append(one)
    alike = (direction, *[id(one.policy) for one in chosen], *[one.sure for one in chosen])
    found = every.alike.get(alike)
    if found is None:
        found = every.alike[alike] = Stance(tuple(chosen), direction, network)
    return found
