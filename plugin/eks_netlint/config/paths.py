"""Patterns of paths: ``examples`` means the folder and all in it, ``*`` any name, ``**`` any folders."""

from __future__ import annotations

from collections.abc import Iterable

from eks_netlint.frontends.terraform.filesets import BadPattern, Pattern


def is_pattern(text: str) -> bool:
    """Whether a path may mean several."""
    return any(character in text for character in "*?[{")


class Paths:
    """Some patterns; raises ``ValueError`` where one cannot be read."""

    def __init__(self, patterns: Iterable[str]) -> None:
        try:
            self._patterns = [Pattern(text) for text in patterns]
        except BadPattern as why:
            raise ValueError(str(why)) from None

    def mean(self, path: str) -> bool:
        """Whether one of them means the path itself, relative to the tree."""
        parts = _parts(path)
        return any(pattern.matches(parts) for pattern in self._patterns)

    def cover(self, path: str) -> bool:
        """Whether one of them means the path, relative to the tree, or a folder that it lies in."""
        parts = _parts(path)
        return any(pattern.matches(parts[:length]) for pattern in self._patterns for length in range(len(parts) + 1))

    def __bool__(self) -> bool:
        return bool(self._patterns)


def _parts(path: str) -> list[str]:
    return [part for part in path.split("/") if part not in ("", ".")]
