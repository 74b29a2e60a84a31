"""Our evaluator against real Terraform: the fixture roots, by the plans that are on record and by planning again.

``EKS_NETLINT_REAL`` names a folder of checkouts of real modules (``vpc-v5.21.0``); ``EKS_NETLINT_LIVE=1`` plans every
root again instead of a few.
"""

from __future__ import annotations

import importlib
import json
import os
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tools"))
terraform = importlib.import_module("plan")
tool = importlib.import_module("compare_with_plan")
records = importlib.import_module("record_plans")
fixtures = importlib.import_module("compare_fixtures")

ROOTS = sorted((ROOT / "fixtures/roots").iterdir())
PLANS = ROOT / "tests/golden/plans"
LIVE = ROOTS if os.environ.get("EKS_NETLINT_LIVE") else [path for path in ROOTS if path.name == "raw-cluster"]
REAL = os.environ.get("EKS_NETLINT_REAL")

RECORDED: dict[str, dict[str, Any]] = records.load()
CURRENT = sorted(name for name, one in RECORDED.items() if "plan" in one and records.current(name, one))

needs_terraform = pytest.mark.skipif(terraform.available() is not None, reason=str(terraform.available()))


def recorded(root: Path) -> dict[str, Any]:
    plan: dict[str, Any] = json.loads((PLANS / f"{root.name}.json").read_text(encoding="utf-8"))
    return plan


def test_there_are_enough_roots_and_each_has_a_plan_on_record() -> None:
    assert len(ROOTS) >= 12
    assert sorted(path.stem for path in PLANS.iterdir()) == [root.name for root in ROOTS]


@pytest.mark.parametrize("root", ROOTS, ids=lambda root: root.name)
def test_the_evaluator_agrees_with_the_plan_on_record(root: Path) -> None:
    plan = recorded(root)
    assert plan["sources"] == tool.digest(root), f"record again: tools/compare_with_plan.py --record {PLANS} {root}"
    outcome = tool.compare(root, plan)
    assert [str(difference) for difference in outcome.differences] == []
    assert outcome.resources > 0
    assert outcome.attributes > 0


@pytest.mark.parametrize("name", CURRENT)
def test_the_evaluator_agrees_with_the_plan_of_every_fixture(name: str, tmp_path: Path) -> None:
    """As it stands, or, where modules are called, through their stubs: these say less, and nothing else."""
    outcome = fixtures.of_record(records.FIXTURES / name, RECORDED[name]["plan"], tmp_path)
    assert [str(difference) for difference in outcome.differences] == []


@needs_terraform
@pytest.mark.parametrize("root", LIVE, ids=lambda root: root.name)
def test_the_evaluator_agrees_with_a_plan_made_now(root: Path, tmp_path: Path) -> None:
    shown = terraform.plan(root, tmp_path)
    assert [str(difference) for difference in tool.compare(root, shown).differences] == []
    assert tool.record(root, shown)["resource_changes"] == recorded(root)["resource_changes"]


@needs_terraform
@pytest.mark.skipif(REAL is None, reason="EKS_NETLINT_REAL names no folder of checkouts")
def test_the_evaluator_agrees_on_the_real_vpc_module_by_path(tmp_path: Path) -> None:
    tree, work = tmp_path / "tree", tmp_path / "work"
    shutil.copytree(Path(str(REAL)) / "vpc-v5.21.0", tree / "module", ignore=shutil.ignore_patterns("examples"))
    root = tree / "root"
    root.mkdir()
    work.mkdir()
    (root / "main.tf").write_text(CALL, encoding="utf-8")
    outcome = tool.compare(root, terraform.plan(root, work))
    assert [str(difference) for difference in outcome.differences] == []
    assert outcome.resources == 39


CALL = """
data "aws_availability_zones" "available" {}

locals {
  azs = slice(data.aws_availability_zones.available.names, 0, 3)
}

module "vpc" {
  source = "../module"

  name                   = "real"
  cidr                   = "10.0.0.0/16"
  secondary_cidr_blocks  = ["100.64.0.0/16"]
  azs                    = local.azs
  private_subnets        = [for index, az in local.azs : cidrsubnet("10.0.0.0/16", 4, index)]
  public_subnets         = [for index, az in local.azs : cidrsubnet("10.0.0.0/16", 8, index + 48)]
  intra_subnets          = [for index, az in local.azs : cidrsubnet("100.64.0.0/16", 2, index)]
  enable_nat_gateway     = true
  one_nat_gateway_per_az = true
  private_subnet_tags    = { "kubernetes.io/role/internal-elb" = 1 }
}
"""


class TestWhatTheComparisonSees:
    """Faults put into a plan, each of which has to be reported."""

    @staticmethod
    def changed(root: str, address: str, **values: Any) -> list[str]:
        directory = ROOT / "fixtures/roots" / root
        plan = recorded(directory)
        change = next(one for one in plan["resource_changes"] if one["address"] == address)["change"]
        change["after"].update(values)
        for name in values:
            change["after_unknown"].pop(name, None)
        return [difference.where for difference in tool.compare(directory, plan).differences]

    def test_a_range(self) -> None:
        address = 'aws_subnet.private["us-east-1a"]'
        assert self.changed("subnets-for-each", address, cidr_block="10.20.99.0/24") == [f"{address}.cidr_block"]

    def test_a_zone_that_comes_from_a_data_source(self) -> None:
        address = "aws_subnet.private[1]"
        where = f"{address}.availability_zone"
        assert self.changed("subnets-counted", address, availability_zone="us-east-1c") == [where]

    def test_a_tag_that_is_missing_and_one_that_is_too_many(self) -> None:
        address = "aws_vpc.this"
        found = self.changed("variable-files", address, tags={"Cost": "12", "Name": "from-tfvars-json", "More": ""})
        assert found == [f"{address}.tags.Team", f"{address}.tags.More"]

    def test_a_member_of_a_nested_block(self) -> None:
        address = 'aws_eks_node_group.this["batch"]'
        scaling = [{"min_size": 0, "max_size": 21, "desired_size": 0}]
        assert self.changed("variable-files", address, scaling_config=scaling) == [
            f"{address}.scaling_config[0].max_size"
        ]

    def test_a_value_inside_a_json_string(self) -> None:
        address = "aws_eks_addon.from_template"
        text = '{"replicaCount": 4, "topologySpreadConstraints": []}'
        assert self.changed("addon-configuration", address, configuration_values=text) == [
            f"{address}.configuration_values"
        ]

    def test_a_reference_where_the_plan_knows_a_value(self) -> None:
        address = 'aws_subnet.private["us-east-1a"]'
        assert self.changed("subnets-for-each", address, vpc_id="vpc-1") == [f"{address}.vpc_id"]

    def test_addresses_of_either_side(self) -> None:
        directory = ROOT / "fixtures/roots/conditionals"
        plan = recorded(directory)
        plan["resource_changes"][0]["address"] += "x"
        where = [difference.where for difference in tool.compare(directory, plan).differences]
        assert where == ["aws_eip.nat[0]", "aws_eip.nat[0]x"]
