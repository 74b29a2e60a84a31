"""The YAML of a config as nodes that know their places: plain maps, lists and scalars, and nothing else of YAML."""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml

from eks_netlint.records import dataclass
from eks_netlint.source import Document, Problem, Span
from eks_netlint.yamltext import TOO_DEEP

MAX_DEPTH = 20
"""Collections inside collections; the deepest thing a config says has six."""

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NUMBER = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})(\.[0-9]{1,20})?([eE][-+]?[0-9]{1,2})?\Z")
_AMBIGUOUS = re.compile(
    r"(?i:yes|no|on|off|true|false|null|~|)\Z|[-+]?0[0-9_]+\Z|[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+\Z"
)
"""What YAML 1.1 or 1.2 reads as something other than the text it looks like."""


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """A place of the file."""

    span: Span

    @property
    def told(self) -> str:
        """What it is, for messages."""
        return "nothing"


@dataclass(frozen=True, slots=True, eq=False)
class Scalar(Node):
    """A string, number, bool or null; ``plain`` says that it stands without quotes."""

    text: str
    plain: bool

    @property
    def null(self) -> bool:
        """Whether it says nothing."""
        return self.plain and self.text in ("", "~", "null", "Null", "NULL")

    @property
    def number(self) -> int | float | None:
        """The number, if it is one in plain decimal."""
        if not (self.plain and _NUMBER.match(self.text)):
            return None
        return int(self.text) if re.fullmatch(r"[-+]?[0-9]+", self.text) else float(self.text)

    @property
    def truth(self) -> bool | None:
        """The bool, if it is written as true or false."""
        return {"true": True, "false": False}.get(self.text) if self.plain else None

    @property
    def ambiguous(self) -> bool:
        """Whether it is read differently by different versions of YAML, or is no string at all."""
        return self.plain and (self.number is not None or _AMBIGUOUS.match(self.text) is not None)

    @property
    def told(self) -> str:
        """``the number 3``, ``the text a``."""
        if self.null:
            return "nothing"
        kind = "number" if self.number is not None else "bool" if self.truth is not None else "text"
        return f"the {kind} {self.text if len(self.text) < 40 else self.text[:37] + '...'}"


@dataclass(frozen=True, slots=True, eq=False)
class Sequence(Node):
    """A list."""

    members: tuple[Node, ...]

    @property
    def told(self) -> str:
        """What it is."""
        return "a list"


@dataclass(frozen=True, slots=True, eq=False)
class Map(Node):
    """A map whose keys are scalars, each there once."""

    entries: tuple[tuple[Scalar, Node], ...]

    @property
    def told(self) -> str:
        """What it is."""
        return "a map"


class Broken(Exception):
    """Why the text is no YAML that a config may use, and on which line."""

    def __init__(self, why: str, line: int) -> None:
        super().__init__(why)
        self.line = line


def read(document: Document, problems: list[Problem]) -> Node | None:
    """The only node of a document, None where it holds comments only; keys given twice are added to ``problems``.

    Raises ``Broken`` where the text is not YAML, is empty, or uses anchors, tags or several documents.
    """
    try:
        text = document.data.decode()
    except UnicodeDecodeError as error:
        raise Broken("is not text in UTF-8", document.line_of(error.start)) from None
    if not text.strip():
        raise Broken("is empty: write what it is to say, or remove it", 1)
    reader = _Reader(document, text, problems)
    try:
        return reader.document()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        why = getattr(error, "problem", None) or getattr(error, "reason", None) or "it cannot be read"
        said = f"is nested deeper than {MAX_DEPTH} levels" if TOO_DEEP in str(why) else f"is not YAML: {why}"
        raise Broken(said, 1 if mark is None else mark.line + 1) from None


class _Reader:
    def __init__(self, document: Document, text: str, problems: list[Problem]) -> None:
        self._document = document
        self._text = text
        self._problems = problems
        self._ascii = text.isascii()
        self._events: Iterator[yaml.Event] = yaml.parse(text, Loader=_LOADER)

    def document(self) -> Node | None:
        """The node of the first document; raises ``Broken`` if there is another one."""
        found: Node | None = None
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                if found is not None:
                    raise Broken("holds several documents, only one is read", _line(event))
                found = self._node(next(self._events), 0)
        if isinstance(found, Scalar) and found.null and not found.text:
            return None
        return found

    def _node(self, event: yaml.Event, depth: int) -> Node:
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) is not None:
            raise Broken("anchors and aliases are not read: write it out", _line(event))
        tag = getattr(event, "tag", None)
        if tag is not None:
            raise Broken(f"the tag {tag} is not read", _line(event))
        if depth > MAX_DEPTH:
            raise Broken(f"is nested deeper than {MAX_DEPTH} levels", _line(event))
        if isinstance(event, yaml.ScalarEvent):
            return Scalar(self._span(event, event), event.value, event.implicit[0])
        if isinstance(event, yaml.SequenceStartEvent):
            return self._list(event, depth)
        return self._map(event, depth)

    def _list(self, first: yaml.Event, depth: int) -> Sequence:
        members: list[Node] = []
        for event in self._events:
            if isinstance(event, yaml.SequenceEndEvent):
                return Sequence(self._span(first, event), tuple(members))
            members.append(self._node(event, depth + 1))
        raise AssertionError("libyaml ends every list")

    def _map(self, first: yaml.Event, depth: int) -> Map:
        entries: dict[str, tuple[Scalar, Node]] = {}
        for event in self._events:
            if isinstance(event, yaml.MappingEndEvent):
                return Map(self._span(first, event), tuple(entries.values()))
            key = self._node(event, depth + 1)
            if not isinstance(key, Scalar):
                raise Broken(f"{key.told} cannot be a key", key.span.line)
            if key.plain and key.text == "<<":
                raise Broken("merge keys are not read: write it out", key.span.line)
            value = self._node(next(self._events), depth + 1)
            if key.text in entries:
                before = entries[key.text][0].span.line
                message = f"{key.text} is given twice, first on line {before}"
                self._problems.append(Problem(self._document.path, message, key.span.line, internal=True))
            entries[key.text] = (key, value)
        raise AssertionError("libyaml ends every map")

    def _span(self, first: yaml.Event, last: yaml.Event) -> Span:
        start, end = (self._offset(mark.index) for mark in (first.start_mark, last.end_mark) if mark is not None)
        return Span(self._document, start, max(start, end))

    def _offset(self, index: int) -> int:
        """Characters to bytes."""
        return index if self._ascii else len(self._text[:index].encode())


def _line(event: yaml.Event) -> int:
    return 1 if event.start_mark is None else event.start_mark.line + 1
