"""What a plan says and what its source says of one value, put together: the plan decides, the source lends.

The source lends the place where a value is written, and what a plan cannot keep: whose id a value will be, and the
parts of a string that are known.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence

from eks_netlint.records import replace
from eks_netlint.resources import Attributes
from eks_netlint.source import Span
from eks_netlint.values import Absent, Encoded, Fields, Items, Known, Origin, Reference, Text, Unknown, Value

Conflict = Callable[[Known[object], Known[object]], None]
"""Told of a value that the plan and the source know differently: the plan's, then the source's."""

_TELLING = Encoded | Text | Reference


class LentAttributes:
    """``resources.Attributes`` of a planned resource whose source is at hand."""

    def __init__(self, planned: Attributes, source: Attributes, conflict: Conflict) -> None:
        self._planned = planned
        self._source = source
        self._conflict = conflict
        self._done: dict[str, Value | Absent] = {}

    def get(self, name: str) -> Value | Absent:
        """The attribute or nested blocks."""
        found = self._done.get(name)
        if found is None:
            found = self._done[name] = lent(self._planned.get(name), self._source.get(name), self._conflict)
        return found

    def names(self) -> Iterable[str]:
        """Names of what is planned or written."""
        return dict.fromkeys((*self._planned.names(), *self._source.names()))


def lent(planned: Value | Absent, source: Value | Absent, conflict: Conflict) -> Value | Absent:
    """The planned value with the place of the source's; where it is unknown, what the source knows of it."""
    match planned:
        case Absent():
            return source
        case Known():
            return _known(planned, source, conflict)
        case Unknown():
            return _unknown(planned, source)
        case Items():
            return _items(planned, source, conflict)
        case Fields():
            return _fields(planned, source, conflict)


def _known(planned: Known[object], source: Value | Absent, conflict: Conflict) -> Value:
    value = planned.value
    scalar = value if isinstance(value, str | int | float | bool) else None
    if isinstance(source, Known) and _same(value, source.value):
        return replace(source, value=scalar)
    if isinstance(source, Known) and source.value is not None:
        conflict(planned, source)
        return Known(scalar, planned.span, planned.origin)
    span = planned.span if source.span is None else source.span
    if isinstance(source, Absent):
        return Known(scalar, span, planned.origin)
    if isinstance(source, Known) and scalar is not None:
        return Known(scalar, span, Origin.DEFAULT)  # null is written, and the provider fills it in
    return Known(scalar, span, Origin.WRITTEN)


def _unknown(planned: Unknown, source: Value | Absent) -> Value | Absent:
    match source:
        case Known(value=value) if value is not None and not _is_hidden(planned):
            return planned
        case Unknown() if isinstance(planned, Reference) and not isinstance(source, _TELLING):
            return planned if source.span is None else replace(planned, span=source.span)
        case _:
            return source


def _is_hidden(planned: Unknown) -> bool:
    """Whether the plan knows the value and does not tell it: as sensitive, or as a hash."""
    return planned.why in (SENSITIVE, HASHED)


SENSITIVE = "the plan marks it as sensitive"
HASHED = "the plan keeps only a hash of it"


def _items(planned: Items, source: Value | Absent, conflict: Conflict) -> Value:
    if not isinstance(source, Items):
        unknown = any(isinstance(member, Unknown) for member in planned.members)
        return source if unknown and isinstance(source, _TELLING) else _placed(planned, source.span)
    if planned.members and all(isinstance(member, Unknown) for member in planned.members):
        return source
    left = list(source.members)
    only = len(left) == len(planned.members) == 1 and isinstance(left[0], Fields)  # a block that is there once
    members: list[Value] = []
    for member in planned.members:
        match = 0 if only else next((index for index, one in enumerate(left) if _fits(member, one)), None)
        found = member if match is None else lent(member, left.pop(match), conflict)
        members.append(member if isinstance(found, Absent) else found)
    return Items(tuple(members), planned.rest, planned.kind, planned.ordered, source.span or planned.span)


def _placed(planned: Items, span: Span | None) -> Items:
    return planned if span is None else replace(planned, span=span)


def _fields(planned: Fields, source: Value | Absent, conflict: Conflict) -> Value:
    if not isinstance(source, Fields):
        return planned
    entries: dict[str | Reference, Value] = {}
    for name, value in planned.entries.items():
        if _is_computed(value) and source.rest is None and isinstance(source.get(name), Absent):
            continue
        found = lent(value, source.get(name), conflict)
        entries[name] = value if isinstance(found, Absent) else found
    for name in source.entries:
        value = source.entries[name]
        if name not in entries and (isinstance(value, Unknown) or _unknown_inside(value)):
            entries[name] = value
    return Fields(entries, planned.rest, planned.kind, source.span or planned.span)


def _is_computed(value: Value) -> bool:
    """Whether a plan says nothing of a value: where the source does not write it, the provider fills it in."""
    return isinstance(value, Unknown) and not isinstance(value, _TELLING)


def _unknown_inside(value: Value) -> bool:
    return isinstance(value, Items) and any(isinstance(member, Unknown) for member in value.members)


def _fits(planned: Value | Absent, source: Value | Absent) -> bool:
    """Whether both may be one value."""
    match planned, source:
        case Known(), Known():
            return _same(planned.value, source.value)
        case Fields(), Fields():
            common = [name for name in planned.entries if name in source.entries]
            return all(_fits(planned.entries[name], source.entries[name]) for name in common)
        case Items(), Items():
            return _all_fit(planned.members, source.members)
        case _:
            return isinstance(planned, Unknown | Absent) or isinstance(source, Unknown | Absent)


def _all_fit(planned: Sequence[Value], source: Sequence[Value]) -> bool:
    if any(isinstance(member, Unknown) for member in (*planned, *source)):
        return True  # a set of what is not known may have any number of members
    return len(planned) == len(source) and all(_fits(one, two) for one, two in zip(planned, source, strict=True))


def _same(planned: object, source: object) -> bool:
    """Whether the provider takes both for one: 1 is "1", true is "true", a JSON text is what it says."""
    if planned == source and isinstance(planned, bool) is isinstance(source, bool):
        return True
    one, two = _text(planned), _text(source)
    return one == two or (one[:1] in ("{", "[") and _decoded(one) == _decoded(two))


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def _decoded(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text
