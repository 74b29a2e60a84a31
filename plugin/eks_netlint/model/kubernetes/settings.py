"""Settings of target groups as annotations and configurations spell them, with the defaults of the controller."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from eks_netlint.model.kubernetes.labels import Labels
from eks_netlint.records import dataclass
from eks_netlint.source import Span
from eks_netlint.values import Fact, Known, Origin, Unknown

Look = Callable[[str], "Fact[str] | None"]
"""What is said under a name, None where nothing is."""

DEREGISTRATION_DELAY = "deregistration_delay.timeout_seconds"
DEREGISTRATION_DEFAULT = 300
"""Seconds: Elastic Load Balancing user guides, target group attributes (2026-11)."""

PROXY_PROTOCOL = "proxy_protocol_v2.enabled"
TRAFFIC_PORT = "traffic-port"


@dataclass(frozen=True, slots=True)
class HealthCheck:
    """How a load balancer asks a target whether it lives.

    ``path`` is null for TCP.  ``port`` is a number, a name, or "traffic-port".  Times are in seconds.
    """

    protocol: Fact[str]
    path: Fact[str | None]
    port: Fact[int | str]
    codes: Fact[str | None]
    interval: Fact[int]
    healthy: Fact[int]

    @property
    def seconds_to_healthy(self) -> Fact[int]:
        """How long a new target takes to be found healthy, at best."""
        if isinstance(self.interval, Unknown) or isinstance(self.healthy, Unknown):
            return self.interval if isinstance(self.interval, Unknown) else self.healthy
        origin = Origin.DEFAULT if self.interval.is_default and self.healthy.is_default else Origin.WRITTEN
        span = self.interval.span if self.healthy.is_default else self.healthy.span
        return Known(self.interval.value * self.healthy.value, span, origin)


def first(looks: Iterable[Look]) -> Look:
    """What the first says that says anything."""
    every = tuple(looks)

    def look(name: str) -> Fact[str] | None:
        return next((found for one in every if (found := one(name)) is not None), None)

    return look


def under(labels: Labels, prefix: str) -> Look:
    """What annotations say whose names begin so."""
    return lambda name: labels.get(prefix + name)


def word(said: Fact[str] | None, default: str, span: Span | None = None) -> Fact[str]:
    """What is said, or the default."""
    return Known(default, span, Origin.DEFAULT) if said is None else said


def number(said: Fact[str] | None, default: int) -> Fact[int]:
    """A whole number that is said, or the default."""
    match said:
        case None:
            return Known(default, None, Origin.DEFAULT)
        case Known(value=text) if text.strip().isascii() and text.strip().isdigit() and len(text) < 10:
            return Known(int(text), said.span, said.origin)
        case Known():
            return Unknown("not a whole number", said.span)
        case _:
            return said


def port(said: Fact[str] | None) -> Fact[int | str]:
    """A port that is said: its number, its name, or "traffic-port" by default."""
    if said is None:
        return Known(TRAFFIC_PORT, None, Origin.DEFAULT)
    if isinstance(said, Unknown):
        return said
    text = said.value.strip()
    return Known(int(text) if text.isascii() and text.isdigit() and len(text) < 6 else text, said.span, said.origin)


def attributes(said: Fact[str] | None) -> Labels:
    """``key=value`` pairs of one annotation."""
    if said is None:
        return Labels()
    if isinstance(said, Unknown):
        return Labels({}, said)
    pairs = (pair.partition("=") for pair in said.value.split(",") if pair.strip())
    return Labels({key.strip(): Known(value.strip(), said.span, said.origin) for key, _, value in pairs})


def delay(found: Labels) -> Fact[int]:
    """How many seconds a target that is taken out still gets what was sent to it."""
    return number(found.get(DEREGISTRATION_DELAY), DEREGISTRATION_DEFAULT)


def alb_health(look: Look, prefix: str = "healthcheck-") -> HealthCheck:
    """The health check of an ALB's target group (pkg/ingress/model_build_target_group.go, v3.5, 2026-08)."""
    version = look("backend-protocol-version")
    grpc = isinstance(version, Known) and version.value == "GRPC"
    protocol = word(first((lambda _: look(prefix + "protocol"), lambda _: look("backend-protocol")))(""), "HTTP")
    path = word(look(prefix + "path"), "/AWS.ALB/healthcheck" if grpc else "/")
    if isinstance(version, Unknown):
        path = version if isinstance(path, Known) and path.is_default else path
    return HealthCheck(
        protocol,
        _nullable(path),
        port(look(prefix + "port")),
        _nullable(word(look("success-codes"), "12" if grpc else "200")),
        number(look(prefix + "interval-seconds"), 15),
        number(look("healthy-threshold-count"), 2),
    )


def nlb_health(look: Look, by_node: bool) -> HealthCheck:
    """The health check of an NLB's target group; ``by_node`` where nodes answer for their own pods.

    pkg/service/model_builder.go and model_build_target_group.go, v3.5 (2026-08).
    """
    protocol = word(look("healthcheck-protocol"), "HTTP" if by_node else "TCP")
    if isinstance(protocol, Known):
        protocol = Known(protocol.value.upper(), protocol.span, protocol.origin)
    path: Fact[str | None] = _nullable(word(look("healthcheck-path"), "/healthz" if by_node else "/"))
    if isinstance(protocol, Known) and protocol.value == "TCP":
        path = Known(None, protocol.span, protocol.origin)
    said = look("healthcheck-port")
    where: Fact[int | str] = Known("health check node port", None, Origin.DEFAULT)
    return HealthCheck(
        protocol,
        path,
        where if by_node and said is None else port(said),
        _nullable(word(look("healthcheck-success-codes"), "200-399")),
        number(look("healthcheck-interval"), 10),
        number(look("healthcheck-healthy-threshold"), 2 if by_node else 3),
    )


def _nullable(said: Fact[str]) -> Fact[str | None]:
    return said if isinstance(said, Unknown) else Known(said.value, said.span, said.origin)


def gateway_health(found: Labels | None, layer7: bool) -> HealthCheck:
    """The health check that a TargetGroupConfiguration sets.

    Where it sets none the controller sends its own (pkg/gateway/model/model_build_target_group.go, v3.5, 2026-08).
    """
    look: Look = (lambda _: None) if found is None else found.get
    protocol = word(look("healthCheckProtocol"), "HTTP" if layer7 else "TCP")
    path: Fact[str | None] = _nullable(word(look("healthCheckPath"), "/"))
    if isinstance(protocol, Known) and protocol.value == "TCP":
        path = Known(None, protocol.span, protocol.origin)
    return HealthCheck(
        protocol,
        path,
        port(look("healthCheckPort")),
        Known("200-399", None, Origin.DEFAULT),
        number(look("healthCheckInterval"), 15),
        number(look("healthyThresholdCount"), 3),
    )
