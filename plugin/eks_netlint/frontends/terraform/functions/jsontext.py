"""JSON as Go writes it."""

from __future__ import annotations

import re

from eks_netlint.frontends.terraform.convert import NotPlain
from eks_netlint.frontends.terraform.numerals import number_text
from eks_netlint.values import Fields, Items, Known, Reference, Scalar, Unknown, Value

_ESCAPES = {
    '"': '\\"',
    "\\": "\\\\",
    "\b": "\\b",
    "\f": "\\f",
    "\n": "\\n",
    "\r": "\\r",
    "\t": "\\t",
}
_SPECIAL = re.compile('["\\\\<>&\\x00-\\x1f\u2028\u2029]')


def _escaped(match: re.Match[str]) -> str:
    character = match.group()
    return _ESCAPES.get(character) or f"\\u{ord(character):04x}"


def quoted(text: str) -> str:
    """A JSON string; Go also escapes what HTML would read as markup."""
    return '"' + _SPECIAL.sub(_escaped, text) + '"'


def json_text(value: Value) -> str:
    """A value as JSON without spaces, keys in order; raises ``NotPlain`` if any part is unknown."""
    pieces: list[str] = []
    _write(value, pieces)
    return "".join(pieces)


def scalar_text(scalar: Scalar) -> str:
    """A scalar as JSON."""
    if isinstance(scalar, str):
        return quoted(scalar)
    if isinstance(scalar, bool):
        return "true" if scalar else "false"
    return "null" if scalar is None else number_text(scalar)


def _write(value: Value, pieces: list[str]) -> None:
    if isinstance(value, Known):
        pieces.append(scalar_text(value.value))
    elif isinstance(value, Items):
        if value.rest is not None or not value.ordered:
            raise NotPlain(value.rest.why if value.rest is not None else "order of the list is not known")
        mark = "["
        for member in value.members:
            pieces.append(mark)
            _write(member, pieces)
            mark = ","
        pieces.append("]" if value.members else "[]")
    elif isinstance(value, Fields):
        _write_fields(value, pieces)
    else:
        raise NotPlain(value.why)


def _write_fields(value: Fields, pieces: list[str]) -> None:
    mark = "{"
    for key in sorted_names(value):
        pieces.append(f"{mark}{quoted(key)}:")
        _write(value.entries[key], pieces)
        mark = ","
    pieces.append("}" if value.entries else "{}")


def sorted_names(value: Fields) -> list[str]:
    """The keys in Terraform's order; raises ``NotPlain`` unless all are known strings."""
    if value.rest is not None:
        raise NotPlain(value.rest.why)
    names: list[str] = []
    for key in value.entries:
        if isinstance(key, Reference):
            raise NotPlain(key.why)
        names.append(key)
    names.sort()
    return names


def first_unknown(value: Value) -> Unknown | None:
    """The first reason inside a value why it has no text; attributes that nobody evaluated yet are not asked."""
    if isinstance(value, Unknown):
        return value
    if isinstance(value, Items):
        found = next((one for member in value.members if (one := first_unknown(member)) is not None), value.rest)
        if found is None and not value.ordered:
            return Unknown("order of the list is not known", value.span)
        return found
    if isinstance(value, Fields):
        for key, member in value.entries.items():
            if isinstance(key, Reference):
                return key
            found = first_unknown(member)
            if found is not None:
                return found
        return value.rest
    return None
