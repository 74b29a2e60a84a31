"""SARIF as GitHub and the multitool want it."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from eks_netlint.records import replace
from eks_netlint.report import Note, Report
from eks_netlint.reporters.fingerprints import line_hashes
from eks_netlint.reporters.sarif import render
from eks_netlint.reporters.view import View, header
from eks_netlint.rules import Fix
from eks_netlint.rules.engine import judge
from eks_netlint.source import Problem, Span
from eks_netlint.suppressions import RULES

PACKAGE = Path(os.environ.get("SARIF_MULTITOOL", "/tmp/npm/node_modules/@microsoft/sarif-multitool-linux"))
MULTITOOL = PACKAGE / "Sarif.Multitool"
SCHEMA = PACKAGE / "sarif-2.1.0.json"

MAIN = """resource "aws_subnet" "a" {
  cidr_block = "10.0.0.0/28"
}
resource "aws_subnet" "wide" {
  # \N{GRINNING FACE}
  cidr_block /* \N{GRINNING FACE} */ = var.cidr
}
"""


@pytest.fixture
def view(sample) -> View:
    document = sample.document(MAIN, "infra [1]/main.tf")
    rule = sample.rule()
    (finding,) = judge(sample.network(document, name="infra [1]"), [rule]).findings
    complaint = replace(finding, rule="EKN003", name="ignore-unused", message="a [link](1) here", resource="")
    complaint = replace(complaint, sum=(), see=(), assumed=())
    fix = Fix("a {\n  b = 1\n}", finding.block)
    block = replace(finding, at=finding.block, also=("aws_subnet.a[1]",), fixes=(fix,))
    wide = replace(finding, at=sample.span(document, "var.cidr"), message="is wide")
    report = Report(
        "/tree",
        (finding, complaint, block, wide),
        suppressed=(finding,),
        problems=(Problem("x.tf", "bad", 3), Problem("", "worse", internal=True)),
        notes=(Note("hello"),),
        networks=("infra [1]",),
    )
    return View(report, "/tree", {one.id: one for one in (rule, *RULES)})


def run(view: View) -> dict[str, object]:
    (only,) = json.loads(render(view))["runs"]
    return only


def test_result_says_all(view: View) -> None:
    results = run(view)["results"]
    first = results[0]
    assert first["ruleId"] == "EKN901"
    assert first["level"] == "error"
    assert first["message"]["text"] == (
        "Needs 480 addresses, has 11. "
        "8 x m5.xlarge x 60 = 480 addresses infra [1]/main.tf:1; total 480 addresses; "
        "available 11 (10.0.0.0/28, 5 reserved by AWS) infra [1]/main.tf:2; short 469. "
        "Assumed: max pods 58 computed by EKS. See [8 nodes here](1)."
    )
    (location,) = first["locations"]
    assert location["physicalLocation"] == {
        "artifactLocation": {"uri": "infra%20%5B1%5D/main.tf", "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 2, "startColumn": 16, "endLine": 2, "endColumn": 29},
    }
    assert location["logicalLocations"] == [{"fullyQualifiedName": "aws_subnet.a", "kind": "resource"}]
    (related,) = first["relatedLocations"]
    assert (related["id"], related["message"]["text"]) == (1, "8 nodes here")
    assert first["partialFingerprints"]["primaryLocationLineHash"] == line_hashes(MAIN)[1]
    assert len(results) == 4, "ignored findings are not results"


def test_rules_are_those_of_the_run(view: View) -> None:
    driver = run(view)["tool"]["driver"]
    assert [rule["id"] for rule in driver["rules"]] == ["EKN001", "EKN002", "EKN003", "EKN004", "EKN901"]
    rule = driver["rules"][-1]
    assert rule["name"] == "SampleSmallSubnet"
    assert rule["shortDescription"]["text"] == "A subnet is small."
    assert "**How to fix.** Use a larger one." in rule["help"]["markdown"]
    assert rule["defaultConfiguration"] == {"level": "error"}
    assert rule["properties"]["precision"] == "high"
    for result in run(view)["results"]:
        assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"]


def test_foreign_text_makes_no_link(view: View) -> None:
    assert run(view)["results"][1]["message"]["text"] == "A [link] (1) here."


def test_fix_is_text_markdown_and_a_change(view: View) -> None:
    result = run(view)["results"][2]  # type: ignore[index]  # JSON
    assert result["message"]["text"].endswith(
        "\n\nTo fix, add behind the block at infra [1]/main.tf:1:\n\n    a {\n      b = 1\n    }"
    )
    assert result["message"]["markdown"].endswith("```hcl\na {\n  b = 1\n}\n```")
    (fix,) = result["fixes"]
    (change,) = fix["artifactChanges"]
    assert change["artifactLocation"]["uri"] == "infra%20%5B1%5D/main.tf"
    (replacement,) = change["replacements"]
    assert replacement["deletedRegion"] == {"startLine": 4, "startColumn": 1, "endLine": 4, "endColumn": 1}
    assert replacement["insertedContent"]["text"] == "\na {\n  b = 1\n}\n"


def test_block_is_shown_by_its_first_line(view: View) -> None:
    result = run(view)["results"][2]
    region = result["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 28}
    names = [one["fullyQualifiedName"] for one in result["locations"][0]["logicalLocations"]]
    assert names == ["aws_subnet.a", "aws_subnet.a[1]"]


def test_columns_count_utf16_units(view: View, sample) -> None:
    region = run(view)["results"][3]["locations"][0]["physicalLocation"]["region"]
    wide = view.report.findings[3].at
    assert region["startColumn"] == wide.column + 1
    assert region["endColumn"] == wide.end_column + 1


def test_place_of_several_lines_stays_whole_unless_it_is_a_block(sample) -> None:
    document = sample.document('x = [\n  1,\n]\nresource "a" "b" {\n}\n')
    assert header(Span(document, 4, 12)) == (1, 5, 3, 2)
    assert header(sample.span(document, 'resource "a" "b" {\n}')) == (4, 1, 4, 19)


def test_problems_are_notifications(view: View) -> None:
    (invocation,) = run(view)["invocations"]
    assert invocation["executionSuccessful"] is False
    told = [(one["level"], one["message"]["text"]) for one in invocation["toolExecutionNotifications"]]
    assert told == [("error", "bad"), ("error", "worse"), ("note", "hello")]


def test_output_is_ascii_and_the_same_again(view: View) -> None:
    assert render(view).isascii()
    assert render(view) == render(view)


# vectors of github/codeql-action src/fingerprints.test.ts
@pytest.mark.parametrize(
    ("text", "hashes"),
    [
        ("", "c129715d7a2bc9a3:1"),
        (" a\nb\n  \t\tc\n d", "271789c17abda88f:1 54703d4cd895b18:1 180aee12dab6264:1 a23a3dc5e078b07b:1"),
        (" a\r\nb\r\n  \t\tc\r\n d", "271789c17abda88f:1 54703d4cd895b18:1 180aee12dab6264:1 a23a3dc5e078b07b:1"),
        (" a\rb\r  \t\tc\r d", "271789c17abda88f:1 54703d4cd895b18:1 180aee12dab6264:1 a23a3dc5e078b07b:1"),
    ],
    ids=["empty", "lf", "crlf", "cr"],
)
def test_fingerprints_of_github(text: str, hashes: str) -> None:
    assert list(line_hashes(text)) == hashes.split()


def test_same_lines_are_counted() -> None:
    hashes = line_hashes("x\n" * 200)
    assert hashes[0].endswith(":1") and hashes[1].endswith(":2")
    assert len({value.partition(":")[0] for value in hashes[:100]}) == 1, "a window of 100 units sees no end yet"


def test_lines_of_fingerprints_are_the_lines_of_the_document(sample) -> None:
    document = sample.document(MAIN)
    assert len(line_hashes(MAIN)) == document.lines


def empty() -> View:
    return View(Report("/tree", networks=(".",)), "/tree", {rule.id: rule for rule in RULES})


@pytest.mark.skipif(not SCHEMA.exists(), reason="the SARIF schema comes with the npm package sarif-multitool-linux")
def test_valid_by_schema(view: View) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads(SCHEMA.read_text(encoding="utf-8-sig"))
    validator = jsonschema.Draft202012Validator(schema)
    for one in (view, empty()):
        assert [error.message for error in validator.iter_errors(json.loads(render(one)))] == []


@pytest.mark.skipif(not os.access(MULTITOOL, os.X_OK), reason="needs the SARIF multitool (npm sarif-multitool-linux)")
@pytest.mark.parametrize("which", ["full", "empty"])
def test_multitool_finds_no_fault(view: View, tmp_path: Path, which: str) -> None:
    file, faults = tmp_path / "results.sarif", tmp_path / "faults.sarif"
    file.write_text(render(view if which == "full" else empty()), encoding="utf-8")
    subprocess.run(
        [MULTITOOL, "validate", file, "--rule-kind", "Sarif;Ghas", "--level", "Error;Warning", "-o", faults,
         "--log", "ForceOverwrite"],
        env={**os.environ, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"},
        check=True,
        capture_output=True,
        timeout=120,
    )  # fmt: skip
    found = json.loads(faults.read_text(encoding="utf-8-sig"))["runs"][0].get("results", [])
    assert [(one["ruleId"], one["message"]) for one in found] == []
