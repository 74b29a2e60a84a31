"""YAML text inside Terraform: pieces of it that are not known, and the lines of heredocs."""

from __future__ import annotations

import bisect
import re
from collections.abc import Sequence

from eks_netlint import yamltext
from eks_netlint.lowering import read
from eks_netlint.lowering.declared import spelling
from eks_netlint.model.nouns import Members
from eks_netlint.patterns import pattern
from eks_netlint.source import Span
from eks_netlint.values import Encoded, Fields, Items, Origin, Reference, Text, Unknown, Value

_LIMIT = 1_000_000
"""Characters of one text we parse; the largest manifests in Terraform are bundles of a few hundred thousand."""

_HOLE = pattern(r"eknhole(\d+)e")
_ALONE = pattern(r"^[ \t]*eknhole(\d+)e[ \t\r]*$", re.MULTILINE)
_HEREDOC = pattern(r"<<[-~]?(\w+)\r?\n")
_INTERPOLATION = pattern(r"[$%]\{")


def filled(parts: Sequence[str | Unknown]) -> tuple[str, tuple[Unknown, ...]]:
    """A text known in parts with a mark for each part that is not known, and those parts in order."""
    holes = tuple(part for part in parts if isinstance(part, Unknown))
    numbers = iter(range(len(holes)))
    return "".join(part if isinstance(part, str) else f"eknhole{next(numbers)}e" for part in parts), holes


def parse(text: str, holes: Sequence[Unknown], span: Span | None, origin: Origin) -> Members[Value]:
    """The documents of a text whose unknown pieces were replaced by marks; ``holes`` are those pieces in order.

    A document that is not valid YAML, or in which an unknown piece may be any number of lines, makes the rest unknown.
    """
    if len(text) > _LIMIT:
        return Members((), Unknown("the text is too large to read", span), span)
    places = _Places(text, span)
    fill = _filler(holes) if holes else None
    known: list[Value] = []
    rest: Unknown | None = None
    for begin, piece in yamltext.pieces(text):
        loose = _loose(piece, holes)
        if loose is not None:
            why = f"what a template puts in is not known: {loose.why}"
            rest = read.either(rest, Unknown(why, loose.span or span, loose.cause))
            continue
        try:
            known.extend(yamltext.read(piece, places.beginning(begin), fill, origin=origin))
        except (yamltext.Broken, RecursionError) as why:
            rest = read.either(rest, Unknown(f"the text is not valid YAML: {why}", span))
    return Members(tuple(known), rest, span)


def _loose(piece: str, holes: Sequence[Unknown]) -> Unknown | None:
    """An unknown piece that may be more than one scalar: a directive of a template, or one on a line of its own."""
    if not holes:
        return None
    for found in _HOLE.finditer(piece):
        hole = holes[int(found[1])]
        if hole.span is not None and hole.span.text.startswith("%{"):
            return hole
    alone = _ALONE.search(piece)
    if alone is None or (isinstance(hole := holes[int(alone[1])], Encoded) and piece.strip("-\n\r\t ") == alone[0]):
        return None
    return hole


def _filler(holes: Sequence[Unknown]) -> yamltext.Fill:
    def fill(raw: str, span: Span | None, role: yamltext.Role) -> Value | None:
        """What a scalar with marks stands for: the unknown piece itself, or a text known in parts."""
        if not _HOLE.search(raw):
            return None
        pieces = _HOLE.split(raw)
        parts = [holes[int(part)] if i % 2 else part for i, part in enumerate(pieces) if part]
        whole: Value = Text("known in parts", span, parts=tuple(parts))
        if len(parts) == 1 and isinstance(only := parts[0], Unknown):
            inner = only.decoded if isinstance(only, Encoded) and role == "plain" else None
            whole = inner if isinstance(inner, Items | Fields) else only  # JSON in YAML is YAML
        return _as_key(whole) if role == "key" else whole

    return fill


def _as_key(value: Value) -> Value:
    """A key that is known in parts as an identity, where every unknown part is one."""
    if not isinstance(value, Text):
        return value
    spelled = spelling(value)
    return Unknown(value.why) if spelled is None else Reference(value.why, address=spelled, solid=True)


class _Places:
    """Where in the file each line of a heredoc's text was written; the whole string where that cannot be told."""

    def __init__(self, text: str, span: Span | None) -> None:
        self._span = span
        self._text = text
        self._starts: list[int] = []
        self._lines = () if span is None else _aligned(text, span)

    def beginning(self, begin: int) -> yamltext.Place:
        """Spans of characters of the text from ``begin`` on."""
        if not self._lines:
            return lambda first, last: self._span
        if not self._starts:
            self._starts = [0, *(found.end() for found in re.finditer("\n", self._text))]
        return lambda first, last: self._of(begin + first, begin + last)

    def _of(self, first: int, last: int) -> Span | None:
        span = self._span
        here, there = self._line(first), self._line(max(first, last - 1))
        if span is None or here is None or there is None:
            return span
        token = self._text[first:last]
        start, source = here
        if "\n" not in token:
            at = source.rfind(token) if token else -1
            if at >= 0:
                begin = start + len(source[:at].encode())
                return Span(span.document, begin, begin + len(token.encode()))
        begin = start + len(source) - len(source.lstrip())  # what is stripped is ASCII
        end = there[0] + len(there[1].rstrip().encode())
        return Span(span.document, begin, max(begin, end))

    def _line(self, at: int) -> tuple[int, str] | None:
        number = bisect.bisect_right(self._starts, at) - 1
        return self._lines[number] if number < len(self._lines) else None


_Line = tuple[int, str]


def _aligned(text: str, span: Span) -> Sequence[_Line | None]:
    """For each line of the text the line of the heredoc that wrote it, with its offset in the file."""
    source = span.text
    opening = _HEREDOC.search(source)
    if opening is None or _HEREDOC.search(source, opening.end()):
        return ()
    closing = re.compile(rf"^[ \t]*{opening[1]}[ \t\r]*$", re.MULTILINE).search(source, opening.end())
    lines: list[_Line] = []
    at = span.start + len(source[: opening.end()].encode())
    for line in source[opening.end() : None if closing is None else closing.start()].split("\n"):
        lines.append((at, line))
        at += len(line.encode()) + 1
    wanted = text.split("\n")
    if abs(len(lines) - len(wanted)) <= 1 and not any("%{" in line for _, line in lines):
        return lines
    return _matched(wanted, lines)


def _matched(wanted: Sequence[str], lines: Sequence[_Line]) -> Sequence[_Line | None]:
    """The lines by what they say: a template may leave lines out, repeat them, and put in several for one."""
    heads = [_INTERPOLATION.split(line.strip(), maxsplit=1) for _, line in lines]
    found: list[_Line | None] = []
    next_ = 0
    for line in wanted:
        text = line.strip()
        order = [*range(next_, len(lines)), *range(next_)]
        hit = next((i for i in order if text and _wrote(heads[i], text)), None)
        found.append(found[-1] if hit is None and found else None if hit is None else lines[hit])
        next_ = next_ if hit is None else hit + 1
    return found


def _wrote(head: Sequence[str], text: str) -> bool:
    """Whether a source line, cut at its first interpolation, may have given the line."""
    return text == head[0] if len(head) == 1 else bool(head[0]) and text.startswith(head[0])
