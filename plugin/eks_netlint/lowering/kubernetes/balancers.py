"""Ingresses, classes, gateways, routes and what configures their target groups, from manifests.

Sources: docs/guide/ingress, docs/guide/gateway and docs/guide/targetgroupbinding of aws-load-balancer-controller v3.5
(2026-08), and the Ingress and Gateway API of Kubernetes 1.33.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, NamedTuple

from eks_netlint.lowering import read
from eks_netlint.lowering.kubernetes.containers import port_number_or_name
from eks_netlint.lowering.kubernetes.metadata import Clusters, common, labels_of, namespace_of, place
from eks_netlint.manifests import Manifest
from eks_netlint.model.kubernetes.balancers import (
    Backend,
    Gateway,
    GatewayClass,
    Ingress,
    IngressClass,
    IngressClassParams,
    LoadBalancerConfiguration,
    Parent,
    Route,
    TargetGroupBinding,
    TargetGroupConfiguration,
)
from eks_netlint.model.kubernetes.labels import Labels
from eks_netlint.model.nouns import Members
from eks_netlint.values import Absent, Fact, Fields, Items, Known, Unknown, Value, dig, first_of

if TYPE_CHECKING:
    from eks_netlint.model.kubernetes.nouns import Object

_KINDS = {
    ("networking.k8s.io", "Ingress"): "ingress",
    ("networking.k8s.io", "IngressClass"): "ingress_class",
    ("elbv2.k8s.aws", "IngressClassParams"): "params",
    ("eks.amazonaws.com", "IngressClassParams"): "params",
    ("elbv2.k8s.aws", "TargetGroupBinding"): "binding",
    ("eks.amazonaws.com", "TargetGroupBinding"): "binding",
    ("gateway.networking.k8s.io", "GatewayClass"): "gateway_class",
    ("gateway.networking.k8s.io", "Gateway"): "gateway",
    ("gateway.k8s.aws", "TargetGroupConfiguration"): "target_groups",
    ("gateway.k8s.aws", "LoadBalancerConfiguration"): "load_balancer",
    **{
        ("gateway.networking.k8s.io", kind): "route"
        for kind in ("HTTPRoute", "GRPCRoute", "TCPRoute", "TLSRoute", "UDPRoute")
    },
}
"""Group and kind to the field of ``Balancing`` that they fill; the controller of Auto Mode has a group of its own."""

KINDS = frozenset(kind for _, kind in _KINDS)

_PARAMS = {
    "loadBalancerName": "load-balancer-name",
    "scheme": "scheme",
    "ipAddressType": "ip-address-type",
    "inboundCIDRs": "inbound-cidrs",
    "sslPolicy": "ssl-policy",
    "sslRedirectPort": "ssl-redirect",
    "subnets": "subnets",
    "certificateArn": "certificate-arn",
    "certificateARNs": "certificate-arn",
    "wafv2AclArn": "wafv2-acl-arn",
    "wafv2AclName": "wafv2-acl-name",
    "loadBalancerAttributes": "load-balancer-attributes",
    "minimumLoadBalancerCapacity": "minimum-load-balancer-capacity",
}
"""Members of IngressClassParams and the annotations whose place they take."""


class Balancing(NamedTuple):
    """What brings traffic in, by kind."""

    ingresses: tuple[Ingress, ...]
    ingress_classes: tuple[IngressClass, ...]
    ingress_params: tuple[IngressClassParams, ...]
    gateways: tuple[Gateway, ...]
    gateway_classes: tuple[GatewayClass, ...]
    routes: tuple[Route, ...]
    target_group_configs: tuple[TargetGroupConfiguration, ...]
    load_balancer_configs: tuple[LoadBalancerConfiguration, ...]
    target_group_bindings: tuple[TargetGroupBinding, ...]


def balancing(found: Iterable[Manifest], clusters: Clusters) -> Balancing:
    """Every noun of this kind that the objects declare."""
    made: dict[str, list[Object]] = {}
    for manifest in found:
        what = _KINDS.get((_group(manifest), manifest.kind))
        if what is not None:
            made.setdefault(what, []).append(_MAKE[what](manifest, clusters))
    order = (
        "ingress", "ingress_class", "params", "gateway", "gateway_class", "route", "target_groups", "load_balancer",
        "binding",
    )  # fmt: skip
    return Balancing(*(tuple(made.get(what, ())) for what in order))  # type: ignore[arg-type]  # in Balancing's order


def _group(manifest: Manifest) -> str:
    version = manifest.api_version
    return version.value.rpartition("/")[0] if isinstance(version, Known) else ""


def _ingress(manifest: Manifest, clusters: Clusters) -> Ingress:
    spec = manifest.get("spec")
    name = read.text(dig(spec, "ingressClassName"), Known(None, manifest.span))
    backends = _ingress_backends(spec, namespace_of(manifest))
    return Ingress(*place(manifest), **common(manifest, clusters), class_name=name, backends=backends)


def _ingress_backends(spec: Value | Absent, namespace: Fact[str]) -> Members[Backend]:
    found: list[Backend] = []
    rest = spec if isinstance(spec, Unknown) else None
    for name in ("defaultBackend", "backend"):  # the second is that of extensions/v1beta1
        found += _ingress_backend(dig(spec, name), namespace, Known(None))
    rules = read.blocks(dig(spec, "rules"))
    rest = first_of(rest, rules.rest)
    for rule in rules.known:
        paths = read.blocks(dig(rule, "http", "paths"))
        rest = first_of(rest, paths.rest)
        for path in paths.known:
            prefix = read.text(path.get("path"), Known("/", path.span))
            found += _ingress_backend(path.get("backend"), namespace, prefix)
    return Members(tuple(found), rest, None if isinstance(spec, Absent) else spec.span)


def _ingress_backend(value: Value | Absent, namespace: Fact[str], path: Fact[str | None]) -> list[Backend]:
    if isinstance(value, Absent) or (isinstance(value, Known) and value.value is None):
        return []
    service = value if isinstance(value, Unknown) else dig(value, "service")
    if isinstance(service, Absent):
        service = value
        port, name = dig(value, "servicePort"), dig(value, "serviceName")
    else:
        port, name = dig(service, "port", "number"), dig(service, "name")
        port = dig(service, "port", "name") if read.nothing(port) else port
    if read.nothing(name):
        return []  # a resource of another kind
    return [Backend(_named(name), namespace, _port(port), path, value.span)]


def _port(value: Value | Absent) -> Fact[int | str | None]:
    return port_number_or_name(value, Known(None, value.span))


def _named(value: Value | Absent, what: str = "a name") -> Fact[str]:
    return read.text(value, Unknown(f"{what} is not written", value.span))


def _ingress_class(manifest: Manifest, clusters: Clusters) -> IngressClass:
    return IngressClass(*place(manifest), **common(manifest, clusters),
        controller=_named(manifest.get("spec", "controller"), "a controller"),
        parameters=read.text(manifest.get("spec", "parameters", "name"), Known(None, manifest.span)),
    )


def _params(manifest: Manifest, clusters: Clusters) -> IngressClassParams:
    spec = manifest.get("spec")
    settings: dict[str, Fact[str]] = {}
    for member, annotation in _PARAMS.items():
        value = dig(spec, member)
        if not read.nothing(value):
            settings[annotation] = _setting(value)
    rest = spec if isinstance(spec, Unknown) else spec.rest if isinstance(spec, Fields) else None
    return IngressClassParams(*place(manifest), **common(manifest, clusters),
        target_type=read.text(dig(spec, "targetType"), Known(None, manifest.span)),
        group=read.text(dig(spec, "group", "name"), Known(None, manifest.span)),
        settings=Labels(settings, rest),
    )


def _setting(value: Value | Absent) -> Fact[str]:
    """A setting as its annotation would spell it, as far as it can."""
    if isinstance(value, Items):
        pairs = [_pair(member) for member in value.members]
        unknown = next((pair for pair in pairs if isinstance(pair, Unknown)), value.rest)
        if unknown is not None:
            return unknown
        return Known(",".join(pair.value for pair in pairs if isinstance(pair, Known)), value.span)
    if isinstance(value, Fields):
        return Unknown("is told by parts", value.span)
    return read.text(value, Unknown("is not written", value.span))


def _pair(value: Value) -> Fact[str]:
    if not isinstance(value, Fields):
        return read.text(value, Unknown("is null", value.span))
    key, said = read.text(value.get("key"), None), read.text(value.get("value"), None)
    if isinstance(key, Known) and isinstance(said, Known):
        return Known(f"{key.value}={said.value}", value.span)
    return next((one for one in (key, said) if isinstance(one, Unknown)), Unknown("is no pair", value.span))


def _gateway_class(manifest: Manifest, clusters: Clusters) -> GatewayClass:
    return GatewayClass(*place(manifest), **common(manifest, clusters),
        controller=_named(manifest.get("spec", "controllerName"), "a controller"),
        parameters=read.text(manifest.get("spec", "parametersRef", "name"), Known(None, manifest.span)),
    )


def _gateway(manifest: Manifest, clusters: Clusters) -> Gateway:
    parameters = manifest.get("spec", "infrastructure", "parametersRef", "name")
    return Gateway(*place(manifest), **common(manifest, clusters),
        class_name=_named(manifest.get("spec", "gatewayClassName"), "a class"),
        parameters=read.text(parameters, Known(None, manifest.span)),
    )


def _route(manifest: Manifest, clusters: Clusters) -> Route:
    listed = read.blocks(manifest.get("spec", "parentRefs"))
    parents = tuple(
        Parent(_named(one.get("name")), read.text(one.get("namespace"), namespace_of(manifest))) for one in listed.known
    )
    found: list[Backend] = []
    rules = read.blocks(manifest.get("spec", "rules"))
    rest = rules.rest
    for rule in rules.known:
        backends = read.blocks(rule.get("backendRefs"))
        rest = first_of(rest, backends.rest)
        found += [_route_backend(one, namespace_of(manifest)) for one in backends.known if _is_service(one)]
    return Route(
        *place(manifest),
        **common(manifest, clusters),
        parents=Members(parents, listed.rest, listed.span),
        backends=Members(tuple(found), rest, rules.span),
    )


def _is_service(backend: Fields) -> bool:
    kind = backend.get("kind")
    return read.nothing(kind) or (isinstance(kind, Known) and kind.value == "Service")


def _route_backend(one: Fields, own: Fact[str]) -> Backend:
    namespace = read.text(one.get("namespace"), own)
    return Backend(_named(one.get("name")), namespace, _port(one.get("port")), Known(None), one.span)


def _target_groups(manifest: Manifest, clusters: Clusters) -> TargetGroupConfiguration:
    spec = manifest.get("spec")
    default = dig(spec, "defaultConfiguration")
    reference = dig(spec, "targetReference")
    name = Known(None, manifest.span) if read.nothing(reference) else _named(dig(reference, "name"))
    health = dig(default, "healthCheckConfig")
    routes = dig(spec, "routeConfigurations")
    otherwise = None if read.empty(routes) else Unknown("some routes have settings of their own", routes.span)
    return TargetGroupConfiguration(*place(manifest), **common(manifest, clusters),
        service=name,
        target_type=read.text(dig(default, "targetType"), Known(None, manifest.span)),
        health=None if read.nothing(health) else labels_of(health),
        attributes=_attributes(dig(default, "targetGroupAttributes")),
        routes=otherwise,
    )


def _attributes(value: Value | Absent) -> Labels:
    listed = read.blocks(value)
    known: dict[str, Fact[str]] = {}
    rest = listed.rest
    for one in listed.known:
        key = read.text(one.get("key"), None)
        if isinstance(key, Known):
            known[key.value] = read.text(one.get("value"), Known("", one.span))
        else:
            rest = read.either(rest, Unknown("an attribute has no name", one.span) if key is None else key)
    return Labels(known, rest)


def _load_balancer(manifest: Manifest, clusters: Clusters) -> LoadBalancerConfiguration:
    name = read.text(manifest.get("spec", "defaultTargetGroupConfiguration", "name"), Known(None, manifest.span))
    return LoadBalancerConfiguration(*place(manifest), **common(manifest, clusters), defaults=name)


def _binding(manifest: Manifest, clusters: Clusters) -> TargetGroupBinding:
    service = manifest.get("spec", "serviceRef")
    backend = Backend(
        _named(dig(service, "name")), namespace_of(manifest), _port(dig(service, "port")), Known(None),
        None if isinstance(service, Absent) else service.span,
    )  # fmt: skip
    target_type = read.text(manifest.get("spec", "targetType"), Known(None, manifest.span))
    return TargetGroupBinding(*place(manifest), **common(manifest, clusters), backend=backend, target_type=target_type)


_MAKE: dict[str, Callable[[Manifest, Clusters], Object]] = {
    "ingress": _ingress,
    "ingress_class": _ingress_class,
    "params": _params,
    "gateway": _gateway,
    "gateway_class": _gateway_class,
    "route": _route,
    "target_groups": _target_groups,
    "load_balancer": _load_balancer,
    "binding": _binding,
}
