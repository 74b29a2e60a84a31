"""Kubernetes manifests in YAML and JSON files."""

from __future__ import annotations

import gc
import os
import stat
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path

from eks_netlint import kinds
from eks_netlint.frontends.kubernetes import sniffing
from eks_netlint.frontends.kubernetes.discovery import Candidate, Unlistable, candidates, is_candidate
from eks_netlint.frontends.kubernetes.loaded import Loaded, Note
from eks_netlint.frontends.reading import Unreadable, read_bytes
from eks_netlint.source import Document, Problem

__all__ = ["Loaded", "Note", "any_below", "is_candidate", "load"]

LeftOut = Callable[[str], bool]
"""Whether a file, named by its path relative to the tree, is nobody's business."""


def load(
    tree: Path,
    paths: Sequence[Path] | None = None,
    every: bool = True,
    left_out: LeftOut | None = None,
    texts: Sequence[Document] = (),
) -> Loaded:
    """The objects in files below the paths (default: the whole tree), nothing read from outside the tree.

    Without ``every`` only documents are read that may hold an object that matters (``kinds``).  Files that are no
    manifests are passed over without a word, and without being parsed; so are Helm templates and what holds a
    template language, with a note.  ``texts`` are read like files; one that holds no manifest is a problem.
    """
    tree = tree.resolve()
    loaded = Loaded()
    with _no_collections():
        _load(tree, _files(tree, paths, every, left_out, loaded), texts, every, loaded)
    return loaded


def _load(
    tree: Path, files: Iterator[tuple[Candidate, Document]], texts: Sequence[Document], every: bool, loaded: Loaded
) -> None:
    reader = None
    for candidate, document in chain(files, _texts(texts, every, loaded)):
        if reader is None:  # brings YAML, which a tree without manifests does not need
            from eks_netlint.frontends.kubernetes.reader import Reader

            reader = Reader(tree, every, loaded)
        reader.read(candidate, document)
    if reader is not None:
        reader.finish()


@contextmanager
def _no_collections() -> Iterator[None]:
    """Values of manifests are many, small and free of circles: collections would walk them for nothing.

    They took a quarter of the time of 5,000 files (2026-11-23).
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _files(
    tree: Path, paths: Sequence[Path] | None, every: bool, left_out: LeftOut | None, loaded: Loaded
) -> Iterator[tuple[Candidate, Document]]:
    tops = [tree] if paths is None else [path.resolve() for path in paths]
    around = os.path.join(tree, "")
    for candidate in candidates(tops, _told(tree, loaded)):
        name = os.fspath(candidate.path)
        if os.sep == "/" and name.startswith(around):  # a third of the time of relative_to, once for each file
            name = name[len(around) :]
        else:
            name = candidate.path.relative_to(tree).as_posix()
        if left_out is None or not left_out(name):
            data = _bytes(candidate, name, tree, every, loaded)
            if data is not None:
                yield candidate, Document(name, data)


def _texts(texts: Sequence[Document], every: bool, loaded: Loaded) -> Iterator[tuple[Candidate, Document]]:
    for document in texts:
        if not sniffing.is_manifest(document.data):
            loaded.problems.append(Problem(document.path, "holds no Kubernetes manifests"))
        elif every or kinds.may_matter_in_bytes(document.data):
            yield Candidate(Path(document.path)), document


def any_below(path: Path, every: bool = True) -> bool:
    """Whether a file below the path, or the path itself, is a manifest by the look of it.

    Without ``every`` it has to be one that may hold an object that matters.
    """
    for candidate in candidates([path]):
        try:
            data = read_bytes(candidate.path, None)
        except Unreadable:
            if not every and _is_ours(_head(candidate.path), every):
                return True
            continue
        if _is_ours(data, every):
            return True
    return False


def _told(tree: Path, loaded: Loaded) -> Unlistable:
    def unlistable(error: OSError) -> None:
        name = Path(str(error.filename)).relative_to(tree).as_posix()
        loaded.problems.append(Problem(name, f"cannot be listed: {error.strerror}"))

    return unlistable


def _is_ours(data: bytes, every: bool) -> bool:
    return (every or kinds.may_matter_in_bytes(data)) and sniffing.is_manifest(data)


def _bytes(candidate: Candidate, name: str, tree: Path, every: bool, loaded: Loaded) -> bytes | None:
    """The file's bytes if it is a manifest that is wanted; None, perhaps with a Problem, if not."""
    try:
        data = read_bytes(candidate.path, tree)
    except Unreadable as why:
        if _is_ours(head := _head(candidate.path), every):
            loaded.problems.append(Problem(name, str(why)))
            _not_read(name, head, str(why), loaded)
        return None
    if sniffing.is_foreign(data):
        if every or kinds.may_matter_in_bytes(data.replace(b"\0", b"")):
            foreign = "is UTF-16, not UTF-8: not read"
            loaded.problems.append(Problem(name, foreign))
            _not_read(name, data.replace(b"\0", b""), foreign, loaded)
        return None
    if not _is_ours(data, every):
        return None
    return None if os.path.islink(candidate.path) else data  # what a link leads to is found in its own place


def _not_read(name: str, data: bytes, why: str, loaded: Loaded) -> None:
    from eks_netlint.frontends.kubernetes.reader import unread  # see load

    loaded.lost += unread(data.decode("utf-8", "replace"), Document(name, data), f"{name} {why}")


def _head(path: Path) -> bytes:
    """The beginning of a file that is too large to be read; nothing of a link, or of what is no file."""
    try:
        if not stat.S_ISREG(os.lstat(path).st_mode):
            return b""
        with path.open("rb") as file:
            return file.read(sniffing.HEAD)
    except OSError:
        return b""
