"""Conversions between Terraform's types, and between its values and plain Python objects.

What is unknown stays unknown and keeps its identity: a reference turned into a string is the same reference.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

from eks_netlint.frontends.terraform.equality import equal
from eks_netlint.frontends.terraform.numerals import number_text, parse_number, tidy
from eks_netlint.frontends.terraform.sets import set_of
from eks_netlint.frontends.terraform.shapes import (
    ANY,
    BOOL,
    LIST,
    MAP,
    NUMBER,
    SET,
    STRING,
    UNKNOWN,
    CollectionShape,
    ObjectShape,
    Plain,
    Shape,
    TupleShape,
    element_shape,
)
from eks_netlint.patterns import pattern
from eks_netlint.source import Span
from eks_netlint.values import Cause, Encoded, Fields, Items, Known, Origin, Reference, Scalar, Text, Unknown, Value

__all__ = [
    "Mismatch",
    "NotPlain",
    "convert",
    "equal",
    "lift",
    "plain",
    "to_bool",
    "to_list",
    "to_map",
    "to_number",
    "to_set",
    "to_string",
    "to_tuple",
]


_SURROGATE = pattern("[\ud800-\udfff]")


class Mismatch(Exception):
    """A value cannot be converted; the message says what is required."""


class NotPlain(Exception):
    """A value is not wholly known, so there is no Python object that stands for it."""


def convert(value: Value, shape: Shape) -> Value:
    """The value as the given type, itself where it has it already; raises ``Mismatch`` where Terraform refuses.

    Null and unknown values fit every type.
    """
    if shape is ANY or shape is UNKNOWN or (isinstance(value, Known) and value.value is None):
        return value
    if isinstance(value, Unknown):
        return _convert_unknown(value, shape)
    if isinstance(shape, Plain):
        return _to_scalar(value, shape)
    if isinstance(shape, CollectionShape):
        return _to_map(value, shape.element) if shape.kind == "map" else _to_sequence(value, shape)
    return _to_object(value, shape) if isinstance(shape, ObjectShape) else _to_tuple(value, shape)


def _convert_unknown(value: Unknown, shape: Shape) -> Value:
    if isinstance(value, Text | Encoded) and shape is not STRING:
        if not isinstance(shape, Plain):
            raise Mismatch(f"a {shape} is required, not a string")
        return Unknown(value.why, value.span, value.cause)
    return value


def _to_scalar(value: Value, shape: Plain) -> Value:
    if not isinstance(value, Known):
        raise Mismatch(f"a {shape} is required, not a collection")
    scalar = value.value
    if shape is STRING:
        if isinstance(scalar, str):
            return value
        text = str(scalar).lower() if isinstance(scalar, bool) else number_text(scalar)  # type: ignore[arg-type] # null never comes here
        return Known(text, value.span, value.origin)
    if shape is BOOL:
        if isinstance(scalar, bool):
            return value
        if scalar in ("true", "1", "false", "0") and isinstance(scalar, str):
            return Known(scalar in ("true", "1"), value.span, value.origin)
        raise Mismatch("a bool is required")
    if isinstance(scalar, int | float) and not isinstance(scalar, bool):
        return value
    number = parse_number(scalar) if isinstance(scalar, str) else None
    if number is None:
        raise Mismatch("a number is required")
    return Known(number, value.span, value.origin)


def _to_sequence(value: Value, shape: CollectionShape) -> Items:
    if not isinstance(value, Items):
        raise Mismatch(f"a {shape.kind} is required")
    members = _converted(value, shape.element)
    if shape.kind == "set":
        return value if value.kind == "set" and members is value.members else set_of(members, value.rest, value)
    if value.kind == "list" and members is value.members:
        return value
    return Items(members, value.rest, "list", value.ordered, value.span)


def _converted(value: Items, element: Shape) -> tuple[Value, ...]:
    """The members as one type; the very same tuple if nothing changes."""
    if element is ANY:
        if value.kind != "tuple":
            return value.members
        common = element_shape(value)
        if common is None:
            raise Mismatch("all elements must have the same type")
        element = common
    if element is UNKNOWN:
        return value.members
    if element is STRING and all(
        isinstance(member, Unknown) or (isinstance(member, Known) and isinstance(member.value, str))
        for member in value.members
    ):
        return value.members
    members = tuple(convert(member, element) for member in value.members)
    if all(one is two for one, two in zip(members, value.members, strict=True)):
        return value.members
    return members


def _to_map(value: Value, element: Shape) -> Fields:
    if not isinstance(value, Fields):
        raise Mismatch("a map is required")
    if element is ANY and (value.kind == "map" or type(value.entries) is not dict):
        return value if value.kind == "map" else Fields(value.entries, value.rest, "map", value.span)
    if element is ANY:
        common = element_shape(value)
        if common is None:
            raise Mismatch("all elements must have the same type")
        element = common
    entries = {key: convert(member, element) for key, member in value.entries.items()}
    return Fields(entries, value.rest, "map", value.span)


def _to_object(value: Value, shape: ObjectShape) -> Fields:
    if not isinstance(value, Fields):
        raise Mismatch("an object is required")
    entries: dict[str | Reference, Value] = {}
    for name, wanted in shape.attributes:
        found = value.entries.get(name)
        if found is None:
            if value.rest is not None:
                found = Unknown(value.rest.why, value.rest.span, value.rest.cause)
            elif name in shape.optional:
                found = Known(None, value.span)
            else:
                raise Mismatch(f"attribute {name} is required")
        try:
            entries[name] = convert(found, wanted)
        except Mismatch as mismatch:
            raise Mismatch(f"attribute {name}: {mismatch}") from None
    return Fields(entries, None, "object", value.span)


def _to_tuple(value: Value, shape: TupleShape) -> Items:
    if not isinstance(value, Items) or value.kind != "tuple":
        raise Mismatch("a tuple is required")
    if value.rest is None and value.ordered and len(value.members) != len(shape.elements):
        raise Mismatch(f"a tuple of {len(shape.elements)} elements is required")
    if value.rest is not None or not value.ordered:
        return value
    members = tuple(convert(member, wanted) for member, wanted in zip(value.members, shape.elements, strict=True))
    return Items(members, None, "tuple", True, value.span)


def _answer(value: Value, shape: Shape) -> Value:
    try:
        return convert(value, shape)
    except Mismatch as mismatch:
        return Unknown(str(mismatch), value.span, Cause.ERROR)


def to_string(value: Value) -> Value:
    """The value as a string, an error where it has none; null stays null, a reference stays itself."""
    if isinstance(value, Known) and isinstance(value.value, str):
        return value
    return _answer(value, STRING)


def to_number(value: Value) -> Value:
    """The value as a number; a string that spells one is converted."""
    return _answer(value, NUMBER)


def to_bool(value: Value) -> Value:
    """The value as a bool; the strings ``true``, ``false``, ``1`` and ``0`` are converted."""
    return _answer(value, BOOL)


def to_list(value: Value, element: Shape = ANY) -> Value:
    """The value as a list whose members have one type."""
    return _answer(value, LIST if element is ANY else CollectionShape("list", element))


def to_set(value: Value, element: Shape = ANY) -> Value:
    """The value as a set: repetitions dropped, members in the order in which Terraform iterates them."""
    return _answer(value, SET if element is ANY else CollectionShape("set", element))


def to_map(value: Value, element: Shape = ANY) -> Value:
    """The value as a map whose entries have one type."""
    return _answer(value, MAP if element is ANY else CollectionShape("map", element))


def to_tuple(value: Value) -> Value:
    """A list, set or tuple as a tuple, members as they are."""
    if isinstance(value, Unknown):
        return value
    if not isinstance(value, Items):
        return Unknown("a tuple is required", value.span, Cause.ERROR)
    if value.kind == "tuple":
        return value
    return Items(value.members, value.rest, "tuple", value.ordered, value.span)


def plain(value: Value) -> object:
    """The value as Python's str, bool, int, float, None, list and dict; raises ``NotPlain`` if any part is unknown."""
    if isinstance(value, Known):
        return value.value
    if isinstance(value, Items):
        if value.rest is not None or not value.ordered:
            raise NotPlain("members of the list are not known")
        return [plain(member) for member in value.members]
    if isinstance(value, Fields):
        if value.rest is not None:
            raise NotPlain(value.rest.why)
        made: dict[str, object] = {}
        for key, member in value.entries.items():
            if isinstance(key, Reference):
                raise NotPlain(key.why)
            made[key] = plain(member)
        return made
    raise NotPlain(value.why)


def lift(thing: object, span: Span | None, origin: Origin = Origin.WRITTEN) -> Value:
    """A Python object as a value of Terraform: dicts become objects, lists tuples, sets sets."""
    if thing is None or isinstance(thing, str | bool | int):
        scalar: Scalar = thing
        if isinstance(scalar, str) and not scalar.isascii():
            # every string of Terraform is in this form, and half a surrogate pair is no character
            scalar = unicodedata.normalize("NFC", _SURROGATE.sub("\ufffd", scalar))
        return Known(scalar, span, origin)
    if isinstance(thing, float):
        number = tidy(thing)
        return Unknown("not a finite number", span, Cause.ERROR) if number is None else Known(number, span, origin)
    if isinstance(thing, Mapping):
        return Fields({str(key): lift(member, span, origin) for key, member in thing.items()}, None, "object", span)
    if isinstance(thing, list | tuple):
        return Items(tuple(lift(member, span, origin) for member in thing), None, "tuple", True, span)
    if isinstance(thing, set | frozenset):
        members = tuple(lift(member, span, origin) for member in thing)
        return set_of(members, None, Items(members, None, "set", True, span))
    return Unknown(f"a {type(thing).__name__} has no value in terraform", span, Cause.UNSUPPORTED)
