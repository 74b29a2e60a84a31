"""Target groups of the Gateway API: the gateway a route hangs at, and the configurations that count.

Source: docs/guide/gateway/targetgroupconfig.md of aws-load-balancer-controller v3.5 (2026-08): a service's own
configuration, member by member before the gateway's default, then the controller's.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from eks_netlint.model.kubernetes import controllers, settings
from eks_netlint.model.kubernetes.balancers import (
    Backend,
    Gateway,
    GatewayClass,
    Parent,
    Route,
    TargetGroupConfiguration,
)
from eks_netlint.model.kubernetes.labels import Labels, all_of, same_namespace
from eks_netlint.model.kubernetes.nouns import Kubernetes
from eks_netlint.model.kubernetes.places import same_name, together
from eks_netlint.model.nouns import Network
from eks_netlint.values import Cause, Fact, Known, Truth, Unknown

if TYPE_CHECKING:
    from eks_netlint.model.kubernetes.traffic import TargetGroup

_BALANCERS = {"gateway.k8s.aws/alb": "ALB", "gateway.k8s.aws/nlb": "NLB"}
_LAYER_7 = frozenset(["HTTPRoute", "GRPCRoute"])


def of_route(route: Route, network: Network) -> Iterator[TargetGroup]:
    """The target groups that a route asks for at gateways of AWS, each backend's once."""
    from eks_netlint.model.kubernetes.traffic import TargetGroup, port_of, service_of  # stands on this module

    balancer = _balancer(route, network)
    if balancer is None:
        return
    for backend in route.backends.known:
        service = service_of(backend, route, network)
        own = _configured(backend, route, network)
        kind, health, attributes = _settings(own, route, network)
        yield TargetGroup(
            route, balancer if isinstance(balancer, str) else "", kind, backend, service,
            port_of(service, backend.port), health, attributes, settings.delay(attributes),
            Truth.YES if isinstance(balancer, str) else Truth.UNSURE,
            None if isinstance(balancer, str) else balancer,
        )  # fmt: skip


def _balancer(route: Route, network: Network) -> str | Unknown | None:
    """What the gateways of a route are: "ALB" or "NLB", None where none is one of AWS."""
    doubt: Unknown | None = route.parents.rest
    for parent in route.parents.known:
        gateway = _gateway(parent, route, network)
        found = gateway if isinstance(gateway, Unknown) else _of_class(gateway, network)
        if isinstance(found, str):
            return found
        doubt = found if doubt is None else doubt
    return doubt


def _gateway(parent: Parent, route: Route, network: Network) -> Gateway | Unknown:
    for one in _kubernetes(network).gateways:
        answer = all_of((
            same_name(one.name, parent.name),
            same_namespace(one.namespace, parent.namespace),
            together(one, route, network),
        ))  # fmt: skip
        if answer is Truth.YES:
            return one
    return Unknown("the gateway of the route is not in the files", route.span, Cause.OUTSIDE)


def _of_class(gateway: Gateway, network: Network) -> str | Unknown | None:
    found = _class_of(gateway, network)
    if isinstance(found, Unknown):
        return found
    return found.controller if isinstance(found.controller, Unknown) else _BALANCERS.get(found.controller.value)


def _class_of(gateway: Gateway, network: Network) -> GatewayClass | Unknown:
    for one in _kubernetes(network).gateway_classes:
        here = all_of((same_name(one.name, gateway.class_name), together(one, gateway, network)))
        if here is Truth.YES:
            return one
    why = "the class of the gateway is not in the files"
    return Unknown(why, gateway.class_name.span or gateway.span, Cause.OUTSIDE)


def _configured(backend: Backend, route: Route, network: Network) -> TargetGroupConfiguration | Unknown | None:
    """The configuration of the backend's service."""
    kubernetes = _kubernetes(network)
    for one in kubernetes.target_group_configs:
        if isinstance(one.service, Known) and one.service.value is None:
            continue
        named: Fact[str] = one.service if isinstance(one.service, Unknown) else Known(str(one.service.value))
        answer = all_of((
            same_name(named, backend.service),
            same_namespace(one.namespace, backend.namespace),
            together(one, route, network),
        ))  # fmt: skip
        if answer is Truth.YES:
            return one
        if answer is Truth.UNSURE:
            return Unknown("which TargetGroupConfiguration counts is not known", one.span)
    return kubernetes.rest


def _settings(
    own: TargetGroupConfiguration | Unknown | None, route: Route, network: Network
) -> tuple[Fact[str], settings.HealthCheck | Unknown, Labels]:
    layers: list[TargetGroupConfiguration] = []
    doubt = own if isinstance(own, Unknown) else None
    if isinstance(own, TargetGroupConfiguration):
        layers.append(own)
        doubt = own.routes
    default = _default(route, network)
    if isinstance(default, TargetGroupConfiguration):
        layers.append(default)
    elif default is not None:
        doubt = default if doubt is None else doubt
    if doubt is not None:
        return doubt, doubt, Labels({}, doubt)
    kinds = [one.target_type for one in layers if isinstance(one.target_type, Unknown) or one.target_type.value]
    health = next((one.health for one in layers if one.health is not None), None)
    attributes = Labels({key: value for one in reversed(layers) for key, value in one.attributes.known.items()})
    kind = _text(kinds[0]) if kinds else controllers.default_target_type(route, network, controllers.LBC)
    return kind, settings.gateway_health(health, route.kind in _LAYER_7), attributes


def _default(route: Route, network: Network) -> TargetGroupConfiguration | Unknown | None:
    """The default of the gateway or of its class; two of them are too many to tell which counts."""
    found: list[TargetGroupConfiguration | Unknown] = []
    for parent in route.parents.known:
        gateway = _gateway(parent, route, network)
        if isinstance(gateway, Unknown):
            continue
        for said in (gateway, _class_of(gateway, network)):
            if not isinstance(said, Unknown):
                one = _referred(said, network)
                found += [] if one is None else [one]
    if len(found) > 1:
        return Unknown("several default configurations count", found[0].span)
    return found[0] if found else None


def _referred(said: Gateway | GatewayClass, network: Network) -> TargetGroupConfiguration | Unknown | None:
    """The default configuration that a gateway or class leads to."""
    if isinstance(said.parameters, Unknown):
        return said.parameters
    if said.parameters.value is None:
        return None
    kubernetes = _kubernetes(network)
    for balancer in kubernetes.load_balancer_configs:
        if isinstance(balancer.name, Known) and balancer.name.value == said.parameters.value:
            if isinstance(balancer.defaults, Unknown):
                return balancer.defaults
            if balancer.defaults.value is None:
                return None
            for one in kubernetes.target_group_configs:
                if isinstance(one.name, Known) and one.name.value == balancer.defaults.value:
                    return one
    return Unknown("what configures the gateway is not in the files", said.parameters.span, Cause.OUTSIDE)


def _text(fact: Fact[str | None]) -> Fact[str]:
    return fact if isinstance(fact, Unknown) else Known(str(fact.value), fact.span)


def _kubernetes(network: Network) -> Kubernetes:
    return Kubernetes() if network.kubernetes is None else network.kubernetes
