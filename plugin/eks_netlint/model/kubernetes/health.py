"""What a load balancer asks of a pod, beside what its own probes ask."""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.kubernetes.nouns import Container, Probe, Workload
from eks_netlint.model.kubernetes.rollouts import serving
from eks_netlint.model.kubernetes.settings import HealthCheck
from eks_netlint.model.kubernetes.traffic import IP, TargetGroup, groups_made_by, workloads_behind
from eks_netlint.model.nouns import Network
from eks_netlint.records import dataclass
from eks_netlint.source import Span
from eks_netlint.values import Fact, Known, Unknown

_ROOTS = ("", "*")


@dataclass(frozen=True, slots=True)


class Mismatch:
    """What the load balancer asks that no probe of the container asks, in words.

    ``unrouted`` says that the load balancer itself sends no client there.
    """

    what: str
    at: Span | None
    workload: Workload
    probe: Probe
    unrouted: bool
    default: bool


def mismatches(group: TargetGroup, network: Network) -> Iterator[Mismatch | Unknown]:
    """Where the health check of a target group asks something else than the pods' own probes."""
    health = group.health
    if isinstance(group.service, Unknown) or isinstance(health, Unknown):
        yield group.service if isinstance(group.service, Unknown) else health  # type: ignore[misc]  # one of them is
        return
    for workload in workloads_behind(group.service, network):
        container = serving(group, workload)
        if container is None:
            if any(one.readiness is not None for one in workload.pod.containers.known):
                yield Unknown("which container serves the port is not told", workload.span)
            continue
        probe = container.readiness
        if isinstance(probe, Unknown):
            yield probe
        elif probe is not None and probe.kind == "httpGet":
            yield from _port(group, health, workload, container, probe)
            yield from _path(group, health, workload, container, probe, network)


def _probes(container: Container) -> Iterator[Probe]:
    for one in (container.readiness, container.liveness, container.startup):
        if isinstance(one, Probe):
            yield one


def _path(
    group: TargetGroup, health: HealthCheck, workload: Workload, container: Container, probe: Probe, network: Network
) -> Iterator[Mismatch | Unknown]:
    asked = health.path
    if any(isinstance(one, Unknown) for one in (container.liveness, container.startup)):
        return
    paths: list[Fact[str | None]] = [one.path for one in _probes(container) if one.kind == "httpGet"]
    unknown = next((fact for fact in (asked, *paths) if isinstance(fact, Unknown)), None)
    if unknown is not None:
        yield unknown
    elif isinstance(asked, Known) and asked.value is not None and _lenient(health) is False:
        own = {_bare(path.value) for path in paths if isinstance(path, Known)}
        if _bare(asked.value) not in own:
            accepts = f" and takes {health.codes.value} only" if isinstance(health.codes, Known) else ""
            wanted = probe.path.value if isinstance(probe.path, Known) else "?"
            yield Mismatch(
                f"the load balancer asks for {asked.value}{accepts}, the readiness probe for {wanted}",
                asked.span if not asked.is_default else None, workload, probe,
                _unrouted(asked.value, group, network), asked.is_default,
            )  # fmt: skip


def _bare(path: str | None) -> str:
    return (path or "/").partition("?")[0].rstrip("/")


def _lenient(health: HealthCheck) -> bool:
    """Whether somebody chose which answers count: then the path was thought of, too."""
    return isinstance(health.codes, Unknown) or not health.codes.is_default


def _unrouted(asked: str, group: TargetGroup, network: Network) -> bool:
    """Whether the load balancer sends no client's request for the path to this service."""
    for other in groups_made_by(group.maker, network):
        if other.service is not group.service or other.backend is None:
            continue
        path = other.backend.path
        if isinstance(path, Unknown) or path.value is None:
            return False
        prefix = path.value.rstrip("*").rstrip("/")
        if prefix in _ROOTS or asked.startswith(prefix) or any(mark in prefix for mark in "(.*[^$"):
            return False
    return True


def _port(
    group: TargetGroup, health: HealthCheck, workload: Workload, container: Container, probe: Probe
) -> Iterator[Mismatch | Unknown]:
    """A health check at a number that no container of the pod has, and that no probe asks."""
    where = health.port
    if not isinstance(group.target_type, Known) or group.target_type.value != IP:
        return
    if isinstance(where, Unknown):
        yield where
    elif isinstance(where.value, int):
        known = {one.port.value for one in _probes(container) if isinstance(one.port, Known)}
        containers = workload.pod.containers
        ports = [port.number for one in containers.known for port in one.ports.known]
        known |= {number.value for number in ports if isinstance(number, Known)}
        complete = containers.complete and all(one.ports.complete and one.ports.known for one in containers.known)
        if complete and where.value not in known and not any(isinstance(number, Unknown) for number in ports):
            said = ", ".join(str(one) for one in sorted(map(str, known)))
            yield Mismatch(
                f"the load balancer asks at port {where.value}, the pods have {said}",
                where.span, workload, probe, True, False,
            )  # fmt: skip
