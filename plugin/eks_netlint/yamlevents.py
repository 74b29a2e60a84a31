"""YAML from the events of libyaml; see ``yamltext``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

import yaml

from eks_netlint.patterns import pattern
from eks_netlint.source import Span
from eks_netlint.values import Fields, Items, Known, Origin, Reference, Unknown, Value
from eks_netlint.yamlscalars import WORDS, resolved
from eks_netlint.yamltext import MAX_DEPTH, MAX_EXPANDED, TOO_DEEP, Broken, Fill, Place, Remark, Role, Tagged

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
_MERGE = "<<"


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


def read(
    text: str,
    place: Place,
    fill: Fill | None,
    remarks: list[Remark],
    origin: Origin,
    tagged: Tagged | None = None,
) -> Iterator[Value]:
    """As ``yamltext.read``, of any text."""
    try:
        reader = _Reader(text, place, fill, remarks, origin)
        if tagged is not None:
            reader = _TaggedReader(text, place, fill, remarks, origin)
            reader.tagged = tagged
        yield from reader.documents()
    except yaml.reader.ReaderError as error:
        raise Broken(f"{error.reason}", _of_strange(text)) from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        why = str(error.problem or error.context)
        if TOO_DEEP in why:
            why = "nested too deeply"
        raise Broken(why, 0 if mark is None else mark.index) from None
    except (yaml.YAMLError, UnicodeError):
        raise Broken("not readable", _of_strange(text)) from None


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
            if event.anchor is None and self._fill is None and event.value not in WORDS:
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
