"""Reading of files inside the scanned tree, and of nothing else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from eks_netlint.source import Span
from eks_netlint.values import Cause, Fields, Unknown, Value

MAX_BYTES = 4_000_000
"""A file larger than this is not read for ``file()`` and the like."""


class TreeFiles:
    """Files as a Terraform run in ``root`` would see them, limited to ``tree``."""

    def __init__(self, tree: Path, root: Path, render: Callable[[str, str, Fields, Span | None], Value]) -> None:
        self.tree = tree
        self.root = root
        self._render = render

    def _resolve(self, path: str) -> Path | Unknown:
        try:
            target = (self.root / path).resolve()
        except (OSError, ValueError, RuntimeError):
            return Unknown(f"file {path!r} has no usable path", None, Cause.OUTSIDE)
        if not target.is_relative_to(self.tree):
            return Unknown(f"file {path!r} is outside the scanned tree", None, Cause.OUTSIDE)
        return target

    def read(self, path: str) -> bytes | Unknown:
        """Its bytes, or why they cannot be had."""
        target = self._resolve(path)
        if isinstance(target, Unknown):
            return target
        try:
            if target.stat().st_size > MAX_BYTES:
                return Unknown(f"file {path!r} is larger than {MAX_BYTES} bytes", None, Cause.UNSUPPORTED)
            return target.read_bytes()
        except OSError:
            return Unknown(f"file {path!r} cannot be read", None, Cause.ERROR)

    def exists(self, path: str) -> bool | Unknown:
        """Whether there is such a file."""
        target = self._resolve(path)
        return target if isinstance(target, Unknown) else target.is_file()

    def glob(self, base: str, pattern: str) -> tuple[str, ...] | Unknown:
        """Paths below ``base`` that match, relative to it, sorted."""
        target = self._resolve(base)
        if isinstance(target, Unknown):
            return target
        if ".." in pattern:
            return Unknown("a file pattern leads out of its folder", None, Cause.OUTSIDE)
        try:
            found = [one for one in target.glob(pattern) if one.is_file()]
        except (OSError, ValueError, NotImplementedError):
            return Unknown("a file pattern cannot be used", None, Cause.ERROR)
        return tuple(sorted(one.relative_to(target).as_posix() for one in found))

    def render(self, text: str, variables: Fields, span: Span | None) -> Value:
        """A template with these variables."""
        return self._render("template", text, variables, span)
