"""How many facts rules asked for, and how many of them the files tell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from eks_netlint.values import Cause

_NONE: Mapping[Cause, int] = MappingProxyType({})


class Facts(NamedTuple):
    """How many facts were asked for: those written, those that a default supplies, and the unknown ones by cause.

    A fact is one attribute of one noun (``max_size`` of a node group), or one variable of a CNI.  It counts once,
    however often it was asked for; a collection is one fact, unknown where a member or its rest is.
    """

    known: int = 0
    default: int = 0
    unknown: Mapping[Cause, int] = _NONE

    @property
    def open(self) -> int:
        """How many are unknown."""
        return sum(self.unknown.values())

    @property
    def asked(self) -> int:
        """How many were asked for."""
        return self.known + self.default + self.open


def added(several: Iterable[Facts]) -> Facts:
    """The counts of several networks as one."""
    known = default = 0
    unknown: dict[Cause, int] = {}
    for one in several:
        known, default = known + one.known, default + one.default
        for cause, number in one.unknown.items():
            unknown[cause] = unknown.get(cause, 0) + number
    return Facts(known, default, {cause: unknown[cause] for cause in Cause if cause in unknown})
