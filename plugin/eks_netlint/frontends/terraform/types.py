"""Type constraints of variables, and the conversion of a value to one."""

from __future__ import annotations

from collections.abc import Mapping

from eks_netlint.frontends.terraform import convert
from eks_netlint.frontends.terraform.expressions import Call, Expression, Literal, ObjectOf, Traversal, TupleOf
from eks_netlint.records import dataclass, field
from eks_netlint.values import Absent, Cause, Fields, Items, Known, Reference, Unknown, Value


@dataclass(frozen=True, slots=True)
class Member:
    """An attribute of an object type; ``default`` is the expression of ``optional(type, default)``."""

    type: Type
    optional: bool = False
    default: Expression | None = None


@dataclass(frozen=True, slots=True)
class Type:
    """A type constraint: ``kind`` is any, string, number, bool, list, set, map, object or tuple."""

    kind: str = "any"
    inner: Type | None = None
    members: Mapping[str, Member] = field(default_factory=dict)
    elements: tuple[Type, ...] = ()


ANY = Type()


def type_of(expression: Expression | None) -> Type:
    """The type a ``type = ...`` expression stands for; what cannot be read constrains nothing."""
    if isinstance(expression, Traversal):
        known = expression.root in ("string", "number", "bool")
        return Type(expression.root) if known else ANY
    if isinstance(expression, Literal) and isinstance(expression.value.value, str):
        legacy = {"string": "string", "list": "list", "map": "map"}.get(expression.value.value, "any")
        return Type(legacy, ANY) if legacy in ("list", "map") else Type(legacy)
    if isinstance(expression, Call) and expression.arguments:
        return _constructed(expression)
    return ANY


def _constructed(call: Call) -> Type:
    argument = call.arguments[0]
    if call.name in ("list", "set", "map"):
        return Type(call.name, type_of(argument))
    if call.name == "tuple" and isinstance(argument, TupleOf):
        return Type("tuple", elements=tuple(type_of(one) for one in argument.members))
    if call.name == "object" and isinstance(argument, ObjectOf):
        members = {
            str(key.value.value): _member(value) for key, value in argument.elements if isinstance(key, Literal)
        }
        return Type("object", members=members)
    return ANY


def _member(expression: Expression) -> Member:
    if isinstance(expression, Call) and expression.name == "optional" and expression.arguments:
        default = expression.arguments[1] if len(expression.arguments) > 1 else None
        return Member(type_of(expression.arguments[0]), True, default)
    return Member(type_of(expression))


def converted(value: Value, wanted: Type) -> Value:
    """The value as the type wants it; what cannot be converted is an error."""
    if wanted.kind == "any" or isinstance(value, Unknown):
        return value
    if isinstance(value, Known) and value.value is None:
        return value
    if wanted.kind in ("string", "number", "bool"):
        change = {"string": convert.to_string, "number": convert.to_number, "bool": convert.to_bool}[wanted.kind]
        return change(value)
    if wanted.kind in ("list", "set", "tuple") and isinstance(value, Items):
        return _sequence(value, wanted)
    if wanted.kind == "map" and isinstance(value, Fields):
        inner = wanted.inner or ANY
        entries: dict[str | Reference, Value] = {
            key: converted(member, inner) for key, member in value.entries.items()
        }
        made = Fields(entries, value.rest, "map", value.span)
        return made if inner.kind != "any" else _unified(Fields(entries, value.rest, "object", value.span), made)
    if wanted.kind == "object" and isinstance(value, Fields):
        return _object(value, wanted)
    return Unknown(f"a {wanted.kind} is wanted here", value.span, Cause.ERROR)


def _sequence(value: Items, wanted: Type) -> Value:
    if wanted.kind == "tuple":
        if len(value.members) != len(wanted.elements):
            return value
        pairs = zip(value.members, wanted.elements, strict=True)
        return Items(tuple(converted(*pair) for pair in pairs), value.rest, "tuple", value.ordered, value.span)
    inner = wanted.inner or ANY
    members = tuple(converted(member, inner) for member in value.members)
    as_list: Value = Items(members, value.rest, "list", value.ordered, value.span)
    if inner.kind == "any":
        as_list = _unified(Items(members, value.rest, "tuple", value.ordered, value.span), as_list)
    return convert.to_set(as_list) if wanted.kind == "set" else as_list


def _unified(loose: Items | Fields, fallback: Value) -> Value:
    """A list or map of ``any``: its members as the one type they have in common, as they are if there is none."""
    same = convert.to_map(loose) if isinstance(loose, Fields) else convert.to_list(loose)
    return fallback if isinstance(same, Unknown) else same


def _object(value: Fields, wanted: Type) -> Value:
    entries: dict[str | Reference, Value] = {}
    for name, member in wanted.members.items():
        found = value.get(name)
        if isinstance(found, Absent) or (isinstance(found, Known) and found.value is None and member.optional):
            if not member.optional:
                return Unknown(f"attribute {name} is required", value.span, Cause.ERROR)
            found = _default(member, value)
        entries[name] = converted(found, member.type)
    return Fields(entries, None, "object", value.span)


def _default(member: Member, owner: Fields) -> Value:
    """What an optional attribute is when omitted or null."""
    if member.default is None:
        return Known(None, owner.span)
    from eks_netlint.frontends.terraform.scope import CONSTANTS

    return member.default.eval(CONSTANTS)
