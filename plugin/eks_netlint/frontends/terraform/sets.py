"""Sets: which members count once, and in which order Terraform iterates them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from eks_netlint.frontends.terraform.equality import equal
from eks_netlint.frontends.terraform.order import sorted_keys
from eks_netlint.frontends.terraform.reasons import bare, either
from eks_netlint.values import Fields, Items, Known, Reference, Truth, Unknown, Value, unknowns_in


def set_of(members: Sequence[Value], rest: Unknown | None, like: Items) -> Items:
    """The set of these members, which already have one type; ``like`` gives its place."""
    found = distinct(members)
    rest = either(rest, found.doubtful)
    ordered_members, ordered = in_set_order(found.members)
    return Items(tuple(ordered_members), rest, "set", ordered and rest is None, like.span)


class Distinct(NamedTuple):
    """Members without repetition in the order given; ``doubtful`` is the first that may or may not repeat another.

    ``settled`` says that no member comes after a doubtful one, so that the places of all are known.
    """

    members: list[Value]
    doubtful: Unknown | None
    settled: bool


def distinct(members: Sequence[Value]) -> Distinct:
    """Which members count.

    Members of one unknown list are taken to differ: writing one zone twice in a list is no practice.  Any other
    unknown is left out if it may equal another member.
    """
    seen: set[object] = set()
    chosen: dict[int, Value] = {}
    collections: dict[bytes, list[Value]] = {}
    unsettled: list[tuple[int, Value]] = []
    for place, member in enumerate(members):
        key = _key(member)
        if key is not None:
            if key in seen:
                continue
            seen.add(key)
        if isinstance(member, Unknown):
            unsettled.append((place, member))
        elif key is not None:
            chosen[place] = member
        elif (text := _hash_of(member)) is None:
            unsettled.append((place, member))
        else:
            alike = collections.setdefault(text, [])
            if all(equal(member, other) is not Truth.YES for other in alike):
                chosen[place] = member
                alike.append(member)
    doubts = _settle(chosen, unsettled)
    places = sorted(chosen)
    settled = not doubts or not places or places[-1] < doubts[0][0]
    doubtful = bare(next(unknowns_in(doubts[0][1]), Unknown("known in part"))) if doubts else None
    return Distinct([chosen[place] for place in places], doubtful, settled)


def _settle(chosen: dict[int, Value], unsettled: list[tuple[int, Value]]) -> list[tuple[int, Value]]:
    """Choose those members known in part that surely differ from all chosen; the others are in doubt."""
    doubts: list[tuple[int, Value]] = []
    families = {_family(member) for member in chosen.values()} if unsettled else set()
    for place, unknown in unsettled:
        family = _family(unknown)
        if family is not None and families == {family}:
            chosen[place] = unknown  # all chosen are other members of the same list
            continue
        answers = {_same(unknown, other) for other in chosen.values()}
        if Truth.YES in answers:
            continue
        if Truth.UNSURE in answers:
            doubts.append((place, unknown))
        else:
            chosen[place] = unknown
            families.add(_family(unknown))
    return doubts


def _same(one: Value, two: Value) -> Truth:
    if isinstance(one, Reference) and isinstance(two, Reference) and siblings(one, two):
        return Truth.NO
    return equal(one, two)


def _family(member: Value) -> tuple[str, tuple[str | int, ...]] | None:
    """The list that a reference is a member of."""
    if isinstance(member, Reference) and member.path and isinstance(member.path[-1], int):
        return member.address, member.path[:-1]
    return None


def siblings(one: Reference, two: Reference) -> bool:
    """Whether both are different members of one list."""
    return (
        one.address == two.address
        and len(one.path) == len(two.path) > 0
        and one.path[:-1] == two.path[:-1]
        and isinstance(one.path[-1], int)
        and isinstance(two.path[-1], int)
        and one.path[-1] != two.path[-1]
    )


def _key(member: Value) -> object | None:
    """Something hashable that stands for a scalar or an identity."""
    if isinstance(member, Known):
        return (type(member.value) is bool, member.value)
    if isinstance(member, Reference):
        return (member.address, member.path)
    return None


def in_set_order(members: Sequence[Value]) -> tuple[Sequence[Value], bool]:
    """Members as Terraform iterates a set of them, and whether that order is known."""
    if len(members) < 2:
        return members, True
    if all(isinstance(member, Known) for member in members):
        alike = len({type(member.value) for member in members if isinstance(member, Known)} - {type(None), float}) < 2
        return (sorted(members, key=_rank), True) if alike else (members, False)
    references = [member for member in members if isinstance(member, Reference)]
    if len(references) == len(members):
        keys, ordered = sorted_keys(references)
        return [key for key in keys if isinstance(key, Reference)], ordered
    try:
        ranked = sorted(((_hash_text(member), index) for index, member in enumerate(members)), key=lambda pair: pair[0])
    except _NotHashable:
        return members, False
    return [members[index] for _, index in ranked], True


def _rank(member: Value) -> tuple[int, int | float | bytes]:
    """Numbers ascending, strings by their bytes, false before true, null last."""
    scalar = member.value if isinstance(member, Known) else None
    if scalar is None:
        return 1, 0
    return 0, scalar.encode("utf-8", "surrogatepass") if isinstance(scalar, str) else scalar


class _NotHashable(Exception):
    """Part of the member is unknown."""


def _hash_of(value: Value) -> bytes | None:
    """Bytes that equal collections share, None for one that is known in part."""
    try:
        return _hash_text(value)
    except _NotHashable:
        return None


def _hash_text(value: Value) -> bytes:
    """The bytes by which go-cty orders members that are no scalars (``cty/set_internals.go``, v1.16.0)."""
    if isinstance(value, Known):
        return _scalar_hash(value.value)
    if isinstance(value, Items) and value.rest is None and value.ordered:
        inner = b"".join(_hash_text(member) + b";" for member in value.members)
        return b"<" + inner + b">" if value.kind == "tuple" else b"[" + inner + b"]"
    if isinstance(value, Fields) and value.rest is None:
        keys = sorted(key for key in value.entries if isinstance(key, str))
        if len(keys) < len(value.entries):
            raise _NotHashable
        if value.kind == "map":
            pairs = (_scalar_hash(key) + b":" + _hash_text(value.entries[key]) + b";" for key in keys)
            return b"{" + b"".join(pairs) + b"}"
        return b"<" + b"".join(_hash_text(value.entries[key]) + b";" for key in keys) + b">"
    raise _NotHashable


def _scalar_hash(scalar: object) -> bytes:
    if scalar is None:
        return b"~"
    if isinstance(scalar, bool):
        return b"T" if scalar else b"F"
    if isinstance(scalar, int | float):
        return f"{scalar:.10g}".encode()
    escaped = str(scalar).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{escaped}"'.encode("utf-8", "surrogatepass")
