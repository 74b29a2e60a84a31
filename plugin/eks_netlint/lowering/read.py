"""Typed reading of Values: what an attribute says as a string, number, bool, range or list, unknown staying unknown.

Every reader takes the default of its attribute from the caller, so that each default is written beside the
attribute it belongs to, marked ``Origin.DEFAULT``.
"""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Network
from typing import TypeVar

from eks_netlint.model.nouns import Members, Tags
from eks_netlint.patterns import pattern
from eks_netlint.source import Span
from eks_netlint.values import Absent, Encoded, Fact, Fields, Items, Known, Origin, Reference, Text, Unknown, Value

D = TypeVar("D")
T = TypeVar("T")


def either(value: T | None, otherwise: T) -> T:
    """The value where there is one: what ``or`` would say of things that have no truth value."""
    return otherwise if value is None else value


def default(value: T, span: Span | None = None) -> Known[T]:
    """A documented default of the provider or of EKS; ``span`` is the block that could have said otherwise."""
    return Known(value, span, Origin.DEFAULT)


def nothing(value: Value | Absent) -> bool:
    """Whether the value surely says nothing: not written, or an explicit null."""
    return isinstance(value, Absent) or (isinstance(value, Known) and value.value is None)


def empty(value: Value | Absent) -> bool:
    """Whether the value surely says nothing, an empty string and an empty list included."""
    if isinstance(value, Items | Fields):
        content = value.members if isinstance(value, Items) else value.entries
        return not content and value.rest is None
    return nothing(value) or (isinstance(value, Known) and value.value == "")


def solid(value: Value | Absent) -> bool:
    """Whether the value is surely neither null nor empty, though it may be unknown."""
    match value:
        case Known():
            return not empty(value)
        case Reference():
            return value.solid
        case Text():
            return any(isinstance(part, str) and part for part in value.parts)
        case Items():
            return bool(value.members)
        case Fields():
            return bool(value.entries)
        case _:
            return False


def required(value: Value | Absent, name: str) -> Value:
    """The value of an argument that must be written; ``Unknown`` where it is not."""
    if isinstance(value, Absent):
        return Unknown(f"{name} is not written", value.span)
    if isinstance(value, Known) and value.value is None:
        return Unknown(f"{name} is null", value.span)
    return value


def text(value: Value | Absent, otherwise: D) -> Known[str] | Unknown | D:
    """The value as a string; numbers and bools in Terraform's spelling."""
    match value:
        case Unknown():
            return value
        case Known(value=None) | Absent():
            return otherwise
        case Known(value=found):
            return Known(spelled(found), value.span, value.origin)
        case _:
            return Unknown("a list or map where a string belongs", value.span)


def spelled(value: str | bool | int | float | None) -> str:
    """A scalar as Terraform converts it to a string."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def whole(value: Value | Absent, otherwise: D) -> Known[int] | Unknown | D:
    """The value as a whole number; a string that spells one counts, as it does for Terraform."""
    match value:
        case Unknown():
            return value
        case Known(value=None) | Absent():
            return otherwise
        case Known(value=found) if not isinstance(found, bool):
            try:
                number = float(found if found is not None else "")
                if number.is_integer():
                    return Known(int(number), value.span, value.origin)
            except (ValueError, OverflowError):
                pass
    return Unknown("not a whole number", value.span)


def truth(value: Value | Absent, otherwise: D) -> Known[bool] | Unknown | D:
    """The value as a bool; the strings ``"true"`` and ``"false"`` count, as they do for Terraform."""
    match value:
        case Unknown():
            return value
        case Known(value=None) | Absent():
            return otherwise
        case Known(value=bool(found)):
            return Known(found, value.span, value.origin)
        case Known(value="true" | "false" | "1" | "0" as word):
            return Known(word in ("true", "1"), value.span, value.origin)
        case _:
            return Unknown("neither true nor false", value.span)


def range_of(value: Value | Absent, otherwise: D) -> Known[IPv4Network] | Unknown | D:
    """The value as an IPv4 range; host bits that are set are dropped, as AWS does."""
    match value:
        case Unknown():
            return value
        case Known(value=None) | Known(value="") | Absent():
            return otherwise
        case Known(value=str(found)):
            try:
                return Known(IPv4Network(found.strip(), strict=False), value.span, value.origin)
            except ValueError:
                return Unknown(f"{found!r} is not an IPv4 range", value.span)
        case _:
            return Unknown("not an IPv4 range", value.span)


def members(value: Value | Absent) -> Members[Value]:
    """The members of a list or set; nulls are dropped, a single value counts as a list of one."""
    match value:
        case Absent() | Known(value=None):
            return Members((), None, value.span)
        case Unknown():
            return Members((), value, value.span)
        case Items():
            return Members(tuple(m for m in value.members if not nothing(m)), value.rest, value.span)
        case _:
            return Members((value,), None, value.span)


def alone(value: Value | Absent) -> Items:
    """A single value as the list it would be in another form; nothing is a list of nothing."""
    if isinstance(value, Absent) or nothing(value):
        return Items((), None, span=value.span)
    return Items((value,), None, span=value.span)


def texts(value: Value | Absent) -> Members[Known[str]]:
    """The strings of a list; a member that is not known makes the rest unknown."""
    found = members(value)
    known: list[Known[str]] = []
    rest = found.rest
    for member in found.known:
        match text(member, None):
            case Known() as word:
                known.append(word)
            case Unknown() as why:
                rest = either(rest, why)
            case None:
                pass
    return Members(tuple(known), rest, found.span)


def blocks(value: Value | Absent) -> Members[Fields]:
    """The nested blocks of one type; plan JSON and objects in attribute syntax read alike."""
    found = members(value)
    known: list[Fields] = []
    rest = found.rest
    for member in found.known:
        if isinstance(member, Fields):
            known.append(member)
        elif isinstance(member, Unknown):
            rest = either(rest, member)
        else:
            rest = either(rest, Unknown("not a block", member.span))
    return Members(tuple(known), rest, found.span)


def block(value: Value | Absent) -> Fields | Unknown | Absent:
    """The only nested block of one type: it, the reason why it is not known, or ``Absent``."""
    found = blocks(value)
    if found.known:
        return found.known[0]
    return found.rest if found.rest is not None else Absent(value.span)


def inside(parent: Fields | Unknown | Absent, name: str) -> Value | Absent:
    """A member of a nested block; unknown in an unknown block, absent where there is no block."""
    if isinstance(parent, Fields):
        return parent.get(name)
    return parent


_HEAD = pattern(r'"([^"$]+)\$\{')
"""The beginning of a key that is known in parts, as such a key is spelled: ``"kubernetes.io/cluster/${var.name}"``."""


def tags(value: Value | Absent) -> Tags:
    """Tags from a map; a key that is not known makes the rest unknown, one whose beginning is known what begins so."""
    match value:
        case Fields():
            known: dict[str, Fact[str]] = {}
            rest = value.rest
            heads: dict[str, None] = {}
            for key, entry in value.entries.items():
                if isinstance(key, Reference):
                    head = _HEAD.match(key.address)
                    if head is not None:
                        heads[head[1]] = None
                    else:
                        rest = either(rest, key)
                    continue
                match text(entry, None):
                    case None:
                        continue
                    case word:
                        known[key] = word
            return Tags(known, rest, tuple(heads))
        case Unknown():
            return Tags({}, value)
        case _:
            return Tags()


def strings_in(value: Value | Absent) -> Iterator[Known[str] | Text]:
    """Every string inside a value that is known or known in parts."""
    match value:
        case Known(value=str()) as found:
            yield Known(str(found.value), found.span, found.origin)
        case Text():
            yield value
        case Encoded():
            yield from strings_in(value.decoded)
        case Items():
            for member in value.members:
                yield from strings_in(member)
        case Fields():
            for entry in value.entries.values():
                yield from strings_in(entry)
        case _:
            return
