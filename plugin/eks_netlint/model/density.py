"""Max pods over all nodes of a cluster."""

from __future__ import annotations

from eks_netlint.model.cni import CniMode, defaults_in_force, mode
from eks_netlint.model.limits import limits_of, supports_prefixes
from eks_netlint.model.max_pods import (
    capacity_max_pods,
    effective_max_pods,
    eni_max_pods,
    formula,
    recommended_cap,
)
from eks_netlint.model.nouns import Cluster, CniSettings, Network, NodeGroup
from eks_netlint.model.pool import unknown_settings
from eks_netlint.records import dataclass, replace
from eks_netlint.source import Span
from eks_netlint.values import Bounds, Fact, Known, Truth, Unknown


@dataclass(frozen=True, slots=True)
class Density:
    """The fewest max pods of any node: on which type, in which group, and what was assumed for it."""

    pods: int
    instance_type: str
    group: str
    assumed: tuple[str, ...] = ()


def cluster_of(cni: CniSettings, network: Network) -> Cluster | None:
    """The cluster whose CNI these settings configure."""
    return next((each for each in network.clusters if each.cni is cni or each.cni.address == cni.address), None)


def groups_of(cni: CniSettings, network: Network) -> tuple[NodeGroup, ...]:
    """Node groups of that cluster."""
    cluster = cluster_of(cni, network)
    if cluster is None:
        return ()
    return tuple(
        group
        for group in network.node_groups
        if isinstance(group.cluster, Cluster) and group.cluster.address == cluster.address
    )


def strays(network: Network) -> tuple[tuple[NodeGroup, Unknown], ...]:
    """Node groups that may be any cluster's, and why that is not known."""
    return tuple((group, group.cluster) for group in network.node_groups if isinstance(group.cluster, Unknown))


def smallest_max_pods(cni: CniSettings, network: Network) -> Fact[Density] | None:
    """The fewest max pods among the cluster's nodes whose type is known; None where it has no node group."""
    found: list[Known[Density]] = []
    doubt: Unknown | None = None
    how = mode(cni)
    for group in groups_of(cni, network):
        if group.instance_types.rest is not None:
            doubt = group.instance_types.rest
        for named in group.instance_types.known:
            answer = effective_max_pods(group, named.value, how)
            if isinstance(answer, Unknown):
                doubt = answer
                continue
            told = answer.value
            assumed = (f"max pods {told.pods} of {named.value}: {told.explanation}",) if told.assumed else ()
            found.append(Known(Density(told.pods, named.value, group.address, assumed), group.span))
    if found:
        return min(found, key=lambda one: one.value.pods)
    return doubt


def stray_below(cni: CniSettings, network: Network, most: int) -> Unknown | None:
    """Why some node of the cluster may have no more than ``most`` max pods: a group whose cluster is not known."""
    how, ours = mode(cni), cluster_of(cni, network)
    for group, why in strays(network) if ours is not None else ():
        assert ours is not None
        for named in group.instance_types.known:
            answer = effective_max_pods(replace(group, cluster=ours), named.value, how)
            if isinstance(answer, Unknown) or answer.value.pods <= most:
                return why
    return None


@dataclass(frozen=True, slots=True)
class PrefixDensity:
    """Max pods that nodes of a type keep although prefixes would allow more."""

    instance_type: str
    stays: int
    possible: int


def prefix_density(group: NodeGroup, how: CniMode) -> PrefixDensity | Unknown | None:
    """The type of the group that loses most, None where none loses: too dense already, or without prefixes."""
    worst: PrefixDensity | None = None
    for named in group.instance_types.known:
        limits = limits_of(named.value)
        if isinstance(limits, Unknown):
            return limits
        if supports_prefixes(limits) is not Truth.YES or limits.vcpu is None:
            continue
        custom = isinstance(how.custom_networking, Known) and how.custom_networking.value
        room = formula(limits.enis, limits.ipv4_per_eni, prefix=True, custom_networking=custom)
        found = PrefixDensity(named.value, eni_max_pods(limits), min(room, recommended_cap(limits.vcpu)))
        if found.possible > found.stays and (worst is None or found.possible > worst.possible):
            worst = found
    if worst is None and group.instance_types.rest is not None:
        return group.instance_types.rest
    return worst


@dataclass(frozen=True, slots=True)
class PodRoom:
    """Pods for which a node of a type has addresses, host network included; ``how`` says the sum."""

    instance_type: str
    pods: Bounds
    how: str
    span: Span | None
    assumed: tuple[str, ...]
    unknowns: tuple[Unknown, ...]


def addresses_for_pods(group: NodeGroup, how: CniMode) -> tuple[PodRoom | Unknown, ...] | None:
    """For each type of the group what its interfaces hold; None where pods take no IPv4 address (IPv6, Windows)."""
    cluster = group.cluster
    if isinstance(cluster, Cluster) and isinstance(cluster.ip_family, Known) and cluster.ip_family.value == "ipv6":
        return None
    if isinstance(group.ami_family, Known) and group.ami_family.value == "WINDOWS":
        return None
    family: Fact[str] = cluster if isinstance(cluster, Unknown) else cluster.ip_family
    unknowns = unknown_settings(how, family)
    answers: list[PodRoom | Unknown] = []
    for named in group.instance_types.known:
        limits = limits_of(named.value)
        if isinstance(limits, Unknown):
            answers.append(limits)
            continue
        pods = capacity_max_pods(limits, how)
        text = f"{named.value}: {limits.enis} interfaces of {limits.ipv4_per_eni} addresses"
        answers.append(PodRoom(named.value, pods, text, named.span, defaults_in_force(how), unknowns))
    return tuple(answers)
