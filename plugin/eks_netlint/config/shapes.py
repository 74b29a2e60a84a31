"""What a value of the config may look like: each shape reads a node, and says the same as JSON Schema and in words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from ipaddress import IPv4Network
from typing import Generic, Protocol, TypeVar, cast

from eks_netlint.config import Said
from eks_netlint.config.nodes import Map, Node, Scalar, Sequence
from eks_netlint.records import dataclass
from eks_netlint.source import Problem, Span
from eks_netlint.values import Fields, Items, Known, Value

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

Json = dict[str, object]


class Complaints:
    """What is wrong with a config, by place."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def add(self, message: str, at: Span) -> None:
        """Keep a complaint."""
        self.problems.append(Problem(at.path, message, at.line, internal=True))


class Shape(Protocol[T_co]):
    """What may stand at a place."""

    def read(self, node: Node, wrong: Complaints) -> T_co | None:
        """The value, or None after a complaint."""

    def schema(self) -> Json:
        """The same as JSON Schema (draft 2020-12)."""

    @property
    def told(self) -> str:
        """What is wanted, to follow "write" or "a list of": ``one of high, low``."""


@dataclass(frozen=True, slots=True)
class Text:
    """A string; ``pattern`` must match all of it, and ``what`` says of what sort it is."""

    what: str = "a text"
    pattern: str = r"(?s).+"

    def read(self, node: Node, wrong: Complaints) -> Said[str] | None:
        """The string with its place."""
        if not isinstance(node, Scalar) or node.null:
            wrong.add(f"{node.told} stands where {self.what} belongs", node.span)
        elif node.ambiguous:
            wrong.add(f"{node.told} stands where {self.what} belongs: put it in quotes if it is meant", node.span)
        elif not re.fullmatch(self.pattern, node.text):
            wrong.add(f"{node.text!r} is not {self.what}", node.span)
        else:
            return Said(node.text, node.span)
        return None

    def schema(self) -> Json:
        """A string of that pattern."""
        found: Json = {"type": "string", "minLength": 1}
        if self.pattern != r"(?s).+":
            found["pattern"] = f"^(?:{self.pattern})$"
        return found

    @property
    def told(self) -> str:
        """Of what sort it is."""
        return self.what


@dataclass(frozen=True, slots=True)
class Choice:
    """One of some words; ``off`` needs no quotes."""

    words: tuple[str, ...]

    def read(self, node: Node, wrong: Complaints) -> str | None:
        """The word."""
        if isinstance(node, Scalar) and node.text in self.words:
            return node.text
        shown = repr(node.text) if isinstance(node, Scalar) and not node.null else node.told
        wrong.add(f"{shown} is not {self.told}{near(getattr(node, 'text', ''), self.words)}", node.span)
        return None

    def schema(self) -> Json:
        """An enumeration; YAML 1.1 reads ``off`` as false."""
        return {"enum": [*self.words, *([False] if "off" in self.words else [])]}

    @property
    def told(self) -> str:
        """The words."""
        return f"one of {', '.join(self.words)}"


@dataclass(frozen=True, slots=True)
class Number:
    """A number that is not below zero."""

    def read(self, node: Node, wrong: Complaints) -> float | None:
        """The number."""
        number = node.number if isinstance(node, Scalar) else None
        if number is None or number < 0:
            wrong.add(f"{node.told} stands where a number belongs", node.span)
            return None
        return float(number)

    def schema(self) -> Json:
        """A number."""
        return {"type": "number", "minimum": 0}

    @property
    def told(self) -> str:
        """What it is."""
        return "a number"


@dataclass(frozen=True, slots=True)
class Range:
    """An IPv4 range."""

    def read(self, node: Node, wrong: Complaints) -> Said[IPv4Network] | None:
        """The range with its place."""
        found = Text(self.told).read(node, wrong)
        if found is None:
            return None
        try:
            if "/" not in found.value:
                raise ValueError(f"{found.value!r} has no prefix length")
            return Said(IPv4Network(found.value), found.span)
        except ValueError as error:
            wrong.add(f"not an IPv4 range: {error}", node.span)
            return None

    def schema(self) -> Json:
        """A string that looks like a range; whether host bits are set is for the reader to say."""
        return {"type": "string", "pattern": r"^\d{1,3}(\.\d{1,3}){3}/\d{1,2}$"}

    @property
    def told(self) -> str:
        """What it is."""
        return "an IPv4 range such as 10.8.0.0/14"


@dataclass(frozen=True, slots=True)
class ListOf(Generic[T_co]):
    """A list; members that cannot be read are left out, after a complaint."""

    of: Shape[T_co]

    def read(self, node: Node, wrong: Complaints) -> tuple[T_co, ...] | None:
        """The members."""
        if not isinstance(node, Sequence):
            wrong.add(f"{node.told} stands where a list of {self.of.told} belongs: write [...]", node.span)
            return None
        found = (self.of.read(each, wrong) for each in node.members)
        return tuple(each for each in found if each is not None)

    def schema(self) -> Json:
        """An array."""
        return {"type": "array", "items": self.of.schema()}

    @property
    def told(self) -> str:
        """Of what."""
        return f"a list of {self.of.told}"


@dataclass(frozen=True, slots=True)
class MapOf(Generic[T_co]):
    """A map with keys of the user's own."""

    key: Text
    of: Shape[T_co]

    def read(self, node: Node, wrong: Complaints) -> tuple[tuple[Said[str], T_co], ...] | None:
        """Keys with their places, and values."""
        if not isinstance(node, Map):
            wrong.add(f"{node.told} stands where {self.told} belongs", node.span)
            return None
        found = [(self.key.read(key, wrong), self.of.read(value, wrong)) for key, value in node.entries]
        return tuple((key, value) for key, value in found if key is not None and value is not None)

    def schema(self) -> Json:
        """An object with any names that fit."""
        return {"type": "object", "propertyNames": self.key.schema(), "additionalProperties": self.of.schema()}

    @property
    def told(self) -> str:
        """From what to what."""
        return f"a map from {self.key.told} to {self.of.told}"


@dataclass(frozen=True, slots=True)
class Key(Generic[T_co]):
    """A member of a section: its name, what it may be, what it does, and an example of its value in YAML."""

    name: str
    shape: Shape[T_co]
    meaning: str
    example: str = ""
    needed: bool = False


class Given:
    """What a section was given, by key."""

    def __init__(self, found: Mapping[str, object], span: Span) -> None:
        self._found = found
        self.span = span

    def get(self, key: Key[T], otherwise: T) -> T:
        """The value of a key, or the other one where it was not given."""
        found = self._found.get(key.name)
        return otherwise if found is None else cast("T", found)

    def find(self, key: Key[T]) -> T | None:
        """The value of a key, None where it was not given."""
        return cast("T | None", self._found.get(key.name))


@dataclass(frozen=True, slots=True)
class Section(Generic[T_co]):
    """A map with keys of ours, made into a ``T_co``; ``what`` names it in messages."""

    what: str
    keys: tuple[Key[object], ...]
    make: Callable[[Given, Complaints], T_co | None]

    def read(self, node: Node, wrong: Complaints) -> T_co | None:
        """The thing; complains of keys that are not known or missing."""
        if not isinstance(node, Map):
            wrong.add(f"{node.told} stands where {self.told} belongs", node.span)
            return None
        known = {key.name: key for key in self.keys}
        found: dict[str, object] = {}
        for name, value in node.entries:
            key = known.get(name.text)
            if key is None:
                wrong.add(f"{name.text!r} is no key of {self.what}{near(name.text, known)}", name.span)
            elif not (isinstance(value, Scalar) and value.null):  # a key whose value is all commented out
                found[name.text] = key.shape.read(value, wrong)
        missing = [key.name for key in self.keys if key.needed and key.name not in found]
        if missing:
            wrong.add(f"{self.what} lacks {' and '.join(missing)}", node.span)
            return None
        if any(found.get(key.name) is None for key in self.keys if key.needed):
            return None
        return self.make(Given(found, node.span), wrong)

    def schema(self) -> Json:
        """An object with these members and no others."""
        members = {key.name: {**_nullable(key), "description": key.meaning} for key in self.keys}
        needed = [key.name for key in self.keys if key.needed]
        return {
            "type": "object",
            "additionalProperties": False,
            "properties": members,
            **({"required": needed} if needed else {}),
        }

    @property
    def told(self) -> str:
        """Its keys, or the first of many."""
        names = [key.name for key in self.keys]
        return f"a map with {', '.join(names)}" if len(names) < 6 else f"a map with keys such as {', '.join(names[:3])}"


def _nullable(key: Key[object]) -> Json:
    """A key without value says nothing, unless it is needed."""
    plain = key.shape.schema()
    return plain if key.needed else {"anyOf": [plain, {"type": "null"}]}


@dataclass(frozen=True, slots=True)
class Either(Generic[T_co]):
    """A word, or a section that says more; ``spread`` makes of the word what the section makes."""

    word: Choice
    section: Section[T_co]
    spread: Callable[[str], T_co]

    def read(self, node: Node, wrong: Complaints) -> T_co | None:
        """The thing, whichever way it was said."""
        if isinstance(node, Map):
            return self.section.read(node, wrong)
        if isinstance(node, Sequence):
            wrong.add(f"{node.told} stands where {self.told} belongs", node.span)
            return None
        word = self.word.read(node, wrong)
        return None if word is None else self.spread(word)

    def schema(self) -> Json:
        """Either."""
        return {"anyOf": [self.word.schema(), self.section.schema()]}

    @property
    def told(self) -> str:
        """Both."""
        return f"{self.word.told}, or {self.section.told}"


@dataclass(frozen=True, slots=True)
class Variable:
    """A value of a Terraform variable: string, number, bool, or a list or map of them."""

    def read(self, node: Node, wrong: Complaints) -> Value | None:
        """The value as Terraform has it, each part with its place."""
        match node:
            case Sequence():
                members = [self.read(each, wrong) for each in node.members]
                return Items(tuple(each for each in members if each is not None), span=node.span)
            case Map():
                read = {key.text: self.read(value, wrong) for key, value in node.entries}
                return Fields({name: value for name, value in read.items() if value is not None}, span=node.span)
            case Scalar():
                return self._scalar(node, wrong)
        return None

    def _scalar(self, node: Scalar, wrong: Complaints) -> Value | None:
        if node.number is not None:
            return Known(node.number, node.span)
        if node.truth is not None:
            return Known(node.truth, node.span)
        if node.null and node.text:
            return Known(None, node.span)
        if node.ambiguous or (node.plain and node.text in ("y", "Y", "n", "N")):
            wrong.add(f"{node.text!r} is read in different ways: put it in quotes, or write true or false", node.span)
            return None
        return Known(node.text, node.span)

    def schema(self) -> Json:
        """Anything."""
        return {}

    @property
    def told(self) -> str:
        """What it is."""
        return "a value"


def near(wrong: str, known: Iterable[str]) -> str:
    """``; did you mean select?``, where one of the names is nearly what was written."""
    from difflib import get_close_matches  # for errors only

    folded = {name.lower(): name for name in known}
    close = get_close_matches(wrong.lower(), folded, n=1)
    return f"; did you mean {folded[close[0]]}?" if close else ""
