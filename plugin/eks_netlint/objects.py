"""The Kubernetes objects in files of a tree, and the networks on whose clusters they run."""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from pathlib import Path

from eks_netlint.belonging import Found, Placed, Says, belong
from eks_netlint.frontends import kubernetes
from eks_netlint.frontends.kubernetes import LeftOut
from eks_netlint.manifests import Manifest
from eks_netlint.model.nouns import Network
from eks_netlint.patterns import pattern
from eks_netlint.report import Note
from eks_netlint.source import Document, Problem, Span

_MAKES_CLUSTER = pattern(rb'"aws_eks_|\bsource\s*=\s*"[^"\n]*eks')
"""What a file says that makes a cluster or something of one, or calls a module that may."""


def look(
    tree: Path,
    paths: Sequence[Path],
    names: Collection[str],
    left_out: LeftOut | None = None,
    texts: Sequence[Document] = (),
    failed: Sequence[Problem] = (),
) -> Found | None:
    """The objects in files that say something of a network, None where there is nothing to tell.

    They are looked for in the whole tree if one of the roots of these ``names`` may have a cluster, else below the
    paths; and in ``texts``, of which some ``failed``.  ``left_out`` files are not read.
    """
    whole = tree in paths
    none = not whole and not kubernetes.any_below(tree, every=False)
    if none and not (texts or failed):
        return None  # as in most trees: no need to look at the roots that nobody named
    making = frozenset[str]() if whole or not paths else _making_clusters(tree)
    everywhere = whole or not making.isdisjoint(names)
    loaded = kubernetes.load(tree, None if everywhere else paths, False, left_out, texts)
    if not (loaded.manifests or loaded.problems or loaded.notes or loaded.lost or failed):
        return None
    selected = (*(path.relative_to(tree).as_posix() for path in paths), *(document.path for document in texts))
    problems, unasked = _asked_for(loaded.problems, selected)
    notes = (*(Note(note.message, note.at) for note in loaded.notes if _below(note.at, selected)), *unasked)
    manifests = (*loaded.manifests, *loaded.lost)
    elsewhere = not making <= set(names)
    return Found(manifests, (*failed, *problems), notes, frozenset(loaded.files), elsewhere, selected)


def place(found: Found, networks: Sequence[Network], says: Says | None = None) -> Placed:
    """Where the objects belong; ``says`` is what somebody said of where objects run."""
    belonging = belong(found.manifests, networks, says, found.elsewhere)
    strays = tuple(one for one in belonging.strays if _is_below(one.span.path, found.selected))
    read = [one for one in strays if one.unread is None]  # of others nobody asked
    if not read:
        return Placed(belonging.joined)
    what = "an object of Kubernetes runs" if len(read) == 1 else f"{len(read)} objects of Kubernetes run"
    note = Note(f"on which cluster {what} is not known: {belonging.why}", read[0].span)
    return Placed(belonging.joined, strays, _name(read, networks), (note,) if belonging.several else ())


def _asked_for(problems: Sequence[Problem], selected: Sequence[str]) -> tuple[tuple[Problem, ...], tuple[Note, ...]]:
    """The problems of what the user named; of other files, read for what may run on a cluster, one note."""
    asked = tuple(one for one in problems if _is_below(one.path, selected))
    others = [one for one in problems if one not in asked]
    if not others:
        return asked, ()
    first = others[0]
    place = first.path if first.line is None else f"{first.path}:{first.line}"
    more = f", and {len(others) - 1} more" if len(others) > 1 else ""
    return asked, (Note(f"a manifest outside of the given paths could not be read ({place}{more})"),)


def _below(span: Span | None, selected: Sequence[str]) -> bool:
    return span is None or _is_below(span.path, selected)


def _is_below(path: str, paths: Sequence[str]) -> bool:
    return any(one in (".", path) or path.startswith(f"{one}/") for one in paths)


def _making_clusters(tree: Path) -> frozenset[str]:
    """The roots of the tree that may have a cluster."""
    from eks_netlint.frontends.terraform.discovery import roots_saying  # see analysis

    return roots_saying(tree, _MAKES_CLUSTER)


def _name(strays: Sequence[Manifest], networks: Sequence[Network]) -> str:
    """The name of the network that objects without a cluster make by themselves: the folder they share."""
    if not strays:
        return ""
    folders = {os.path.dirname(manifest.span.path) for manifest in strays}
    name = os.path.commonpath(folders) or "."
    return name if all(network.name != name for network in networks) else strays[0].span.path
