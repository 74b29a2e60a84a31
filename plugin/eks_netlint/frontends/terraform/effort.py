"""How much work one root may ask for: a few lines of Terraform can describe more than any machine holds.

A step is a member visited or some 50 characters made: a few microseconds.  The largest roots among those we tried
(data-on-eks, the tests of terraform-aws-modules/eks v21; 2026-11) took 12,000 steps and 800 looks.
"""

from __future__ import annotations

from eks_netlint.resources import TooLarge
from eks_netlint.values import Encoded, Fields, Items, Known, Scalar, Text, Value

STEPS_OF_A_VALUE = 250_000
"""Steps for one argument, local value or output, those of other values that it refers to not counted."""

STEPS_OF_A_ROOT = 1_000_000
"""Steps for all values of a root."""

READS_OF_A_ROOT = 200_000
"""Looks into resources and modules from within other values, which may multiply as they refer to each other."""

LOOKS_OF_A_ROOT = 1_000_000
"""Attributes and nested blocks asked for, by whoever: lowering compares some kinds of resources pair by pair."""

MAX_DEPTH = 100
"""Levels of nesting of one value: whoever walks it later needs stack, too."""

_CHARACTERS = 50  # a step's worth
_STEPS_OF_A_THING = 20
_REMEMBERED = 16  # members from which on a size is worth remembering

Size = tuple[int, int]
"""Members, counted as often as they are reached, and levels."""


class TooMuch(TooLarge):
    """Evaluation stops here; the message says why, in lower case."""


class Effort:
    """The steps that are left.  Outside of ``begin`` and ``end`` nothing is counted.

    ``exhausted`` says that something was not evaluated because it asked for too much.
    """

    __slots__ = ("_left", "_looks", "_reads", "_sizes", "_total", "exhausted")

    def __init__(self, total: float = STEPS_OF_A_ROOT) -> None:
        self._total = total
        self._left = float("inf")
        self._looks = LOOKS_OF_A_ROOT
        self._reads = READS_OF_A_ROOT
        self.exhausted = False
        self._sizes: dict[int, tuple[Value, Size]] = {}

    def begin(self) -> tuple[float, float]:
        """Start to count for one value; the answer is for ``end``."""
        outer, own = self._left, min(STEPS_OF_A_VALUE, self._total)
        self._left = own
        return outer, own

    def end(self, begun: tuple[float, float]) -> None:
        """The value is done: go on counting for the one that asked for it."""
        outer, own = begun
        self._total -= own - self._left
        self._left = outer

    def spend(self, steps: int) -> None:
        """Count steps before they are made; raises ``TooMuch`` where they are too many."""
        self._left -= steps
        if self._left < 0:
            raise TooMuch("too much work to evaluate")

    def weigh(self, value: Value) -> int:
        """Steps that walking through the value takes; raises ``TooMuch`` if it is too large or too deep."""
        if value.__class__ is Known:  # mostly
            return _weight_of(value)
        if not isinstance(value, (Items, Fields, Encoded)):
            return self._size(value, 0)[0]
        members, levels = self._size(value, 0)
        if levels > MAX_DEPTH:
            raise TooMuch("nested too deeply to evaluate")
        if members > STEPS_OF_A_VALUE:
            raise TooMuch("too large to evaluate")
        return members

    def look(self) -> None:
        """Count an attribute asked for; raises ``TooMuch`` where there were too many, within a value or not."""
        self._looks -= 1
        if self._looks < 0:
            raise TooMuch("asks for too much work to be judged")

    def may_make(self, things: int) -> bool:
        """Count instances or blocks to be made, within a value or not; False where there are too many."""
        self._total -= _STEPS_OF_A_THING * things
        self.exhausted = self.exhausted or self._total < 0
        return self._total >= 0

    def may_read(self) -> bool:
        """Count a look into a resource or module; False where there were too many."""
        self._reads -= 1
        self.exhausted = self.exhausted or self._reads < 0
        return self._reads >= 0

    def _size(self, value: Value, depth: int) -> Size:
        if isinstance(value, Known):
            return _weight_of(value), 0
        if isinstance(value, (Items, Fields)):
            return self._size_of_collection(value, depth)
        if isinstance(value, Text):
            return 1 + len(value.parts), 0
        if isinstance(value, Encoded):
            members, levels = self._size(value.decoded, depth + 1)
            return members + 1, levels + 1
        return 1, 0

    def _size_of_collection(self, value: Items | Fields, depth: int) -> Size:
        """Its size; attributes that nobody evaluated yet are not asked."""
        found = self._sizes.get(id(value))
        if found is not None:
            return found[1]
        if depth > MAX_DEPTH:
            raise TooMuch("nested too deeply to evaluate")
        if isinstance(value, Items):
            inside = value.members
        else:
            inside = tuple(value.entries.values()) if type(value.entries) is dict else ()
        members, levels = 1, 0
        for member in inside:
            if member.__class__ is Known:
                members += _weight_of(member)
                continue
            more, deeper = self._size(member, depth + 1)
            members += more
            if deeper > levels:
                levels = deeper
        size = members, levels + 1
        if members > _REMEMBERED:
            self._sizes[id(value)] = value, size  # kept, so that no other value takes its place in memory
        return size


def _weight_of(value: Known[Scalar]) -> int:
    text = value.value
    return 1 + len(text) // _CHARACTERS if isinstance(text, str) else 1
