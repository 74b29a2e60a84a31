"""Kubernetes objects found in Terraform: manifests, raw charts, and texts that commands apply."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from eks_netlint import kinds
from eks_netlint.lowering import commands, documents, helm, read, typed
from eks_netlint.lowering.commands import Command
from eks_netlint.lowering.declared import Declared
from eks_netlint.manifests import Manifest, objects
from eks_netlint.records import dataclass, field, replace
from eks_netlint.resources import KUBERNETES, Resource
from eks_netlint.values import Absent, Encoded, Fields, Items, Known, Reference, Unknown, Value

_RAW_CHARTS = ("raw", "extra-objects", "any-resource")


@dataclass(frozen=True, slots=True)
class Manifests:
    """The objects that matter to the network, and why there may be others: of any kind, or of one."""

    known: tuple[Manifest, ...]
    rest: Unknown | None
    unread: Mapping[str, Unknown] = field(default_factory=dict)

    def rest_of(self, kind: str) -> Unknown | None:
        """Why there may be further objects of a kind."""
        return self.unread.get(kind) if self.rest is None else self.rest


def manifests(
    declared: Declared,
    charts: list[helm.Chart],
    texts: list[Command],
    given: Sequence[Manifest] = (),
    every: bool = False,
) -> Manifests:
    """The objects that matter (``kinds``), or every object, each once.

    ``given`` are those of files that are applied to a cluster of the network besides.  What cannot be read at all may
    be an object that matters.
    """
    known = [one for one in given if one.unread is None]
    unread = {one.kind: one.unread for one in reversed(given) if one.unread is not None}
    written: list[Manifest] = []
    rest: Unknown | None = None
    for resource, value in _sources(declared, charts, texts, every):
        if not every and _surely_dull(value):
            continue
        found = documents.decode(value)
        for document in found.known:
            for kind, body in objects(document):
                if isinstance(kind, Unknown):
                    rest = read.either(rest, kind)
                    continue
                manifest = Manifest(kind.value, body, resource)
                if every or kinds.matters(manifest):
                    written.append(manifest)
        if found.rest is not None:
            why = f"a manifest is not known: {found.rest.why}"
            reason = Unknown(why, found.rest.span or resource.span, found.rest.cause)
            said = kinds.kinds_in(documents.literal_text(value))
            for one in said:
                unread.setdefault(one, reason)
            rest = rest if said else read.either(rest, reason)
    return Manifests(tuple(once((*written, *known))), rest, unread)


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
    if isinstance(one, Items) and isinstance(two, Items) and _alike(one, two):
        members = tuple(common(left, right, why) for left, right in zip(one.members, two.members, strict=True))
        return Items(members, None, one.kind, one.ordered, one.span)
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


def _alike(one: Items, two: Items) -> bool:
    """Whether two lists have the same number of members in an order."""
    sure = one.rest is None and two.rest is None and one.ordered and two.ordered
    return sure and len(one.members) == len(two.members)


def _sources(
    declared: Declared, charts: list[helm.Chart], texts: list[Command], every: bool
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
        if every or _named(resource):
            body = typed.body_of(resource)
            if body is not None:
                yield resource, body
    for command in texts:
        if kinds.may_matter(command.text):
            for value in commands.heredocs(command):
                yield command.resource, value


def _named(resource: Resource) -> bool:
    """Whether a typed resource has, or may have, a name that matters."""
    names = kinds.NAMES.get(typed.KINDS[resource.type][1])
    name = read.inside(read.block(resource.get("metadata")), "name")
    return names is None or (isinstance(name, Known) and name.value in names)


def _surely_dull(value: Value | Absent) -> bool:
    """Whether the text surely is no object of ours, told without parsing it."""
    match value:
        case Known(decoded=None) | Unknown() if not isinstance(value, Encoded):
            text = documents.literal_text(value)
            return "kind" in text and not kinds.may_matter(text)
        case _:
            return False
