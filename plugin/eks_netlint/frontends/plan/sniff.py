"""Which files are plans: told by their first bytes, so that a tree of other JSON costs little."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

_SKIPPED = frozenset(["node_modules", "__pycache__", "cdk.out", "venv"])

HEAD = 4_096
"""Bytes that are looked at before a file is taken for a plan."""

_SIGN = re.compile(rb'"(?:format_version|planned_values|resource_changes|applyable|provider_config)"\s*:')
"""Members of which one comes first: as Terraform writes them, or sorted by name (``jq -S``)."""

_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def may_be_plan(path: Path) -> bool:
    """Whether the file begins as what ``terraform show -json`` prints; false for what cannot be read."""
    try:
        if not path.is_file():  # to open a pipe would wait for its writer
            return False
        with path.open("rb") as file:
            head = file.read(HEAD)
    except OSError:
        return False
    return begins_as_plan(head)


def begins_as_plan(head: bytes) -> bool:
    """Whether the first bytes of a file are those of a plan; PowerShell writes them as UTF-16."""
    if head.startswith(_UTF16):
        head = head.replace(b"\0", b"")[2:]
    return head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") and _SIGN.search(head) is not None


def json_files(top: Path) -> Iterator[Path]:
    """Files of JSON below a folder, hidden folders and links left out."""
    for folder, subfolders, files in os.walk(top, followlinks=False):
        subfolders[:] = sorted(name for name in subfolders if name not in _SKIPPED and not name.startswith("."))
        for name in sorted(files):
            file = Path(folder, name)
            if name.endswith(".json") and may_be_meant(file) and not name.startswith(".") and not file.is_symlink():
                yield file


def found_below(paths: Iterable[Path]) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    """The files of JSON that are named, and the plans found in the folders that are named."""
    named: dict[Path, None] = {}
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            found.update(dict.fromkeys(file for file in json_files(path) if may_be_plan(file)))
        elif may_be_meant(path):
            named[path] = None
    return tuple(named), tuple(path for path in found if path not in named)


def touched(tree: Path, paths: Iterable[Path]) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    """Of files that a commit touched none is named by the user, and those that begin as plans are found."""
    inside = (path for path in paths if path.is_relative_to(tree) and may_be_meant(path))
    return (), tuple(path for path in inside if may_be_plan(path))


def may_be_meant(path: Path) -> bool:
    """Whether a file that the user names can be meant as a plan."""
    return path.name.endswith((".json", ".tfplan")) and not path.name.endswith((".tf.json", ".tfvars.json"))
