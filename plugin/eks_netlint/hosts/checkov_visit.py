"""One Terraform scan of checkov, seen from our side: analyse, answer where checkov asks, add what it did not ask."""

from __future__ import annotations

import functools
import gc
import logging
import os
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from checkov.common.checks.base_check import BaseCheck
from checkov.common.output.record import Record
from checkov.common.output.report import Report as CheckovReport
from checkov.common.runners.base_runner import filter_ignored_paths
from checkov.runner_filter import RunnerFilter
from checkov.terraform.modules.module_objects import TFDefinitionKey
from checkov.terraform.runner import Runner

from eks_netlint.analysis import BadOptions, Options, analyse
from eks_netlint.frontends.cloudformation.sniff import may_be_template
from eks_netlint.frontends.plan.sniff import may_be_plan
from eks_netlint.hosts.checkov_answers import Answer, Answers, Outcome, Place, answers, details, real_path
from eks_netlint.hosts.checkov_checks import INCOMPLETE, Answered, Asked, Where, record, severity_of, title_of
from eks_netlint.reporters.view import harmless
from eks_netlint.rules import Rule, Severity
from eks_netlint.rules.registry import RuleSet, load_ruleset
from eks_netlint.source import Problem
from eks_netlint.suppressions import RULES as IGNORE_RULES
from eks_netlint.tree import tree_of

Definitions = Mapping[TFDefinitionKey, Mapping[str, Sequence[dict[str, object]]]]

_FRAMEWORK = "terraform"
KUBERNETES = "kubernetes"
CLOUDFORMATION = "cloudformation"
PLAN = "terraform_plan"
MANIFESTS = (".yaml", ".yml", ".json")
_KINDS = ("resource", "data", "module")

log = logging.getLogger(__name__)


class Scanned(NamedTuple):
    """What checkov is about to scan; ``files`` are those given with -f, none with -d."""

    root: str | None
    files: Sequence[str]
    definitions: Definitions
    filter: RunnerFilter


class _Block(NamedTuple):
    """A block of checkov's: which registry asks about it, as what, how it is called when asked, and in a record."""

    kind: str
    type: str
    asked: Asked
    address: str
    end: int


@functools.cache
def all_rules() -> RuleSet:
    """Every rule with those about ignore comments, and a problem for each rule file that does not load."""
    loaded = load_ruleset()
    return RuleSet((*loaded.rules, *IGNORE_RULES), loaded.problems)


class Visit:
    """Our part in one scan.  Nothing here raises: checkov would lose the findings of the whole framework."""

    def __init__(self, scanned: Scanned) -> None:
        self._scanned = scanned
        self._rules: dict[str, Rule[object]] = {}
        self._answers = Answers()
        self._blocks: Mapping[Place, Collection[_Block]] = {}
        self._tree = ""
        self._problems: list[Problem] = []
        self._checks: dict[tuple[str, str, Severity], Answered] = {}
        self._registered: list[tuple[list[BaseCheck], BaseCheck]] = []
        self._selection: dict[tuple[str, Severity, str], bool] = {}

    def begin(self) -> None:
        """Analyse, unless no rule of ours is wanted, and register the answers."""
        with no_collections():
            self._guarded("the analysis", self._analyse)
        self._guarded("registering with checkov", self._register)

    def end(self, report: CheckovReport) -> None:
        """Take the checks back, and add to checkov's report what it asked about no block."""
        self._guarded("leaving checkov's registries", self._unregister)
        self._guarded("adding findings to checkov's report", lambda: self._add_unasked(report))
        self._guarded("adding what passed to checkov's report", lambda: self._add_passed(report))
        self._guarded("adding problems to checkov's report", lambda: self._add_problems(report))

    def _guarded(self, what: str, act: Callable[[], None]) -> None:
        try:
            act()
        except (Exception, SystemExit) as error:  # a child process that exits is lost without a word
            log.exception("eks-netlint: %s failed", what)
            self._problems.append(Problem("", f"{what} failed: {type(error).__name__}: {error}", internal=True))

    def _analyse(self) -> None:
        self._rules = {rule.id: rule for rule in all_rules().rules if _wanted(rule, self._scanned.filter)}
        paths = _paths(self._scanned)
        if self._rules and paths:
            try:
                report = analyse(paths, options_of(self._scanned.filter))
            except BadOptions as error:  # a config that cannot be meant; checkov's own options name no rules of ours
                self._tree = str(tree_of(paths[0]))
                self._problems += error.problems
                return
            self._tree = report.tree
            self._problems += report.problems
            for problem in report.problems:
                log.error("eks-netlint: %s: %s", problem.path or ".", problem.message)
            self._blocks = _blocks(self._scanned)
            self._answers = answers(report, self._blocks)

    def _register(self) -> None:
        for place, given in self._answers.at.items():
            for answer in given:
                if answer.outcome is not Outcome.PASSED and answer.rule in self._rules:
                    for block in self._blocks[place]:
                        self._check(block, answer).told[block.asked] = answer

    def _check(self, block: _Block, answer: Answer) -> Answered:
        """The check that gives this answer, registered for the type of the block."""
        severity = answer.severity or self._rules[answer.rule].severity
        key = (block.kind, answer.rule, severity)
        if key not in self._checks:
            self._checks[key] = Answered(title_of(self._rules[answer.rule]), severity, block.kind)
        check = self._checks[key]
        registered = Runner.block_type_registries[block.kind].checks[block.type]
        if check not in registered:
            registered.append(check)
            self._registered.append((registered, check))
        return check

    def _unregister(self) -> None:
        for checks, check in self._registered:
            checks.remove(check)

    def _add_unasked(self, report: CheckovReport) -> None:
        """Findings that checkov was to show and did not ask about: a file it cannot parse, a block it passed over."""
        heard = {(check.id, asked) for check in self._checks.values() for asked in check.heard}
        for place, given in (*self._answers.at.items(), *self._answers.homeless.items()):
            shown = {block.asked for block in self._blocks.get(place, ())}
            for answer in given:
                if answer.rule in self._rules and not any((answer.rule, asked) in heard for asked in shown):
                    self._add(report, place, answer)

    def _add(self, report: CheckovReport, place: Place, answer: Answer) -> None:
        if answer.outcome is not Outcome.FAILED or not _in_scope(place.path, self._scanned):
            return
        if self._others(place.path):
            return
        rule, first = self._rules[answer.rule], answer.findings[0]
        severity = answer.severity or rule.severity
        name = _asked_name(place.path, self._scanned.root)
        if self._shown(rule, severity, name):
            at = Where(place.path, name, place.line, first.block.end_line)
            report.add_record(record(title_of(rule), severity, at, first.resource, list(details(answer.findings))))

    def _add_passed(self, report: CheckovReport) -> None:
        """What passed needs no asking, at which checkov takes half a millisecond each time, mostly to log it."""
        titles = {id: title_of(rule) for id, rule in self._rules.items()}
        for place, given in self._answers.at.items():
            for answer in given:
                rule = self._rules.get(answer.rule)
                if answer.outcome is not Outcome.PASSED or rule is None:
                    continue
                for block in self._blocks[place]:
                    if self._shown(rule, rule.severity, block.asked.file):
                        at = Where(place.path, block.asked.file, place.line, block.end)
                        report.add_record(record(titles[rule.id], rule.severity, at, block.address))

    def _others(self, path: str) -> bool:
        """Whether another framework of this run speaks of the file."""
        if not path.endswith((*MANIFESTS, ".template")):
            return False
        framework = PLAN if may_be_plan(Path(path)) else CLOUDFORMATION if may_be_template(Path(path)) else KUBERNETES
        return _runs(framework, self._scanned.filter)

    def _shown(self, rule: Rule[object], severity: Severity, name: str) -> bool:
        """Whether the user's selection lets it through; files play a part only where --skip-check names some."""
        chosen = self._scanned.filter
        key = (rule.id, severity, name if chosen.skip_checks_regex_patterns else "")
        if key not in self._selection:
            self._selection[key] = chosen.should_run_check(
                check_id=rule.id, severity=severity_of(severity), report_type=_FRAMEWORK, file_origin_paths=[name]
            )
        return self._selection[key]

    def _add_problems(self, report: CheckovReport) -> None:
        """One failure of EKN000 for each thing that could not be read or asked, whatever rules were selected."""
        skipped = RunnerFilter.check_matches(INCOMPLETE.id, None, self._scanned.filter.skip_checks or [])
        for problem in dict.fromkeys(self._problems):
            failed = self._incomplete(problem)
            if failed is not None and not skipped:
                report.add_record(failed)

    def _incomplete(self, problem: Problem) -> Record | None:
        path = real_path(self._tree, problem.path) if self._tree and problem.path else ""
        line = problem.line or 1
        if not os.path.isfile(path):
            path, line = min((key.file_path for key in self._scanned.definitions), default=self._scanned.root or "."), 1
        elif not problem.internal and (_excluded(path, self._scanned) or self._others(path)):  # a config is hidden
            return None
        at = Where(path, _asked_name(path, self._scanned.root), line, line)
        told = [harmless(f"{problem.path}: {problem.message}" if problem.path else problem.message)]
        return record(INCOMPLETE, Severity.HIGH, at, problem.path or "eks-netlint", told)


@contextmanager
def no_collections() -> Iterator[None]:
    """Our many small objects would set off collections that walk all of checkov's, now or soon after, for nothing.

    It took half of our time.  What there is by then stays out of collections until the next scan.
    """
    was = gc.isenabled()
    gc.disable()
    gc.unfreeze()
    try:
        yield
    finally:
        gc.freeze()
        if was:
            gc.enable()


def _wanted(rule: Rule[object], chosen: RunnerFilter) -> bool:
    """Whether the user's selection lets through any finding the rule may have."""
    return any(
        chosen.should_run_check(check_id=rule.id, severity=severity_of(severity), report_type=_FRAMEWORK)
        for severity in Severity
        if severity.rank <= rule.severity.rank
    )


def _runs(framework: str, chosen: RunnerFilter) -> bool:
    """Whether checkov scans with a framework, too."""
    return bool({"all", framework} & set(chosen.framework or ("all",)))


def _paths(scanned: Scanned) -> list[Path]:
    """What to analyse; nothing where there is no Terraform, which for checkov is no trouble."""
    if scanned.files:
        return [Path(file) for file in scanned.files if file.endswith(".tf")]
    from eks_netlint.frontends.terraform.discovery import module_directories  # brings the parser, mostly not needed

    root = Path(scanned.root or os.getcwd())
    return [root] if scanned.definitions or any(True for _ in module_directories(root)) else []


def options_of(chosen: RunnerFilter) -> Options:
    """What we are told of checkov's own options."""
    return Options(var_files=tuple(Path(path) for path in chosen.var_files or ()))


def _asked_name(path: str, root: str | None) -> str:
    """How checkov writes a path: relative to its root folder, with a separator before it."""
    return f"{os.sep}{os.path.relpath(path, root)}"


def _blocks(scanned: Scanned) -> dict[Place, set[_Block]]:
    """checkov's blocks by place: several at one where count, or a second call of the module, makes instances."""
    blocks: defaultdict[Place, set[_Block]] = defaultdict(set)
    for key, definition in scanned.definitions.items():
        path, name = os.path.realpath(key.file_path), _asked_name(key.file_path, scanned.root)
        for kind, type, conf in _entities(definition):
            line, end, address = (conf.get(f"__{what}__") for what in ("start_line", "end_line", "address"))
            if isinstance(line, int):
                last = end if isinstance(end, int) else line
                blocks[Place(path, line)].add(_Block(kind, type, Asked(name, line), str(address or type), last))
    return dict(blocks)


def _entities(definition: Mapping[str, Sequence[dict[str, object]]]) -> Iterator[tuple[str, str, Mapping[str, object]]]:
    for kind in _KINDS:
        registry = Runner.block_type_registries[kind]
        for entity in definition.get(kind, ()):
            type, _, conf = registry.extract_entity_details(entity)
            if isinstance(conf, dict):
                yield kind, type, conf


def _in_scope(path: str, scanned: Scanned) -> bool:
    """Whether the user asked checkov to look at the file."""
    if scanned.files:
        return path in {os.path.realpath(file) for file in scanned.files}
    root = os.path.realpath(scanned.root or os.getcwd())
    return path.startswith(root + os.sep) and not _excluded(path, scanned)


def _excluded(path: str, scanned: Scanned) -> bool:
    return not scanned.files and excluded(path, scanned.root or os.getcwd(), scanned.filter)


def excluded(path: str, root: str, chosen: RunnerFilter) -> bool:
    """Whether checkov, walking its root folder, would pass over the file: hidden directories, --skip-path."""
    root = os.path.realpath(root)
    if not path.startswith(root + os.sep):
        return False
    parent = root
    for part in os.path.relpath(path, root).split(os.sep):
        names = [part]
        filter_ignored_paths(parent, names, chosen.excluded_paths)
        if not names:
            return True
        parent = os.path.join(parent, part)
    return False
