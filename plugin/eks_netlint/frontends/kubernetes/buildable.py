"""Helm charts and kustomizations of a tree that a tool can make manifests of, and the files each is made of."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from eks_netlint import yamltext
from eks_netlint.frontends.kubernetes.discovery import CHART, KUSTOMIZATIONS, folders
from eks_netlint.frontends.reading import Unreadable, read_bytes
from eks_netlint.records import dataclass
from eks_netlint.values import Absent, Items, Known, Value, dig

_LISTS = ("resources", "bases", "components", "patchesStrategicMerge", "configurations", "crds")
_PATCHES = ("patches", "patchesJson6902")
MAX_MEMBERS = 10_000
"""Files and folders that one kustomization may be made of."""


@dataclass(frozen=True, slots=True)
class Buildable:
    """A folder to be handed to ``tool``, "helm" or "kustomize"; ``parts`` are the files and folders it takes up."""

    tool: str
    folder: Path
    parts: tuple[Path, ...]


def buildables(paths: Sequence[Path]) -> Iterator[Buildable]:
    """What can be built below the paths: charts that are no part of another one, kustomizations that none includes."""
    charts: dict[Path, None] = {}
    built: dict[Path, None] = {}
    for path in paths:
        for folder, names in folders(path.resolve()):
            if CHART in names:
                charts[folder] = None
            if not KUSTOMIZATIONS.isdisjoint(names):
                built[folder] = None
    for chart in charts:
        if not any(other in charts for other in chart.parents) and not _says(chart / CHART, "type", "library"):
            yield Buildable("helm", chart, (chart / "templates", chart / "charts"))
    parts = {folder: tuple(_parts(folder)) for folder in built}
    included = {part for found in parts.values() for part in found}
    for folder, found in parts.items():
        if folder not in included and not _is_component(folder):
            yield Buildable("kustomize", folder, found)


def _is_component(folder: Path) -> bool:
    return any(_says(folder / name, "kind", "Component") for name in sorted(KUSTOMIZATIONS))


def _says(file: Path, key: str, word: str) -> bool:
    return any(isinstance(said := dig(one, key), Known) and said.value == word for one in _documents(file))


def _parts(folder: Path) -> Iterator[Path]:
    """The files and folders that a kustomization takes up, those of the ones it includes among them."""
    seen = {folder}
    waiting = [folder]
    while waiting and len(seen) < MAX_MEMBERS:
        current = waiting.pop()
        for name in _named(current):
            part = Path(os.path.normpath(current / name))
            if part in seen:
                continue
            seen.add(part)
            if part.is_dir():
                waiting.append(part)
            yield part


def _named(folder: Path) -> Iterator[str]:
    for file in sorted(KUSTOMIZATIONS):
        for document in _documents(folder / file):
            for key in _LISTS:
                yield from _texts(dig(document, key))
            for key in _PATCHES:
                patches = dig(document, key)
                for patch in patches if isinstance(patches, Items) else ():
                    yield from _texts(dig(patch, "path"))


def _documents(file: Path) -> list[Value]:
    try:
        return list(yamltext.read(read_bytes(file, None).decode(), lambda first, last: None))
    except (Unreadable, UnicodeDecodeError, yamltext.Broken):
        return []  # the tool will say


def _texts(value: Value | Absent) -> Iterator[str]:
    for member in value.members if isinstance(value, Items) else (value,):
        if isinstance(member, Known) and isinstance(member.value, str) and "\n" not in member.value:
            yield member.value
