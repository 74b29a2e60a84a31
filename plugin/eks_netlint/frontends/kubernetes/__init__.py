"""Kubernetes manifests in YAML and JSON files."""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from pathlib import Path

from eks_netlint.frontends.kubernetes import sniffing
from eks_netlint.frontends.kubernetes.discovery import Candidate, Unlistable, candidates, is_candidate
from eks_netlint.frontends.kubernetes.loaded import Loaded, Note
from eks_netlint.frontends.reading import Unreadable, read_bytes
from eks_netlint.source import Document, Problem

__all__ = ["Loaded", "Note", "any_below", "is_candidate", "load"]


def load(tree: Path, paths: Sequence[Path] = (), words: Sequence[str] = ()) -> Loaded:
    """The objects in files below the paths (default: the whole tree), nothing read from outside the tree.

    With ``words`` only documents are read in which one of them stands.  Files that are no manifests are passed over
    without a word, and without being parsed; so are Helm templates and what holds a template language, with a note.
    """
    tree = tree.resolve()
    loaded = Loaded()
    wanted = sniffing.Words(words)
    reader = None
    for candidate in candidates([path.resolve() for path in paths] or [tree], _told(tree, loaded)):
        data = _bytes(candidate, tree, wanted, loaded)
        if data is None:
            continue
        if reader is None:  # brings YAML, which a tree without manifests does not need
            from eks_netlint.frontends.kubernetes.reader import Reader

            reader = Reader(tree, wanted, loaded)
        reader.read(candidate, Document(candidate.path.relative_to(tree).as_posix(), data))
    return loaded


def any_below(path: Path) -> bool:
    """Whether a file below the path, or the path itself, is a manifest by the look of it."""
    for candidate in candidates([path]):
        try:
            if sniffing.is_manifest(read_bytes(candidate.path, None)):
                return True
        except Unreadable:
            continue
    return False


def _told(tree: Path, loaded: Loaded) -> Unlistable:
    def unlistable(error: OSError) -> None:
        name = Path(str(error.filename)).relative_to(tree).as_posix()
        loaded.problems.append(Problem(name, f"cannot be listed: {error.strerror}"))

    return unlistable


def _bytes(candidate: Candidate, tree: Path, words: sniffing.Words, loaded: Loaded) -> bytes | None:
    """The file's bytes if it is a manifest with one of the words; None, perhaps with a Problem, if not."""
    name = candidate.path.relative_to(tree).as_posix()
    try:
        data = read_bytes(candidate.path, tree)
    except Unreadable as why:
        head = _head(candidate.path)
        if sniffing.is_manifest(head) and words.are_in(head):
            loaded.problems.append(Problem(name, str(why)))
        return None
    if sniffing.is_foreign(data):
        if words.are_in(data.replace(b"\0", b"")):
            loaded.problems.append(Problem(name, "is UTF-16, not UTF-8: not read"))
        return None
    if not words.are_in(data) or not sniffing.is_manifest(data):
        return None
    return None if candidate.path.is_symlink() else data  # what a link leads to is found in its own place


def _head(path: Path) -> bytes:
    """The beginning of a file that is too large to be read; nothing of a link, or of what is no file."""
    try:
        if not stat.S_ISREG(os.lstat(path).st_mode):
            return b""
        with path.open("rb") as file:
            return file.read(sniffing.HEAD)
    except OSError:
        return b""
