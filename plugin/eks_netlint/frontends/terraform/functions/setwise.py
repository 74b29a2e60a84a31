"""Union, intersection and difference of sets that may have unknown members."""

from __future__ import annotations

from collections.abc import Sequence

from eks_netlint.frontends.terraform import equality
from eks_netlint.frontends.terraform.convert import Mismatch, convert
from eks_netlint.frontends.terraform.functions.signature import Call, Failure, Parameter, function
from eks_netlint.frontends.terraform.reasons import either
from eks_netlint.frontends.terraform.sets import set_of
from eks_netlint.frontends.terraform.shapes import ANY, SET, UNKNOWN, CollectionShape, Plain, element_shape
from eks_netlint.records import replace
from eks_netlint.values import Fields, Items, Known, Truth, Unknown, Value, unknowns_in

OPEN_SET = Parameter(SET, open=True)


def _alike(sets: Sequence[Value]) -> list[Items | Unknown]:
    """The sets with members of one type."""
    element = element_shape(*(given for given in sets if isinstance(given, Items)))
    if any(isinstance(given, Unknown) for given in sets) and not (isinstance(element, Plain) and element is not ANY):
        element = UNKNOWN
    if element is None:
        raise Failure("all sets must have elements of one type")
    alike: list[Items | Unknown] = []
    for given in sets:
        if element is UNKNOWN and isinstance(given, Items) and _holds_collections(given):
            # objects beside something unknown may yet become maps, and then others of them are equal
            alike.append(_blame((*sets,)))
            continue
        try:
            converted = convert(given, CollectionShape("set", element))
        except Mismatch as mismatch:
            raise Failure(str(mismatch)) from None
        if not isinstance(converted, Items | Unknown):
            raise Failure("a set is required")
        alike.append(converted)
    return alike


def _holds_collections(given: Items) -> bool:
    return any(isinstance(member, Items | Fields) for member in given.members)


def _result(call: Call, members: list[Value], rest: Unknown | None) -> Value:
    """The set; numbers beside something unknown may yet become strings, and then their order is another."""
    found = call.items(members, rest, "set")
    made = set_of(found.members, found.rest, found)
    certain = not any(True for given in call.arguments for _ in unknowns_in(given))
    return made if certain or len(made.members) < 2 or _are_strings(made) else replace(made, ordered=False)


def _are_strings(given: Items) -> bool:
    return all(isinstance(member, Known) and isinstance(member.value, str) for member in given.members)


@function("setunion", OPEN_SET, variadic=OPEN_SET)
def setunion(call: Call, *sets: Value) -> Value:
    """Members of any of the sets."""
    members: list[Value] = []
    rest: Unknown | None = None
    for given in _alike(sets):
        if isinstance(given, Unknown):
            rest = either(rest, given)
        else:
            members.extend(given.members)
            rest = either(rest, given.rest)
    return _result(call, members, rest)


@function("setintersection", OPEN_SET, variadic=OPEN_SET)
def setintersection(call: Call, *sets: Value) -> Value:
    """Members of all of the sets; one that is in doubt joins the rest."""
    alike = _alike(sets)
    if any(isinstance(given, Items) and not given.members and given.rest is None for given in alike):
        return _result(call, [], None)
    first, others = alike[0], alike[1:]
    if isinstance(first, Unknown):
        return call.unknown(first) if len(alike) == 1 else _result(call, [], first)
    members: list[Value] = []
    rest = first.rest
    for member in first.members:
        answers = [_holds(given, member) for given in others]
        if all(answer is Truth.YES for answer in answers):
            members.append(member)
        elif Truth.NO not in answers:
            rest = either(rest, _blame((member, *others)))
    return _result(call, members, rest)


@function("setsubtract", OPEN_SET, OPEN_SET)
def setsubtract(call: Call, given: Value, removed: Value) -> Value:
    """Members of the first set that are not in the second; one that is in doubt joins the rest."""
    one, two = _alike((given, removed))
    if isinstance(one, Unknown):
        return call.unknown(one)
    members: list[Value] = []
    rest = one.rest
    for member in one.members:
        answer = _holds(two, member)
        if answer is Truth.NO:
            members.append(member)
        elif answer is Truth.UNSURE:
            rest = either(rest, _blame((member, two)))
    return _result(call, members, rest)


def _holds(given: Items | Unknown, member: Value) -> Truth:
    return Truth.UNSURE if isinstance(given, Unknown) else equality.contains(given, member)


def _blame(values: Sequence[Value]) -> Unknown:
    """The first unknown inside these."""
    return next((unknown for value in values for unknown in unknowns_in(value)), Unknown("known in part"))
