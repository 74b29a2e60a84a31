"""Attributes of a planned resource as values: known with their place, unknown with what they will be."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cached_property

from eks_netlint.frontends.plan.identities import Identities, reference
from eks_netlint.frontends.plan.kinds import kind_of
from eks_netlint.frontends.plan.lending import HASHED, SENSITIVE
from eks_netlint.frontends.plan.places import Path, Places
from eks_netlint.frontends.plan.shown import Entry, Object, sequence, within
from eks_netlint.records import dataclass
from eks_netlint.source import Span
from eks_netlint.values import Absent, Cause, Fields, Items, Known, Origin, Reference, Unknown, Value

_AWS_ID = re.compile(r"[a-z]+-[0-9a-f]{8}(?:[0-9a-f]{9})?|arn:aws[\w-]*:[^\s]+")
"""Ids that AWS gives, each of one thing only; names, which people give, may be those of several things."""

_SHA1 = re.compile(r"[0-9a-f]{40}")
_HASHING = ("aws_instance", "aws_launch_configuration")
"""Types of which the provider plans a hash of the user data (registry.terraform.io, hashicorp/aws, 2026-11)."""

MAX_DEPTH = 64
"""Lists and objects inside each other in one attribute; providers nest them a dozen deep at most."""

_OPEN = object()
"""In the place of a block's expressions: the plan keeps none (a dynamic block), or holds no configuration."""


class Ids:
    """Who has an id that is known already: resources of the plan, before data sources that looked them up."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._owners: dict[str, tuple[Entry, str]] = {}
        for entry in sorted(entries, key=lambda one: one.mode != "managed"):
            for name in ("id", "arn"):
                value = entry.values.get(name)
                if isinstance(value, str) and _AWS_ID.fullmatch(value):
                    self._owners.setdefault(value, (entry, name))

    def owner(self, text: str, span: Span | None) -> Reference | None:
        """The identity behind a literal, None where nobody in the plan has it."""
        found = self._owners.get(text)
        return None if found is None else reference(found[0], (found[1],), span)


@dataclass(frozen=True, slots=True, eq=False)
class Surroundings:
    """What all attributes of a plan share."""

    places: Places
    identities: Identities
    ids: Ids


@dataclass(frozen=True, slots=True, eq=False)
class _Node:
    """A value in the JSON with what is said of it elsewhere: unknown, sensitive, and the expression behind it.

    ``expression`` is an attribute's, a block's (or a list of them), None where nothing is written, or ``_OPEN``.
    """

    value: object
    unknown: object
    sensitive: object
    expression: object
    path: Path
    names: tuple[str, ...]


class PlanAttributes:
    """``resources.Attributes`` over an entry; ``written`` are the expressions of its block, None without any."""

    def __init__(self, entry: Entry, written: Object | None, around: Surroundings) -> None:
        self._entry = entry
        self._written = written
        self._around = around
        self._done: dict[str, Value | Absent] = {}

    @cached_property
    def span(self) -> Span:
        """The resource's own place: its address."""
        return self._around.places.at(self._entry.path_address)

    def get(self, name: str) -> Value | Absent:
        """The attribute or nested blocks; ``Absent`` where the configuration writes nothing and the plan is silent."""
        found = self._done.get(name)
        if found is None:
            found = self._done[name] = self._read(name)
        return found

    def names(self) -> Iterable[str]:
        """Names of what is planned or written."""
        return dict.fromkeys((*self._entry.values, *within(self._entry.unknown), *(self._written or ())))

    def _read(self, name: str) -> Value | Absent:
        entry = self._entry
        expression = _OPEN if self._written is None else self._written.get(name)
        if name in ("id", "arn") and expression in (None, _OPEN):
            return self._own(name)
        unknown, sensitive = within(entry.unknown).get(name), within(entry.sensitive).get(name)
        if entry.sensitive is True:
            sensitive = True
        node = _Node(entry.values.get(name), unknown, sensitive, expression, (name,), (name,))
        return self._value(node, self.span)

    def _own(self, name: str) -> Value | Absent:
        """An id that AWS gives is the resource itself."""
        value = self._entry.values.get(name)
        found = self._around.ids.owner(value, self.span) if isinstance(value, str) else None
        return Absent(self.span) if found is None else found

    def _value(self, node: _Node, near: Span) -> Value | Absent:
        if len(node.path) > MAX_DEPTH:
            return Unknown("nested too deeply to be read", near, Cause.UNSUPPORTED)
        if node.unknown is True:
            return self._unknown(node, near)
        if node.sensitive is True:
            return Unknown(SENSITIVE, near, Cause.OTHER)
        if isinstance(node.value, list):
            return self._list(node)
        if isinstance(node.value, dict):
            return self._fields(node)
        if node.value is None and _holds_unknown(node.unknown, MAX_DEPTH):
            return self._fields(node) if isinstance(node.unknown, dict) else self._list(node)
        return self._scalar(node, near)

    def _scalar(self, node: _Node, near: Span) -> Value | Absent:
        value = node.value
        if value is None and node.expression is None:
            return Absent(near)
        if node.expression is None and self._entry.created:
            return Known(plain(value), near, Origin.DEFAULT)  # the provider fills it in
        span = self._around.places.at((*self._entry.path, *node.path))
        if isinstance(value, str) and (found := self._around.ids.owner(value, span)) is not None:
            return found
        if node.names == ("user_data",) and self._entry.type in _HASHING and _SHA1.fullmatch(str(value)):
            return Unknown(HASHED, span, Cause.OTHER)
        return Known(plain(value), span)

    def _unknown(self, node: _Node, near: Span) -> Value | Absent:
        if node.expression is None:
            return Absent(near)  # written nowhere: AWS chooses
        span = self._around.places.at((*self._entry.path_unknown, *node.path))
        if node.expression is _OPEN:
            why = "known after apply; the plan keeps no expression for it (as of a dynamic block)"
            return Unknown(why, span, Cause.APPLY)
        said = within(node.expression)
        kind = kind_of(self._entry.type, node.names)
        if "constant_value" in said and said["constant_value"] is None:
            return Absent(near)  # null is as good as nothing
        if kind is None or "references" not in said:
            return Unknown("known after apply", span, Cause.APPLY)
        return self._around.identities.of(self._entry, sequence(said["references"]), kind, span)

    def _list(self, node: _Node) -> Items:
        values, unknown = sequence(node.value), sequence(node.unknown)
        count = max(len(values), len(unknown))
        expressions = _aligned(node.expression, [_at(values, index) for index in range(count)])
        members = [
            self._member(node, index, _at(values, index), _at(unknown, index), expressions[index])
            for index in range(count)
        ]
        span = self._around.places.at((*self._entry.path, *node.path))
        return Items(tuple(members), None, "list", True, span)

    def _member(self, node: _Node, index: int, value: object, unknown: object, expression: object) -> Value:
        sensitive = node.sensitive is True or _at(sequence(node.sensitive), index)
        inner = _Node(value, unknown, sensitive, expression, (*node.path, index), node.names)
        span = self._around.places.at((*self._entry.path, *node.path))
        found = self._value(inner, span)
        return Known(None, span) if isinstance(found, Absent) else found

    def _fields(self, node: _Node) -> Fields:
        values, unknown = within(node.value), within(node.unknown)
        span = self._around.places.at((*self._entry.path, *node.path))
        entries: dict[str | Reference, Value] = {}
        for name in dict.fromkeys((*values, *unknown)):
            sensitive = node.sensitive is True or within(node.sensitive).get(name)
            inner = _Node(
                values.get(name), unknown.get(name), sensitive, _inner(node.expression, name),
                (*node.path, name), (*node.names, name),
            )  # fmt: skip
            found = self._value(inner, span)
            if not isinstance(found, Absent):
                entries[name] = found
        return Fields(entries, None, "object", span)


def plain(value: object) -> str | int | float | bool | None:
    """A scalar of JSON, null for anything else."""
    return value if isinstance(value, str | int | float | bool) else None


def _at(listed: Sequence[object], index: int) -> object:
    return listed[index] if index < len(listed) else None


def _holds_unknown(unknown: object, depth: int) -> bool:
    if isinstance(unknown, dict):
        unknown = list(unknown.values())
    if isinstance(unknown, list):
        return depth == 0 or any(_holds_unknown(member, depth - 1) for member in unknown)
    return unknown is True


def _is_attribute(expression: object) -> bool:
    """Whether an expression is an attribute's and not the body of a block."""
    return isinstance(expression, dict) and (not expression or expression.keys() <= {"references", "constant_value"})


def _inner(expression: object, name: str) -> object:
    """The expression behind a member: that of the whole attribute, or the block's own."""
    if expression is _OPEN or expression is None or _is_attribute(expression):
        return expression
    return expression.get(name) if isinstance(expression, dict) else _OPEN


def _aligned(expression: object, values: Sequence[object]) -> Sequence[object]:
    """For each block its own expressions; open where nobody can tell which of several belong to it."""
    if not isinstance(expression, list):
        if expression is None:
            return [_OPEN] * len(values)  # made by a dynamic block, or filled in by the provider
        return [expression] * len(values)
    if len(expression) == len(values) == 1:
        return expression
    return [_fitting(expression, value, len(expression) == len(values)) for value in values]


def _fitting(blocks: Sequence[object], value: object, complete: bool) -> object:
    """Of several blocks the only one whose constants the value has, where no dynamic block adds others."""
    if not complete:
        return _OPEN
    fitting: list[object] = [block for block in blocks if _agrees(within(block), within(value))]
    return fitting[0] if len(fitting) == 1 else _OPEN


def _agrees(block: Object, value: Object) -> bool:
    for name, expression in block.items():
        said = within(expression)
        if "constant_value" in said and name in value and value[name] != said["constant_value"]:
            return False
    return True


