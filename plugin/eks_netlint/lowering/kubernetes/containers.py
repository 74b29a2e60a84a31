"""Containers of a pod: images, ports, probes, hooks and variables, with the defaults of the API server.

Defaults: pkg/apis/core/v1/defaults.go of Kubernetes 1.33 (2026-11).
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.lowering import read
from eks_netlint.model.kubernetes.nouns import Container, Port, Probe
from eks_netlint.model.nouns import Members
from eks_netlint.patterns import pattern
from eks_netlint.values import Absent, Cause, Fact, Fields, Known, Unknown, Value, dig, first_of

_PROBES = ("httpGet", "tcpSocket", "grpc", "exec")
_SLEEP = pattern(r"\bsleep\s+(\d{1,9})\b")


def containers_of(spec: Value) -> Members[Container]:
    """Containers that run as long as the pod: init containers that always restart are among them."""
    listed, before = read.blocks(dig(spec, "containers")), read.blocks(dig(spec, "initContainers"))
    sidecars: list[Container] = []
    rest = listed.rest
    for container in before.known:
        policy = read.text(container.get("restartPolicy"), Known("Never"))
        if isinstance(policy, Unknown):
            rest = read.either(rest, policy)
        elif policy.value == "Always":
            sidecars.append(_container(container))
    known = (*map(_container, listed.known), *sidecars)
    return Members(known, first_of(rest, before.rest), listed.span)


def _container(body: Fields) -> Container:
    ports = read.blocks(body.get("ports"))
    env, env_rest = _env(body)
    return Container(
        name=read.text(body.get("name"), Unknown("the container has no name", body.span)),
        image=read.text(body.get("image"), Unknown("no image is written", body.span)),
        ports=Members(tuple(_port(one) for one in ports.known), ports.rest, ports.span),
        readiness=_probe(body.get("readinessProbe")),
        liveness=_probe(body.get("livenessProbe")),
        startup=_probe(body.get("startupProbe")),
        pre_stop=_pre_stop(dig(body, "lifecycle", "preStop")),
        command=_command(body),
        env=env,
        env_rest=env_rest,
        span=body.span,
    )


def _port(body: Fields) -> Port:
    return Port(
        read.whole(body.get("containerPort"), Known(None, body.span)),
        read.text(body.get("protocol"), read.default("TCP", body.span)),
        read.text(body.get("name"), Known(None, body.span)),
        body.span,
    )


def port_number_or_name(value: Value | Absent, otherwise: Fact[int | str | None]) -> Fact[int | str | None]:
    """A port as Kubernetes writes it, an ``IntOrString``; digits are a number, for no port has such a name."""
    match value:
        case Unknown():
            return value
        case Known(value=None) | Absent():
            return otherwise
        case Known(value=bool()):
            return Unknown("neither a port nor its name", value.span)
        case Known(value=str(name)) if not name.isdecimal():
            return Known(name, value.span, value.origin)
        case _:
            return read.whole(value, otherwise)


def _probe(value: Value | Absent) -> Probe | Unknown | None:
    if read.nothing(value):
        return None
    if not isinstance(value, Fields):
        return value if isinstance(value, Unknown) else Unknown("not a probe", value.span)
    kind = next((name for name in _PROBES if not read.nothing(value.get(name))), "")
    if value.rest is not None and kind not in value.entries:
        kind = ""  # which it may be is not known
    nothing = Absent(value.span) if value.rest is None else value.rest
    how = value.get(kind) if kind else nothing
    span = value.span
    return Probe(
        kind,
        port_number_or_name(dig(how, "port"), Known(None, span)),
        read.text(dig(how, "path"), read.default("/", span) if kind == "httpGet" else Known(None, span)),
        read.whole(value.get("periodSeconds"), read.default(10, span)),
        read.whole(value.get("timeoutSeconds"), read.default(1, span)),
        read.whole(value.get("failureThreshold"), read.default(3, span)),
        read.whole(value.get("successThreshold"), read.default(1, span)),
        read.whole(value.get("initialDelaySeconds"), read.default(0, span)),
        span,
    )


def _pre_stop(value: Value | Absent) -> Fact[int | None] | None:
    """How many seconds a hook sleeps, by ``sleep`` of its own or by a command that says so."""
    if read.nothing(value):
        return None
    if isinstance(value, Unknown):
        return value
    seconds = read.whole(dig(value, "sleep", "seconds"), None)
    if seconds is not None:
        return seconds
    words = read.texts(dig(value, "exec", "command"))
    if words.rest is not None:
        return words.rest
    said = _SLEEP.search(" ".join(word.value for word in words.known))
    return Known(int(said[1]) if said else None, value.span)


def _command(body: Fields) -> Members[Known[str]]:
    command, arguments = read.texts(body.get("command")), read.texts(body.get("args"))
    return Members((*command.known, *arguments.known), first_of(command.rest, arguments.rest), command.span)


def _env(body: Fields) -> tuple[dict[str, Fact[str]], Unknown | None]:
    """Variables by name; of what is taken from elsewhere only the name is known, if that."""
    listed = read.blocks(body.get("env"))
    env: dict[str, Fact[str]] = {}
    rest = listed.rest
    for name, value in map(_variable, listed.known):
        if isinstance(name, Known):
            env[name.value] = value
        else:
            rest = read.either(rest, name)
    for source in _taken(body.get("envFrom")):
        rest = read.either(rest, source)
    return env, rest


def _variable(body: Fields) -> tuple[Fact[str], Fact[str]]:
    name = read.text(body.get("name"), Unknown("a variable without a name", body.span))
    source = body.get("valueFrom")
    if not read.nothing(source):
        return name, Unknown("the variable is taken from elsewhere", source.span, Cause.OUTSIDE)
    return name, read.text(body.get("value"), read.default("", body.span))


def _taken(value: Value | Absent) -> Iterator[Unknown]:
    found = read.members(value)
    if found.rest is not None:
        yield found.rest
    elif found.known:
        yield Unknown("variables are taken from elsewhere", value.span, Cause.OUTSIDE)
