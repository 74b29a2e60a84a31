"""Our rules as checkov sees them: checks that look their answer up, and records for what it does not ask."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from checkov.common.bridgecrew.severities import Severities
from checkov.common.bridgecrew.severities import Severity as CheckovSeverity
from checkov.common.checks.base_check import BaseCheck
from checkov.common.models.enums import CheckCategories, CheckResult
from checkov.common.output.record import Record
from checkov.common.typing import _CheckResult, _SkippedCheck

from eks_netlint.explain import doc_of, page_of
from eks_netlint.hosts.checkov_answers import Answer, Outcome, details
from eks_netlint.hosts.checkov_sarif import Details
from eks_netlint.rules import Rule, Severity

_RESULTS = {Outcome.FAILED: CheckResult.FAILED, Outcome.IGNORED: CheckResult.SKIPPED}


class Asked(NamedTuple):
    """How checkov names a block when it asks: the file relative to its root folder, and the block's first line."""

    file: str
    line: object


class Title(NamedTuple):
    """What checkov prints of a rule."""

    id: str
    text: str
    page: str


INCOMPLETE = Title(
    "EKN000",
    "Everything could be read and every rule could be asked",
    "https://github.com/eks-netlint/eks-netlint/blob/main/docs/checkov.md#ekn000",
)
"""Under this id a scan says that it did not see everything; no rule bears it."""


def title_of(rule: Rule[object]) -> Title:
    """The rule as checkov prints it."""
    return Title(rule.id, doc_of(rule).summary.rstrip("."), page_of(rule.id))


def severity_of(severity: Severity) -> CheckovSeverity:
    """Our severity in checkov's words."""
    return Severities[severity.name]


class Answered(BaseCheck):
    """One rule at one severity on the blocks of one kind; it computes nothing.

    ``told`` holds the answers by block, ``heard`` the blocks about which checkov has asked.
    """

    def __init__(self, title: Title, severity: Severity, kind: str) -> None:
        super().__init__(
            name=title.text,
            id=title.id,
            categories=[CheckCategories.NETWORKING],
            supported_entities=[],
            block_type=kind,
            guideline=title.page,
        )
        self.severity = severity_of(severity)  # type: ignore[assignment]  # checkov declares no type but None
        self.told: dict[Asked, Answer] = {}
        self.heard: set[Asked] = set()

    def run(
        self,
        scanned_file: str,
        entity_configuration: Mapping[str, object],
        entity_name: str,
        entity_type: str,
        skip_info: _SkippedCheck,
    ) -> _CheckResult:
        """The answer to one block; no answer is UNKNOWN, of which checkov keeps no record."""
        asked = Asked(scanned_file, entity_configuration.get("__start_line__"))
        answer = self.told.get(asked)
        self.entity_type = entity_type
        self.details = []
        if answer is None:
            return {"result": CheckResult.UNKNOWN, "evaluated_keys": []}
        self.heard.add(asked)
        self.details = Details(details(answer.findings))
        if skip_info:
            comment = skip_info["suppress_comment"]
            return {"result": CheckResult.SKIPPED, "suppress_comment": comment, "evaluated_keys": []}
        result: _CheckResult = {"result": _RESULTS[answer.outcome], "evaluated_keys": []}
        if answer.outcome is Outcome.IGNORED:
            result["suppress_comment"] = "eks-netlint: ignore"
        return result

    def scan_entity_conf(self, conf: Mapping[str, object], entity_type: str) -> CheckResult:
        """Never called: ``run`` knows the file and this does not."""
        return CheckResult.UNKNOWN


class Where(NamedTuple):
    """A place as a record gives it: the real path, how checkov writes it, first and last line from 1."""

    path: str
    name: str
    first: int
    last: int


def record(
    title: Title,
    severity: Severity,
    at: Where,
    resource: str,
    told: list[str] | None = None,
    skip: str | None = None,
) -> Record:
    """An answer that goes into checkov's report directly: passed, or failed for the reasons ``told``, or skipped."""
    result: _CheckResult = {"result": CheckResult.PASSED if told is None else CheckResult.FAILED, "evaluated_keys": []}
    if skip is not None:
        result = {"result": CheckResult.SKIPPED, "suppress_comment": skip, "evaluated_keys": []}
    made = Record(
        check_id=title.id,
        check_name=title.text,
        check_result=result,
        code_block=[],
        file_path=at.name,
        file_line_range=[at.first, at.last],
        resource=resource,
        evaluations=None,
        check_class=__name__,
        file_abs_path=at.path,
        severity=severity_of(severity),
        details=Details(told or ()),
    )
    made.set_guideline(title.page)
    return made
