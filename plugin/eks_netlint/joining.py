"""Reports of several trees made into one, with paths relative to the folder that holds them all."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence

from eks_netlint.facts import added
from eks_netlint.records import replace
from eks_netlint.report import Clean, Finding, Note, Open, Report
from eks_netlint.source import Problem, Span


def joined(reports: Sequence[Report], problems: Sequence[Problem], selected: tuple[str, ...]) -> Report:
    """The reports as one, in the order of files, with the problems of the run; of none, an empty one."""
    if len(reports) > 1:
        common = os.path.commonpath([report.tree for report in reports])
        reports = [_moved(report, common) for report in reports]
    return Report(
        tree=reports[0].tree if reports else os.getcwd(),
        findings=tuple(sorted((one for report in reports for one in report.findings), key=_order)),
        undecided=tuple(sorted((one for report in reports for one in report.undecided), key=_order)),
        clean=tuple(one for report in reports for one in report.clean),
        suppressed=tuple(sorted((one for report in reports for one in report.suppressed), key=_order)),
        problems=tuple(dict.fromkeys((*problems, *(one for report in reports for one in _by_place(report.problems))))),
        notes=tuple(dict.fromkeys(one for report in reports for one in sorted(report.notes, key=_place))),
        networks=tuple(one for report in reports for one in report.networks),
        files=sum(report.files for report in reports),
        facts=added(report.facts for report in reports),
        selected=selected,
        hidden=tuple(sorted((one for report in reports for one in report.hidden), key=_order)),
        offered=tuple(one for report in reports for one in report.offered),
        fail_on=_strictest(report.fail_on for report in reports),
    )


def _by_place(problems: Sequence[Problem]) -> list[Problem]:
    return sorted(problems, key=lambda problem: (problem.path, problem.line or 0))


def _place(note: Note) -> tuple[str, int]:
    """Notes without a place come last: they speak of the whole run."""
    return ("\U0010ffff", 0) if note.at is None else (note.at.path, note.at.start)


def _strictest(asked: Iterable[str]) -> str:
    """The least severity on which any of the trees wants to fail."""
    given = [one for one in asked if one]
    return min(given, key=("low", "medium", "high", "never").index, default="")


def _order(verdict: Finding | Open) -> tuple[str, int, str, str, str]:
    return verdict.at.path, verdict.at.start, verdict.rule, verdict.network, verdict.resource


def _moved(report: Report, common: str) -> Report:
    """The report as seen from ``common``: names of documents, problems and networks get the way to their tree."""
    way = os.path.relpath(report.tree, common).replace(os.sep, "/")
    if way == ".":
        return report

    def named(path: str) -> str:
        return f"{way}/{path}" if path not in ("", ".") else way

    for document in dict.fromkeys(span.document for span in _spans(report)):
        if not document.stub:
            document.path = named(document.path)
    return replace(
        report,
        tree=common,
        findings=tuple(replace(one, network=named(one.network)) for one in report.findings),
        undecided=tuple(replace(one, network=named(one.network)) for one in report.undecided),
        clean=tuple(replace(one, network=named(one.network)) for one in report.clean),
        suppressed=tuple(replace(one, network=named(one.network)) for one in report.suppressed),
        hidden=tuple(replace(one, network=named(one.network)) for one in report.hidden),
        problems=tuple(replace(one, path=named(one.path)) for one in report.problems),
        networks=tuple(named(one) for one in report.networks),
        offered=tuple(
            replace(one, network=named(one.network), files=tuple((named(path), names) for path, names in one.files))
            for one in report.offered
        ),
    )


def _spans(report: Report) -> Iterator[Span]:
    hidden = (*report.suppressed, *report.hidden)
    verdicts: list[Finding | Open | Clean] = [*report.findings, *report.undecided, *hidden, *report.clean]
    for verdict in verdicts:
        yield verdict.block
        if isinstance(verdict, Clean):
            continue
        yield from (verdict.at, *verdict.calls)
        if isinstance(verdict, Open):
            yield from (unknown.span for unknown in verdict.unknowns if unknown.span is not None)
        else:
            yield from (line.span for line in verdict.sum if line.span is not None)
            yield from (span for span, _ in verdict.see)
    yield from (note.at for note in report.notes if note.at is not None)
