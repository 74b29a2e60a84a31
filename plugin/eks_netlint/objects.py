"""The Kubernetes objects in files of a tree, and the networks on whose clusters they run."""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from pathlib import Path

from eks_netlint.belonging import Found, Placed, Says, belong
from eks_netlint.frontends import kubernetes
from eks_netlint.lowering.manifests import WORDS
from eks_netlint.manifests import Manifest
from eks_netlint.model.nouns import Network
from eks_netlint.patterns import pattern
from eks_netlint.report import Note
from eks_netlint.values import Known

_MAKES_CLUSTER = pattern(rb'"aws_eks_|\bsource\s*=\s*"[^"\n]*eks')
"""What a file says that makes a cluster or something of one, or calls a module that may."""


def look(tree: Path, paths: Sequence[Path], names: Collection[str]) -> Found | None:
    """The objects in files that say something of a cluster, None where there is nothing to tell.

    They are looked for in the whole tree if one of the roots of these ``names`` may have a cluster, else below the
    paths.
    """
    whole = tree in paths
    loaded = kubernetes.load(tree, (tree,), WORDS)
    if not _tells_something(loaded):
        return None  # as in most trees: no need to look at the roots that nobody named
    if not whole and not _any_makes_cluster(tree, names, read=True):
        loaded = kubernetes.load(tree, paths, WORDS)
    manifests = tuple(manifest for manifest in loaded.manifests if _concerns_cni(manifest))
    notes = tuple(Note(note.message, note.at) for note in loaded.notes)
    elsewhere = bool(manifests) and not whole and _any_makes_cluster(tree, names, read=False)
    if not _tells_something(loaded):
        return None
    selected = tuple(path.relative_to(tree).as_posix() for path in paths)
    return Found(manifests, tuple(loaded.problems), notes, frozenset(loaded.files), elsewhere, selected)


def _tells_something(loaded: kubernetes.Loaded) -> bool:
    return bool(loaded.manifests or loaded.problems or loaded.notes or loaded.files)


def place(found: Found, networks: Sequence[Network], says: Says | None = None) -> Placed:
    """Where the objects belong; ``says`` is what somebody said of where objects run."""
    belonging = belong(found.manifests, networks, says, found.elsewhere)
    strays = [one for one in belonging.strays if _is_below(one, found.selected)]  # of others nobody asked
    if not strays:
        return Placed(belonging.joined)
    what = "an object of Kubernetes runs" if len(strays) == 1 else f"{len(strays)} objects of Kubernetes run"
    note = Note(f"on which cluster {what} is not known: {belonging.why}", strays[0].span)
    configs = tuple(one for one in strays if one.kind == "ENIConfig")
    return Placed(belonging.joined, configs, _name(configs, networks), (note,))


def _concerns_cni(manifest: Manifest) -> bool:
    """Whether the object is an ENIConfig, or configures the VPC CNI by its name; a word in it is not enough."""
    name = manifest.name
    return manifest.kind in WORDS or (isinstance(name, Known) and name.value in WORDS)


def _is_below(manifest: Manifest, paths: Sequence[str]) -> bool:
    path = manifest.span.path
    return any(one in (".", path) or path.startswith(f"{one}/") for one in paths)


def _any_makes_cluster(tree: Path, names: Collection[str], read: bool) -> bool:
    """Whether one of the roots that were read, or else one of those that were not, may have a cluster."""
    from eks_netlint.frontends.terraform.discovery import any_root_says  # see analysis

    return any_root_says(tree, _MAKES_CLUSTER, lambda name: (name in names) is read)


def _name(strays: Sequence[Manifest], networks: Sequence[Network]) -> str:
    """The name of the network that objects without a cluster make by themselves: the folder they share."""
    if not strays:
        return ""
    folders = {os.path.dirname(manifest.span.path) for manifest in strays}
    name = os.path.commonpath(folders) or "."
    return name if all(network.name != name for network in networks) else strays[0].span.path
