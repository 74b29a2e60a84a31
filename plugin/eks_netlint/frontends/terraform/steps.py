"""Steps of a traversal: ``.name``, ``[key]``, ``[*]``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from eks_netlint.frontends.terraform import equality
from eks_netlint.records import replace
from eks_netlint.source import Span
from eks_netlint.values import Cause, Fields, Items, Known, OneOf, Reference, Text, Truth, Unknown, Value

if TYPE_CHECKING:
    from eks_netlint.frontends.terraform.expressions import Expression
    from eks_netlint.frontends.terraform.scope import Scope


class Step:
    """One step from a value to a part of it."""

    __slots__ = ()

    def apply(self, value: Value, scope: Scope, at: Expression) -> Value:
        """The part; an error where there is none."""
        raise NotImplementedError


class GetAttribute(Step):
    """``.name``."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def apply(self, value: Value, scope: Scope, at: Expression) -> Value:
        """The attribute of an object, map or reference."""
        return attribute(value, self.name, at)


class GetIndex(Step):
    """``[key]`` or the legacy ``.0``."""

    __slots__ = ("key",)

    def __init__(self, key: Expression) -> None:
        self.key = key

    def apply(self, value: Value, scope: Scope, at: Expression) -> Value:
        """The element or entry."""
        return element(value, self.key.eval(scope), at)


class Splat(Step):
    """``[*]`` or ``.*`` with the steps that it applies to every member."""

    __slots__ = ("steps",)

    def __init__(self, steps: Sequence[Step]) -> None:
        self.steps = tuple(steps)

    def apply(self, value: Value, scope: Scope, at: Expression) -> Value:
        """A tuple of what the steps give for each member; null gives none, a single thing gives one."""
        if isinstance(value, Known) and value.value is None:
            return Items((), None, "tuple", True, at.span)
        if isinstance(value, Unknown):
            return value if value.cause is Cause.ERROR else Items((), bare(value), "tuple", True, at.span)
        if not isinstance(value, Items):
            value = Items((value,), None, "tuple", True, at.span)
        scope.module.effort.spend(len(value.members) * (1 + len(self.steps)))
        members = []
        for one in value.members:
            for step in self.steps:
                one = step.apply(one, scope, at)
            if isinstance(one, Unknown) and one.cause is Cause.ERROR:
                return one
            members.append(one)
        rest = None if value.rest is None else bare(value.rest)
        return Items(tuple(members), rest, "tuple", value.ordered, at.span)


def bare(value: Unknown) -> Unknown:
    """An unknown without its identity: the unknown rest of a collection is not the whole of it."""
    return Unknown(value.why, value.span, value.cause)


def extended(reference: Reference, step: str | int, at: Expression) -> Reference:
    """One step into a reference; members of a list of zones stay solid, and EKS makes a group for every cluster."""
    made = step == "cluster_security_group_id" and reference.cause is Cause.APPLY
    solid = made or (reference.solid and isinstance(step, int))
    return Reference(reference.why, at.span, reference.cause, reference.address, (*reference.path, step), solid)


def attribute(value: Value, name: str, at: Expression) -> Value:
    """``value.name``."""
    if isinstance(value, Fields):
        found = value.entries.get(name)
        if found is not None:
            return found
        if isinstance(value.rest, Reference):
            return extended(value.rest, name, at)
        if value.rest is not None:
            return value.rest
        doubt = _possibly(value, name)
        return at.error(f"there is no attribute {name}") if doubt is None else Unknown(doubt.why, at.span, doubt.cause)
    if isinstance(value, Reference):
        return extended(value, name, at)
    if isinstance(value, Unknown):
        return bare(value)
    if isinstance(value, Known) and value.value is None:
        return at.error(f"attribute {name} of null")
    return at.error(f"attribute {name} of a value that has none")


def _possibly(fields: Fields, name: str) -> Reference | None:
    """A key known as an identity that may turn out to be this name."""
    if type(fields.entries) is not dict:
        return None
    for key in fields.entries:
        if isinstance(key, Reference) and equality.may_be(key, name) is not Truth.NO:
            return key
    return None


def element(value: Value, key: Value, at: Expression) -> Value:
    """``value[key]``."""
    if isinstance(value, Unknown) and not isinstance(value, Reference):
        return bare(value)
    if isinstance(key, Reference | Text) and isinstance(value, Fields):
        from eks_netlint.frontends.terraform.expressions import as_key

        name = as_key(key)
        found = None if isinstance(name, Unknown) and not isinstance(name, Reference) else _at(value, name)
        if found is not None:
            return found
    if isinstance(key, Unknown):
        return Unknown(key.why, at.span, key.cause)
    if not isinstance(key, Known):
        return at.error("an index is neither number nor string")
    return _element(value, key.value, at)


def _at(fields: Fields, key: str | Reference) -> Value | None:
    return fields.entries.get(key) if isinstance(key, str) else equality.entry(fields.entries, key)


def _element(value: Value, key: object, at: Expression) -> Value:
    if isinstance(value, Fields):
        if isinstance(key, bool) or key is None:
            return at.error("an index is neither number nor string")
        return attribute(value, str(key), at)
    index = _position(key)
    if isinstance(value, Reference):
        if index is not None:
            return extended(value, index, at)
        return extended(value, str(key), at)
    if isinstance(value, Items):
        if index is None:
            return at.error("an index into a list is not a whole number")
        if value.kind == "set":
            return at.error("a set has no index")
        return _member(value, index, at)
    return at.error("indexed a value that has no elements")


def _position(key: object) -> int | None:
    if isinstance(key, bool):
        return None
    if isinstance(key, int):
        return key
    if isinstance(key, str) and key.isdigit():
        return int(key)
    return None


def _member(items: Items, index: int, at: Expression) -> Value:
    if index < 0:
        return at.error("an index is negative")
    if not items.ordered:
        if items.rest is None and items.members:
            return OneOf("order of the list is not known", at.span, Cause.OTHER, items.members)
        return Unknown("order of the list is not known", at.span)
    if index < len(items.members):
        return items.members[index]
    if isinstance(items.rest, Reference) and not items.rest.path:
        # instances of a resource that may or may not exist: this one is known by its address
        rest = items.rest
        return Reference(rest.why, at.span, rest.cause, f"{rest.address}[{index}]")
    if items.rest is not None:
        return bare(items.rest)
    return at.error(f"index {index} of a list of {len(items.members)}")


def respan(value: Value, span: Span) -> Value:
    """A value placed at the user's reference to it: one from a stub, or one of a variable that nobody sets."""
    where = value.span
    if where is None or isinstance(value, Fields):
        return value
    unset = isinstance(value, Unknown) and value.cause is Cause.VARIABLE
    return replace(value, span=span) if unset or where.document.stub else value
