"""Calico's language of selectors, read into alternatives of requirements.

Operators and functions: libcalico-go/lib/selector/parser of projectcalico/calico.
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.kubernetes.labels import DOES_NOT_EXIST, EXISTS, IN, NOT_IN, Requirement
from eks_netlint.patterns import pattern
from eks_netlint.records import dataclass
from eks_netlint.values import Cause, Known, Unknown

MAX_TEXT = 4096
MAX_DEPTH = 40
MAX_ALTERNATIVES = 64
"""Beyond these a selector is not followed: no selector that people write comes near."""

GLOBAL = "global()"
"""The key of a requirement that nothing but sets of addresses for the whole cluster meets."""

_TOKEN = pattern(r"""\s*(?:(&&|\|\||==|!=|[!(){},])|("[^"]*"|'[^']*')|([A-Za-z0-9_./-]+)|(\S))""")
_OPPOSITE = {IN: NOT_IN, NOT_IN: IN, EXISTS: DOES_NOT_EXIST, DOES_NOT_EXIST: EXISTS}
_OPAQUE = ("contains", "starts", "ends")

Literal = Requirement | Unknown
Alternatives = tuple[tuple[Literal, ...], ...]
"""One of several lists of requirements is met in full; an ``Unknown`` among them is one that is not followed."""

EVERY: Alternatives = ((),)
NOTHING: Alternatives = ()


class NotFollowed(Exception):
    """The text is no selector, or one beyond our bounds; the message says why."""


@dataclass(frozen=True, slots=True)
class _Node:
    """``kind`` is "and", "or", "leaf", "true" or "false"."""

    kind: str
    inner: tuple[_Node, ...] = ()
    leaf: Literal | None = None


def alternatives(text: str) -> Alternatives:
    """What the selector asks; raises ``NotFollowed``."""
    if not text.strip():
        return EVERY
    if len(text) > MAX_TEXT:
        raise NotFollowed("a selector of more than 4096 characters")
    parser = _Parser(list(_tokens(text)))
    node = parser.any_of(0)
    if parser.peek() is not None:
        raise NotFollowed(f"{parser.peek()!r} in a selector")
    return _spread(node)


def negated(found: Alternatives) -> Alternatives:
    """What meets none of the alternatives; raises ``NotFollowed`` if that takes too many."""
    every = tuple(_Node("and", tuple(_Node("leaf", leaf=one) for one in each)) for each in found)
    return _spread(_not(_Node("or", every)))


def both(one: Alternatives, two: Alternatives) -> Alternatives:
    """What meets two selectors; raises ``NotFollowed`` if that takes too many alternatives."""
    if len(one) * len(two) > MAX_ALTERNATIVES:
        raise NotFollowed("a selector of too many alternatives")
    return tuple((*here, *there) for here in one for there in two)


def _tokens(text: str) -> Iterator[str]:
    at = 0
    while at < len(text) and (found := _TOKEN.match(text, at)) is not None:
        if found.group(4):
            raise NotFollowed(f"{found.group(4)!r} in a selector")
        yield found.group(1) or found.group(2) or found.group(3)
        at = found.end()


class _Parser:
    def __init__(self, tokens: list[str]) -> None:
        self._tokens = tokens
        self._at = 0

    def peek(self, ahead: int = 0) -> str | None:
        place = self._at + ahead
        return self._tokens[place] if place < len(self._tokens) else None

    def take(self, *expected: str) -> str:
        token = self.peek()
        if token is None or (expected and token not in expected):
            raise NotFollowed("a selector that ends too early" if token is None else f"{token!r} in a selector")
        self._at += 1
        return token

    def any_of(self, depth: int) -> _Node:
        inner = [self.all_of(depth)]
        while self.peek() == "||":
            self.take()
            inner.append(self.all_of(depth))
        return inner[0] if len(inner) == 1 else _Node("or", tuple(inner))

    def all_of(self, depth: int) -> _Node:
        inner = [self.one(depth)]
        while self.peek() == "&&":
            self.take()
            inner.append(self.one(depth))
        return inner[0] if len(inner) == 1 else _Node("and", tuple(inner))

    def one(self, depth: int) -> _Node:
        if depth > MAX_DEPTH:
            raise NotFollowed("a selector nested too deeply")
        if self.peek() == "!":
            self.take()
            return _not(self.one(depth + 1))
        if self.peek() == "(":
            self.take()
            inner = self.any_of(depth + 1)
            self.take(")")
            return inner
        name = self.take()
        if self.peek() == "(" and name in ("has", "all", "global"):
            return self._call(name)
        return _Node("leaf", leaf=self._comparison(_word(name)))

    def _call(self, name: str) -> _Node:
        self.take("(")
        argument = _word(self.take()) if name == "has" else ""
        self.take(")")
        if name == "all":
            return _Node("true")
        return _Node("leaf", leaf=Requirement(GLOBAL if name == "global" else argument, EXISTS))

    def _comparison(self, key: str) -> Literal:
        match self.take():
            case "==":
                return Requirement(key, IN, (Known(_string(self.take())),))
            case "!=":
                return Requirement(key, NOT_IN, (Known(_string(self.take())),))
            case "in":
                return Requirement(key, IN, self._set())
            case "not":
                self.take("in")
                return Requirement(key, NOT_IN, self._set())
            case operator if operator in _OPAQUE:
                if operator != "contains":
                    self.take("with")
                _string(self.take())
                return Unknown(f"a selector by what a label {operator} with", None, Cause.UNSUPPORTED)
            case other:
                raise NotFollowed(f"{other!r} in a selector")

    def _set(self) -> tuple[Known[str], ...]:
        self.take("{")
        found: list[Known[str]] = []
        while self.peek() != "}":
            found.append(Known(_string(self.take())))
            if self.peek() == ",":
                self.take()
        self.take("}")
        return tuple(found)


def _word(token: str) -> str:
    if token[0] in "\"'&|=!(){},":
        raise NotFollowed(f"{token!r} in the place of a label")
    return token


def _string(token: str) -> str:
    if token[0] not in "\"'":
        raise NotFollowed(f"{token!r} in the place of a value")
    return token[1:-1]


def _not(node: _Node) -> _Node:
    """The opposite, with negation at the leaves only."""
    match node.kind:
        case "true" | "false":
            return _Node("false" if node.kind == "true" else "true")
        case "and" | "or":
            return _Node("or" if node.kind == "and" else "and", tuple(_not(one) for one in node.inner))
    leaf = node.leaf
    if isinstance(leaf, Requirement):
        leaf = Requirement(leaf.key, _OPPOSITE[leaf.operator], leaf.values)
    return _Node("leaf", leaf=leaf)  # the opposite of what is not followed is not followed either


def _spread(node: _Node) -> Alternatives:
    """The disjunctive normal form."""
    match node.kind:
        case "true":
            return EVERY
        case "false":
            return NOTHING
        case "or":
            found = tuple(each for one in node.inner for each in _spread(one))
            if len(found) > MAX_ALTERNATIVES:
                raise NotFollowed("a selector of too many alternatives")
            return found
        case "and":
            together = EVERY
            for one in node.inner:
                together = both(together, _spread(one))
            return together
    return ((node.leaf,),) if node.leaf is not None else EVERY
