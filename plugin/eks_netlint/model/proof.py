"""The proof that a packet passes, or does not: its steps, each with the place that decides it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from eks_netlint.records import dataclass, field
from eks_netlint.source import Span
from eks_netlint.values import Truth, Unknown

if TYPE_CHECKING:
    from eks_netlint.model.security.nouns import Opening  # stands on this module

ANY = "any"
"""Every protocol, as ``-1`` in a rule of a security group."""

HIGHEST = 65535
"""The last port."""


@dataclass(frozen=True, slots=True)
class Ports:
    """Ports of one protocol, both ends included.

    ``protocol`` is "tcp", "udp", "icmp", "icmpv6", ``ANY``, or the number of another in digits.  Protocols without
    ports have all of them.
    """

    protocol: str
    low: int = 0
    high: int = HIGHEST

    def __str__(self) -> str:
        if self.protocol == ANY:
            return "all traffic"
        if (self.low, self.high) == (0, HIGHEST):
            return self.protocol
        return f"{self.protocol} {self.low}" + (f"-{self.high}" if self.high != self.low else "")


@dataclass(frozen=True, slots=True)
class Step:
    """One thing on the way that lets a packet pass (``passes`` YES), stops it (NO), or may do either (UNSURE).

    ``kind`` is a reader's word: "egress rule", "ingress rule", "route", "network ACL", "return route", ...  ``text`` is
    a lower-case clause that says it whole ("aws_security_group.db lets tcp 5432 in from 10.0.0.0/16"); ``span`` is
    the narrowest place that decides it, None where nothing was written; ``unknown`` is there where it is UNSURE.
    ``subject`` is the address of the noun that decides: the group, the route table, the ACL.  ``opening`` is the rule
    that it lacks, where it is a group's.
    """

    kind: str
    passes: Truth
    text: str
    span: Span | None = field(default=None, compare=False)
    unknown: Unknown | None = None
    subject: str = ""
    opening: Opening | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Proof:
    """Steps of one way, in the order in which a packet meets them; all of them must let it pass."""

    steps: tuple[Step, ...] = ()

    @property
    def answer(self) -> Truth:
        """Whether it passes: YES, NO where a step surely stops it, else UNSURE."""
        answer = Truth.YES
        for step in self.steps:
            answer = answer & step.passes
        return answer

    @property
    def missing(self) -> Step | None:
        """The first step that surely stops it."""
        return next((step for step in self.steps if step.passes is Truth.NO), None)

    @property
    def openings(self) -> tuple[Opening, ...]:
        """The rules that it lacks, where those are all that stops it; nothing where something else does too."""
        stopped = [step for step in self.steps if step.passes is Truth.NO]
        found = tuple(step.opening for step in stopped if step.opening is not None)
        return found if len(found) == len(stopped) else ()

    @property
    def unknowns(self) -> tuple[Unknown, ...]:
        """What would have to be known, each reason once; nothing where the answer is sure."""
        if self.answer is not Truth.UNSURE:
            return ()
        found = (_why(step) for step in self.steps if step.passes is Truth.UNSURE)
        return tuple(dict.fromkeys(found))

    def then(self, *others: Proof) -> Proof:
        """This way and then the others."""
        return joined((self, *others))


def joined(proofs: Iterable[Proof]) -> Proof:
    """Several stretches of one way."""
    return Proof(tuple(step for proof in proofs for step in proof.steps))


def _why(step: Step) -> Unknown:
    return Unknown(step.text, step.span) if step.unknown is None else step.unknown
