"""Room for pods with security groups of their own: each takes a branch interface, which not every type has."""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.density import groups_of, strays
from eks_netlint.model.kubernetes.node_choice import admits
from eks_netlint.model.kubernetes.nouns import Workload
from eks_netlint.model.kubernetes.places import on_one_cluster
from eks_netlint.model.kubernetes.pod_groups import has_own_groups
from eks_netlint.model.limits import every_type, limits_of
from eks_netlint.model.nouns import Cluster, Network, NodeGroup
from eks_netlint.records import dataclass
from eks_netlint.values import Cause, Known, Truth, Unknown


@dataclass(frozen=True, slots=True)
class Trunks:
    """Which nodes of a cluster hold pods with groups of their own.

    ``without`` are types, each with its group, that have no trunk interface; ``bearing`` those that have one.
    ``unbounded`` says that some pool starts as many nodes as it likes, of types that have one; ``doubts`` why there may
    be others.
    """

    without: tuple[tuple[Known[str], NodeGroup], ...]
    bearing: tuple[tuple[Known[str], NodeGroup], ...]
    unbounded: bool
    doubts: tuple[Unknown, ...]


def trunks(cluster: Cluster, network: Network) -> Trunks:
    """The types of the cluster's groups, and what its pools may start."""
    without: list[tuple[Known[str], NodeGroup]] = []
    bearing: list[tuple[Known[str], NodeGroup]] = []
    doubts = [why for _, why in strays(network)]
    for group in groups_of(cluster.cni, network):
        if isinstance(group.ami_family, Known) and group.ami_family.value == "WINDOWS":
            continue
        if group.exists is not Truth.YES:
            why = Unknown("not known whether a node group exists", group.span)
            doubts.append(why if group.unsure is None else group.unsure)
        if group.instance_types.rest is not None:
            doubts.append(group.instance_types.rest)
        for named in group.instance_types.known:
            limits = limits_of(named.value)
            if isinstance(limits, Unknown) or limits.trunk_compatible is None:
                doubts.append(limits if isinstance(limits, Unknown) else _blank(named))
            else:
                (bearing if limits.trunk_compatible else without).append((named, group))
    pools = [*_pools(cluster, network)]
    doubts.extend(one for one in pools if isinstance(one, Unknown))
    return Trunks(tuple(without), tuple(bearing), any(one is True for one in pools), tuple(doubts))


def _blank(named: Known[str]) -> Unknown:
    return Unknown(f"whether {named.value} has a trunk interface is not in the table", named.span)


def _pools(cluster: Cluster, network: Network) -> Iterator[bool | Unknown]:
    """Whether each pool of the cluster may start a type with a trunk interface; why there may be further pools."""
    kubernetes = network.kubernetes
    if kubernetes is None:
        return
    pools = [one for one in kubernetes.node_pools if on_one_cluster(one.cluster, cluster) is not Truth.NO]
    for pool in pools:
        yield any(admits(pool, name) is not Truth.NO for name in every_type() if _has_trunk(name))
    if any(on_one_cluster(one.cluster, cluster) is not Truth.NO for one in kubernetes.karpenters) and not pools:
        yield Unknown("which types Karpenter starts is not in the files", cluster.span, Cause.OUTSIDE)
    rest = kubernetes.rest_of("NodePool")
    if rest is not None:
        yield rest


def _has_trunk(name: str) -> bool:
    limits = limits_of(name)
    return not isinstance(limits, Unknown) and limits.trunk_compatible is True


@dataclass(frozen=True, slots=True)
class BranchPods:
    """Pods of one workload that want a branch interface each; of a DaemonSet one on each of ``pods`` nodes."""

    workload: Workload
    pods: int


def branch_pods(cluster: Cluster, network: Network) -> tuple[BranchPods, ...]:
    """The workloads that surely have groups of their own, with the pods that they surely make."""
    if network.kubernetes is None:
        return ()
    found: list[BranchPods] = []
    for workload in network.kubernetes.workloads:
        replicas = workload.replicas
        if not isinstance(replicas, Known) or not replicas.value or workload.exists is not Truth.YES:
            continue
        if on_one_cluster(workload.cluster, cluster) is Truth.YES and has_own_groups(workload, network) is Truth.YES:
            found.append(BranchPods(workload, replicas.value))
    return tuple(found)


def branch_interfaces(group: NodeGroup) -> int | Unknown:
    """The most branch interfaces that the nodes of a group have together, at its maximum size."""
    if group.instance_types.rest is not None:
        return group.instance_types.rest
    if isinstance(group.max_size, Unknown):
        return group.max_size
    most = 0
    for named in group.instance_types.known:
        limits = limits_of(named.value)
        if isinstance(limits, Unknown) or limits.trunk_compatible is None:
            return limits if isinstance(limits, Unknown) else _blank(named)
        if limits.trunk_compatible:
            if limits.branch_enis is None:
                return _blank(named)
            most = max(most, limits.branch_enis)
    return most * group.max_size.value
