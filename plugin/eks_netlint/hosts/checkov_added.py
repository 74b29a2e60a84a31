"""One scan of checkov's cloudformation or terraform_plan framework, to whose report our records are added at its end.

Nothing is registered: neither framework hands a check the file and the lines that it asks about, and its own records
hold no details in the one and say every skip in the other.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from checkov.common.output.report import Report as CheckovReport
from checkov.runner_filter import RunnerFilter

from eks_netlint.analysis import BadOptions, analyse
from eks_netlint.frontends.cloudformation.sniff import found_below, may_be_template
from eks_netlint.frontends.plan.sniff import may_be_plan
from eks_netlint.hosts.checkov_answers import Answer, Outcome, arranged, details, real_path
from eks_netlint.hosts.checkov_checks import INCOMPLETE, Where, record, severity_of, title_of
from eks_netlint.hosts.checkov_visit import CLOUDFORMATION, PLAN, all_rules, excluded, no_collections, options_of
from eks_netlint.report import Report
from eks_netlint.reporters.view import harmless
from eks_netlint.rules import Rule, Severity
from eks_netlint.source import Problem, Span
from eks_netlint.tree import tree_of

log = logging.getLogger(__name__)


class Scanned(NamedTuple):
    """What checkov has scanned; ``root`` is None where single files were given.

    ``context`` is the runner's: by the path of a file, of CloudFormation by the section besides, what it keeps of a
    resource.
    """

    framework: str
    root: str | None
    filter: RunnerFilter
    context: Mapping[str, Mapping[str, Any]]
    report: CheckovReport


class Part(NamedTuple):
    """A resource as the runner knows it: its name in the file, how a record calls it, its lines, what is skipped."""

    file: str
    name: str
    resource: str
    first: int
    last: int
    skipped: tuple[tuple[str, str], ...]


class AddedVisit:
    """Our part in one scan.  Nothing here raises: checkov would lose the findings of the whole framework."""

    def __init__(self, scanned: Scanned, types: Mapping[str, Mapping[str, str]]) -> None:
        self._scanned = scanned
        self._types = types
        self._rules = {rule.id: rule for rule in all_rules().rules if self._wanted(rule)}
        self._problems: list[Problem] = []
        self._tree = ""

    def add(self) -> None:
        """Analyse what checkov has scanned, and add what is said of it to checkov's report."""
        with no_collections():
            self._guarded("the analysis", self._analyse)
        self._guarded("adding problems to checkov's report", self._add_problems)

    def _guarded(self, what: str, act: Callable[[], None]) -> None:
        try:
            act()
        except (Exception, SystemExit) as error:  # a child process that exits is lost without a word
            log.exception("eks-netlint: %s failed", what)
            self._problems.append(Problem("", f"{what} failed: {type(error).__name__}: {error}", internal=True))

    def _analyse(self) -> None:
        """A plan is judged by itself: what is said of it may stand in a source beside it, and is told at the plan."""
        if not self._rules:
            return
        if self._scanned.framework == PLAN:
            for file in sorted(self._scanned.context):
                self._tell([Path(file)], file)
        else:
            root = self._scanned.root
            paths = [Path(root)] if root else [Path(file) for file in sorted(self._scanned.context)]
            if self._scanned.context or found_below(paths):  # or what checkov could not read
                self._tell(paths, None)

    def _tell(self, paths: list[Path], plan: str | None) -> None:
        try:
            report = analyse(paths, options_of(self._scanned.filter))
        except BadOptions as error:
            self._tree = str(tree_of(paths[0]))
            self._problems += error.problems
            return
        self._tree = report.tree
        self._problems += report.problems
        parts = {file: _parts(file, self._scanned, self._types) for file in self._scanned.context}
        real = {os.path.realpath(file): file for file in parts}
        for home, given in arranged(report, _home(report, plan, parts, real)).items():
            for answer in given:
                if answer.rule in self._rules:
                    self._answer(home, answer)

    def _answer(self, home: Part | str, answer: Answer) -> None:
        rule = self._rules[answer.rule]
        severity = answer.severity or rule.severity
        if isinstance(home, str):
            if answer.outcome is not Outcome.FAILED or not self._speaks_of(home):
                return
            first = answer.findings[0]
            home = Part(home, "", first.resource, first.block.line, first.block.end_line, ())
        if not self._shown(rule, severity):
            return
        name = f"{os.sep}{os.path.relpath(home.file, self._scanned.root)}"
        at = Where(os.path.abspath(home.file), name, home.first, home.last)
        told = list(details(answer.findings)) if answer.outcome is not Outcome.PASSED else None
        skip = dict(home.skipped).get(rule.id) if answer.outcome is Outcome.FAILED else None
        if answer.outcome is Outcome.IGNORED:
            skip = "eks-netlint: ignore"
        self._scanned.report.add_record(record(title_of(rule), severity, at, home.resource, told, skip))

    def _speaks_of(self, file: str) -> bool:
        """Whether the framework is the one to speak of a file of which checkov has no block."""
        if self._scanned.root is None:
            return file in {os.path.realpath(one) for one in self._scanned.context}
        if excluded(file, self._scanned.root, self._scanned.filter):
            return False
        return may_be_plan(Path(file)) if self._scanned.framework == PLAN else may_be_template(Path(file))

    def _wanted(self, rule: Rule[object]) -> bool:
        return any(self._shown(rule, severity) for severity in Severity if severity.rank <= rule.severity.rank)

    def _shown(self, rule: Rule[object], severity: Severity) -> bool:
        """Whether the user's selection lets it through."""
        chosen, framework = self._scanned.filter, self._scanned.framework
        return bool(
            chosen.should_run_check(check_id=rule.id, severity=severity_of(severity), report_type=framework)
        )

    def _add_problems(self) -> None:
        """One failure of EKN000 for each thing that could not be read or asked."""
        skipped = RunnerFilter.check_matches(INCOMPLETE.id, None, self._scanned.filter.skip_checks or [])
        for problem in dict.fromkeys((*all_rules().problems, *self._problems)):
            path = real_path(self._tree, problem.path) if self._tree and problem.path else ""
            if not skipped and (problem.internal or (os.path.isfile(path) and self._speaks_of(path))):
                self._scanned.report.add_record(self._incomplete(problem, path))

    def _incomplete(self, problem: Problem, path: str) -> Any:
        line = problem.line or 1
        if not os.path.isfile(path):
            path, line = min(self._scanned.context, default=self._scanned.root or "."), 1
        at = Where(path, f"{os.sep}{os.path.relpath(path, self._scanned.root)}", line, line)
        told = [harmless(f"{problem.path}: {problem.message}" if problem.path else problem.message)]
        return record(INCOMPLETE, Severity.HIGH, at, problem.path or "eks-netlint", told)


def _parts(file: str, scanned: Scanned, types: Mapping[str, Mapping[str, str]]) -> list[Part]:
    kept = scanned.context[file]
    if scanned.framework == CLOUDFORMATION:
        kept = kept.get("Resources", {})
    found = []
    for name, one in kept.items():
        first, last = one.get("start_line"), one.get("end_line")
        if isinstance(first, int) and isinstance(last, int):
            said = tuple((skip["id"], skip["suppress_comment"]) for skip in one.get("skipped_checks") or ())
            type = types.get(file, {}).get(name)
            found.append(Part(file, name, f"{type}.{name}" if type else name, first, last, said))
    return found


def _home(
    report: Report, plan: str | None, parts: Mapping[str, Collection[Part]], real: Mapping[str, str]
) -> Callable[[str, Span, Sequence[Span]], Part | str]:
    """Where something belongs: to the part whose name it bears, or whose lines it is in; else to a file."""

    def home(resource: str, block: Span, calls: Sequence[Span]) -> Part | str:
        path = os.path.realpath(plan) if plan is not None else real_path(report.tree, block.path)
        if path not in real:
            return path
        known = parts[real[path]]
        named = [one for one in known if resource == one.name or resource.startswith((f"{one.name}.", f"{one.name}["))]
        if named:
            return max(named, key=lambda one: len(one.name))
        line = block.line
        around = [one for one in known if plan is None and one.first <= line <= one.last]
        return max(around, key=lambda one: one.first, default=path)

    return home
