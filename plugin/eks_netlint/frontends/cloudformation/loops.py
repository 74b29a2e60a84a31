"""``Fn::ForEach`` of the language extensions: entries that are written once and stand for several.

Semantics: CloudFormation template reference, ``Fn::ForEach`` (docs.aws.amazon.com, 2026-11).
"""

from __future__ import annotations

from collections.abc import Callable

from eks_netlint.records import replace
from eks_netlint.values import Fields, Items, Known, Reference, Unknown, Value

LOOP = "Fn::ForEach::"

MAX_MADE = 2_000
"""Entries that the loops of one template may make; a stack takes 500 resources (quotas, 2026-11)."""

MAX_DEPTH = 5
"""Loops inside each other that CloudFormation allows (its reference page, 2026-11)."""

Evaluate = Callable[[Value], Value]


def unrolled(value: Value, evaluate: Evaluate) -> Value:
    """The value with its loops written out; a loop over what is not known makes the rest of its object unknown."""
    return _Unrolling(evaluate).value(value, 0)


class _Unrolling:
    def __init__(self, evaluate: Evaluate) -> None:
        self._evaluate = evaluate
        self._made = 0

    def value(self, value: Value, depth: int) -> Value:
        if isinstance(value, Items):
            return replace(value, members=tuple(self.value(member, depth) for member in value.members))
        if not isinstance(value, Fields):
            return value
        entries: dict[str | Reference, Value] = {}
        rest = value.rest
        for key, member in value.entries.items():
            if not isinstance(key, str) or not key.startswith(LOOP):
                entries[key] = self.value(member, depth)
                continue
            made = self._loop(member, depth + 1)
            if isinstance(made, Fields):
                entries.update(made.entries)
                made = made.rest  # type: ignore[assignment]  # of loops inside, or None
            if isinstance(made, Unknown) and rest is None:
                rest = made
        return replace(value, entries=entries, rest=rest)

    def _loop(self, written: Value, depth: int) -> Fields | Unknown:
        members = written.members if isinstance(written, Items) else ()
        if len(members) != 3 or not isinstance(members[0], Known) or not isinstance(members[2], Fields):
            return Unknown("Fn::ForEach needs a name, a list and what to repeat", written.span)
        name, listed, body = str(members[0].value), self._evaluate(members[1]), members[2]
        if not isinstance(listed, Items) or listed.rest is not None or depth > MAX_DEPTH:
            return Unknown("the list of Fn::ForEach is not known", written.span)
        entries: dict[str | Reference, Value] = {}
        rest: Unknown | None = None
        for member in listed.members:
            self._made += len(body.entries)
            if not isinstance(member, Known) or self._made > MAX_MADE:
                rest = Unknown("a member of the list of Fn::ForEach is not known", written.span)
                continue
            made = self.value(_put(body, name, str(member.value)), depth)
            if isinstance(made, Fields):
                entries.update(made.entries)
                rest = made.rest if rest is None else rest
        return Fields(entries, rest, "object", body.span)


def _put(value: Value, name: str, word: str) -> Value:
    """The value with the loop's variable put in: into text, keys and references."""
    match value:
        case Known(value=str(text)):
            return Known(_text(text, name, word), value.span, value.origin)
        case Items():
            return replace(value, members=tuple(_put(member, name, word) for member in value.members))
        case Fields():
            reference = value.entries.get("Ref")
            if len(value.entries) == 1 and isinstance(reference, Known) and reference.value == name:
                return Known(word, value.span)
            entries = {
                _text(key, name, word) if isinstance(key, str) else key: _put(member, name, word)
                for key, member in value.entries.items()
            }
            return replace(value, entries=entries)
        case _:
            return value


def _text(text: str, name: str, word: str) -> str:
    """``&{name}`` leaves out what is no letter or digit, for logical names may hold nothing else."""
    plain = "".join(letter for letter in word if letter.isalnum())
    return text.replace("${" + name + "}", word).replace("&{" + name + "}", plain)
