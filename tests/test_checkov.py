"""The rules inside checkov: the same findings on the same blocks, and nothing lost without a word.

Most tests put a Report of their own in place of the analysis, so that each situation is there at will; the last ones
run the real thing as users do.
"""

from __future__ import annotations

import json
import os
import pickle
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from checkov.cloudformation.checks.resource.registry import cfn_registry
from checkov.common.models.enums import CheckCategories, CheckResult
from checkov.common.output.baseline import Baseline
from checkov.common.output.record import Record
from checkov.common.output.report import Report as CheckovReport
from checkov.common.output.sarif import Sarif
from checkov.kubernetes.checks.resource.registry import registry as kubernetes_registry
from checkov.runner_filter import RunnerFilter
from checkov.terraform.checks.module.registry import module_registry
from checkov.terraform.checks.resource.base_resource_check import BaseResourceCheck
from checkov.terraform.checks.resource.registry import resource_registry
from checkov.terraform.runner import Runner

from eks_netlint.analysis import Options, analyse
from eks_netlint.hosts import checkov, checkov_visit
from eks_netlint.hosts.checkov_answers import details
from eks_netlint.hosts.checkov_sarif import Details, repair_results
from eks_netlint.model.nouns import Subnet
from eks_netlint.records import dataclass, field, replace
from eks_netlint.report import Clean, Finding, Open, Report
from eks_netlint.rules import Rule, Severity, SumLine
from eks_netlint.rules.registry import RuleSet
from eks_netlint.source import Document, Problem, Span
from eks_netlint.values import Unknown

ROOT = Path(__file__).parent.parent
CHECKS = ROOT / "checks"
QUICKSTART = ROOT / "fixtures" / "quickstart"
BIN = Path(sys.executable).parent
MULTITOOL = Path(os.environ.get("SARIF_MULTITOOL", "/tmp/npm/node_modules/@microsoft/sarif-multitool-linux"))
SCHEMA = MULTITOOL / "sarif-2.1.0.json"

MAIN = """\
module "vpc" {
  source  = "terraform-aws-modules/vpc/aws"
  version = "~> 5.0"
}

resource "aws_subnet" "a" {
  count      = 2
  vpc_id     = "vpc-1"
  cidr_block = "10.0.0.0/24"
}

data "aws_subnet" "old" {
  id = "subnet-1"
}

module "one" {
  source = "./inner"
}

module "two" {
  source = "./inner"
}
"""
INNER = """\
resource "aws_subnet" "b" {
  vpc_id     = "vpc-1"
  cidr_block = "10.0.1.0/24"
}
"""
VPC, SUBNET, OLD, ONE = 'module "vpc"', 'resource "aws_subnet" "a"', 'data "aws_subnet" "old"', 'module "one"'
MESSAGE = "needs 480 addresses, has 251"


def rule(id: str, severity: Severity = Severity.HIGH) -> Rule[object]:
    doc = f"Subnets are too small in the sense of {id}.\n\nWhy it matters\n    They run out.\n"
    return Rule(id, "subnet-too-small", Subnet, severity, lambda *_: iter(()), doc)  # type: ignore[arg-type]  # as any


RULES = (rule("EKN901"), rule("EKN902", Severity.MEDIUM), rule("EKN903", Severity.LOW))


@dataclass
class Told:
    """A tree, and what the analysis is made to say of it."""

    tree: Path
    report: Report
    asked: list[tuple[tuple[Path, ...], Options]] = field(default_factory=list)
    raises: Exception | None = None

    def write(self, path: str, text: str) -> None:
        (self.tree / path).parent.mkdir(parents=True, exist_ok=True)
        (self.tree / path).write_text(text, encoding="utf-8")

    def block(self, text: str, path: str = "main.tf") -> Span:
        document = Document(path, (self.tree / path).read_bytes())
        start = document.data.index(text.encode())
        return Span(document, start, document.data.index(b"\n}", start) + 2)

    def finding(self, rule: str, block: Span, severity: Severity = Severity.HIGH, message: str = MESSAGE) -> Finding:
        lines = (
            SumLine("m5.xlarge", 480, count=8, each=60, span=block),
            SumLine("10.0.0.0/24, 5 reserved by AWS", 251, role="available"),
        )
        return Finding(rule, "subnet-too-small", severity, message, block, block, "aws_subnet.x", ".", sum=lines)

    def say(
        self,
        *findings: Finding,
        clean: Sequence[tuple[str, Span]] = (),
        undecided: Sequence[tuple[str, Span]] = (),
        suppressed: Sequence[Finding] = (),
        problems: Sequence[Problem] = (),
    ) -> None:
        self.report = replace(
            self.report,
            findings=findings,
            clean=tuple(Clean(rule, block, "aws_subnet.x", ".") for rule, block in clean),
            undecided=tuple(
                Open(rule, block, block, "aws_subnet.x", ".", (Unknown("not in the files"),))
                for rule, block in undecided
            ),
            suppressed=tuple(suppressed),
            problems=tuple(problems),
        )

    def analyse(self, paths: Sequence[Path], options: Options) -> Report:
        self.asked.append((tuple(paths), options))
        if self.raises is not None:
            raise self.raises
        return self.report


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Told]:
    told = Told(tmp_path, Report(str(tmp_path)))
    told.write("main.tf", MAIN)
    told.write("inner/main.tf", INNER)
    monkeypatch.setattr(checkov_visit, "analyse", told.analyse)
    monkeypatch.setattr(checkov_visit, "all_rules", lambda: RuleSet(RULES, ()))
    monkeypatch.setattr(checkov, "all_rules", lambda: RuleSet(RULES, ()))
    monkeypatch.chdir(tmp_path)
    yield told


def scan(
    told: Told,
    checks: Sequence[str] = ("EKN*",),
    skip: Sequence[str] = (),
    files: Sequence[str] = (),
    excluded: Sequence[str] = (),
    var_files: Sequence[str] = (),
) -> CheckovReport:
    """One run of checkov's Terraform runner, with the door as its external checks."""
    chosen = RunnerFilter(
        checks=list(checks), skip_checks=list(skip), excluded_paths=list(excluded), var_files=list(var_files)
    )
    report = Runner().run(
        root_folder=None if files else str(told.tree),
        files=[str(told.tree / file) for file in files] or None,
        external_checks_dir=[str(CHECKS)],
        runner_filter=chosen,
    )
    assert isinstance(report, CheckovReport)
    return report


def seen(records: Sequence[Record]) -> list[tuple[str, str, int]]:
    return sorted({(record.check_id, record.file_path, record.file_line_range[0]) for record in records})


# ------------------------------------------------------------------------------------------------ answers


def test_each_kind_of_block_is_answered(told: Told) -> None:
    told.say(
        *(told.finding("EKN901", told.block(text)) for text in (VPC, SUBNET, OLD, ONE)),
        told.finding("EKN901", told.block('resource "aws_subnet" "b"', "inner/main.tf")),
    )
    report = scan(told)
    assert seen(report.failed_checks) == [
        ("EKN901", "/inner/main.tf", 1),
        ("EKN901", "/main.tf", 1),
        ("EKN901", "/main.tf", 6),
        ("EKN901", "/main.tf", 12),
        ("EKN901", "/main.tf", 16),
    ]
    inner = {record.resource for record in report.failed_checks if record.file_path == "/inner/main.tf"}
    assert inner == {"module.one.aws_subnet.b", "module.two.aws_subnet.b"}


def test_a_record_shows_message_sum_severity_and_page(told: Told) -> None:
    told.say(told.finding("EKN901", told.block(VPC), Severity.MEDIUM))
    (record,) = scan(told).failed_checks
    assert record.check_name == "Subnets are too small in the sense of EKN901"
    assert record.guideline is not None and record.guideline.endswith("/docs/rules/EKN901.md")
    assert record.severity is not None and record.severity.name == "MEDIUM", "the finding's own, not the rule's"
    assert record.details == [
        "needs 480 addresses, has 251 (aws_subnet.x, main.tf:1)",
        "8 x m5.xlarge x 60 = 480 addresses main.tf:1",
        "available 251 (10.0.0.0/24, 5 reserved by AWS)",
    ]


def test_findings_of_a_rule_on_one_block_share_a_record(told: Told) -> None:
    block = told.block(VPC)
    told.say(
        told.finding("EKN901", block, Severity.LOW, "needs 300 addresses, has 251"),
        told.finding("EKN901", block, Severity.HIGH, "needs 9 blocks of /28, has 3"),
    )
    (record,) = scan(told).failed_checks
    assert record.severity is not None and record.severity.name == "HIGH"
    assert [line for line in record.details if line.startswith("needs")] == [
        "needs 300 addresses, has 251 (aws_subnet.x, main.tf:1)",
        "needs 9 blocks of /28, has 3 (aws_subnet.x, main.tf:1)",
    ]


def test_clean_passes_and_unsure_says_nothing(told: Told) -> None:
    subnet, vpc = told.block(SUBNET), told.block(VPC)
    told.say(
        told.finding("EKN903", vpc, Severity.LOW),
        clean=[("EKN901", subnet), ("EKN901", vpc), ("EKN902", vpc), ("EKN903", vpc)],
        undecided=[("EKN902", subnet), ("EKN901", vpc)],
    )
    report = scan(told)
    assert seen(report.passed_checks) == [("EKN901", "/main.tf", 6), ("EKN902", "/main.tf", 1)]
    assert seen(report.failed_checks) == [("EKN903", "/main.tf", 1)]


def test_what_our_own_comments_ignore_is_skipped(told: Told) -> None:
    told.say(suppressed=[told.finding("EKN901", told.block(SUBNET))])
    report = scan(told)
    assert seen(report.skipped_checks) == [("EKN901", "/main.tf", 6)]
    assert not report.failed_checks


def test_checkov_comments_skip(told: Told) -> None:
    told.write("main.tf", MAIN.replace("  count      = 2\n", "  #checkov:skip=EKN901:load tested\n  count = 2\n"))
    told.say(told.finding("EKN901", told.block(SUBNET)), told.finding("EKN902", told.block(SUBNET), Severity.MEDIUM))
    report = scan(told)
    assert seen(report.skipped_checks) == [("EKN901", "/main.tf", 6)]
    assert {record.check_result["suppress_comment"] for record in report.skipped_checks} == {"load tested"}
    assert seen(report.failed_checks) == [("EKN902", "/main.tf", 6)]


def test_checkov_comments_on_a_call_skip_what_is_inside(told: Told) -> None:
    told.write("main.tf", MAIN.replace('  source = "./inner"', '  #checkov:skip=EKN901:dev\n  source = "./inner"', 1))
    told.say(told.finding("EKN901", told.block('resource "aws_subnet" "b"', "inner/main.tf")))
    report = scan(told)
    assert {record.resource for record in report.skipped_checks} == {"module.one.aws_subnet.b"}
    assert {record.resource for record in report.failed_checks} == {"module.two.aws_subnet.b"}


# ------------------------------------------------------------------------------------------------ selection


@pytest.mark.parametrize(
    ("checks", "skip", "wanted"),
    [
        (["EKN901"], [], {"EKN901"}),
        (["EKN9*"], ["EKN902"], {"EKN901", "EKN903"}),
        (["HIGH"], [], {"EKN901"}),
        (["MEDIUM"], [], {"EKN901", "EKN902"}),
        ([], ["CKV*", "LOW"], {"EKN901", "EKN902"}),
    ],
)
def test_selection_is_checkovs(told: Told, checks: list[str], skip: list[str], wanted: set[str]) -> None:
    block = told.block(SUBNET)
    told.say(
        told.finding("EKN901", block),
        told.finding("EKN902", block, Severity.MEDIUM),
        told.finding("EKN903", block, Severity.LOW),
    )
    assert {record.check_id for record in scan(told, checks, skip).failed_checks} == wanted


def test_a_softer_finding_of_a_hard_rule_obeys_its_own_severity(told: Told) -> None:
    told.say(told.finding("EKN901", told.block(SUBNET), Severity.LOW), told.finding("EKN901", told.block(VPC)))
    assert seen(scan(told, ["HIGH"]).failed_checks) == [("EKN901", "/main.tf", 1)]


def test_analysis_happens_once_and_only_if_wanted(told: Told) -> None:
    scan(told, ["CKV_AWS_130"])
    assert not told.asked
    scan(told)
    assert [paths for paths, _ in told.asked] == [(told.tree,)]
    scan(told)
    assert len(told.asked) == 2, "another scan, another analysis"


def test_variable_files_are_passed_on(told: Told) -> None:
    told.write("prod.tfvars", "x = 1\n")
    scan(told, var_files=[str(told.tree / "prod.tfvars")])
    assert told.asked[0][1].var_files == (told.tree / "prod.tfvars",)


def test_given_files_are_analysed_and_answered(told: Told) -> None:
    told.say(
        told.finding("EKN901", told.block(SUBNET)),
        told.finding("EKN901", told.block('resource "aws_subnet" "b"', "inner/main.tf")),
    )
    report = scan(told, files=["inner/main.tf"])
    assert told.asked[0][0] == (told.tree / "inner" / "main.tf",)
    assert [(record.check_id, record.file_abs_path) for record in report.failed_checks] == [
        ("EKN901", str(told.tree / "inner" / "main.tf"))
    ]


def test_no_terraform_is_no_trouble(told: Told, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    report = scan(replace(told, tree=empty))
    assert not told.asked and not report.failed_checks


def test_nothing_stays_behind(told: Told) -> None:
    told.say(told.finding("EKN901", told.block(SUBNET)))
    scan(told)
    assert not [check.id for _, check in resource_registry.all_checks() if check.id.startswith("EKN")]


def test_baseline_and_exit_code_are_checkovs(told: Told) -> None:
    told.say(told.finding("EKN901", told.block(SUBNET)))
    report = scan(told)
    hard = {"soft_fail": False, "soft_fail_checks": [], "hard_fail_checks": []}
    thresholds: Any = {**hard, "soft_fail_threshold": None, "hard_fail_threshold": None}
    assert report.get_exit_code(thresholds) == 1
    assert report.get_exit_code({**thresholds, "soft_fail": True}) == 0
    assert report.get_exit_code({**thresholds, "hard_fail_checks": ["EKN9*"]}) == 1
    baseline = Baseline()
    baseline.add_findings_from_report(report)
    (told.tree / ".checkov.baseline").write_text(json.dumps(baseline.to_dict()))
    known = Baseline()
    known.from_json(str(told.tree / ".checkov.baseline"))
    known.compare_and_reduce_reports([report])
    assert not report.failed_checks


# ------------------------------------------------------------------------------------------------ nothing is lost


def test_a_block_checkov_does_not_see_is_told_at_the_call(told: Told) -> None:
    told.write(".terraform/modules/vpc/main.tf", INNER)
    block = told.block("resource", ".terraform/modules/vpc/main.tf")
    told.say(replace(told.finding("EKN901", block), calls=(told.block(VPC),)))
    assert seen(scan(told).failed_checks) == [("EKN901", "/main.tf", 1)]


def test_a_file_checkov_cannot_read_keeps_its_findings(told: Told) -> None:
    told.write("big.tf", 'resource "aws_subnet" "c" {\n  size = 1e3\n}\n')
    told.say(told.finding("EKN901", told.block("resource", "big.tf")))
    report = scan(told)
    assert report.parsing_errors == [str(told.tree / "big.tf")], "else this test needs another file"
    assert [(record.resource, record.file_line_range) for record in report.failed_checks] == [("aws_subnet.x", [1, 3])]


def test_a_place_that_is_no_block_keeps_its_findings(told: Told) -> None:
    told.write("main.tf", f"# eks-netlint: ignore[EKN1]\n{MAIN}")
    comment = Span(Document("main.tf", (told.tree / "main.tf").read_bytes()), 0, 27)
    told.say(told.finding("EKN901", comment))
    assert seen(scan(told).failed_checks) == [("EKN901", "/main.tf", 1)]


@pytest.mark.parametrize("excluded", ["inner", "inner/main.tf", "in.*/main"])
def test_skipped_paths_stay_skipped(told: Told, excluded: str) -> None:
    told.write("main.tf", MAIN.partition('module "one"')[0])
    told.say(
        told.finding("EKN901", told.block('resource "aws_subnet" "b"', "inner/main.tf")),
        problems=[Problem("inner/main.tf", "cannot be read")],
    )
    report = scan(told, excluded=[excluded])
    assert not report.failed_checks


def test_what_is_outside_stays_outside(told: Told) -> None:
    told.write("outside.tf", INNER)
    told.say(told.finding("EKN901", told.block("resource", "outside.tf")))
    assert not scan(replace(told, tree=told.tree / "inner")).failed_checks


# ------------------------------------------------------------------------------------------------ never silently green


def incomplete(report: CheckovReport) -> list[tuple[str, int, str]]:
    records = [record for record in report.failed_checks if record.check_id == "EKN000"]
    assert all(record.severity is not None and record.severity.name == "HIGH" for record in records)
    return [(record.file_path, record.file_line_range[0], record.details[0]) for record in records]


def test_problems_fail_whatever_was_selected(told: Told, caplog: pytest.LogCaptureFixture) -> None:
    told.write("secret.tfvars", "\0GITCRYPT\0")
    told.say(
        problems=[
            Problem("secret.tfvars", "is binary"),
            Problem("inner/main.tf", "rule EKN901 failed on aws_subnet.b: KeyError: 'x'", 2, internal=True),
            Problem("gone", "no such module directory", 7),
        ]
    )
    report = scan(told, ["EKN902"])
    assert incomplete(report) == [
        ("/secret.tfvars", 1, "secret.tfvars: is binary"),
        ("/inner/main.tf", 2, "inner/main.tf: rule EKN901 failed on aws_subnet.b: KeyError: 'x'"),
        ("/inner/main.tf", 1, "gone: no such module directory"),
    ]
    assert "eks-netlint: secret.tfvars: is binary" in caplog.text


def test_problems_can_be_skipped_by_name_only(told: Told) -> None:
    told.say(problems=[Problem("main.tf", "half read")])
    assert incomplete(scan(told, skip=["LOW"]))
    assert not incomplete(scan(told, skip=["EKN000"]))


def test_a_crash_of_ours_fails_and_costs_nobody_else(told: Told, caplog: pytest.LogCaptureFixture) -> None:
    told.raises = RuntimeError("boom")
    report = scan(told, ["EKN901", "CKV_AWS_130"])
    assert incomplete(report) == [("/inner/main.tf", 1, "the analysis failed: RuntimeError: boom")]
    assert "CKV_AWS_130" in {record.check_id for record in report.passed_checks}
    assert "Traceback" in caplog.text


def test_a_crash_while_reporting_fails(told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    told.say(told.finding("EKN901", Span(Document("nowhere.tf", b""), 0, 0)))
    monkeypatch.setattr(checkov_visit, "_in_scope", lambda *_: 1 / 0)
    ((_, _, what),) = incomplete(scan(told))
    assert what == "adding findings to checkov's report failed: ZeroDivisionError: division by zero"


def test_a_rule_file_that_does_not_load_fails(told: Told) -> None:
    told.say(problems=[Problem("checks/ekn999_x.py", "rule file does not load: SyntaxError", internal=True)])
    assert incomplete(scan(told)) == [
        ("/inner/main.tf", 1, "checks/ekn999_x.py: rule file does not load: SyntaxError")
    ]


def test_an_unknown_checkov_fails_on_every_block(told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise checkov.UnknownCheckov("no place to hook in")

    monkeypatch.setattr(checkov, "install", refuse)
    monkeypatch.setattr(checkov, "Visit", None)  # were it used, the scan would crash
    monkeypatch.setattr(Runner, "check_tf_definition", Runner.check_tf_definition.__wrapped__)  # type: ignore[attr-defined]  # as if never installed
    try:
        found = incomplete(scan(told))
    finally:
        for registry in (resource_registry, module_registry, kubernetes_registry, cfn_registry):
            checks = registry.wildcard_checks["*"]
            assert [check.id for check in checks].count("EKN000") == 1
            checks[:] = [check for check in checks if check.id != "EKN000"]
    assert {(file, line) for file, line, _ in found} == {
        ("/inner/main.tf", 1), ("/main.tf", 1), ("/main.tf", 6), ("/main.tf", 16), ("/main.tf", 20)
    }  # fmt: skip
    assert found[0][2] == "eks-netlint cannot run in this checkov: UnknownCheckov: no place to hook in"


@pytest.mark.parametrize("method", ["check_tf_definition", "_parse_files"])
def test_a_runner_without_our_hooks_is_refused(method: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(Runner, method)
    with pytest.raises(checkov.UnknownCheckov):
        checkov.install()


def test_a_runner_with_other_parameters_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Runner, "check_tf_definition", lambda self, context: None)
    with pytest.raises(checkov.UnknownCheckov, match="context"):
        checkov.install()


# ------------------------------------------------------------------------------------------------ SARIF


class Chatty(BaseResourceCheck):
    """Somebody else's check with details."""

    def __init__(self) -> None:
        super().__init__("Somebody else's", "ELSE_1", [CheckCategories.NETWORKING], ["aws_subnet"])

    def scan_resource_conf(self, conf: dict[str, list[Any]]) -> CheckResult:
        self.details = ["why"]
        return CheckResult.FAILED


@pytest.fixture
def sarif(told: Told) -> Iterator[dict[str, Any]]:
    """What checkov writes of a finding of ours, an ignored one, and a failure of somebody else's check."""
    subnet = told.block(SUBNET)
    told.say(
        told.finding("EKN901", subnet),
        suppressed=[told.finding("EKN902", subnet)],
        problems=[Problem("main.tf", "half read")],
    )
    other = Chatty()
    yield Sarif([scan(told, ["EKN*", "ELSE_1"])], "Checkov").json
    resource_registry.checks["aws_subnet"].remove(other)


def test_sarif_says_what_we_say(sarif: dict[str, Any]) -> None:
    results = sarif["runs"][0]["results"]
    texts = {(one["ruleId"], one["message"]["text"]) for one in results if not one.get("suppressions")}
    assert texts == {
        (
            "EKN901",
            "needs 480 addresses, has 251 (aws_subnet.x, main.tf:6)\n"
            "8 x m5.xlarge x 60 = 480 addresses main.tf:6\n"
            "available 251 (10.0.0.0/24, 5 reserved by AWS)",
        ),
        ("EKN000", "main.tf: half read"),
        ("ELSE_1", "Somebody else's\nwhy"),
    }
    assert {one["ruleId"] for one in results if one.get("suppressions")} == {"EKN902"}


@pytest.mark.skipif(not SCHEMA.exists(), reason="the SARIF schema comes with the npm package sarif-multitool-linux")
def test_sarif_is_valid(sarif: dict[str, Any]) -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8-sig"))
    assert not list(jsonschema.Draft202012Validator(schema).iter_errors(sarif))


def test_sarif_written_well_is_left_alone() -> None:
    good = {
        "ruleId": "EKN901",
        "message": {"text": "a"},
        "attachments": [{"description": {"text": "b"}, "artifactLocation": {"uri": "c"}}],
    }
    assert repair_results([good, {"ruleId": "x"}]) == [good, {"ruleId": "x"}]


def test_details_repair_the_process_that_unpickles_them() -> None:
    code = (
        "import pickle, sys; from checkov.common.output.sarif import Sarif; before = Sarif._create_results;"
        "pickle.loads(sys.stdin.buffer.read()); print(before is not Sarif._create_results)"
    )
    pickled = pickle.dumps(Details(["a"]))
    assert subprocess.run([sys.executable, "-c", code], input=pickled, capture_output=True).stdout == b"True\n"


# ------------------------------------------------------------------------------------------------ as users run it


def run(*arguments: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [str(BIN / "checkov"), *map(str, arguments), "--skip-download"]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, env={**os.environ, "LOG_LEVEL": "WARNING"})


@pytest.fixture(scope="module")
def quickstart() -> Report:
    report = analyse([QUICKSTART])
    assert not report.problems and report.findings
    return report


def blocks(report: Report) -> set[tuple[str, str, int]]:
    """What the command line says, as (rule, block)."""
    return {
        (finding.rule, os.path.join(report.tree, finding.block.path), finding.block.line)
        for finding in report.findings
    }


def test_same_findings_as_the_command_line(quickstart: Report, tmp_path: Path) -> None:
    """As text and as JSON, both with the numbers."""
    done = run(
        "-d", QUICKSTART, "--framework", "terraform", "--external-checks-dir", "checks", "-c", "EKN*",
        "-o", "cli", "-o", "json", "--output-file-path", f"console,{tmp_path / 'out.json'}", cwd=ROOT,
    )  # fmt: skip
    assert done.returncode == 1, done.stderr
    assert "Cannot load external check" not in done.stderr
    records = json.loads((tmp_path / "out.json").read_text())["results"]["failed_checks"]
    assert {(one["check_id"], one["file_abs_path"], one["file_line_range"][0]) for one in records} == blocks(quickstart)
    for finding in quickstart.findings:
        assert f"Details: {finding.message} (" in done.stdout
        assert finding.message in str([one["details"] for one in records])
    assert " x m5.xlarge x " in done.stdout


def test_the_config_is_obeyed(tmp_path: Path) -> None:
    """Here as on the command line: each environment, rules that are off, and what cannot be meant."""
    shutil.copytree(ROOT / "fixtures" / "environments", tmp_path, dirs_exist_ok=True)
    config = tmp_path / ".eks-netlint.yaml"

    def failed() -> dict[str, str]:
        done = run(
            "-d", tmp_path, "--framework", "terraform", "--external-checks-dir", ROOT / "checks", "-c", "EKN*",
            "-o", "json", cwd=tmp_path,
        )  # fmt: skip
        records = json.loads(done.stdout).get("results", {}).get("failed_checks", [])
        return {one["check_id"]: str(one["details"]) for one in records}

    assert "(in prod)" in failed()["EKN101"]
    declared = config.read_text()
    config.write_text(declared + "rules: {EKN101: off}\n")
    assert "EKN101" not in failed()
    config.write_text(declared + "rule: {}\n")
    assert list(failed()) == ["EKN000"]
    assert "'rule' is no key of the config; did you mean rules?" in failed()["EKN000"]


def test_installed_and_with_several_frameworks(quickstart: Report, tmp_path: Path) -> None:
    """As by default, each framework is scanned in a child process, and SARIF is written in the parent."""
    where = subprocess.run([BIN / "eks-netlint", "checks-path"], capture_output=True, text=True, check=True)
    done = run(
        "-d", QUICKSTART, "--framework", "terraform", "dockerfile", "--external-checks-dir", where.stdout.strip(),
        "-c", "EKN*", "-o", "sarif", "--output-file-path", tmp_path, cwd=ROOT,
    )  # fmt: skip
    assert done.returncode == 1, done.stderr
    sarif = json.loads((tmp_path / "results_sarif.sarif").read_text())
    results = sarif["runs"][0]["results"]
    assert {(one["ruleId"], line_of(one)) for one in results} == {(rule, line) for rule, _, line in blocks(quickstart)}
    assert not any(one.get("attachments") for one in results)
    texts = [one["message"]["text"] for one in results]
    assert all(any(text.startswith(finding.message) for text in texts) for finding in quickstart.findings)
    assert " x m5.xlarge x " in str(texts)


def test_the_page_shows_what_is_said(quickstart: Report) -> None:
    page = (ROOT / "docs" / "checkov.md").read_text(encoding="utf-8")
    shown = [finding for finding in quickstart.findings if finding.message in page]
    assert shown, "docs/checkov.md shows an old message"
    lines = [line.replace("fixtures/quickstart/", "") for line in details(shown[:1])]
    assert all(line in page for line in lines if not line.startswith(("assumed", "see")))


def line_of(result: dict[str, Any]) -> int:
    line: int = result["locations"][0]["physicalLocation"]["region"]["startLine"]
    return line
