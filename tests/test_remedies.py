"""What to pass so that undecided questions get an answer."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from builders import at
from eks_netlint.cli import main
from eks_netlint.frontends.terraform.sources import Sources
from eks_netlint.frontends.terraform.varfiles import VariableFile, fitting, unloaded
from eks_netlint.remedies import APPLIED, MEND, MODULE, NOTHING, PLAN, VALUES, WORKSPACE, groups, needs
from eks_netlint.report import Offered, Open, Report
from eks_netlint.values import Cause, Reference, Unknown

ENVIRONMENTS = Path(__file__).parent.parent / "fixtures" / "environments"
DATA = Unknown("data.aws_subnet.a is looked up in AWS", cause=Cause.DATA)
APPLY = Unknown("aws_eip.a is known after apply", cause=Cause.APPLY)


def var(name: str) -> Unknown:
    return Reference(f"variable {name} has no value", None, Cause.VARIABLE, f"var.{name}")


def open_(*unknowns: Unknown, network: str = "infra") -> Open:
    return Open("EKN901", at("here"), at("here"), "aws_subnet.a", network, unknowns)


def offered(declared: str = "a b c", **files: str) -> Offered:
    made = tuple((f"{name}.tfvars", frozenset(names.split())) for name, names in files.items())
    return Offered("infra", frozenset(declared.split()), made)


@pytest.mark.parametrize(
    ("unknowns", "given", "wanted"),
    [
        ([var("a")], None, ("--var a=...",)),
        ([var("a"), var("b"), var("a")], None, ("--var a=... --var b=...",)),
        ([Unknown("variable a has no value", cause=Cause.VARIABLE)], None, ("--var a=...",)),
        ([var("a"), var("b")], offered(dev="a b", prod="a b c", other="a"), ("--var-file dev.tfvars or prod.tfvars",)),
        ([var("a"), var("b")], offered(other="a"), ("--var a=... --var b=...",)),
        ([var("z")], offered(), (VALUES,)),
        ([Unknown("the subnet is not declared in these files", cause=Cause.VARIABLE)], None, (VALUES,)),
        ([DATA], None, (PLAN,)),
        ([APPLY], None, (APPLIED,)),
        ([DATA, APPLY], None, (APPLIED,)),
        ([Unknown("module.x", cause=Cause.MODULE)], None, (MODULE,)),
        ([Unknown("x is not declared", cause=Cause.ERROR)], None, (MEND,)),
        ([Unknown("terraform.workspace is chosen when Terraform runs", cause=Cause.OUTSIDE)], None, (WORKSPACE,)),
        ([Unknown("elsewhere", cause=Cause.OUTSIDE)], None, (NOTHING,)),
        ([var("a"), DATA], None, ("--var a=...", PLAN)),
        ([var("a"), Unknown("nobody knows")], None, (NOTHING,)),
    ],
)
def test_what_one_question_needs(unknowns: list[Unknown], given: Offered | None, wanted: tuple[str, ...]) -> None:
    assert needs(open_(*unknowns), given, str) == wanted


def test_the_most_useful_comes_first() -> None:
    questions = tuple(open_(one) for one in (*[Unknown("x")] * 3, DATA, var("a"), var("a")))
    found = groups(Report("/", undecided=questions), str)
    assert [(group.inputs, len(group.questions)) for group in found] == [
        (("--var a=...",), 2), ((PLAN,), 1), ((NOTHING,), 3),
    ]  # fmt: skip


def test_offers_are_those_of_the_network() -> None:
    report = Report("/", undecided=(open_(var("a")), open_(var("a"), network="else")), offered=(offered(dev="a"),))
    assert {group.inputs for group in groups(report, str)} == {("--var-file dev.tfvars",), ("--var a=...",)}


class TestFiles:
    def test_nobody_loads(self, tmp_path: Path) -> None:
        for name in ("a.tfvars", "terraform.tfvars", "b.auto.tfvars", "env/c.tfvars", ".terraform/d.tfvars"):
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_text("x = 1\n")
        (tmp_path / "main.tf").write_text("")
        (tmp_path / "e.tfvars.json").write_text('{"y": 1, "z": 2}')
        (tmp_path / "crypt.tfvars").write_bytes(b"\0GITCRYPT")
        (tmp_path / "broken.tfvars").write_text("x = [")
        (tmp_path / "empty.tfvars").write_text("# nothing\n")
        (tmp_path / "out.tfvars").symlink_to("/etc/hostname")
        sources = Sources(tmp_path)
        assert [(file.path, sorted(file.names)) for file in unloaded(sources)] == [
            ("a.tfvars", ["x"]), ("e.tfvars.json", ["y", "z"]), ("env/c.tfvars", ["x"]),
        ]  # fmt: skip
        assert not sources.problems and not sources.read

    def test_a_folder_without_a_module_loads_nothing(self, tmp_path: Path) -> None:
        (tmp_path / "env" / "dev").mkdir(parents=True)
        (tmp_path / "env" / "dev" / "terraform.tfvars").write_text("x = 1\n")
        assert [file.path for file in unloaded(Sources(tmp_path))] == ["env/dev/terraform.tfvars"]

    @pytest.mark.parametrize(
        ("path", "names", "fits"),
        [
            ("infra/dev.tfvars", "a", True),
            ("infra/env/dev.tfvars", "a b", True),
            ("infra/dev.tfvars", "a z", False),
            ("infra/sub/dev.tfvars", "a", False),
            ("env/dev.tfvars", "a b", True),
            ("env/dev.tfvars", "a", False),
        ],
    )
    def test_fits(self, path: str, names: str, fits: bool) -> None:
        file = VariableFile(path, frozenset(names.split()))
        assert bool(fitting([file], "infra", frozenset("abc"), ["infra/sub", "other"])) == fits

    def test_of_the_top(self) -> None:
        file = VariableFile("env/dev.tfvars", frozenset("a"))
        assert fitting([file], ".", frozenset("a"), []) == (file,)


def test_the_command_line_says_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(ENVIRONMENTS, tmp_path, dirs_exist_ok=True)
    (tmp_path / ".eks-netlint.yaml").unlink()
    monkeypatch.chdir(tmp_path / "infra")
    main(["check", "--why"])
    assert "would be settled by --var-file dev.tfvars or prod.tfvars\n" in capsys.readouterr().out
    main(["check", "--why", "--var-file", "prod.tfvars"])
    assert "settled by" not in capsys.readouterr().out
    main(["check", "--format", "json"])
    said = json.loads(capsys.readouterr().out)["undecided"]
    assert said and all(one["needs"][0].startswith("--var ") for one in said), "files are looked for with --why only"
