"""The rules inside checkov's frameworks cloudformation and terraform_plan: templates say the same in all hosts."""

from __future__ import annotations

import importlib
import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from checkov.cloudformation.runner import Runner
from checkov.common.output.report import Report as CheckovReport
from checkov.runner_filter import RunnerFilter
from checkov.terraform.plan_runner import Runner as Plan

from eks_netlint.analysis import Options, analyse
from eks_netlint.hosts import checkov, checkov_added

ROOT = Path(__file__).parent.parent
FIXTURES = ROOT / "fixtures"
OF_RULES, OF_NETWORKS = "ekn*/cloudformation/*/template.*", "parity/*/cloudformation/template.*"
TEMPLATES = sorted((*FIXTURES.glob(OF_RULES), *FIXTURES.glob(OF_NETWORKS)))
CHECKS = ROOT / "checks"
VPC = """Resources:
  Vpc:
    Type: AWS::EC2::VPC
    Properties: {CidrBlock: 10.0.0.0/16, EnableDnsSupport: false}
  A:
    Type: AWS::EC2::Subnet
    Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24, AvailabilityZone: eu-west-1a}
  B:
    Type: AWS::EC2::Subnet
    Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.1.0/24, AvailabilityZone: eu-west-1b}
  Cluster:
    Type: AWS::EKS::Cluster
    Properties:
      RoleArn: arn:aws:iam::111122223333:role/cluster
      ResourcesVpcConfig: {SubnetIds: [!Ref A, !Ref B]}
"""
BROKEN = "AWSTemplateFormatVersion: 2010-09-09\nResources:\n  Vpc: {Type: AWS::EC2::VPC,\n"


def scan(
    tree: Path, checks: Sequence[str] = ("EKN*",), skip: Sequence[str] = (), files: Sequence[str] = ()
) -> CheckovReport:
    """One run of checkov's CloudFormation runner, as after loading the door."""
    checkov.install()
    made = Runner().run(
        root_folder=None if files else str(tree),
        files=[str(tree / file) for file in files] or None,
        runner_filter=RunnerFilter(framework=["cloudformation"], checks=list(checks), skip_checks=list(skip)),
    )
    assert isinstance(made, CheckovReport)
    return made


def failed(report: CheckovReport) -> set[tuple[str, str]]:
    return {(record.check_id, record.resource) for record in report.failed_checks}


def put(tree: Path, **files: str) -> Path:
    for name, text in files.items():
        (tree / f"{name}.yaml").write_text(text)
    return tree


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda one: "/".join(one.parts[-4:-1]))
def test_a_template_is_told_as_on_the_command_line(template: Path) -> None:
    """Same ids and resources, in the same block; what passed there passed here."""
    report = analyse([template], Options())
    made = scan(template.parent, files=[template.name])
    logical = {(one.rule, one.resource.partition(".")[0]) for one in report.findings}
    assert {(id, resource.rpartition(".")[2]) for id, resource in failed(made)} == logical
    blocks = {(one.rule, one.block.line) for one in report.findings}
    first = {(one.check_id, one.file_line_range[0], one.file_line_range[1]) for one in made.failed_checks}
    assert all(any(id == rule and start <= line <= end for id, start, end in first) for rule, line in blocks)
    assert all(Path(one.file_abs_path) == template for one in (*made.failed_checks, *made.passed_checks))
    assert {one.rule for one in report.clean} >= {one.check_id for one in made.passed_checks}
    assert made.passed_checks


def test_a_record_shows_place_and_sum(tmp_path: Path) -> None:
    name = FIXTURES / "ekn101_demand_exceeds_subnet/cloudformation/managed-group"
    (one,) = (each for each in scan(name).failed_checks if each.check_id == "EKN101")
    assert one.resource == "AWS::EC2::Subnet.SubnetA" and one.guideline and one.severity
    assert any("total" in line for line in one.details) and any("available" in line for line in one.details)


@pytest.mark.parametrize(
    ("checks", "skip", "wanted"),
    [
        (["EKN116"], [], True), (["EKN101"], [], False), ([], ["EKN116"], False), (["CKV_AWS_1"], [], False),
        ([], [], True),
    ],
)
def test_selection_is_checkovs(tmp_path: Path, checks: list[str], skip: list[str], wanted: bool) -> None:
    made = scan(put(tmp_path, a=VPC), checks, skip)
    assert (("EKN116", "AWS::EC2::VPC.Vpc") in failed(made)) is wanted


def test_comments_and_metadata_skip(tmp_path: Path) -> None:
    skip = "    # checkov:skip=EKN116:names are not asked\n"
    noted = VPC.replace("    Type: AWS::EC2::VPC\n", f"{skip}    Type: AWS::EC2::VPC\n")
    ignored = VPC.replace("  Vpc:\n", "  Vpc: # eks-netlint: ignore[EKN116] names are not asked\n")
    for number, text in enumerate((noted, ignored)):
        (tmp_path / str(number)).mkdir()
        made = scan(put(tmp_path / str(number), a=text))
        assert "EKN116" not in {id for id, _ in failed(made)}
        assert "EKN116" in {one.check_id for one in made.skipped_checks}


def test_what_cannot_be_read_fails_and_costs_nobody_else(tmp_path: Path) -> None:
    made = scan(put(tmp_path, a=VPC, b=BROKEN))
    assert ("EKN000", "b.yaml") in failed(made) and ("EKN116", "AWS::EC2::VPC.Vpc") in failed(made)
    assert not failed(scan(put(tmp_path / "..", note="Resources: none\n"), files=["note.yaml"]))


def test_a_crash_of_ours_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def boom(*_: object) -> None:
        raise RuntimeError("boom")

    monkeypatch.setattr(checkov_added, "analyse", boom)
    made = scan(put(tmp_path, a=VPC))
    (one,) = made.failed_checks
    assert one.check_id == "EKN000" and "boom" in one.details[0]


@pytest.mark.parametrize("runner", [Runner, Plan])
def test_a_runner_without_our_hooks_is_refused(runner: type[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(runner, "check_definitions" if runner is Runner else "check_tf_definition")
    with pytest.raises(checkov.UnknownCheckov):
        checkov.install()


# -------------------------------------------------------------------------------------------------------------- plans


def planned(name: str) -> dict[str, Any]:
    """A plan on record, with the values that checkov reads and our record leaves out."""
    sys.path.insert(0, str(ROOT / "tools"))
    plan: dict[str, Any] = importlib.import_module("record_plans").load()[name]["plan"]
    made = [
        {key: one[key] for key in ("address", "mode", "type", "name")} | {"values": one["change"]["after"]}
        for one in plan["resource_changes"]
    ]
    values = {"root_module": {"resources": made}}
    head = {"format_version": "1.2", "terraform_version": "1.11.4", "planned_values": values}  # in Terraform's order
    return {**head, **{key: value for key, value in plan.items() if key not in head}}


NAMES = (
    "ekn506_nodes_shut_out_of_public_endpoint/terraform/public-nodes",
    "ekn105_cluster_subnets_single_az/terraform/one-subnet",
    "ekn105_cluster_subnets_single_az/terraform/raw-two-subnets-one-zone",
)


def plan_scan(file: Path) -> CheckovReport:
    checkov.install()
    made = Plan().run(files=[str(file)], runner_filter=RunnerFilter(framework=["terraform_plan"], checks=["EKN*"]))
    assert isinstance(made, CheckovReport)
    return made


@pytest.mark.parametrize("name", NAMES)
def test_a_plan_is_told_as_on_the_command_line(name: str, tmp_path: Path) -> None:
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(planned(name), indent=2))
    report = analyse([file], Options(tree=tmp_path))
    made = plan_scan(file)
    assert report.findings
    addresses = {one["address"] for one in planned(name)["resource_changes"]}
    assert {one.rule for one in report.findings} == {one.check_id for one in made.failed_checks}
    assert {one.resource for one in made.failed_checks} <= addresses
    assert all(one.file_line_range[0] > 1 for one in made.failed_checks)
    assert made.passed_checks


def test_all_frameworks_of_one_tree(tmp_path: Path) -> None:
    """As users run it: nothing is told twice, and nothing is lost."""
    tree = tmp_path / "tree"
    tree.mkdir()
    template = FIXTURES / "ekn101_demand_exceeds_subnet/cloudformation/managed-group/template.yaml"
    shutil.copyfile(template, tree / "t.yaml")
    (tree / "plan.json").write_text(json.dumps(planned(NAMES[0]), indent=2))
    command = [
        sys.executable, "-m", "checkov.main", "-d", tree, "--skip-download", "-c", "EKN*", "-o", "json",
        "--framework", "cloudformation", "terraform_plan", "terraform", "--external-checks-dir", CHECKS,
    ]  # fmt: skip
    done = subprocess.run([str(one) for one in command], capture_output=True, text=True, check=False, timeout=120)
    every = json.loads(done.stdout)
    said = {
        one["check_type"]: sorted((each["check_id"], each["file_path"]) for each in one["results"]["failed_checks"])
        for one in (every if isinstance(every, list) else [every])
    }
    assert done.returncode == 1, done.stderr
    report = analyse([tree], Options(tree=tree))
    wanted = sorted((one.rule, f"/{one.at.path}") for one in report.findings)
    assert sorted(one for each in said.values() for one in each) == wanted
    assert set(said) >= {"cloudformation", "terraform_plan"}
