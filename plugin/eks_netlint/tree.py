"""Which tree a path belongs to: the tree bounds what is read, the path selects what is reported."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

CONFIG = ".eks-netlint.yaml"
"""Name of the config, at the top of the tree."""

_MISNAMED = ".eks-netlint.yml"
_CODE = (".tf", ".tofu", ".tf.json", ".tofu.json")
OURS = (*_CODE, ".tfvars", ".tfvars.json")
_READ_BY_OURS = (*OURS, ".yaml", ".yml", ".json", ".tftpl", ".tpl")


def tree_of(path: Path) -> Path:
    """The git top level that contains the path, else the path itself (of a file its directory); absolute.

    A ``.git`` file (worktree, submodule) counts as well as a directory.
    """
    start = Path(os.path.realpath(path))
    if not os.path.isdir(start):
        start = start.parent
    for candidate in (start, *start.parents):
        if os.path.exists(candidate / ".git"):
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


def has_config(tree: Path) -> bool:
    """Whether something in the tree has the name of a config; whether it can be read is for others to say."""
    return os.path.lexists(tree / CONFIG) or os.path.lexists(tree / _MISNAMED)


def is_ours(path: Path) -> bool:
    """Whether the name is that of a file that selects the root it lies in."""
    return path.name.endswith(OURS)


def has_root(path: Path) -> bool:
    """Whether a file that is ours lies in a root: a variable file may lie anywhere."""
    if path.name.endswith(_CODE):
        return True
    try:
        return any(name.endswith(_CODE) for name in os.listdir(path.parent))
    except OSError:  # whoever reads the folder tells
        return True


def may_matter(path: Path) -> bool:
    """Whether a change of the file may change what we say: one of ours, or one that such a file may read."""
    return path.name.endswith(_READ_BY_OURS)
