"""The nouns of what runs on a cluster.  Frozen and free of questions, as in ``model.nouns``.

Where an object writes no namespace, its ``namespace`` is a DEFAULT ``default`` (``labels.same_namespace`` compares).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from eks_netlint.model.kubernetes.labels import Labels, Selector
from eks_netlint.model.nouns import Cluster, Members, Noun
from eks_netlint.records import dataclass, field
from eks_netlint.source import Span
from eks_netlint.values import Fact, Known, Unknown

if TYPE_CHECKING:  # they stand on this module
    from eks_netlint.model.kubernetes.balancers import (
        Controller,
        CoreDns,
        Gateway,
        GatewayClass,
        Ingress,
        IngressClass,
        IngressClassParams,
        KubeProxy,
        LoadBalancerConfiguration,
        NodeLocalDns,
        Route,
        TargetGroupBinding,
        TargetGroupConfiguration,
    )
    from eks_netlint.model.kubernetes.policies import AddressSet, Policy, Tier
    from eks_netlint.model.kubernetes.pools import Karpenter, NodeClass, NodePool, SecurityGroupPolicy
    from eks_netlint.model.kubernetes.webhooks import Addon, Webhook


@dataclass(frozen=True, slots=True)
class Object(Noun):
    """What every Kubernetes object has.

    ``address`` is ``Kind/namespace/name`` for files, and the resource's address for what Terraform applies.
    ``cluster`` is where it runs: None where it is the only one of the network or none is known.
    """

    kind: str
    name: Fact[str]
    namespace: Fact[str]
    labels: Labels
    annotations: Labels
    cluster: Cluster | Unknown | None = field(default=None, kw_only=True)


@dataclass(frozen=True, slots=True)
class Namespace(Object):
    """A namespace that the files declare; ``labels`` hold ``kubernetes.io/metadata.name`` too."""


@dataclass(frozen=True, slots=True)
class Port:
    """A port: ``number`` null where none is written; ``protocol`` TCP, UDP or SCTP (TCP by default)."""

    number: Fact[int | None]
    protocol: Fact[str]
    name: Fact[str | None]
    span: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Probe:
    """A probe of a container.

    ``kind`` is "httpGet", "tcpSocket", "grpc" or "exec" ("" where none is written or it is not known).  ``port`` is
    the number or the name of a container port, null where none is written.  Times are in seconds.
    """

    kind: str
    port: Fact[int | str | None]
    path: Fact[str | None]
    period: Fact[int]
    timeout: Fact[int]
    failure_threshold: Fact[int]
    success_threshold: Fact[int]
    initial_delay: Fact[int]
    span: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Container:
    """A container of a pod; ``image`` as it is written, registry, tag and digest included.

    A probe or ``pre_stop`` is None where none is written.  ``pre_stop`` says how many seconds its ``sleep`` lasts:
    null where it is a hook of another kind.  ``env`` holds the variables by name, those that are taken from elsewhere
    as unknown.
    """

    name: Fact[str]
    image: Fact[str]
    ports: Members[Port]
    readiness: Probe | Unknown | None
    liveness: Probe | Unknown | None
    startup: Probe | Unknown | None
    pre_stop: Fact[int | None] | None
    command: Members[Known[str]]  # command and args, as far as they are strings
    env: Mapping[str, Fact[str]]
    env_rest: Unknown | None
    span: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class DnsConfig:
    """``dnsConfig`` of a pod: its nameservers and its options by name (null where an option has no value)."""

    nameservers: Members[Fact[str]]
    searches: Members[Fact[str]]
    options: Mapping[str, Fact[str | None]]
    options_rest: Unknown | None
    span: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Pod:
    """The pod of a workload: its template, with the defaults of the API server marked as such.

    ``dns_policy`` is ClusterFirst by default, ``grace`` (terminationGracePeriodSeconds) 30 seconds.  ``spread`` are
    the keys of its topology spread constraints and required anti-affinity.  ``readiness_gates`` are condition types.
    """

    labels: Labels
    annotations: Labels
    containers: Members[Container]
    host_network: Fact[bool]
    dns_policy: Fact[str]
    dns_config: DnsConfig | Unknown | None
    grace: Fact[int]
    service_account: Fact[str]
    node_selector: Labels
    tolerates: Unknown | None  # a toleration of anything, or one that is not known; None where there surely is none
    spread: Members[Fact[str]]
    readiness_gates: Members[Fact[str]]
    span: Span | None = field(default=None, compare=False)
    node_affinity: Unknown | None = None  # an affinity to nodes, or one that may be; None where there surely is none


@dataclass(frozen=True, slots=True)
class Workload(Object):
    """What makes pods.

    Pod, Deployment, ReplicaSet, ReplicationController, StatefulSet, DaemonSet, Job, CronJob, Rollout.
    ``replicas`` is 1 by default, null for a DaemonSet, which makes one a node, and where an autoscaler decides.
    ``strategy`` is the update's type, such as RollingUpdate or Recreate.  ``min_ready`` is minReadySeconds.
    """

    pod: Pod
    replicas: Fact[int | None]
    strategy: Fact[str]
    min_ready: Fact[int] = field(default_factory=lambda: Known(0))


@dataclass(frozen=True, slots=True)
class ServicePort:
    """A port of a service: ``target`` is the number or name of the pods' port (by default ``port`` itself)."""

    name: Fact[str | None]
    port: Fact[int]
    target: Fact[int | str]
    protocol: Fact[str]
    node_port: Fact[int | None]
    span: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Service(Object):
    """A service.  ``selector`` is None where it selects no pods (endpoints are made by hand, or it is external).

    ``kind_of`` is ClusterIP, NodePort, LoadBalancer or ExternalName; ``traffic`` is externalTrafficPolicy (Cluster
    by default); ``node_ports`` is allocateLoadBalancerNodePorts (true by default); ``load_balancer_class`` is null
    where none is written; ``cluster_ip`` is "None" for a headless service and null where none is written.
    """

    kind_of: Fact[str]
    selector: Selector | None
    ports: Members[ServicePort]
    traffic: Fact[str]
    node_ports: Fact[bool]
    load_balancer_class: Fact[str | None]
    source_ranges: Members[Fact[str]]
    cluster_ip: Fact[str | None]


@dataclass(frozen=True, slots=True)
class Kubernetes:
    """Everything that runs on the clusters of one network, as far as its files say.

    ``rest`` is the reason why there may be objects of any kind that are not here: a document that is not known.
    ``unread`` are such reasons by kind, of files whose kinds are told but which are not read otherwise: templates of
    Helm charts, broken documents.  Whoever concludes from something's absence asks ``rest_of``.
    """

    namespaces: tuple[Namespace, ...] = ()
    workloads: tuple[Workload, ...] = ()
    services: tuple[Service, ...] = ()
    policies: tuple[Policy, ...] = ()
    tiers: tuple[Tier, ...] = ()
    address_sets: tuple[AddressSet, ...] = ()
    ingresses: tuple[Ingress, ...] = ()
    ingress_classes: tuple[IngressClass, ...] = ()
    ingress_params: tuple[IngressClassParams, ...] = ()
    gateways: tuple[Gateway, ...] = ()
    gateway_classes: tuple[GatewayClass, ...] = ()
    routes: tuple[Route, ...] = ()
    target_group_configs: tuple[TargetGroupConfiguration, ...] = ()
    load_balancer_configs: tuple[LoadBalancerConfiguration, ...] = ()
    target_group_bindings: tuple[TargetGroupBinding, ...] = ()
    controllers: tuple[Controller, ...] = ()
    kube_proxies: tuple[KubeProxy, ...] = ()
    core_dns: tuple[CoreDns, ...] = ()
    node_local_dns: tuple[NodeLocalDns, ...] = ()
    node_pools: tuple[NodePool, ...] = ()
    node_classes: tuple[NodeClass, ...] = ()
    group_policies: tuple[SecurityGroupPolicy, ...] = ()
    karpenters: tuple[Karpenter, ...] = ()
    webhooks: tuple[Webhook, ...] = ()
    addons: tuple[Addon, ...] = ()
    rest: Unknown | None = None
    unread: Mapping[str, Unknown] = field(default_factory=dict)

    def rest_of(self, *kinds: str) -> Unknown | None:
        """Why there may be further objects of one of the kinds, as in ``rest_of("Service")``; None if all are here."""
        if self.rest is not None:
            return self.rest
        return next((self.unread[kind] for kind in kinds if kind in self.unread), None)

    def named(self, kind: str) -> tuple[object, ...]:
        """All nouns of the kind of that name, in the order of the files; raises ``KeyError`` if there is no such kind.

        ``Kubernetes`` is this itself, where objects of the files are in it.
        """
        every: dict[str, tuple[object, ...]] = {
            "Namespace": self.namespaces,
            "Workload": self.workloads,
            "Service": self.services,
            "Policy": self.policies,
            "Tier": self.tiers,
            "AddressSet": self.address_sets,
            "Ingress": self.ingresses,
            "TargetGroupBinding": self.target_group_bindings,
            "KubeProxy": self.kube_proxies,
            "CoreDns": self.core_dns,
            "NodeLocalDns": self.node_local_dns,
            "NodePool": self.node_pools,
            "NodeClass": self.node_classes,
            "SecurityGroupPolicy": self.group_policies,
            "Webhook": self.webhooks,
            "Addon": self.addons,
        }
        if kind == "Kubernetes":
            return (self,) if any(every[name] for name in ("Workload", "Service", "Policy", "Ingress")) else ()
        return every[kind]
