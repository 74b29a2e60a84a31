"""For-expressions, and how a collection is gone through."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_netlint.frontends.terraform import convert
from eks_netlint.frontends.terraform.expressions import Expression, as_key
from eks_netlint.frontends.terraform.order import sorted_keys
from eks_netlint.frontends.terraform.steps import bare
from eks_netlint.values import Cause, Fields, Items, Known, Reference, Unknown, Value, first_of

if TYPE_CHECKING:
    from eks_netlint.frontends.terraform.scope import Scope
    from eks_netlint.frontends.terraform.syntax import Source

MAX_MEMBERS = 100_000
"""Members a single for-expression may make before it is called too large to evaluate."""


class ForTuple(Expression):
    """``[for k, v in source : value if condition]``."""

    __slots__ = ("condition", "key", "source", "value", "variable")

    def __init__(
        self,
        document: Source,
        start: int,
        end: int,
        names: tuple[str | None, str],
        source: Expression,
        value: Expression,
        condition: Expression | None,
    ) -> None:
        super().__init__(document, start, end)
        self.key, self.variable = names
        self.source = source
        self.value = value
        self.condition = condition

    def eval(self, scope: Scope) -> Value:
        """A tuple; a member whose condition is unknown may or may not be there."""
        source = self.source.eval(scope)
        pairs, rest, ordered = iterate(source, self, scope)
        if isinstance(rest, Unknown) and rest.cause is Cause.ERROR:
            return rest
        rest = _kept_rest(rest, self.condition, scope, self.key, self.variable)
        members: list[Value] = []
        unsure_before = False
        for key, item in pairs:
            inner = scope.binding_pair(self.key, key, self.variable, item)
            kept, reason = _kept(self.condition, inner)
            if reason is not None:
                if reason.cause is Cause.ERROR:
                    return reason
                rest, unsure_before = first_of(rest, reason), True
                continue
            if not kept:
                continue
            ordered = ordered and not unsure_before
            members.append(self.value.eval(inner))
        unknown = None if rest is None else Unknown(rest.why, rest.span, rest.cause)
        return Items(tuple(members), unknown, "tuple", ordered, self.span)


def _kept(condition: Expression | None, scope: Scope) -> tuple[bool, Unknown | None]:
    """Whether a for-condition keeps a member, or the reason why nobody knows."""
    if condition is None:
        return True, None
    answer = convert.to_bool(condition.eval(scope))
    if isinstance(answer, Known) and isinstance(answer.value, bool):
        return answer.value, None
    if isinstance(answer, Unknown):
        return False, answer
    return False, condition.error("the condition is not true or false")


def _kept_rest(
    rest: Unknown | None, condition: Expression | None, scope: Scope, key: str | None, variable: str
) -> Unknown | None:
    """The members nobody knows, None where the condition keeps none of them whatever they are."""
    if rest is None or condition is None:
        return rest
    anything = bare(rest)
    kept, reason = _kept(condition, scope.binding_pair(key, anything, variable, anything))
    return None if reason is None and not kept else rest


class ForObject(Expression):
    """``{for k, v in source : key => value... if condition}``."""

    __slots__ = ("condition", "grouped", "key", "result_key", "source", "value", "variable")

    def __init__(
        self,
        document: Source,
        start: int,
        end: int,
        names: tuple[str | None, str],
        source: Expression,
        result: tuple[Expression, Expression],
        condition: Expression | None,
        grouped: bool,
    ) -> None:
        super().__init__(document, start, end)
        self.key, self.variable = names
        self.source = source
        self.result_key, self.value = result
        self.condition = condition
        self.grouped = grouped

    def eval(self, scope: Scope) -> Value:
        """An object; with ``...`` the values of equal keys are gathered into tuples."""
        pairs, rest, _ = iterate(self.source.eval(scope), self, scope)
        if isinstance(rest, Unknown) and rest.cause is Cause.ERROR:
            return rest
        rest = _kept_rest(rest, self.condition, scope, self.key, self.variable)
        entries: dict[str | Reference, list[Value]] = {}
        for key, item in pairs:
            inner = scope.binding_pair(self.key, key, self.variable, item)
            kept, reason = _kept(self.condition, inner)
            if reason is not None and reason.cause is Cause.ERROR:
                return reason
            if reason is not None or not kept:
                rest = first_of(rest, reason)
                continue
            name = as_key(self.result_key.eval(inner))
            if isinstance(name, Unknown) and not isinstance(name, Reference):
                if name.cause is Cause.ERROR:
                    return name
                rest = first_of(rest, name)
                continue
            if name in entries and not self.grouped:
                return self.error(f"two elements have the key {name}")
            entries.setdefault(name, []).append(self.value.eval(inner))
        unknown = None if rest is None else Unknown(rest.why, rest.span, rest.cause)
        made: dict[str | Reference, Value] = {
            name: Items(tuple(values), unknown, "tuple", True, self.span) if self.grouped else values[0]
            for name, values in entries.items()
        }
        return Fields(made, unknown, "object", self.span)


def iterate(
    source: Value, at: Expression, scope: Scope
) -> tuple[list[tuple[Value, Value]], Unknown | None, bool]:
    """Keys and values of a collection in Terraform's order, the unknown rest, and whether the order is known.

    An unknown source has no known pairs and an unknown rest; something that is no collection is an error.
    """
    if isinstance(source, Items):
        scope.module.effort.spend(2 * len(source.members))
        if len(source.members) > MAX_MEMBERS:
            return [], Unknown(f"more than {MAX_MEMBERS} members: too large to evaluate", at.span), True
        if source.kind == "set":
            return [(member, member) for member in source.members], source.rest, source.ordered
        origin = at.origin
        pairs: list[tuple[Value, Value]] = [
            (Known(index, None, origin) if source.ordered else Unknown("position in the list"), member)
            for index, member in enumerate(source.members)
        ]
        return pairs, source.rest, source.ordered
    if isinstance(source, Fields):
        scope.module.effort.spend(2 * len(source.entries))
        keys, ordered = sorted_keys(source.entries)
        return (
            [
                (key if isinstance(key, Reference) else Known(key, source.span, at.origin), source.entries[key])
                for key in keys
            ],
            source.rest,
            ordered,
        )
    if isinstance(source, Unknown):
        return [], source, True
    return [], at.error("iterated over a value that is no collection"), True
