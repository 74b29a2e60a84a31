"""Which files are templates, or of eksctl: told by names and bytes, so that a tree of other YAML costs little."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from eks_netlint.frontends.eksctl.sniff import is_config
from eks_netlint.patterns import pattern

SUFFIXES = (".yaml", ".yml", ".json", ".template")

_SKIPPED = frozenset(["node_modules", "__pycache__", "venv", "asset"])

MAX_BYTES = 4_000_000
"""CloudFormation takes templates up to 1 MB (its quotas, 2026-11); what is synthesised may be written with spaces."""

_SECTION = pattern(rb"""(?:^|[{,])[ \t\r\n]*["']?Resources["']?[ \t]*:""", re.MULTILINE)


def is_template(data: bytes) -> bool:
    """Whether the bytes hold a section of resources, and a type of AWS."""
    return b"AWS::" in data and _SECTION.search(data) is not None


def may_be_meant(path: Path) -> bool:
    """Whether a file of that name can be a template."""
    return path.name.endswith(SUFFIXES) and not path.name.endswith((".tf.json", ".tfvars.json"))


def files_below(top: Path) -> Iterator[Path]:
    """Files below a folder that may be templates, hidden ones and links left out; ``cdk.out`` counts."""
    for folder, subfolders, files in os.walk(top, followlinks=False):
        subfolders[:] = sorted(name for name in subfolders if name not in _SKIPPED and not name.startswith("."))
        for name in sorted(files):
            if not name.endswith(SUFFIXES) or name[0] == ".":
                continue
            file = Path(folder, name)
            if may_be_meant(file) and not file.is_symlink():
                yield file


def may_be_template(path: Path) -> bool:
    """Whether the file is a template, or a file of eksctl, by its bytes; false for what is too large or unreadable."""
    try:
        status = os.stat(path)
        if not stat.S_ISREG(status.st_mode) or status.st_size > MAX_BYTES:  # to open a pipe would wait for its writer
            return False
        with open(path, "rb", buffering=0) as file:
            data = file.read()
            return is_template(data) or is_config(data)
    except OSError:
        return False


def found_below(paths: Iterable[Path]) -> tuple[Path, ...]:
    """The templates and files of eksctl that are named, or lie in the folders that are named."""
    found: dict[Path, None] = {}
    for path in paths:
        files = files_below(path) if path.is_dir() else (path,) if may_be_meant(path) else ()
        found.update(dict.fromkeys(file for file in files if may_be_template(file)))
    return tuple(found)
