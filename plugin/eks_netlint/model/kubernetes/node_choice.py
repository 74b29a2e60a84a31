"""Which instance types a pool of nodes may start, and how many pods have room on them.

Labels: karpenter-provider-aws website/content/en/docs/concepts/scheduling.md, Well-Known Labels (v1.14.1, 2026-08-21);
those of EKS Auto Mode begin with ``eks.amazonaws.com/`` (EKS user guide, create-node-pool, 2026-11).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache

from eks_netlint.model.kubernetes.labels import all_of
from eks_netlint.model.kubernetes.nouns import Workload
from eks_netlint.model.kubernetes.places import on_one_cluster, same_name
from eks_netlint.model.kubernetes.pools import AUTO_NODE_CLASS, EC2_NODE_CLASS, NodeClass, NodePool, NodeRequirement
from eks_netlint.model.limits import InstanceLimits, every_type, limits_of
from eks_netlint.model.max_pods import SMALL_NODE_CAP, karpenter_max_pods
from eks_netlint.model.nouns import Cluster, Network
from eks_netlint.patterns import pattern
from eks_netlint.records import dataclass
from eks_netlint.values import Known, Truth, Unknown

TYPE = "node.kubernetes.io/instance-type"
SYSTEM_PODS = 2
"""aws-node and kube-proxy, which run on every node but those of Auto Mode."""

_NAME = pattern(r"([a-z]+)([0-9]+)([a-z0-9-]*)\.([a-z0-9-]+)")
_PREFIXES = ("karpenter.k8s.aws/instance-", "eks.amazonaws.com/instance-")
_NOT_OF_TYPES = ("karpenter.sh/", "topology.kubernetes.io/", "kubernetes.io/os", "topology.k8s.aws/")
_CHOOSING = ("type", "size", "family", "category")


@dataclass(frozen=True, slots=True)
class Room:
    """A type that the pool names: pods its nodes admit, and those that are left once every node has its own."""

    limits: InstanceLimits
    pods: int
    left: int


def system_pods(pool: NodePool) -> int:
    """Pods that EKS runs on each node of the pool; where it is not known whose the pool is, none."""
    kind = pool.class_kind
    return SYSTEM_PODS if isinstance(kind, Known) and kind.value == EC2_NODE_CLASS else 0


def daemon_sets(cluster: Cluster | Unknown | None, network: Network) -> tuple[Workload, ...]:
    """DaemonSets that surely run a pod on each node of the cluster, but those that EKS brings along."""
    if network.kubernetes is None:
        return ()
    return tuple(
        one
        for one in network.kubernetes.workloads
        if one.kind == "DaemonSet"
        and one.exists is Truth.YES
        and on_one_cluster(one.cluster, cluster) is Truth.YES
        and not one.pod.node_selector.known
        and one.pod.node_selector.rest is None
        and one.pod.node_affinity is None
        and not (isinstance(one.name, Known) and one.name.value in ("aws-node", "kube-proxy"))
    )


def class_of(pool: NodePool, network: Network) -> NodeClass | None:
    """The class of the pool's nodes, if it is surely one of the files."""
    for one in () if network.kubernetes is None else network.kubernetes.node_classes:
        named = same_name(one.name, pool.class_name)
        if named & on_one_cluster(one.cluster, pool.cluster) is Truth.YES:
            return one
    return None


def unknown_choice(pool: NodePool) -> Unknown | None:
    """Why it is not known which types the pool may start."""
    if pool.requirements.rest is not None:
        return pool.requirements.rest
    for requirement in pool.requirements.known:
        if _attribute(requirement.key) in _CHOOSING:
            for value in requirement.values:
                if isinstance(value, Unknown):
                    return value
    return None


def rooms(pool: NodePool, own: int, network: Network) -> Iterator[tuple[Room, Truth]]:
    """The types that requirements of the pool name, with whether the others admit them; ``own`` are each node's pods.

    Max pods of a class counts where it is known; where it is not, nothing is said.
    """
    made = class_of(pool, network)
    written = None if made is None else made.max_pods
    if isinstance(written, Unknown):
        return
    set_to = None if written is None else written.value
    auto = isinstance(pool.class_kind, Known) and pool.class_kind.value == AUTO_NODE_CLASS
    for name in every_type():
        if not any(_names(requirement, name) for requirement in pool.requirements.known):
            continue
        admitted = all_of(_met(requirement, name) for requirement in pool.requirements.known)
        limits = limits_of(name)
        if admitted is Truth.NO or isinstance(limits, Unknown):
            continue
        pods = karpenter_max_pods(limits)
        pods = set_to if set_to is not None else min(pods, SMALL_NODE_CAP) if auto else pods
        yield Room(limits, pods, pods - own), admitted


def admits(pool: NodePool, name: str) -> Truth:
    """Whether the pool may start nodes of a type; of one that asks for none of what types have, it may."""
    answer = all_of(_met(requirement, name) for requirement in pool.requirements.known)
    return answer if pool.requirements.rest is None else answer & Truth.UNSURE


def _names(requirement: NodeRequirement, name: str) -> bool:
    """Whether the requirement asks for the type by its name, size, family or category."""
    attribute = _attribute(requirement.key)
    if requirement.operator != "In" or attribute not in _CHOOSING:
        return False
    said = _attributes(name).get(attribute)
    return any(isinstance(value, Known) and value.value == said for value in requirement.values)


def _attribute(key: str) -> str:
    """What of a type a label says: "size", "cpu", "arch"; empty where it says nothing of it."""
    if key in (TYPE, "beta.kubernetes.io/instance-type"):
        return "type"
    if key in ("kubernetes.io/arch", "beta.kubernetes.io/arch"):
        return "arch"
    prefix = next((prefix for prefix in _PREFIXES if key.startswith(prefix)), "")
    return key.removeprefix(prefix) if prefix else ""


@cache
def _attributes(name: str) -> dict[str, str]:
    """What the name of a type, and the table, say of it, by attribute."""
    found = _NAME.fullmatch(name)
    limits = limits_of(name)
    if found is None or isinstance(limits, Unknown):
        family, _, size = name.partition(".")
        return {"type": name, "family": family, "size": size}
    category, generation, more, size = found.groups()
    arm = "g" in more.partition("-")[0] or (category, generation) == ("a", "1") or "-gb" in more
    said = {
        "type": name, "category": category, "generation": generation, "family": name.partition(".")[0], "size": size,
        "arch": "arm64" if arm else "amd64",
    }  # fmt: skip
    if limits.vcpu is not None:
        said["cpu"] = str(limits.vcpu)
    if limits.hypervisor is not None and not limits.bare_metal:
        said["hypervisor"] = limits.hypervisor
    return said


def _met(requirement: NodeRequirement, name: str) -> Truth:
    """Whether nodes of the type meet a requirement; one that speaks of no type is met by all."""
    attribute = _attribute(requirement.key)
    if not attribute:
        of_nodes = requirement.key.startswith(_NOT_OF_TYPES) or "/" not in requirement.key
        return Truth.YES if of_nodes or ".amazonaws.com/" not in requirement.key else Truth.UNSURE
    said = _attributes(name).get(attribute)
    if said is None or any(isinstance(value, Unknown) for value in requirement.values):
        return Truth.UNSURE
    wanted = [value.value for value in requirement.values if isinstance(value, Known)]
    match requirement.operator:
        case "In":
            return Truth.of(said in wanted)
        case "NotIn":
            return Truth.of(said not in wanted)
        case "Exists" | "DoesNotExist":
            return Truth.of(requirement.operator == "Exists")
    compare = _COMPARE.get(requirement.operator)
    if compare is None or len(wanted) != 1 or not (said.isdecimal() and wanted[0].isdecimal()):
        return Truth.UNSURE
    return Truth.of(compare(int(said), int(wanted[0])))


_COMPARE: dict[str, Callable[[int, int], bool]] = {
    "Gt": lambda one, two: one > two,
    "Lt": lambda one, two: one < two,
    "Gte": lambda one, two: one >= two,
    "Lte": lambda one, two: one <= two,
}
