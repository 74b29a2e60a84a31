"""Documents with unknown values interpolated into them: read with stand-ins, which then become unknown again.

``cidr: ${aws_vpc.a.cidr_block}`` is a mapping whose entry is unknown.  An unknown piece that stands on a line of its
own may be any number of lines, so such a document stays unknown as a whole.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable

from eks_netlint.frontends.terraform.equality import could_be
from eks_netlint.frontends.terraform.functions.pieces import compose
from eks_netlint.frontends.terraform.functions.signature import Call, Failure
from eks_netlint.frontends.terraform.reasons import bare
from eks_netlint.values import Encoded, Fields, Items, Known, Reference, Text, Unknown, Value

_NUMERIC = frozenset("0123456789abcdefABCDEFxXoO+-.:_TtZz ")
_WORDS = tuple(
    spelled
    for word in ("true", "false", "yes", "no", "on", "off", "null")
    for spelled in (word, word.capitalize(), word.upper())
)

Read = Callable[[Call, str], Value]


class _Unplaced(Exception):
    """An unknown piece stands where it may be more than one scalar."""


def read(call: Call, text: Text, document: Read, json: bool) -> Value:
    """The value of a document that is known in parts, unknown where its structure is not."""
    stand_ins = _StandIns(text, json)
    try:
        return stand_ins.restored(call, document(call, stand_ins.filled()))
    except (Failure, _Unplaced):
        return call.unknown(text)  # what a stand-in spoils, the real value may mend


class _StandIns:
    """Words that take the place of the unknown pieces."""

    def __init__(self, text: Text, json: bool) -> None:
        literal = "".join(part for part in text.parts if isinstance(part, str))
        salt = next(word for number in itertools.count() if (word := f"ekn{number}x") not in literal)
        self._parts = text.parts
        self._json = json
        self._word = salt
        self._token = re.compile(f"({salt}[0-9]+z)")
        self._pieces: dict[str, Unknown] = {}

    def filled(self) -> str:
        """The text with a stand-in for every unknown piece."""
        built = ""
        for part in self._parts:
            if isinstance(part, str):
                built += part
                continue
            token = f"{self._word}{len(self._pieces)}z"
            self._pieces[token] = part
            built += self._placed(token, built)
        return built

    def _placed(self, token: str, before: str) -> str:
        if self._json:
            inside = len(re.findall(r'(?<!\\)(?:\\\\)*"', before)) % 2
            return token if inside else f'"{token}"'
        line = before.rpartition("\n")[2].strip()
        if not line.strip("- ") and not isinstance(self._pieces[token], Encoded):
            piece = self._pieces[token]
            if not (line and isinstance(piece, Reference) and piece.solid):
                raise _Unplaced
        return token

    def restored(self, call: Call, value: Value) -> Value:
        """The value with the unknown pieces back in their places."""
        if isinstance(value, Known):
            return self._scalar(call, value, value.value) if isinstance(value.value, str) else value
        if isinstance(value, Items):
            members = tuple(self.restored(call, member) for member in value.members)
            return Items(members, None, value.kind, True, value.span)
        if not isinstance(value, Fields):
            return value
        entries: dict[str | Reference, Value] = {}
        for key, member in value.entries.items():
            entries[self._key(str(key))] = self.restored(call, member)
        return Fields(entries, None, value.kind, value.span)

    def _key(self, key: str) -> str | Reference:
        piece = self._pieces.get(key)
        if isinstance(piece, Reference) and piece.solid:
            return piece
        if self._token.search(key):
            raise _Unplaced
        return key

    def _scalar(self, call: Call, value: Value, text: str) -> Value:
        piece = self._pieces.get(text)
        if piece is not None:
            solid = isinstance(piece, Reference) and piece.solid
            return piece if solid else bare(piece)
        found = self._token.split(text)
        if len(found) == 1:
            return value
        restored = compose(call, [self._pieces.get(part, part) for part in found])
        if not self._json and isinstance(restored, Text) and not _surely_text(restored):
            return call.unknown(restored)
        return restored


def _surely_text(text: Text) -> bool:
    """Whether a plain scalar of YAML cannot turn out to be a number, a date, a bool or null."""
    numeric = all(letter in _NUMERIC for part in text.parts if isinstance(part, str) for letter in part)
    return not numeric and not any(could_be(text, word) for word in _WORDS)
