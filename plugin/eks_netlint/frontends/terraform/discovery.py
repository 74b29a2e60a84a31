"""Which directories are root modules."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from eks_netlint.frontends.reading import MAX_PARSED, Unreadable, read_bytes
from eks_netlint.patterns import pattern

_SKIPPED = frozenset(["node_modules", "__pycache__", "cdk.out", "venv"])
_LOCAL_SOURCE = pattern(rb"""\bsource\s*=\s*"(\.\.?(?:/[^"\n]*)?)\"""")
_LOCAL_SOURCE_JSON = pattern(rb"""\"source"\s*:\s*"(\.\.?(?:/[^"\n]*)?)\"""")
_QUOTED = pattern(rb'"[^"\n]*"')

SUFFIXES = (".tf", ".tofu", ".tf.json", ".tofu.json")
"""Endings of the files that make up a module; OpenTofu reads all of them, Terraform those without ``tofu``."""

_TOFU = ((".tofu", ".tf"), (".tofu.json", ".tf.json"))

Unlistable = Callable[[OSError], None]
"""Told of every folder that cannot be listed."""


def skipped(folder: str) -> bool:
    """Whether nobody looks into folders of that name."""
    return folder in _SKIPPED or folder.startswith(".")


def module_directories(top: Path, unlistable: Unlistable | None = None) -> Iterator[Path]:
    """Directories below ``top`` that hold Terraform files, hidden ones and links left out."""
    for folder, subfolders, files in os.walk(top, onerror=unlistable, followlinks=False):
        subfolders[:] = sorted(name for name in subfolders if not skipped(name))
        if any(name.endswith(SUFFIXES) and not name.startswith(".") for name in files):
            yield Path(folder)


def module_files(names: Iterable[str]) -> list[str]:
    """Those of a directory's names that OpenTofu would read: ``a.tofu`` stands in the place of ``a.tf``.

    Who writes a ``.tofu`` file runs OpenTofu; without one there is no difference.
    """
    given = [name for name in names if name.endswith(SUFFIXES) and not name.startswith(".")]
    shadowed = {f"{name[: -len(ours)]}{theirs}" for ours, theirs in _TOFU for name in given if name.endswith(ours)}
    return [name for name in given if name not in shadowed]


def local_calls(directory: Path, tree: Path) -> set[Path]:
    """Directories that a directory's module blocks name by path."""
    called: set[Path] = set()
    try:
        names = module_files(os.listdir(directory))
    except OSError:
        return called
    for name in names:
        try:
            data = read_bytes(directory / name, tree, MAX_PARSED)
        except Unreadable:
            continue  # whoever reads the module reports it
        if name.endswith(".json"):
            called.update(_path(directory, match[1]) for match in _LOCAL_SOURCE_JSON.finditer(data))
            continue
        seen: set[bytes] = set()
        for match in _LOCAL_SOURCE.finditer(data):
            if match[1] in seen:
                continue
            nearby = max(0, match.start() - 300)  # a line may be as long as the file
            before = _QUOTED.sub(b"", data[nearby : match.start()].rpartition(b"\n")[2])
            if b"#" in before or b"//" in before:
                continue
            seen.add(match[1])
            called.add(_path(directory, match[1]))
    return called


def _path(directory: Path, source: bytes) -> Path:
    return Path(os.path.normpath(directory / source.decode("utf-8", "replace")))


def roots_below(tree: Path, paths: Iterable[Path], unlistable: Unlistable | None = None) -> list[Path]:
    """Directories below the paths that no other directory below them calls; of modules that call each other one."""
    directories: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            directories.update(dict.fromkeys(module_directories(path, unlistable)))
        elif path.name.endswith((*SUFFIXES, ".tfvars", ".tfvars.json")):
            directories[path.parent] = None
    calls = {directory: local_calls(directory, tree) - {directory} for directory in directories}
    return _roots(calls)


def _roots(calls: Mapping[Path, set[Path]]) -> list[Path]:
    called = {target for targets in calls.values() for target in targets}
    roots = [directory for directory in calls if directory not in called]
    reached = _reached(calls, roots)
    for directory in calls:
        if directory not in reached:  # one of a circle that nobody enters from outside
            roots.append(directory)
            reached |= _reached(calls, [directory])
    return roots


def _reached(calls: Mapping[Path, set[Path]], roots: Iterable[Path]) -> set[Path]:
    """The directories and all that they call, directly or not."""
    seen: set[Path] = set()
    stack = list(roots)
    while stack:
        current = stack.pop()
        if current not in seen:
            seen.add(current)
            stack.extend(calls.get(current, ()))
    return seen


def roots_saying(tree: Path, text: re.Pattern[bytes]) -> frozenset[str]:
    """The roots of the tree in which a text stands, or in a module they call by path.

    Roots are named by their paths relative to the tree.  What cannot be read may say it.
    """
    calls = {directory: local_calls(directory, tree) - {directory} for directory in module_directories(tree)}
    saying = {directory for directory in calls if _says(directory, tree, text)}
    return frozenset(
        root.relative_to(tree).as_posix() for root in _roots(calls) if not saying.isdisjoint(_reached(calls, [root]))
    )


def _says(directory: Path, tree: Path, text: re.Pattern[bytes]) -> bool:
    try:
        names = os.listdir(directory)
    except OSError:  # gone since it was found, or not to be listed
        return True
    for name in names:
        if name.endswith((".tf", ".tf.json")):
            try:
                if text.search(read_bytes(directory / name, tree, MAX_PARSED)):
                    return True
            except Unreadable:
                return True
    return False


def roots_touched(tree: Path, touched: Sequence[Path], unlistable: Unlistable | None = None) -> list[Path]:
    """Roots of the tree whose files, or files of modules they call by path, are among the touched ones."""
    directories = module_directories(tree, unlistable)
    calls = {directory: local_calls(directory, tree) - {directory} for directory in directories}
    wanted = {path.parent for path in touched}
    return [
        root
        for root in _roots(calls)
        if any(folder == one or one in folder.parents for folder in wanted for one in _reached(calls, [root]))
    ]
