"""Which policies hold for the same pods: those of a workload, or all that one policy selects."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from eks_netlint.model.kubernetes.endpoints import Endpoint, endpoint_of, endpoints, selected_by
from eks_netlint.model.kubernetes.nouns import Kubernetes, Object, Workload
from eks_netlint.model.kubernetes.policies import Policy
from eks_netlint.model.kubernetes.shelves import selection, selects
from eks_netlint.model.kubernetes.stances import KINDS
from eks_netlint.model.nouns import Cluster, Network
from eks_netlint.records import dataclass
from eks_netlint.values import Cause, Fact, Known, Truth, Unknown

K = TypeVar("K")
T = TypeVar("T")

NOBODY = Unknown("no workload that it selects is in these files", cause=Cause.OUTSIDE)

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


def kubernetes(network: Network) -> Kubernetes:
    """What runs on the clusters; nothing where the files say nothing."""
    return Kubernetes() if network.kubernetes is None else network.kubernetes


def policies_rest(network: Network) -> Unknown | None:
    """Why there may be policies that are not here; None if all are."""
    return kubernetes(network).rest_of(*KINDS)


def policies_on(workload: Workload, network: Network) -> tuple[Held, ...]:
    """The policies that hold for a workload, or may; none for one on the network of its node."""
    return _held(endpoint_of(workload, network), network)


def _held(endpoint: Endpoint, network: Network) -> tuple[Held, ...]:
    known = network.answers.setdefault("policies held", {})
    assert isinstance(known, dict)
    found: tuple[Held, ...] | None = known.get(endpoint.key)
    if found is None:
        found = tuple((one.policy, one.sure) for one in selection(network).of(endpoint))
        known[endpoint.key] = found
    return found


def targets(policy: Policy, network: Network) -> tuple[Target, ...]:
    """The pods that a policy surely selects, each with all policies that hold for them.

    Where no workload of the files is among them, one target stands for whatever pods it selects.
    """
    found = tuple(_target(workload, network) for workload in selected(policy, network))
    return found or (imagined(policy, network),)


def _target(workload: Workload, network: Network) -> Target:
    known = network.answers.setdefault("targets by workload", {})
    assert isinstance(known, dict)
    found: Target | None = known.get(id(workload))
    if found is None:
        found = known[id(workload)] = Target(workload, policies_on(workload, network))
    return found


def imagined(policy: Policy, network: Network) -> Target:
    """Whatever pods a policy selects, with the policies that hold for all of them, or may for some."""
    if not policy.subjects.complete or not policy.subjects.known:
        others = tuple((one, Truth.UNSURE) for one in nearby(policy, network) if one is not policy)
        return Target(None, ((policy, policy.exists), *others))
    asked = [{id(held[0]): held for held in _held(endpoint, network)} for endpoint in selected_by(policy, network)]
    every = {key: one for several in asked for key, (one, _) in several.items()}
    sure = {key for key in every if all(key in several and several[key][1] is Truth.YES for several in asked)}
    return Target(None, tuple((one, Truth.YES if key in sure else Truth.UNSURE) for key, one in every.items()))


def covers(wide: Policy, narrow: Policy, network: Network) -> Truth:
    """Whether one policy selects all the pods that another selects: YES all, NO none of them, else UNSURE."""
    if wide is narrow:
        return Truth.YES
    if not narrow.subjects.complete or not narrow.subjects.known:
        return Truth.UNSURE
    answers = {selects(wide, endpoint) for endpoint in selected_by(narrow, network)}
    return answers.pop() if len(answers) == 1 else Truth.UNSURE


def selected(policy: Policy, network: Network) -> tuple[Workload, ...]:
    """The workloads of the files that a policy surely selects."""
    return tuple(workload for workload, truth in reached(policy, network) if truth is Truth.YES)


def reached(policy: Policy, network: Network) -> tuple[tuple[Workload, Truth], ...]:
    """The workloads of the files that a policy selects, or may."""
    found = network.answers.get("workloads by policy")
    if not isinstance(found, dict):
        every = ((endpoint.workload, _held(endpoint, network)) for endpoint in endpoints(network))
        pairs = ((id(one), (workload, truth)) for workload, held in every for one, truth in held
                 if workload is not None)  # fmt: skip
        found = network.answers["workloads by policy"] = grouped(pairs)
    workloads: tuple[tuple[Workload, Truth], ...] = found.get(id(policy), ())
    return workloads


def nearby(policy: Policy, network: Network) -> tuple[Policy, ...]:
    """The policies that may hold for pods of a policy: all for a cluster-wide one, else those of its namespace."""
    every = kubernetes(network).policies
    if policy.clusterwide or _written(policy.namespace) is None:
        return every
    found = network.answers.get("policies by namespace")
    if not isinstance(found, dict):
        pairs = (((None if one.clusterwide else _written(one.namespace)), one) for one in every)
        found = network.answers["policies by namespace"] = grouped(pairs)
    policies: tuple[Policy, ...] = (*found.get(None, ()), *found.get(_written(policy.namespace), ()))
    return policies


def grouped(pairs: Iterable[tuple[K, T]]) -> dict[K, tuple[T, ...]]:
    """The second members by the first, in their order."""
    lists: dict[K, list[T]] = {}
    for key, one in pairs:
        lists.setdefault(key, []).append(one)
    return {key: tuple(several) for key, several in lists.items()}


def _written(namespace: Fact[str]) -> str | None:
    """A namespace that is written, None for one that nobody knows or that whoever applies the object chooses."""
    return None if isinstance(namespace, Unknown) or namespace.is_default else namespace.value
