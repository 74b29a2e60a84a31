"""The report for programs: version 1, members as DESIGN 8 lists them, none ever renamed or removed."""

from __future__ import annotations

from collections.abc import Sequence

from eks_netlint.remedies import needs
from eks_netlint.report import Finding
from eks_netlint.reporters.fixes import insertion
from eks_netlint.reporters.view import View, as_json
from eks_netlint.rules import Fix, SumLine
from eks_netlint.source import Span

Json = dict[str, object]


def render(view: View) -> str:
    """The report as JSON in ASCII: paths relative to the working directory, lines and columns from 1."""
    report = view.report
    offered = {one.network: one for one in report.offered}
    document: Json = {
        "version": 1,
        "findings": [_finding(finding, view) for finding in report.findings],
        "undecided": [
            {
                "rule": question.rule,
                "path": view.path(question.at.path),
                "line": question.at.line,
                "resource": question.resource,
                "why": question.why,
                "needs": list(needs(question, offered.get(question.network), view.path)),
                **_environments(question.environments),
            }
            for question in report.undecided
        ],
        "problems": [
            {"path": view.path(problem.path), "line": problem.line, "message": problem.message}
            for problem in report.problems
        ],
        "summary": {
            "networks": len(report.networks),
            "files": report.files,
            "findings": len(report.findings),
            "undecided": len(report.undecided),
            "clean": len(report.clean),
            "suppressed": len(report.suppressed) + len(report.hidden),
            "facts": {
                "known": report.facts.known,
                "default": report.facts.default,
                "unknown": report.facts.open,
                "reasons": {cause.value: number for cause, number in report.facts.unknown.items()},
            },
        },
    }
    return as_json(document)


def _finding(finding: Finding, view: View) -> Json:
    return {
        "rule": finding.rule,
        "name": finding.name,
        "severity": finding.severity.value,
        "confidence": finding.confidence,
        "message": finding.message,
        **_region(finding.at, view),
        "resource": finding.resource,
        "network": view.path(finding.network),
        "sum": _sum(finding.sum, view),
        "related": [
            *({**_point(span, view), "message": said} for span, said in finding.see),
            *({**_point(finding.block, view), "message": f"also {address}"} for address in finding.also),
        ],
        "fixable": False,
        "fixes": [_fix(fix, view) for fix in finding.fixes],
        **_environments(finding.environments),
    }


def _fix(fix: Fix, view: View) -> Json:
    """What to paste before the line; ``after`` is the block behind or in which it then stands."""
    line, text = insertion(fix)
    path, after = view.path(fix.block.path), fix.block.line
    return {"path": path, "line": line, "text": text, "after": after, "inside": fix.inside}


def _environments(names: tuple[str, ...]) -> Json:
    """Those in which it is true, where that is not all of them."""
    return {"environments": list(names)} if names else {}


def _sum(lines: Sequence[SumLine], view: View) -> list[Json]:
    """The sum; lines other than a taking carry their role in the label ("available: 10.0.1.0/24, ...")."""
    return [
        {
            "label": _label(line),
            "count": line.count,
            "each": line.each,
            "total": line.total,
            "unit": line.unit,
            "path": None if line.span is None else view.path(line.span.path),
            "line": None if line.span is None else line.span.line,
        }
        for line in lines
    ]


def _label(line: SumLine) -> str:
    if line.role == "take" or not line.label or line.label == line.role:
        return line.label or line.role
    return f"{line.role}: {line.label}"


def _point(span: Span, view: View) -> Json:
    return {"path": view.path(span.path), "line": span.line, "column": span.column}


def _region(span: Span, view: View) -> Json:
    return {**_point(span, view), "endLine": span.end_line, "endColumn": span.end_column}
