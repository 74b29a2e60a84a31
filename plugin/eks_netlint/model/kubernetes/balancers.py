"""The nouns of what brings traffic to pods: ingresses, gateways, and what the load balancer controllers are told.

Frozen and free of questions; ``traffic`` answers which target groups they make.  Annotations stand in the nouns as they
are written: which of them count is for the controller to say.
"""

from __future__ import annotations

from eks_netlint.model.kubernetes.labels import Labels
from eks_netlint.model.kubernetes.nouns import Object
from eks_netlint.model.nouns import Cluster, Members, Noun
from eks_netlint.records import dataclass, field
from eks_netlint.source import Span
from eks_netlint.values import Fact, Truth, Unknown


@dataclass(frozen=True, slots=True)
class Backend:
    """A service that traffic is sent to: ``port`` is the number or the name of its port, null where none is written."""

    service: Fact[str]
    namespace: Fact[str]
    port: Fact[int | str | None]
    path: Fact[str | None]
    span: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Ingress(Object):
    """An Ingress; ``class_name`` is ``spec.ingressClassName``, null where none is written."""

    class_name: Fact[str | None]
    backends: Members[Backend]


@dataclass(frozen=True, slots=True)
class IngressClass(Object):
    """An IngressClass; ``parameters`` is the name of its IngressClassParams, null where it has none."""

    controller: Fact[str]
    parameters: Fact[str | None]


@dataclass(frozen=True, slots=True)
class IngressClassParams(Object):
    """What is said for all ingresses of a class; each is null where it is left to the ingresses.

    ``settings`` are those that stand in the place of an annotation, under the annotation's name without its prefix.
    """

    target_type: Fact[str | None]
    group: Fact[str | None]
    settings: Labels


@dataclass(frozen=True, slots=True)
class GatewayClass(Object):
    """A GatewayClass; ``parameters`` is the name of its LoadBalancerConfiguration, null where it has none."""

    controller: Fact[str]
    parameters: Fact[str | None]


@dataclass(frozen=True, slots=True)
class Gateway(Object):
    """A Gateway; ``parameters`` is the name of its LoadBalancerConfiguration, null where it has none."""

    class_name: Fact[str]
    parameters: Fact[str | None]


@dataclass(frozen=True, slots=True)
class Parent:
    """The gateway that a route hangs at."""

    name: Fact[str]
    namespace: Fact[str]


@dataclass(frozen=True, slots=True)
class Route(Object):
    """A route of the Gateway API: HTTPRoute, GRPCRoute, TCPRoute, TLSRoute or UDPRoute."""

    parents: Members[Parent]
    backends: Members[Backend]


@dataclass(frozen=True, slots=True)
class TargetGroupConfiguration(Object):
    """Settings of the target groups of one service, or defaults that a LoadBalancerConfiguration refers to.

    ``service`` is null where it is for no service in particular.  ``health`` holds ``healthCheckPath``,
    ``healthCheckPort``, ``matcher`` and the like, None where no health check is configured; ``routes`` says why some
    routes may be configured otherwise.
    """

    service: Fact[str | None]
    target_type: Fact[str | None]
    health: Labels | None
    attributes: Labels
    routes: Unknown | None


@dataclass(frozen=True, slots=True)
class LoadBalancerConfiguration(Object):
    """Settings of the load balancers of a gateway or of all of a class.

    ``defaults`` is the name of the TargetGroupConfiguration that it refers to, null where there is none.
    """

    defaults: Fact[str | None]


@dataclass(frozen=True, slots=True)
class TargetGroupBinding(Object):
    """A target group that somebody else makes, and the service whose pods or nodes are registered in it.

    ``target_type`` is null where the controller looks it up.
    """

    backend: Backend
    target_type: Fact[str | None]


@dataclass(frozen=True, slots=True)
class Controller(Noun):
    """What makes load balancers of a cluster's objects.

    ``opens`` says whether it opens targets to load balancers whose groups an object names, where the object does not
    say.  ``product`` is "AWS Load Balancer Controller" or "EKS Auto Mode".  ``claims`` says whether it takes every new
    service of type LoadBalancer that names no class.  ``params`` are those of the ingress class that its chart makes,
    None where it surely sets none.  ``version`` is null where none is pinned.
    """

    product: str
    target_type: Fact[str]
    claims: Fact[bool]
    ingress_class: Fact[str]
    params: IngressClassParams | Unknown | None
    version: Fact[str | None]
    cluster: Cluster | Unknown | None
    opens: Fact[bool]


@dataclass(frozen=True, slots=True)
class KubeProxy(Noun):
    """How kube-proxy of one cluster is set: ``mode`` is iptables, ipvs or nftables (iptables by default)."""

    mode: Fact[str]
    cluster: Cluster | Unknown | None
    runs: Truth = Truth.YES


@dataclass(frozen=True, slots=True)
class CoreDns(Noun):
    """How CoreDNS of one cluster is set: ``replicas`` is 2 by default; ``scales`` is the add-on's own autoscaling."""

    replicas: Fact[int]
    scales: Fact[bool]
    cluster: Cluster | Unknown | None


@dataclass(frozen=True, slots=True)
class NodeLocalDns(Noun):
    """NodeLocal DNSCache of one cluster."""

    cluster: Cluster | Unknown | None
