"""Our own code failing: what it costs is small, is said with its place, and ends with exit code 2."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest

from eks_netlint import suppressions
from eks_netlint.analysis import Options, analyse
from eks_netlint.cli import exit_code, main
from eks_netlint.frontends.terraform import build, expansion, functions, module, sources
from eks_netlint.frontends.terraform import inputs as tfvars
from eks_netlint.frontends.terraform.loops import ForObject
from eks_netlint.lowering import aws, subnets
from eks_netlint.report import Report
from eks_netlint.reporters import sarif
from eks_netlint.resources import Resource, TooLarge
from eks_netlint.source import Document, Problem
from eks_netlint.values import Unknown

MAIN = """\
variable "cidr" {
  default = "10.0.1.0/24"
}

resource "aws_subnet" "a" {
  vpc_id     = "vpc-1"
  cidr_block = var.cidr
}

resource "aws_eks_cluster" "c" {
  name = "c"
  vpc_config {
    subnet_ids = [aws_subnet.a.id]
  }
}

resource "aws_eks_node_group" "g" {
  cluster_name   = aws_eks_cluster.c.name
  subnet_ids     = [aws_subnet.a.id]
  instance_types = ["m5.xlarge"]
  scaling_config {
    min_size     = 1
    desired_size = 2
    max_size     = 8
  }
}
"""

BESIDE = """\
resource "aws_subnet" "b" {
  vpc_id     = "vpc-1"
  cidr_block = lower("10.0.2.0/24")
  tags       = { for key, value in { a = 1 } : key => value }
}
"""


def report(tree: Path, **files: str) -> Report:
    for name, text in {"main": MAIN, **files}.items():
        (tree / f"{name}.tf").write_text(text)
    return analyse([tree], Options(select=("EKN101", "EKN003"), tree=tree))


def found(report: Report) -> list[tuple[str, int]]:
    return [(finding.rule, finding.at.line) for finding in report.findings]


def told(report: Report) -> list[tuple[str, int | None, str]]:
    assert all(problem.internal for problem in report.problems)
    return [(problem.path, problem.line, problem.message) for problem in report.problems]


def raising(name: str) -> Callable[..., NoReturn]:
    def fail(*arguments: object, **named: object) -> NoReturn:
        raise ZeroDivisionError(name)

    return fail


def only_for(call: Callable[..., object], wanted: Callable[..., bool]) -> Callable[..., object]:
    """The call, failing where ``wanted`` holds of its arguments."""

    def act(*arguments: object, **named: object) -> object:
        if wanted(*arguments):
            raise ZeroDivisionError("ours")
        return call(*arguments, **named)

    return act


def test_nothing_fails_without_a_fault(tmp_path: Path) -> None:
    made = report(tmp_path, beside=BESIDE)
    assert found(made) == [("EKN101", 24)]
    assert made.problems == ()


def test_function_costs_its_call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(functions.signature.TABLE, "lower", _Raising())
    made = report(tmp_path, beside=BESIDE)
    assert found(made) == [("EKN101", 24)]
    (problem,) = told(made)
    assert problem[:2] == ("beside.tf", 3)
    assert problem[2].startswith("this cannot be worked out: ZeroDivisionError: ours (test_faults.py:")
    assert exit_code(made, "medium") == 2


class _Raising:
    name = "lower"

    def run(self, call: object) -> NoReturn:
        raise ZeroDivisionError("ours")


def test_expression_costs_its_value(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ForObject, "eval", raising("ours"))
    made = report(tmp_path, beside=BESIDE)
    assert [problem[:2] for problem in told(made)] == [("beside.tf", 4)]
    assert found(made) == []
    assert [question.why for question in made.undecided] == ["pods' addresses may come from several subnets"]


def test_building_an_expression_costs_its_value(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(build._MAKERS, "function_call", raising("ours"))
    made = report(tmp_path, beside=BESIDE)
    assert found(made) == [("EKN101", 24)]
    assert [problem[:2] for problem in told(made)] == [("beside.tf", 3)]


def test_count_costs_the_instances_of_its_block(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    counted = BESIDE.replace("{\n", "{\n  count = 3\n", 1)
    monkeypatch.setattr(expansion, "_counted", raising("ours"))
    made = report(tmp_path, beside=counted)
    assert ("beside.tf", 1) in [problem[:2] for problem in told(made)]
    assert found(made) == [("EKN101", 24)]


def test_module_call_costs_its_module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "find_stub", raising("ours"))
    call = 'module "labels" {\n  source = "cloudposse/label/null"\n}\n'
    made = report(tmp_path, beside=call)
    assert [problem[:2] for problem in told(made)] == [("beside.tf", 1)]
    assert ("EKN101", 24) in found(made)


def test_file_costs_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parse = only_for(sources.parse, lambda document: document.path == "beside.tf")
    monkeypatch.setattr(sources, "parse", parse)
    made = report(tmp_path, beside=BESIDE)
    ((path, line, message),) = told(made)
    assert (path, line) == ("beside.tf", None)
    assert message.startswith("cannot be read: ZeroDivisionError: ours (test_faults.py:")
    assert found(made) == [("EKN101", 24)]


def test_variable_file_costs_the_values_of_variables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "terraform.tfvars").write_text('cidr = "10.0.0.0/16"\n')
    monkeypatch.setattr(tfvars, "parse", raising("ours"))
    made = report(tmp_path)
    assert told(made)[0][0] == "terraform.tfvars"
    assert found(made) == [], "neither the default nor the file is known to hold"
    assert [question.rule for question in made.undecided] == ["EKN101"]


def test_lowering_costs_what_is_known_of_its_resource(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lower = subnets.Subnets._subnet
    named = only_for(lower, lambda self, resource, *more: _fails(resource, "aws_subnet.b"))
    monkeypatch.setattr(subnets.Subnets, "_subnet", named)
    made = report(tmp_path, beside=BESIDE)
    ((path, line, message),) = told(made)
    assert (path, line) == ("beside.tf", 1)
    assert message.startswith("aws_subnet.b cannot be made part of the network: ZeroDivisionError: ours")
    assert made.networks == (".",), "the other resources of the root are judged"
    assert {clean.resource for clean in made.clean} | {open.resource for open in made.undecided} >= {"aws_subnet.a"}
    assert exit_code(made, "medium") == 2


def _fails(resource: Resource, address: str) -> bool:
    """Fails at whatever is written, and no more once nothing is known of it."""
    return resource.address == address and not isinstance(resource.get("cidr_block"), Unknown)


def test_lowering_that_fails_at_nothing_in_particular_costs_its_root_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lower = only_for(aws.lower, lambda name, resources, given: name == "other")
    monkeypatch.setattr(aws, "lower", lower)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "main.tf").write_text(MAIN)
    made = report(tmp_path)
    assert found(made) == [("EKN101", 24)]
    assert [problem[:2] for problem in told(made)] == [("other", None)]


def test_too_large_is_no_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def large(*arguments: object) -> NoReturn:
        raise TooLarge("much too large")

    monkeypatch.setattr(subnets.Subnets, "_subnet", large)
    made = report(tmp_path)
    assert made.problems == (Problem(".", "much too large"),)
    assert made.notes == (), "nobody knows whether there is a cluster"
    assert exit_code(made, "medium") == 3


def test_comments_cost_the_ignores_of_their_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def ignores(document: Document) -> NoReturn:
        raise ZeroDivisionError("ours")

    monkeypatch.setattr(suppressions, "ignores", ignores)
    made = report(tmp_path)
    assert found(made) == [("EKN101", 24)]
    ((path, _, message),) = told(made)
    assert path == "main.tf"
    assert message.startswith("ignores of this file cannot be read: ZeroDivisionError: ours")


def test_report_that_fails_costs_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "main.tf").write_text(MAIN)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sarif, "render", raising("ours"))
    outputs = ["--format", "sarif", "--output", "a.sarif", "--format", "json", "--output", "a.json", "--format", "text"]
    assert main(["check", *outputs]) == 2
    out, err = capsys.readouterr()
    assert "EKN101" in out
    assert "EKN101" in (tmp_path / "a.json").read_text()
    assert not (tmp_path / "a.sarif").exists()
    assert "the sarif report cannot be made: ZeroDivisionError: ours (test_faults.py:" in err
