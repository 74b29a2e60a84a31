"""PATH: what it selects, how a run on it ends, and by which names files are called (DESIGN 8 and 9)."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from eks_netlint.cli import main

GOOD = (Path(__file__).parent.parent / "fixtures/broken/recursion/main.tf").read_text().partition("\nlocals")[0]
PLAIN = "locals {\n  a = 1\n}\n"


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two roots with a finding each, one of them below a folder; documents; a module that one of them calls."""
    top = tmp_path / "repository"
    for name, text in {
        "live/prod/main.tf": GOOD,
        "live/test/main.tf": GOOD + '\nmodule "m" {\n  source = "../../modules/m"\n}\n',
        "modules/m/main.tf": PLAIN,
        "docs/readme.md": "# none\n",
        "plain/main.tf": PLAIN,
    }.items():
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        (top / name).write_text(text)
    (top / "empty").mkdir()
    (top / ".git").mkdir()
    monkeypatch.chdir(top)
    return top


def run(capsys: pytest.CaptureFixture[str], *paths: str) -> tuple[int, list[str], list[str]]:
    """Exit code, files with findings, and problems."""
    code = main(["check", "--select", "EKN101", "--format", "json", *paths])
    read = json.loads(capsys.readouterr().out)
    problems = [f"{problem['path']}: {problem['message']}" for problem in read["problems"]]
    return code, [finding["path"] for finding in read["findings"]], problems


PROD, TEST = "live/prod/main.tf", "live/test/main.tf"


@pytest.mark.parametrize(
    ("paths", "code", "files"),
    [
        ([], 1, [PROD, TEST]),
        (["."], 1, [PROD, TEST]),
        (["live"], 1, [PROD, TEST]),
        (["live/prod"], 1, [PROD]),
        (["live/prod/"], 1, [PROD]),
        (["live/prod/main.tf"], 1, [PROD]),
        (["./live/../live/prod"], 1, [PROD]),
        (["live/prod", "live/test"], 1, [PROD, TEST]),
        (["live/test", "live/prod"], 1, [PROD, TEST]),
        (["live", "live/prod"], 1, [PROD, TEST]),
        (["live/prod", "live/prod"], 1, [PROD]),
        (["live/prod", "live/prod/main.tf"], 1, [PROD]),
        ([".", "live/prod/main.tf"], 1, [PROD, TEST]),
        (["modules"], 0, []),
        (["plain"], 0, []),
    ],
)
def test_what_a_path_selects(repository: Path, capsys, paths: list[str], code: int, files: list[str]) -> None:
    assert run(capsys, *paths) == (code, files, [])
    assert run(capsys, *(str(repository / path) for path in paths or ["."])) == (code, files, []), "absolute"


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("nowhere", "nowhere: no such file or directory"),
        ("nowhere/main.tf", "nowhere/main.tf: no such file or directory"),
        ("empty", "empty: holds no Terraform files"),
        ("docs", "docs: holds no Terraform files"),
        ("docs/readme.md", "docs/readme.md: is no Terraform file"),
        ("live/prod/main.tf/x", "live/prod/main.tf/x: not a directory"),
    ],
)
def test_path_that_names_nothing_of_ours_is_3_and_costs_no_finding(
    repository: Path, capsys, path: str, why: str
) -> None:
    for paths, files in (([path], []), ([path, "live/prod"], [PROD]), (["live/prod", path], [PROD])):
        code, found, problems = run(capsys, *paths)
        assert (code, found) == (3, files)
        assert [problem[: len(why)] for problem in problems] == [why]


def test_names_are_relative_to_the_working_directory(repository: Path, capsys, monkeypatch) -> None:
    monkeypatch.chdir("live/prod")
    assert run(capsys) == (1, ["main.tf"], [])
    assert run(capsys, ".") == (1, ["main.tf"], [])
    assert run(capsys, "..") == (1, ["main.tf", "../test/main.tf"], [])
    assert run(capsys, "../test") == (1, ["../test/main.tf"], [])
    nothing = "../../empty: holds no Terraform files, no plan, no template and no Kubernetes manifests"
    assert run(capsys, "../../empty") == (3, [], [nothing])
    monkeypatch.chdir("../..")
    monkeypatch.chdir("docs")
    assert run(capsys)[0] == 3


def test_outside_of_the_working_directory(repository: Path, tmp_path: Path, capsys, monkeypatch) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    assert run(capsys, "../repository/live/prod") == (1, [f"../repository/{PROD}"], [])
    assert run(capsys, str(repository)) == (1, [f"../repository/{PROD}", f"../repository/{TEST}"], [])
    assert run(capsys)[0] == 3, "an empty folder holds nothing of ours"


def test_two_trees_in_one_run(repository: Path, tmp_path: Path, capsys) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "main.tf").write_text(GOOD)
    assert run(capsys, "live/prod", "../other") == (1, ["../other/main.tf", PROD], [])
    (other / "broken.tf").write_text("}\n")
    code, files, problems = run(capsys, "live/prod", "../other")
    assert (code, files) == (3, ["../other/main.tf", PROD])
    assert problems[0].startswith("../other/broken.tf: cannot be parsed as HCL")


def test_links_lead_to_the_files_themselves(repository: Path, tmp_path: Path, capsys, monkeypatch) -> None:
    (tmp_path / "link").symlink_to(repository)
    (tmp_path / "prod").symlink_to(repository / "live/prod")
    monkeypatch.chdir(tmp_path)
    assert run(capsys, "link/live/prod") == (1, [f"repository/{PROD}"], [])
    assert run(capsys, "prod") == (1, [f"repository/{PROD}"], [])
    assert run(capsys, "prod/main.tf") == (1, [f"repository/{PROD}"], [])
    assert run(capsys, "link", "repository") == (1, [f"repository/{PROD}", f"repository/{TEST}"], []), "once"
    monkeypatch.chdir("link/live/prod")
    assert run(capsys) == (1, ["main.tf"], [])


def test_links_below_a_path_are_not_followed(repository: Path, capsys) -> None:
    (repository / "live/again").symlink_to(repository / "live/prod")
    (repository / "live/circle").symlink_to(repository)
    assert run(capsys) == (1, [PROD, TEST], [])


def test_folders_that_hold_no_code_of_ones_own_are_left_out(repository: Path, capsys) -> None:
    for name in (".terraform/modules/x", "node_modules/x", ".hidden"):
        (repository / "live/prod" / name).mkdir(parents=True)
        (repository / "live/prod" / name / "main.tf").write_text(GOOD)
    assert run(capsys, "live/prod") == (1, [PROD], [])


def test_variable_file_selects_its_root(repository: Path, capsys) -> None:
    (repository / "live/prod/terraform.tfvars").write_text("a = 1\n")
    (repository / "live/prod/more.auto.tfvars.json").write_text("{}\n")
    assert run(capsys, "live/prod/terraform.tfvars") == (1, [PROD], [])
    assert run(capsys, "live/prod/more.auto.tfvars.json") == (1, [PROD], [])


def test_variable_file_without_a_root_is_3(repository: Path, capsys) -> None:
    (repository / "docs/prod.tfvars").write_text("a = 1\n")
    why = "docs/prod.tfvars: has no Terraform beside it: name its root, and it with --var-file"
    assert run(capsys, "docs/prod.tfvars", "live/prod") == (3, [PROD], [why])


def test_path_that_may_not_be_looked_at(repository: Path, capsys, monkeypatch) -> None:
    looked = os.stat

    def stat(path: str | Path, **more: object) -> os.stat_result:
        if str(path).endswith("locked/main.tf"):
            raise PermissionError(13, "Permission denied", str(path))
        return looked(path, **more)  # type: ignore[call-overload]  # as it was given

    monkeypatch.setattr(os, "stat", stat)
    assert run(capsys, "locked/main.tf", "live/prod") == (3, [PROD], ["locked/main.tf: permission denied"])


def test_reports_name_files_alike(repository: Path, capsys, monkeypatch) -> None:
    monkeypatch.chdir("live/prod")
    assert main(["check", "--select", "EKN101"]) == 1
    assert capsys.readouterr().out.startswith("main.tf:23:20 high EKN101 ")
    assert main(["check", "--select", "EKN101", "--format", "junit"]) == 1
    assert 'file="main.tf" line="23"' in capsys.readouterr().out
    for format, place in (("sarif", f'"uri": "{PROD}"'), ("github", f"file={PROD},line=23")):
        assert main(["check", "--select", "EKN101", "--format", format]) == 1
        assert place in capsys.readouterr().out, "as the repository names it"


def test_working_directory_that_is_gone(repository: Path, capsys) -> None:
    gone = repository / "gone"
    gone.mkdir()
    os.chdir(gone)
    gone.rmdir()
    try:
        assert main(["check"]) in (2, 3)
    finally:
        os.chdir(repository)
    assert "Traceback" not in capsys.readouterr().err
