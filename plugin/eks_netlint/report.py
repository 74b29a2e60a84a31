"""What a run found: findings, undecided, clean, problems.  Reporters and hosts are views of one Report."""

from __future__ import annotations

from eks_netlint.facts import Facts
from eks_netlint.records import dataclass, field
from eks_netlint.rules import Fix, Severity, SumLine
from eks_netlint.source import Problem, Span
from eks_netlint.values import Unknown


@dataclass(frozen=True, slots=True)
class Finding:
    """One violation with everything a reader needs.

    ``at`` is the primary place, ``block`` the declaring block (or the user's module call for what a stub made):
    the key by which hosts find it.  ``confidence`` is "proved" or "assumed"; ``assumed`` says what was assumed.
    ``also`` are the addresses of further instances of the block of which word for word the same is true.
    ``environments`` are those in which it is true, empty where it is in all or none are declared.
    ``fixes`` together mend it, and what is said of ``also``.
    """

    rule: str
    name: str
    severity: Severity
    message: str
    at: Span
    block: Span
    resource: str
    network: str
    calls: tuple[Span, ...] = ()
    sum: tuple[SumLine, ...] = ()
    see: tuple[tuple[Span, str], ...] = ()
    assumed: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    environments: tuple[str, ...] = ()
    fixes: tuple[Fix, ...] = ()

    @property
    def confidence(self) -> str:
        """"proved" where every input was written, "assumed" where a default took part."""
        return "assumed" if self.assumed else "proved"


@dataclass(frozen=True, slots=True)
class Open:
    """A subject on which a rule could not decide, and why."""

    rule: str
    at: Span
    block: Span
    resource: str
    network: str
    unknowns: tuple[Unknown, ...]
    calls: tuple[Span, ...] = ()
    environments: tuple[str, ...] = ()

    @property
    def why(self) -> str:
        """The distinct reasons, in order."""
        return "; ".join(dict.fromkeys(unknown.why for unknown in self.unknowns))


@dataclass(frozen=True, slots=True)
class Clean:
    """A subject that a rule visited and had nothing to say of."""

    rule: str
    block: Span
    resource: str
    network: str


@dataclass(frozen=True, slots=True)
class Note:
    """Something about how the files were read that a reader should know."""

    message: str
    at: Span | None = None


@dataclass(frozen=True, slots=True)
class Offered:
    """What could be passed for a network: the variables its root declares, and variable files that nobody loads."""

    network: str
    declared: frozenset[str]
    files: tuple[tuple[str, frozenset[str]], ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of one run; ``paths`` are relative to the tree, whose absolute path is ``tree``.

    ``suppressed`` are findings that comments hide, ``hidden`` those that a config does.  ``fail_on`` is the least
    severity that a config wants the run to fail on, empty where none says.  ``offered`` is there if it was asked for.
    """

    tree: str
    findings: tuple[Finding, ...] = ()
    undecided: tuple[Open, ...] = ()
    clean: tuple[Clean, ...] = ()
    suppressed: tuple[Finding, ...] = ()
    problems: tuple[Problem, ...] = ()
    notes: tuple[Note, ...] = ()
    networks: tuple[str, ...] = ()
    files: int = 0
    facts: Facts = Facts()
    selected: tuple[str, ...] = field(default=())
    hidden: tuple[Finding, ...] = ()
    fail_on: str = ""
    offered: tuple[Offered, ...] = ()
