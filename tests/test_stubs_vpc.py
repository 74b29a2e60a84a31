"""The stubs of the vpc module against what real Terraform planned for the module itself, and against the module.

``EKS_NETLINT_REAL`` names a folder of checkouts of the module (``vpc-v5.21.0``).
"""

from __future__ import annotations

import importlib
import json
import os
import re
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

from eks_netlint.frontends.terraform import load
from eks_netlint.resources import Resource
from eks_netlint.values import Absent, Cause, Fields, Items, Known, Reference, Unknown, Value, dig

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tools"))
terraform = importlib.import_module("plan")
comparison = importlib.import_module("compare_with_plan")
judge = importlib.import_module("check_stub")

STUBS = ROOT / "plugin/eks_netlint/modules/terraform-aws-modules/vpc/aws"
MAJORS = ("3", "4", "5", "6")
PLANS = ROOT / "tests/golden/vpc"
CHECKOUTS = {"3": "3.19.0", "4": "4.0.2", "5": "5.21.0", "6": "6.6.0"}
REAL = os.environ.get("EKS_NETLINT_REAL")

needs_terraform = pytest.mark.skipif(terraform.available() is not None, reason=str(terraform.available()))
needs_real = pytest.mark.skipif(REAL is None, reason="EKS_NETLINT_REAL names no folder of checkouts")
each_major = pytest.mark.parametrize("major", MAJORS)


def evaluated(directory: Path, text: str) -> dict[str, Resource]:
    (directory / "main.tf").write_text(text, encoding="utf-8")
    loaded = load(directory, [directory])
    found = {resource.address: resource for resource in loaded.roots[0].resources}
    assert loaded.problems == ()
    return found


def call(arguments: str, version: str | None = "~> 5.0", source: str = "terraform-aws-modules/vpc/aws") -> str:
    constraint = f'  version = "{version}"\n' if version else ""
    return f'module "vpc" {{\n  source = "{source}"\n{constraint}{arguments}\n}}\n'


def value(resource: Resource, *path: str | int) -> object:
    found = dig(resource.get(str(path[0])), *path[1:])
    assert isinstance(found, Known), found
    return found.value


@each_major
def test_the_stub_makes_what_terraform_planned_for_the_module(major: str, tmp_path: Path) -> None:
    plan = json.loads((PLANS / f"{major}.json").read_text(encoding="utf-8"))
    cases = [case for case in judge.CASES if case.name in judge.RECORDED]
    text = judge.calls(cases, "terraform-aws-modules/vpc/aws", f"~> {major}.0")
    (tmp_path / "main.tf").write_text(text, encoding="utf-8")
    outcome = comparison.compare(tmp_path, plan)
    assert [str(difference) for difference in outcome.differences] == []
    assert outcome.resources > 150


class TestWhatUsersWrite:
    PLAIN = """
  name               = "net"
  cidr               = "10.0.0.0/16"
  azs                = ["eu-west-1a", "eu-west-1b", "eu-west-1c"]
  private_subnets    = ["10.0.0.0/20", "10.0.16.0/20", "10.0.32.0/20"]
  public_subnets     = ["10.0.48.0/24", "10.0.49.0/24", "10.0.50.0/24"]
  enable_nat_gateway = true
"""

    @each_major
    def test_subnets_with_ranges_zones_and_names(self, major: str, tmp_path: Path) -> None:
        found = evaluated(tmp_path, call(self.PLAIN, f"~> {major}.0"))
        second = found["module.vpc.aws_subnet.private[1]"]
        assert value(second, "cidr_block") == "10.0.16.0/20"
        assert value(second, "availability_zone") == "eu-west-1b"
        assert value(second, "tags", "Name") == "net-private-eu-west-1b"
        assert second.stub
        assert second.calls[0].text.startswith('module "vpc"')
        assert sum(resource.type == "aws_nat_gateway" for resource in found.values()) == 3

    @pytest.mark.parametrize(("major", "names", "public"), [("3", False, True), ("4", True, False), ("6", True, False)])
    def test_defaults_that_changed_with_the_major(self, major: str, names: bool, public: bool, tmp_path: Path) -> None:
        found = evaluated(tmp_path, call(self.PLAIN, f"~> {major}.0"))
        assert value(found["module.vpc.aws_vpc.this[0]"], "enable_dns_hostnames") is names
        assert value(found["module.vpc.aws_subnet.public[0]"], "map_public_ip_on_launch") is public

    def test_routes_lead_from_the_subnet_to_the_nat_gateway_of_its_zone(self, tmp_path: Path) -> None:
        found = evaluated(tmp_path, call(self.PLAIN))
        association = found["module.vpc.aws_route_table_association.private[2]"]
        route = found["module.vpc.aws_route.private_nat_gateway[2]"]
        assert str(association.get("subnet_id")) == "module.vpc.aws_subnet.private[2].id"
        assert str(association.get("route_table_id")) == str(route.get("route_table_id"))
        assert str(route.get("nat_gateway_id")) == "module.vpc.aws_nat_gateway.this[2].id"

    def test_zones_of_a_data_source_stay_distinct(self, tmp_path: Path) -> None:
        azs = "slice(data.aws_availability_zones.a.names, 0, 3)"
        text = 'data "aws_availability_zones" "a" {}\n' + call(re.sub(r"\[\"eu.*\]", azs, self.PLAIN))
        found = evaluated(tmp_path, text)
        zones = [found[f"module.vpc.aws_subnet.private[{index}]"].get("availability_zone") for index in range(3)]
        assert [str(zone) for zone in zones] == [f"data.aws_availability_zones.a.names[{index}]" for index in range(3)]

    def test_a_number_of_subnets_that_is_not_known_is_not_guessed(self, tmp_path: Path) -> None:
        arguments = re.sub(r"private_subnets.*", "private_subnets = var.private", self.PLAIN)
        found = evaluated(tmp_path, 'variable "private" {}\n' + call(arguments))
        private = [resource for resource in found.values() if resource.address.startswith("module.vpc.aws_subnet.priv")]
        assert [resource.exists.name for resource in private] == ["UNSURE"]
        assert value(found["module.vpc.aws_subnet.public[0]"], "cidr_block") == "10.0.48.0/24"

    def test_outputs_are_references_to_what_the_stub_makes(self, tmp_path: Path) -> None:
        node_group = """
resource "aws_eks_node_group" "this" {
  subnet_ids = module.vpc.private_subnets
  labels     = { zones = join(",", module.vpc.azs), cidr = module.vpc.vpc_cidr_block, group = module.vpc.natgw_ids[0] }
}
"""
        found = evaluated(tmp_path, call(self.PLAIN) + node_group)["aws_eks_node_group.this"]
        subnets = found.get("subnet_ids")
        assert isinstance(subnets, Items)
        assert [str(one) for one in subnets] == [f"module.vpc.aws_subnet.private[{index}].id" for index in range(3)]
        assert value(found, "labels", "zones") == "eu-west-1a,eu-west-1b,eu-west-1c"
        assert value(found, "labels", "cidr") == "10.0.0.0/16"
        assert isinstance(dig(found.get("labels"), "group"), Reference)

    @pytest.mark.parametrize("source", ["", "git::https://github.com/"])
    def test_endpoints_say_which_service_they_are_for(self, source: str, tmp_path: Path) -> None:
        where = "terraform-aws-modules/terraform-aws-vpc.git//modules/vpc-endpoints?ref=v5.8.1"
        registry = "terraform-aws-modules/vpc/aws//modules/vpc-endpoints"
        arguments = """
  vpc_id    = "vpc-1"
  endpoints = { s3 = { service = "s3", service_type = "Gateway", route_table_ids = ["rtb-1"] } }
"""
        text = call(arguments, None if source else "~> 5.0", source + where if source else registry)
        endpoint = evaluated(tmp_path, text)['module.vpc.aws_vpc_endpoint.this["s3"]']
        service = endpoint.get("service_name")
        assert getattr(service, "parts", ())[-1] == ".s3"
        assert value(endpoint, "route_table_ids", 0) == "rtb-1"


class TestTheFiles:
    def test_versions_say_where_they_are_from_and_cover_every_major(self) -> None:
        listing = json.loads((STUBS / "versions.json").read_text(encoding="utf-8"))
        versions = [tuple(map(int, name.split("."))) for name in listing["versions"]]
        assert versions == sorted(set(versions))
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", listing["date"])
        assert "github.com/terraform-aws-modules/terraform-aws-vpc" in listing["source"]
        assert {str(version[0]) for version in versions} >= set(MAJORS)
        assert CHECKOUTS["6"] == listing["versions"][-1]

    @each_major
    def test_nothing_in_a_stub_is_an_error(self, major: str, tmp_path: Path) -> None:
        """Every attribute of a call that makes one of everything is evaluated, none of them in vain."""
        cases = [case for case in judge.CASES if case.since <= int(major) <= case.until]
        text = judge.calls(cases, "terraform-aws-modules/vpc/aws", f"~> {major}.0")
        found = evaluated(tmp_path, text)
        written = {
            match
            for file in (STUBS / major).rglob("*.tf")
            for match in re.findall(r'^resource "(\w+)" "(\w+)"', file.read_text(encoding="utf-8"), re.M)
        }
        assert written == {(one.type, one.name) for one in found.values() if one.stub and one.mode == "managed"}
        wrong = [
            f"{one.address}.{name}: {unknown.why}"
            for one in found.values()
            for name in one.attributes.names()
            for unknown in unknowns(one.get(name))
            if unknown.cause not in (Cause.APPLY, Cause.DATA)
        ]
        assert wrong == []

    @each_major
    def test_every_input_of_a_stub_is_used_or_has_nothing_to_do_with_the_network(self, major: str) -> None:
        for module in (STUBS / major, STUBS / major / "modules/vpc-endpoints"):
            text = "\n".join(file.read_text(encoding="utf-8") for file in module.glob("*.tf"))
            inputs = re.findall(r'^variable "(\w+)"', text, re.M)
            assert len(inputs) == len(set(inputs))
            unused = {name for name in inputs if not re.search(rf"\bvar\.{name}\b", text)}
            assert unused <= UNUSED


UNUSED = {
    "region",  # needs AWS provider 6
    "timeouts",
    "enable_classiclink",  # gone from AWS
    "enable_classiclink_dns_support",
    "default_vpc_enable_classiclink",
    "vpc_flow_log_iam_policy_name",  # the policy is left out
    "vpc_flow_log_iam_policy_use_name_prefix",
    "flow_log_cloudwatch_iam_role_conditions",
}


def unknowns(found: Value | Absent) -> list[Unknown]:
    match found:
        case Unknown():
            return [found]
        case Items(members=members):
            return [unknown for member in members for unknown in unknowns(member)]
        case Fields(entries=entries):
            return [unknown for member in entries.values() for unknown in unknowns(member)]
    return []


class TestTheJudge:
    """``check_stub`` on the stub of 5 in the role of the module, and a copy of it with a fault."""

    @staticmethod
    def verdict(tmp_path: Path, file: str, old: str, new: str, case: str) -> list[str]:
        stub = tmp_path / "faulty"
        shutil.copytree(STUBS / "5", stub)
        text = (stub / file).read_text(encoding="utf-8")
        assert old in text
        (stub / file).write_text(text.replace(old, new), encoding="utf-8")
        _, found, _ = judge.check(STUBS / "5", stub, 5, tmp_path, by="evaluate", only=[case])
        return [difference.where for difference in found]

    def test_equal_is_equal(self, tmp_path: Path) -> None:
        assert self.verdict(tmp_path, "vpc.tf", "aws_vpc", "aws_vpc", "all-tiers") == []

    def test_a_wrong_value(self, tmp_path: Path) -> None:
        old, new = "map_public_ip_on_launch         = var.map_public_ip_on_launch", "map_public_ip_on_launch = true"
        found = self.verdict(tmp_path, "public.tf", old, new, "plain")
        assert found == [f"aws_subnet.public[{index}].map_public_ip_on_launch, evaluated" for index in range(3)]

    def test_a_wrong_link(self, tmp_path: Path) -> None:
        old, new = "var.single_nat_gateway ? 0 : count.index)\n}", "0)\n}"
        found = self.verdict(tmp_path, "private.tf", old, new, "nat-per-zone")
        where = [f"aws_route_table_association.private[{index}].route_table_id, evaluated" for index in (1, 2)]
        assert found == where

    def test_a_resource_too_few(self, tmp_path: Path) -> None:
        found = self.verdict(
            tmp_path, "gateways.tf", "var.enable_nat_gateway ? local.nat_size", "false ? 1", "nat-per-zone"
        )
        assert [where for where in found if "nat_gateway.this" in where and "." not in where[20:]] != []

    @needs_terraform
    def test_inputs_and_outputs(self, tmp_path: Path) -> None:
        stub = tmp_path / "faulty"
        shutil.copytree(STUBS / "5", stub)
        text = (stub / "vpc.tf").read_text(encoding="utf-8")
        text = text.replace('default = "10.0.0.0/16"', 'default = "10.1.0.0/16"')
        text = text.replace('output "vpc_owner_id"', 'output "owner_of_vpc"')
        (stub / "vpc.tf").write_text(text, encoding="utf-8")
        _, found, _ = judge.check(STUBS / "5", stub, 5, tmp_path, only=["plain"])
        assert {difference.where for difference in found} == {
            "variable cidr",
            "output vpc_owner_id",
            "output owner_of_vpc",
        }


@needs_terraform
def test_terraform_finds_every_stub_valid(tmp_path: Path) -> None:
    root, work = tmp_path / "root", tmp_path / "work"
    shutil.copytree(STUBS, root / "stubs")
    work.mkdir()
    blocks = [
        f'module "v{major}{index}" {{\n  source = "./stubs/{major}{sub}"\n}}\n'
        for major in MAJORS
        for index, sub in enumerate(("", "/modules/vpc-endpoints"))
    ]
    (root / "main.tf").write_text("\n".join(blocks), encoding="utf-8")
    terraform.validate(root, work)


@needs_real
@each_major
def test_the_stub_equals_the_real_module(major: str, tmp_path: Path) -> None:
    """By our evaluator on all cases; ``tools/check_stub.py`` also plans both, which takes minutes."""
    checkout = Path(str(REAL)) / f"vpc-v{CHECKOUTS[major]}"
    count, found, _ = judge.check(checkout, STUBS / major, int(major), tmp_path, by="evaluate")
    assert [str(difference) for difference in found] == []
    assert count >= 40


@needs_real
@needs_terraform
def test_terraform_plans_the_stub_as_the_real_module(tmp_path: Path) -> None:
    checkout = Path(str(REAL)) / f"vpc-v{CHECKOUTS['5']}"
    _, found, _ = judge.check(checkout, STUBS / "5", 5, tmp_path, only=judge.RECORDED)
    assert [str(difference) for difference in found] == []


def test_the_record_names_its_maker() -> None:
    for major in MAJORS:
        plan: dict[str, Any] = json.loads((PLANS / f"{major}.json").read_text(encoding="utf-8"))
        assert plan["made_by"] == "tools/check_stub.py --record"
        assert plan["terraform_version"]
