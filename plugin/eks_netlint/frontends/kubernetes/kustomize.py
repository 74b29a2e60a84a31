"""Which files kustomize takes as patches: they change objects of other files and are none themselves."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from eks_netlint import yamltext
from eks_netlint.frontends.kubernetes.discovery import KUSTOMIZATIONS
from eks_netlint.frontends.reading import Unreadable, read_bytes
from eks_netlint.values import Absent, Items, Known, Value, dig


class Patches:
    """The patches of the kustomizations of a tree, read when first asked for."""

    def __init__(self, tree: Path) -> None:
        self._tree = tree
        self._of: dict[Path, frozenset[str]] = {}

    def holds(self, path: Path, kustomizations: tuple[Path, ...]) -> bool:
        """Whether one of the kustomizations takes the file as a patch."""
        return any(str(path) in self._patches(folder) for folder in kustomizations)

    def _patches(self, folder: Path) -> frozenset[str]:
        found = self._of.get(folder)
        if found is None:
            named = (name for file in sorted(KUSTOMIZATIONS) for name in self._named(folder / file))
            found = self._of[folder] = frozenset(os.path.normpath(folder / name) for name in named)
        return found

    def _named(self, file: Path) -> Iterator[str]:
        try:
            text = read_bytes(file, self._tree).decode()
            documents = list(yamltext.read(text, lambda first, last: None))
        except (Unreadable, UnicodeDecodeError, yamltext.Broken):
            return
        for document in documents:
            listed = [dig(document, "patchesStrategicMerge")]
            for key in ("patches", "patchesJson6902"):
                patches = dig(document, key)
                listed += (dig(patch, "path") for patch in (patches if isinstance(patches, Items) else ()))
            yield from (name for value in listed for name in _texts(value))


def _texts(value: Value | Absent) -> Iterator[str]:
    for member in value.members if isinstance(value, Items) else (value,):
        if isinstance(member, Known) and isinstance(member.value, str) and "\n" not in member.value:
            yield member.value
