"""What a rule is and what it may answer."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterator, Mapping
from typing import Generic, TypeVar, Union

from eks_netlint.records import dataclass, field
from eks_netlint.source import Span
from eks_netlint.values import Unknown

S = TypeVar("S")


class Severity(enum.Enum):
    """HIGH breaks, MEDIUM breaks under load or upgrade, LOW is cost or hygiene."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"

    @property
    def rank(self) -> int:
        """3 for HIGH down to 1 for LOW."""
        return {"high": 3, "medium": 2, "low": 1}[self.value]


@dataclass(frozen=True, slots=True)
class SumLine:
    """One line of a finding's arithmetic: ``count`` x ``label`` x ``each`` = ``total`` ``unit``.

    ``count`` and ``each`` are None where the line is a plain number.  ``role`` is "take", "total", "available" or
    "short"; ``span`` is where its number was written.
    """

    label: str
    total: int
    unit: str = "addresses"
    count: int | None = None
    each: int | None = None
    role: str = "take"
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Fix:
    """A text that mends it, ready to paste into the file of ``block``.

    It belongs behind that block, or where ``inside`` before the block's closing brace.  It has no line end at its end.
    """

    text: str
    block: Span
    inside: bool = False


@dataclass(frozen=True, slots=True)
class Violation:
    """The subject breaks the rule.

    ``message`` is lower case, without full stop, with the numbers in it.  ``at`` is the narrowest place that was
    written (None: the subject's own place); ``see`` are the other places of the story.  ``assumed`` names each
    default that took part (empty: proved).  ``severity`` None means the rule's own.  ``fixes`` together mend it, where
    that can be written down.
    """

    message: str
    at: Span | None = None
    severity: Severity | None = None
    sum: tuple[SumLine, ...] = ()
    see: tuple[tuple[Span, str], ...] = ()
    assumed: tuple[str, ...] = ()
    fixes: tuple[Fix, ...] = ()


@dataclass(frozen=True, slots=True)
class Undecided:
    """The rule cannot say, because of these unknowns (at least one)."""

    unknowns: tuple[Unknown, ...]
    at: Span | None = None

    @property
    def why(self) -> str:
        """The distinct reasons, in order."""
        return "; ".join(dict.fromkeys(unknown.why for unknown in self.unknowns))


Verdict = Union[Violation, Undecided]
Check = Callable[..., Iterator[Verdict]]


@dataclass(frozen=True)
class Setting:
    """A threshold of a rule: its default, what it means, and where the default comes from."""

    default: float
    meaning: str
    source: str


@dataclass(frozen=True)
class Rule(Generic[S]):
    """A rule as the registry knows it: machine fields from the decorator, prose from the module's docstring.

    One that is ``opt_in`` runs only where somebody asks for it.
    """

    id: str
    name: str
    on: type[S]
    severity: Severity
    check: Check
    doc: str = field(repr=False)
    path: str = ""
    settings: Mapping[str, Setting] = field(default_factory=dict)
    silences: tuple[str, ...] = ()
    opt_in: bool = False

    @property
    def summary(self) -> str:
        """First sentence of the docstring."""
        return self.doc.strip().split("\n\n")[0].replace("\n", " ").strip()


class DuplicateRule(Exception):
    """Two files claim one id; both paths are named."""


REGISTRY: dict[str, Rule[object]] = {}


def rule(
    *,
    id: str,
    name: str,
    on: type[S],
    severity: Severity,
    settings: Mapping[str, Setting] | None = None,
    silences: tuple[str, ...] = (),
    opt_in: bool = False,
) -> Callable[[Callable[..., Iterator[Verdict]]], Callable[..., Iterator[Verdict]]]:
    """Register a check.

    The function takes ``(subject, network)``, or ``(subject, network, settings)`` where the rule has settings, and
    yields verdicts; yielding nothing means clean.  ``silences`` names rules whose verdict on the same subject is
    dropped where this rule finds a violation (one fault, one finding).  ``opt_in`` leaves it out unless it is selected,
    or given a severity in the config.  Registering the same file twice is allowed
    (hosts execute rule files again); two files with one id raise ``DuplicateRule``.
    """

    def register(check: Callable[..., Iterator[Verdict]]) -> Callable[..., Iterator[Verdict]]:
        path = check.__code__.co_filename
        known = REGISTRY.get(id)
        if known is not None and known.path and known.path.rsplit("/", 1)[-1] != path.rsplit("/", 1)[-1]:
            raise DuplicateRule(f"{id} is claimed by {known.path} and by {path}")
        doc = (check.__globals__.get("__doc__") or "").strip("\n")
        made: Rule[S] = Rule(id, name, on, severity, check, doc, path, settings or {}, silences, opt_in)
        REGISTRY[id] = made  # type: ignore[assignment]  # a registry holds rules on every kind of subject
        return check

    return register
