"""The product of sets and lists."""

from __future__ import annotations

import itertools
import math

from eks_netlint.frontends.terraform.convert import convert
from eks_netlint.frontends.terraform.functions.signature import MAX_MEMBERS, OPEN, Call, Failure, TooLarge, function
from eks_netlint.frontends.terraform.reasons import either
from eks_netlint.frontends.terraform.sets import set_of
from eks_netlint.frontends.terraform.shapes import element_shape
from eks_netlint.values import Items, Unknown, Value


@function("setproduct", variadic=OPEN)
def setproduct(call: Call, *sets: Value) -> Value:
    """Every choice of one member of each; a list if all are lists or tuples, else a set."""
    if len(sets) < 2:
        raise Failure("at least two arguments are required")
    if not all(isinstance(given, Items | Unknown) for given in sets):
        raise Failure("a set or a list is required")
    open_ended = next((given for given in sets if isinstance(given, Unknown)), None)
    lists = [given for given in sets if isinstance(given, Items)]
    chosen = [_members(given) for given in lists]
    if any(not given.members and given.rest is None for given in lists):
        open_ended, chosen = None, [()]
    kind = "list" if all(isinstance(given, Unknown) or _is_list(given) for given in sets) else "set"
    rest = either(open_ended, next((given.rest for given in lists if given.rest is not None), None))
    if open_ended is not None:
        return call.items((), open_ended, kind, kind == "list")
    if chosen == [()]:
        rest = None
    if math.prod(map(len, chosen)) > MAX_MEMBERS:
        raise TooLarge
    members = [Items(choice, None, "tuple", True, call.span) for choice in itertools.product(*chosen)]
    ordered = rest is None and (chosen == [()] or all(given.ordered for given in lists))
    found = call.items(members if chosen != [()] else (), rest, kind, ordered)
    return set_of(found.members, found.rest, found) if kind == "set" else found


def _is_list(given: Value) -> bool:
    return isinstance(given, Items) and given.kind != "set"


def _members(given: Items) -> tuple[Value, ...]:
    """The members as one type."""
    common = element_shape(given)
    if common is None:
        raise Failure("all elements must have the same type")
    return tuple(convert(member, common) for member in given.members)
