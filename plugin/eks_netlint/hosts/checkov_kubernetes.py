"""One scan of checkov's kubernetes framework, or of helm and kustomize, which scan with it what they render.

Nothing is registered: checkov takes an id without underscore in ``--check`` for a namespace and would ask no rule of
ours.  Our records are added when checkov has asked its own checks, by the runner's own way of making records, which
knows where a chart or a kustomization was rendered from.
"""

from __future__ import annotations

import logging
import os
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from fnmatch import fnmatch
from pathlib import Path
from typing import Any, NamedTuple

from checkov.common.models.enums import CheckResult
from checkov.common.output.record import Record
from checkov.common.output.report import Report as CheckovReport
from checkov.common.typing import _CheckResult
from checkov.kubernetes.kubernetes_utils import get_resource_id, get_skipped_checks
from checkov.kubernetes.runner import Runner
from checkov.runner_filter import RunnerFilter

from eks_netlint.analysis import BadOptions, analyse
from eks_netlint.hosts.checkov_answers import Answer, Outcome, answers, details, real_path
from eks_netlint.hosts.checkov_checks import INCOMPLETE, Answered, Where, record, severity_of, title_of
from eks_netlint.hosts.checkov_sarif import Details
from eks_netlint.hosts.checkov_visit import all_rules, no_collections, options_of
from eks_netlint.reporters.view import harmless
from eks_netlint.rules import Rule, Severity
from eks_netlint.source import Problem
from eks_netlint.tree import tree_of

Entity = dict[str, Any]
_SUFFIXES = (".yaml", ".yml", ".json")
_RESULTS = {
    Outcome.FAILED: CheckResult.FAILED,
    Outcome.PASSED: CheckResult.PASSED,
    Outcome.IGNORED: CheckResult.SKIPPED,
}

log = logging.getLogger(__name__)


class Scanned(NamedTuple):
    """What checkov has scanned; ``root`` is None where single files were given."""

    runner: Runner
    root: str | None
    filter: RunnerFilter
    report: CheckovReport


class _Place(NamedTuple):
    """An object as the runner names it: its file as a key of the definitions, and by its real path; itself."""

    file: str
    path: str
    entity: Entity


class KubernetesVisit:
    """Our part in one scan.  Nothing here raises: checkov would lose the findings of the whole framework."""

    def __init__(self, scanned: Scanned) -> None:
        self._scanned = scanned
        self._framework = str(scanned.runner.check_type)
        self._rules = {rule.id: rule for rule in all_rules().rules if self._wanted(rule)}
        self._checks: dict[tuple[str, Severity], Answered] = {}
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
        except (Exception, SystemExit) as error:
            log.exception("eks-netlint: %s failed", what)
            self._problems.append(Problem("", f"{what} failed: {type(error).__name__}: {error}", internal=True))

    def _analyse(self) -> None:
        definitions = self._scanned.runner.definitions
        if not self._rules or not definitions:
            return
        root = self._scanned.root
        paths = [Path(root)] if root else [Path(path) for path in sorted(definitions)]
        try:
            report = analyse(paths, options_of(self._scanned.filter))
        except BadOptions as error:
            self._tree = str(tree_of(paths[0]))
            self._problems += error.problems
            return
        self._tree = report.tree
        self._problems += report.problems
        places = _places(self._scanned)
        for place, given in answers(report, ()).homeless.items():
            if place.path in places:
                starts, found = places[place.path]
                at = bisect_right(starts, place.line) - 1
                for answer in given:
                    if at >= 0 and answer.rule in self._rules:
                        self._answer(found[at], answer)

    def _answer(self, place: _Place, answer: Answer) -> None:
        rule = self._rules[answer.rule]
        severity = answer.severity or rule.severity
        if not self._shown(rule, severity, place.entity):
            return
        result: _CheckResult = {"result": _RESULTS[answer.outcome], "evaluated_keys": []}
        skipped = next((one for one in get_skipped_checks(place.entity) if one["id"] == rule.id), None)
        if skipped is not None and answer.outcome is Outcome.FAILED:
            result = {"result": CheckResult.SKIPPED, "suppress_comment": skipped["suppress_comment"]}
        elif answer.outcome is Outcome.IGNORED:
            result["suppress_comment"] = "eks-netlint: ignore"
        if not get_resource_id(place.entity):  # of which checkov makes no record
            self._add_unnamed(place, rule, severity, answer)
            return
        if (rule.id, severity) not in self._checks:
            self._checks[rule.id, severity] = Answered(title_of(rule), severity, "k8")
        check = self._checks[rule.id, severity]
        scanned = self._scanned
        before = {id(one) for one in _last(scanned.report)}
        scanned.runner.mutate_kubernetes_results(
            {check: result}, scanned.report, place.file, _named(place.path, scanned.root), place.path, place.entity, {},
            scanned.root,
        )  # fmt: skip
        for made in _last(scanned.report):
            if id(made) not in before and made.check_id == rule.id:
                made.details = Details(details(answer.findings))

    def _add_unnamed(self, place: _Place, rule: Rule[object], severity: Severity, answer: Answer) -> None:
        if answer.outcome is Outcome.FAILED:
            first = answer.findings[0]
            at = Where(place.path, _named(place.path, self._scanned.root), first.block.line, first.block.end_line)
            said = list(details(answer.findings))
            self._scanned.report.add_record(record(title_of(rule), severity, at, first.resource, said))

    def _wanted(self, rule: Rule[object]) -> bool:
        return any(
            self._shown(rule, severity, {}) for severity in Severity if severity.rank <= rule.severity.rank
        )

    def _shown(self, rule: Rule[object], severity: Severity, entity: Entity) -> bool:
        """Whether the user's selection lets it through: of rules, and of namespaces, which stand in the same lists."""
        chosen = self._scanned.filter
        wanted, unwanted = _namespaces(chosen.checks), _namespaces(chosen.skip_checks)
        if entity and ((wanted and _namespace(entity) not in wanted) or _namespace(entity) in unwanted):
            return False
        if wanted and len(wanted) == len(chosen.checks):  # namespaces only
            return not chosen.skip_checks or not RunnerFilter.check_matches(rule.id, None, chosen.skip_checks)
        return bool(
            chosen.should_run_check(
                check_id=rule.id, severity=severity_of(severity), report_type=self._framework
            )
        )

    def _add_problems(self) -> None:
        """One failure of EKN000 for each thing that could not be read or asked."""
        skipped = RunnerFilter.check_matches(INCOMPLETE.id, None, self._scanned.filter.skip_checks or [])
        for problem in dict.fromkeys((*all_rules().problems, *self._problems)):
            if not skipped and (problem.internal or problem.path.endswith(_SUFFIXES)):
                self._scanned.report.add_record(self._incomplete(problem))

    def _incomplete(self, problem: Problem) -> Record:
        path = real_path(self._tree, problem.path) if self._tree and problem.path else ""
        line = problem.line or 1
        if not os.path.isfile(path):
            path, line = min(self._scanned.runner.definitions, default=self._scanned.root or "."), 1
        at = Where(path, _named(path, self._scanned.root), line, line)
        told = [harmless(f"{problem.path}: {problem.message}" if problem.path else problem.message)]
        return record(INCOMPLETE, Severity.HIGH, at, problem.path or "eks-netlint", told)


def _last(report: CheckovReport) -> Iterator[Record]:
    """The last record of each outcome: checkov appends, and tells nobody what."""
    for records in (report.failed_checks, report.passed_checks, report.skipped_checks):
        yield from records[-1:]


def _places(scanned: Scanned) -> Mapping[str, tuple[Sequence[int], Sequence[_Place]]]:
    """checkov's objects by the real paths of their files, in the order of their first lines."""
    places: dict[str, tuple[Sequence[int], Sequence[_Place]]] = {}
    for file, entities in scanned.runner.definitions.items():
        path = os.path.realpath(file)
        found = [
            (line, _Place(file, path, entity))
            for entity in entities
            if isinstance(entity, dict) and isinstance(line := entity.get("__startline__"), int)
        ]
        found.sort(key=lambda one: one[0])
        places[path] = ([line for line, _ in found], [place for _, place in found])
    return places


def _named(path: str, root: str | None) -> str:
    """How checkov writes a path: relative to its root folder, with a separator before it."""
    return f"{os.sep}{os.path.relpath(path, root)}"


def _namespaces(listed: Sequence[str] | None) -> list[str]:
    """Those of ``--check`` or ``--skip-check`` that are namespaces: neither severities nor ids, ours included."""
    ids = [INCOMPLETE.id, *(rule.id for rule in all_rules().rules)]
    return [
        one
        for one in listed or ()
        if "_" not in one and not any(fnmatch(id, one) for id in ids)
    ]


def _namespace(entity: Entity) -> str:
    metadata = entity.get("metadata")
    namespace = metadata.get("namespace") if isinstance(metadata, dict) else None
    return namespace if isinstance(namespace, str) else "default"
