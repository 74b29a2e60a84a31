"""Functions over lists whose members, or whose end, may be unknown."""

from __future__ import annotations

from eks_netlint.frontends.terraform import equality
from eks_netlint.frontends.terraform.convert import Mismatch, convert
from eks_netlint.frontends.terraform.functions import graphemes
from eks_netlint.frontends.terraform.functions.pieces import is_text
from eks_netlint.frontends.terraform.functions.signature import (
    ANYTHING,
    MAX_MEMBERS,
    OPEN,
    Call,
    Failure,
    Parameter,
    TooLarge,
    function,
    whole,
)
from eks_netlint.frontends.terraform.reasons import either
from eks_netlint.frontends.terraform.sets import distinct as distinct_members
from eks_netlint.frontends.terraform.shapes import ANY, LIST, NUMBER, STRING, STRINGS, element_shape, shape_of, unify
from eks_netlint.values import Encoded, Fields, Items, Known, OneOf, Reference, Text, Truth, Unknown, Value

OPEN_NUMBER = Parameter(NUMBER, open=True)


@function("length", OPEN)
def length(call: Call, value: Value) -> Value:
    """How many members, entries or characters there are."""
    if isinstance(value, Items | Fields):
        if value.rest is not None:
            return call.unknown(value.rest)
        return call.known(len(value.members if isinstance(value, Items) else value.entries))
    if isinstance(value, Unknown):
        return call.unknown(value)
    if not isinstance(value.value, str):
        raise Failure("a string, a collection or an object is required")
    return call.known(graphemes.count(value.value))


def _index(value: Value, what: str) -> int | Unknown:
    return value if isinstance(value, Unknown) else whole(value, what)


@function("element", OPEN, OPEN_NUMBER)
def element(call: Call, given: Value, at: Value) -> Value:
    """The member at an index that wraps around; of an unknown list an identity that is not solid, for it may wrap."""
    index = _index(at, "the index")
    if isinstance(given, Text | Encoded) or not isinstance(given, Items | Unknown):
        raise Failure("cannot read elements from a value that is no list")
    if isinstance(given, Unknown):
        if isinstance(given, Reference) and isinstance(index, int) and index >= 0:
            return _member(call, given, index, solid=False)
        return call.unknown(given)
    if given.kind == "set":
        raise Failure("cannot read elements from a set")
    if not given.members and given.rest is None:
        raise Failure("cannot use an empty list")
    if isinstance(index, Unknown) or not given.ordered:
        blame = index if isinstance(index, Unknown) else Unknown("order of the list is not known", given.span)
        return _common(call, given, blame)
    if given.rest is None:
        if index < 0 and index % len(given.members) and given.kind == "tuple":
            raise Failure("the index of a tuple must not be negative")  # go-cty v1.16.0 counts back in lists only
        return given.members[index % len(given.members)]
    return given.members[index] if 0 <= index < len(given.members) else call.unknown(given.rest)


def _member(call: Call, given: Reference, index: int, solid: bool) -> Reference:
    span = call.span if call.span is not None else given.span
    return Reference(given.why, span, given.cause, given.address, (*given.path, index), solid)


def _common(call: Call, given: Items, blame: Unknown) -> Value:
    """What any member is, whichever it is."""
    if given.rest is None and given.members:
        first = given.members[0]
        if all(equality.equal(first, member) is Truth.YES for member in given.members[1:]):
            return first
        span = call.span if call.span is not None else blame.span
        return OneOf(blame.why, span, blame.cause, given.members)
    return call.unknown(blame)


@function("slice", OPEN, OPEN_NUMBER, OPEN_NUMBER)
def slice_of(call: Call, given: Value, first: Value, last: Value) -> Value:
    """Members from one index to before another; that many even where the list itself is unknown."""
    start, end = _index(first, "the start index"), _index(last, "the end index")
    _check_indices(start, end)
    if isinstance(given, Text | Encoded) or not isinstance(given, Items | Unknown):
        raise Failure("a list or tuple is required")
    if isinstance(given, Items):
        if given.kind == "set":
            raise Failure("cannot slice a set, because its elements have no indices")
        if given.rest is None:
            for index in (start, end):
                if isinstance(index, int) and index > len(given.members):
                    raise Failure(f"index {index} is greater than the length of the list, {len(given.members)}")
    kind = given.kind if isinstance(given, Items) else "list"
    for blame in (start, end):
        if isinstance(blame, Unknown):
            return call.items((), blame, kind)
    assert isinstance(start, int) and isinstance(end, int)
    if end - start > MAX_MEMBERS:
        raise TooLarge
    return call.items(_slice(call, given, start, end), None, kind)


def _check_indices(start: int | Unknown, end: int | Unknown) -> None:
    if (isinstance(start, int) and start < 0) or (isinstance(end, int) and end < 0):
        raise Failure("an index must not be less than zero")
    if isinstance(start, int) and isinstance(end, int) and start > end:
        raise Failure("the start index must not be greater than the end index")


def _slice(call: Call, given: Items | Unknown, start: int, end: int) -> tuple[Value, ...]:
    if isinstance(given, Reference):
        return tuple(_member(call, given, index, given.solid) for index in range(start, end))
    if isinstance(given, Unknown):
        return (call.unknown(given),) * (end - start)
    if not given.ordered:
        return (Unknown("order of the list is not known", call.span),) * (end - start)
    members = given.members[start:end]
    if len(members) == end - start:
        return members
    assert given.rest is not None
    return members + (call.unknown(given.rest),) * (end - start - len(members))


@function("concat", variadic=OPEN)
def concat(call: Call, *lists: Value) -> Value:
    """All lists after one another; behind an unknown one members are known and their places are not."""
    if not lists:
        raise Failure("at least one argument is required")
    for given in lists:
        if is_text(given) and not isinstance(given, Reference):
            raise Failure("all arguments must be lists or tuples")
        if not isinstance(given, Items | Unknown) or (isinstance(given, Items) and given.kind == "set"):
            raise Failure("all arguments must be lists or tuples")
    filled = [given for given in lists if not isinstance(given, Items) or given.members or given.rest is not None]
    if len(filled) == 1 and len(lists) > 1 and isinstance(filled[0], Unknown):
        return filled[0]
    if len(lists) == 1:
        return lists[0]
    members, rest, ordered = _chained(filled)
    kind = "tuple"
    known = [given for given in lists if isinstance(given, Items) and given.kind == "list"]
    if len(known) == len(lists):
        common = element_shape(*known)
        if common is not None:
            kind, members = "list", [convert(member, common) for member in members]
    return call.items(members, rest, kind, ordered)


def _chained(lists: list[Value]) -> tuple[list[Value], Unknown | None, bool]:
    members: list[Value] = []
    rest: Unknown | None = None
    ordered = True
    for given in lists:
        if isinstance(given, Unknown):
            rest = either(rest, given)
            continue
        assert isinstance(given, Items)
        if given.members:
            ordered = ordered and given.ordered and rest is None
            members.extend(given.members)
        rest = either(rest, given.rest)
    return members, rest, ordered


@function("flatten", OPEN)
def flatten(call: Call, given: Value) -> Value:
    """Lists inside the list replaced by their members; an unknown member may be a list, so it joins the rest."""
    if isinstance(given, Unknown):
        if is_text(given) and not isinstance(given, Reference):
            raise Failure("a list, set or tuple is required")
        return call.unknown(given)
    if not isinstance(given, Items):
        raise Failure("a list, set or tuple is required")
    members: list[Value] = []
    rest, ordered = _flatten(given, members)
    return call.items(members, rest, "tuple", ordered)


def _flatten(given: Items, members: list[Value]) -> tuple[Unknown | None, bool]:
    """Gather members; returns the unknown rest and whether the places of the members are known."""
    rest: Unknown | None = None
    ordered = given.ordered
    for member in given.members:
        before = len(members)
        found: Unknown | None = None
        if isinstance(member, Items):
            found, inner = _flatten(member, members)
            ordered = ordered and (inner or len(members) == before)
        elif isinstance(member, Unknown) and not is_text(member):
            found = member
        else:
            members.append(member)
        if rest is not None and len(members) > before:
            ordered = False
        if len(members) > MAX_MEMBERS:
            raise TooLarge
        rest = either(rest, found)
    return either(rest, given.rest), ordered


@function("reverse", OPEN)
def reverse(call: Call, given: Value) -> Value:
    """Last member first; behind an unknown end no place is known."""
    if isinstance(given, Unknown):
        return call.unknown(given)
    if not isinstance(given, Items):
        raise Failure("a list, set or tuple is required")
    kind = "tuple" if given.kind == "tuple" else "list"
    return call.items(given.members[::-1], given.rest, kind, given.ordered and given.rest is None)


@function("compact", STRINGS)
def compact(call: Call, given: Items) -> Value:
    """Without nulls and empty strings; a member that may be one of these joins the rest."""
    members: list[Value] = []
    rest: Unknown | None = None
    ordered = given.ordered
    for member in given.members:
        if isinstance(member, Unknown) and not _is_filled(member):
            rest = either(rest, member)
        elif not isinstance(member, Known) or member.value not in (None, ""):
            ordered = ordered and rest is None
            members.append(member)
    return call.items(members, either(rest, given.rest), "list", ordered)


def _is_filled(value: Unknown) -> bool:
    """Whether it is surely neither null nor the empty string."""
    if isinstance(value, Text):
        return any(isinstance(part, str) and part for part in value.parts) or any(map(_is_part_filled, value.parts))
    return isinstance(value, Encoded) or (isinstance(value, Reference) and value.solid)


def _is_part_filled(part: str | Unknown) -> bool:
    return isinstance(part, Unknown) and _is_filled(part)


@function("distinct", LIST)
def distinct(call: Call, given: Items) -> Value:
    """Without repetitions; a member that may be one joins the rest."""
    found = distinct_members(given.members)
    rest = either(found.doubtful, given.rest)
    return call.items(found.members, rest, "list", given.ordered and found.settled)


@function("contains", OPEN, Parameter(open=True))
def contains(call: Call, given: Value, value: Value) -> Value:
    """Whether a member is equal to the value; identities are compared as identities."""
    if isinstance(given, Unknown):
        return call.unknown(given)
    if not isinstance(given, Items):
        raise Failure("a list, tuple or set is required")
    truth = equality.contains(given, value)
    if truth is not Truth.UNSURE:
        return call.known(truth is Truth.YES)
    candidates = (value, *given.members, given.rest)
    return call.unknown(next((one for one in candidates if isinstance(one, Unknown)), Unknown("known in part")))


@function("index", OPEN, Parameter(open=True))
def index_of(call: Call, given: Value, value: Value) -> Value:
    """The place of the first member that is equal to the value."""
    if isinstance(given, Unknown):
        return call.unknown(given)
    if not isinstance(given, Items) or given.kind == "set":
        raise Failure("a list or tuple is required")
    for place, member in enumerate(given.members):
        same = equality.equal(member, value)
        if same is Truth.UNSURE or (same is Truth.YES and not given.ordered):
            blame = next((one for one in (member, value) if isinstance(one, Unknown)), None)
            return call.unknown(either(either(blame, given.rest), Unknown("known in part")))
        if same is Truth.YES:
            return call.known(place)
    if given.rest is not None:
        return call.unknown(given.rest)
    raise Failure("item not found")


@function("one", OPEN)
def one(call: Call, given: Value) -> Value:
    """The only member, null if there is none."""
    if isinstance(given, Reference):
        return _member(call, given, 0, solid=False)
    if isinstance(given, Unknown):
        return call.unknown(given)
    if not isinstance(given, Items) or len(given.members) > 1:
        raise Failure("a list, set or tuple with at most one element is required")
    if given.rest is not None:
        # one member that is known already leaves no place for others
        return given.members[0] if given.members else call.unknown(given.rest)
    return given.members[0] if given.members else call.known(None)


@function("coalesce", variadic=ANYTHING)
def coalesce(call: Call, *values: Value) -> Value:
    """The first value that is neither null nor the empty string."""
    common = unify([shape_of(value) for value in values])
    if common is None and any(isinstance(value, Known) and value.value is None for value in values):
        common = ANY  # beside a bare null Terraform lets every argument keep its type
    if common is None:
        raise Failure("all arguments must have the same type")
    for left, value in zip(range(len(values) - 1, -1, -1), values, strict=True):
        if isinstance(value, Unknown) and not _is_filled(value):
            # the last one is chosen where it is anything at all, so that its identity survives
            return value if left == 0 and isinstance(value, Reference) else call.unknown(value)
        if isinstance(value, Known) and (value.value is None or (value.value == "" and common is STRING)):
            continue
        try:
            return convert(value, common)
        except Mismatch as mismatch:
            raise Failure(str(mismatch)) from None
    raise Failure("no argument is neither null nor an empty string")


@function("coalescelist", variadic=ANYTHING)
def coalescelist(call: Call, *values: Value) -> Value:
    """The first list that has members."""
    if not values:
        raise Failure("at least one argument is required")
    for value in values:
        if not isinstance(value, Items | Unknown) or (isinstance(value, Items) and value.kind == "set"):
            raise Failure("all arguments must be lists or tuples")
    for value in values:
        if isinstance(value, Unknown):
            return call.unknown(value)
        if isinstance(value, Items) and value.members:
            return value
        if isinstance(value, Items) and value.rest is not None:
            return call.unknown(value.rest)
    raise Failure("no argument has members")


@function("chunklist", LIST, NUMBER)
def chunklist(call: Call, given: Items, size: Value) -> Value:
    """The list in pieces of a size."""
    step = whole(size, "the size")
    if step < 0:
        raise Failure("the size must be positive")
    if given.rest is not None:
        return _open_chunks(call, given, step)
    chunks = [given.members] if step == 0 and given.members else []
    if step:
        chunks = [given.members[start : start + step] for start in range(0, len(given.members), step)]
    return call.items([Items(chunk, None, "list", given.ordered, call.span) for chunk in chunks])


def _open_chunks(call: Call, given: Items, step: int) -> Value:
    """Chunks that are full already; the rest is unknown."""
    assert given.rest is not None
    if not step or not given.ordered:
        return call.items((), given.rest)
    full = len(given.members) // step * step
    chunks = [given.members[start : start + step] for start in range(0, full, step)]
    return call.items([Items(chunk, None, "list", True, call.span) for chunk in chunks], given.rest)


@function("matchkeys", LIST, LIST, LIST)
def matchkeys(call: Call, given: Items, keys: Items, searched: Items) -> Value:
    """Members whose key at the same place is among those searched."""
    if given.rest is None and keys.rest is None and len(given.members) != len(keys.members):
        raise Failure("there must be as many keys as values")
    common = element_shape(keys, searched)
    if common is None:
        raise Failure("keys and searched values must have the same type")
    wanted = Items(tuple(convert(member, common) for member in searched.members), searched.rest)
    members: list[Value] = []
    rest = either(given.rest, keys.rest)
    if not (given.ordered and keys.ordered):
        return call.items((), either(rest, Unknown("order of the list is not known", given.span)))
    ordered = True
    for value, key in zip(given.members, keys.members, strict=False):
        found = equality.contains(wanted, convert(key, common))
        if found is Truth.YES:
            members.append(value)
            ordered = ordered and rest is None
        elif found is Truth.UNSURE:
            rest = either(rest, Unknown("known in part", call.span))
    return call.items(members, rest, "list", ordered)


