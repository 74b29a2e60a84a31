"""``eks-netlint init``: a config that loads, says nothing that makes a run worse, and is never written over another."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from eks_netlint.analysis import Options, analyse
from eks_netlint.cli import main
from eks_netlint.config import Config
from eks_netlint.config.reading import load
from eks_netlint.configured import proposed
from eks_netlint.report import Report

FIXTURES = Path(__file__).parent.parent / "fixtures"
ENVIRONMENTS = FIXTURES / "environments"
MANIFEST = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n"
VARIABLES = 'variable "a" {}\nvariable "b" {}\n'


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """The environments fixture without its config."""
    shutil.copytree(ENVIRONMENTS, tmp_path / "tree")
    (tmp_path / "tree" / ".eks-netlint.yaml").unlink()
    return tmp_path / "tree"


def run(tree: Path) -> Report:
    return analyse([tree], Options(tree=tree))


def written(tree: Path, **files: str) -> Config:
    """The config proposed for files; ``a__b`` is a/b, ``_tf`` at the end .tf."""
    for name, text in files.items():
        stem, _, suffix = name.replace("__", "/").rpartition("_")
        path = tree / f"{stem}.{suffix}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (tree / ".eks-netlint.yaml").write_text(proposed(tree))
    return load(tree)


def test_environments_that_differ_are_declared(tree: Path) -> None:
    (root,) = written(tree).roots
    assert root.path.value == "infra" and not root.inputs.var_files
    assert [one.name for one in root.environments] == ["dev", "prod"]
    (found,) = (finding for finding in run(tree).findings if finding.rule == "EKN101")
    assert found.environments == ("prod",)


def test_files_that_do_not_overlap_are_given_together(tmp_path: Path) -> None:
    (root,) = written(tmp_path, main_tf=VARIABLES, one_tfvars="a = 1", two_tfvars="b = 2").roots
    assert [file.value for file in root.inputs.var_files] == ["one.tfvars", "two.tfvars"]
    assert not root.environments


def test_what_is_common_beside_what_differs(tmp_path: Path) -> None:
    files = {"main_tf": VARIABLES, "common_tfvars": "a = 1", "dev_tfvars": "b = 1", "prod_tfvars": "b = 2"}
    (root,) = written(tmp_path, **files).roots
    assert [file.value for file in root.inputs.var_files] == ["common.tfvars"]
    assert [one.name for one in root.environments] == ["dev", "prod"]


def test_a_folder_for_each_environment(tmp_path: Path) -> None:
    files = {"infra__main_tf": VARIABLES, "infra__env__dev__terraform_tfvars": "a = 1\nb = 1"}
    files["infra__env__prod__terraform_tfvars"] = "a = 2\nb = 2"
    (root,) = written(tmp_path, **files).roots
    assert {one.name: one.inputs.var_files[0].value for one in root.environments} == {
        "dev": "infra/env/dev/terraform.tfvars", "prod": "infra/env/prod/terraform.tfvars",
    }  # fmt: skip


def test_what_cannot_be_read_or_fits_nowhere_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "crypt.tfvars").write_bytes(b"\0GITCRYPT")
    config = written(tmp_path, main_tf=VARIABLES, other_tfvars="z = 1", broken_tfvars="a = [")
    assert config == Config()


def test_manifests_and_modules_and_examples_are_comments(tmp_path: Path) -> None:
    call = 'module "x" {\n  source = "git::https://git.example.com/x.git?ref=v1"\n}\n'
    cluster = 'resource "aws_eks_cluster" "a" {}\n'
    files = {"one__main_tf": cluster, "two__main_tf": cluster + call, "examples__a__main_tf": VARIABLES}
    assert written(tmp_path, **files, one__k8s__app__a_yaml=MANIFEST, two__k8s__a_yaml=MANIFEST) == Config()
    text = (tmp_path / ".eks-netlint.yaml").read_text()
    assert "#   - {root: one, manifests: [one/k8s/app]}\n#   - {root: two, manifests: [two/k8s]}\n" in text
    assert '#   "git::https://git.example.com/x.git": stubs/1\n' in text
    assert "# exclude: [examples]\n" in text
    assert "# Found: 3 root modules with 2 clusters, 2 folders of manifests.\n" in text


@pytest.mark.parametrize("name", ["with space", "- dash", "#hash", "a: b", "ünï", 'quo"te', "yes", "010", "{x}"])
def test_names_are_quoted_where_they_need_it(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    (tmp_path / name / "main.tf").write_text(VARIABLES)
    for each in ("dev", "prod"):
        (tmp_path / name / f"{each}.tfvars").write_text("a = 1\n")
    (root,) = written(tmp_path).roots
    assert root.path.value == name
    assert [one.inputs.var_files[0].value for one in root.environments] == [f"{name}/dev.tfvars", f"{name}/prod.tfvars"]


def test_comments_hold_configs_too(tmp_path: Path) -> None:
    """What is proposed as a comment can be taken out of it."""
    written(tmp_path, main_tf='resource "aws_eks_cluster" "a" {}\n', examples__main_tf="", k8s__a_yaml=MANIFEST)
    file = tmp_path / ".eks-netlint.yaml"
    text = file.read_text()
    lines = text[text.index("# clusters:") :].splitlines()
    keys = ("#   ", "# exclude:", "# clusters:", "# ranges:")
    file.write_text("\n".join(line[2:] if line.startswith(keys) else line for line in lines))
    config = load(tmp_path)
    assert config.clusters and config.ranges and config.exclude


def trees() -> list[Path]:
    """Fixtures of several shapes; each first case of a rule."""
    folders = [folder / "terraform" for folder in sorted(FIXTURES.glob("ekn*"))]
    cases = [sorted(folder.iterdir())[0] for folder in folders if folder.is_dir()]
    return [*cases[::4], *sorted((FIXTURES / "roots").iterdir())[:6], FIXTURES / "quickstart"]


@pytest.mark.parametrize("source", trees(), ids=lambda path: "/".join(path.parts[-3:]))
def test_never_worse(source: Path, tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    shutil.copytree(source, tree)
    (tree / ".eks-netlint.yaml").unlink(missing_ok=True)
    before = run(tree)
    (tree / ".eks-netlint.yaml").write_text(proposed(tree))
    after = run(tree)
    assert len(after.problems) <= len(before.problems)
    assert {(one.rule, one.at.path, one.at.start) for one in before.findings} <= {
        (one.rule, one.at.path, one.at.start) for one in after.findings
    }
    undecided = {(one.rule, one.resource) for one in before.undecided}
    assert {(one.rule, one.resource) for one in after.undecided} <= undecided


class TestCommand:
    def test_writes_once(self, tree: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tree)
        assert main(["init"]) == 0
        assert ".eks-netlint.yaml is written" in capsys.readouterr().out
        first = (tree / ".eks-netlint.yaml").read_text()
        assert main(["init"]) == 2
        assert "is there already" in capsys.readouterr().err
        assert (tree / ".eks-netlint.yaml").read_text() == first
        assert main(["check"]) == 1

    def test_print(self, tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["init", str(tree), "--print"]) == 0
        assert "dev: {var-files: [infra/dev.tfvars]}" in capsys.readouterr().out
        assert not (tree / ".eks-netlint.yaml").exists()

    def test_a_misnamed_one_is_there_too(self, tree: Path) -> None:
        (tree / ".eks-netlint.yml").write_text("# mine\n")
        assert main(["init", str(tree)]) == 2

    def test_no_folder(self, tree: Path) -> None:
        assert main(["init", str(tree / "nothing")]) == 2

    def test_an_empty_tree(self, tmp_path: Path) -> None:
        assert main(["init", str(tmp_path)]) == 0
        assert load(tmp_path) == Config()
