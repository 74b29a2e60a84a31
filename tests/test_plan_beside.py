"""A plan whose source is at hand: the plan decides, the source lends places and identities."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from eks_netlint import analysis
from eks_netlint.report import Report

SOURCE = """
variable "nodes" {
  type = number
}

data "aws_availability_zones" "z" {}

locals {
  zones = slice(data.aws_availability_zones.z.names, 0, 2)
}

resource "aws_vpc" "v" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "x" {
  for_each          = { for i, zone in data.aws_availability_zones.z.names : zone => cidrsubnet("10.0.0.0/20", 8, i) }
  vpc_id            = aws_vpc.v.id
  cidr_block        = each.value
  availability_zone = each.key
}

resource "aws_eks_cluster" "c" {
  name     = "c"
  role_arn = "arn:aws:iam::111122223333:role/c"

  vpc_config {
    subnet_ids = [for zone in local.zones : aws_subnet.x[zone].id]
  }
}

resource "aws_eks_node_group" "g" {
  cluster_name   = aws_eks_cluster.c.name
  node_role_arn  = "arn:aws:iam::111122223333:role/n"
  subnet_ids     = [for zone in local.zones : aws_subnet.x[zone].id]
  instance_types = ["m5.large"]

  scaling_config {
    min_size     = 1
    desired_size = 1
    max_size     = var.nodes
  }
}
"""

ZONES = ("eu-west-1a", "eu-west-1b", "eu-west-1c")


def change(type: str, name: str, after: dict[str, Any], unknown: dict[str, Any], index: str | None = None) -> Any:
    address = f"{type}.{name}" + ("" if index is None else f'["{index}"]')
    more = {} if index is None else {"index": index}
    said = {"actions": ["create"], "before": None, "after": after, "after_unknown": unknown, "after_sensitive": {}}
    return {"address": address, "mode": "managed", "type": type, "name": name, **more, "change": said}


def names(*listed: str) -> dict[str, Any]:
    return {"references": list(listed)}


def plan(nodes: int = 9) -> dict[str, Any]:
    """The plan of SOURCE as Terraform shows it, shorn."""
    subnets = [
        change("aws_subnet", "x", {"cidr_block": f"10.0.0.{16 * i}/28", "availability_zone": zone}, {"id": True}, zone)
        for i, zone in enumerate(ZONES)
    ]
    lost = names("local.zones", "aws_subnet.x")
    zones = {
        "address": "data.aws_availability_zones.z", "mode": "data", "type": "aws_availability_zones", "name": "z",
        "values": {"names": list(ZONES)},
    }  # fmt: skip
    written = [
        ("aws_eks_cluster.c", {"name": {}, "role_arn": {}, "vpc_config": [{"subnet_ids": lost}]}),
        (
            "aws_eks_node_group.g",
            {
                "cluster_name": names("aws_eks_cluster.c.name", "aws_eks_cluster.c"), "node_role_arn": {},
                "subnet_ids": lost, "instance_types": {},
                "scaling_config": [{"min_size": {}, "desired_size": {}, "max_size": names("var.nodes")}],
            },
        ),
        ("aws_subnet.x", {"vpc_id": names("aws_vpc.v.id", "aws_vpc.v"), "cidr_block": names("each.value")}),
        ("aws_vpc.v", {"cidr_block": {"constant_value": "10.0.0.0/16"}}),
        ("data.aws_availability_zones.z", {}),
    ]  # fmt: skip
    size = {"min_size": 1, "desired_size": 1, "max_size": nodes}
    group = {"cluster_name": "c", "instance_types": ["m5.large"], "scaling_config": [size]}
    cluster = {"name": "c", "vpc_config": [{}]}
    return {
        "format_version": "1.2", "terraform_version": "1.11.4",
        "variables": {"nodes": {"value": nodes}},
        "planned_values": {"root_module": {}},
        "resource_changes": [
            change("aws_eks_cluster", "c", cluster, {"vpc_config": [{"subnet_ids": True}]}),
            change("aws_eks_node_group", "g", group, {"subnet_ids": True}),
            *subnets,
            change("aws_vpc", "v", {"cidr_block": "10.0.0.0/16"}, {"id": True}),
        ],
        "prior_state": {"values": {"root_module": {"resources": [zones]}}},
        "configuration": {"root_module": {"resources": [{"address": a, "expressions": e} for a, e in written]}},
    }  # fmt: skip


def tree(folder: Path, source: str = SOURCE, where: str = "plan.json", made: dict[str, Any] | None = None) -> Path:
    (folder / "main.tf").write_text(source, encoding="utf-8")
    file = folder / where
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps(made or plan(), indent=1), encoding="utf-8")
    return file


def check(*paths: Path, select: str = "EKN101") -> Report:
    top = paths[0] if paths[0].is_dir() else paths[0].parent
    return analysis.analyse(paths, analysis.Options(tree=top, select=(select,)))


def places(report: Report) -> list[tuple[str, str, int]]:
    return [(one.resource, one.at.path, one.at.line) for one in report.findings]


VARIABLE = SOURCE.splitlines().index('variable "nodes" {') + 1
FOUND = [('aws_subnet.x["eu-west-1a"]', "main.tf", VARIABLE)]


class TestLending:
    def test_a_plan_alone_loses_which_subnets_are_meant(self, tmp_path: Path) -> None:
        file = tree(tmp_path)
        (tmp_path / "main.tf").unlink()
        report = check(file)
        assert not report.findings
        assert any("the plan names only local.zones" in one.why for one in report.undecided)

    @pytest.mark.parametrize("named", [False, True], ids=["found", "named"])
    def test_its_source_restores_them_and_is_pointed_at(self, tmp_path: Path, named: bool) -> None:
        file = tree(tmp_path)
        report = check(file) if named else check(tmp_path)
        assert places(report) == FOUND
        assert report.networks == ("plan.json",)
        assert not report.problems
        planned = [(span.path, said) for span, said in report.findings[0].see if said == "as planned"]
        assert planned == [("plan.json", "as planned")]

    def test_both_in_one_run_are_one_network(self, tmp_path: Path) -> None:
        file = tree(tmp_path)
        assert places(check(tmp_path, file)) == FOUND

    def test_a_plan_in_another_folder_of_the_run(self, tmp_path: Path) -> None:
        tree(tmp_path, where="plans/prod.json")
        report = check(tmp_path)
        assert places(report) == FOUND
        assert report.networks == ("plans/prod.json",)

    def test_of_two_sources_alike_none_is_taken(self, tmp_path: Path) -> None:
        tree(tmp_path, where="plans/prod.json")
        (tmp_path / "twin").mkdir()
        (tmp_path / "twin" / "main.tf").write_text(SOURCE)
        assert set(check(tmp_path).networks) == {".", "twin", "plans/prod.json"}

    def test_two_plans_of_one_source(self, tmp_path: Path) -> None:
        tree(tmp_path)
        tree(tmp_path, where="small.json", made=plan(nodes=0))
        report = check(tmp_path)
        assert set(report.networks) == {"plan.json", "small.json"}
        assert [one.network for one in report.findings] == ["plan.json"]

    def test_an_ignore_in_the_source_holds(self, tmp_path: Path) -> None:
        tree(tmp_path, SOURCE.replace('"nodes" {', '"nodes" { # eks-netlint: ignore[EKN101] few pods'))
        report = check(tmp_path)
        assert not report.findings
        assert len(report.suppressed) == 1

    def test_a_value_of_a_variable_is_known_by_the_plan(self, tmp_path: Path) -> None:
        tree(tmp_path)
        alone = tmp_path / "alone"
        alone.mkdir()
        (alone / "main.tf").write_text(SOURCE)
        assert not check(alone).findings
        assert check(tmp_path).findings


class TestOldPlans:
    OTHER_SIZE = SOURCE.replace("var.nodes", "2")
    OTHER_BLOCKS = SOURCE + '\nresource "aws_vpc" "w" {}\n'
    OTHER_NUMBER = SOURCE.replace("in data.aws_availability_zones.z.names : zone", 'in ["eu-west-1a", "q"] : zone')

    @pytest.mark.parametrize(
        ("source", "said"),
        [
            (OTHER_SIZE, "says 2, the plan 9"),
            (OTHER_BLOCKS, "aws_vpc.w is not in it"),
            (OTHER_NUMBER, 'aws_subnet.x["q"] is not in it'),
        ],
        ids=["a size", "a block", "an instance"],
    )
    def test_one_that_was_found_is_left_out(self, tmp_path: Path, source: str, said: str) -> None:
        tree(tmp_path, source)
        report = check(tmp_path)
        assert report.networks == (".",)
        assert any(said in one.message and "not judged" in one.message for one in report.notes), report.notes

    def test_one_that_was_named_is_judged(self, tmp_path: Path) -> None:
        file = tree(tmp_path, self.OTHER_SIZE)
        report = check(file, select="EKN1*")
        assert report.networks == ("plan.json",)
        assert any("judged all the same" in one.message for one in report.notes)

    def test_what_a_run_for_a_part_leaves_out_makes_it_no_older(self, tmp_path: Path) -> None:
        made = plan()
        made["resource_changes"] = [one for one in made["resource_changes"] if "1c" not in one["address"]]
        tree(tmp_path, made=made)
        assert check(tmp_path).networks == (".",)
        tree(tmp_path, made={**made, "complete": False})
        assert check(tmp_path).networks == ("plan.json",)


class TestTrouble:
    def test_a_source_that_cannot_be_parsed_lends_nothing(self, tmp_path: Path) -> None:
        file = tree(tmp_path, SOURCE + '\nresource "aws_vpc" {\n')
        report = check(file)
        assert report.networks == ("plan.json",)
        assert not report.findings

    def test_a_source_that_fails_costs_nothing_but_itself(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def failing(*_: object) -> None:
            raise KeyError("source")

        monkeypatch.setattr("eks_netlint.frontends.plan.beside.source_of", failing)
        report = check(tree(tmp_path))
        assert report.networks == ("plan.json",)
        assert [problem.internal for problem in report.problems] == [True]

    def test_nothing_outside_the_tree_is_read(self, tmp_path: Path) -> None:
        tree(tmp_path)
        inner = tmp_path / "inner"
        inner.mkdir()
        subprocess.run(["git", "init", "-q", str(inner)], check=True)
        (inner / "plan.json").write_text(json.dumps(plan()))
        assert not analysis.analyse([inner / "plan.json"], analysis.Options(select=("EKN101",))).findings
