"""Reading of files inside the scanned tree, and of nothing else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from eks_netlint.frontends.reading import Unreadable, read_bytes
from eks_netlint.frontends.terraform.effort import Effort
from eks_netlint.frontends.terraform.filesets import BadPattern, Pattern
from eks_netlint.source import Span
from eks_netlint.values import Cause, Fields, Unknown, Value

Render = Callable[[str, str, Fields, "Span | None", Effort], Value]
"""What fills a template in: its name, text and variables, the place of the call, and the work it may do."""


class TreeFiles:
    """Files as a Terraform run in ``root`` would see them, limited to ``tree``."""

    def __init__(self, tree: Path, root: Path, render: Render, effort: Effort) -> None:
        self.tree = tree
        self.root = root
        self._render = render
        self._effort = effort

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
            return read_bytes(target, self.tree)
        except Unreadable as why:
            missing = isinstance(why.__cause__, FileNotFoundError | NotADirectoryError)
            cause = Cause.OUTSIDE if why.outside else Cause.ERROR if missing else Cause.UNSUPPORTED
            return Unknown(f"file {path!r} {why}", None, cause)

    def exists(self, path: str) -> bool | Unknown:
        """Whether there is such a file."""
        target = self._resolve(path)
        return target if isinstance(target, Unknown) else target.is_file()

    def glob(self, base: str, pattern: str) -> tuple[str, ...] | Unknown:
        """Regular files below ``base`` that match a pattern of ``fileset``, relative to it, sorted."""
        target = self._resolve(base)
        if isinstance(target, Unknown):
            return target
        if ".." in pattern.split("/"):
            return Unknown("a file pattern leads out of its folder", None, Cause.OUTSIDE)
        try:
            wanted = Pattern(pattern)
            return tuple(sorted(name for name in wanted.files_below(target) if self._is_file(target / name)))
        except BadPattern as why:
            return Unknown(str(why), None, Cause.UNSUPPORTED)

    def _is_file(self, path: Path) -> bool:
        if path.is_symlink() and not path.resolve().is_relative_to(self.tree):
            raise BadPattern(f"{path.name} is a link out of the scanned tree")
        return path.is_file()

    def render(self, text: str, variables: Fields, span: Span | None) -> Value:
        """A template with these variables."""
        return self._render("template", text, variables, span, self._effort)
