"""Functions over maps and objects whose keys, values or remainder may be unknown."""

from __future__ import annotations

from eks_netlint.frontends.terraform import equality
from eks_netlint.frontends.terraform.convert import Mismatch, convert
from eks_netlint.frontends.terraform.functions.pieces import is_text
from eks_netlint.frontends.terraform.functions.signature import (
    ANYTHING,
    OPEN,
    OPEN_STRING,
    Call,
    Failure,
    function,
)
from eks_netlint.frontends.terraform.order import sorted_keys
from eks_netlint.frontends.terraform.reasons import bare, either
from eks_netlint.frontends.terraform.sets import in_set_order, siblings
from eks_netlint.frontends.terraform.shapes import STRINGS, CollectionShape, Shape, element_shape, shape_of
from eks_netlint.values import Fields, Items, Known, Reference, Truth, Unknown, Value

Key = str | Reference


def _map(call: Call, given: Value) -> Fields | Unknown:
    """A map or object, or the unknown that stands for it; raises ``Failure`` for anything else."""
    if isinstance(given, Fields):
        return given
    if isinstance(given, Unknown) and not (is_text(given) and not isinstance(given, Reference)):
        return call.unknown(given)
    raise Failure("a map or object is required")


@function("keys", OPEN)
def keys(call: Call, given: Value) -> Value:
    """The keys in Terraform's order; identities are keys, too."""
    fields = _map(call, given)
    if isinstance(fields, Unknown):
        return fields
    names, ordered = sorted_keys(fields.entries)
    members: list[Value] = [name if isinstance(name, Reference) else call.known(name) for name in names]
    kind = "list" if fields.kind == "map" else "tuple"
    return call.items(members, fields.rest, kind, ordered and fields.rest is None)


@function("values", OPEN)
def values(call: Call, given: Value) -> Value:
    """The values in the order of their keys."""
    fields = _map(call, given)
    if isinstance(fields, Unknown):
        return fields
    names, ordered = sorted_keys(fields.entries)
    kind = "list" if fields.kind == "map" else "tuple"
    return call.items([fields.entries[name] for name in names], fields.rest, kind, ordered and fields.rest is None)


@function("lookup", OPEN, OPEN_STRING, variadic=ANYTHING)
def lookup(call: Call, given: Value, key: Value, *defaults: Value) -> Value:
    """The entry under a key, the default where there surely is none."""
    if len(defaults) > 1:
        raise Failure(f"two or three arguments are required, {len(defaults) + 2} given")
    fields = _map(call, given)
    if isinstance(fields, Unknown):
        return fields
    name = key if isinstance(key, Reference) else _name(key)
    if isinstance(name, Unknown) and not isinstance(name, Reference):
        if defaults and not fields.entries and fields.rest is None:
            return _default(fields, defaults[0])  # whatever the key is, there is none
        return call.unknown(name)
    found = equality.entry(fields.entries, name)
    if found is not None:
        if defaults and fields.kind == "map":
            _alike(defaults[0], shape_of(found))
        return found
    if fields.rest is not None:
        return call.unknown(fields.rest)
    if equality.has_key(fields.entries, name) is Truth.UNSURE:
        blame = next((one for one in (name, *fields.entries) if isinstance(one, Reference)), None)
        return call.unknown(either(blame, Unknown("known in part", call.span)))
    if not defaults:
        raise Failure(f"there is no key {name}")
    return _default(fields, defaults[0])


def _name(key: Value) -> str | Unknown:
    if isinstance(key, Unknown):
        return key
    return str(key.value) if isinstance(key, Known) else ""


def _default(fields: Fields, default: Value) -> Value:
    """The default as the type of the map's elements."""
    if fields.kind != "map" or type(fields.entries) is not dict:
        return default
    element = element_shape(fields)
    return default if element is None else _alike(default, element)


def _alike(default: Value, element: Shape) -> Value:
    try:
        return convert(default, element)
    except Mismatch:
        raise Failure("the default value must have the type of the map's elements") from None


@function("merge", variadic=ANYTHING)
def merge(call: Call, *maps: Value) -> Value:
    """All entries of all maps; a later one wins, and behind an unknown map every earlier value is in doubt."""
    entries: dict[Key, Value] = {}
    rest: Unknown | None = None
    merged: list[Fields] = []
    kind = "map"
    for given in maps:
        if isinstance(given, Known) and given.value is None:
            kind = "object"
            continue
        fields = _map(call, given)
        later = fields if isinstance(fields, Unknown) else fields.rest
        if later is not None:
            rest = either(rest, later)
            entries = {key: _doubtful(value, later) for key, value in entries.items()}
        if isinstance(fields, Fields):
            merged.append(fields)
            _override(entries, fields)
    if len(merged) == 1 and rest is None and kind == "map":
        return merged[0]
    return call.fields(entries, rest, _merged_kind(merged, rest) if kind == "map" else kind)


def _doubtful(value: Value, by: Unknown) -> Unknown:
    return Unknown(by.why, value.span, by.cause)


def _override(entries: dict[Key, Value], fields: Fields) -> None:
    for key, value in fields.entries.items():
        if isinstance(key, Reference):
            _override_by_identity(entries, key)
        elif key not in entries:
            _forget_coinciding(entries, key)
        entries[key] = value


def _override_by_identity(entries: dict[Key, Value], key: Reference) -> None:
    """Drop the same identity; where it may turn out to be another key, that key's value is in doubt."""
    for other in list(entries):
        if isinstance(other, Reference) and equality.same_reference(other, key):
            del entries[other]
        elif _may_coincide(other, key):
            entries[other] = _doubtful(entries[other], key)


def _forget_coinciding(entries: dict[Key, Value], key: str) -> None:
    for other in entries:
        if isinstance(other, Reference) and equality.may_be(other, key) is not Truth.NO:
            entries[other] = _doubtful(entries[other], Unknown(f"may be overridden by the key {key}"))


def _may_coincide(one: Key, two: Reference) -> bool:
    """Whether another key may turn out to be this one; members of one list are taken to differ."""
    if not isinstance(one, Reference):
        return equality.may_be(two, one) is not Truth.NO
    return not siblings(one, two) and not equality.differ(one, two)


def _merged_kind(merged: list[Fields], rest: Unknown | None) -> str:
    """A map if all are maps of one type, else an object."""
    if not merged or rest is not None or any(fields.kind != "map" for fields in merged):
        return "object"
    shapes = {shape_of(fields) for fields in merged if fields.entries}
    return "map" if len(shapes) < 2 else "object"


@function("zipmap", STRINGS, OPEN)
def zipmap(call: Call, names: Items, given: Value) -> Value:
    """A map of names to values at the same places; identities are names, too."""
    if isinstance(given, Unknown):
        given = Items((), call.unknown(given), "list", True, given.span)
    if not isinstance(given, Items) or given.kind == "set":
        raise Failure("the values must be a list or tuple")
    exact = names.rest is None and given.rest is None
    if exact and len(names.members) != len(given.members):
        raise Failure(f"there are {len(names.members)} keys and {len(given.members)} values")
    entries: dict[Key, Value] = {}
    rest: Unknown | None = names.rest
    paired = names.ordered and given.ordered
    for place, name in enumerate(names.members):
        value: Value = call.unknown(either(given.rest, Unknown("order of the list is not known")))
        if paired and place < len(given.members):
            value = given.members[place]
        key = name if isinstance(name, Reference) else _name(name)
        if isinstance(name, Known) and name.value is None:
            raise Failure(f"the key at index {place} is null")
        if isinstance(key, Unknown) and not isinstance(key, Reference):
            rest = either(rest, key)
            # a key that nobody knows may be one of those before it, and then overrides it
            entries = {other: _doubtful(held, key) for other, held in entries.items()}
            continue
        entries[key] = value
    kind = "object" if given.kind == "tuple" else "map"
    return call.fields(entries, rest, kind)


@function("transpose", CollectionShape("map", STRINGS))
def transpose(call: Call, given: Fields) -> Value:
    """Keys and members swapped: each member with the keys under which it stood."""
    swapped: dict[Key, list[Value]] = {}
    rest = given.rest
    names, ordered = sorted_keys(given.entries)
    for name in names:
        held = given.entries[name]
        if isinstance(held, Unknown):
            rest = either(rest, held)
            continue
        if not isinstance(held, Items):
            raise Failure("a list of strings is null")
        rest = either(rest, held.rest)
        for member in held.members:
            key = member if isinstance(member, Reference) else _name(member)
            if isinstance(member, Known) and member.value is None:
                raise Failure("a string in a list is null")
            if isinstance(key, Unknown) and not isinstance(key, Reference):
                rest = either(rest, key)
                continue
            swapped.setdefault(key, []).append(name if isinstance(name, Reference) else call.known(name))
    open_end = None if rest is None else bare(rest)
    entries: dict[Key, Value] = {
        key: call.items(in_set_order(found)[0], open_end, "list", ordered and rest is None)
        for key, found in swapped.items()
    }
    return call.fields(entries, rest, "map")


