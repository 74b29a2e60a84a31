"""The stubs that make part of their module, against what real Terraform planned for it, and against the module.

``EKS_NETLINT_REAL`` names a folder of checkouts of the modules (``security-group-v5.3.1``).
"""

from __future__ import annotations

import importlib
import json
import os
import re
import shutil
import sys
from pathlib import Path

import pytest

from eks_netlint.frontends.terraform import load
from eks_netlint.resources import Resource
from eks_netlint.values import Items, Known, Reference

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tools"))
terraform = importlib.import_module("plan")
judge = importlib.import_module("check_stub_parts")
entrance = importlib.import_module("check_stub")

CHECKOUTS = {
    "security-group": ("4.17.2", "5.3.1"),
    "rds": ("5.9.0", "6.13.1", "7.2.0"),
    "rds-aurora": ("7.7.1", "8.5.0", "9.16.1"),
    "elasticache": ("1.9.0", "1.10.3"),
    "alb": ("9.17.0", "10.5.0"),
    "efs": ("1.8.1", "2.0.0"),
}
"""The versions that the stubs were judged by."""

EACH = [(name, version) for name, versions in CHECKOUTS.items() for version in versions]
LAST = list({(name, version.split(".")[0]): (name, version) for name, version in EACH}.values())
"""Of each major the last."""
REAL = os.environ.get("EKS_NETLINT_REAL")

needs_terraform = pytest.mark.skipif(terraform.available() is not None, reason=str(terraform.available()))
each_stub = pytest.mark.parametrize(("name", "version"), EACH, ids=[f"{n}-{v}" for n, v in EACH])


def major_of(version: str) -> int:
    return int(version.split(".")[0])


def checkout(name: str, version: str) -> Path:
    found = Path(str(REAL), f"{name}-v{version}")
    if REAL is None or not found.is_dir():
        pytest.skip(f"EKS_NETLINT_REAL holds no {name}-v{version}")
    return found


def evaluated(directory: Path, source: str, version: str, arguments: str, around: str = "") -> dict[str, Resource]:
    """What one call of a module makes, by address within it."""
    call = f'module "it" {{\n  source = "{source}"\n  version = "{version}"\n{arguments}\n}}\n'
    (directory / "main.tf").write_text(call + around, encoding="utf-8")
    loaded = load(directory, [directory])
    assert loaded.problems == ()
    return {r.address.removeprefix("module.it."): r for r in loaded.roots[0].resources if r.mode == "managed"}


def value(resource: Resource, name: str) -> object:
    found = resource.get(name)
    assert isinstance(found, Known), found
    return found.value


@each_stub
def test_the_evaluator_reads_in_the_stub_what_terraform_planned_for_the_module(
    name: str, version: str, tmp_path: Path
) -> None:
    assert judge.read_again(name, major_of(version), tmp_path.resolve()) == []
    assert len(json.loads((judge.RECORDS / f"{name}-{major_of(version)}.json").read_bytes())) >= 40


@each_stub
def test_every_call_takes_part(name: str, version: str) -> None:
    cases, _ = judge.cases_of(name, major_of(version))
    assert len(cases) >= 20
    assert len({case.name for case in cases}) == len(cases)


@pytest.mark.parametrize(("name", "version"), LAST, ids=[f"{n}-{v}" for n, v in LAST])
def test_the_version_is_the_newest_of_its_major(name: str, version: str) -> None:
    listing = json.loads((judge.home_of(name) / "versions.json").read_bytes())
    versions = [tuple(map(int, one.split("."))) for one in listing["versions"]]
    assert versions == sorted(set(versions))
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", listing["date"])
    newest = max(found for found in versions if found[0] == major_of(version))
    assert version == ".".join(map(str, newest))


@each_stub
def test_stub_and_module_are_read_alike(name: str, version: str) -> None:
    found, count = judge.judge(name, checkout(name, version), major_of(version), by="evaluate")
    assert found == []
    assert count >= 20


@needs_terraform
@each_stub
def test_terraform_plans_stub_and_module_alike(name: str, version: str) -> None:
    module = checkout(name, version)
    cases, _ = judge.cases_of(name, major_of(version))
    some = [case.name for case in cases if not case.name.startswith(judge.UNRECORDED)][:8]
    found, _ = judge.judge(name, module, major_of(version), only=some)
    assert found == []


@needs_terraform
def test_terraform_finds_every_stub_valid(tmp_path: Path) -> None:
    root, work = tmp_path / "root", tmp_path / "work"
    work.mkdir()
    for name, version in LAST:
        place = root / f"{name}-{major_of(version)}"
        judge.adapted(judge.home_of(name) / version.split(".")[0], place / "module")
        cases, around = judge.cases_of(name, major_of(version))
        calls = [
            f'module "{case.name}" {{\n  source = "{f"./module/{case.submodule}".rstrip("/")}"\n{case.arguments}\n}}'
            for case in cases
        ]
        (place / "main.tf").write_text("\n".join([around, *calls]), encoding="utf-8")
    text = "".join(f'module "{place.name}" {{\n  source = "./{place.name}"\n}}\n' for place in root.iterdir())
    (root / "main.tf").write_text(text, encoding="utf-8")
    terraform.validate(root, work)


class TestTheJudge:
    """A stub in the role of the module, and a copy of it with a fault."""

    @staticmethod
    def verdict(tmp_path: Path, file: str, old: str, new: str, case: str) -> str:
        real, stub = judge.home_of("security-group") / "5", tmp_path / "faulty"
        shutil.copytree(real, stub)
        text = (stub / file).read_text(encoding="utf-8")
        assert old in text
        (stub / file).write_text(text.replace(old, new), encoding="utf-8")
        return "\n".join(judge.judge("security-group", real, 5, by="evaluate", only=[case], stub=stub)[0])

    def test_equal_is_equal(self, tmp_path: Path) -> None:
        assert self.verdict(tmp_path, "rules.tf", "443", "443", "by_name") == ""

    def test_a_wrong_value(self, tmp_path: Path) -> None:
        found = self.verdict(tmp_path, "rules.tf", '[443, 443, "tcp"]', '[443, 444, "tcp"]', "by_name")
        assert "aws_security_group_rule.ingress_rules[0].to_port, read" in found

    def test_a_wrong_link(self, tmp_path: Path) -> None:
        found = self.verdict(tmp_path, "main.tf", ": var.security_group_id", ': "sg-0"', "group_of_the_callers")
        assert "ingress_rules[0].security_group_id, read" in found
        assert "aws_security_group.other.id" in found

    def test_a_resource_too_few(self, tmp_path: Path) -> None:
        found = self.verdict(tmp_path, "main.tf", "? length(var.egress_rules)", "? 0", "by_name")
        assert "aws_security_group_rule.egress_rules[0]: only in the module" in found

    def test_an_input_and_an_output(self, tmp_path: Path) -> None:
        found = self.verdict(tmp_path, "outputs.tf", "security_group_owner_id", "owner", "by_name")
        assert "module output owner: on one side only" in found
        assert "output security_group_owner_id, read" in found

    def test_the_change_log_says_which_module_it_is(self, tmp_path: Path) -> None:
        link = "https://github.com/terraform-aws-modules/terraform-aws-rds-aurora/compare/v9.0.0...v9.1.0"
        (tmp_path / "CHANGELOG.md").write_text(f"## [9.1.0]({link}) (2024-02-16)\n", encoding="utf-8")
        assert entrance.name_of(tmp_path) == "rds-aurora"
        assert entrance.major_of(tmp_path) == 9


class TestSecurityGroups:
    SOURCE = "terraform-aws-modules/security-group/aws"

    def test_a_rule_by_name_has_its_ports(self, tmp_path: Path) -> None:
        arguments = '  name = "web"\n  ingress_cidr_blocks = ["10.0.0.0/8"]\n  ingress_rules = ["postgresql-tcp"]\n'
        rule = evaluated(tmp_path, self.SOURCE, "~> 5.0", arguments)["aws_security_group_rule.ingress_rules[0]"]
        assert (str(value(rule, "from_port")), value(rule, "protocol")) == ("5432", "tcp")
        ranges = rule.get("cidr_blocks")
        assert isinstance(ranges, Items)
        assert [one.value for one in ranges.members if isinstance(one, Known)] == ["10.0.0.0/8"]

    @pytest.mark.parametrize("version", ["~> 4.0", "5.1.0"])
    def test_a_submodule_takes_what_it_shares_with_the_others(self, version: str, tmp_path: Path) -> None:
        around = 'resource "aws_lb" "a" {\n  security_groups = [module.it.security_group_id]\n}\n'
        arguments = '  name = "redis"\n  vpc_id = "vpc-1"\n'
        found = evaluated(tmp_path, f"{self.SOURCE}//modules/redis", version, arguments, around)
        rule = found["module.sg.aws_security_group_rule.ingress_rules[0]"]
        assert str(value(rule, "to_port")) == "6379"
        groups = found["aws_lb.a"].get("security_groups")
        assert isinstance(groups, Items)
        assert isinstance(groups.members[0], Reference)
        assert groups.members[0].address == "module.it.module.sg.aws_security_group.this_name_prefix[0]"

    def test_an_unknown_rule_is_not_another(self, tmp_path: Path) -> None:
        arguments = '  name = "web"\n  ingress_rules = ["gopher-tcp"]\n'
        rule = evaluated(tmp_path, self.SOURCE, "~> 5.0", arguments)["aws_security_group_rule.ingress_rules[0]"]
        assert not isinstance(rule.get("from_port"), Known)
