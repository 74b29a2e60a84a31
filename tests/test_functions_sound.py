"""Ignorance never turns into a wrong answer: blank any part of a call, and what is still said of the result holds."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import pytest

import function_calls
from eks_netlint.frontends.terraform import functions
from eks_netlint.frontends.terraform.convert import convert, lift
from eks_netlint.frontends.terraform.equality import equal
from eks_netlint.frontends.terraform.shapes import STRING
from eks_netlint.values import Cause, Encoded, Fields, Items, Known, Reference, Text, Truth, Unknown, Value

SEED = 7
ROUNDS = 3

# a key that is only an identity is taken to differ from the keys beside it, so these are not given one
KEYED = {"zipmap", "transpose"}


@dataclass
class Blanks:
    """Puts unknown values into an argument and remembers what they stood for."""

    chance: random.Random
    identities: bool
    truth: dict[str, Value] = field(default_factory=dict)

    def blank(self, value: Value, rate: float) -> tuple[Value, Value]:
        """The value with parts blanked, and the value that those parts stand for."""
        if self.chance.random() < rate:
            return self._hidden(value)
        if isinstance(value, Items):
            pairs = [self.blank(member, rate) for member in value.members]
            partial = Items(tuple(pair[0] for pair in pairs), None, value.kind)
            full = Items(tuple(pair[1] for pair in pairs), None, value.kind)
            if value.kind == "set":
                return value, value
            if self.chance.random() < rate and value.kind == "list":
                shown = self.chance.randrange(len(pairs) + 1)
                partial = Items(partial.members[:shown], Unknown("rest"), value.kind)
            return partial, full
        if isinstance(value, Fields):
            both = {key: self.blank(member, rate) for key, member in value.entries.items()}
            shown_keys = [key for key in both if self.chance.random() > rate]
            rest = None if len(shown_keys) == len(both) else Unknown("rest")
            partial_fields = Fields({key: both[key][0] for key in shown_keys}, rest, value.kind)
            return partial_fields, Fields({key: pair[1] for key, pair in both.items()}, None, value.kind)
        return value, value

    def _hidden(self, value: Value) -> tuple[Value, Value]:
        name = f"thing.n{len(self.truth)}"
        if isinstance(value, Known) and isinstance(value.value, str) and self.identities and self.chance.random() < 0.4:
            self.truth[name] = lift(f"id-{len(self.truth)}x", None)
            return Reference("an id", None, Cause.APPLY, name, ("id",), True), self.truth[name]
        self.truth[name] = value
        if isinstance(value, Known) and isinstance(value.value, str) and value.value and self.chance.random() < 0.4:
            cut, end = sorted(
                (self.chance.randrange(len(value.value) + 1), self.chance.randrange(len(value.value) + 1))
            )
            parts = tuple(part for part in (value.value[:cut], Unknown("part"), value.value[end:]) if part != "")
            if len(parts) > 1:
                return Text("part", None, Cause.VARIABLE, parts), value
        if self.identities and self.chance.random() < 0.4:
            return Reference("a variable", None, Cause.VARIABLE, name, (), False), value
        return Unknown("blank", None, Cause.VARIABLE), value


def holds(partial: Value, full: Value, truth: Mapping[str, Value]) -> bool:
    """Whether what is said of the result agrees with the result of the call without blanks."""
    failed = isinstance(full, Unknown) and full.cause is Cause.ERROR
    if isinstance(partial, Unknown) and partial.cause is Cause.ERROR:
        return failed
    if failed or isinstance(full, Unknown):
        return True  # nothing is promised about a call that fails once all is known
    if isinstance(partial, Reference):
        return _holds_of_identity(partial, full, truth)
    if isinstance(partial, Text | Encoded):
        return isinstance(full, Known) and (isinstance(partial, Encoded) or equal(partial, full) is not Truth.NO)
    if isinstance(partial, Unknown):
        return True
    if isinstance(partial, Known):
        return loosely_equal(partial, full)
    if isinstance(partial, Items):
        return isinstance(full, Items) and _items_hold(partial, full, truth)
    return isinstance(full, Fields) and _fields_hold(partial, full, truth)


def loosely_equal(one: Value, two: Value) -> bool:
    """Beside an unknown a number is not known to become a string, nor a tuple a list; both say the same."""
    return loose(one) == loose(two)


def loose(value: Value) -> object:
    if isinstance(value, Known):
        text = convert(value, STRING)
        return text.value if isinstance(text, Known) else None
    if isinstance(value, Items):
        return [loose(member) for member in value.members]
    if isinstance(value, Fields):
        return {key: loose(member) for key, member in value.entries.items()}
    return value


def _holds_of_identity(partial: Reference, full: Value, truth: Mapping[str, Value]) -> bool:
    hidden = truth.get(partial.address)
    steps = [step for step in partial.path if step != "id"]
    for step in steps:
        if isinstance(hidden, Items) and isinstance(step, int) and hidden.members:
            hidden = hidden.members[step % len(hidden.members)]
        else:
            return True  # a member of something that has none: the call fails, or wraps
    return hidden is not None and loosely_equal(hidden, full)


def _items_hold(partial: Items, full: Items, truth: Mapping[str, Value]) -> bool:
    count = len(partial.members)
    if count > len(full.members) or (partial.rest is None and count != len(full.members)):
        return False
    if partial.ordered:
        return all(holds(one, two, truth) for one, two in zip(partial.members, full.members, strict=False))
    return _matched(list(partial.members), list(full.members), truth)


def _matched(wanted: list[Value], offered: list[Value], truth: Mapping[str, Value]) -> bool:
    """Whether each member can be given one of those offered."""
    if not wanted:
        return True
    first, *others = sorted(wanted, key=lambda member: isinstance(member, Unknown))
    return any(
        holds(first, candidate, truth) and _matched(others, offered[:place] + offered[place + 1 :], truth)
        for place, candidate in enumerate(offered)
    )


def _fields_hold(partial: Fields, full: Fields, truth: Mapping[str, Value]) -> bool:
    found = set()
    for key, value in partial.entries.items():
        name = key
        if isinstance(key, Reference):
            hidden = truth[key.address]
            name = str(hidden.value) if isinstance(hidden, Known) else key
        if name not in full.entries or not holds(value, full.entries[name], truth):
            return False
        found.add(name)
    return partial.rest is not None or found == set(full.entries)


def beyond_promise(name: str, arguments: tuple[Value, ...]) -> bool:
    """Beside a bare null ``coalesce`` takes a list as well as a string, and then "" counts; nobody writes that."""
    return name == "coalesce" and any(isinstance(given, Known) and given.value is None for given in arguments)


def cases(name: str) -> Iterator[tuple[tuple[Value, ...], tuple[Value, ...], Mapping[str, Value]]]:
    chance = random.Random(f"{SEED} {name}")
    for arguments in function_calls.calls_of(name):
        for rate in (0.1, 0.3, 0.6)[:ROUNDS]:
            blanks = Blanks(chance, name not in KEYED)
            pairs = [blanks.blank(argument, rate) for argument in arguments]
            yield tuple(pair[0] for pair in pairs), tuple(pair[1] for pair in pairs), blanks.truth


@pytest.mark.parametrize("name", sorted(function_calls.SIGNATURES))
def test_nothing_wrong_is_said_in_ignorance(name: str) -> None:
    wrong = []
    for partial, full, truth in cases(name):
        answer, known = functions.call(name, partial, None), functions.call(name, full, None)
        if not holds(answer, known, truth) and not beyond_promise(name, full):
            wrong.append(f"{name}{partial}\n  said  {answer}\n  truth {known}")
    assert not wrong, f"{len(wrong)} wrong:\n" + "\n".join(wrong[:8])
