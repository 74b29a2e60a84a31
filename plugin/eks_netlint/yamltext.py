"""YAML as kubectl reads it, into values that know where they were written.

Most texts are so plain that they are read line by line (``yamlplain``), all others from the events of libyaml
(``yamlevents``), so that no depth of nesting can exhaust a stack and no alias is ever copied.  Scalars follow
sigs.k8s.io/yaml, by which kubectl and Helm read (observed with kubectl 1.32, 2026-11): booleans of YAML 1.1 with
``y`` and ``n``, octal ``0777``, dates and ``1:30`` as strings.  Of two equal keys the later counts, and a merge key
counts where it stands.  JSON is read as the YAML that it is.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from typing import Literal

from eks_netlint import yamlplain
from eks_netlint.patterns import pattern
from eks_netlint.records import dataclass
from eks_netlint.source import Document, Span
from eks_netlint.values import Origin, Value

MAX_DEPTH = 200
"""Collections inside collections of one document; schemas of custom resources reach about 40."""

MAX_EXPANDED = 100_000
"""Values that one document may hold once its aliases are followed, beyond those that are written."""

TOO_DEEP = "exceeded maximum nesting depth"
"""What libyaml says of collections inside collections that are too many for itself (1,000 from 0.2.6 on, as PyYAML
6.0.4 brings it), which it may notice, reading ahead, before we count ours."""

Place = Callable[[int, int], "Span | None"]
"""The span of a range of characters of the text."""

Role = Literal["key", "plain", "quoted"]
"""What a scalar is: a key, or a value without quotes or with them (block scalars are quoted)."""

Fill = Callable[[str, "Span | None", Role], "Value | None"]
"""What a scalar's text stands for where something has to be put in; None where it is what it says."""

Tagged = Callable[[str, "Value"], "Value"]
"""What a value with a local tag (``!Ref``) stands for."""

_MARKER = pattern(r"^---(?=[ \t\r\n]|\Z)", re.MULTILINE)
_DIRECTIVE = pattern(r"^%", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Remark:
    """Something odd that is no error; ``strange`` says that it is rather a mark of a template language."""

    message: str
    span: Span | None
    strange: bool = False


class Broken(Exception):
    """The text is no YAML from here on: why, in lower case, and at which character."""

    def __init__(self, why: str, at: int) -> None:
        super().__init__(why)
        self.at = at


def places(document: Document, text: str, start: int = 0) -> Place:
    """Spans of a text that is what the document holds from the byte ``start`` on."""
    made = tuple.__new__  # half the time of the constructor of a named tuple
    if text.isascii():
        return lambda first, last: made(Span, (document, start + first, start + last))
    wide: list[int] = []  # where characters of several bytes stand, and how many bytes they add
    added = [start]
    for found in _WIDE.finditer(text):
        wide.append(found.start())
        added.append(added[-1] + len(found[0].encode()) - 1)
    return lambda first, last: made(
        Span, (document, first + added[bisect_left(wide, first)], last + added[bisect_left(wide, last)])
    )


def pieces(text: str) -> Iterator[tuple[int, str]]:
    """The documents of a text, each with the offset at which it begins.

    A line ``---`` ends a document wherever it stands, so each can be read for itself.  A piece may hold more than one
    document, or none.
    """
    if "\n---" not in text:  # as in most files; the expression takes twenty times as long to find nothing
        if text:
            yield 0, text
        return
    begin = since = 0
    directives = text.startswith("%") or "\n%" in text  # which belong to what follows
    at = 0 if text.startswith("---") else text.find("\n---") + 1
    while True:
        if text[at + 3 : at + 4] in ("", " ", "\t", "\r", "\n"):
            if at > begin and not (directives and _DIRECTIVE.search(text, since, at)):
                yield begin, text[begin:at]
                begin = at
            since = at
        at = text.find("\n---", at) + 1
        if at == 0:
            break
    if begin < len(text):
        yield begin, text[begin:]


def resume(text: str, at: int) -> int | None:
    """Where the next document begins after something broken at a character; None where there is none."""
    found = _MARKER.search(text, at)
    return None if found is None else found.start()


def read(
    text: str,
    place: Place,
    fill: Fill | None = None,
    remarks: list[Remark] | None = None,
    origin: Origin = Origin.WRITTEN,
    tagged: Tagged | None = None,
) -> Iterator[Value]:
    """The documents of a text, without those that are empty; ``remarks`` takes what is odd in them.

    Local tags say nothing, unless ``tagged`` tells what they mean.  Raises ``Broken`` where the text is no YAML.
    """
    if fill is None:
        value = yamlplain.read(text, place, origin, MAX_EXPANDED)
        if value is not None:
            yield value
            return
    from eks_netlint import yamlevents  # brings PyYAML, which plain texts do not need

    yield from yamlevents.read(text, place, fill, [] if remarks is None else remarks, origin, tagged)


_WIDE = pattern(r"[^\x00-\x7f]")
