"""Strings that are known in parts: taken apart, changed piece by piece, put together again."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from eks_netlint.frontends.terraform.functions.signature import MAX_TEXT, Call, TooLarge
from eks_netlint.frontends.terraform.reasons import bare
from eks_netlint.values import Encoded, Known, Reference, Text, Truth, Unknown, Value

Pieces = Sequence[str | Unknown]


def pieces_of(value: Value) -> tuple[str | Unknown, ...]:
    """Literal and unknown pieces of a value that is a string, or an unknown that may be one."""
    if isinstance(value, Known):
        return (str(value.value),)
    if isinstance(value, Text):
        return value.parts
    return (value,) if isinstance(value, Unknown) else ()


def compose(call: Call, pieces: Pieces) -> Value:
    """One string of these pieces: known if all are, an identity if it is the only one, else known in parts."""
    parts: list[str | Unknown] = []
    literal: list[str] = []
    size = 0
    for piece in pieces:
        for part in piece.parts if isinstance(piece, Text) else (piece,):
            if isinstance(part, str):
                literal.append(part)
                size += len(part)
                if size > MAX_TEXT:
                    raise TooLarge
                continue
            _flush(literal, parts)
            parts.append(part)
    _flush(literal, parts)
    unknown = next((part for part in parts if isinstance(part, Unknown)), None)
    if unknown is None:
        return call.known(str(parts[0]) if parts else "")
    if len(parts) == 1:
        return unknown
    return Text(unknown.why, call.span if call.span is not None else unknown.span, unknown.cause, tuple(parts))


def _flush(literal: list[str], parts: list[str | Unknown]) -> None:
    """Put neighbouring literal pieces down as one."""
    text = "".join(literal)
    if text:
        parts.append(text)
    literal.clear()


def mapped(call: Call, value: Value, change: Callable[[str], str]) -> Value:
    """A string changed letter by letter: the unknown pieces stay unknown and lose their identity."""
    changed = [change(piece) if isinstance(piece, str) else bare(piece) for piece in pieces_of(value)]
    if len(changed) == 1 and isinstance(changed[0], Unknown):
        return call.unknown(changed[0])
    return compose(call, changed)


def head(value: Value) -> str:
    """The literal beginning of a string."""
    first = pieces_of(value)[:1]
    return first[0] if first and isinstance(first[0], str) else ""


def tail(value: Value) -> str:
    """The literal end of a string."""
    last = pieces_of(value)[-1:]
    return last[0] if last and isinstance(last[0], str) else ""


def answer(call: Call, truth: Truth, blame: Value) -> Value:
    """A bool where the truth is sure, else an unknown that names the reason of the string."""
    if truth is not Truth.UNSURE:
        return call.known(truth is Truth.YES)
    return call.unknown(blame) if isinstance(blame, Unknown) else Unknown("known in part", call.span)


def is_text(value: Value) -> bool:
    """Whether an unknown is surely one string, neither null nor a collection."""
    return isinstance(value, Text | Encoded) or (isinstance(value, Reference) and value.solid)
