"""Target groups: which ones the objects of a cluster make, with what settings, and whose pods are behind them.

What counts where, as aws-load-balancer-controller v3.5 (2026-08) has it: IngressClassParams before annotations, the
service's annotations before the ingress's (pkg/ingress/model_build_target_group.go merges them so), then what the
controller itself is told.
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.kubernetes import classes, controllers, gateways, settings
from eks_netlint.model.kubernetes.backed import services_called, workloads_for
from eks_netlint.model.kubernetes.balancers import Backend, Ingress, IngressClassParams, TargetGroupBinding
from eks_netlint.model.kubernetes.labels import Labels, all_of, same_namespace
from eks_netlint.model.kubernetes.nouns import Kubernetes, Object, Service, ServicePort, Workload
from eks_netlint.model.kubernetes.places import same_name, together
from eks_netlint.model.kubernetes.settings import HealthCheck
from eks_netlint.model.nouns import Network
from eks_netlint.records import dataclass
from eks_netlint.values import Cause, Fact, Known, Origin, Truth, Unknown

IP, INSTANCE = "ip", "instance"
ALB, NLB = "ALB", "NLB"
LOAD_BALANCER, NODE_PORT, CLUSTER_IP, EXTERNAL_NAME = "LoadBalancer", "NodePort", "ClusterIP", "ExternalName"
LOCAL = "Local"


@dataclass(frozen=True, slots=True)
class TargetGroup:
    """A target group that ``maker`` (an Ingress, Service, Route or TargetGroupBinding) asks for.

    ``made`` says whether a controller of AWS surely makes it, ``unsure`` why that is not known.  ``balancer`` is "ALB"
    or "NLB", "" where the group is made elsewhere.  ``port`` is None where the service has no such port.  ``drain`` is
    the deregistration delay in seconds.
    """

    maker: Object
    balancer: str
    target_type: Fact[str]
    backend: Backend | None
    service: Service | Unknown
    port: ServicePort | Unknown | None
    health: HealthCheck | Unknown
    attributes: Labels
    drain: Fact[int]
    made: Truth = Truth.YES
    unsure: Unknown | None = None

    @property
    def doubts(self) -> tuple[Unknown, ...]:
        """Why it is not known whether pods of a known service are its targets by their addresses."""
        kind = self.target_type if isinstance(self.target_type, Unknown) else None
        service = self.service if isinstance(self.service, Unknown) else None
        return tuple(why for why in (self.unsure, kind, service) if why is not None)


def target_groups(network: Network) -> tuple[TargetGroup, ...]:
    """Every target group that the objects of the network ask for, worked out once."""
    key = "target groups"
    known = network.answers.get(key)
    if not isinstance(known, tuple):
        known = network.answers[key] = tuple(_all(network))
    return known


def groups_made_by(maker: Object, network: Network) -> tuple[TargetGroup, ...]:
    """The target groups that one object asks for."""
    return _by("maker", maker, network)


def groups_of_service(service: Service, network: Network) -> tuple[TargetGroup, ...]:
    """The target groups whose targets are the pods or the node ports of a service."""
    return _by("service", service, network)


def _by(side: str, thing: Object, network: Network) -> tuple[TargetGroup, ...]:
    """The target groups of which this object is the maker, or the service: looked up, not looked for."""
    key = f"target groups by {side}"
    if key not in network.answers:
        index: dict[int, list[TargetGroup]] = {}
        for group in target_groups(network):
            index.setdefault(id(group.maker if side == "maker" else group.service), []).append(group)
        network.answers[key] = index
    known = network.answers[key]
    return tuple(known.get(id(thing), ())) if isinstance(known, dict) else ()


def registers(service: Service, network: Network) -> Fact[str] | None:
    """What the load balancer of a service registers: "instance" or "ip"; None where the service asks for none."""
    own = groups_made_by(service, network)
    if not own:
        return None
    return own[0].target_type if own[0].unsure is None else own[0].unsure


def groups_before(workload: Workload, network: Network) -> tuple[tuple[TargetGroup, Truth], ...]:
    """The target groups before the pods of a workload, if they are made, and whether they surely stand there."""
    key = "target groups before workloads"
    if key not in network.answers:
        network.answers[key] = _before(network)
    index = network.answers[key]
    return tuple(index.get(id(workload), ())) if isinstance(index, dict) else ()


def _before(network: Network) -> dict[int, list[tuple[TargetGroup, Truth]]]:
    """The target groups before each workload, by its identity."""
    index: dict[int, list[tuple[TargetGroup, Truth]]] = {}
    for group in target_groups(network):
        if isinstance(group.service, Service):
            for workload in workloads_for(group.service, network):
                answer = selects(group.service, workload, network)
                if answer is not Truth.NO:
                    index.setdefault(id(workload), []).append((group, answer))
    return index


def selects(service: Service, workload: Workload, network: Network) -> Truth:
    """Whether the service sends to the pods of the workload."""
    if service.selector is None:
        return Truth.NO
    found = service.selector.selects(workload.pod.labels)
    if found is not Truth.NO:
        found = found & same_namespace(service.namespace, workload.namespace) & together(service, workload, network)
    return found


def workloads_behind(service: Service, network: Network) -> tuple[Workload, ...]:
    """The workloads to whose pods the service surely sends."""
    every = workloads_for(service, network)
    return tuple(one for one in every if selects(service, one, network) is Truth.YES)


def _all(network: Network) -> Iterator[TargetGroup]:
    kubernetes = _kubernetes(network)
    for ingress in kubernetes.ingresses:
        yield from _of_ingress(ingress, network)
    for service in kubernetes.services:
        yield from _of_service(service, network)
    for route in kubernetes.routes:
        yield from gateways.of_route(route, network)
    for binding in kubernetes.target_group_bindings:
        yield _of_binding(binding, network)


def service_of(backend: Backend, maker: Object, network: Network) -> Service | Unknown:
    """The service that a backend names."""
    kubernetes = _kubernetes(network)
    doubt: Unknown | None = None
    for service in services_called(backend.service, network):
        answer = all_of((
            same_name(service.name, backend.service),
            same_namespace(service.namespace, backend.namespace),
            together(service, maker, network),
        ))  # fmt: skip
        if answer is Truth.YES:
            return service
        if answer is Truth.UNSURE:
            doubt = Unknown("which service is meant is not known", backend.span)
    if isinstance(backend.service, Unknown):
        return backend.service
    why = Unknown(f"service {backend.service.value} is not in the files", backend.span, Cause.OUTSIDE)
    return next((each for each in (doubt, kubernetes.rest) if each is not None), why)


def port_of(service: Service | Unknown, port: Fact[int | str | None]) -> ServicePort | Unknown | None:
    """The port of a service by its number or name, None where it surely has no such port."""
    if isinstance(service, Unknown) or isinstance(port, Unknown):
        return service if isinstance(service, Unknown) else port  # type: ignore[return-value]  # one of them is
    if port.value is None and len(service.ports.known) == 1 and service.ports.complete:
        return service.ports.known[0]
    for one in service.ports.known:
        said = one.name if isinstance(port.value, str) else one.port
        if isinstance(said, Unknown):
            return said
        if said.value == port.value:
            return one
    return service.ports.rest


def _of_ingress(ingress: Ingress, network: Network) -> Iterator[TargetGroup]:
    classified = classes.alb_class(ingress, network)
    if classified.makes_alb is Truth.NO:
        return
    for backend in ingress.backends.known:
        if isinstance(backend.port, Known) and backend.port.value == "use-annotation":
            continue  # an action that an annotation describes
        service = service_of(backend, ingress, network)
        theirs = service.annotations if isinstance(service, Service) else Labels({}, None)
        look = settings.first(settings.under(labels, classes.PREFIX) for labels in (theirs, ingress.annotations))
        attributes = settings.attributes(look("target-group-attributes"))
        yield TargetGroup(
            ingress, ALB, _ingress_target_type(ingress, classified, look, network), backend, service,
            port_of(service, backend.port), settings.alb_health(look), attributes, settings.delay(attributes),
            classified.makes_alb, classified.unsure,
        )  # fmt: skip


def _ingress_target_type(
    ingress: Ingress, classified: classes.AlbClass, look: settings.Look, network: Network
) -> Fact[str]:
    """The target type: of the class, of the service, of the ingress, of the controller.

    What is annotated counts although the class is not in the files: who writes it means it to count.
    """
    params = classified.params
    if isinstance(params, IngressClassParams):
        if isinstance(params.target_type, Unknown):
            return params.target_type
        if params.target_type.value is not None:
            return Known(params.target_type.value, params.target_type.span)
    said = look("target-type")
    if said is not None:
        return said
    default = controllers.default_target_type(ingress, network, classified.product)
    return params if isinstance(params, Unknown) and not isinstance(default, Unknown) else default


def _of_service(service: Service, network: Network) -> Iterator[TargetGroup]:
    if isinstance(service.kind_of, Known) and service.kind_of.value != LOAD_BALANCER:
        return
    who = controllers.owner(service, network)
    if isinstance(who, Known) and who.value in (controllers.OTHER, controllers.NOBODY):
        return
    kind = _nlb_target_type(service, who, network)
    look = settings.under(service.annotations, controllers.PREFIX + "aws-load-balancer-")
    by_node = isinstance(kind, Known) and kind.value == INSTANCE and _is(service.traffic, LOCAL)
    legacy = isinstance(who, Known) and who.value == controllers.LEGACY
    unsure = next((fact for fact in (service.kind_of, who) if isinstance(fact, Unknown)), None)
    for port in service.ports.known:
        attributes = _nlb_attributes(port, look)
        yield TargetGroup(
            service, "" if legacy else NLB, kind, None, service, port, settings.nlb_health(look, by_node), attributes,
            settings.delay(attributes), Truth.YES if unsure is None else Truth.UNSURE, unsure,
        )  # fmt: skip


def _nlb_target_type(service: Service, who: Fact[str], network: Network) -> Fact[str]:
    if isinstance(who, Known) and who.value == controllers.LEGACY:
        return Known(INSTANCE, who.span, Origin.DEFAULT)  # it knows no other
    kind = controllers.annotation(service, controllers.TYPE)
    if isinstance(kind, Known) and kind.value == "nlb-ip":
        return Known(IP, kind.span)
    said = controllers.annotation(service, controllers.TARGET_TYPE)
    if said is not None:
        return said
    return who if isinstance(who, Unknown) else controllers.default_target_type(service, network, who.value)


def _nlb_attributes(port: ServicePort, look: settings.Look) -> Labels:
    """Attributes for all ports, what is said for this one, and proxy protocol, which has annotations of its own."""
    found = settings.attributes(look("target-group-attributes"))
    own = Labels()
    if isinstance(port.port, Known):
        own = settings.attributes(look(f"target-group-attributes.{port.port.value}"))
    known = {**found.known, **own.known}
    proxy = look("proxy-protocol")
    if proxy is not None:
        known[settings.PROXY_PROTOCOL] = proxy if isinstance(proxy, Unknown) else Known("true", proxy.span)
    some = look("proxy-protocol-per-target-group")
    if proxy is None and some is not None:
        known[settings.PROXY_PROTOCOL] = _among(port, some)
    return Labels(known, next((each for each in (found.rest, own.rest) if each is not None), None))


def _among(port: ServicePort, some: Fact[str]) -> Fact[str]:
    if isinstance(some, Unknown) or isinstance(port.port, Unknown):
        return some if isinstance(some, Unknown) else port.port  # type: ignore[return-value]  # one of them is
    named = {each.strip() for each in some.value.split(",")}
    return Known("true" if str(port.port.value) in named else "false", some.span)


def _of_binding(binding: TargetGroupBinding, network: Network) -> TargetGroup:
    """What is bound to a target group that somebody else makes: its settings are not in the binding."""
    span = binding.span
    why = Unknown("the target group is made elsewhere", span, Cause.OUTSIDE)
    said = binding.target_type
    kind: Fact[str] = why
    if isinstance(said, Unknown) or said.value is not None:
        kind = said if isinstance(said, Unknown) else Known(str(said.value), said.span)
    service = service_of(binding.backend, binding, network)
    port = port_of(service, binding.backend.port)
    return TargetGroup(binding, "", kind, binding.backend, service, port, why, Labels({}, why), why)


def _is(fact: Fact[str], word: str) -> bool:
    return isinstance(fact, Known) and fact.value == word


def _kubernetes(network: Network) -> Kubernetes:
    return Kubernetes() if network.kubernetes is None else network.kubernetes
