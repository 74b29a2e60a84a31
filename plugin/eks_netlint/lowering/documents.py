"""YAML and JSON text inside other files, read into Values: heredocs, templates, encoded strings.

Parts of the text that are not known stay unknown in their places, so that one unknown id does not cost the rest of
a manifest.
"""

from __future__ import annotations

from collections.abc import Sequence

from eks_netlint.model.nouns import Members
from eks_netlint.source import Span
from eks_netlint.values import (
    Absent,
    Encoded,
    Items,
    Known,
    Origin,
    Text,
    Unknown,
    Value,
)


def decode(value: Value | Absent) -> Members[Value]:
    """The documents that a value holds: already structured, encoded by a function, or text to be parsed.

    A document that cannot be parsed makes the rest unknown.
    """
    match value:
        case Absent() | Known(value=None):
            return Members((), None, value.span)
        case Known(decoded=inner) if inner is not None:
            return Members((inner,), None, value.span)
        case Encoded():
            return Members((value.decoded,), None, value.span)
        case Known(value=str(text)):
            return _parsed((text,), value.span, value.origin)
        case Text():
            return _parsed(value.parts, value.span, Origin.WRITTEN)
        case Unknown():
            return Members((), value, value.span)
        case Items():
            return Members(value.members, value.rest, value.span)
        case _:
            return Members((value,), None, value.span)


def structure(value: Value | Absent) -> Value | Absent:
    """The one document a value holds, ``Absent`` where it holds none."""
    if isinstance(value, Known) and value.value == "":
        return Absent(value.span)
    found = decode(value)
    if found.known:
        return found.known[0]
    return found.rest if found.rest is not None else Absent(value.span)


def literal_text(value: Value | Absent) -> str:
    """The literal pieces of a string, joined; empty where none is known."""
    match value:
        case Known(value=str(text)):
            return text
        case Text():
            return "".join(part for part in value.parts if isinstance(part, str))
        case _:
            return ""


def _parsed(parts: Sequence[str | Unknown], span: Span | None, origin: Origin) -> Members[Value]:
    from eks_netlint.lowering.yamltext import filled, parse  # brings PyYAML, which few configurations need

    return parse(*filled(parts), span, origin)
