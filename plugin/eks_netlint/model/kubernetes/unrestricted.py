"""Workloads that policies leave out, where policies are in use."""

from __future__ import annotations

from eks_netlint.model.kubernetes.nouns import Workload
from eks_netlint.model.kubernetes.openness import is_sensitive, may_be_sensitive
from eks_netlint.model.kubernetes.policies import DENY, EGRESS, Policy
from eks_netlint.model.kubernetes.selection import grouped, kubernetes, policies_on, policies_rest, reached
from eks_netlint.model.nouns import Network
from eks_netlint.records import dataclass
from eks_netlint.source import Span
from eks_netlint.values import Fact, Known, Truth, Unknown


@dataclass(frozen=True, slots=True)
class Unrestricted:
    """A workload whose traffic out no policy restricts.

    ``others`` workloads of its namespace are restricted, by policies at ``spans``: ``percent`` of all that it has, and
    ``most`` with those that may be.
    """

    sensitive: bool = False
    others: int = 0
    percent: int = 100
    most: int = 100
    spans: tuple[Span, ...] = ()
    doubts: tuple[Unknown, ...] = ()


def unrestricted(workload: Workload, network: Network) -> Unrestricted | None:
    """What is to be said of a workload that no policy restricts; None where nothing is."""
    host = workload.pod.host_network
    if isinstance(host, Known) and host.value:
        return None
    sensitive = is_sensitive(workload, network)
    use = _Use() if sensitive else _in_use(workload.namespace, network)
    doubt = None if sensitive or use.possible else may_be_sensitive(workload, network)
    if not (sensitive or use.possible or doubt is not None):
        return None
    held = [(policy, truth) for policy, truth in policies_on(workload, network) if _may_restrict(policy)]
    if any(truth is Truth.YES and _restricts(policy) for policy, truth in held):
        return None
    rest = policies_rest(network)
    if held or rest is not None or doubt is not None or isinstance(host, Unknown):
        why = Unknown("whether a policy restricts it is not known", workload.span)
        given = (doubt, rest, host if isinstance(host, Unknown) else None)
        told = tuple(one for one in given if one is not None)
        return Unrestricted(doubts=told or (why,))
    if sensitive:
        return Unrestricted(sensitive=True)
    every = max(use.workloads, 1)
    return Unrestricted(False, use.restricted, 100 * use.restricted // every, 100 * use.possible // every, use.spans)


@dataclass(frozen=True, slots=True)
class _Use:
    """How policies that restrict what pods send are used in a namespace."""

    restricted: int = 0
    possible: int = 0
    workloads: int = 0
    spans: tuple[Span, ...] = ()


def _in_use(namespace: Fact[str], network: Network) -> _Use:
    found = network.answers.get("policies in use")
    if not isinstance(found, dict):
        found = network.answers["policies in use"] = _uses(network)
    use = None if isinstance(namespace, Unknown) else found.get(namespace.value)
    return use if isinstance(use, _Use) else _Use()


def _uses(network: Network) -> dict[str, _Use]:
    every = kubernetes(network)
    pairs = ((one.namespace.value, one) for one in every.workloads if isinstance(one.namespace, Known))
    counted = {name: [one for one in several if _is_meant(one)] for name, several in grouped(pairs).items()}
    restricting = [one for one in every.policies if not one.clusterwide and _restricts(one)]
    made: dict[str, _Use] = {}
    for name, policies in grouped(
        (one.namespace.value, one) for one in restricting if isinstance(one.namespace, Known)
    ).items():
        busy = [one for one in policies if reached(one, network)]
        every_one = [held for one in busy for held in reached(one, network)]
        restricted = {id(workload) for workload, truth in every_one if truth is Truth.YES}
        possible = {id(workload) for workload, _ in every_one}
        spans = tuple(one.span for one in busy)[:3]
        made[name] = _Use(len(restricted), len(possible), len(counted.get(name, ())), spans)
    return made


def _is_meant(workload: Workload) -> bool:
    """Whether policies may hold for it: not for pods on the network of their node."""
    host = workload.pod.host_network
    return isinstance(host, Unknown) or not host.value


def _restricts(policy: Policy) -> bool:
    """Whether it denies something of what pods send."""
    return (isinstance(policy.egress, Known) and policy.egress.value) or any(
        rule.direction == EGRESS and isinstance(rule.action, Known) and rule.action.value == DENY
        for rule in policy.rules.known
    )


def _may_restrict(policy: Policy) -> bool:
    return _restricts(policy) or isinstance(policy.egress, Unknown)
