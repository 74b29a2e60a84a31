"""Pods that policies cut off from DNS, and the policy that is told so."""

from __future__ import annotations

from eks_netlint.model.kubernetes.nouns import Workload
from eks_netlint.model.kubernetes.policies import Policy
from eks_netlint.model.kubernetes.resolution import may_look_up, ways_out
from eks_netlint.model.kubernetes.selection import (
    NOBODY,
    Target,
    grouped,
    imagined,
    kubernetes,
    policies_on,
    policies_rest,
)
from eks_netlint.model.kubernetes.selection import selected as workloads_of
from eks_netlint.model.nouns import Network
from eks_netlint.records import dataclass
from eks_netlint.values import Known, Truth, Unknown


@dataclass(frozen=True, slots=True)
class Severed:
    """Workloads that one policy cuts off from DNS, and why it is not known of others.

    ``mute`` says that the policies let nothing out of them at all.
    """

    workloads: tuple[Workload, ...] = ()
    mute: bool = False
    doubts: tuple[Unknown, ...] = ()


def severed(policy: Policy, network: Network) -> Severed:
    """The workloads that the policies which hold for them cut off from DNS, told of one policy: the widest of them."""
    if not _restricts(policy):
        why = policy.egress if isinstance(policy.egress, Unknown) else None
        return Severed() if why is None else Severed(doubts=(why,))
    if not workloads_of(policy, network):
        return _of_nobody(policy, network)
    cut: list[Workload] = []
    doubts: list[Unknown] = []
    for workload in _spoken_for(policy, network):
        target = Target(workload, policies_on(workload, network))
        match may_look_up(target, "UDP", network):
            case Truth.NO if not _applied_together(policy, workload):
                doubts.append(Unknown("into which namespace each is applied is not in these files", policy.span))
            case Truth.NO:
                cut.append(workload)
            case Truth.UNSURE:
                doubts.append(Unknown(f"whether a rule lets {target.name} reach DNS is not known", policy.span))
    rest = policies_rest(network)
    if cut and rest is not None:
        return Severed(doubts=(*doubts, rest))
    mute = bool(cut) and all(_is_mute(Target(one, policies_on(one, network))) for one in cut)
    return Severed(tuple(cut), mute, tuple(doubts))


def _of_nobody(policy: Policy, network: Network) -> Severed:
    """A policy whose pods are not in the files: they may have DNS by policies that are not there either."""
    target = imagined(policy, network)
    if may_look_up(target, "UDP", network) is Truth.YES:
        return Severed()
    return Severed(doubts=(kubernetes(network).rest_of("Deployment", "StatefulSet", "DaemonSet", "Pod") or NOBODY,))


def _restricts(policy: Policy) -> bool:
    return isinstance(policy.egress, Known) and policy.egress.value


def _applied_together(policy: Policy, workload: Workload) -> bool:
    """Whether both are surely of one namespace: where one does not say, they are in folders beside each other."""
    spaces = (policy.namespace, workload.namespace)
    if policy.clusterwide or not any(isinstance(one, Known) and one.is_default for one in spaces):
        return True
    here, there = (span.path.rpartition("/")[0] for span in (policy.span, workload.span))
    return here.rpartition("/")[0] == there.rpartition("/")[0] or f"{here}/".startswith(f"{there}/") or (
        f"{there}/".startswith(f"{here}/")
    )


def _spoken_for(policy: Policy, network: Network) -> tuple[Workload, ...]:
    """The workloads of which this policy, of all that hold for them, is told what they do."""
    found = network.answers.get("policies that speak for workloads")
    if not isinstance(found, dict):
        every = kubernetes(network).workloads
        pairs = ((id(_speaker(Target(one, policies_on(one, network)))), one) for one in every)
        found = network.answers["policies that speak for workloads"] = grouped(pairs)
    workloads: tuple[Workload, ...] = found.get(id(policy), ())
    return workloads


def _speaker(target: Target) -> Policy | None:
    """The policy that is told what all of them do: the one with the fewest requirements, the first of those."""
    every = [one for one in target.sure if _restricts(one)]
    return min(every, key=_width, default=None)


def _width(policy: Policy) -> int:
    return min((len(pods.pods.requirements) for pods in policy.subjects.known), default=0)


def _is_mute(target: Target) -> bool:
    """Whether no rule lets anything out."""
    return not any(
        rule.peers is None or rule.peers.known or rule.peers.rest is not None
        for policy, _ in target.held
        for rule in ways_out(policy)
    )
