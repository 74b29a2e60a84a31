"""What is made of our stubs, kept for later runs as Python keeps compiled modules.

In ``__pycache__`` beside the stub, by the version of Python; out of date where the times or sizes of its files have
changed; not kept where the folder cannot be written or ``PYTHONDONTWRITEBYTECODE`` is set.
"""

from __future__ import annotations

import marshal
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

Stamp = tuple[tuple[str, int, int], ...]
"""Path, time of change in nanoseconds, and bytes of each file."""

_FORM = 1
"""Of what is kept: higher with every change of what ``keep_later`` is given, or of what is made of a stub."""

_TO_KEEP: list[tuple[Path, Stamp, Callable[[], Any]]] = []


def stamp_of(files: Sequence[Path]) -> Stamp:
    """What tells whether the files are what they were.  Raises ``OSError``."""
    found = ((path, os.stat(path)) for path in files)
    return tuple((path.as_posix(), about.st_mtime_ns, about.st_size) for path, about in found)


def kept(directory: Path, stamp: Stamp) -> object | None:
    """What an earlier run has kept of files in the directory, plain data, if they are the same still."""
    try:
        found = marshal.loads(_home(directory).read_bytes())
    except (OSError, ValueError, EOFError, TypeError):
        return None
    if not isinstance(found, tuple) or found[:2] != (_FORM, stamp):
        return None
    return found[2] if len(found) == 3 else None


def keep_later(directory: Path, stamp: Stamp, make: Callable[[], Any]) -> None:
    """Have ``keep`` keep what is made then; None is not kept."""
    _TO_KEEP.append((directory, stamp, make))


def keep() -> None:
    """Keep what this run has learned, for those that come after it; where that fails nothing is kept."""
    if sys.dont_write_bytecode:
        return
    for directory, stamp, make in _TO_KEEP:
        made = make()
        if made is not None:
            try:
                _write(_home(directory), marshal.dumps((_FORM, stamp, made)))
            except (OSError, ValueError):
                continue


def _home(directory: Path) -> Path:
    return directory / "__pycache__" / f"stub.{sys.implementation.cache_tag}.kept"


def _write(home: Path, data: bytes) -> None:
    home.parent.mkdir(exist_ok=True)
    beside = home.with_suffix(f".{os.getpid()}")
    try:
        beside.write_bytes(data)
        os.replace(beside, home)
    finally:
        beside.unlink(missing_ok=True)
