"""What enforces network policies on a cluster: the VPC CNI's own agent, Cilium, Calico or another product."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from eks_netlint.model.nouns import Cluster, Network, PolicyEngine
from eks_netlint.patterns import pattern
from eks_netlint.records import dataclass
from eks_netlint.source import Span
from eks_netlint.values import Cause, Fact, Known, Text, Truth, Unknown

if TYPE_CHECKING:  # what manifests say comes with them
    from eks_netlint.model.kubernetes.nouns import Workload

VPC_CNI = "the VPC CNI"

_AGENTS = pattern(
    r"(?:^|/)(?:(?P<Cilium>cilium/cilium(?:-dev|-ci)?)|(?P<Calico>calico/node|tigera/(?:cnx-)?node)"
    r"|(?P<Antrea>antrea/antrea[\w-]*)|(?P<router>kube-router)|(?P<weave>weave-npc)|(?P<kube>kube-network-policies))"
    r"(?:[:@]|$)"
)
"""Images of the agents that run on every node, by the engine they are of."""

_CALICO_NODE = pattern(r"(?:^|/)(calico/node|tigera/(?:cnx-)?node)(?:[:@]|$)")
"""The agent of both editions: Enterprise's images are of tigera."""

_TITLES = {"router": "kube-router", "weave": "Weave Net", "kube": "kube-network-policies"}


@dataclass(frozen=True, slots=True)
class Engine:
    """One engine: its name, the place that shows it, and whether it surely enforces policies there (it may)."""

    name: str
    span: Span
    on: Fact[bool]


@dataclass(frozen=True, slots=True)
class Engines:
    """The engines of one cluster; ``rest`` says why there may be others than those that are known."""

    known: tuple[Engine, ...]
    rest: Unknown | None

    @property
    def running(self) -> tuple[Engine, ...]:
        """Those that surely enforce policies."""
        return tuple(one for one in self.known if isinstance(one.on, Known))

    @property
    def doubts(self) -> tuple[Unknown, ...]:
        """Why there may be another one that does."""
        unsure = tuple(one.on for one in self.known if isinstance(one.on, Unknown))
        return unsure if self.rest is None else (*unsure, self.rest)


OUTSIDE = Unknown("the cluster on which the policies run is not in these files", cause=Cause.OUTSIDE)


def engines_of(cluster: Cluster | None, network: Network) -> Engines:
    """The engines of a cluster, or for None those of the cluster that nobody declares and manifests run on."""
    found = [*_own(cluster), *(_engine(one) for one in installed(cluster, network)), *_agents(cluster, network)]
    known = tuple(one for one in found if isinstance(one.on, Unknown) or one.on.value)
    return Engines(known, _rest(cluster, network))


def installed(cluster: Cluster | None, network: Network) -> Iterator[PolicyEngine]:
    """What Terraform installs on the cluster, or may install there."""
    for one in network.engines.known:
        if _may_be_on(one.cluster, cluster):
            yield one


def _own(cluster: Cluster | None) -> Iterator[Engine]:
    if cluster is None:
        return
    cni = cluster.cni
    on = cni.network_policy
    auto = isinstance(cluster.auto_mode, Known) and cluster.auto_mode.value
    if (cni.runs is Truth.NO and not auto) or (isinstance(on, Known) and not on.value):
        return
    if cni.runs is Truth.UNSURE and not auto:
        on = Unknown("whether the VPC CNI runs on the cluster is not known", cni.span)
    yield Engine(VPC_CNI, on.span or cni.span, on)


def _engine(one: PolicyEngine) -> Engine:
    on = one.enforces
    if isinstance(on, Known) and on.value and one.exists is not Truth.YES:
        on = Unknown(f"whether {one.kind} is installed is not known", one.span) if one.unsure is None else one.unsure
    elif isinstance(one.cluster, Unknown):
        on = one.cluster
    return Engine(one.kind, one.span, on)


def _agents(cluster: Cluster | None, network: Network) -> Iterator[Engine]:
    """Engines that manifests install: workloads that run an agent's image on every node."""
    if network.kubernetes is None:
        return
    for workload in network.kubernetes.workloads:
        if workload.kind != "DaemonSet" or not _may_be_on(workload.cluster, cluster):
            continue
        for container in workload.pod.containers.known:
            image = _repository(container.image)
            found = _AGENTS.search(image.value) if isinstance(image, Known) else None
            if found is not None and found.lastgroup is not None:
                name = _TITLES.get(found.lastgroup, found.lastgroup)
                yield Engine(name, workload.span, Known(True, workload.span))
                break
            if isinstance(image, Unknown) and not _is_apart(workload):
                yield Engine("an agent", workload.span, image)


def _repository(image: Fact[str]) -> Fact[str]:
    """An image, without its tag where that is not known."""
    first = image.parts[0] if isinstance(image, Text) and image.parts else None
    return Known(first, image.span) if isinstance(first, str) and (":" in first or "@" in first) else image


def _is_apart(workload: Workload) -> bool:
    """Whether pods surely have a network of their own, as no agent that enforces policies has."""
    host = workload.pod.host_network
    return isinstance(host, Known) and not host.value


def _may_be_on(home: Cluster | Unknown | None, cluster: Cluster | None) -> bool:
    return cluster is None or home is None or isinstance(home, Unknown) or home.address == cluster.address


def _rest(cluster: Cluster | None, network: Network) -> Unknown | None:
    if cluster is None:
        return OUTSIDE
    if cluster.adopted:
        why = "the cluster is declared elsewhere, and what enforces policies may be installed there"
        return Unknown(why, cluster.span, Cause.OUTSIDE)
    if network.engines.rest is not None:
        return network.engines.rest
    return None if network.kubernetes is None else network.kubernetes.rest_of("DaemonSet", "ConfigMap")


def calico_edition(cluster: Cluster | None, network: Network) -> Fact[bool]:
    """Whether Calico on the cluster is the open-source edition; unknown where the files do not show which."""
    for one in installed(cluster, network):
        if one.kind == "Calico":
            return one.community
    for workload in () if network.kubernetes is None else network.kubernetes.workloads:
        for container in workload.pod.containers.known if _may_be_on(workload.cluster, cluster) else ():
            image = container.image
            found = _CALICO_NODE.search(image.value) if isinstance(image, Known) else None
            if found is not None:
                return Known(found[1] == "calico/node", workload.span)
    return Unknown("which edition of Calico runs is not in these files", cause=Cause.OUTSIDE)
