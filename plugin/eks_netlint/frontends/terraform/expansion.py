"""How many instances a block with ``count`` or ``for_each`` has."""

from __future__ import annotations

from collections.abc import Mapping

from eks_netlint.frontends.terraform import convert
from eks_netlint.frontends.terraform.bodies import evaluate, unread
from eks_netlint.frontends.terraform.expressions import Expression, as_key
from eks_netlint.frontends.terraform.loops import iterate
from eks_netlint.frontends.terraform.operators import Conditional
from eks_netlint.frontends.terraform.scope import Scope
from eks_netlint.frontends.terraform.syntax import Block
from eks_netlint.records import dataclass
from eks_netlint.values import Bounds, Cause, Fields, Items, Known, Reference, Truth, Unknown, Value, first_of

MAX_INSTANCES = 1_000
"""Instances one block may have before it is called too large to expand; no network has as many of one kind."""

Key = str | int | Reference | None


@dataclass(frozen=True, slots=True, eq=False)
class Instance:
    """One instance: its key, what ``each`` or ``count`` is in it, and whether it surely exists."""

    key: Key
    bindings: Mapping[str, Value]
    exists: Truth = Truth.YES
    unsure: Unknown | None = None
    stand_in: bool = False  # stands for instances whose number is not known

    @property
    def suffix(self) -> str:
        """What Terraform appends to the address."""
        if self.stand_in:
            return "[*]"
        if self.key is None:
            return ""
        if isinstance(self.key, str):
            return '["' + self.key.replace("\\", "\\\\").replace('"', '\\"') + '"]'
        return f"[{self.key}]"


@dataclass(frozen=True, slots=True)
class Expansion:
    """All instances of a block.  ``mode`` is "single", "count" or "for_each"; ``rest`` is the reason for others."""

    mode: str
    instances: tuple[Instance, ...]
    rest: Unknown | None = None


def expand(block: Block, scope: Scope) -> Expansion:
    """The instances of a resource, data or module block."""
    count = block.body.attributes.get("count")
    if count is not None:
        return _counted(count.expression, scope)
    for_each = block.body.attributes.get("for_each")
    if for_each is not None:
        return _each(for_each.expression, scope)
    lost = unread(block)
    if lost is None and "lifecycle" in block.body.by_type:
        return _enabled(block, scope)
    return Expansion("single", (Instance(None, {}, Truth.YES if lost is None else Truth.UNSURE, lost),))


def _enabled(block: Block, scope: Scope) -> Expansion:
    """One instance, unless OpenTofu's ``enabled`` says no."""
    switches = [inner.body.attributes.get("enabled") for inner in block.body.by_type["lifecycle"]]
    switch = next((each for each in switches if each is not None), None)
    value = Known(True) if switch is None else convert.to_bool(evaluate(switch.expression, scope))
    if isinstance(value, Known):
        return Expansion("single", () if value.value is False else (Instance(None, {}),))
    why = value if isinstance(value, Unknown) else Unknown("enabled is neither true nor false", block.span)
    return Expansion("single", (Instance(None, {}, Truth.UNSURE, why),))


def unexpanded(why: Unknown) -> Expansion:
    """One stand-in for all instances of a block of which nothing is known."""
    bindings = {"count": Fields({"index": why}), "each": Fields({"key": why, "value": why})}
    return Expansion("count", (Instance(None, bindings, Truth.UNSURE, why, True),), why)


def _counted(expression: Expression, scope: Scope) -> Expansion:
    number, why = _bounds(expression, scope)
    if number.high is not None and number.low > MAX_INSTANCES:
        why = Unknown(f"count is {number.low}: too large to expand", expression.span, Cause.UNSUPPORTED)
        number = Bounds(0, None)
    if number.high is None or number.high > MAX_INSTANCES:
        why = why if why is not None else Unknown("count is not known", expression.span)
        index = Unknown(why.why, why.span, why.cause)
        stand_in = Instance(None, {"count": Fields({"index": index})}, Truth.UNSURE, why, True)
        return Expansion("count", (stand_in,), why)
    if not scope.module.effort.may_make(number.high):
        why = Unknown("too many instances to evaluate", expression.span, Cause.UNSUPPORTED)
        stand_in = Instance(None, {"count": Fields({"index": why})}, Truth.UNSURE, why, True)
        return Expansion("count", (stand_in,), why)
    instances = tuple(
        Instance(
            index,
            {"count": Fields({"index": Known(index, expression.span, expression.origin)})},
            Truth.YES if index < number.low else Truth.UNSURE,
            None if index < number.low else why,
        )
        for index in range(number.high)
    )
    return Expansion("count", instances, None if number.is_exact else why)


def _bounds(expression: Expression, scope: Scope) -> tuple[Bounds, Unknown | None]:
    """A count, or its bounds where it hangs on an unknown condition, with the reason."""
    while hasattr(expression, "inner"):
        expression = expression.inner
    value = convert.to_number(evaluate(expression, scope))
    if isinstance(value, Known) and isinstance(value.value, int) and not isinstance(value.value, bool):
        return Bounds.exactly(max(0, value.value)), None
    why = value if isinstance(value, Unknown) else Unknown("count is no whole number", expression.span, Cause.ERROR)
    if isinstance(expression, Conditional) and why.cause is not Cause.ERROR:
        one, _ = _bounds(expression.yes, scope)
        two, _ = _bounds(expression.no, scope)
        high = None if one.high is None or two.high is None else max(one.high, two.high)
        return Bounds(min(one.low, two.low), high), Unknown(why.why, why.span, why.cause)
    return Bounds(0, None), Unknown(why.why, why.span, why.cause)


def _each(expression: Expression, scope: Scope) -> Expansion:
    value = evaluate(expression, scope)
    if isinstance(value, Items) and value.kind != "set":
        # Terraform wants a set; a tuple here is an error there, but its members say what was meant
        value = Items(value.members, value.rest, "set", value.ordered, value.span)
    pairs, rest, _ = iterate(value, expression, scope)
    instances: list[Instance] = []
    unknown = None if rest is None else Unknown(rest.why, rest.span or expression.span, rest.cause)
    if not scope.module.effort.may_make(len(pairs)):
        pairs, unknown = [], Unknown("too many instances to evaluate", expression.span, Cause.UNSUPPORTED)
    for key, member in pairs[:MAX_INSTANCES]:
        name = as_key(key)
        if isinstance(name, Unknown) and not isinstance(name, Reference):
            unknown = first_of(unknown, name)
            continue
        each = Fields({"key": key, "value": member})
        instances.append(Instance(name, {"each": each}))
    if len(pairs) > MAX_INSTANCES:
        unknown = Unknown(f"for_each over {len(pairs)} members: too large to expand", expression.span)
    if unknown is not None:
        each = Fields({"key": unknown, "value": unknown})
        instances.append(Instance(None, {"each": each}, Truth.UNSURE, unknown, True))
    return Expansion("for_each", tuple(instances), unknown)
