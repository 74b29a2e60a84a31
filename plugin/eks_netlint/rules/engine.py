"""Ask every rule about every subject of a network and sort the answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from eks_netlint.model.nouns import Network, Noun
from eks_netlint.records import dataclass, fields, replace
from eks_netlint.report import Clean, Finding, Open
from eks_netlint.rules import Rule, SumLine, Undecided, Verdict, Violation
from eks_netlint.rules.late import LateRule
from eks_netlint.rules.rulings import Thresholds
from eks_netlint.source import Document, Problem, Span, told
from eks_netlint.values import Truth, Unknown


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the rules said of one network; ``silenced`` are findings that another rule's finding speaks for."""

    findings: tuple[Finding, ...] = ()
    undecided: tuple[Open, ...] = ()
    clean: tuple[Clean, ...] = ()
    problems: tuple[Problem, ...] = ()
    silenced: tuple[Finding, ...] = ()


class _Subject(NamedTuple):
    """A subject as the report speaks of it."""

    address: str
    span: Span
    calls: tuple[Span, ...]
    exists: Truth
    unsure: Unknown | None


class _Answer(NamedTuple):
    """The verdicts of one rule on one subject, or the exception it ended with."""

    rule: Rule[object]
    subject: _Subject
    verdicts: tuple[Verdict, ...]
    crash: str = ""

    @property
    def violated(self) -> bool:
        return any(isinstance(verdict, Violation) for verdict in self.verdicts)


def judge(network: Network, rules: Sequence[Rule[object]], thresholds: Thresholds | None = None) -> Judgement:
    """Every verdict of the rules on the network.

    A rule that raises becomes an internal problem that names it, and the other answers stand.  A violation on a
    subject that may not exist is undecided.  Where a rule found a violation, the verdicts of the rules it silences
    on the same subject are dropped.  Raises nothing that a rule may cause.
    """
    answers: list[_Answer] = []
    problems: list[Problem] = []
    subjects: dict[type, list[tuple[object, _Subject]]] = {}  # rules share them
    for rule in rules:
        if isinstance(rule, LateRule) and not network.named(rule.subject):
            continue  # nor is it loaded
        kind = "anything"
        try:
            kind = rule.on.__name__
            if rule.on not in subjects:
                nouns = network.subjects(rule.on)
                subjects[rule.on] = [(noun, _subject(noun, network)) for noun in nouns if _may_exist(noun)]
        except Exception as error:
            message = f"rule {rule.id} ({rule.name}) cannot be asked about {kind}: {told(error)}"
            problems.append(Problem(network.name, message, internal=True))
            continue
        settings = _settings(rule, thresholds or {})
        answers.extend(_ask(rule, noun, subject, network, settings) for noun, subject in subjects[rule.on])
    return _sorted_out(answers, network.name, problems)


def _ask(
    rule: Rule[object], noun: object, subject: _Subject, network: Network, settings: Mapping[str, float]
) -> _Answer:
    verdicts: list[Verdict] = []
    try:
        arguments = (noun, network, settings) if rule.settings else (noun, network)
        for verdict in rule.check(*arguments):
            if not isinstance(verdict, (Violation, Undecided)):
                raise TypeError(f"yielded {type(verdict).__name__}, neither Violation nor Undecided")
            if isinstance(verdict, Undecided) and not verdict.unknowns:
                raise ValueError("undecided without a reason")
            verdicts.append(verdict)
    except Exception as error:
        return _Answer(rule, subject, tuple(verdicts), told(error))
    return _Answer(rule, subject, tuple(verdicts))


def _sorted_out(answers: Sequence[_Answer], network: str, problems: list[Problem]) -> Judgement:
    silent = {
        (quiet, answer.subject.address) for answer in answers if answer.violated for quiet in answer.rule.silences
    }
    findings: list[Finding] = []
    silenced: list[Finding] = []
    undecided: list[Open] = []
    clean: list[Clean] = []
    for answer in answers:
        rule, subject = answer.rule, answer.subject
        if answer.crash:
            message = f"rule {rule.id} ({rule.name}) failed on {subject.address}: {answer.crash}"
            problems.append(Problem(subject.span.path, message, subject.span.line, internal=True))
        quiet = (rule.id, subject.address) in silent
        for verdict in answer.verdicts:
            if isinstance(verdict, Violation) and subject.exists is Truth.YES:
                (silenced if quiet else findings).append(_finding(rule, subject, verdict, network))
            elif not quiet:
                undecided.append(_open(rule, subject, verdict, network))
        if not (answer.verdicts or answer.crash or quiet):
            clean.append(Clean(rule.id, subject.span, subject.address, network))
    return Judgement(
        _merged(findings), tuple(undecided), tuple(clean), tuple(dict.fromkeys(problems)), _merged(silenced)
    )


def _finding(rule: Rule[object], subject: _Subject, violation: Violation, network: str) -> Finding:
    at = _place(violation.at, subject)
    return Finding(
        rule=rule.id,
        name=rule.name,
        severity=violation.severity or rule.severity,
        message=violation.message,
        at=at,
        block=subject.span,
        resource=subject.address,
        network=network,
        calls=subject.calls,
        sum=tuple(_line(line, subject) for line in violation.sum),
        see=tuple((_place(span, subject), said) for span, said in violation.see),
        assumed=violation.assumed,
        fixes=() if any(fix.block.document.stub for fix in violation.fixes) else violation.fixes,
    )


def _open(rule: Rule[object], subject: _Subject, verdict: Verdict, network: str) -> Open:
    unknowns = verdict.unknowns if isinstance(verdict, Undecided) else ()
    if subject.exists is not Truth.YES:
        why = Unknown("not known whether it exists", subject.span) if subject.unsure is None else subject.unsure
        unknowns = (why, *unknowns)
    return Open(rule.id, _place(verdict.at, subject), subject.span, subject.address, network, unknowns, subject.calls)


def _place(span: Span | None, subject: _Subject) -> Span:
    """The span, or the subject's own where there is none or where it lies in a stub that no user ever wrote."""
    return subject.span if span is None or span.document.stub else span


def _line(line: SumLine, subject: _Subject) -> SumLine:
    """The line without a place that no user ever wrote; what there is, is the subject's own."""
    if line.span is None or not line.span.document.stub:
        return line
    return replace(line, span=subject.span if line.role == "available" else None)


def _merged(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """One finding for all instances of a block of which the same is to be said at the same place."""
    merged: dict[tuple[str, Span, Span, str], Finding] = {}
    for finding in findings:
        key = (finding.rule, finding.at, finding.block, finding.message)
        first = merged.get(key)
        if first is None:
            merged[key] = finding
        elif finding.resource != first.resource:
            fixes = first.fixes if first.fixes == finding.fixes else ()
            merged[key] = replace(first, also=(*first.also, finding.resource), fixes=fixes)
    return tuple(merged.values())


def _subject(noun: object, network: Network) -> _Subject:
    if isinstance(noun, Noun):
        return _Subject(noun.address, _written(noun.span, noun.calls), noun.calls, noun.exists, noun.unsure)
    anchor = _anchor(network)
    return _Subject(network.name or ".", anchor, (), Truth.YES, None)


def _written(span: Span, calls: tuple[Span, ...]) -> Span:
    """The span of a noun; lowering gives users' places, and a stub's place would be of no use to anybody."""
    if not span.document.stub:
        return span
    return next((call for call in reversed(calls) if not call.document.stub), span)


def _anchor(network: Network) -> Span:
    """A place for what is said of a whole network: its first cluster, else its first noun."""
    for cluster in network.clusters:
        return cluster.span
    for noun in _nouns(network):
        return noun.span
    return Span(Document(network.name, b""), 0, 0)


def _nouns(network: Network) -> Iterator[Noun]:
    for part in (network, network.kubernetes):
        for field in () if part is None else fields(part):
            value = getattr(part, field.name)
            if isinstance(value, tuple):
                yield from (noun for noun in value if isinstance(noun, Noun))


def _may_exist(noun: object) -> bool:
    return not (isinstance(noun, Noun) and noun.exists is Truth.NO)


def _settings(rule: Rule[object], thresholds: Thresholds) -> Mapping[str, float]:
    own = thresholds.get(rule.id, {})
    return MappingProxyType({name: own.get(name, setting.default) for name, setting in rule.settings.items()})
