"""What every Kubernetes object says of itself: name, namespace, labels; and selectors, which are made of labels."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypedDict

from eks_netlint.lowering import read
from eks_netlint.manifests import Manifest
from eks_netlint.model.kubernetes.labels import DOES_NOT_EXIST, EXISTS, IN, NOT_IN, Labels, Requirement, Selector
from eks_netlint.model.nouns import Cluster
from eks_netlint.source import Span
from eks_netlint.values import Absent, Fact, Fields, Known, Truth, Unknown, Value, dig

OPERATORS = (IN, NOT_IN, EXISTS, DOES_NOT_EXIST)

Clusters = Callable[[Manifest], "Cluster | Unknown | None"]
"""The cluster on which an object runs, as ``Object.cluster`` has it."""


class Common(TypedDict):
    """What an ``Object`` has from its manifest, besides its address and span."""

    kind: str
    name: Fact[str]
    namespace: Fact[str]
    labels: Labels
    annotations: Labels
    cluster: Cluster | Unknown | None
    calls: tuple[Span, ...]
    exists: Truth
    unsure: Unknown | None


def common(manifest: Manifest, clusters: Clusters) -> Common:
    """The members of an ``Object`` as keyword arguments; its first two are ``place(manifest)``."""
    resource = manifest.resource
    metadata = manifest.get("metadata")
    return Common(
        kind=manifest.kind,
        name=name_of(manifest),
        namespace=namespace_of(manifest),
        labels=labels_of(dig(metadata, "labels")),
        annotations=labels_of(dig(metadata, "annotations")),
        cluster=clusters(manifest),
        calls=resource.calls,
        exists=resource.exists,
        unsure=resource.unsure,
    )


def place(manifest: Manifest) -> tuple[str, Span]:
    """Address and span of an object: for what Terraform applies those of the resource."""
    return manifest.resource.address, manifest.resource.span


def name_of(manifest: Manifest) -> Fact[str]:
    """``metadata.name``; an object without one is not known by name."""
    name = manifest.name
    return Unknown("no name is written", name.span or manifest.span) if isinstance(name, Absent) else name


def namespace_of(manifest: Manifest) -> Fact[str]:
    """``metadata.namespace``; where none is written that of whoever applies the object, a default ``default``."""
    namespace = manifest.namespace
    if isinstance(namespace, Absent) or (isinstance(namespace, Known) and not namespace.value):
        return read.default("default", manifest.span)
    return namespace


def labels_of(value: Value | Absent) -> Labels:
    """Labels or annotations from a map; a value that is null is the empty string, as it is to Kubernetes."""
    match value:
        case Fields():
            rest = value.rest
            known: dict[str, Fact[str]] = {}
            for key, entry in value.entries.items():
                if isinstance(key, Unknown):
                    rest = read.either(rest, key)
                else:
                    known[key] = read.text(entry, Known("", entry.span))
            return Labels(known, rest)
        case Unknown():
            return Labels({}, value)
        case _ if read.nothing(value):
            return Labels()
        case _:
            return Labels({}, Unknown("not a map", value.span))


def selector_of(value: Value | Absent) -> Selector:
    """A ``LabelSelector``; one that is empty selects everything, and what is not written is up to the caller."""
    if isinstance(value, Unknown):
        return Selector((), value, value.span)
    if not isinstance(value, Fields):
        wrong = None if read.nothing(value) else Unknown("not a selector", value.span)
        return Selector((), wrong, value.span)
    matched = map_selector(value.get("matchLabels"))
    expressions = read.blocks(value.get("matchExpressions"))
    rest = matched.rest
    requirements = list(matched.requirements)
    for expression in expressions.known:
        requirement = _requirement(expression)
        if isinstance(requirement, Unknown):
            rest = read.either(rest, requirement)
        else:
            requirements.append(requirement)
    if expressions.rest is not None:
        rest = read.either(rest, expressions.rest)
    return Selector(tuple(requirements), rest, value.span)


def map_selector(value: Value | Absent) -> Selector:
    """A selector that is a plain map of labels, such as that of a Service or ``matchLabels``."""
    labels = labels_of(value)
    requirements = tuple(Requirement(key, IN, (wanted,)) for key, wanted in labels.known.items())
    return Selector(requirements, labels.rest, value.span)


def _requirement(expression: Fields) -> Requirement | Unknown:
    key, operator = read.text(expression.get("key"), None), read.text(expression.get("operator"), None)
    if not isinstance(key, Known) or not isinstance(operator, Known) or operator.value not in OPERATORS:
        given = next((one for one in (key, operator) if isinstance(one, Unknown)), None)
        return read.either(given, Unknown("a requirement without a key or a known operator", expression.span))
    values = read.members(expression.get("values"))
    if values.rest is not None:
        return values.rest
    return Requirement(key.value, operator.value, tuple(read.text(one, Known("")) for one in values.known))
