"""Comments of HCL files, and the ignores written in them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from eks_netlint.patterns import pattern
from eks_netlint.records import dataclass, replace
from eks_netlint.source import Document, Span

if TYPE_CHECKING:
    from datetime import date

_CODE = pattern(
    rb'#[^\n]*|//[^\n]*|/\*.*?(?:\*/|\Z)|"|(?<!<)<<-?[ \t]*([A-Za-z_][\w-]*)[^\n]*(?:\n|\Z)|[{}]', re.DOTALL
)
_STRING = pattern(rb'\\.|\$\$\{|%%\{|[$%]\{|"|\n', re.DOTALL)
_OURS = pattern(r"eks-netlint:\s*(.*)", re.DOTALL)
_IGNORE = pattern(r"ignore\s*\[([^\]]*)\](.*)", re.DOTALL)
_CHECKOV = pattern(r"checkov:skip=\s*(EKN[A-Za-z0-9_-]*)\s*:?(.*)", re.DOTALL | re.IGNORECASE)
_UNTIL = pattern(r"\buntil=(\S+)")

MAX_IGNORES = 500
"""Ignores in one file; each is held against every finding in it."""

MAX_PATTERNS = 100
"""Rules that one ignore may name, one by one."""

_LONG = 1000  # characters of a line that is no longer worth a look at all of it


class Comment(NamedTuple):
    """A comment with its markers; ``alone`` says that no code stands before it on its line."""

    span: Span
    alone: bool


@dataclass(frozen=True, slots=True)
class Ignore:
    """A wish, in a comment, not to see findings of some rules at a place.

    ``line`` is the line it speaks for: its own, or for a comment on its own line that of the code below it.
    ``opener`` is the line of the code above a comment on its own line, which may open the block it speaks for.
    ``inside`` says that it speaks for any block that contains it (checkov's way).  ``unreadable`` says what is
    wrong with it where we do not understand it; it then hides nothing.
    """

    span: Span
    patterns: tuple[str, ...]
    reason: str
    until: date | None
    line: int
    opener: int | None
    inside: bool
    unreadable: str = ""

    def covers(self, place: Span, is_block: bool) -> bool:
        """Whether it speaks for a place: any place by its first line, a block also from within."""
        if place.document is not self.span.document:
            return False
        if place.line == self.line:
            return True
        within = is_block and place.start <= self.span.start < place.end
        return within and (self.inside or place.line == self.opener)


def comments(document: Document) -> Iterator[Comment]:
    """Every comment of an HCL file in order; a ``#`` in a string or a heredoc starts none.

    Text that does not parse gives what can be made of it.
    """
    data, at, depths = document.data, 0, [0]
    while found := _CODE.search(data, at):
        at = found.end()
        token = found.group()
        if token[:1] in b"#/":
            end = found.start() + len(token.rstrip())
            yield Comment(Span(document, found.start(), end), _alone(data, found.start()))
        elif token == b'"':
            at = _end_of_string(data, at, depths)
        elif token == b"{":
            depths[-1] += 1
        elif token == b"}":
            depths[-1] -= 1
            if depths[-1] < 0 and len(depths) > 1:
                depths.pop()
                at = _end_of_string(data, at, depths)
        else:
            at = _end_of_heredoc(data, at, found.group(1))


def ignores(document: Document) -> tuple[Ignore, ...]:
    """Every ignore written in the comments of a file; of too many the last says so."""
    if document.path.endswith(".json"):  # has no comments, and a plan may be long
        return ()
    if b"eks-netlint:" not in document.data and b"checkov:skip" not in document.data:
        return ()
    found = tuple(comments(document))
    lines = _Lines(document, found)
    made: list[Ignore] = []
    for comment in found:
        ignore = _ignore(comment, lines)
        if ignore is not None and len(made) == MAX_IGNORES:
            return (*made, replace(ignore, unreadable=f"there are more than {MAX_IGNORES} in this file"))
        if ignore is not None:
            made.append(ignore)
    return tuple(made)


class _Lines:
    """Which code is next to lines that hold nothing but comments."""

    def __init__(self, document: Document, comments: Iterable[Comment]) -> None:
        alone = {
            line for one in comments if one.alone for line in range(one.span.line, one.span.end_line + 1)
        }
        self.above: dict[int, int] = {}
        self.below: dict[int, int] = {}
        for line in sorted(alone):
            above = line - 1
            while above > 0 and above not in alone and not document.line_text(above).strip():
                above -= 1
            self.above[line] = self.above.get(above, above)
        for line in sorted(alone, reverse=True):
            self.below[line] = self.below.get(line + 1, line + 1)

    def around(self, comment: Comment) -> tuple[int | None, int]:
        """Line of the code above (None for a comment behind code) and line of the code that the comment speaks for."""
        if not comment.alone:
            return None, comment.span.line
        return self.above[comment.span.line] or None, self.below[comment.span.end_line]


def _ignore(comment: Comment, lines: _Lines) -> Ignore | None:
    text = comment.span.text.removesuffix("*/")
    ours = _OURS.search(text)
    skip = None if ours else _CHECKOV.search(text)
    if ours is None and skip is None:
        return None
    unreadable = ""
    match = _IGNORE.match(ours.group(1)) if ours else skip
    named = match.group(1).split(",") if match else ()
    patterns = tuple(dict.fromkeys(name for part in named if (name := part.strip())))
    if not patterns:
        unreadable = "write it as ignore[EKN101] with a reason"
    elif len(patterns) > MAX_PATTERNS:
        patterns, unreadable = patterns[:1], f"it names more than {MAX_PATTERNS} rules"
    said = match.group(2) if match else ""
    until, wrong = _until(said)
    reason = " ".join(_UNTIL.sub("", said).split()).strip(" -:")
    above, below = lines.around(comment)
    return Ignore(comment.span, patterns, reason, until, below, above, skip is not None, unreadable or wrong)


def _until(text: str) -> tuple[date | None, str]:
    written = _UNTIL.search(text)
    if written is None:
        return None, ""
    from datetime import date  # few comments say one

    try:
        return date.fromisoformat(written.group(1)), ""
    except ValueError:
        return None, f"until={written.group(1)} is no date such as until=2027-01-31"


def _alone(data: bytes, at: int) -> bool:
    """Whether nothing stands before a comment on its line; of a very long line nobody asks."""
    start = data.rfind(b"\n", max(0, at - _LONG), at) + 1
    return (start > 0 or at < _LONG) and not data[start:at].strip()


def _end_of_string(data: bytes, at: int, depths: list[int]) -> int:
    """Offset after the string, or after the ``${`` that interrupts it (``depths`` then has one more)."""
    while found := _STRING.search(data, at):
        at = found.end()
        token = found.group()
        if token in (b'"', b"\n"):
            return at
        if token in (b"${", b"%{"):
            depths.append(0)
            return at
    return len(data)


def _end_of_heredoc(data: bytes, at: int, name: bytes) -> int:
    end = re.compile(rb"^[ \t]*" + re.escape(name) + rb"[ \t]*\r?$", re.MULTILINE).search(data, at)
    return len(data) if end is None else end.end()
