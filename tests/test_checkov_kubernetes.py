"""The rules inside checkov's kubernetes framework, and where it renders charts and kustomizations."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from checkov.common.output.report import Report as CheckovReport
from checkov.kubernetes.runner import Runner
from checkov.runner_filter import RunnerFilter

from eks_netlint.analysis import Options, analyse
from eks_netlint.hosts import checkov

CHECKS = Path(__file__).parent.parent / "checks"
POD = """apiVersion: v1
kind: Pod
metadata: {name: NAME}
spec:
  dnsPolicy: None
  containers: [{name: web, image: nginx}]
"""
WEB = POD.replace("NAME", "web")
CLUSTER = """
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}
resource "aws_eks_cluster" "main" {
  name     = "main"
  role_arn = "arn:aws:iam::111122223333:role/cluster"
  vpc_config {
    subnet_ids = ["subnet-1"]
  }
}
"""
SKIPPED = POD.replace("{name: NAME}", "{name: skipped, annotations: {checkov.io/skip1: EKN752=not here}}")
SHOP = POD.replace("{name: NAME}", "{name: shop, namespace: shop}")
MADE_UP = POD.replace("{name: NAME}", "{generateName: made-up-}")
BOOM = '''
from eks_netlint import analysis
from eks_netlint.hosts import checkov_visit
from eks_netlint.model.kubernetes.nouns import Workload
from eks_netlint.model.nouns import Vpc
from eks_netlint.records import replace
from eks_netlint.rules.registry import RuleSet, load_ruleset


def boom(subject, network):
    raise RuntimeError("boom")
    yield


loaded = load_ruleset()
if not any(one.id == "EKN997" for one in loaded.rules):
    first = loaded.rules[0]
    rules = tuple(replace(first, id=id, on=on, check=boom) for id, on in (("EKN997", Workload), ("EKN998", Vpc)))
    more = RuleSet((*loaded.rules, *rules), loaded.problems)
    analysis.late_ruleset = checkov_visit.load_ruleset = lambda: more
    checkov_visit.all_rules.cache_clear()
'''
"""An external check beside the door that adds a rule for each framework, which raises."""


def written(tree: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        (tree / name).write_text(text)
    return tree


def scan(
    tree: Path, checks: Sequence[str] = ("EKN*",), skip: Sequence[str] = (), files: Sequence[str] = ()
) -> CheckovReport:
    """One run of checkov's Kubernetes runner, as after loading the door."""
    checkov.install()
    made = Runner().run(
        root_folder=None if files else str(tree),
        files=[str(tree / file) for file in files] or None,
        runner_filter=RunnerFilter(framework=["kubernetes"], checks=list(checks), skip_checks=list(skip)),
    )
    assert isinstance(made, CheckovReport)
    return made


def failed(report: CheckovReport) -> set[tuple[str, str]]:
    return {(record.check_id, record.resource) for record in report.failed_checks}


def test_objects_are_answered(tmp_path: Path) -> None:
    report = scan(written(tmp_path, {"k8s/a.yaml": "---\n".join((WEB, SHOP, MADE_UP, SKIPPED)), "main.tf": CLUSTER}))
    assert failed(report) == {
        ("EKN752", "Pod.default.web"), ("EKN752", "Pod.shop.shop"), ("EKN752", "Pod/at line 15"),
    }  # fmt: skip
    assert [record.resource for record in report.skipped_checks] == ["Pod.default.skipped"]
    (web,) = (record for record in report.failed_checks if record.resource == "Pod.default.web")
    assert (web.file_path, web.file_line_range[0]) == ("/k8s/a.yaml", 1)
    assert "dnsPolicy None" in web.details[0] and "k8s/a.yaml:5" in web.details[0] and web.guideline
    assert any(record.check_id.startswith("EKN6") for record in report.passed_checks)


@pytest.mark.parametrize(
    ("checks", "skip", "wanted"),
    [
        (["EKN752"], [], {"web", "shop"}),
        (["EKN751"], [], set()),
        (["shop"], [], {"shop"}),
        (["EKN*", "shop"], [], {"shop"}),
        (["HIGH", "LOW", "MEDIUM"], [], {"web", "shop"}),
        (["CKV_K8S_1"], [], set()),
        ([], ["EKN752"], set()),
        ([], ["shop"], {"web"}),
        ([], ["CKV_*"], {"web", "shop"}),
    ],
)
def test_selection_is_checkovs(tmp_path: Path, checks: list[str], skip: list[str], wanted: set[str]) -> None:
    report = scan(written(tmp_path, {"a.yaml": f"{WEB}---\n{SHOP}"}), checks, skip)
    assert {resource.rpartition(".")[2] for id, resource in failed(report) if id == "EKN752"} == wanted


def test_given_files(tmp_path: Path) -> None:
    report = scan(written(tmp_path, {"a.yaml": WEB, "b.yaml": SHOP}), files=["a.yaml"])
    assert failed(report) == {("EKN752", "Pod.default.web")}


def test_nothing_to_scan_is_no_trouble(tmp_path: Path) -> None:
    assert not failed(scan(written(tmp_path, {"main.tf": CLUSTER})))


def test_what_cannot_be_read_fails(tmp_path: Path) -> None:
    report = scan(written(tmp_path, {"a.yaml": WEB, "b.yaml": WEB + "  x: [\n"}))
    assert failed(report) == {("EKN752", "Pod.default.web"), ("EKN000", "b.yaml")}


def test_a_runner_without_our_hooks_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(Runner, "check_definitions")
    with pytest.raises(checkov.UnknownCheckov, match="Kubernetes"):
        checkov.install()


# ------------------------------------------------------------------------------------------------ as users run it


def run(tree: Path, *frameworks: str, checks: Path = CHECKS, path: str = "") -> tuple[int, dict[str, Any]]:
    command = [
        sys.executable, "-m", "checkov.main", "-d", tree, "--framework", *frameworks, "--external-checks-dir", checks,
        "-c", "EKN*", "-o", "json", "--skip-download",
    ]  # fmt: skip
    environment = {**os.environ, "LOG_LEVEL": "ERROR", "PATH": f"{path}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(
        [str(one) for one in command], cwd=tree, capture_output=True, text=True, env=environment, check=False,
        timeout=120,
    )  # fmt: skip
    reports = json.loads(done.stdout)
    every = reports if isinstance(reports, list) else [reports]
    assert all("check_type" in one for one in every), (reports, done.stderr)
    return done.returncode, {one["check_type"]: one["results"]["failed_checks"] for one in every}


def test_two_frameworks_say_what_the_command_line_says(tmp_path: Path) -> None:
    written(tmp_path, {"k8s/a.yaml": f"{WEB}---\n{SHOP}", "main.tf": CLUSTER})
    code, said = run(tmp_path, "kubernetes", "terraform")
    assert code == 1
    records = [(one["check_id"], one["file_path"], one["file_line_range"][0]) for each in said.values() for one in each]
    report = analyse([tmp_path], Options(tree=tmp_path))
    assert sorted(records) == sorted({(one.rule, f"/{one.block.path}", one.block.line) for one in report.findings})
    assert {one["check_id"] for one in said["kubernetes"]} == {"EKN752"}


def test_a_rule_that_raises_neither_aborts_nor_hangs(tmp_path: Path) -> None:
    written(tmp_path / "tree", {"k8s/a.yaml": WEB, "main.tf": CLUSTER})
    shutil.copytree(CHECKS, tmp_path / "checks", ignore=shutil.ignore_patterns("ekn*", "__pycache__"))
    (tmp_path / "checks/boom.py").write_text(BOOM)
    code, said = run(tmp_path / "tree", "kubernetes", "terraform", checks=tmp_path / "checks")
    assert code == 1
    for framework, id, rule in (("kubernetes", "EKN752", "EKN997"), ("terraform", "EKN105", "EKN998")):
        assert id in {one["check_id"] for one in said[framework]}
        assert any(one["check_id"] == "EKN000" and rule in str(one["details"]) for one in said[framework])


@pytest.mark.skipif(shutil.which("kubectl") is None, reason="no kubectl")
def test_kustomize(tmp_path: Path) -> None:
    files = {"base/kustomization.yaml": "resources: [a.yaml]\n", "base/a.yaml": WEB}
    written(tmp_path, {**files, "over/kustomization.yaml": "resources: [../base]\nnamePrefix: my-\n"})
    code, said = run(tmp_path, "kustomize")
    assert code == 1
    assert {(one["check_id"], one["resource"], one["file_path"]) for one in said["kustomize"]} == {
        ("EKN752", "base:Pod.default.web", "/base/kustomization.yaml"),
        ("EKN752", "overlay:over:Pod.default.my-web", "/over/kustomization.yaml"),
    }


def test_helm(tmp_path: Path) -> None:
    """With a program that answers as helm does what checkov asks of it."""
    tools = tmp_path / "tools"
    answer = "---\n# Source: web/templates/a.yaml\n" + WEB
    script = (
        "#!/bin/sh\ncase $1 in\nversion) echo 'version.BuildInfo{Version:\"v3.15.0\", GitCommit:\"\"}';;\n"
        f"template) cat <<'E'\n{answer}E\n;;\nesac\n"
    )
    written(tools, {"helm": script})
    (tools / "helm").chmod((tools / "helm").stat().st_mode | stat.S_IXUSR)
    tree = written(
        tmp_path / "tree",
        {
            "web/Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n", "web/values.yaml": "name: web\n",
            "web/templates/a.yaml": POD.replace("NAME", "{{ .Values.name }}"),
        },
    )  # fmt: skip
    code, said = run(tree, "helm", path=str(tools))
    assert code == 1 and [(one["check_id"], one["resource"]) for one in said["helm"]] == [("EKN752", "Pod.default.web")]
    assert said["helm"][0]["file_path"].endswith("templates/a.yaml")
