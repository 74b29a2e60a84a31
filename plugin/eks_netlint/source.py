"""Documents that were read, and places in them."""

from __future__ import annotations

import bisect
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import NamedTuple

from eks_netlint.records import dataclass, field


@dataclass(eq=False)
class Document:
    """One file, read once.

    ``path`` is relative to the tree, with forward slashes; ``stub`` marks the module stubs we ship, at which no
    finding may point.
    """

    path: str
    data: bytes = field(repr=False)
    stub: bool = False

    def __reduce__(self) -> tuple[Callable[[str, bytes, bool], Document], tuple[str, bytes, bool]]:
        """What another process is sent: the text, not the syntax; see ``as_one``."""
        return _rebuilt, (self.path, self.data, self.stub)

    @cached_property
    def _starts(self) -> list[int]:
        starts = [0]
        find = self.data.find
        at = find(b"\n")
        while at >= 0:
            starts.append(at + 1)
            at = find(b"\n", at + 1)
        return starts

    @property
    def lines(self) -> int:
        """Number of lines."""
        return len(self._starts)

    def line_of(self, offset: int) -> int:
        """Line of a byte offset, from 1."""
        return bisect.bisect_right(self._starts, offset)

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column of a byte offset, both from 1, columns in characters."""
        line = self.line_of(offset)
        start = self._starts[line - 1]
        return line, len(self.data[start:offset].decode("utf-8", "replace")) + 1

    def line_text(self, line: int) -> str:
        """Text of a line (from 1) without its line end."""
        start = self._starts[line - 1]
        end = self._starts[line] if line < len(self._starts) else len(self.data)
        return self.data[start:end].decode("utf-8", "replace").rstrip("\r\n")


_FILES: list[dict[str, Document]] = []


@contextmanager
def as_one(documents: dict[str, Document]) -> Iterator[None]:
    """While documents are unpickled, those of one path become the one in ``documents``; but stubs come in pieces."""
    _FILES.append(documents)
    try:
        yield
    finally:
        _FILES.pop()


def _rebuilt(path: str, data: bytes, stub: bool) -> Document:
    made = Document(path, data, stub)
    return made if stub or not _FILES else _FILES[-1].setdefault(path, made)


class Span(NamedTuple):
    """A range of bytes in a document; lines and columns are worked out when a report asks."""

    document: Document
    start: int
    end: int

    @property
    def path(self) -> str:
        """Path of the document, relative to the tree."""
        return self.document.path

    @property
    def line(self) -> int:
        """First line, from 1."""
        return self.document.line_of(self.start)

    @property
    def column(self) -> int:
        """First column, from 1, in characters."""
        return self.document.position(self.start)[1]

    @property
    def end_line(self) -> int:
        """Last line, from 1."""
        return self.document.position(self.end)[0]

    @property
    def end_column(self) -> int:
        """Column after the last character, from 1."""
        return self.document.position(self.end)[1]

    @property
    def text(self) -> str:
        """The source text."""
        return self.document.data[self.start : self.end].decode("utf-8", "replace")


@dataclass(frozen=True, slots=True)
class Problem:
    """Something we had and could not read or understand; never silent, costs nobody else's findings.

    ``internal`` separates trouble of ours (a rule that crashed, exit 2) from input we could not read (exit 3).
    """

    path: str
    message: str
    line: int | None = None
    internal: bool = False


def told(error: Exception) -> str:
    """An exception of ours in one line, with the place it came from: enough to report it, too little to scare."""
    frame = error.__traceback__
    while frame is not None and frame.tb_next is not None:
        frame = frame.tb_next
    where = "" if frame is None else f" ({os.path.basename(frame.tb_frame.f_code.co_filename)}:{frame.tb_lineno})"
    return f"{type(error).__name__}: {error}{where}"
