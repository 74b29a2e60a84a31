"""Sets: which members count once, and in which order Terraform iterates them."""

from __future__ import annotations

from collections.abc import Sequence

from eks_netlint.frontends.terraform.equality import equal
from eks_netlint.frontends.terraform.order import sorted_keys
from eks_netlint.frontends.terraform.reasons import bare, either
from eks_netlint.values import Fields, Items, Known, Reference, Truth, Unknown, Value


def set_of(members: Sequence[Value], rest: Unknown | None, like: Items) -> Items:
    """The set of these members, which already have one type; ``like`` gives its place."""
    kept, doubtful = distinct(members)
    if doubtful is not None:
        rest = either(rest, doubtful)
    ordered_members, ordered = in_set_order(kept)
    return Items(tuple(ordered_members), rest, "set", ordered and rest is None, like.span)


def distinct(members: Sequence[Value]) -> tuple[list[Value], Unknown | None]:
    """Members without repetition in the order given, and the first that may or may not repeat another.

    Identities that differ are taken for different members, solid or not: writing one zone twice in a list is no
    practice.  Any other unknown is left out if it may equal another member.
    """
    seen: dict[object, None] = {}
    kept: list[Value] = []
    complex_kept: list[Value] = []
    unsettled: list[Unknown] = []
    for member in members:
        key = _key(member)
        if key is not None:
            if key not in seen:
                seen[key] = None
                kept.append(member)
        elif isinstance(member, Unknown):
            unsettled.append(member)
        elif all(equal(member, other) is not Truth.YES for other in complex_kept):
            kept.append(member)
            complex_kept.append(member)
    return _settle(members, kept, unsettled)


def _settle(
    members: Sequence[Value], kept: list[Value], unsettled: list[Unknown]
) -> tuple[list[Value], Unknown | None]:
    """Put those unknown members back that surely differ from all others."""
    if not unsettled:
        return kept, None
    added: list[Value] = []
    doubtful: Unknown | None = None
    for unknown in unsettled:
        answers = {equal(unknown, other) for other in (*kept, *added)}
        if Truth.YES in answers:
            continue
        if Truth.UNSURE in answers:
            doubtful = either(doubtful, bare(unknown))
            continue
        added.append(unknown)
    if not added:
        return kept, doubtful
    chosen = {id(member) for member in (*kept, *added)}
    return [member for member in members if id(member) in chosen], doubtful


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
        return sorted(members, key=_rank), True
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
