"""The report for people at a terminal: excerpt, sum, assumptions; then problems, notes and the count of everything."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from eks_netlint.explain import doc_of, page_of
from eks_netlint.facts import Facts
from eks_netlint.remedies import groups
from eks_netlint.report import Finding, Open, Report
from eks_netlint.reporters.excerpt import Mark, excerpt
from eks_netlint.reporters.fixes import where_it_belongs
from eks_netlint.reporters.sums import sum_lines
from eks_netlint.reporters.view import View, harmless
from eks_netlint.rules import Fix

_CODES = {
    "high": "1;31",
    "medium": "1;33",
    "low": "1;36",
    "primary": "1;31",
    "related": "34",
    "gutter": "2",
    "path": "1",
    "quiet": "2",
    "good": "32",
}
Paint = Callable[[str, str], str]


def render(view: View) -> str:
    """The whole report."""
    paint: Paint = _paint if view.color else _plain
    out: list[str] = []
    for finding in view.report.findings:
        out += [*_finding(finding, view, paint), ""]
    if view.why and view.report.undecided:
        out += [*_undecided(view, paint), ""]
    if view.report.problems:
        out += [*problem_lines(view, paint), ""]
    for note in view.report.notes:
        place = "" if note.at is None else f" ({view.place(note.at)})"
        out.append(f"{paint('note:', 'quiet')} {harmless(note.message)}{place}")
    if view.report.facts.asked:
        out.append(f"facts asked for: {facts_told(view.report.facts)}")
    out.append(summary(view.report, view.why))
    return "\n".join(out) + "\n"


def summary(report: Report, why: bool = False) -> str:
    """``3 findings (2 high, 1 medium), 2 undecided (--why shows them), 41 clean, 1 problem``."""
    counts = [
        f"{number} {level}"
        for level in ("high", "medium", "low")
        if (number := sum(finding.severity.value == level for finding in report.findings))
    ]
    parts = [_count(len(report.findings), "finding") + (f" ({', '.join(counts)})" if counts else "")]
    hint = " (--why shows them)" if report.undecided and not why else ""
    parts.append(f"{len(report.undecided)} undecided{hint}")
    parts.append(f"{len(report.clean)} clean")
    if report.suppressed:
        parts.append(f"{len(report.suppressed)} ignored by comments")
    if report.hidden:
        parts.append(f"{len(report.hidden)} ignored by the config")
    parts.append(_count(len(report.problems), "problem"))
    return ", ".join(parts)


def facts_told(facts: Facts) -> str:
    """``61 written, 23 defaults, 10 unknown (9 data source, 1 variable without value)``."""
    reasons = sorted(facts.unknown.items(), key=lambda item: -item[1])
    why = f" ({', '.join(f'{number} {cause.value}' for cause, number in reasons)})" if reasons else ""
    return f"{facts.known} written, {_count(facts.default, 'default')}, {facts.open} unknown{why}"


def _finding(finding: Finding, view: View, paint: Paint) -> list[str]:
    level = finding.severity.value
    line, column = finding.at.document.position(finding.at.start)
    where = paint(f"{harmless(view.path(finding.at.path))}:{line}:{column}", "path")
    out = [
        f"{where} {paint(f'{level} {finding.rule}', level)} {harmless(finding.message)} "
        f"{paint(f'[{finding.name}]', 'quiet')}"
    ]
    out += [f"  {text}" for text in _whose(finding, view)]
    if finding.at.document.data:
        marks = [Mark(finding.at, "", True), *(Mark(span, said, False) for span, said in finding.see)]
        out += [f"  {text}" for text in excerpt(marks, view.place, paint)]
    sums = sum_lines(finding.sum, view.place)
    if sums:
        out += ["", *(f"      {text}" for text in sums), ""]
    if finding.assumed:
        out.append(f"  assumed: {'; '.join(harmless(text) for text in finding.assumed)}")
    out += [f"  {text}" for text in _help(finding, view)]
    return [*out, *(line for fix in finding.fixes for line in _fix(fix, view))]


def _whose(finding: Finding, view: View) -> list[str]:
    """The resource, further instances of it, its network if there are several, and the calls that lead to it."""
    if not finding.resource:
        return []
    text = f"in {harmless(finding.resource)}"
    if finding.also:
        named = ", ".join(harmless(address) for address in finding.also[:3])
        text += f" and {len(finding.also)} more: {named}{', ...' if len(finding.also) > 3 else ''}"
    text += _in_network(finding.network, view)
    calls = [view.place(call) for call in finding.calls if call.line != finding.at.line or call.path != finding.at.path]
    return [text, *([f"called from {' > '.join(calls)}"] if calls else [])]


def _in_network(network: str, view: View) -> str:
    """Which network it is about, where there are several to choose from."""
    return f" (network {harmless(view.path(network))})" if network and len(view.report.networks) > 1 else ""


def _help(finding: Finding, view: View) -> list[str]:
    rule = view.rules.get(finding.rule)
    if rule is None:
        return []
    fix = " ".join(doc_of(rule).fix.split("\n\n")[0].split())
    return [*([f"fix: {fix}"] if fix else []), f"docs: {page_of(rule.id)}"]


def _fix(fix: Fix, view: View) -> list[str]:
    """What to paste, under the place where it belongs."""
    lines = [f"      {harmless(line)}" for line in fix.text.split("\n")]
    return [f"  {where_it_belongs(fix, view.place)}:", "", *lines]


def _undecided(view: View, paint: Paint) -> list[str]:
    """Questions left open, by what would answer them and why they are."""
    out = [paint("undecided", "path")]
    for group in groups(view.report, view.path):
        told = " and ".join(harmless(one) for one in group.inputs)
        out.append(f"  {len(group.questions)} would be settled by {paint(told, 'good') if group.settled else told}")
        out += [f"  {line}" for line in _because(group.questions, view, paint)]
    return out


def _because(open_: Sequence[Open], view: View, paint: Paint) -> list[str]:
    """The questions by their reasons."""
    out: list[str] = []
    reasons: dict[str, list[Open]] = {}
    for question in open_:
        reasons.setdefault(question.why, []).append(question)
    for reason, questions in sorted(reasons.items(), key=lambda item: -len(item[1])):
        places = dict.fromkeys(
            view.place(unknown.span)
            for question in questions
            for unknown in question.unknowns
            if unknown.span is not None and not unknown.span.document.stub
        )
        first = f" ({', '.join(list(places)[:3])}{', ...' if len(places) > 3 else ''})" if places else ""
        out.append(f"  because {harmless(reason)}{first}")
        subjects: dict[tuple[str, str, str, tuple[str, ...]], list[str]] = {}
        for one in questions:
            key = (one.network, one.resource, view.place(one.at), one.environments)
            subjects.setdefault(key, []).append(one.rule)
        for (network, resource, place, environments), rules in subjects.items():
            line = f"    {harmless(resource)}  {paint(place, 'quiet')}  {', '.join(dict.fromkeys(rules))}"
            where = f" (in {', '.join(environments)})" if environments else ""
            out.append(line + _in_network(network, view) + where)
    return out


def problem_lines(view: View, paint: Paint | None = None) -> list[str]:
    """Everything that could not be read or that failed, under a heading; nothing if there is nothing."""
    if not view.report.problems:
        return []
    out = [(paint or _plain)("problems", "high")]
    for problem in view.report.problems:
        line = "" if problem.line is None else f":{problem.line}"
        place = f"{harmless(view.path(problem.path))}{line}: " if problem.path else ""
        whose = "internal error: " if problem.internal else ""
        out.append(f"  {place}{whose}{harmless(problem.message)}")
    return out


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _paint(text: str, role: str) -> str:
    return f"\x1b[{_CODES[role]}m{text}\x1b[0m"


def _plain(text: str, role: str) -> str:
    return text
