"""Regular expressions in RE2's syntax, as Go reads them, parsed into nodes.

Python's ``re`` reads another language (``$``, classes, flags, possessive quantifiers) and may take exponential time
on text that is written to make it do so; hence a parser and a matcher of our own.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Union

from eks_netlint.frontends.terraform.functions.signature import Failure, Unsupported
from eks_netlint.records import dataclass

MAX_REPEAT = 1000
"""RE2's own bound of ``{n}``."""


@dataclass(frozen=True, slots=True)
class One:
    """One character that a test accepts."""

    accepts: Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Assertion:
    """A place between characters: ``A`` text begins, ``z`` text ends, ``^`` and ``$`` of a line, ``b``, ``B``."""

    kind: str


@dataclass(frozen=True, slots=True)
class Sequence:
    """One after the other."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """The first of these that leads to a match."""

    options: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """``low`` to ``high`` times (None: without end)."""

    body: Node
    low: int
    high: int | None
    greedy: bool


@dataclass(frozen=True, slots=True)
class Group:
    """A capture."""

    body: Node
    index: int


Node = Union[One, Assertion, Sequence, Choice, Repeat, Group]

_PERL = {
    "d": "0123456789",
    "s": "\t\n\f\r ",
    "w": "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz",
}
_ESCAPES = {"a": "\a", "f": "\f", "t": "\t", "n": "\n", "r": "\r", "v": "\v"}
_POSIX: dict[str, Callable[[str], bool]] = {
    "alnum": lambda c: c.isascii() and c.isalnum(),
    "alpha": lambda c: c.isascii() and c.isalpha(),
    "ascii": lambda c: c.isascii(),
    "blank": lambda c: c in "\t ",
    "cntrl": lambda c: c < " " or c == "\x7f",
    "digit": lambda c: c in _PERL["d"],
    "graph": lambda c: "!" <= c <= "~",
    "lower": lambda c: "a" <= c <= "z",
    "print": lambda c: " " <= c <= "~",
    "punct": lambda c: "!" <= c <= "~" and not c.isalnum(),
    "space": lambda c: c in "\t\n\v\f\r ",
    "upper": lambda c: "A" <= c <= "Z",
    "word": lambda c: c in _PERL["w"],
    "xdigit": lambda c: c in "0123456789abcdefABCDEF",
}


class Parser:
    """Reads one pattern; ``names`` holds the name of every group, empty where it has none."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.at = 0
        self.flags = frozenset[str]()
        self.names: list[str] = []
        self.depth = 0

    def parse(self) -> Node:
        """The whole pattern."""
        node = self._choice()
        if self.at < len(self.pattern):
            raise self._error("unexpected )")
        return node

    def _error(self, what: str) -> Failure:
        return Failure(f"invalid regular expression: {what} at offset {self.at}")

    def _peek(self, text: str) -> bool:
        return self.pattern.startswith(text, self.at)

    def _take(self) -> str:
        if self.at >= len(self.pattern):
            raise self._error("unexpected end")
        self.at += 1
        return self.pattern[self.at - 1]

    def _choice(self) -> Node:
        self.depth += 1
        if self.depth > 200:
            raise Unsupported("regular expression nested too deeply")
        options = [self._sequence()]
        while self._peek("|"):
            self.at += 1
            options.append(self._sequence())
        self.depth -= 1
        return options[0] if len(options) == 1 else Choice(tuple(options))

    def _sequence(self) -> Node:
        parts: list[Node] = []
        while self.at < len(self.pattern) and self.pattern[self.at] not in "|)":
            if self._peek("\\Q"):
                end = self.pattern.find("\\E", self.at)
                literal = self.pattern[self.at + 2 : end if end >= 0 else None]
                parts.extend(One(self._literal(character)) for character in literal)
                self.at = len(self.pattern) if end < 0 else end + 2
                continue
            node = self._atom()
            if node is not None:
                parts.append(self._repeated(node))
        return parts[0] if len(parts) == 1 else Sequence(tuple(parts))

    def _repeated(self, node: Node) -> Node:
        before = self.at
        bounds = self._bounds()
        if bounds is None:
            return node
        greedy = "U" not in self.flags
        if self._peek("?"):
            self.at += 1
            greedy = not greedy
        after = self.at
        if self._bounds() is not None:
            self.at = before
            raise self._error("repeated repetition")
        self.at = after
        return Repeat(node, *bounds, greedy)

    def _bounds(self) -> tuple[int, int | None] | None:
        """The bounds of ``*``, ``+``, ``?`` or ``{n,m}`` here, None if there is no repetition."""
        if self.at >= len(self.pattern):
            return None
        simple: dict[str, tuple[int, int | None]] = {"*": (0, None), "+": (1, None), "?": (0, 1)}
        found = simple.get(self.pattern[self.at])
        if found is not None:
            self.at += 1
            return found
        if self.pattern[self.at] != "{":
            return None
        end = self.pattern.find("}", self.at)
        low, comma, high = self.pattern[self.at + 1 : max(end, self.at + 1)].partition(",")
        if end < 0 or not _is_number(low) or (high and not _is_number(high)):
            return None  # a brace that opens no repetition is a literal brace
        least = int(low)
        most = None if comma and not high else int(high or low)
        if least > MAX_REPEAT or (most is not None and (most > MAX_REPEAT or most < least)):
            raise self._error("invalid repeat count")
        self.at = end + 1
        return least, most

    def _atom(self) -> Node | None:
        character = self._take()
        if character == "(":
            return self._group()
        if character == "[":
            return One(self._class())
        if character == ".":
            return One(_any if "s" in self.flags else _not_newline)
        if character == "^":
            return Assertion("^" if "m" in self.flags else "A")
        if character == "$":
            return Assertion("$" if "m" in self.flags else "z")
        if character == "\\":
            return self._escape()
        if character in "*+?":
            self.at -= 1
            raise self._error("missing argument to repetition operator")
        return One(self._literal(character))

    def _group(self) -> Node | None:
        flags, name = self.flags, ""
        captures = not self._peek("?")
        if self._peek("?P<") or (self._peek("?<") and not self._peek("?<=") and not self._peek("?<!")):
            self.at = self.pattern.index("<", self.at) + 1
            end = self.pattern.find(">", self.at)
            name = self.pattern[self.at : max(end, self.at)]
            if end < 0 or not name or not all(c.isascii() and (c.isalnum() or c == "_") for c in name):
                raise self._error("invalid group name")
            if name in self.names:
                raise self._error("duplicate group name")
            self.at, captures = end + 1, True
        elif not captures:
            self.at += 1
            if self._set_flags() == ")":
                return None  # the flags hold to the end of the group that encloses this one
        index = len(self.names) + 1
        if captures:
            self.names.append(name)
        body = self._choice()
        if not self._peek(")"):
            raise self._error("missing closing )")
        self.at += 1
        self.flags = flags
        return Group(body, index) if captures else Sequence((body,))

    def _set_flags(self) -> str:
        """Read flags up to ``:`` or ``)``, which is returned."""
        flags, negative, letters = set(self.flags), False, 0
        while True:
            character = self._take()
            if character in ":)" and not (negative and not letters):
                self.flags = frozenset(flags)
                return character
            if character == "-" and not negative:
                negative, letters = True, 0
            elif character in "imsU":
                (flags.discard if negative else flags.add)(character)
                letters += 1
            else:
                raise self._error("invalid or unsupported Perl syntax")

    def _literal(self, character: str) -> Callable[[str], bool]:
        if "i" not in self.flags or character.lower() == character.upper():
            return lambda given: given == character
        both = (character.lower(), character.upper())
        return lambda given: given in both

    def _escape(self) -> Node | None:
        character = self._take()
        if character in "Az":
            return Assertion(character)
        if character in "bB":
            return Assertion(character)
        if character in "dswDSW":
            return One(_perl_class(character))
        if character in "pP":
            return One(self._unicode_class(character == "P"))
        self.at -= 1
        return One(self._literal(self._escaped_character()))

    def _escaped_character(self) -> str:
        character = self._take()
        if character in _ESCAPES:
            return _ESCAPES[character]
        if character == "x":
            return self._hexadecimal()
        if character == "0" or (character in "1234567" and self.pattern[self.at : self.at + 1] in tuple("01234567")):
            octal = character
            while len(octal) < 3 and self.pattern[self.at : self.at + 1] in tuple("01234567"):
                octal += self._take()
            return chr(int(octal, 8))
        if character.isascii() and not character.isalnum():
            return character
        self.at -= 1
        raise self._error("invalid escape sequence")

    def _hexadecimal(self) -> str:
        end = self.pattern.find("}", self.at) if self._peek("{") else self.at + 2
        digits = self.pattern[self.at : max(end, self.at)].lstrip("{")
        if not digits or not all(digit in "0123456789abcdefABCDEF" for digit in digits) or len(digits) > 6:
            raise self._error("invalid escape sequence")
        number = int(digits, 16)
        if number > 0x10FFFF or (not self._peek("{") and len(digits) != 2):
            raise self._error("invalid escape sequence")
        self.at = end + 1 if self._peek("{") else end
        return chr(number)

    def _unicode_class(self, negative: bool) -> Callable[[str], bool]:
        name = self._take()
        if name == "{":
            end = self.pattern.find("}", self.at)
            name, self.at = self.pattern[self.at : max(end, self.at)], end + 1
        if name.startswith("^"):
            name, negative = name[1:], not negative
        if len(name) > 2 or name[:1] not in tuple("CLMNPSZ"):
            raise Unsupported(f"the character class {name} of a regular expression is not supported")
        return lambda given: unicodedata.category(given).startswith(name) is not negative

    def _class(self) -> Callable[[str], bool]:
        negative = self._peek("^")
        self.at += negative
        tests: list[Callable[[str], bool]] = []
        first = True
        while first or not self._peek("]"):
            first = False
            if self._peek("[:") and (end := self.pattern.find(":]", self.at)) > 0:
                tests.append(self._posix(self.pattern[self.at + 2 : end]))
                self.at = end + 2
            elif self._peek("\\") and self.pattern[self.at + 1 : self.at + 2] in tuple("dswDSWpP"):
                letter = self.pattern[self.at + 1]
                self.at += 2
                tests.append(_perl_class(letter) if letter in "dswDSW" else self._unicode_class(letter == "P"))
            else:
                tests.append(self._range())
        self.at += 1
        return _any_of(tests, negative)

    def _posix(self, name: str) -> Callable[[str], bool]:
        test = _POSIX.get(name.removeprefix("^"))
        if test is None:
            raise self._error("invalid character class range")
        found = test
        return (lambda given: not found(given)) if name.startswith("^") else found

    def _range(self) -> Callable[[str], bool]:
        low = self._class_character()
        high = low
        if self._peek("-") and not self._peek("-]") and self.at + 1 < len(self.pattern):
            self.at += 1
            high = self._class_character()
        if high < low:
            raise self._error("invalid character class range")
        if "i" in self.flags:
            return lambda given: low <= given.lower() <= high or low <= given.upper() <= high
        return lambda given: low <= given <= high

    def _class_character(self) -> str:
        character = self._take()
        return self._escaped_character() if character == "\\" else character


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 5 and (text == "0" or text[0] != "0")


def _any(_: str) -> bool:
    return True


def _not_newline(given: str) -> bool:
    return given != "\n"


def _perl_class(letter: str) -> Callable[[str], bool]:
    members = _PERL[letter.lower()]
    return (lambda given: given not in members) if letter.isupper() else (lambda given: given in members)


def _any_of(tests: list[Callable[[str], bool]], negative: bool) -> Callable[[str], bool]:
    remembered: dict[str, bool] = {}

    def accepts(given: str) -> bool:
        found = remembered.get(given)
        if found is None:
            found = remembered[given] = any(test(given) for test in tests) is not negative
        return found

    return accepts
