"""Whom policies select, and which policies hold for the same pods."""

from __future__ import annotations

from collections.abc import Mapping

from eks_netlint.model.kubernetes.labels import (
    DOES_NOT_EXIST,
    EXISTS,
    IN,
    NAMESPACE_NAME,
    NOT_IN,
    Labels,
    Requirement,
    Selector,
    all_of,
    any_of,
    same_namespace,
)
from eks_netlint.model.kubernetes.nouns import Kubernetes, Namespace, Object, Workload
from eks_netlint.model.kubernetes.policies import Pods, Policy
from eks_netlint.model.nouns import Cluster, Network
from eks_netlint.records import dataclass
from eks_netlint.values import Cause, Fact, Known, Truth, Unknown

NOBODY = Unknown("no workload that it selects is in these files", cause=Cause.OUTSIDE)
_NAMESPACE = Unknown("the labels of the namespace are not in these files", cause=Cause.OUTSIDE)

Held = tuple[Policy, Truth]
"""A policy, and whether it holds for some pods (YES or UNSURE)."""


@dataclass(frozen=True, slots=True)
class Target:
    """Pods for which policies hold together: those of a workload, or of None all that one policy selects."""

    workload: Workload | None
    held: tuple[Held, ...]

    @property
    def sure(self) -> tuple[Policy, ...]:
        """The policies that surely hold."""
        return tuple(policy for policy, truth in self.held if truth is Truth.YES)

    @property
    def name(self) -> str:
        """What a reader calls the pods."""
        return "the pods it selects" if self.workload is None else called(self.workload)


def called(thing: Object) -> str:
    """An object as a reader calls it: kind and name."""
    name = thing.name.value if isinstance(thing.name, Known) else "(name not known)"
    return f"{thing.kind} {name}"


def home(thing: Object, network: Network) -> Cluster | Unknown | None:
    """The cluster that an object runs on; None where the files declare none."""
    if thing.cluster is not None:
        return thing.cluster
    if len(network.clusters) > 1:
        return Unknown("on which of the clusters it runs is not known", thing.span)
    return network.clusters[0] if network.clusters else None


def together(one: Object, two: Object) -> bool:
    """Whether two objects may run on one cluster."""
    a, b = one.cluster, two.cluster
    return not (isinstance(a, Cluster) and isinstance(b, Cluster)) or a.address == b.address


def kubernetes(network: Network) -> Kubernetes:
    """What runs on the clusters; nothing where the files say nothing."""
    return Kubernetes() if network.kubernetes is None else network.kubernetes


_POLICY_KINDS = (
    "NetworkPolicy",
    "CiliumNetworkPolicy",
    "CiliumClusterwideNetworkPolicy",
    "GlobalNetworkPolicy",
    "AdminNetworkPolicy",
    "BaselineAdminNetworkPolicy",
    "ClusterNetworkPolicy",
    "ApplicationNetworkPolicy",
)
"""Kinds of objects that are policies."""


def policies_rest(network: Network) -> Unknown | None:
    """Why there may be policies that are not here; None if all are."""
    return kubernetes(network).rest_of(*_POLICY_KINDS)


def selects(policy: Policy, workload: Workload, network: Network) -> Truth:
    """Whether a policy holds for the pods of a workload; never for those on the network of their node."""
    host = workload.pod.host_network
    if (isinstance(host, Known) and host.value) or not together(policy, workload):
        return Truth.NO
    answer = any_of(_chosen(pods, policy, workload, network) for pods in policy.subjects.known)
    if policy.subjects.rest is not None:
        answer = answer | Truth.UNSURE
    if isinstance(host, Unknown):
        answer = answer & Truth.UNSURE
    return answer & policy.exists & workload.exists


def _chosen(pods: Pods, policy: Policy, workload: Workload, network: Network) -> Truth:
    inside = (
        same_namespace(policy.namespace, workload.namespace)
        if pods.namespaces is None
        else pods.namespaces.selects(namespace_labels(workload.namespace, network))
    )
    if inside is Truth.NO:
        return inside
    answer = inside & pods.pods.selects(workload.pod.labels)
    return answer if pods.only is None else answer & Truth.UNSURE


def namespace_labels(name: Fact[str], network: Network) -> Labels:
    """The labels of a namespace by its name: as it is declared, else its name alone is known."""
    if isinstance(name, Unknown):
        return Labels({}, name)
    declared = _declared(network).get(name.value)
    return Labels({NAMESPACE_NAME: name}, _NAMESPACE) if declared is None or name.is_default else declared.labels


def _declared(network: Network) -> Mapping[str, Namespace]:
    key = ("namespaces by name",)
    found = network.answers.get(key)
    if not isinstance(found, dict):
        every = kubernetes(network).namespaces
        found = {each.name.value: each for each in every if isinstance(each.name, Known)}
        network.answers[key] = found
    return found


def covers(wide: Policy, narrow: Policy) -> Truth:
    """Whether one policy selects all the pods that another selects: YES all, NO none of them, else UNSURE."""
    if wide is narrow:
        return Truth.YES
    if not together(wide, narrow):
        return Truth.NO
    if narrow.subjects.rest is not None or not narrow.subjects.known:
        return Truth.UNSURE
    answers = [
        any_of(_includes(one, wide, other, narrow) for one in wide.subjects.known)
        | (Truth.NO if wide.subjects.rest is None else Truth.UNSURE)
        for other in narrow.subjects.known
    ]
    every = all_of(answers)
    if every is Truth.NO:
        every = Truth.NO if all(each is Truth.NO for each in answers) else Truth.UNSURE
    return every & wide.exists


def _includes(one: Pods, wide: Policy, other: Pods, narrow: Policy) -> Truth:
    inside = _namespace_included(one, wide, other, narrow)
    if inside is Truth.NO:
        return inside
    answer = inside & included(one.pods, other.pods)
    return answer if one.only is None else answer & Truth.UNSURE


def _namespace_included(one: Pods, wide: Policy, other: Pods, narrow: Policy) -> Truth:
    if one.namespaces is None:
        return same_namespace(wide.namespace, narrow.namespace) if other.namespaces is None else Truth.UNSURE
    if other.namespaces is None:
        labels = Labels({NAMESPACE_NAME: narrow.namespace}, _NAMESPACE)
        return one.namespaces.selects(labels)
    return included(one.namespaces, other.namespaces)


def included(wide: Selector, narrow: Selector) -> Truth:
    """Whether a selector selects all that another does: NO if what they want excludes each other."""
    if any(_exclude(a, b) for a in wide.requirements for b in narrow.requirements):
        return Truth.NO
    sure = wide.rest is None and all(any(_implies(b, a) for b in narrow.requirements) for a in wide.requirements)
    return Truth.YES if sure else Truth.UNSURE


def _implies(has: Requirement, wants: Requirement) -> bool:
    """Whether whatever meets one requirement surely meets another."""
    if has.key != wants.key:
        return False
    mine, theirs = _values(has), _values(wants)
    if has == wants:
        return mine is not None and theirs is not None
    if has.operator == IN and mine is not None:
        if wants.operator == EXISTS:
            return True
        if theirs is None:
            return False
        return mine <= theirs if wants.operator == IN else wants.operator == NOT_IN and not mine & theirs
    return has.operator == DOES_NOT_EXIST and wants.operator == NOT_IN


def _exclude(one: Requirement, two: Requirement) -> bool:
    """Whether nothing can meet both requirements."""
    if one.key != two.key:
        return False
    mine, theirs = _values(one), _values(two)
    for a, b, of_a, of_b in ((one, two, mine, theirs), (two, one, theirs, mine)):
        if a.operator == IN and of_a is not None:
            if b.operator == DOES_NOT_EXIST:
                return True
            if of_b is not None and ((b.operator == IN and not of_a & of_b) or (b.operator == NOT_IN and of_a <= of_b)):
                return True
        if a.operator == EXISTS and b.operator == DOES_NOT_EXIST:
            return True
    return False


def _values(one: Requirement) -> frozenset[str] | None:
    """The values of a requirement, None where one is not known."""
    known = [each.value for each in one.values if isinstance(each, Known)]
    return frozenset(known) if len(known) == len(one.values) else None


def policies_on(workload: Workload, network: Network) -> tuple[Held, ...]:
    """The policies that hold for a workload, or may."""
    return _index(network).held(workload)


def targets(policy: Policy, network: Network) -> tuple[Target, ...]:
    """The pods that a policy surely selects, each with all policies that hold for them.

    Where no workload of the files is among them, one target stands for whatever pods it selects.
    """
    found = tuple(Target(workload, policies_on(workload, network)) for workload in selected(policy, network))
    return found or (imagined(policy, network),)


def imagined(policy: Policy, network: Network) -> Target:
    """Whatever pods a policy selects, with the policies that hold for all of them, or may for some."""
    every = ((other, covers(other, policy)) for other in nearby(policy, network))
    return Target(None, tuple(held for held in every if held[1] is not Truth.NO))


def nearby(policy: Policy, network: Network) -> tuple[Policy, ...]:
    """The policies that may hold for pods of a policy: all for a cluster-wide one, else those of its namespace."""
    return kubernetes(network).policies if policy.clusterwide else _index(network).candidates(policy.namespace)


def selected(policy: Policy, network: Network) -> tuple[Workload, ...]:
    """The workloads of the files that a policy surely selects."""
    return _index(network).selected.get(id(policy), ())


def _index(network: Network) -> _Index:
    found = network.answers.get("policies and workloads")
    if not isinstance(found, _Index):
        found = network.answers["policies and workloads"] = _Index(network)
        found.fill()
    return found


class _Index:
    """Who holds for whom, worked out once for a network; nouns are told apart as objects, which live as long as it."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._policies = kubernetes(network).policies
        self._by_namespace: dict[str, list[Policy]] = {}
        for policy in self._policies:
            name = None if policy.clusterwide else written(policy.namespace)
            self._by_namespace.setdefault(name or "", []).append(policy)
        self._held: dict[int, tuple[Held, ...]] = {}
        self.selected: dict[int, tuple[Workload, ...]] = {}

    def fill(self) -> None:
        """Ask every workload."""
        lists: dict[int, list[Workload]] = {}
        for workload in kubernetes(self._network).workloads:
            for policy, truth in self.held(workload):
                if truth is Truth.YES:
                    lists.setdefault(id(policy), []).append(workload)
        self.selected = {key: tuple(found) for key, found in lists.items()}

    def held(self, workload: Workload) -> tuple[Held, ...]:
        """The policies that hold for a workload, or may."""
        found = self._held.get(id(workload))
        if found is None:
            candidates = self.candidates(workload.namespace)
            every = ((policy, selects(policy, workload, self._network)) for policy in candidates)
            found = self._held[id(workload)] = tuple(held for held in every if held[1] is not Truth.NO)
        return found

    def candidates(self, namespace: Fact[str]) -> tuple[Policy, ...]:
        """The policies that may hold in a namespace."""
        name = written(namespace)
        if name is None:
            return self._policies
        return (*self._by_namespace.get("", ()), *self._by_namespace.get(name, ()))


def written(namespace: Fact[str]) -> str | None:
    """A namespace that is written, None for one that nobody knows or that whoever applies the object chooses."""
    return None if isinstance(namespace, Unknown) or namespace.is_default else namespace.value
