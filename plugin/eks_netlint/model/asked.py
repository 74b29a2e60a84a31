"""Which facts of a network were asked for, and how many of them the files tell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from eks_netlint.facts import Facts
from eks_netlint.model.nouns import HIDDEN, CniSettings, Members, Network, Noun, Tags
from eks_netlint.records import fields, is_dataclass
from eks_netlint.values import Bounds, Cause, Known, Truth, Unknown

_NO_FACTS = frozenset(["address", "span", "calls", "exists", "unsure", "rest", "labels_rest"])
"""Attributes that name a noun, place it, or give the reason of another attribute."""

_VARIABLES = frozenset(["env", "init_env"])
"""Attributes of a CNI whose every member is a fact of its own."""

_FACTS = (Known, Unknown, Members, dict, Truth, Bounds)


class _Asked(dict[str, object]):
    """The variables of a container, which remembers what it was asked for and did not have."""

    __slots__ = ("missed",)

    def __init__(self, variables: Mapping[str, object]) -> None:
        super().__init__(variables)
        self.missed: dict[str, None] = {}

    def get(self, name: str, otherwise: object = None) -> object:
        if name not in self:
            self.missed[name] = None
        return super().get(name, otherwise)


class Watch:
    """The facts of one network, taken out of its nouns until somebody asks for them."""

    def __init__(self, network: Network) -> None:
        self._nouns = {id(noun): noun for noun in _nouns(network)}
        self._names: dict[int, tuple[str, ...]] = {}
        self._originals: list[tuple[Noun, str, object]] = []

    def begin(self) -> None:
        """Take the facts out."""
        for key, noun in self._nouns.items():
            hidden: dict[str, object] = {}
            for name in _fact_names(noun):
                value = hidden[name] = getattr(noun, name)
                if name in _VARIABLES and isinstance(value, Mapping):
                    self._originals.append((noun, name, value))
                    hidden[name] = _Asked(value)
                object.__delattr__(noun, name)
            HIDDEN[key], self._names[key] = hidden, tuple(hidden)

    def end(self) -> Facts:
        """Put back what nobody asked for, and count the rest."""
        answers: Counter[Cause | str] = Counter()
        for key, noun in self._nouns.items():
            hidden = HIDDEN.pop(key, {})
            for name in self._names.get(key, ()):
                if name in hidden:
                    object.__setattr__(noun, name, hidden[name])
                else:
                    answers.update(_answers(noun, name))
        for noun, name, value in self._originals:
            object.__setattr__(noun, name, value)
        unknown = {cause: answers[cause] for cause in Cause if answers[cause]}
        return Facts(answers["known"], answers["default"], unknown)


def _nouns(network: Network) -> Iterator[Noun]:
    """Every noun of the network and those that are part of one, such as the CNI of a cluster."""
    for each in fields(network):
        if not each.compare:
            continue
        value = getattr(network, each.name)
        found = value.known if isinstance(value, Members) else value if isinstance(value, tuple) else ()
        for noun in found:
            if isinstance(noun, Noun):
                yield noun
                yield from (part for part in _parts(noun) if isinstance(part, CniSettings))


def _parts(noun: Noun) -> Iterator[object]:
    return (getattr(noun, each.name) for each in fields(noun))


def _fact_names(noun: Noun) -> Iterator[str]:
    for each in fields(noun):
        if each.name not in _NO_FACTS and each.compare and _is_fact(getattr(noun, each.name)):
            yield each.name


def _is_fact(value: object) -> bool:
    """Whether a value may be known or not; a plain string or bool is how lowering sorts its nouns."""
    if isinstance(value, _FACTS):
        return True
    return is_dataclass(value) and not isinstance(value, CniSettings)


def _answers(noun: Noun, name: str) -> Iterator[Cause | str]:
    """What was answered when the attribute was asked for: "known", "default", or why it is not known."""
    value = getattr(noun, name)
    if isinstance(value, _Asked):
        yield from (_answer(each) for each in value.values())
        rest = noun.rest if isinstance(noun, CniSettings) else None
        yield from ("default" if rest is None else rest.cause for _ in value.missed)
        return
    answer = _answer(value)
    rest = getattr(noun, f"{name}_rest", None)
    yield rest.cause if isinstance(rest, Unknown) and isinstance(answer, str) else answer


def _answer(value: object) -> Cause | str:
    match value:
        case Known():
            return "default" if value.is_default else "known"
        case Unknown():
            return value.cause
        case Members() | Tags() if value.rest is not None:
            return value.rest.cause
        case Tags():
            return "known"  # that of a tag nobody asks about may be unknown
        case Truth():
            return Cause.OTHER if value is Truth.UNSURE else "known"
        case Bounds():
            return "known" if value.is_exact else Cause.OTHER
    answers = [_answer(each) for each in _members(value)]
    for answer in answers:
        if isinstance(answer, Cause):
            return answer
    return "default" if answers and all(answer == "default" for answer in answers) else "known"


def _members(value: object) -> Iterator[object]:
    """The facts inside a collection or a compound; a noun in it is a fact by being there."""
    if isinstance(value, Members):
        yield from (each for each in value.known if isinstance(each, Known | Unknown))
    elif isinstance(value, Mapping):
        yield from value.values()
    elif is_dataclass(value) and not isinstance(value, Noun):
        inside = (getattr(value, each.name) for each in fields(value))
        yield from (each for each in inside if isinstance(each, Known | Unknown))
