"""Manifests that are in no file, as a tree sees them: what they are called there, and which files they stand for."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from eks_netlint import tree as trees
from eks_netlint.options import Text
from eks_netlint.source import Document, Problem

LeftOut = Callable[[str], bool]


def shared_out(given: Mapping[Path, Sequence[Path]], texts: Sequence[Text]) -> dict[Path, tuple[Text, ...]]:
    """The texts of each tree: those that lie in it by their names, and in the first one those that lie in none."""
    shares: dict[Path, list[Text]] = {tree: [] for tree in given}
    for text in texts:
        tree = next((one for one in given if text.path.is_relative_to(os.path.realpath(one))), next(iter(given)))
        shares[tree].append(text)
    return {tree: tuple(found) for tree, found in shares.items()}


def tree_of_texts() -> dict[Path, tuple[Path, ...]]:
    """Where nothing but texts is given: the tree around the working directory, and nothing of its files."""
    return {trees.tree_of(Path()): ()}


def documents(texts: Sequence[Text], tree: Path) -> tuple[Document, ...]:
    """The texts as documents of a tree."""
    return tuple(Document(_name(text.path, tree), text.data) for text in texts if not text.problem)


def problems(texts: Sequence[Text], tree: Path) -> tuple[Problem, ...]:
    """Why some of the texts are none."""
    return tuple(Problem(_name(text.path, tree), text.problem) for text in texts if text.problem)


def replaced(texts: Sequence[Text], tree: Path, left_out: LeftOut | None) -> LeftOut | None:
    """Whether a file is left out, those among them of which a text was made."""
    names = frozenset(_name(path, tree) for text in texts if not text.problem for path in text.instead_of)
    if not names:
        return left_out

    def out(path: str) -> bool:
        if path in names or any(one in names for one in _around(path)):
            return True
        return left_out is not None and left_out(path)

    return out


def _around(path: str) -> list[str]:
    parts = path.split("/")
    return ["/".join(parts[:length]) for length in range(1, len(parts))]


def _name(path: Path, tree: Path) -> str:
    return os.path.relpath(path, tree).replace(os.sep, "/")
