"""Our rules as rules of cfn-lint: each gives the findings of one analysis that are its own, at their exact places.

An id has the letter of the rule's severity in front (EKN101, WKN102, IKN110).  What came through ``Ref`` or
``Fn::FindInMap`` keeps it, since nothing is resolved by cfn-lint.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from cfnlint.rules._rule import CloudFormationLintRule, RuleMatch

from eks_netlint.analysis import Options, analyse
from eks_netlint.reporters.view import harmless
from eks_netlint.rules import Severity
from eks_netlint.rules.registry import load_ruleset

if TYPE_CHECKING:
    from cfnlint.template.template import Template

    from eks_netlint.report import Finding, Report
    from eks_netlint.rules import Rule
    from eks_netlint.source import Span

LETTERS = {Severity.HIGH: "E", Severity.MEDIUM: "W", Severity.LOW: "I"}
"""First letters of ids, by which cfn-lint knows errors, warnings and informational findings."""

INCOMPLETE = "EKN000"
"""The id of what went wrong in our own code; what cannot be read is cfn-lint's own to say."""

_PAGES = "https://github.com/eks-netlint/eks-netlint/blob/main/docs/rules"
_reports: WeakKeyDictionary[Template, Report] = WeakKeyDictionary()
_thresholds: dict[str, dict[str, float]] = {}


def id_of(rule: Rule[object]) -> str:
    """The id of a rule among those of cfn-lint."""
    return LETTERS[rule.severity] + rule.id[1:]


def report_on(cfn: Template) -> Report | None:
    """Our report on a template, made once; None where cfn-lint has no file of it."""
    if cfn.filename is None or not Path(cfn.filename).is_file():
        return None
    if cfn not in _reports:
        path = Path(cfn.filename).resolve()
        settings = {rule: values for rule, values in _thresholds.items() if values}
        _reports[cfn] = analyse([path], Options(tree=path.parent, thresholds=settings))
    return _reports[cfn]


class _Hosted(CloudFormationLintRule):
    """One of our rules."""

    ours = ""
    settings: Mapping[str, float] = {}

    def __init__(self) -> None:
        super().__init__()
        self.config_definition = {
            name: {"default": default, "type": "string"} for name, default in self.settings.items()
        }
        self.configure()  # type: ignore[no-untyped-call]  # cfn-lint declares no types for it

    def initialize(self, cfn: Template) -> None:
        """Take over what ``--configure-rule`` says before any rule is asked."""
        changed = {name: value for name, value in self.config.items() if value != self.settings.get(name)}
        _thresholds[self.ours] = {name: float(value) for name, value in changed.items() if _is_number(value)}

    def match(self, cfn: Template) -> list[RuleMatch]:
        """The findings of this rule."""
        report = report_on(cfn)
        return [] if report is None else [_match(one) for one in report.findings if one.rule == self.ours]


class _Incomplete(CloudFormationLintRule):
    """What went wrong, so that it does not look clean."""

    id = INCOMPLETE
    shortdesc = "eks-netlint failed at this template"
    description = "A rule or the analysis itself failed; other findings may be missing."
    source_url = f"{_PAGES}/README.md"

    def match(self, cfn: Template) -> list[RuleMatch]:
        """Each internal problem."""
        report = report_on(cfn)
        problems = () if report is None else report.problems
        return [RuleMatch(["Resources"], one.message) for one in problems if one.internal]


def _is_number(value: object) -> bool:
    try:
        float(str(value))
    except ValueError:
        return False
    return True


def _match(finding: Finding) -> RuleMatch:
    """A finding at its exact place; its path names the resource, whose metadata may ignore the rule."""
    resource = finding.resource.partition(".")[0].partition("[")[0]
    return RuleMatch(["Resources", resource], harmless(_told(finding)), location=_location(finding.at))


def _told(finding: Finding) -> str:
    """The message, with its sum on the same line."""
    parts = [f"{line.label}: {line.total} {line.unit}" for line in finding.sum if line.role in ("available", "short")]
    return f"{finding.message} ({'; '.join(parts)})" if parts else finding.message


def _location(at: Span) -> tuple[int, int, int, int]:
    """Lines and columns from 0."""
    return at.line - 1, at.column - 1, at.end_line - 1, at.end_column - 1


def _hosted(rule: Rule[object]) -> type[_Hosted]:
    return type(
        f"Rule{id_of(rule)}",
        (_Hosted,),
        {
            "id": id_of(rule),
            "ours": rule.id,
            "shortdesc": rule.name.replace("-", " "),
            "description": rule.name.replace("-", " "),
            "source_url": f"{_PAGES}/{rule.id}.md",
            "tags": ["eks-netlint", "network"],
            "settings": {name: setting.default for name, setting in rule.settings.items()},
            "__module__": __name__,
        },
    )


def all_hosted() -> dict[str, type[CloudFormationLintRule]]:
    """A class for each of our rules, and one for what went wrong, by the names they have in ``hosts.cfnlint``."""
    return {"RuleIncomplete": _Incomplete, **{f"Rule{id_of(one)}": _hosted(one) for one in load_ruleset().rules}}
