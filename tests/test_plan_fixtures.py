"""Plans of the fixture roots, as real Terraform made them: they say what the sources say, or that they cannot tell.

``EKS_NETLINT_LIVE=1`` plans a few roots again.  ``tools/record_plans.py`` makes the record.
"""

from __future__ import annotations

import importlib
import json
import os
import shutil
import sys
import tempfile
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from eks_netlint import analysis
from eks_netlint.report import Finding, Report

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tools"))
terraform = importlib.import_module("plan")
records = importlib.import_module("record_plans")

RECORDED: dict[str, dict[str, Any]] = records.load()
CURRENT = {
    name: one["plan"] for name, one in RECORDED.items() if "plan" in one and records.current(name, one)
}
"""Plans of roots that did not change since."""

LIVE = ("roots/raw-cluster", "roots/local-modules", "roots/subnets-for-each")

UNTOLD = {
    "ekn452_sgp_role_lacks_policy/terraform/module-v21": "EKN452",
}
"""What stays open beside the source: the real module gives the role a policy for its key that is known after apply."""

JOINED = {name for name in CURRENT if any((ROOT / "fixtures" / name).rglob("*.y*ml"))}
"""Fixtures of which a plan alone holds less than the folder: manifests, or a configuration, lie beside it."""

Said = set[tuple[str, str]]


def said(findings: tuple[Finding, ...]) -> Said:
    return {(one.rule, address) for one in findings for address in (one.resource, *one.also)}


def source_report(name: str, folder: Path, work: Path) -> Report:
    """What the source says with the values that it was planned with."""
    files = records.var_files(ROOT / "fixtures" / name, work)
    return analysis.analyse([folder], analysis.Options(tree=folder, var_files=files))


def plan_report(name: str, plan: dict[str, Any], folder: Path) -> Report:
    config = ROOT / "fixtures" / name / ".eks-netlint.yaml"
    if config.exists():
        shutil.copyfile(config, folder / config.name)
    file = folder / "plan.json"
    file.write_text(json.dumps(plan), encoding="utf-8")
    return analysis.analyse([file], analysis.Options(tree=folder))


@cache
def outcome(name: str) -> tuple[Counter[str], list[str]]:
    """How the plan alone compares with its source, and what is wrong with it."""
    with tempfile.TemporaryDirectory() as folder:
        source = source_report(name, ROOT / "fixtures" / name, Path(folder))
        planned = plan_report(name, CURRENT[name], Path(folder))
    theirs, ours = said(source.findings), said(planned.findings)
    clean = {(one.rule, one.resource) for one in planned.clean}
    open_rules = {one.rule for one in planned.undecided}
    left_open = {(one.rule, one.resource) for one in source.undecided}
    lost = theirs - ours
    wrong = [f"new: {one}" for one in ours - theirs - left_open]
    wrong += [f"cleared: {one}" for one in lost if one in clean and one[0] not in open_rules]
    met = {one.resource for one in (*planned.clean, *planned.undecided)}
    wrong += [f"silent: {one}" for one in lost if one[0] not in open_rules and (one[1] in met or not open_rules)]
    wrong += [str(problem) for problem in planned.problems]
    counts = Counter(
        {"plans": 1, "findings": len(theirs), "same": len(theirs & ours), "undecided for want of identity": len(lost)}
    )
    return counts, wrong


def test_most_roots_have_a_plan_on_record() -> None:
    planned = sum("plan" in one for one in RECORDED.values())
    assert planned >= 150
    assert len(CURRENT) >= 0.8 * planned, "record again: tools/record_plans.py"


@pytest.mark.parametrize("name", [name for name in CURRENT if name not in JOINED])
def test_a_plan_alone_says_what_the_source_says_or_that_it_cannot_tell(name: str) -> None:
    assert outcome(name)[1] == []


@pytest.mark.parametrize("name", CURRENT)
def test_what_a_plan_leaves_out_finds_nothing(name: str, tmp_path: Path) -> None:
    """Without its configuration, by which identities are restored, a plan says less and nothing else."""
    whole = plan_report(name, CURRENT[name], tmp_path)
    bare = plan_report(name, {**CURRENT[name], "configuration": {}}, tmp_path)
    assert said(bare.findings) <= said(whole.findings) | {(one.rule, one.resource) for one in whole.undecided}


def test_few_findings_are_lost_with_identities(capsys: pytest.CaptureFixture[str]) -> None:
    total: Counter[str] = Counter()
    for name in sorted(CURRENT.keys() - JOINED):
        total += outcome(name)[0]
    with capsys.disabled():
        print(f"\nplans alone against their sources: {dict(total)}")
    # of modules a plan keeps little: half of what is lost is EKN501, for subnets that lose their nodes with their names
    assert total["same"] >= 0.8 * total["findings"]


@pytest.mark.parametrize("name", CURRENT)
def test_beside_its_source_a_plan_says_the_very_same(name: str, tmp_path: Path) -> None:
    folder = tmp_path / "root"
    shutil.copytree(ROOT / "fixtures" / name, folder)
    source = source_report(name, folder, tmp_path)
    planned = plan_report(name, CURRENT[name], folder)
    given = bool(records.values_of(name))  # a number stands at the variable then, and not in the file of its value
    untold = {UNTOLD.get(name)} - {None}
    assert told(planned, not given) == [one for one in told(source, not given) if one[0] not in untold]
    assert {rule for rule, _ in open_questions(planned) - open_questions(source)} == untold
    assert open_questions(planned) >= open_questions(source)
    assert not planned.problems


def told(report: Report, places: bool) -> list[tuple[object, ...]]:
    return sorted(
        (one.rule, about(one.resource, report), one.message, one.confidence, *(place(one) if places else ()))
        for one in report.findings
    )


def about(resource: str, report: Report) -> str:
    """What a finding is about; a network is named by its folder or by its plan."""
    return "the network" if resource in (*report.networks, ".", "plan.json") else resource


def place(finding: Finding) -> tuple[object, ...]:
    return finding.at.path, finding.at.line, finding.at.column


def open_questions(report: Report) -> set[tuple[str, str]]:
    return {(one.rule, about(one.resource, report)) for one in report.undecided}


@pytest.mark.skipif(
    terraform.available() is not None or not os.environ.get("EKS_NETLINT_LIVE"),
    reason=str(terraform.available() or "EKS_NETLINT_LIVE is not set"),
)
@pytest.mark.parametrize("name", LIVE)
def test_a_plan_made_now_reads_as_the_one_on_record(name: str, tmp_path: Path) -> None:
    work, folder = tmp_path / "work", tmp_path / "plan"
    work.mkdir()
    folder.mkdir()
    shown = terraform.plan(ROOT / "fixtures" / name, work)
    assert records.shorn(shown)["resource_changes"] == RECORDED[name]["plan"]["resource_changes"]
    whole, short = plan_report(name, shown, folder), plan_report(name, RECORDED[name]["plan"], folder)
    assert said(whole.findings) == said(short.findings)
    assert {(one.rule, one.resource, one.why) for one in whole.undecided} == {
        (one.rule, one.resource, one.why) for one in short.undecided
    }
