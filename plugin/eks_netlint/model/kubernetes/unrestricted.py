"""Workloads that policies leave out, where policies are in use."""

from __future__ import annotations

from eks_netlint.model.kubernetes.labels import same_namespace
from eks_netlint.model.kubernetes.nouns import Workload
from eks_netlint.model.kubernetes.openness import is_sensitive, may_be_sensitive
from eks_netlint.model.kubernetes.policies import DENY, EGRESS, Policy
from eks_netlint.model.kubernetes.selection import kubernetes, policies_on, policies_rest, selected
from eks_netlint.model.nouns import Network
from eks_netlint.records import dataclass
from eks_netlint.source import Span
from eks_netlint.values import Known, Truth, Unknown


@dataclass(frozen=True, slots=True)
class Unrestricted:
    """A workload whose traffic out no policy restricts.

    ``others`` workloads of its namespace are restricted, by policies at ``spans``: ``percent`` of all that it has.
    """

    sensitive: bool = False
    others: int = 0
    percent: int = 100
    spans: tuple[Span, ...] = ()
    doubts: tuple[Unknown, ...] = ()


def unrestricted(workload: Workload, network: Network) -> Unrestricted | None:
    """What is to be said of a workload that no policy restricts; None where nothing is."""
    host = workload.pod.host_network
    if isinstance(host, Known) and host.value:
        return None
    sensitive = is_sensitive(workload, network)
    others = {} if sensitive else _others(workload, network)
    doubt = None if sensitive or others else may_be_sensitive(workload, network)
    if not (sensitive or others or doubt is not None):
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
    count = len({id(one) for _, several in others.values() for one in several})
    spans = tuple(policy.span for policy, _ in others.values())[:3]
    return Unrestricted(sensitive, count, _share(workload, count, network), spans)


def _share(workload: Workload, restricted: int, network: Network) -> int:
    every = sum(
        1
        for one in kubernetes(network).workloads
        if same_namespace(one.namespace, workload.namespace) is Truth.YES and one.pod.host_network != Known(True)
    )
    return 100 * restricted // max(every, 1)


def _others(workload: Workload, network: Network) -> dict[int, tuple[Policy, tuple[Workload, ...]]]:
    """Policies of the workload's namespace that restrict what others of it send, with those others."""
    found: dict[int, tuple[Policy, tuple[Workload, ...]]] = {}
    for policy in kubernetes(network).policies:
        if policy.clusterwide or not _restricts(policy):
            continue
        if same_namespace(policy.namespace, workload.namespace) is Truth.YES:
            several = tuple(one for one in selected(policy, network) if one is not workload)
            if several:
                found[id(policy)] = (policy, several)
    return found


def _restricts(policy: Policy) -> bool:
    """Whether it denies something of what pods send."""
    return (isinstance(policy.egress, Known) and policy.egress.value) or any(
        rule.direction == EGRESS and isinstance(rule.action, Known) and rule.action.value == DENY
        for rule in policy.rules.known
    )


def _may_restrict(policy: Policy) -> bool:
    return _restricts(policy) or isinstance(policy.egress, Unknown)
