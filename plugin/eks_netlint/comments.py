"""Comments of HCL files, and the ignores written in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from eks_netlint.records import dataclass
from eks_netlint.source import Document, Span

_CODE = re.compile(rb'#[^\n]*|//[^\n]*|/\*.*?(?:\*/|\Z)|"|<<-?[ \t]*([A-Za-z_][\w-]*)[^\n]*(?:\n|\Z)|[{}]', re.DOTALL)
_STRING = re.compile(rb'\\.|\$\$\{|%%\{|[$%]\{|"|\n', re.DOTALL)
_OURS = re.compile(r"eks-netlint:\s*(.*)", re.DOTALL)
_IGNORE = re.compile(r"ignore\s*\[([^\]]*)\](.*)", re.DOTALL)
_CHECKOV = re.compile(r"checkov:skip=\s*(EKN[A-Za-z0-9_-]*)\s*:?(.*)", re.DOTALL | re.IGNORECASE)
_UNTIL = re.compile(r"\buntil=(\S+)")


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
    """Every ignore written in the comments of a file."""
    if b"eks-netlint:" not in document.data and b"checkov:skip" not in document.data:
        return ()
    found = tuple(comments(document))
    alone = {line for comment in found if comment.alone for line in range(comment.span.line, comment.span.end_line + 1)}
    return tuple(ignore for comment in found if (ignore := _ignore(comment, alone)) is not None)


def _ignore(comment: Comment, alone: set[int]) -> Ignore | None:
    text = comment.span.text.removesuffix("*/")
    ours = _OURS.search(text)
    skip = None if ours else _CHECKOV.search(text)
    if ours is None and skip is None:
        return None
    unreadable = ""
    match = _IGNORE.match(ours.group(1)) if ours else skip
    patterns = tuple(name for part in match.group(1).split(",") if (name := part.strip())) if match else ()
    if not patterns:
        unreadable = "write it as ignore[EKN101] with a reason"
    said = match.group(2) if match else ""
    until, wrong = _until(said)
    reason = " ".join(_UNTIL.sub("", said).split()).strip(" -:")
    above, below = _around(comment, alone)
    return Ignore(comment.span, patterns, reason, until, below, above, skip is not None, unreadable or wrong)


def _until(text: str) -> tuple[date | None, str]:
    written = _UNTIL.search(text)
    if written is None:
        return None, ""
    try:
        return date.fromisoformat(written.group(1)), ""
    except ValueError:
        return None, f"until={written.group(1)} is no date such as until=2027-01-31"


def _around(comment: Comment, alone: set[int]) -> tuple[int | None, int]:
    """Line of the code above (None for a comment behind code) and line of the code that the comment speaks for."""
    if not comment.alone:
        return None, comment.span.line
    document = comment.span.document
    above = comment.span.line - 1
    while above > 0 and (above in alone or not document.line_text(above).strip()):
        above -= 1
    below = comment.span.end_line + 1
    while below in alone:
        below += 1
    return above or None, below


def _alone(data: bytes, at: int) -> bool:
    return not data[data.rfind(b"\n", 0, at) + 1 : at].strip()


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
