"""Findings that somebody chose not to see, and the choices that no longer hold."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from eks_netlint.comments import Ignore, ignores
from eks_netlint.model.nouns import Network
from eks_netlint.report import Finding, Open
from eks_netlint.rules import Rule, Severity, Verdict
from eks_netlint.rules.registry import names_rule
from eks_netlint.source import Document, Problem, told

if TYPE_CHECKING:
    from datetime import date


def _says_nothing(network: Network, whole: Network) -> Iterator[Verdict]:
    """Ignores are judged after all rules have spoken, not by asking about a network."""
    return iter(())


def _own(id: str, name: str, doc: str) -> Rule[object]:
    return Rule(id, name, Network, Severity.LOW, _says_nothing, doc, __file__)


WITHOUT_REASON = _own(
    "EKN001",
    "ignore-without-reason",
    """An ignore comment gives no reason.

Why it matters
    Whoever reads the file next cannot tell an accepted risk from a finding somebody was in a hurry to be rid of.

How to fix
    Write the reason behind the bracket: ``# eks-netlint: ignore[EKN101] load tested with 40 nodes``.

Known limits
    Any words count as a reason.
""",
)
EXPIRED = _own(
    "EKN002",
    "ignore-expired",
    """An ignore comment is past its ``until`` date.

Why it matters
    The date was set so that somebody would look again; the finding it hid is reported again.

How to fix
    Mend what is reported, or write a later date and why.

Known limits
    The date is compared with that of the machine; the ignore holds through the day it names.
""",
)
UNUSED = _own(
    "EKN003",
    "ignore-unused",
    """An ignore comment hides nothing.

Why it matters
    It may hide the next fault at this place, which nobody has looked at.

How to fix
    Remove the comment, or the rule from its list.

Known limits
    Only rules that ran are judged, and only in files whose every user was analysed; a rule that could not decide at
    the place keeps the ignore in use.
""",
)
UNREADABLE = _own(
    "EKN004",
    "ignore-not-understood",
    """An eks-netlint comment cannot be understood, so it hides nothing.

Why it matters
    Its author believes that something is ignored, until a date, that is not.

How to fix
    Write it as ``# eks-netlint: ignore[EKN101,EKN2*] the reason until=2027-01-31``; the date is optional.

Known limits
    A comment in which ``eks-netlint:`` itself is misspelt is an ordinary comment.
""",
)
RULES: tuple[Rule[object], ...] = (WITHOUT_REASON, EXPIRED, UNUSED, UNREADABLE)
"""Rules about the ignores themselves; they take part in selection and listing like any other."""


class Sifted(NamedTuple):
    """Findings to show, with those about the ignores, and findings that an ignore hides."""

    shown: tuple[Finding, ...]
    suppressed: tuple[Finding, ...]
    problems: tuple[Problem, ...] = ()


def sift(
    findings: Sequence[Finding],
    documents: Iterable[Document],
    rules: Sequence[Rule[object]],
    *,
    known: Sequence[Rule[object]] = (),
    elsewhere: Sequence[Finding | Open] = (),
    today: date | None = None,
    audited: Callable[[Document], bool] = lambda document: True,
) -> Sifted:
    """Part findings by the ignores in the documents.

    ``rules`` are those that ran, ``known`` all there are.  ``elsewhere`` are findings silenced and questions left
    open: an ignore on one of them is in use.  An unused ignore is reported only where ``audited`` says that all
    users of the document were analysed.
    """
    meanings = _Meanings({rule.id: rule for rule in (*known, *rules, *RULES)})
    written, problems = _written(documents)
    effective = _by_document(ignore for ignore in written if not (ignore.unreadable or _expired(ignore, today)))
    shown: list[Finding] = []
    suppressed: list[Finding] = []
    targets: dict[Document, list[Finding | Open]] = {}
    for finding in findings:
        near = [ignore for document in _documents(finding) for ignore in effective.get(document, ())]
        (suppressed if any(_hides(ignore, finding, meanings) for ignore in near) else shown).append(finding)
    for target in (*findings, *elsewhere):
        for document in _documents(target):
            targets.setdefault(document, []).append(target)
    ran = {rule.id for rule in rules}
    for ignore in written:
        covered = [target for target in targets.get(ignore.span.document, ()) if _covers(ignore, target)]
        fault = _fault(ignore, covered, meanings, ran, today, audited(ignore.span.document))
        if fault is not None and fault[0].id in ran:
            shown.append(_complaint(ignore, *fault))
    return Sifted(tuple(shown), tuple(suppressed), problems)


def _written(documents: Iterable[Document]) -> tuple[list[Ignore], tuple[Problem, ...]]:
    """The ignores of all documents; where our code fails, those of one document are not known."""
    written: list[Ignore] = []
    problems: list[Problem] = []
    for document in documents:
        try:
            written += () if document.stub else ignores(document)
        except Exception as error:
            message = f"ignores of this file cannot be read: {told(error)}"
            problems.append(Problem(document.path, message, internal=True))
    return written, tuple(problems)


class _Meanings(dict[str, frozenset[str]]):
    """Ids of the rules that a pattern means, each worked out once."""

    def __init__(self, by_id: dict[str, Rule[object]]) -> None:
        super().__init__()
        self._by_id = by_id

    def __missing__(self, pattern: str) -> frozenset[str]:
        found = self[pattern] = frozenset(id for id, rule in self._by_id.items() if names_rule(pattern, rule))
        return found


def _by_document(ignores: Iterable[Ignore]) -> dict[Document, list[Ignore]]:
    found: dict[Document, list[Ignore]] = {}
    for ignore in ignores:
        found.setdefault(ignore.span.document, []).append(ignore)
    return found


def _documents(target: Finding | Open) -> set[Document]:
    """Where an ignore may stand that speaks for it."""
    return {span.document for span in (target.at, target.block, *target.calls)}


def _fault(
    ignore: Ignore,
    targets: Sequence[Finding | Open],
    meanings: _Meanings,
    ran: set[str],
    today: date | None,
    audited: bool,
) -> tuple[Rule[object], str] | None:
    """What is wrong with an ignore: the one thing whose mending may mend the others."""
    if ignore.unreadable:
        return UNREADABLE, f"ignore not understood: {ignore.unreadable}"
    idle = [pattern for pattern in ignore.patterns if _idle(meanings[pattern], targets, ran, audited)]
    if idle:
        return UNUSED, f"ignore[{','.join(idle)}] hides nothing"
    if ignore.until is not None and _expired(ignore, today):
        return EXPIRED, f"ignore[{','.join(ignore.patterns)}] expired on {ignore.until.isoformat()}"
    if not ignore.reason:
        return WITHOUT_REASON, f"ignore[{','.join(ignore.patterns)}] gives no reason"
    return None


def _idle(meant: frozenset[str], targets: Sequence[Finding | Open], ran: set[str], audited: bool) -> bool:
    if not meant:  # a rule of the future or a slip; either way it hides nothing today
        return True
    return audited and meant <= ran and not any(target.rule in meant for target in targets)


def _hides(ignore: Ignore, finding: Finding, meanings: _Meanings) -> bool:
    return any(finding.rule in meanings[pattern] for pattern in ignore.patterns) and _covers(ignore, finding)


def _covers(ignore: Ignore, target: Finding | Open) -> bool:
    blocks = (target.block, *target.calls)
    return ignore.covers(target.at, is_block=False) or any(ignore.covers(block, is_block=True) for block in blocks)


def _expired(ignore: Ignore, today: date | None) -> bool:
    if ignore.until is None:
        return False
    return (type(ignore.until).today() if today is None else today) > ignore.until


def _complaint(ignore: Ignore, rule: Rule[object], message: str) -> Finding:
    return Finding(rule.id, rule.name, rule.severity, message, ignore.span, ignore.span, "", "")
