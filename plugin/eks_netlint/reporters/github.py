"""The report as annotations of a GitHub Actions run: one workflow command a finding, needing no permissions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from eks_netlint.report import Finding
from eks_netlint.reporters.sums import sum_lines
from eks_netlint.reporters.text import summary
from eks_netlint.reporters.view import View, harmless, header
from eks_netlint.rules import Severity

_COMMANDS = {Severity.HIGH: "error", Severity.MEDIUM: "warning", Severity.LOW: "notice"}


def render(view: View) -> str:
    """Commands for every finding and problem; the counts follow as plain text for the log."""
    out = [_finding(finding, view) for finding in view.report.findings]
    for problem in view.report.problems:
        place = {"file": view.repository_path(problem.path), "line": problem.line or "", "title": "eks-netlint"}
        out.append(_command("error", place, [problem.message]))
    return "\n".join([*out, summary(view.report)]) + "\n"


def _finding(finding: Finding, view: View) -> str:
    line, column, end_line, end_column = header(finding.at)
    place: dict[str, object] = {"file": view.repository_path(finding.at.path), "line": line, "endLine": end_line}
    if end_line == line:  # GitHub drops columns that span lines
        place |= {"col": column, "endColumn": end_column}
    place["title"] = f"{finding.rule} {finding.name}"
    assumed = [f"assumed: {'; '.join(finding.assumed)}"] if finding.assumed else []
    return _command(
        _COMMANDS[finding.severity], place, [finding.message, *sum_lines(finding.sum, view.place), *assumed]
    )


def _command(name: str, place: Mapping[str, object], lines: Sequence[str]) -> str:
    properties = ",".join(f"{key}={_property(str(value))}" for key, value in place.items() if value != "")
    return f"::{name} {properties}::{'%0A'.join(_data(harmless(line)) for line in lines)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(harmless(text)).replace(":", "%3A").replace(",", "%2C")
