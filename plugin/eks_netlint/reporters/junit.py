"""The report as JUnit XML: a suite per network, a case per rule and resource; undecided cases are skipped ones."""

from __future__ import annotations

from collections.abc import Sequence

from eks_netlint.report import Clean, Finding, Open
from eks_netlint.reporters.sums import sum_lines
from eks_netlint.reporters.view import View, harmless


def render(view: View) -> str:
    """The report as XML in ASCII; problems are errors of a suite of their own."""
    report = view.report
    named = dict.fromkeys((*report.networks, *(finding.network for finding in report.findings)))
    suites = [_network(name, view) for name in named]
    if report.problems:
        suites.append(_problems(view))
    total = sum(size for size, _ in suites)
    failures = len(report.findings)
    head = (
        f'<testsuites name="eks-netlint" tests="{total}" failures="{failures}" '
        f'errors="{len(report.problems)}" skipped="{len(report.undecided)}">'
    )
    body = ['<?xml version="1.0" encoding="UTF-8"?>', head, *(text for _, text in suites), "</testsuites>", ""]
    return "\n".join(body).encode("ascii", "xmlcharrefreplace").decode("ascii")


def _network(name: str, view: View) -> tuple[int, str]:
    report = view.report
    failed = [finding for finding in report.findings if finding.network == name]
    skipped = [question for question in report.undecided if question.network == name]
    passed = [clean for clean in report.clean if clean.network == name]
    cases = [
        *(_failure(finding, view) for finding in failed),
        *(_case(one, view, f'<skipped message="{_attribute(one.why)}"/>') for one in skipped),
        *(_case(one, view, "") for one in passed),
    ]
    return len(cases), _suite(view.path(name) if name else "ignores", cases, len(failed), 0, len(skipped))


def _problems(view: View) -> tuple[int, str]:
    cases = []
    for problem in view.report.problems:
        place = f"{view.path(problem.path)}:{problem.line}" if problem.line is not None else view.path(problem.path)
        kind = "internal" if problem.internal else "unread"
        error = f'<error message="{_attribute(problem.message)}" type="{kind}"/>'
        cases.append(f'<testcase classname="problem" name="{_attribute(place)}">{error}</testcase>')
    return len(cases), _suite("problems", cases, 0, len(cases), 0)


def _suite(name: str, cases: Sequence[str], failures: int, errors: int, skipped: int) -> str:
    head = (
        f'  <testsuite name="{_attribute(name)}" tests="{len(cases)}" failures="{failures}" '
        f'errors="{errors}" skipped="{skipped}">'
    )
    return "\n".join([head, *(f"    {case}" for case in cases), "  </testsuite>"])


def _failure(finding: Finding, view: View) -> str:
    lines = [
        f"{view.place(finding.at)}: {harmless(finding.message)}",
        *sum_lines(finding.sum, view.place),
        *(f"assumed: {harmless(one)}" for one in finding.assumed),
        *(f"{view.place(span)}: {harmless(said)}" for span, said in finding.see),
        *(f"also {harmless(address)}" for address in finding.also),
    ]
    message, level = _attribute(finding.message), finding.severity.value
    text = "\n".join(_escape(line) for line in lines)
    return _case(finding, view, f'<failure message="{message}" type="{level}">{text}</failure>')


def _case(verdict: Finding | Open | Clean, view: View, inside: str) -> str:
    rule = view.rules.get(verdict.rule)
    place = verdict.block if isinstance(verdict, Clean) else verdict.at
    classname = f"{verdict.rule}.{rule.name}" if rule is not None else verdict.rule
    name = verdict.resource or view.place(place)
    head = (
        f'<testcase classname="{_attribute(classname)}" name="{_attribute(name)}" '
        f'file="{_attribute(view.path(place.path))}" line="{place.line}"'
    )
    return f"{head}>{inside}</testcase>" if inside else f"{head}/>"


def _attribute(text: str) -> str:
    return _escape(harmless(text)).replace('"', "&quot;")


def _escape(text: str) -> str:
    allowed = text.replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd")  # not in XML 1.0 even as references
    return allowed.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
