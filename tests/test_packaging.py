"""What is installed is what stands in the tree, and it works without the tree."""

from __future__ import annotations

import configparser
import importlib.util
import os
import shutil
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PLUGIN = ROOT / "plugin"
CHECKS = ROOT / "checks"
NOT_OURS = shutil.ignore_patterns("__pycache__", "*.pyc", "*.egg-info", ".venv*", ".git", "build", "*.whl", ".*_cache")
NEEDED = ("tree_sitter", "tree_sitter_hcl", "yaml", "_yaml")

STARTER = """\
resource "aws_vpc" "this" {
  cidr_block = "10.0.0.0/16"
}
"""


def run(*command: object, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "COV_"))}
    arguments = [str(part) for part in command]
    return subprocess.run(arguments, cwd=cwd, env={**clean, **environment}, capture_output=True, text=True)


def package_folders() -> dict[str, Path]:
    """Every folder with an ``__init__.py``, under the name it is imported by."""
    found = {".".join(file.parent.relative_to(PLUGIN).parts): file.parent for file in PLUGIN.rglob("__init__.py")}
    return {**found, "eks_netlint.checks": CHECKS}


def installed_names() -> set[str]:
    """Every source and data file, under the name a wheel gives it."""
    names = {f"eks_netlint/checks/{file.name}" for file in CHECKS.iterdir() if file.is_file()}
    for file in (PLUGIN / "eks_netlint").rglob("*"):
        hidden = any(part.startswith((".", "__pycache__")) for part in file.relative_to(PLUGIN).parts)
        if file.is_file() and not hidden and file.suffix != ".pyc":
            names.add(file.relative_to(PLUGIN).as_posix())
    return names


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the tree, so that building leaves nothing behind in ours."""
    copy = tmp_path_factory.mktemp("source") / "eks-netlint"
    shutil.copytree(ROOT, copy, ignore=NOT_OURS)
    return copy


@pytest.fixture(scope="module")
def wheel(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    built = run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", out, source, cwd=out)
    assert built.returncode == 0, built.stdout + built.stderr
    return next(out.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bin folder of a new environment that holds the wheel and what it needs, and no way back to the tree."""
    home = tmp_path_factory.mktemp("fresh")
    venv.create(home / "venv", with_pip=True)
    commands = home / "venv" / "bin"
    done = run(commands / "python", "-m", "pip", "install", "-q", "--no-index", "--no-deps", wheel, cwd=home)
    assert done.returncode == 0, done.stderr
    borrowed = home / "borrowed"  # instead of PyPI: the three dependencies from the environment of the tests
    borrowed.mkdir()
    for name in NEEDED:
        spec = importlib.util.find_spec(name)
        assert spec is not None and spec.origin is not None
        (borrowed / name).symlink_to(Path(spec.origin).parent)
    packages = next((home / "venv").glob("lib/python*/site-packages"))
    (packages / "borrowed.pth").write_text(f"{borrowed}\n")
    return commands


def test_every_package_is_listed() -> None:
    """A forgotten one works from the tree and is missing from the wheel."""
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg")
    assert sorted(config["options"]["packages"].split()) == sorted(package_folders())


def test_wheel_holds_every_file(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert held == installed_names()


def test_sdist_can_be_tested(source: Path, tmp_path: Path) -> None:
    built = run(sys.executable, "-m", "build", "--sdist", "--no-isolation", "--outdir", tmp_path, source, cwd=tmp_path)
    assert built.returncode == 0, built.stdout + built.stderr
    with tarfile.open(next(tmp_path.glob("*.tar.gz"))) as archive:
        held = {name.partition("/")[2] for name in archive.getnames()}
    wanted = {".ci/run", ".pre-commit-hooks.yaml", "checks/_checkov.py", "ruff.toml", "tests/conftest.py", "LICENSE"}
    wanted |= {file.relative_to(source).as_posix() for file in (source / "fixtures").rglob("*") if file.is_file()}
    assert wanted <= held


def test_runs_without_the_tree(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(STARTER)
    done = run(installed / "eks-netlint", "check", "main.tf", cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert str(ROOT) not in done.stdout + done.stderr
    same = run(installed / "python", "-m", "eks_netlint", "check", "main.tf", cwd=tmp_path)
    assert (same.returncode, same.stdout) == (0, done.stdout)


def test_rules_and_data_are_found_without_the_tree(installed: Path, tmp_path: Path) -> None:
    listed = run(installed / "eks-netlint", "rules", cwd=tmp_path)
    assert listed.returncode == 0, listed.stderr
    assert all(file.stem[:6].upper() in listed.stdout for file in CHECKS.glob("ekn*.py"))
    where = run(installed / "eks-netlint", "checks-path", cwd=tmp_path)
    assert Path(where.stdout.strip(), "_checkov.py").is_file()
    assert not where.stdout.startswith(str(ROOT))


def test_quickstart_says_the_same_without_the_tree(installed: Path, tmp_path: Path) -> None:
    quickstart = ROOT / "fixtures" / "quickstart"
    shutil.copytree(quickstart, tmp_path / "quickstart")
    here = run(sys.executable, "-m", "eks_netlint", "check", tmp_path / "quickstart", cwd=tmp_path)
    there = run(installed / "eks-netlint", "check", tmp_path / "quickstart", cwd=tmp_path)
    assert (there.returncode, there.stdout) == (here.returncode, here.stdout)
    assert there.returncode == 1, there.stdout + there.stderr
