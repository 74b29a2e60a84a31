"""The pre-commit hooks, installed by pre-commit itself from a copy of this repository and run on small repositories."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parent.parent
MANIFEST = ROOT / ".pre-commit-hooks.yaml"
QUICKSTART = ROOT / "fixtures" / "quickstart" / "main.tf"
NEEDED = ("plugin", "checks", "setup.cfg", "pyproject.toml", "MANIFEST.in", "README.md", "LICENSE")
SMALL = 'resource "aws_vpc" "this" {\n  cidr_block = "10.0.0.0/16"\n}\n'

CONFIG = """\
repos:
  - repo: {repo}
    rev: {rev}
    hooks:
      - id: eks-netlint
      - id: eks-netlint-touched
"""


def run(*command: object, cwd: Path, env: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "PYTHON"))}
    arguments = [str(part) for part in command]
    both = subprocess.STDOUT
    return subprocess.run(
        arguments, cwd=cwd, env={**clean, **env}, text=True, stdout=subprocess.PIPE, stderr=both, check=False
    )


def repository(folder: Path, env: Mapping[str, str]) -> str:
    """Make the folder a git repository with everything in it committed; its commit."""
    for command in (["init", "-q"], ["add", "-A", "-f"], ["commit", "-q", "-m", "all"]):
        done = run("git", *command, cwd=folder, env=env)
        assert done.returncode == 0, done.stdout
    return run("git", "rev-parse", "HEAD", cwd=folder, env=env).stdout.strip()


@pytest.fixture(scope="module")
def env(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Nobody's git settings, and a pre-commit without memory."""
    home = tmp_path_factory.mktemp("home")
    names = ("AUTHOR_NAME", "AUTHOR_EMAIL", "COMMITTER_NAME", "COMMITTER_EMAIL")
    someone = {f"GIT_{name}": "nobody@example.org" for name in names}
    return {**someone, "HOME": str(home), "PRE_COMMIT_HOME": str(home / "cache"), "PRE_COMMIT_COLOR": "never"}


@pytest.fixture(scope="module")
def hooks(tmp_path_factory: pytest.TempPathFactory, env: dict[str, str]) -> Path:
    """This repository as a hook repository, the uncommitted included."""
    folder = tmp_path_factory.mktemp("probe")
    download = (sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", folder, "setuptools")
    probe = run(*download, cwd=ROOT, env={})
    if probe.returncode != 0:
        pytest.skip("pre-commit installs hooks from PyPI, which cannot be reached")
    copy = tmp_path_factory.mktemp("hooks") / "eks-netlint"
    copy.mkdir()
    for name in (*NEEDED, MANIFEST.name):
        if (ROOT / name).is_dir():
            ignored = shutil.ignore_patterns("__pycache__", "*.egg-info", ".*_cache")
            shutil.copytree(ROOT / name, copy / name, ignore=ignored)
        else:
            shutil.copy(ROOT / name, copy / name)
    repository(copy, env)
    return copy


@pytest.fixture
def project(tmp_path: Path, env: dict[str, str]) -> Path:
    """Somebody's repository: one root that outgrows its subnets and one that cannot."""
    project = tmp_path / "project"
    for name, text in (("shop", QUICKSTART.read_text(encoding="utf-8")), ("empty", SMALL)):
        (project / name).mkdir(parents=True)
        (project / name / "main.tf").write_text(text, encoding="utf-8")
    (project / "README.md").write_text("A project.\n", encoding="utf-8")
    repository(project, env)
    return project


def pre_commit(*arguments: object, cwd: Path, env: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    return run(sys.executable, "-m", "pre_commit", *arguments, cwd=cwd, env=env)


def test_manifest_is_valid(env: dict[str, str], tmp_path: Path) -> None:
    done = pre_commit("validate-manifest", MANIFEST, cwd=tmp_path, env=env)
    assert done.returncode == 0, done.stdout


def test_hooks_keep_what_users_cannot_override() -> None:
    """A user's ``args`` replaces the hook's, so nothing needed may stand there; two processes would see half a root."""
    hooks = {hook["id"]: hook for hook in yaml.safe_load(MANIFEST.read_text(encoding="utf-8"))}
    assert set(hooks) == {"eks-netlint", "eks-netlint-touched"}
    assert not any("args" in hook for hook in hooks.values())
    assert all(hook["require_serial"] for hook in hooks.values())
    assert hooks["eks-netlint"]["pass_filenames"] is False
    assert hooks["eks-netlint-touched"].get("pass_filenames", True) is True


def test_try_repo(hooks: Path, project: Path, env: dict[str, str]) -> None:
    done = pre_commit("try-repo", hooks, "eks-netlint", "--all-files", cwd=project, env=env)
    assert done.returncode == 1, done.stdout
    assert "EKN101" in done.stdout and "shop/main.tf:" in done.stdout
    assert "exit code: 1" in done.stdout


def test_touched_roots(hooks: Path, project: Path, env: dict[str, str]) -> None:
    """Both hooks from one installation, as a project configures them."""
    rev = run("git", "rev-parse", "HEAD", cwd=hooks, env=env).stdout.strip()
    (project / ".pre-commit-config.yaml").write_text(CONFIG.format(repo=hooks, rev=rev), encoding="utf-8")
    run("git", "add", ".pre-commit-config.yaml", cwd=project, env=env)

    def hook(id: str, *files: str) -> subprocess.CompletedProcess[str]:
        return pre_commit("run", id, "--files", *files, cwd=project, env=env)

    other = hook("eks-netlint-touched", "empty/main.tf")
    assert other.returncode == 0, other.stdout
    touched = hook("eks-netlint-touched", "shop/main.tf", "README.md")
    assert touched.returncode == 1 and "EKN101" in touched.stdout, touched.stdout
    whole = hook("eks-netlint", "empty/main.tf")
    assert whole.returncode == 1 and "EKN101" in whole.stdout, whole.stdout
    prose = hook("eks-netlint-touched", "README.md")
    assert prose.returncode == 0 and "no files to check" in prose.stdout, prose.stdout
    run("git", "rm", "-q", "shop/main.tf", cwd=project, env=env)
    gone = hook("eks-netlint", "empty/main.tf")
    assert gone.returncode == 0, gone.stdout
