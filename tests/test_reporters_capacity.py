"""The capacity tables."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from eks_netlint.cli import main

MAIN = """\
variable "size" {}
variable "range" {}

resource "aws_vpc" "v" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "a" {
  vpc_id            = aws_vpc.v.id
  cidr_block        = "10.0.1.0/24"
  availability_zone = "eu-west-1a"
}

resource "aws_subnet" "b" {
  vpc_id            = aws_vpc.v.id
  cidr_block        = var.range
  availability_zone = "eu-west-1b"
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
  instance_types = ["m5.xlarge", "p9.huge"]
  scaling_config {
    min_size     = 1
    desired_size = var.size
    max_size     = 8
  }
}
"""


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "main.tf").write_text(MAIN)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_text(tree: Path, capsys) -> None:
    assert main(["capacity"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "network ."
    head, first, second = lines[2:5]
    assert head.split() == ["subnet", "range", "zone", "usable", "minimum", "desired", "maximum", "maximum+surge"]
    assert first.split()[:4] == ["aws_subnet.a", "10.0.1.0/24", "eu-west-1a", "251"]
    assert "exceeded at maximum" in first or "not sure at" in first
    assert second.split()[1:3] == ["?", "eu-west-1b"]
    assert any("range has no value" in line for line in lines if line.startswith("  not known: "))
    groups = "\n".join(lines)
    assert "aws_eks_node_group.g  m5.xlarge" in groups
    assert "p9.huge" in groups and "?" in groups


def test_json(tree: Path, capsys) -> None:
    assert main(["capacity", "--format", "json", "--var", "size=2", "--var", "range=10.0.2.0/23"]) == 0
    document = json.loads(capsys.readouterr().out)
    (network,) = document["networks"]
    first, second = (row for row in network["subnets"] if row["resource"].startswith("aws_subnet."))
    assert (first["resource"], first["path"], first["line"]) == ("aws_subnet.a", "main.tf", 8)
    assert (second["cidr"], second["usable"]) == ("10.0.2.0/23", {"low": 507, "high": 507})
    assert [level["name"] for level in first["levels"]] == ["minimum", "desired", "maximum", "maximum+surge"]
    (group,) = network["nodeGroups"]
    assert (group["min"], group["desired"], group["max"]) == (1, 2, 8)
    assert [kind["type"] for kind in group["types"]] == ["m5.xlarge", "p9.huge"]
    assert group["types"][1]["addressCapacity"] is None


def test_nothing_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["capacity"]) == 3
    out = capsys.readouterr().out
    assert "no subnet and no node group found" in out
    assert "holds no Terraform files" in out
    (tmp_path / "main.tf").write_text('resource "null_resource" "x" {\n}\n')
    assert main(["capacity"]) == 0


def test_model_that_fails_is_2(tree: Path, capsys, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(network: object) -> None:
        raise ArithmeticError("lost a bit")

    monkeypatch.setattr("eks_netlint.model.capacity.capacity_table", fails)
    assert main(["capacity", "--format", "json"]) == 2
    (problem,) = json.loads(capsys.readouterr().out)["problems"]
    assert "ArithmeticError: lost a bit" in problem["message"]
