"""Which directories are root modules."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

_SKIPPED = frozenset(["node_modules", "__pycache__", "cdk.out", "venv"])
_LOCAL_SOURCE = re.compile(rb"""\bsource\s*=\s*"(\.\.?(?:/[^"]*)?)\"""")


def module_directories(top: Path) -> Iterator[Path]:
    """Directories below ``top`` that hold ``.tf`` files, hidden ones and links left out."""
    for folder, subfolders, files in os.walk(top, followlinks=False):
        subfolders[:] = sorted(name for name in subfolders if name not in _SKIPPED and not name.startswith("."))
        if any(name.endswith(".tf") and not name.startswith(".") for name in files):
            yield Path(folder)


def local_calls(directory: Path) -> set[Path]:
    """Directories that a directory's module blocks name by path."""
    called: set[Path] = set()
    try:
        names = [name for name in os.listdir(directory) if name.endswith(".tf")]
    except OSError:
        return called
    for name in names:
        try:
            data = (directory / name).read_bytes()
        except OSError:
            continue
        for match in _LOCAL_SOURCE.finditer(data):
            called.add(Path(os.path.normpath(directory / match[1].decode("utf-8", "replace"))))
    return called


def roots_below(paths: Iterable[Path]) -> list[Path]:
    """Directories below the paths that no other directory below them calls."""
    directories: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            directories.update(dict.fromkeys(module_directories(path)))
        elif path.suffix in (".tf", ".tfvars"):
            directories[path.parent] = None
    called: set[Path] = set()
    for directory in directories:
        called |= local_calls(directory) - {directory}
    roots = [directory for directory in directories if directory not in called]
    return roots or list(directories)


def roots_touched(tree: Path, touched: Sequence[Path]) -> list[Path]:
    """Roots of the tree whose files, or files of modules they call by path, are among the touched ones."""
    calls = {directory: local_calls(directory) for directory in module_directories(tree)}
    every_call = {called for directory, targets in calls.items() for called in targets if called != directory}
    wanted = {path.parent for path in touched}
    found = []
    for root in (directory for directory in calls if directory not in every_call):
        seen: set[Path] = set()
        stack = [root]
        while stack:
            current = stack.pop()
            if current not in seen:
                seen.add(current)
                stack.extend(calls.get(current, ()))
        if any(folder == one or one in folder.parents for folder in wanted for one in seen):
            found.append(root)
    return found
