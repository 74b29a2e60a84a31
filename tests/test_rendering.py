"""Manifests from standard input, and those that the user's own helm and kustomize make when asked."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from eks_netlint import rendering
from eks_netlint.analysis import Options, read
from eks_netlint.frontends.kubernetes.buildable import buildables
from eks_netlint.model.kubernetes.nouns import Kubernetes
from eks_netlint.options import Text

SERVICE = "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {ports: [{port: 80}]}\n"
BROKEN = "apiVersion: v1\nkind: Service\nspec: [\n"
CLUSTER = """
resource "aws_eks_cluster" "a" {
  name     = "a"
  role_arn = "arn:aws:iam::111122223333:role/cluster"
  vpc_config { subnet_ids = ["subnet-1"] }
}
"""


def check(tree: Path, *arguments: str, stdin: str = "", path: str | None = None) -> tuple[int, dict[str, object], str]:
    environment = {**os.environ, "PATH": os.environ["PATH"] if path is None else path}
    done = subprocess.run(
        [sys.executable, "-m", "eks_netlint", "check", *arguments, "--format", "json"],
        cwd=tree, input=stdin, capture_output=True, text=True, env=environment, check=False, timeout=60,
    )  # fmt: skip
    return done.returncode, json.loads(done.stdout), done.stderr


def problems(report: dict[str, object]) -> list[tuple[object, object]]:
    assert isinstance(report["problems"], list)
    return [(problem["path"], problem["message"]) for problem in report["problems"]]


class TestStandardInput:
    def test_alone(self, tmp_path: Path) -> None:
        (tmp_path / "main.tf").write_text(CLUSTER)
        code, report, _ = check(tmp_path, "-", stdin=SERVICE)
        assert code == 0 and not problems(report)
        assert isinstance(report["summary"], dict) and report["summary"]["networks"] == 1

    def test_what_is_no_manifest(self, tmp_path: Path) -> None:
        for text in ("", "Error: chart is missing\n"):
            code, report, _ = check(tmp_path, "-", stdin=text)
            assert code == 3 and problems(report) == [("stdin", "holds no Kubernetes manifests")]

    def test_broken(self, tmp_path: Path) -> None:
        code, report, _ = check(tmp_path, "-", stdin=BROKEN)
        ((path, message),) = problems(report)
        assert code == 3 and path == "stdin" and "column" in str(message)

    def test_named_from_the_working_directory(self, tmp_path: Path) -> None:
        (tmp_path / ".git").mkdir()
        (tmp_path / "deep").mkdir()
        _, report, _ = check(tmp_path / "deep", "-", stdin=BROKEN)
        assert problems(report)[0][0] == "stdin"

    def test_joined_with_a_root(self, tmp_path: Path) -> None:
        (tmp_path / "main.tf").write_text(CLUSTER)
        text = Text(tmp_path / "stdin", SERVICE.encode())
        (reading,) = read([tmp_path], Options(tree=tmp_path, texts=(text,)))
        (network,) = reading.networks
        assert network.clusters and network.kubernetes is not None and len(network.kubernetes.services) == 1

    def test_too_much(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (tmp_path / "long").write_bytes(b"x" * 100)
        monkeypatch.setattr(rendering, "MAX_BYTES", 10)
        with (tmp_path / "long").open() as stdin:
            monkeypatch.setattr(sys, "stdin", stdin)
            (text,) = rendering.standard_input(True)
        assert "larger than 10 bytes" in text.problem and not text.data


@pytest.fixture
def tools(tmp_path: Path) -> Path:
    """A folder for programs, on the path with what a shell needs."""
    found = tmp_path / "tools"
    found.mkdir()
    return found


def program(tools: Path, name: str, script: str) -> None:
    path = tools / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


def chart(tree: Path, name: str = "chart", more: str = "") -> None:
    (tree / name / "templates").mkdir(parents=True)
    (tree / name / "Chart.yaml").write_text(f"apiVersion: v2\nname: {name}\n{more}")
    (tree / name / "templates/s.yaml").write_text(SERVICE.replace("web", "{{ .Values.name }}"))


def services(tree: Path) -> Kubernetes:
    (reading,) = read([tree], Options(tree=tree, texts=tuple(rendering.rendered([tree]))))
    assert not reading.problems and not reading.notes
    (network,) = reading.networks
    assert network.kubernetes is not None
    return network.kubernetes


class TestRender:
    @pytest.fixture
    def tree(self, tmp_path: Path) -> Path:
        (tmp_path / "tree").mkdir()
        return tmp_path / "tree"

    def test_helm(self, tree: Path, tools: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PATH", f"{tools}:/bin:/usr/bin")
        program(tools, "helm", f'echo "$1 $2" > {tools}/asked; printf "{SERVICE!r}" | tr -d "\'"')
        chart(tree)
        chart(tree / "chart/charts", "inner")
        chart(tree, "library", "type: library\n")
        found = [one.folder.name for one in buildables([tree])]
        assert found == ["chart"]
        shutil.rmtree(tree / "library")
        made = services(tree)
        assert (tools / "asked").read_text() == "template release\n"
        assert [one.address for one in made.services] == ["Service/web"] and not made.unread
        assert made.services[0].span.path == "chart/helm-template.yaml"

    def test_nothing_is_run_unless_asked(self, tree: Path, tools: Path) -> None:
        program(tools, "helm", f"touch {tools}/ran")
        chart(tree)
        code, report, _ = check(tree, path=f"{tools}:/bin:/usr/bin")
        assert code == 0 and not problems(report) and not (tools / "ran").exists()
        assert check(tree, "--render", path=f"{tools}:/bin:/usr/bin")[0] == 0 and (tools / "ran").exists()

    def test_a_tool_that_is_missing_or_fails(self, tree: Path, tools: Path) -> None:
        chart(tree)
        code, report, _ = check(tree, "--render", path=str(tools))
        assert code == 3
        assert problems(report) == [("chart/helm-template.yaml", "is not rendered: helm is not installed")]
        program(tools, "helm", "echo broken >&2; echo 'Error: no values' >&2; exit 1")
        assert problems(check(tree, "--render", path=f"{tools}:/bin")[1])[0][1] == (
            "is not rendered: helm template failed: Error: no values"
        )

    def test_a_tool_of_the_tree_is_nobodys(self, tree: Path) -> None:
        chart(tree)
        program(tree, "helm", "touch ran")
        code, report, _ = check(tree, "--render", path=f"{tree}:/nowhere")
        assert code == 3 and "not installed" in str(problems(report)[0][1]) and not (tree / "ran").exists()

    def test_a_tool_that_does_not_end(self, tree: Path, tools: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PATH", f"{tools}:/bin:/usr/bin")
        monkeypatch.setattr(rendering, "MAX_SECONDS", 0.3)
        program(tools, "helm", "exec sleep 30")
        chart(tree)
        (text,) = rendering.rendered([tree])
        assert "took more than" in text.problem

    def test_a_tool_that_gives_too_much(self, tree: Path, tools: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PATH", f"{tools}:/bin:/usr/bin")
        monkeypatch.setattr(rendering, "MAX_BYTES", 10_000)
        program(tools, "helm", "while :; do echo 1234567890123456789012345678901234567890; done")
        chart(tree)
        (text,) = rendering.rendered([tree])
        assert text.problem and not text.data

    @pytest.mark.skipif(shutil.which("kubectl") is None, reason="no kubectl")
    def test_kustomize(self, tree: Path) -> None:
        for name, text in {
            "base/kustomization.yaml": "resources: [s.yaml]\n",
            "base/s.yaml": SERVICE,
            "over/kustomization.yaml": "resources: [../base]\nnamePrefix: my-\npatches: [{path: p.yaml}]\n",
            "over/p.yaml": SERVICE.replace("port: 80", "port: 8080"),
        }.items():
            (tree / name).parent.mkdir(exist_ok=True)
            (tree / name).write_text(text)
        assert [one.folder.name for one in buildables([tree])] == ["over"]
        made = services(tree)
        assert [one.address for one in made.services] == ["Service/my-web"]
