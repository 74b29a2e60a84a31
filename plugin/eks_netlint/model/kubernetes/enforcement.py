"""Which engine enforces which policies."""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.density import groups_of
from eks_netlint.model.engines import OUTSIDE, VPC_CNI, engines_of
from eks_netlint.model.kubernetes.policies import CALICO, CILIUM, Policy
from eks_netlint.model.kubernetes.selection import home, kubernetes
from eks_netlint.model.nouns import Cluster, Network
from eks_netlint.records import dataclass
from eks_netlint.source import Span
from eks_netlint.values import Cause, Fact, Known, Truth, Unknown

_ENGINES = {CILIUM: "Cilium", CALICO: "Calico"}
"""Engines that have policies of their own."""


@dataclass(frozen=True, slots=True)
class Unenforced:
    """Policies of one cluster that nothing enforces, or may not; ``doubts`` say why it is not sure.

    ``configured`` says that the files configure the VPC CNI, and leave its agent off.
    """

    policies: tuple[Policy, ...]
    at: Span | None
    why: str = ""
    configured: bool = False
    doubts: tuple[Unknown, ...] = ()


def unenforced(network: Network) -> Iterator[Unenforced]:
    """For each cluster on which policies run and no engine surely enforces them."""
    by_cluster: dict[str, tuple[Cluster | Unknown | None, list[Policy]]] = {}
    for policy in kubernetes(network).policies:
        if policy.exists is Truth.YES:
            cluster = home(policy, network)
            key = cluster.address if isinstance(cluster, Cluster) else ""
            by_cluster.setdefault(key, (cluster, []))[1].append(policy)
    for cluster, policies in by_cluster.values():
        if isinstance(cluster, Unknown):
            yield Unenforced(tuple(policies), None, doubts=(cluster,))
        else:
            found = _on(cluster, tuple(policies), network)
            if found is not None:
                yield found


def _on(cluster: Cluster | None, policies: tuple[Policy, ...], network: Network) -> Unenforced | None:
    engines = engines_of(cluster, network)
    if engines.running:
        return None
    if engines.known or engines.rest is not None:
        return Unenforced(policies, None, doubts=engines.doubts)
    own = next((policy for policy in policies if policy.dialect in _ENGINES), None)
    if own is not None or cluster is None:
        named = "a policy needs an engine" if own is None else f"{own.kind} needs {_ENGINES[own.dialect]}"
        return Unenforced(policies, None, doubts=(Unknown(f"{named}, installed elsewhere", cause=Cause.OUTSIDE),))
    cni = cluster.cni
    if isinstance(cluster.auto_mode, Known) and cluster.auto_mode.value:
        why_not = "no ConfigMap amazon-vpc-cni turns on the policy controller of EKS Auto Mode"
        return Unenforced(policies, cluster.auto_mode.span or cluster.span, why_not)
    configured = cni.declared is Truth.YES
    why_not = (
        "enableNetworkPolicy of the VPC CNI is not true, and no other engine is installed"
        if configured
        else "nothing in these files configures the VPC CNI to do it or installs another engine"
    )
    at = cni.network_policy.span if isinstance(cni.network_policy, Known) else None
    return Unenforced(policies, at or (cni.span if configured else cluster.span), why_not, configured)


def by_the_cni(policy: Policy, network: Network) -> Fact[bool]:
    """Whether the VPC CNI enforces a policy: no where surely another engine does, or none."""
    cluster = home(policy, network)
    if isinstance(cluster, Unknown):
        return cluster
    engines = engines_of(cluster, network)
    if any(engine.name == VPC_CNI for engine in engines.running):
        return Known(True)
    mine = next((engine.on for engine in engines.known if engine.name == VPC_CNI), None)
    if isinstance(mine, Unknown):
        return mine
    if cluster is None and not engines.running:
        return OUTSIDE
    return Known(False) if engines.rest is None or engines.running else engines.rest


def only_auto_mode(policy: Policy, network: Network) -> Fact[bool]:
    """Whether the policy's cluster has nodes of EKS Auto Mode and no others."""
    cluster = home(policy, network)
    if cluster is None or isinstance(cluster, Unknown):
        return OUTSIDE if cluster is None else cluster
    auto = cluster.auto_mode
    if isinstance(auto, Unknown) or not auto.value:
        return auto
    if groups_of(cluster.cni, network) or cluster.cni.runs is not Truth.NO:
        return Unknown("the cluster has nodes besides those of Auto Mode, or may have", auto.span)
    return auto
