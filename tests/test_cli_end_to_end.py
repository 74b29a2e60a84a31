"""The command line over the real front end, lowering and rules."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from eks_netlint.cli import main

MODULE = """\
variable "cidr" {}

resource "aws_subnet" "a" {
  cidr_block = var.cidr
  vpc_id     = "vpc-1"
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


def call(source: str, cidr: str = '"10.0.1.0/24"', above: str = "") -> str:
    return f'{above}module "net" {{\n  source = "{source}"\n  cidr   = {cidr}\n}}\n'


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two roots that call one module, in a git repository."""
    (tmp_path / ".git").mkdir()
    for name, text in {
        "modules/net/main.tf": MODULE,
        "live/main.tf": call("../modules/net"),
        "test/main.tf": call("../modules/net", '"10.0.0.0/20"'),
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def report(capsys, *arguments: str) -> dict[str, object]:
    main(["check", "--select", "EKN101,EKN003", "--format", "json", *arguments])
    return json.loads(capsys.readouterr().out)


def test_finding_in_a_module_names_the_network(tree: Path, capsys) -> None:
    (finding,) = report(capsys)["findings"]
    assert (finding["rule"], finding["network"], finding["path"]) == ("EKN101", "live", "modules/net/main.tf")
    assert finding["sum"][0]["total"] == 480


def test_ignore_on_the_call_of_one_root(tree: Path, capsys) -> None:
    (tree / "live/main.tf").write_text(call("../modules/net", above="# eks-netlint: ignore[EKN101] load tested\n"))
    found = report(capsys)
    assert (found["findings"], found["summary"]["suppressed"]) == ([], 1)


def test_ignore_in_a_module_is_unused_only_if_all_its_roots_were_seen(tree: Path, capsys) -> None:
    ignore = "# eks-netlint: ignore[EKN101] sized for live"
    (tree / "modules/net/main.tf").write_text(MODULE.replace("max_size     = 8", f"max_size     = 8 {ignore}"))
    assert report(capsys)["summary"]["suppressed"] == 1
    assert report(capsys, "test")["findings"] == []
    (tree / "live/main.tf").write_text(call("../modules/net", '"10.0.0.0/20"'))
    (unused,) = report(capsys)["findings"]
    assert (unused["rule"], unused["path"]) == ("EKN003", "modules/net/main.tf")


def test_what_a_commit_touches_selects_the_roots_that_read_it(tree: Path, capsys) -> None:
    assert report(capsys, "--touched", "modules/net/main.tf")["summary"]["networks"] == 2
    assert report(capsys, "--touched", "test/gone.tf")["summary"]["networks"] == 1
    assert report(capsys, "--touched", "live/main.tf")["findings"][0]["network"] == "live"


def test_sarif_names_files_from_the_repository(tree: Path, capsys, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tree / "live")
    assert main(["check", "--select", "EKN101", "--format", "sarif"]) == 1
    (result,) = json.loads(capsys.readouterr().out)["runs"][0]["results"]
    (location,) = result["locations"]
    assert location["physicalLocation"]["artifactLocation"]["uri"] == "modules/net/main.tf"


def test_broken_file_is_3_and_costs_nothing_else(tree: Path, capsys) -> None:
    (tree / "other").mkdir()
    (tree / "other/main.tf").write_bytes(b'resource "aws_vpc" "v" {\n  cidr_block = \n')
    assert main(["check", "--select", "EKN101"]) == 3
    out = capsys.readouterr().out
    assert "EKN101" in out and "other/main.tf" in out
