"""Type constraints of variables: what ``type = ...`` says, and a value made to fit it.

As Terraform does it: first the defaults of ``optional(type, default)`` fill what is absent or null, at every depth,
then the whole is converted to the type.
"""

from __future__ import annotations

from collections.abc import Mapping

from eks_netlint.frontends.terraform import shapes
from eks_netlint.frontends.terraform.calls import Call
from eks_netlint.frontends.terraform.convert import Mismatch, convert
from eks_netlint.frontends.terraform.expressions import Expression, Literal, ObjectOf, Traversal, TupleOf
from eks_netlint.frontends.terraform.shapes import CollectionShape, ObjectShape, Shape, TupleShape
from eks_netlint.records import dataclass
from eks_netlint.values import Absent, Cause, Fields, Items, Known, Reference, Unknown, Value

_PLAIN: Mapping[str, Shape] = {
    "string": shapes.STRING,
    "number": shapes.NUMBER,
    "bool": shapes.BOOL,
    "list": shapes.LIST,
    "map": shapes.MAP,
}


@dataclass(frozen=True, slots=True)
class Defaults:
    """Defaults below a type: of an object's attributes by name, of a collection's members under ``each``."""

    attributes: Mapping[str, tuple[Expression | None, Defaults | None]]
    each: Defaults | None = None


@dataclass(frozen=True, slots=True)
class Type:
    """A type constraint: the type itself and, where some part has one, the defaults."""

    shape: Shape = shapes.ANY
    defaults: Defaults | None = None


ANY = Type()


def type_of(expression: Expression | None) -> Type:
    """The type a ``type = ...`` expression stands for; what cannot be read constrains nothing."""
    if isinstance(expression, Traversal):
        return Type(_PLAIN.get(expression.root, shapes.ANY))
    if isinstance(expression, Literal):  # the quoted names of Terraform 0.11
        return Type(_PLAIN.get(str(expression.value.value), shapes.ANY))
    if isinstance(expression, Call) and expression.arguments:
        return _constructed(expression.name, expression.arguments[0])
    return ANY


def _constructed(name: str, argument: Expression) -> Type:
    if name in ("list", "set", "map"):
        inner = type_of(argument)
        defaults = None if inner.defaults is None else Defaults({}, inner.defaults)
        return Type(CollectionShape(name, inner.shape), defaults)
    if name == "tuple" and isinstance(argument, TupleOf):
        return Type(TupleShape(tuple(type_of(one).shape for one in argument.members)))
    if name == "object" and isinstance(argument, ObjectOf):
        return _object(argument)
    return ANY


def _object(argument: ObjectOf) -> Type:
    attributes: list[tuple[str, Shape]] = []
    optional: set[str] = set()
    defaults: dict[str, tuple[Expression | None, Defaults | None]] = {}
    for key, expression in argument.elements:
        if not isinstance(key, Literal):
            continue
        name, default = str(key.value.value), None
        if isinstance(expression, Call) and expression.name == "optional" and expression.arguments:
            optional.add(name)
            expression, *rest = expression.arguments
            default = rest[0] if rest else None
        member = type_of(expression)
        attributes.append((name, member.shape))
        if default is not None or member.defaults is not None:
            defaults[name] = default, member.defaults
    return Type(ObjectShape(tuple(attributes), frozenset(optional)), Defaults(defaults) if defaults else None)


def converted(value: Value, wanted: Type) -> Value:
    """The value as the type wants it; what cannot be converted is an error."""
    if wanted.shape is shapes.ANY:
        return value
    try:
        return convert(value if wanted.defaults is None else _filled(value, wanted.defaults), wanted.shape)
    except Mismatch as mismatch:
        return Unknown(str(mismatch), value.span, Cause.ERROR)


def _filled(value: Value, defaults: Defaults) -> Value:
    """The value with defaults where it says nothing."""
    if isinstance(value, Items) and defaults.each is not None:
        members = tuple(_filled(member, defaults.each) for member in value.members)
        return Items(members, value.rest, value.kind, value.ordered, value.span)
    if not isinstance(value, Fields):
        return value
    if defaults.each is not None:
        each = defaults.each
        filled: dict[str | Reference, Value] = {key: _filled(one, each) for key, one in value.entries.items()}
        return Fields(filled, value.rest, value.kind, value.span)
    entries = dict(value.entries)
    for name, (default, below) in defaults.attributes.items():
        found = value.get(name)
        if default is not None and (isinstance(found, Absent) or (isinstance(found, Known) and found.value is None)):
            found = _constant(default)
        if not isinstance(found, Absent):
            entries[name] = found if below is None else _filled(found, below)
    return Fields(entries, value.rest, value.kind, value.span)


def _constant(default: Expression) -> Value:
    from eks_netlint.frontends.terraform.scope import CONSTANTS

    return default.eval(CONSTANTS)
