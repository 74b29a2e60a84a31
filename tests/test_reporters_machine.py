"""What programs read: JSON, GitHub's annotations, JUnit."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from eks_netlint.facts import Facts
from eks_netlint.records import replace
from eks_netlint.report import Report
from eks_netlint.reporters import github, junit
from eks_netlint.reporters import json as json_reporter
from eks_netlint.reporters.view import View
from eks_netlint.rules import Fix, Severity
from eks_netlint.rules.engine import judge
from eks_netlint.source import Problem
from eks_netlint.values import Cause

MAIN = """resource "aws_subnet" "a" {
  cidr_block = "10.0.0.0/28"
}
resource "aws_subnet" "b" {
  cidr_block = "10.0.16.0/20"
}
resource "aws_subnet" "c" {
  cidr_block = var.cidr
}
"""
HOSTILE = "100%,\n::error::<x a=\"'&]]>\x1b"


@pytest.fixture
def view(sample) -> View:
    judged = judge(sample.network(sample.document(MAIN, "infra/main.tf"), name="infra"), [sample.rule()])
    (finding,) = judged.findings
    report = Report(
        "/tree",
        (replace(finding, also=("aws_subnet.a[1]",)),),
        judged.undecided,
        judged.clean,
        (finding,),
        (Problem("infra/x.tf", "cannot be read", 3), Problem("", "rule EKN900 failed", internal=True)),
        networks=("infra",),
        files=2,
        facts=Facts(3, 2, {Cause.VARIABLE: 1}),
    )
    return View(report, "/tree/infra", {"EKN901": sample.rule()})


def test_json_has_the_agreed_shape(view: View) -> None:
    assert json.loads(json_reporter.render(view)) == {
        "version": 1,
        "findings": [
            {
                "rule": "EKN901",
                "name": "sample-small-subnet",
                "severity": "high",
                "confidence": "assumed",
                "message": "needs 480 addresses, has 11",
                "path": "main.tf",
                "line": 2,
                "column": 16,
                "endLine": 2,
                "endColumn": 29,
                "resource": "aws_subnet.a",
                "network": ".",
                "sum": [
                    line("m5.xlarge", 8, 60, 480, "main.tf", 1),
                    line("total", None, None, 480, None, None),
                    line("available: 10.0.0.0/28, 5 reserved by AWS", None, None, 11, "main.tf", 2),
                    line("short", None, None, 469, None, None),
                ],
                "related": [
                    {"path": "main.tf", "line": 1, "column": 1, "message": "8 nodes here"},
                    {"path": "main.tf", "line": 1, "column": 1, "message": "also aws_subnet.a[1]"},
                ],
                "fixable": False,
                "fixes": [],
            }
        ],
        "undecided": [
            {
                "rule": "EKN901",
                "path": "main.tf",
                "line": 8,
                "resource": "aws_subnet.c",
                "why": "var.cidr has no value",
                "needs": ["nothing that can be passed"],
            }
        ],
        "problems": [
            {"path": "x.tf", "line": 3, "message": "cannot be read"},
            {"path": "", "line": None, "message": "rule EKN900 failed"},
        ],
        "summary": {
            "networks": 1,
            "files": 2,
            "findings": 1,
            "undecided": 1,
            "clean": 1,
            "suppressed": 1,
            "facts": {"known": 3, "default": 2, "unknown": 1, "reasons": {"variable without value": 1}},
        },
    }


def test_json_tells_where_a_fix_is_put_in(view: View) -> None:
    (finding,) = view.report.findings
    fix = Fix("a = 1", finding.block, inside=True)
    shown = replace(view, report=replace(view.report, findings=(replace(finding, fixes=(fix,)),)))
    said = json.loads(json_reporter.render(shown))["findings"][0]["fixes"]
    assert said == [{"path": "main.tf", "line": 3, "text": "\n  a = 1\n", "after": 1, "inside": True}]


def line(label: str, count: int | None, each: int | None, total: int, path: str | None, at: int | None) -> object:
    return {
        "label": label,
        "count": count,
        "each": each,
        "total": total,
        "unit": "addresses",
        "path": path,
        "line": at,
    }


def test_paths_lead_from_the_working_directory(view: View, tmp_path: Path) -> None:
    assert View(view.report, "/tree").path("infra/main.tf") == "infra/main.tf"
    assert View(view.report, "/tree/other").path("infra/main.tf") == "../infra/main.tf"
    assert View(view.report, "/tree/other").repository_path("infra/main.tf") == "infra/main.tf"
    (tmp_path / ".git").mkdir()
    in_git = View(Report(str(tmp_path)), str(tmp_path / "infra"))
    assert in_git.path("infra/main.tf") == "main.tf"
    assert in_git.repository_path("infra/main.tf") == "infra/main.tf"


def test_github_annotations(view: View) -> None:
    lines = github.render(view).splitlines()
    assert lines[0] == (
        "::error file=main.tf,line=2,endLine=2,col=16,endColumn=29,title=EKN901 sample-small-subnet"
        "::needs 480 addresses, has 11%0A8 x m5.xlarge x 60 = 480 addresses   main.tf:1%0A"
        "total                480 addresses%0A"
        "available             11 (10.0.0.0/28, 5 reserved by AWS)   main.tf:2%0Ashort                469%0A"
        "assumed: max pods 58 computed by EKS"
    )
    assert lines[1:3] == [
        "::error file=x.tf,line=3,title=eks-netlint::cannot be read",
        "::error title=eks-netlint::rule EKN900 failed",
    ]
    assert lines[3].startswith("1 finding (1 high), 1 undecided")


def test_github_command_cannot_be_forged(view: View) -> None:
    finding = replace(view.report.findings[0], message=HOSTILE, name=HOSTILE, severity=Severity.LOW, sum=(), assumed=())
    text = github.render(View(Report("/tree", (finding,)), "/tree"))
    command, _ = text.splitlines()
    assert command.startswith("::notice file=infra/main.tf,line=2")
    assert "title=EKN901 100%25%2C %3A%3Aerror%3A%3A<x a=\"'&]]>\ufffd::100%25, ::error::<x" in command


def test_github_gives_no_columns_over_several_lines(view: View, sample) -> None:
    document = sample.document("x = [\n  1,\n]\n")
    finding = replace(view.report.findings[0], at=sample.span(document, "[\n  1,\n]"))
    assert "::error file=main.tf,line=1,endLine=3,title=" in github.render(View(Report("/tree", (finding,)), "/tree"))


def test_junit_counts_and_cases(view: View) -> None:
    root = ElementTree.fromstring(junit.render(view))
    assert {name: root.get(name) for name in ("tests", "failures", "errors", "skipped")} == {
        "tests": "5",
        "failures": "1",
        "errors": "2",
        "skipped": "1",
    }
    suite, problems = root
    assert suite.get("name") == "."
    cases = {case.get("name"): case for case in suite}
    failure = cases["aws_subnet.a"].find("failure")
    assert failure is not None and failure.get("message") == "needs 480 addresses, has 11"
    assert "8 x m5.xlarge x 60 = 480 addresses" in (failure.text or "")
    assert cases["aws_subnet.a"].get("classname") == "EKN901.sample-small-subnet"
    assert (cases["aws_subnet.a"].get("file"), cases["aws_subnet.a"].get("line")) == ("main.tf", "2")
    skipped = cases["aws_subnet.c"].find("skipped")
    assert skipped is not None and skipped.get("message") == "var.cidr has no value"
    assert len(cases["aws_subnet.b"]) == 0
    assert [case.find("error").get("type") for case in problems] == ["unread", "internal"]


def test_junit_survives_any_text(view: View) -> None:
    hostile = HOSTILE + "\ud800\uffff\ufffe\N{GRINNING FACE}"
    finding = replace(view.report.findings[0], message=hostile, resource=hostile, network=hostile, assumed=(hostile,))
    report = Report("/tree", (finding,), problems=(Problem(hostile, hostile),), networks=(hostile,))
    text = junit.render(View(report, "/tree"))
    assert text.isascii()
    failure = ElementTree.fromstring(text).find(".//failure")
    assert failure is not None and "<x a=\"'&]]>" in (failure.get("message") or "")
