"""YAML as kubectl reads it, into values that know where they were written.

Read from the events of libyaml, so that no depth of nesting can exhaust a stack and no alias is ever copied.  Scalars
follow sigs.k8s.io/yaml, by which kubectl and Helm read (observed with kubectl 1.32, 2026-11): booleans of YAML 1.1 with
``y`` and ``n``, octal ``0777``, dates and ``1:30`` as strings.  Of two equal keys the later counts, and a merge key
counts where it stands.  JSON is read as the YAML that it is.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from typing import Literal, Protocol

import yaml

from eks_netlint.patterns import pattern
from eks_netlint.records import dataclass
from eks_netlint.source import Document, Span
from eks_netlint.values import Fields, Items, Known, Origin, Reference, Scalar, Unknown, Value

MAX_DEPTH = 200
"""Collections inside collections of one document; schemas of custom resources reach about 40."""

MAX_EXPANDED = 100_000
"""Values that one document may hold once its aliases are followed, beyond those that are written."""

Place = Callable[[int, int], "Span | None"]
"""The span of a range of characters of the text."""

Role = Literal["key", "plain", "quoted"]
"""What a scalar is: a key, or a value without quotes or with them (block scalars are quoted)."""

Fill = Callable[[str, "Span | None", Role], "Value | None"]
"""What a scalar's text stands for where something has to be put in; None where it is what it says."""

Tagged = Callable[[str, "Value"], "Value"]
"""What a value with a local tag (``!Ref``) stands for."""

_SCALAR: type[object] = yaml.ScalarEvent
_ALIAS: type[object] = yaml.AliasEvent
_MAPPING: type[object] = yaml.MappingStartEvent
_MAPPING_END: type[object] = yaml.MappingEndEvent
_SEQUENCE_END: type[object] = yaml.SequenceEndEvent
_DOCUMENT: type[object] = yaml.DocumentStartEvent
_STREAM_END: type[object] = yaml.StreamEndEvent
_PARSER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TAG = "tag:yaml.org,2002:"
_RESOLVED = frozenset(_TAG + kind for kind in ("bool", "float", "int", "null", "timestamp"))
_MARKER = pattern(r"^---(?=[ \t\r\n]|\Z)", re.MULTILINE)
_DIRECTIVE = pattern(r"^%", re.MULTILINE)
_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"), True),
    **dict.fromkeys(("n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"), False),
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
}
_NUMERIC = frozenset("+-.0123456789")
_WHOLE = pattern(r"[-+]?(?:0b[01]+|0o[0-7]+|0x[0-9a-fA-F]+|[0-9]+)")
_DECIMAL = pattern(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_MERGE = "<<"


@dataclass(frozen=True, slots=True)
class Remark:
    """Something odd that is no error; ``strange`` says that it is rather a mark of a template language."""

    message: str
    span: Span | None
    strange: bool = False


class _Mark(Protocol):
    index: int


class _Event(Protocol):
    """What the parser's events have between them; each kind has some of it."""

    start_mark: _Mark
    end_mark: _Mark
    anchor: str
    tag: str | None
    implicit: tuple[bool, bool]
    value: str
    style: str | None
    flow_style: bool


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
    for marker in _MARKER.finditer(text):
        at = marker.start()
        if at > begin and not _DIRECTIVE.search(text, since, at):  # which belongs to what follows
            yield begin, text[begin:at]
            begin = at
        since = at
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
    try:
        reader = _Reader(text, place, fill, [] if remarks is None else remarks, origin)
        if tagged is not None:
            reader = _TaggedReader(text, place, fill, [] if remarks is None else remarks, origin)
            reader.tagged = tagged
        yield from reader.documents()
    except yaml.reader.ReaderError as error:
        raise Broken(f"{error.reason}", _of_strange(text)) from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise Broken(str(error.problem or error.context), 0 if mark is None else mark.index) from None
    except (yaml.YAMLError, UnicodeError):
        raise Broken("not readable", _of_strange(text)) from None


_WIDE = pattern(r"[^\x00-\x7f]")
_STRANGE = pattern("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _of_strange(text: str) -> int:
    """Where the first character stands that YAML does not allow."""
    found = _STRANGE.search(text)
    return 0 if found is None else found.start()


class _Reader:
    """Builds the values of one text, event by event."""

    def __init__(self, text: str, place: Place, fill: Fill | None, remarks: list[Remark], origin: Origin) -> None:
        self._text = text
        self._place = place
        self._fill = fill
        self._remarks = remarks
        self._origin = origin
        self._next: Callable[[], _Event] = _PARSER(text).get_event
        self._anchors: dict[str, Value] = {}
        self._sizes: dict[str, int] = {}
        self._size = 0  # of what aliases repeat
        self._count = 0
        self._depth = 0
        self._end = 0  # of the last scalar

    def documents(self) -> Iterator[Value]:
        """The value of each document that holds one."""
        while True:
            event = self._next()
            if event.__class__ is _STREAM_END:
                return
            if event.__class__ is _DOCUMENT:
                self._anchors, self._sizes, self._size = {}, {}, 0
                value = self._value(self._next())
                if not (isinstance(value, Known) and value.value is None):
                    yield value

    def _value(self, event: _Event) -> Value:
        if event.__class__ is _SCALAR:
            value = self._scalar(event)
            if event.anchor is not None:
                self._anchors[event.anchor], self._sizes[event.anchor] = value, 1
            return value
        if event.__class__ is _ALIAS:
            return self._alias(event)
        anchor = event.anchor
        before = self._count + self._size
        if anchor is not None:
            span = self._place(event.start_mark.index, event.end_mark.index)
            self._anchors[anchor] = Unknown("a YAML alias contains itself", span)
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise Broken("nested too deeply", event.start_mark.index)
        value = self._fields(event) if event.__class__ is _MAPPING else self._items(event)
        self._depth -= 1
        if anchor is not None:
            self._anchors[anchor], self._sizes[anchor] = value, self._count + self._size - before
        return value

    def _alias(self, event: _Event) -> Value:
        """What the anchor stands for; aliases of aliases multiply, so each counts in full."""
        start = event.start_mark.index
        self._end = event.end_mark.index
        found = self._anchors.get(event.anchor)
        if found is None:
            raise Broken(f"anchor {event.anchor} is not defined", start)
        size = self._sizes.get(event.anchor, 1)
        if self._size + size > MAX_EXPANDED:
            raise Broken("aliases repeat too much", start)
        self._size += size
        return found

    def _span(self, event: _Event, close: _Event) -> Span | None:
        """The place of a collection: to the end of its last member, or to its closing bracket."""
        if event.flow_style:
            self._end = close.end_mark.index
        start = event.start_mark.index
        return self._place(start, max(self._end, start))

    def _items(self, event: _Event) -> Value:
        members: list[Value] = []
        following = self._next
        while (inner := following()).__class__ is not _SEQUENCE_END:
            members.append(self._value(inner))
        self._count += 1
        return Items(tuple(members), None, "tuple", True, self._span(event, inner))

    def _fields(self, event: _Event) -> Value:
        entries: dict[str | Reference, Value] = {}
        rest: Unknown | None = None
        following = self._next
        while (inner := following()).__class__ is not _MAPPING_END:
            key = self._key(inner)
            value = self._value(following())
            if key is None:
                continue
            if isinstance(key, Unknown) and not isinstance(key, Reference):
                rest = key if rest is None else rest
            elif key == _MERGE and inner.implicit[0]:
                rest = self._merge(entries, value, rest)
            else:
                if key in entries:
                    place = self._place(inner.start_mark.index, inner.end_mark.index)
                    self._remarks.append(Remark(f"the key {key} is written again, and counts here", place))
                    del entries[key]  # the later counts
                entries[key] = value
        self._count += 1
        return Fields(entries, rest, "object", self._span(event, inner))

    def _merge(self, entries: dict[str | Reference, Value], value: Value, rest: Unknown | None) -> Unknown | None:
        """Take over the entries that ``<<`` names; kubectl lets them replace what stands above."""
        sources: Sequence[Value] = value.members[::-1] if isinstance(value, Items) else (value,)
        for source in sources:
            if isinstance(source, Fields):
                entries.update(source.entries)
                rest = source.rest if rest is None else rest
            elif isinstance(source, Unknown) and rest is None:
                rest = source
        return rest

    def _key(self, event: _Event) -> str | Reference | Unknown | None:
        """The key as a string, an identity or an unknown; None for null, which is no key of an object."""
        if event.__class__ is _ALIAS:
            found = self._alias(event)
        elif event.__class__ is _SCALAR:
            if event.anchor is None and self._fill is None and event.value not in _WORDS:
                return event.value  # a number is spelled as it stands, near enough
            found = self._scalar(event, "key")
            if event.anchor is not None:
                self._anchors[event.anchor], self._sizes[event.anchor] = found, 1
        else:
            self._value(event)
            place = self._place(event.start_mark.index, event.end_mark.index)
            self._remarks.append(Remark("a key is no string", place, strange=True))
            return Unknown("a key is no string", place)
        match found:
            case Known(value=None):
                return None
            case Known(value=bool(word)):
                return "true" if word else "false"
            case Known(value=other):
                return event.value if event.__class__ is _SCALAR else str(other)
            case Unknown():
                return found
            case _:
                return Unknown("a key is no string", found.span)

    def _scalar(self, event: _Event, role: Role = "plain") -> Value:
        text = event.value
        start, end = event.start_mark.index, event.end_mark.index
        if event.style in ("|", ">"):
            end = start + len(self._text[start:end].rstrip())
        self._end = end
        self._count += 1
        span = self._place(start, end)
        if self._fill is not None:
            quoted = role == "plain" and bool(event.style)
            filled = self._fill(text, span, "quoted" if quoted else role)
            if filled is not None:
                return filled
        plain = event.implicit[0] if event.tag is None else event.tag in _RESOLVED
        return Known(resolved(text) if plain else text, span, self._origin)


class _TaggedReader(_Reader):
    """Lets somebody say what local tags mean; apart, since manifests have none and are many."""

    tagged: Tagged

    def _value(self, event: _Event) -> Value:
        value = super()._value(event)
        tag = None if event.__class__ is _ALIAS else event.tag
        if tag is None or not tag.startswith("!") or tag == "!":
            return value
        made = self.tagged(tag, value)
        if event.anchor is not None:
            self._anchors[event.anchor] = made
        return made


def resolved(text: str) -> Scalar:
    """What a plain scalar means to kubectl."""
    if text[:1] not in _NUMERIC:
        if len(text) > 5:
            return text
        return _WORDS.get(text, text)
    plain = text.replace("_", "")
    if _WHOLE.fullmatch(plain):
        return _whole(plain)
    if _DECIMAL.fullmatch(plain):
        number = float(plain)
        return text if number in (float("inf"), float("-inf")) else number
    return text


def _whole(text: str) -> Scalar:
    digits = text.lstrip("+-")
    sign = -1 if text[0] == "-" else 1
    if len(digits) > 25:
        return float(text) if digits[:2] not in ("0x", "0b", "0o") else text
    if digits[:1] == "0" and digits.isdigit() and len(digits) > 1:
        try:
            return sign * int(digits, 8)
        except ValueError:
            return sign * float(digits)  # 08 is no octal number
    return sign * int(digits, 0)
