"""Helm charts that Terraform installs, with their values merged as Helm merges them."""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.lowering import documents, helmset, read
from eks_netlint.lowering.declared import Declared
from eks_netlint.patterns import pattern
from eks_netlint.records import dataclass, field
from eks_netlint.resources import Resource
from eks_netlint.values import Absent, Fact, Fields, Known, Reference, Unknown, Value

_PACKED = pattern(r"(.+?)-v?([0-9]+\.[\w.+-]*)\.tgz")
"""The file of a chart: its name and its version."""


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart that is installed: its name without repository, its merged values, and what installs it.

    ``version`` is null where none is pinned, ``release`` where none is named, ``repository`` where the chart is a
    file or names its registry itself.
    """

    name: str
    values: Fields
    version: Fact[str | None]
    resource: Resource
    namespace: Fact[str] = field(default_factory=lambda: Known("default"))
    release: Fact[str | None] = field(default_factory=lambda: Known(None))
    repository: Fact[str | None] = field(default_factory=lambda: Known(None))


def charts(declared: Declared) -> Iterator[Chart]:
    """Every chart whose name is known: ``helm_release``, and the add-on modules that pass charts on."""
    for resource in declared.managed("helm_release"):
        yield from _chart(resource, resource)
    for module in declared.modules():
        if not isinstance(module.get("chart"), Absent):
            yield from _chart(module, module)
        releases = module.get("helm_releases")
        if isinstance(releases, Fields):
            for release in releases.entries.values():
                if isinstance(release, Fields):
                    yield from _chart(release, module)


def _chart(said: Resource | Fields, resource: Resource) -> Iterator[Chart]:
    name = read.text(said.get("chart"), None)
    if not isinstance(name, Known):
        return
    file = name.value.rstrip("/").rsplit("/", 1)[-1]
    packed = _PACKED.fullmatch(file)
    version = said.get("chart_version")
    version = said.get("version") if isinstance(version, Absent) else version
    yield Chart(
        file if packed is None else packed[1],
        _values(said),
        read.text(version, Known(None if packed is None else packed[2], resource.span)),
        resource,
        read.text(said.get("namespace"), read.default("default", resource.span)),
        read.text(said.get("name"), Known(None, resource.span)),
        read.text(said.get("repository"), Known(None, resource.span)),
    )


def _values(said: Resource | Fields) -> Fields:
    """All values files in order, then what is set one by one; what is not known hides what stood before it."""
    merged = Fields({})
    given = read.members(said.get("values"))
    for value in given.known:
        layer = documents.structure(value)
        if not isinstance(layer, Absent):
            merged = _merged(merged, layer)
    if given.rest is not None:
        merged = _merged(merged, given.rest)
    for argument in ("set", "set_list", "set_sensitive"):
        settings = read.blocks(said.get(argument))
        for setting in settings.known:
            merged = helmset.put(merged, setting)
        if settings.rest is not None:
            merged = _merged(merged, settings.rest)
    return merged


def _merged(under: Fields, over: Value) -> Fields:
    """Helm's merge: maps member by member, anything else replaced."""
    if isinstance(over, Unknown):
        return Fields({}, over, "object", over.span)
    if not isinstance(over, Fields):
        return under
    entries: dict[str | Reference, Value] = dict(under.entries)
    if over.rest is not None:
        entries = dict.fromkeys(entries, over.rest)
    for key, value in over.entries.items():
        below = entries.get(key)
        if below is None and under.rest is not None:
            below = Fields({}, under.rest)
        if isinstance(below, Fields) and isinstance(value, Fields | Unknown):
            entries[key] = _merged(below, value) if isinstance(value, Fields) else value
        else:
            entries[key] = value
    return Fields(entries, read.either(under.rest, over.rest), "object", over.span)
