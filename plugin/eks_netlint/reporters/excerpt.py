"""Source lines with places underlined and annotated."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from eks_netlint.reporters.view import harmless
from eks_netlint.source import Document, Span

_WIDEST = 160


class Mark(NamedTuple):
    """A place to underline and what to say of it."""

    span: Span
    said: str
    primary: bool


def excerpt(marks: Sequence[Mark], place: Callable[[Span], str], paint: Callable[[str, str], str]) -> list[str]:
    """The lines of every mark, by file in the order of the marks, each file but the first under its name.

    ``paint`` colours a text by the role "primary", "related", "gutter" or "path".
    """
    by_document: dict[Document, list[Mark]] = {}
    for mark in marks:
        by_document.setdefault(mark.span.document, []).append(mark)
    gutter = max(len(str(mark.span.line)) for mark in marks)
    out: list[str] = []
    for number, (_, own) in enumerate(by_document.items()):
        if number:
            out.append(f"{' ' * gutter} {paint(place(own[0].span), 'path')}")
        out += _file(own, gutter, paint)
    return out


def _file(marks: Sequence[Mark], gutter: int, paint: Callable[[str, str], str]) -> list[str]:
    bar = paint("|", "gutter")
    out = [f"{' ' * gutter} {bar}"]
    before = 0
    lines = sorted({mark.span.line for mark in marks})
    for line in lines:
        if before and line > before + 1:
            out.append(paint("." * min(gutter + 2, 3), "gutter"))
        here = [mark for mark in marks if mark.span.line == line]
        shown, cut = _line(here[0].span.document.line_text(line), min(mark.span.column for mark in here))
        out.append(f"{paint(f'{line:>{gutter}}', 'gutter')} {bar} {shown}".rstrip())
        for mark in sorted(here, key=lambda mark: not mark.primary):
            out.append(f"{' ' * gutter} {bar} {_under(mark, cut, paint)}")
        before = line
    return out


def _line(text: str, column: int) -> tuple[str, int]:
    """The line as shown and the number of characters cut from its front."""
    cut = 0 if len(text) <= _WIDEST or column < _WIDEST // 2 else column - _WIDEST // 4
    front = "..." if cut else ""
    back = "..." if len(text) - cut > _WIDEST else ""
    return front + _flat(text[cut : cut + _WIDEST]) + back, cut


def _under(mark: Mark, cut: int, paint: Callable[[str, str], str]) -> str:
    text = mark.span.document.line_text(mark.span.line)
    start = mark.span.column - 1
    end = mark.span.end_column - 1 if mark.span.end_line == mark.span.line else len(text.rstrip())
    end = min(end, cut + _WIDEST)
    indent = (3 if cut else 0) + _width(_flat(text[cut:start]))
    length = max(1, _width(_flat(text[start:end])))
    line = ("^" if mark.primary else "-") * length
    said = f" {harmless(mark.said)}" if mark.said else ""
    return " " * indent + paint(line + said, "primary" if mark.primary else "related")


def _flat(text: str) -> str:
    return harmless(text.replace("\t", "    "))


def _width(text: str) -> int:
    """Columns of a terminal that the text takes."""
    if text.isascii():
        return len(text)
    import unicodedata

    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in text)
    return len(text) + wide - sum(unicodedata.combining(character) != 0 for character in text)
