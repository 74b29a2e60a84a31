"""Pods with security groups of their own: which ones, and how the VPC CNI treats their traffic.

Which pods a SecurityGroupPolicy selects: pkg/utils/helper.go and webhooks/core/pod_webhook.go of
amazon-vpc-resource-controller-k8s (2026-04).  Modes: README.md of amazon-vpc-cni-k8s v1.23.1 (2026-08-20).
"""

from __future__ import annotations

from eks_netlint.model.cni import mode, parse_bool, setting
from eks_netlint.model.kubernetes.labels import Selector, all_of, same_namespace
from eks_netlint.model.kubernetes.nouns import Workload
from eks_netlint.model.kubernetes.places import on_one_cluster, together
from eks_netlint.model.kubernetes.pools import SecurityGroupPolicy
from eks_netlint.model.nouns import Cluster, CniSettings, Network
from eks_netlint.records import dataclass
from eks_netlint.source import Span
from eks_netlint.values import Fact, Known, Origin, Truth, Unknown

ENFORCING = "POD_SECURITY_GROUP_ENFORCING_MODE"
EARLY_DEMUX = "DISABLE_TCP_EARLY_DEMUX"
STRICT, STANDARD = "strict", "standard"
OVER_TCP = frozenset(["httpGet", "tcpSocket", "grpc"])
STRICT_ASSUMED = f"{ENFORCING} strict, as none is written"

Held = tuple[SecurityGroupPolicy, Truth]
"""A policy, and whether it gives some pods its groups (YES or UNSURE)."""


def enforcing(cni: CniSettings) -> Fact[str]:
    """How groups of pods are enforced: "strict", the default and what any other word means, or "standard"."""
    said = setting(cni, ENFORCING)
    if isinstance(said, Unknown):
        return said
    if said.value is None:
        return Known(STRICT, cni.span, Origin.DEFAULT)
    return Known(STANDARD if said.value == STANDARD else STRICT, said.span, said.origin)


def strictly(cni: CniSettings) -> Fact[bool]:
    """Whether pods may have groups of their own that are enforced strictly; the place is where they are turned on."""
    if cni.runs is Truth.NO:
        return Known(False, cni.span)
    switch, how = mode(cni).pod_eni, enforcing(cni)
    for fact in (switch, how):
        if isinstance(fact, Known) and fact.value in (False, STANDARD):
            return Known(False, fact.span, fact.origin)
    if isinstance(switch, Unknown) or isinstance(how, Unknown):
        return switch if isinstance(switch, Unknown) else how  # type: ignore[return-value]  # one of them is
    if cni.runs is Truth.UNSURE:
        return Unknown("whether the cluster runs the VPC CNI is not known", cni.span)
    return Known(True, switch.span, how.origin)


def early_demux_off(cni: CniSettings) -> Fact[bool]:
    """Whether the init container turns early demultiplexing off; without that kubelet's probes fail in mode strict."""
    said = cni.init_env.get(EARLY_DEMUX)
    if said is None:
        return Known(False, cni.span, Origin.DEFAULT) if cni.rest is None else cni.rest
    if isinstance(said, Unknown):
        return said
    return Known(bool(said.value and parse_bool(said.value)), said.span, said.origin)


def group_policies(cluster: Cluster, network: Network) -> tuple[SecurityGroupPolicy, ...]:
    """The policies of the files that surely are on the cluster."""
    return tuple(
        policy
        for policy in (() if network.kubernetes is None else network.kubernetes.group_policies)
        if policy.exists is Truth.YES and on_one_cluster(policy.cluster, cluster) is Truth.YES
    )


def policies_for(workload: Workload, network: Network) -> tuple[Held, ...]:
    """The policies that give pods of the workload groups of their own, or may."""
    every = () if network.kubernetes is None else network.kubernetes.group_policies
    if not every:
        return ()
    answers = ((policy, selects(policy, workload, network)) for policy in every)
    return tuple((policy, answer) for policy, answer in answers if answer is not Truth.NO)


def has_own_groups(workload: Workload, network: Network) -> Truth:
    """Whether pods of the workload have security groups of their own, by the policies of the files."""
    answers = [answer for _, answer in policies_for(workload, network)]
    if Truth.YES in answers:
        return Truth.YES
    rest = None if network.kubernetes is None else network.kubernetes.rest_of("SecurityGroupPolicy")
    return Truth.UNSURE if answers or rest is not None else Truth.NO


def selects(policy: SecurityGroupPolicy, workload: Workload, network: Network) -> Truth:
    """Whether the policy gives pods of the workload its groups; pods on the network of their node never get any."""
    if policy.pods is None and policy.accounts is None:
        return Truth.NO
    if not policy.groups.known and policy.groups.complete:
        return Truth.NO
    host = workload.pod.host_network
    off_host = Truth.UNSURE if isinstance(host, Unknown) else Truth.of(not host.value)
    by_pod = Truth.YES if policy.pods is None else policy.pods.selects(workload.pod.labels)
    return all_of((
        off_host,
        by_pod,
        _by_account(policy.accounts),
        same_namespace(policy.namespace, workload.namespace),
        policy.exists,
        workload.exists,
        together(policy, workload, network),
    ))  # fmt: skip


def _by_account(accounts: Selector | None) -> Truth:
    """Whether a service account is selected, whose labels nobody reads."""
    return Truth.YES if accounts is None or accounts.selects_all else Truth.UNSURE


@dataclass(frozen=True, slots=True)
class Probed:
    """A probe that kubelet makes over TCP, of a container of ``owner``, a workload's address."""

    kind: str
    owner: str
    span: Span


def probed(cluster: Cluster, network: Network) -> tuple[tuple[Probed, Truth], ...]:
    """The probes over TCP of pods with groups of their own, and whether both is sure."""
    found: list[tuple[Probed, Truth]] = []
    for workload in () if network.kubernetes is None else network.kubernetes.workloads:
        own = has_own_groups(workload, network) & on_one_cluster(workload.cluster, cluster)
        if own is Truth.NO:
            continue
        for container in workload.pod.containers.known:
            for probe in (container.readiness, container.liveness, container.startup):
                if isinstance(probe, Unknown) or (probe is not None and not probe.kind):
                    span = probe.span or workload.span
                    found.append((Probed("probe", workload.address, span), Truth.UNSURE))
                elif probe is not None and probe.kind in OVER_TCP:
                    found.append((Probed(probe.kind, workload.address, probe.span or workload.span), own))
    return tuple(found)
