"""JSON as a tree whose nodes know where they stand."""

from __future__ import annotations

import json
import re
from typing import NamedTuple, Union

from eks_netlint.frontends.terraform.numerals import parse_number
from eks_netlint.patterns import pattern
from eks_netlint.values import Scalar

MAX_DEPTH = 100
"""Levels of nesting; configuration written by people or by programs such as cdktf has fewer than twenty."""

_SPACE = pattern(r"[ \t\r\n]*")
_NUMBER = pattern(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?")
_STRING = pattern(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_WORDS: tuple[tuple[str, bool | None], ...] = (("true", True), ("false", False), ("null", None))


class BadJson(Exception):
    """The text is no JSON; ``at`` is the byte where that shows."""

    def __init__(self, why: str, at: int) -> None:
        super().__init__(why)
        self.at = at


class Node(NamedTuple):
    """A value from byte ``start`` to ``end``: a scalar, the members of an array, or the pairs of an object."""

    value: Scalar | Members | Pairs
    start: int
    end: int


class Members(tuple["Node", ...]):
    """What an array holds."""

    __slots__ = ()


class Pairs(tuple[tuple["Node", "Node"], ...]):
    """Names and values of an object in order; a name may come twice."""

    __slots__ = ()


Inside = Union[Members, Pairs]


def read(data: bytes) -> Node:
    """The tree of a whole text; raises ``BadJson``."""
    text = data.decode("latin-1")  # a character a byte, so that positions are those of the bytes
    start = 3 if data.startswith(b"\xef\xbb\xbf") else 0
    reader = _Reader(text, data)
    node = reader.value(start, 0)
    end = reader.space(node.end)
    if end < len(text):
        raise BadJson("more text after the end", end)
    return node


class _Reader:
    def __init__(self, text: str, data: bytes) -> None:
        self.text = text
        self.data = data

    def space(self, at: int) -> int:
        """Where white space ends."""
        found = _SPACE.match(self.text, at)
        return at if found is None else found.end()

    def value(self, at: int, depth: int) -> Node:
        """The value that begins at or after ``at``."""
        if depth > MAX_DEPTH:
            raise BadJson("nested too deeply", at)
        at = self.space(at)
        opening = self.text[at : at + 1]
        if opening == "{":
            return self._object(at, depth)
        if opening == "[":
            return self._array(at, depth)
        if opening == '"':
            return self._string(at)
        for word, meaning in _WORDS:
            if self.text.startswith(word, at):
                return Node(meaning, at, at + len(word))
        number = _NUMBER.match(self.text, at)
        known = None if number is None else parse_number(number[0])
        if number is None or known is None:
            raise BadJson("a value is missing" if number is None else "a number too large to evaluate", at)
        return Node(known, at, number.end())

    def _string(self, at: int) -> Node:
        written = _STRING.match(self.text, at)
        if written is None:
            raise BadJson("a string without end", at)
        end = written.end()
        try:
            found = str(json.loads(self.data[at:end].decode()))
            return Node(found if found.isascii() else _whole(found), at, end)
        except ValueError as error:  # a control character, a bad escape, bytes that are no UTF-8
            raise BadJson("a string cannot be read", at) from error

    def _object(self, start: int, depth: int) -> Node:
        pairs: list[tuple[Node, Node]] = []
        at = self.space(start + 1)
        while self.text[at : at + 1] != "}":
            if self.text[at : at + 1] != '"':
                raise BadJson("a name is missing", at)
            name = self._string(at)
            at = self.space(name.end)
            if self.text[at : at + 1] != ":":
                raise BadJson("a colon is missing", at)
            value = self.value(at + 1, depth + 1)
            pairs.append((name, value))
            at = self._next(value.end, "}")
        return Node(Pairs(pairs), start, at + 1)

    def _array(self, start: int, depth: int) -> Node:
        members: list[Node] = []
        at = self.space(start + 1)
        while self.text[at : at + 1] != "]":
            members.append(self.value(at, depth + 1))
            at = self._next(members[-1].end, "]")
        return Node(Members(members), start, at + 1)

    def _next(self, at: int, closing: str) -> int:
        """Where the next member or the closing bracket begins."""
        at = self.space(at)
        if self.text[at : at + 1] == ",":
            at = self.space(at + 1)
            if self.text[at : at + 1] == closing:
                raise BadJson("a comma before the end", at)
        elif self.text[at : at + 1] != closing:
            raise BadJson("a comma is missing", at)
        return at


def _whole(text: str) -> str:
    """The text with half a surrogate pair, which is no character, replaced."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
