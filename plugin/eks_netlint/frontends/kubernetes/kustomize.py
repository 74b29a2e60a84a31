"""What kustomizations say of files: which are patches, and in which namespace the objects of others are put."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from eks_netlint import yamltext
from eks_netlint.frontends.kubernetes.discovery import KUSTOMIZATIONS
from eks_netlint.frontends.reading import Unreadable, read_bytes
from eks_netlint.values import Absent, Items, Known, Value, dig


class Kustomizations:
    """The kustomizations of a tree, read when first asked for."""

    def __init__(self, tree: Path) -> None:
        self._tree = tree
        self._said: dict[Path, tuple[Value, ...]] = {}
        self._of: dict[Path, frozenset[str]] = {}
        self._spaces: dict[Path, tuple[tuple[Known[str], frozenset[str]], ...]] = {}

    def takes_as_patch(self, path: Path, folders: tuple[Path, ...]) -> bool:
        """Whether one of the kustomizations takes the file as a patch: it changes objects of other files."""
        return any(str(path) in self._patches(folder) for folder in folders)

    def namespace(self, path: Path, folders: tuple[Path, ...]) -> Known[str] | None:
        """The namespace into which the nearest kustomization that lists the file puts its objects; None if none says.

        One that includes that kustomization may say another.
        """
        for folder in folders:
            for namespace, files in self._placed(folder):
                if str(path) in files:
                    return namespace
        return None

    def _placed(self, folder: Path) -> tuple[tuple[Known[str], frozenset[str]], ...]:
        found = self._spaces.get(folder)
        if found is None:
            made = (_listed(folder, document) for document in self._documents(folder))
            found = self._spaces[folder] = tuple(one for one in made if one is not None)
        return found

    def _patches(self, folder: Path) -> frozenset[str]:
        found = self._of.get(folder)
        if found is None:
            named = (name for document in self._documents(folder) for name in _patched(document))
            found = self._of[folder] = frozenset(os.path.normpath(folder / name) for name in named)
        return found

    def _documents(self, folder: Path) -> tuple[Value, ...]:
        found = self._said.get(folder)
        if found is None:
            files = (folder / file for file in sorted(KUSTOMIZATIONS))
            found = self._said[folder] = tuple(document for file in files for document in self._read(file))
        return found

    def _read(self, file: Path) -> list[Value]:
        try:
            text = read_bytes(file, self._tree).decode()
            return list(yamltext.read(text, lambda first, last: None))
        except (Unreadable, UnicodeDecodeError, yamltext.Broken):
            return []


def _listed(folder: Path, document: Value) -> tuple[Known[str], frozenset[str]] | None:
    """The namespace of a kustomization with the files it lists, None if it says no namespace."""
    said = dig(document, "namespace")
    if not isinstance(said, Known) or not isinstance(said.value, str) or not said.value:
        return None
    names = (name for key in ("resources", "bases") for name in _texts(dig(document, key)))
    return Known(said.value), frozenset(os.path.normpath(folder / name) for name in names)


def _patched(document: Value) -> Iterator[str]:
    listed = [dig(document, "patchesStrategicMerge")]
    for key in ("patches", "patchesJson6902"):
        patches = dig(document, key)
        listed += (dig(patch, "path") for patch in (patches if isinstance(patches, Items) else ()))
    yield from (name for value in listed for name in _texts(value))


def _texts(value: Value | Absent) -> Iterator[str]:
    for member in value.members if isinstance(value, Items) else (value,):
        if isinstance(member, Known) and isinstance(member.value, str) and "\n" not in member.value:
            yield member.value
