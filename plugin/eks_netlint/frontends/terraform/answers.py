"""What one module instance works out once, and what all instances of one of our stubs have in common.

Most of a stub's locals, defaults and counts depend only on variables that a call leaves alone.  Every answer carries
the variables it was worked out from; where a call gives none of them, the answer of an earlier call serves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from eks_netlint.frontends.terraform.effort import Effort
    from eks_netlint.frontends.terraform.syntax import Body

Key = tuple[str, ...]
"""What is asked: ``("local", name)``, ``("var", name)``, ``("expand", mode, type, name)``, ..."""

T = TypeVar("T")

ITS_OWN = 1
"""Bit of an answer that depends on the instance itself: its address, an argument of its call, another's answer."""


class Common:
    """Answers of the instances of one module source.

    Variables are bits, so that a set of them is one number.
    """

    __slots__ = ("answers", "bits")

    def __init__(self, variables: Iterable[str]) -> None:
        self.bits = {name: 2 << place for place, name in enumerate(variables)}
        self.answers: dict[Key, tuple[object, int]] = {}


class Answers:
    """Answers of one module instance, whose variables the body of its call gives.

    Without ``common`` none is shared.
    """

    __slots__ = ("_bits", "_busy", "_done", "_effort", "_given", "_reads", "_shared")

    def __init__(self, common: Common | None, call: Body | None, effort: Effort) -> None:
        self._effort = effort
        self._given = ITS_OWN
        self._shared: dict[Key, tuple[object, int]] = {}
        self._bits: dict[str, int] = {}
        if common is not None and call is not None and not call.broken:
            self._shared, self._bits = common.answers, common.bits
            for name in call.attributes:
                self._given |= self._bits.get(name, 0)
        self._done: dict[Key, tuple[object, int]] = {}
        self._busy: set[Key] = set()
        self._reads = 0

    def get(self, key: Key, work: Callable[[], T], cycle: Callable[[], T]) -> T:
        """The answer, from ``work`` if there is none yet, or from ``cycle`` if it is being worked out just now."""
        found = self._done.get(key)
        if found is None:
            if key in self._busy:
                self._reads |= ITS_OWN
                return cycle()
            found = self._shared.get(key)
            if found is None or found[1] & self._given:
                found = self._worked_out(key, work)
            self._done[key] = found
        self._reads |= found[1]
        return found[0]  # type: ignore[return-value] # what is kept under a key came from this key's work

    def depend_on(self, variable: str) -> None:
        """The answer being worked out depends on whether the call gives this variable, and on its default."""
        self._reads |= self._bits.get(variable, ITS_OWN)

    def vary(self) -> None:
        """The answer being worked out is this instance's own."""
        self._reads |= ITS_OWN

    def _worked_out(self, key: Key, work: Callable[[], object]) -> tuple[object, int]:
        outer, self._reads = self._reads, 0
        self._busy.add(key)
        try:
            made = (work(), self._reads)
        finally:
            self._busy.discard(key)
            self._reads |= outer
        if not made[1] & self._given and not self._effort.exhausted:
            self._shared[key] = made
        return made
