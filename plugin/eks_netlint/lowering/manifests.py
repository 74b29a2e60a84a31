"""Kubernetes objects found in Terraform: manifests, raw charts, and texts that commands apply."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from eks_netlint.lowering import commands, documents, helm, read, typed
from eks_netlint.lowering.commands import Command
from eks_netlint.lowering.declared import Declared
from eks_netlint.manifests import Manifest, objects
from eks_netlint.records import dataclass, replace
from eks_netlint.resources import KUBERNETES, Resource
from eks_netlint.values import Absent, Encoded, Fields, Known, Reference, Unknown, Value

WORDS = ("ENIConfig", "aws-node", "amazon-vpc-cni")
"""Words of which one stands in every object that says something of the VPC CNI."""

_RAW_CHARTS = ("raw", "extra-objects", "any-resource")


@dataclass(frozen=True, slots=True)
class Manifests:
    """The objects that matter to the network, and why there may be others."""

    known: tuple[Manifest, ...]
    rest: Unknown | None


def manifests(
    declared: Declared,
    charts: list[helm.Chart],
    texts: list[Command],
    given: Sequence[Manifest] = (),
    words: Sequence[str] = WORDS,
) -> Manifests:
    """The objects in which one of the words may stand (every object, if there are no words), each once.

    ``given`` are those of files that are applied to a cluster of the network besides.  What cannot be read at all may
    be such an object.
    """
    known: list[Manifest] = []
    rest: Unknown | None = None
    for resource, value in _sources(declared, charts, texts, words):
        if _surely_dull(value, words):
            continue
        found = documents.decode(value)
        for document in found.known:
            for kind, body in objects(document):
                if isinstance(kind, Known):
                    known.append(Manifest(kind.value, body, resource))
                else:
                    rest = read.either(rest, kind)
        if found.rest is not None:
            why = f"a manifest is not known: {found.rest.why}"
            rest = read.either(rest, Unknown(why, found.rest.span or resource.span, found.rest.cause))
    return Manifests(tuple(once((*known, *given))), rest)


def once(found: Iterable[Manifest]) -> Iterator[Manifest]:
    """The objects, of those that are written in several places one: what the places do not agree on is not known.

    Objects that Terraform makes are told apart by their addresses, whatever they are called.
    """
    written: dict[object, Manifest] = {}
    for manifest in found:
        identity = manifest.identity
        key: object = object() if identity is None else (manifest.cluster, *identity)
        first = written.get(key)
        if first is None:
            written[key] = manifest
        elif manifest.resource.mode == KUBERNETES:
            written[key] = _agreed(first, manifest)
        else:
            written[object()] = manifest
    yield from written.values()


def _agreed(one: Manifest, two: Manifest) -> Manifest:
    """The object that two places write; the first place stands for both."""
    here, there = (f"{span.path}:{span.line}" for span in (one.span, two.span))
    body = common(one.body, two.body, f"{here} and {there} say different things of one object")
    return replace(one, body=body) if isinstance(body, Fields) else one


def common(one: Value, two: Value, why: str) -> Value:
    """What two values agree on."""
    if one == two:
        return one
    if not isinstance(one, Fields) or not isinstance(two, Fields):
        return Unknown(why, one.span)
    entries: dict[str | Reference, Value] = {}
    for key in dict.fromkeys((*one.entries, *two.entries)):
        left, right = one.get(key), two.get(key)
        if isinstance(left, Absent) or isinstance(right, Absent):
            entries[key] = Unknown(why, left.span if isinstance(right, Absent) else right.span)
        else:
            entries[key] = common(left, right, why)
    return Fields(entries, read.either(one.rest, two.rest), one.kind, one.span)


def _sources(
    declared: Declared, charts: list[helm.Chart], texts: list[Command], words: Sequence[str]
) -> Iterator[tuple[Resource, Value | Absent]]:
    for resource in declared.managed("kubectl_manifest"):
        yield resource, resource.get("yaml_body")
    for resource in declared.managed("kubernetes_manifest"):
        yield resource, resource.get("manifest")
    for resource in declared.managed("k8s_manifest"):
        yield resource, resource.get("content")
    for chart in charts:
        if chart.name in _RAW_CHARTS:
            for key in ("resources", "templates"):
                for member in read.members(chart.values.get(key)).known:
                    yield chart.resource, member
    for resource in declared.managed(*typed.KINDS):
        if not words or _named(resource, words):
            body = typed.body_of(resource)
            if body is not None:
                yield resource, body
    for command in texts:
        if any(word in command.text for word in words):  # without words anything may be a manifest, or none
            for value in commands.heredocs(command):
                yield command.resource, value


def _named(resource: Resource, words: Sequence[str]) -> bool:
    """Whether a typed resource has, or may have, one of the names."""
    name = read.inside(read.block(resource.get("metadata")), "name")
    return name.value in words if isinstance(name, Known) else False


def _surely_dull(value: Value | Absent, words: Sequence[str]) -> bool:
    """Whether the text surely is no object of ours, told without parsing it."""
    match value:
        case Known(decoded=None) | Unknown() if words and not isinstance(value, Encoded):
            text = documents.literal_text(value)
            return "kind" in text and not any(word in text for word in words)
        case _:
            return False
