"""Which tree a path belongs to: the tree bounds what is read, the path selects what is reported."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

OURS = (".tf", ".tf.json", ".tfvars", ".tfvars.json")
_SKIPPED = frozenset({".git", ".terraform", ".terragrunt-cache", "node_modules"})


def tree_of(path: Path) -> Path:
    """The git top level that contains the path, else the path itself (of a file its directory); absolute.

    A ``.git`` file (worktree, submodule) counts as well as a directory.
    """
    start = Path(os.path.realpath(path))
    if not start.is_dir():
        start = start.parent
    for candidate in (start, *start.parents):
        if (candidate / ".git").exists():
            return candidate
    return start


def group(paths: Sequence[Path]) -> dict[Path, tuple[Path, ...]]:
    """The paths by the tree they belong to, in the order given.

    A tree inside another (a path outside git that lies below another such path) is read as part of the outer one.
    """
    trees: dict[Path, list[Path]] = {}
    for path in paths:
        trees.setdefault(tree_of(path), []).append(path)
    grouped: dict[Path, tuple[Path, ...]] = {}
    for tree in trees:
        outer = next((other for other in tree.parents if other in trees and not (tree / ".git").exists()), tree)
        grouped[outer] = (*grouped.get(outer, ()), *trees[tree])
    return grouped


def is_ours(path: Path) -> bool:
    """Whether the name is that of a file we read."""
    return path.name.endswith(OURS)


def holds_ours(path: Path) -> bool:
    """Whether the path is, or holds somewhere, a file we read; caches of Terraform and git do not count."""
    if not path.is_dir():
        return is_ours(path)
    for _, directories, files in os.walk(path):
        if any(name.endswith(OURS) for name in files):
            return True
        directories[:] = [name for name in directories if name not in _SKIPPED]
    return False


def touched(paths: Sequence[Path]) -> tuple[Path, ...]:
    """What files that a commit touched select: themselves, or their directory where they were deleted."""
    selected: dict[Path, None] = {}
    for path in paths:
        if not is_ours(path):
            continue
        if path.exists():
            selected[path] = None
        elif path.parent.is_dir():
            selected[path.parent] = None
    return tuple(selected)
