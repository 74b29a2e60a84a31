"""What a Report answers to somebody who asks by rule and block: the part of the checkov host that needs no checkov."""

from __future__ import annotations

import enum
import os
from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple, TypeVar

from eks_netlint.records import dataclass, field
from eks_netlint.report import Finding, Report
from eks_netlint.reporters.sums import sum_lines
from eks_netlint.reporters.view import harmless
from eks_netlint.rules import Severity
from eks_netlint.source import Span

H = TypeVar("H", bound=Hashable)


class Place(NamedTuple):
    """A block as both sides know it: the real path of its file and its first line."""

    path: str
    line: int


class Outcome(enum.Enum):
    """What is said of a block; where nothing is sure there is no answer at all."""

    FAILED = "failed"
    PASSED = "passed"
    IGNORED = "ignored"


@dataclass(frozen=True, slots=True)
class Answer:
    """One rule on one block: all its findings there together, at the severity of the worst.

    ``severity`` is None where the rule has no finding, and then the rule's own counts.
    """

    rule: str
    outcome: Outcome
    severity: Severity | None = None
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Answers:
    """Answers by place; ``homeless`` are those about a block that the asker does not know."""

    at: Mapping[Place, tuple[Answer, ...]] = field(default_factory=dict)
    homeless: Mapping[Place, tuple[Answer, ...]] = field(default_factory=dict)


@dataclass(slots=True)
class _Heard:
    """Everything the report says of one rule on one block."""

    findings: list[Finding] = field(default_factory=list)
    ignored: list[Finding] = field(default_factory=list)
    undecided: bool = False

    def answer(self, rule: str) -> Answer | None:
        """Violated on one instance is violated; clean only where every instance is."""
        if self.findings:
            worst = max((finding.severity for finding in self.findings), key=lambda severity: severity.rank)
            return Answer(rule, Outcome.FAILED, worst, tuple(self.findings))
        if self.ignored:
            return Answer(rule, Outcome.IGNORED, None, tuple(self.ignored))
        return None if self.undecided else Answer(rule, Outcome.PASSED)


def answers(report: Report, blocks: Collection[Place]) -> Answers:
    """The report arranged by the asker's blocks.

    A finding belongs to its own block or, where the asker does not know that one (modules under ``.terraform``), to
    the innermost module call leading to it that the asker knows.
    """
    at = arranged(report, lambda _, block, calls: _home(report.tree, block, calls, blocks))
    return Answers(
        {place: given for place, given in at.items() if place in blocks},
        {place: given for place, given in at.items() if place not in blocks},
    )


def arranged(report: Report, home: Callable[[str, Span, Sequence[Span]], H]) -> dict[H, tuple[Answer, ...]]:
    """The report arranged by whatever ``home`` takes resource, block and calls to."""
    heard: defaultdict[tuple[H, str], _Heard] = defaultdict(_Heard)
    for finding in report.findings:
        heard[home(finding.resource, finding.block, finding.calls), finding.rule].findings.append(finding)
    for finding in report.suppressed:
        heard[home(finding.resource, finding.block, finding.calls), finding.rule].ignored.append(finding)
    for question in report.undecided:
        heard[home(question.resource, question.block, question.calls), question.rule].undecided = True
    for clean in report.clean:
        heard[home(clean.resource, clean.block, ()), clean.rule]  # an entry that stays empty means clean
    at: defaultdict[H, list[Answer]] = defaultdict(list)
    for (place, rule), said in heard.items():
        if (answer := said.answer(rule)) is not None:
            at[place].append(answer)
    return {place: tuple(given) for place, given in at.items()}


def real_path(tree: str, path: str) -> str:
    """The absolute path, without symbolic links, of a path relative to the tree."""
    return _real(os.path.join(tree, path))


def details(findings: Sequence[Finding]) -> Iterator[str]:
    """The findings for a reader who sees only the whole block: message and place, then the sum, line by line."""
    for finding in findings:
        where = _where(finding.at)
        whose = f"{harmless(finding.resource)}, {where}" if finding.resource else where
        more = f" and {len(finding.also)} more" if finding.also else ""
        yield f"{harmless(finding.message)} ({whose}{more})"
        yield from (" ".join(line.split()) for line in sum_lines(finding.sum, _where))
        if finding.assumed:
            yield f"assumed: {'; '.join(harmless(text) for text in finding.assumed)}"
        for span, said in finding.see:
            yield f"see {_where(span)}: {harmless(said)}"


def _home(tree: str, block: Span, calls: Sequence[Span], blocks: Collection[Place]) -> Place:
    """The nearest place the asker knows, else that of the block itself."""
    for span in (block, *reversed(calls)):
        place = Place(real_path(tree, span.path), span.line)
        if place in blocks and not span.document.stub:
            return place
    return Place(real_path(tree, block.path), block.line)


@cache
def _real(path: str) -> str:
    return os.path.realpath(path)


def _where(span: Span) -> str:
    return f"{harmless(span.path)}:{span.line}"
