"""Which policies select which pods: looked up by namespace and label, so that a tree of thousands stays cheap."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from eks_netlint.model.kubernetes.endpoints import Endpoint, same_cluster
from eks_netlint.model.kubernetes.labels import (
    IN,
    NAMESPACE_NAME,
    Labels,
    Requirement,
    Selector,
    all_of,
    any_of,
    same_namespace,
)
from eks_netlint.model.kubernetes.policies import Pods, Policy
from eks_netlint.model.nouns import Network
from eks_netlint.records import dataclass
from eks_netlint.values import Fact, Known, Truth, Unknown


@dataclass(frozen=True, slots=True)
class Selected:
    """A policy that selects pods, or may."""

    policy: Policy
    sure: Truth


class _Shelf:
    """Policies of one namespace by a label that they ask for."""

    def __init__(self) -> None:
        self.labelled: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
        self.others: list[int] = []

    def put(self, number: int, subjects: Iterable[Pods]) -> None:
        """Under a label of each description of its subjects, or among the others."""
        keys = [_index_of(one.pods) for one in subjects]
        if not keys or None in keys:
            self.others.append(number)
            return
        for key in keys:
            if key is not None:
                for value in key[1]:
                    self.labelled[key[0]][value].append(number)

    def candidates(self, labels: Labels) -> Iterator[int]:
        """Policies that may select what carries the labels."""
        yield from self.others
        for key, values in self.labelled.items():
            value = labels.get(key)
            if isinstance(value, Unknown):
                for numbers in values.values():
                    yield from numbers
            elif value is not None:
                yield from values.get(value.value, ())


def _index_of(selector: Selector) -> tuple[str, tuple[str, ...]] | None:
    """A label that the selector asks for with all values that will do."""
    for one in selector.requirements:
        if one.operator == IN:
            values = tuple(value.value for value in one.values if isinstance(value, Known))
            if len(values) == len(one.values):
                return one.key, values
    return None


class Selection:
    """The policies of one network, and what they select."""

    def __init__(self, policies: tuple[Policy, ...]) -> None:
        self._policies = policies
        self._shelves: dict[str | None, _Shelf] = defaultdict(_Shelf)
        self._known: dict[str, tuple[Selected, ...]] = {}
        for number, policy in enumerate(policies):
            here = _home(policy.namespace) if not policy.clusterwide else None
            subjects = policy.subjects.known if policy.subjects.complete else ()
            if policy.subjects.known or not policy.subjects.complete:
                self._shelves[here].put(number, subjects)

    def of(self, endpoint: Endpoint) -> tuple[Selected, ...]:
        """The policies that select the pods or may, in the order of the files."""
        known = self._known.get(endpoint.key)
        if known is None:
            found = (Selected(policy, selects(policy, endpoint)) for policy in self._candidates(endpoint))
            known = self._known[endpoint.key] = tuple(one for one in found if one.sure is not Truth.NO)
        return known

    def _candidates(self, endpoint: Endpoint) -> Iterator[Policy]:
        home = _home(endpoint.namespace)
        shelves: Iterable[_Shelf] = self._shelves.values()
        if home is not None:
            shelves = [shelf for key in (home, None) if (shelf := self._shelves.get(key)) is not None]
        numbers = {number for shelf in shelves for number in shelf.candidates(endpoint.labels)}
        for number in sorted(numbers):
            yield self._policies[number]


def _home(namespace: Fact[str]) -> str | None:
    """The namespace if it is written; anything else may be any."""
    return namespace.value if isinstance(namespace, Known) and not namespace.is_default else None


def selection(network: Network) -> Selection:
    """The policies of a network, looked up once."""
    found = network.answers.get("kubernetes selection")
    if found is None:
        policies = () if network.kubernetes is None else network.kubernetes.policies
        found = network.answers["kubernetes selection"] = Selection(policies)
    assert isinstance(found, Selection)
    return found


def selects(policy: Policy, endpoint: Endpoint) -> Truth:
    """Whether a policy selects pods, and surely exists."""
    answer = any_of(describes(one, policy, endpoint) for one in policy.subjects.known)
    if not policy.subjects.complete:
        answer = answer | Truth.UNSURE
    if answer is Truth.NO:
        return answer
    return answer & same_cluster(policy.cluster, endpoint.cluster) & policy.exists & endpoint.surely


def in_spaces(spaces: Selector, endpoint: Endpoint) -> Truth:
    """Whether a selector of namespaces selects that of pods.

    The name of one that is not written is a default, as everywhere: ``default`` is it, any other may be.
    """
    namespace = endpoint.namespace
    if isinstance(namespace, Unknown) or not namespace.is_default or not spaces.requirements:
        return spaces.selects(endpoint.spaces)
    answer = all_of(_of_default(one, namespace, endpoint) for one in spaces.requirements)
    return answer if spaces.rest is None else answer & Truth.UNSURE


def _of_default(one: Requirement, namespace: Known[str], endpoint: Endpoint) -> Truth:
    if one.key != NAMESPACE_NAME:
        return one.met_by(endpoint.spaces)
    met = one.met_by(Labels({NAMESPACE_NAME: namespace}))
    said = {value.value for value in one.values if isinstance(value, Known)}
    return met if namespace.value in said or not one.values else Truth.UNSURE


def describes(pods: Pods, policy: Policy, endpoint: Endpoint) -> Truth:
    """Whether pods are among those that a policy describes, as its subject or as a peer."""
    answer = pods.pods.selects(endpoint.labels)
    if answer is Truth.NO:
        return answer
    if pods.namespaces is not None:
        answer = answer & in_spaces(pods.namespaces, endpoint)
    elif policy.clusterwide:
        answer = answer & Truth.YES
    else:
        answer = answer & same_namespace(policy.namespace, endpoint.namespace)
    return answer if pods.only is None else answer & Truth.UNSURE
