"""Kubernetes objects found in Terraform: manifests, raw charts, and texts that commands apply."""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.lowering import commands, documents, helm, read
from eks_netlint.lowering.commands import Command
from eks_netlint.lowering.declared import Declared
from eks_netlint.manifests import Manifest, objects
from eks_netlint.patterns import pattern
from eks_netlint.records import dataclass
from eks_netlint.resources import Resource
from eks_netlint.values import Absent, Encoded, Known, Unknown, Value

_INTERESTING = pattern(r"ENIConfig|aws-node")
_RAW_CHARTS = ("raw", "extra-objects", "any-resource")


@dataclass(frozen=True, slots=True)
class Manifests:
    """The objects that matter to the network, and why there may be others."""

    known: tuple[Manifest, ...]
    rest: Unknown | None


def manifests(declared: Declared, charts: list[helm.Chart], texts: list[Command]) -> Manifests:
    """All ENIConfigs and aws-node DaemonSets; an object that cannot be read at all may be one of them."""
    known: list[Manifest] = []
    rest: Unknown | None = None
    for resource, value in _sources(declared, charts, texts):
        if _surely_dull(value):
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
    return Manifests(tuple(known), rest)


def _sources(
    declared: Declared, charts: list[helm.Chart], texts: list[Command]
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
    for command in texts:
        if "ENIConfig" in command.text:
            for value in commands.heredocs(command):
                yield command.resource, value


def _surely_dull(value: Value | Absent) -> bool:
    """Whether the text surely is no object of ours, told without parsing it."""
    match value:
        case Known(decoded=None) | Unknown() if not isinstance(value, Encoded):
            text = documents.literal_text(value)
            return "kind" in text and not _INTERESTING.search(text)
        case _:
            return False
