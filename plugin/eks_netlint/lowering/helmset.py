"""``set``, ``set_list`` and ``set_sensitive`` of a Helm release: one value put into the values, as Helm's --set does.

Source: pkg/strvals/parser.go of helm v3.19 and helm/resource_helm_release.go of terraform-provider-helm v2.17 and v3.0
(2026-11).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from eks_netlint.lowering import read
from eks_netlint.patterns import pattern
from eks_netlint.values import Absent, Fields, Items, Known, Reference, Scalar, Unknown, Value

MAX_INDEX = 1_000
"""Index of a list in a name; Helm takes 65,536, nobody means it."""

_STEP = pattern(r"((?:[^.\[\\]|\\.)*)((?:\[[0-9]+\])*)(?:\.|$)", re.DOTALL)
_INDEX = pattern(r"\[([0-9]+)\]")
_ESCAPE = pattern(r"\\(.)", re.DOTALL)
_COMMA = pattern(r"(?<!\\),")

Step = str | int


def put(values: Fields, setting: Fields) -> Fields:
    """The values with one setting put in; a setting without a known name may be any, and hides all."""
    name = read.text(setting.get("name"), None)
    steps = steps_of(name.value) if isinstance(name, Known) else ()
    if not steps:
        why = name if isinstance(name, Unknown) else Unknown("a helm setting has no name", setting.span)
        return Fields(dict.fromkeys(values.entries, why), why, "object", setting.span)
    made = _put(values, steps, _value(setting))
    return made if isinstance(made, Fields) else values


def steps_of(name: str) -> tuple[Step, ...]:
    """The way a name leads: ``a.b\\.c[0]`` to member ``a``, member ``b.c``, and the first of its list."""
    steps: list[Step] = []
    at = 0
    while at < len(name):
        found = _STEP.match(name, at)
        if found is None or found.end() == at:
            return ()
        steps.append(_ESCAPE.sub(r"\1", found[1]))
        steps += (int(index) for index in _INDEX.findall(found[2]))
        at = found.end()
    return tuple(steps)


def _put(under: Value | None, steps: Sequence[Step], value: Value) -> Value:
    if not steps:
        return value
    step, rest = steps[0], steps[1:]
    if isinstance(step, int):
        return _put_item(under, step, rest, value)
    if isinstance(under, Unknown):
        under = Fields({}, under, "object", under.span)
    known: dict[str | Reference, Value] = dict(under.entries) if isinstance(under, Fields) else {}
    below = known.get(step)
    if below is None and isinstance(under, Fields):
        below = under.rest
    known[step] = _put(below, rest, value)
    return Fields(known, under.rest if isinstance(under, Fields) else None, "object", value.span)


def _put_item(under: Value | None, index: int, rest: Sequence[Step], value: Value) -> Value:
    if index > MAX_INDEX:
        return Unknown(f"a list of {index} members is too long to follow", value.span)
    if isinstance(under, Unknown) or (isinstance(under, Items) and (under.rest is not None or not under.ordered)):
        return Unknown("a member of a list that is not known is set", value.span)
    members = list(under.members) if isinstance(under, Items) else []
    members += [Known(None, value.span)] * (index + 1 - len(members))
    members[index] = _put(members[index], rest, value)
    return Items(tuple(members), None, "tuple", True, value.span)


def _value(setting: Fields) -> Value:
    """What is set, in the type that Helm reads from the text."""
    found = setting.get("value")
    if isinstance(found, Absent):
        return Known(None, setting.span)
    if isinstance(found, Items):  # of set_list
        return Items(tuple(_typed(one, False) for one in found.members), found.rest, "tuple", found.ordered, found.span)
    if not isinstance(found, Known):
        return found
    kind = read.text(setting.get("type"), Known("auto"))
    if isinstance(kind, Unknown):
        return kind
    if kind.value == "literal":
        return Known(read.spelled(found.value), found.span, found.origin)
    text, plain = read.spelled(found.value), kind.value == "string"
    if text[:1] == "{" and text[-1:] == "}":
        listed = _COMMA.split(text[1:-1]) if text[1:-1] else []
        members = (_typed(Known(one.strip(), found.span, found.origin), plain) for one in listed)
        return Items(tuple(members), None, "tuple", True, found.span)
    if _COMMA.search(text):
        return Unknown("helm takes the comma in a value for the end of it", found.span)
    return _typed(found, plain)


def _typed(value: Value, plain: bool) -> Value:
    if not isinstance(value, Known):
        return value
    text = _ESCAPE.sub(r"\1", read.spelled(value.value))
    return Known(text if plain else _meaning(text), value.span, value.origin)


def _meaning(text: str) -> Scalar:
    lower = text.lower()
    if lower in ("true", "false"):
        return lower == "true"
    if lower == "null":
        return None
    digits = text[1:] if text[:1] in ("-", "+") else text
    if text == "0" or (text[:1] != "0" and digits.isascii() and digits.isdigit() and len(digits) < 19):
        return int(text)
    return text
