"""What happens at a load balancer while the pods of a workload are replaced."""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.kubernetes.controllers import AUTO_MODE, controllers_of
from eks_netlint.model.kubernetes.labels import Labels, same_namespace
from eks_netlint.model.kubernetes.nouns import Container, Namespace, Workload
from eks_netlint.model.kubernetes.places import together
from eks_netlint.model.kubernetes.traffic import IP, TargetGroup, groups_before
from eks_netlint.model.nouns import Network
from eks_netlint.records import dataclass
from eks_netlint.values import Cause, Fact, Known, Truth, Unknown

GATE_LABEL = "elbv2.k8s.aws/pod-readiness-gate-inject"
_GATES = ("target-health.elbv2.k8s.aws/", "target-health.alb.ingress.k8s.aws/", "target-health.eks.amazonaws.com/")

REPLACED = frozenset(["Deployment", "StatefulSet", "ReplicaSet", "Rollout", "DaemonSet"])
"""Workloads whose pods are replaced while clients go on."""


@dataclass(frozen=True, slots=True)
class Exposed:
    """A target group before the pods of a workload, surely, and the container that serves it.

    ``container`` is None where which one serves it is not told.
    """

    group: TargetGroup
    container: Container | None

    @property
    def by_address(self) -> Truth:
        """Whether the pods themselves are its targets."""
        kind = self.group.target_type
        return Truth.UNSURE if isinstance(kind, Unknown) else Truth.of(kind.value == IP)


def exposed(workload: Workload, network: Network) -> Iterator[Exposed | Unknown]:
    """What sends to the pods from outside, each target group once, and why something else may."""
    if workload.kind not in REPLACED:
        return
    for group, answer in groups_before(workload, network):
        if answer is not Truth.YES:
            why = f"whether {group.service.address} sends to it is not known"  # type: ignore[union-attr]  # it is known
            yield Unknown(why, group.maker.span)
        elif group.unsure is not None and not _asks_for_one(group):
            yield group.unsure
        else:
            yield Exposed(group, serving(group, workload))


def _asks_for_one(group: TargetGroup) -> bool:
    """Whether somebody makes a load balancer, though who is not known: a Service of this type asks for one."""
    return group.maker is group.service


def serving(group: TargetGroup, workload: Workload) -> Container | None:
    """The container to which the group's port leads, the only one if there is but one."""
    containers = workload.pod.containers
    if len(containers.known) == 1 and containers.complete:
        return containers.known[0]
    target = None if group.port is None or isinstance(group.port, Unknown) else group.port.target
    if not isinstance(target, Known):
        return None
    for container in containers.known:
        for port in container.ports.known:
            said: Fact[int | None] | Fact[str | None] = port.name if isinstance(target.value, str) else port.number
            if isinstance(said, Known) and said.value == target.value:
                return container
    return None


def gated(workload: Workload, network: Network) -> Truth | Unknown:
    """Whether new pods wait for the load balancer to find them healthy; a reason where that is not known."""
    pod = workload.pod
    if any(isinstance(gate, Known) and gate.value.startswith(_GATES) for gate in pod.readiness_gates.known):
        return Truth.YES
    if pod.readiness_gates.rest is not None:
        return pod.readiness_gates.rest
    labels = _namespace_labels(workload, network)
    if isinstance(labels, Unknown):
        return labels
    said = labels.get(GATE_LABEL)
    if isinstance(said, Unknown):
        return said
    if said is not None and said.value == "enabled":
        return Truth.YES
    if next(controllers_of(workload.cluster, network, AUTO_MODE), None) is not None:
        return Unknown("how EKS Auto Mode injects readiness gates is not known", workload.span, Cause.OUTSIDE)
    return Truth.NO


def _namespace_labels(workload: Workload, network: Network) -> Labels | Unknown:
    namespace = namespace_of(workload, network)
    return namespace if isinstance(namespace, Unknown) else namespace.labels


def namespace_of(workload: Workload, network: Network) -> Namespace | Unknown:
    """The namespace of the workload, if the files declare it."""
    for one in () if network.kubernetes is None else network.kubernetes.namespaces:
        here = together(one, workload, network) & same_namespace(one.name, workload.namespace)
        if here is Truth.YES:
            return one
    name = workload.namespace.value if isinstance(workload.namespace, Known) else ""
    why = f"namespace {name} is not in the files" if name else "the namespace is not in the files"
    return Unknown(why, workload.namespace.span or workload.span, Cause.OUTSIDE)


@dataclass(frozen=True, slots=True)
class Overtaking:
    """How long a new pod waits before an old one may go, and how long the load balancer takes to use it; seconds."""

    group: TargetGroup
    initial_delay: Known[int]
    min_ready: Known[int]
    interval: Known[int]
    healthy: Known[int]

    @property
    def waits(self) -> int:
        """Seconds a new pod waits at least."""
        return self.initial_delay.value + self.min_ready.value

    @property
    def takes(self) -> int:
        """Seconds until it is found healthy, at best."""
        return self.interval.value * self.healthy.value


def overtaking(workload: Workload, found: Exposed) -> Overtaking | Unknown | None:
    """The sum of a rollout before one target group; None where it has no health check that is known at all."""
    health = found.group.health
    if isinstance(health, Unknown) or found.container is None:
        return health if isinstance(health, Unknown) else _untold(workload)
    probe = found.container.readiness
    delay: Fact[int] = Known(0)
    if probe is not None:
        delay = probe if isinstance(probe, Unknown) else probe.initial_delay
    facts = (delay, workload.min_ready, health.interval, health.healthy)
    unknown = next((fact for fact in facts if isinstance(fact, Unknown)), None)
    if unknown is not None:
        return unknown
    known = [fact for fact in facts if isinstance(fact, Known)]
    return Overtaking(found.group, *known)


@dataclass(frozen=True, slots=True)
class Ending:
    """How a pod ends before a target group: seconds its hook sleeps (None: no hook), its grace, and the drain."""

    group: TargetGroup
    container: Container
    sleep: Known[int | None] | None
    grace: Known[int]
    drain: Known[int]


def ending(workload: Workload, found: Exposed) -> Ending | Unknown:
    """How the pods of a workload end before a target group."""
    container = found.container
    if container is None:
        return _untold(workload)
    facts = (container.pre_stop, workload.pod.grace, found.group.drain)
    unknown = next((fact for fact in facts if isinstance(fact, Unknown)), None)
    sleep, grace, drain = facts
    if isinstance(sleep, Unknown) or isinstance(grace, Unknown) or isinstance(drain, Unknown):
        return Unknown("not known", workload.span) if unknown is None else unknown
    return Ending(found.group, container, sleep, grace, drain)


def _untold(workload: Workload) -> Unknown:
    return Unknown("which container serves the port is not told", workload.span)
