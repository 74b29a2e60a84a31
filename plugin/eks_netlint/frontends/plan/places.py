"""Where in a JSON text a value stands, found only when somebody asks.

The text is parsed as a whole by the standard library, in C.  A place is found by walking down from the top, where the
same scanner steps over each member: one container costs one parse of what it holds.
"""

from __future__ import annotations

import json
import re

from eks_netlint.source import Document, Span

Path = tuple["str | int", ...]

_SPACE = re.compile(r"[ \t\n\r]*")


class Places:
    """Places of values in a document that was parsed already, so that it is JSON for sure."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._text = document.data.decode("latin-1")  # a character a byte: positions are those of the bytes
        self._step = json.JSONDecoder().raw_decode
        self._inside: dict[int, dict[str | int, tuple[int, int]]] = {}
        start = self._text.find("{")
        self._top = (start, self._step(self._text, start)[1]) if start >= 0 else (0, len(document.data))

    def at(self, path: Path) -> Span:
        """The value that the path leads to; of one that is not there, the innermost container around it."""
        start, end = self._top
        for step in path:
            found = self._members(start).get(step)
            if found is None:
                break
            start, end = found
        return Span(self._document, start, end)

    def _members(self, start: int) -> dict[str | int, tuple[int, int]]:
        found = self._inside.get(start)
        if found is None:
            opening = self._text[start : start + 1]
            found = self._inside[start] = dict(self._entries(start, opening == "{")) if opening in ("{", "[") else {}
        return found

    def _entries(self, start: int, named: bool) -> list[tuple[str | int, tuple[int, int]]]:
        text, space, step = self._text, _SPACE.match, self._step
        found: list[tuple[str | int, tuple[int, int]]] = []
        at = _end(space(text, start + 1))
        while text[at] not in "}]":
            key: str | int = len(found)
            if named:
                name, at = step(text, at)
                key = _decoded(name)
                at = _end(space(text, _end(space(text, at)) + 1))
            stop = step(text, at)[1]
            found.append((key, (at, stop)))
            at = _end(space(text, stop))
            if text[at] == ",":
                at = _end(space(text, at + 1))
        return found


def _end(match: re.Match[str] | None) -> int:
    return 0 if match is None else match.end()


def _decoded(name: str) -> str:
    """A name read a character a byte, as it was meant."""
    if name.isascii():
        return name
    try:
        return name.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return name
