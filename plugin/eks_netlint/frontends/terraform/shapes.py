"""Types of Terraform values, and the one type that several of them can share."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from typing import Union

from eks_netlint.records import dataclass
from eks_netlint.values import Encoded, Fields, Items, Known, Text, Value


class Plain(enum.Enum):
    """Types without parts.

    ``ANY`` is no type in particular, as of a bare null; ``UNKNOWN`` is a type that nobody knows yet.
    """

    STRING = "string"
    NUMBER = "number"
    BOOL = "bool"
    ANY = "dynamic"
    UNKNOWN = "unknown"

    def __str__(self) -> str:
        return self.value


STRING, NUMBER, BOOL, ANY, UNKNOWN = Plain.STRING, Plain.NUMBER, Plain.BOOL, Plain.ANY, Plain.UNKNOWN


@dataclass(frozen=True, slots=True)
class CollectionShape:
    """``list(element)``, ``set(element)`` or ``map(element)``."""

    kind: str
    element: Shape = ANY

    def __str__(self) -> str:
        return f"{self.kind} of {self.element}"


@dataclass(frozen=True, slots=True)
class TupleShape:
    """``tuple([elements])``."""

    elements: tuple[Shape, ...]

    def __str__(self) -> str:
        return "tuple"


@dataclass(frozen=True, slots=True)
class ObjectShape:
    """``object({attributes})``; an optional attribute that is absent becomes null."""

    attributes: tuple[tuple[str, Shape], ...]
    optional: frozenset[str] = frozenset()

    def __str__(self) -> str:
        return "object"


Shape = Union[Plain, CollectionShape, TupleShape, ObjectShape]

LIST = CollectionShape("list")
SET = CollectionShape("set")
MAP = CollectionShape("map")
STRINGS = CollectionShape("list", STRING)


def shape_of(value: Value) -> Shape:
    """The type of a value as far as it is known; attributes that nobody evaluated yet are left alone."""
    if isinstance(value, Known):
        scalar = value.value
        if isinstance(scalar, str):
            return STRING
        if isinstance(scalar, bool):
            return BOOL
        return ANY if scalar is None else NUMBER
    if isinstance(value, Items):
        return _sequence_shape(value)
    if isinstance(value, Fields):
        return _mapping_shape(value)
    return STRING if isinstance(value, Text | Encoded) else UNKNOWN


def element_shape(*collections: Items | Fields) -> Shape | None:
    """The one type that the members of all these convert to, None if there is none."""
    shapes: dict[Shape, None] = {}
    for value in collections:
        for member in value.members if isinstance(value, Items) else value.entries.values():
            shapes[shape_of(member)] = None
        if value.rest is not None:
            shapes[UNKNOWN] = None
    return unify(shapes)


def _sequence_shape(value: Items) -> Shape:
    if value.kind != "tuple":
        return CollectionShape(value.kind, element_shape(value) or ANY)
    if value.rest is not None or not value.ordered:
        return UNKNOWN  # nobody knows how many members there are
    return TupleShape(tuple(shape_of(member) for member in value.members))


def _mapping_shape(value: Fields) -> Shape:
    if type(value.entries) is not dict:
        return UNKNOWN
    if value.kind == "map":
        return CollectionShape("map", element_shape(value) or ANY)
    attributes = [(key, shape_of(member)) for key, member in value.entries.items() if isinstance(key, str)]
    if value.rest is not None or len(attributes) < len(value.entries):
        return UNKNOWN
    return ObjectShape(tuple(sorted(attributes, key=lambda pair: pair[0])))


def unify(shapes: Iterable[Shape]) -> Shape | None:
    """The type that all of these convert to, None if there is none.

    Beside a type that nobody knows yet only a plain type can be named, for the parts of any other may still change.
    """
    given = dict.fromkeys(shapes)
    distinct = [shape for shape in given if shape is not ANY and shape is not UNKNOWN]
    common = _unify(distinct)
    if UNKNOWN in given and not (isinstance(common, Plain) and common is not ANY):
        return UNKNOWN
    return common


def _unify(distinct: list[Shape]) -> Shape | None:
    if len(distinct) < 2:
        return distinct[0] if distinct else ANY
    if any(isinstance(shape, Plain) for shape in distinct):
        every = all(isinstance(shape, Plain) for shape in distinct)
        return STRING if every and STRING in distinct else None
    kinds = {_kind(shape) for shape in distinct}
    if kinds == {"object"}:
        return _unify_objects([shape for shape in distinct if isinstance(shape, ObjectShape)])
    if kinds == {"tuple"}:
        return _unify_tuples([shape for shape in distinct if isinstance(shape, TupleShape)])
    if kinds <= {"map", "object"}:
        return _gathered("map", distinct)
    if kinds <= {"list", "tuple", "set"}:
        return _gathered("list" if "list" in kinds else "set", distinct)
    return None


def _kind(shape: Shape) -> str:
    if isinstance(shape, CollectionShape):
        return shape.kind
    return "tuple" if isinstance(shape, TupleShape) else "object"


def _parts(shape: Shape) -> tuple[Shape, ...]:
    if isinstance(shape, CollectionShape):
        return (shape.element,)
    if isinstance(shape, TupleShape):
        return shape.elements
    return tuple(part for _, part in shape.attributes) if isinstance(shape, ObjectShape) else ()


def _gathered(kind: str, shapes: Iterable[Shape]) -> Shape | None:
    """A collection whose element type all parts of all types convert to."""
    element = unify(part for shape in shapes for part in _parts(shape))
    return None if element is None else CollectionShape(kind, element)


def _unify_objects(shapes: list[ObjectShape]) -> Shape | None:
    """Objects with the same attribute names stay objects, others can only share a map."""
    names = [name for name, _ in shapes[0].attributes]
    if any([name for name, _ in shape.attributes] != names for shape in shapes):
        return _gathered("map", shapes)
    attributes = []
    for index, name in enumerate(names):
        common = unify(shape.attributes[index][1] for shape in shapes)
        if common is None:
            return None
        attributes.append((name, common))
    return ObjectShape(tuple(attributes))


def _unify_tuples(shapes: list[TupleShape]) -> Shape | None:
    """Tuples of one length stay tuples, others can only share a list."""
    length = len(shapes[0].elements)
    if any(len(shape.elements) != length for shape in shapes):
        return _gathered("list", shapes)
    elements = []
    for position in zip(*(shape.elements for shape in shapes), strict=True):
        common = unify(position)
        if common is None:
            return None
        elements.append(common)
    return TupleShape(tuple(elements))
