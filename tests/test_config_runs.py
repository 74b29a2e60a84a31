"""Runs that obey a config: which rules, how severe, where, in which environments, with which modules."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from eks_netlint.analysis import BadOptions, Options, analyse, capacities
from eks_netlint.cli import main
from eks_netlint.report import Finding, Report

ROOT = Path(__file__).parent.parent
ENVIRONMENTS = ROOT / "fixtures" / "environments"

SMALL = """
resource "aws_vpc" "this" {
  cidr_block           = "10.0.0.0/16"
  enable_dns_hostnames = true
  enable_dns_support   = %s
}
resource "aws_subnet" "a" {
  vpc_id     = aws_vpc.this.id
  cidr_block = "10.0.0.0/24"
}
resource "aws_eks_cluster" "this" {
  name     = "this"
  role_arn = "arn"
  vpc_config {
    subnet_ids = [aws_subnet.a.id]
  }
  kubernetes_network_config {
    service_ipv4_cidr = "10.0.128.0/20"
  }
}
"""
"""A service range inside the VPC (EKN114, high) and a VPC that resolves no names (EKN116), where so wanted."""

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def writing(config: str, **files: str) -> Path:
        """The tree; ``infra__main`` is infra/main.tf."""
        (tmp_path / ".eks-netlint.yaml").write_text(config)
        for name, text in files.items():
            path = tmp_path / f"{name.replace('__', '/')}.tf"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return tmp_path

    return writing


def run(tree: Path, **options: object) -> Report:
    return analyse([tree], Options(tree=tree, **options))  # type: ignore[arg-type]  # whatever the test says


def ids(report: Report) -> set[str]:
    return {finding.rule for finding in report.findings}


def one(report: Report, rule: str) -> Finding:
    (found,) = (finding for finding in report.findings if finding.rule == rule)
    return found


class TestRules:
    def test_without_config(self, write: Write) -> None:
        tree = write("# nothing\n", main=SMALL % "false")
        assert ids(run(tree)) >= {"EKN114", "EKN116"}

    @pytest.mark.parametrize(
        "config", ["ignore: [EKN114]", "rules: {EKN114: off}", "rules: {service-cidr-overlap: {severity: off}}"]
    )
    def test_off(self, write: Write, config: str) -> None:
        report = run(write(config, main=SMALL % "false"))
        assert "EKN114" not in ids(report) and "EKN116" in ids(report)
        assert "EKN114" not in report.selected

    def test_select(self, write: Write) -> None:
        assert ids(run(write("select: [EKN114]", main=SMALL % "false"))) == {"EKN114"}

    def test_the_command_line_wins(self, write: Write) -> None:
        tree = write("select: [EKN114]\nrules: {EKN116: off}", main=SMALL % "false")
        assert ids(run(tree, select=("EKN116",))) == {"EKN116"}
        assert ids(run(tree, ignore=("EKN114",))) == set()

    def test_severity(self, write: Write) -> None:
        assert one(run(write("rules: {EKN114: low}", main=SMALL % "true")), "EKN114").severity.value == "low"

    def test_paths(self, write: Write) -> None:
        config = "ignore-paths: {examples: [EKN114], 'live/*/main.tf': ['*']}"
        tree = write(config, examples__a__main=SMALL % "false", live__b__main=SMALL % "false", c__main=SMALL % "false")
        report = run(tree)
        found = {(one.rule, one.at.path) for one in report.findings if one.rule in ("EKN114", "EKN116")}
        assert found == {
            ("EKN116", "examples/a/main.tf"), ("EKN114", "c/main.tf"), ("EKN116", "c/main.tf"),
        }  # fmt: skip
        assert "EKN114" in {finding.rule for finding in report.hidden}

    @pytest.mark.parametrize(
        ("config", "said"),
        [
            ("select: [EKN999]", r"\.eks-netlint\.yaml:1: no rule is named EKN999"),
            ("\nrules: {EKN1O2: low}", r"\.eks-netlint\.yaml:2: no rule is named EKN1O2$"),
            ("ignore: [servce-cidr-overlap]", r"no rule is named servce-cidr-overlap; did you mean service-cidr-o"),
            ("ignore-paths: {a: [EKN9]}", "no rule is named EKN9"),
            ("rules: {EKN102: {thresholds: {percnt: 3}}}", "EKN102 has no threshold percnt; did you mean percent"),
            ("rules: {EKN114: {thresholds: {percent: 3}}}", "EKN114 has no threshold percent"),
        ],
    )
    def test_what_no_rule_has(self, write: Write, config: str, said: str) -> None:
        with pytest.raises(BadOptions, match=said) as caught:
            run(write(config, main=SMALL % "true"))
        assert caught.value.problems[0].path == ".eks-netlint.yaml"

    def test_thresholds(self, tmp_path: Path) -> None:
        shutil.copytree(ENVIRONMENTS, tmp_path, dirs_exist_ok=True)
        dev = "environments: {dev: {var-files: [infra/dev.tfvars]}}\n"
        (tmp_path / ".eks-netlint.yaml").write_text(dev)
        assert "EKN102" not in ids(run(tmp_path))
        (tmp_path / ".eks-netlint.yaml").write_text(dev + "rules: {EKN102: {thresholds: {percent: 10}}}\n")
        assert "EKN102" in ids(run(tmp_path))


class TestCommandLine:
    @pytest.mark.parametrize(
        ("config", "options", "code"),
        [
            ("fail-on: never", [], 0),
            ("fail-on: never", ["--fail-on", "high"], 1),
            ("rules: {EKN1*: low}\nselect: [EKN114]", [], 0),
            ("rules: {EKN1*: low}\nselect: [EKN114]\nfail-on: low", [], 1),
            ("fail-no: never", [], 2),
        ],
    )
    def test_exit_code(self, write: Write, config: str, options: list[str], code: int) -> None:
        assert main(["check", str(write(config, main=SMALL % "true")), *options]) == code

    def test_each_mistake_is_a_line(self, write: Write, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["check", str(write("a: 1\nb: 2\n", main=SMALL % "true"))]) == 2
        said = capsys.readouterr()
        assert said.out == ""
        assert [line[:43] for line in said.err.splitlines()] == [
            "eks-netlint: error: .eks-netlint.yaml:1: 'a",
            "eks-netlint: error: .eks-netlint.yaml:2: 'b",
        ]

    def test_named(self, write: Write, tmp_path_factory: pytest.TempPathFactory) -> None:
        tree = write("a: 1\n", main=SMALL % "true")
        other = tmp_path_factory.mktemp("elsewhere") / "other.yaml"
        other.write_text("fail-on: never\n")
        assert main(["check", str(tree), "--config", str(other)]) == 0
        assert main(["check", str(tree), "--config", str(other) + "x"]) == 2

    def test_what_it_hides_is_counted(self, write: Write, capsys: pytest.CaptureFixture[str]) -> None:
        tree = write("select: [EKN114]\nignore-paths: {main.tf: ['*']}", main=SMALL % "true")
        assert main(["check", str(tree)]) == 0
        assert "1 ignored by the config" in capsys.readouterr().out
        main(["check", str(tree), "--format", "json"])
        assert json.loads(capsys.readouterr().out)["summary"]["suppressed"] == 1

    def test_capacity_obeys_it_too(self, write: Write) -> None:
        assert main(["capacity", str(write("a: 1\n", main=SMALL % "true"))]) == 2


class TestExclude:
    def test_roots(self, write: Write) -> None:
        tree = write("exclude: [examples]", examples__a__main=SMALL % "true", live__main=SMALL % "true")
        assert run(tree).networks == ("live",)

    def test_plans(self, write: Write) -> None:
        plan = '{"format_version": "1.2", "terraform_version": "1.11.0", "planned_values": {"root_module": {}}}'
        tree = write("exclude: [examples]", examples__main="", live__main=SMALL % "true")
        for folder in ("examples", "live"):
            (tree / folder / "plan.json").write_text(plan)
        assert run(tree).networks == ("live", "live/plan.json")

    def test_a_path_that_the_user_names_is_read(self, write: Write) -> None:
        tree = write("exclude: [examples]", examples__a__main=SMALL % "true", live__main=SMALL % "true")
        assert analyse([tree / "examples" / "a"], Options(tree=tree)).networks == ("examples/a",)
        touched = [tree / "examples" / "a" / "main.tf"]
        assert analyse(touched, Options(tree=tree, touched=True)).networks == ()

    def test_what_excluded_roots_call_is_no_root(self, write: Write) -> None:
        call = 'module "m" {\n  source = "../modules/m"\n}\n'
        tree = write("exclude: [examples]", examples__main=call, modules__m__main=SMALL % "true")
        assert run(tree).networks == ()


class TestEnvironments:
    def test_only_prod_overflows(self) -> None:
        report = run(ENVIRONMENTS)
        found = one(report, "EKN101")
        assert found.environments == ("prod",)
        assert found.message.endswith("(in prod)")
        assert found.at.path == "infra/prod.tfvars"
        assert report.networks == ("infra",)
        assert not report.undecided

    def test_nobody_else_would_know(self, tmp_path: Path) -> None:
        shutil.copytree(ENVIRONMENTS, tmp_path, dirs_exist_ok=True)
        (tmp_path / ".eks-netlint.yaml").unlink()
        assert "EKN101" not in ids(run(tmp_path))
        assert "EKN101" in {question.rule for question in run(tmp_path).undecided}

    def test_clean_in_all_is_clean_once(self) -> None:
        report = run(ENVIRONMENTS)
        clean = [(one.rule, one.resource) for one in report.clean]
        assert len(clean) == len(set(clean))
        assert ("EKN114", "aws_eks_cluster.this") in clean
        assert ("EKN101", "aws_subnet.nodes[0]") not in clean
        assert ("EKN102", "aws_subnet.nodes[0]") not in clean, "in prod nobody asked: EKN101 speaks for it"

    def test_the_same_everywhere_is_said_once(self, write: Write) -> None:
        config = "environments: {a: {variables: {x: 1}}, b: {variables: {x: 2}}}"
        report = run(write(config, main='variable "x" {}\n' + SMALL % "true"))
        assert one(report, "EKN114").environments == ()

    def test_what_differs_is_said_of_each(self, write: Write) -> None:
        config = "environments: {a: {variables: {x: a}}, b: {variables: {x: b}}, c: {variables: {x: c}}}"
        report = run(write(config, main='variable "x" {}\n' + SMALL % 'var.x == "b"'))
        found = one(report, "EKN116")
        assert found.environments == ("a", "c")
        assert found.message.endswith("(in a, c)")
        assert "EKN116" not in {clean.rule for clean in report.clean if "vpc" in clean.resource}

    def test_undecided_in_one(self, write: Write) -> None:
        config = "environments: {a: {variables: {x: true}}, b: {variables: {y: 1}}}"
        report = run(write(config, main='variable "x" {}\nvariable "y" {}\n' + SMALL % "var.x"))
        assert [question.environments for question in report.undecided if question.rule == "EKN116"] == [("b",)]

    def test_roots_that_it_does_not_concern(self, write: Write) -> None:
        config = "environments: {a: {variables: {x: a}, roots: [one]}, b: {variables: {x: b}, roots: ['o*']}}"
        both = 'variable "x" {}\n' + SMALL % 'var.x == "c"'
        report = run(write(config, one__main=both, two__main=both))
        said = [(found.network, found.environments) for found in report.findings if found.rule == "EKN116"]
        assert said == [("one", ())]
        assert {found.network for found in report.undecided if found.rule == "EKN116"} == {"two"}

    def test_roots_that_declare_none_of_its_variables_are_analysed_once(self, write: Write) -> None:
        config = "environments: {a: {variables: {x: 1}}, b: {variables: {x: 2}}}"
        alone, several = run(write("# none\n", main=SMALL % "true")), run(write(config, main=SMALL % "true"))
        assert several.facts == alone.facts

    def test_workspaces(self, write: Write) -> None:
        tree = write("environments: {a: {workspace: a}, b: {workspace: b}}", main=SMALL % 'terraform.workspace != "b"')
        assert one(run(tree), "EKN116").environments == ("b",)
        assert one(run(tree, workspace="b"), "EKN116").environments == ()
        assert "EKN116" not in ids(run(tree, workspace="a"))

    def test_workspace_of_the_command_line(self, write: Write) -> None:
        tree = write("select: [EKN116]", main=SMALL % 'terraform.workspace != "b"')
        given: list[list[str]] = [[], ["--workspace", "b"], ["--workspace", "a"]]
        assert [main(["check", str(tree), *more]) for more in given] == [0, 1, 0]

    def test_of_one_root(self, write: Write) -> None:
        config = """
environments: {b: {variables: {z: 1}, roots: [one]}}
roots:
  one: {environments: {a: {variables: {x: 1}}, b: {variables: {x: 2}}}}
"""
        both = 'variable "x" {}\nvariable "z" {}\n' + SMALL % "var.x == 1"
        report = run(write(config, one__main=both, two__main=both))
        said = [(found.network, found.environments) for found in report.findings if found.rule == "EKN116"]
        assert said == [("one", ("b",))]
        assert {found.network for found in report.undecided if found.rule == "EKN116"} == {"two"}

    def test_what_all_have_in_common(self, write: Write) -> None:
        config = "roots: {.: {variables: {x: false}}}\n"
        config += "environments: {a: {variables: {y: 1}}, b: {variables: {x: true}}}"
        report = run(write(config, main='variable "x" {}\nvariable "y" {}\n' + SMALL % "var.x"))
        assert one(report, "EKN116").environments == ("a",)

    def test_a_place_in_the_config(self, write: Write) -> None:
        config = "roots: {.: {variables: {x: 10.0.0.0/20}}}"
        main_tf = 'variable "x" {}\n' + (SMALL % "true").replace('"10.0.128.0/20"', "var.x")
        found = one(run(write(config, main=main_tf)), "EKN114")
        assert (found.at.path, found.at.text) == (".eks-netlint.yaml", "10.0.0.0/20")

    def test_the_command_line_wins(self, write: Write) -> None:
        config = "environments: {a: {variables: {x: false}}, b: {variables: {x: true}}}"
        tree = write(config, main='variable "x" {}\n' + SMALL % "var.x")
        assert one(run(tree, variables={"x": "false"}), "EKN116").environments == ()

    def test_a_file_of_all_is_read_once(self, write: Write) -> None:
        config = "roots: {.: {var-files: [all.tfvars]}}\nenvironments: {a: {variables: {y: 1}}, b: {variables: {y: 2}}}"
        tree = write(config, main='variable "x" {}\nvariable "y" {}\n' + SMALL % "var.x")
        (tree / "all.tfvars").write_text("x = false\n")
        report = run(tree)
        assert one(report, "EKN116").environments == ()
        assert report.files == 2

    def test_an_unreadable_file_is_a_problem(self, write: Write) -> None:
        tree = write("environments: {a: {var-files: [a.tfvars]}}", main='variable "x" {}\n' + SMALL % "var.x")
        (tree / "a.tfvars").write_bytes(b"\0GITCRYPT\0")
        report = run(tree)
        assert [problem.path for problem in report.problems] == ["a.tfvars"]
        assert "EKN116" in {question.rule for question in report.undecided}

    def test_capacity_of_each(self) -> None:
        ((reading, tables),) = capacities([ENVIRONMENTS], Options(tree=ENVIRONMENTS))
        assert [network.environment for network in reading.networks] == ["dev", "prod"]
        assert [table.environment for table in tables] == ["dev", "prod"]

    def test_capacity_names_it(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(ENVIRONMENTS)
        config = [".", "--config", ".eks-netlint.yaml"]  # the top of the tree is that of this repository
        shown = main(["capacity", *config])
        said = capsys.readouterr()
        assert shown == 2 and "there is no variable file 'infra/dev.tfvars'" in said.err

    def test_capacity_in_a_tree_of_its_own(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        shutil.copytree(ENVIRONMENTS, tmp_path, dirs_exist_ok=True)
        monkeypatch.chdir(tmp_path)
        assert main(["capacity"]) == 0
        said = capsys.readouterr().out
        assert "network infra in dev\n" in said and "network infra in prod\n" in said


class TestModules:
    CALL = """
module "net" {
  source = "%s"
  cidr   = "10.0.0.0/16"
}
""" + (SMALL % "true").partition('resource "aws_eks_cluster"')[1] + (SMALL % "true").partition(
        'resource "aws_eks_cluster"'
    )[2].replace("aws_subnet.a.id", "module.net.subnet")
    STUB = """
variable "cidr" {}
resource "aws_vpc" "this" {
  cidr_block = var.cidr
}
resource "aws_subnet" "a" {
  vpc_id     = aws_vpc.this.id
  cidr_block = cidrsubnet(var.cidr, 8, 0)
}
output "subnet" {
  value = aws_subnet.a.id
}
"""

    @pytest.mark.parametrize(
        ("pattern", "source"),
        [
            ("git::https://git.example.com/net.git", "git::https://git.example.com/net.git?ref=v1.2.0"),
            ("git::https://git.example.com/*", "git::https://git.example.com/net.git//?ref=v1"),
            ("app.terraform.io/acme/net/aws", "app.terraform.io/acme/net/aws"),
            ("terraform-aws-modules/vpc/aws", "terraform-aws-modules/vpc/aws"),
        ],
    )
    def test_a_folder_stands_for_it(self, write: Write, pattern: str, source: str) -> None:
        tree = write(f"modules: {{'{pattern}': stubs/net}}", main=self.CALL % source, stubs__net__main=self.STUB)
        report = run(tree)
        assert report.networks == (".",)
        assert one(report, "EKN114").resource == "aws_eks_cluster.this"

    def test_a_folder_inside(self, write: Write) -> None:
        source = "git::ssh://git@git.example.com/all.git//aws/net?ref=main"
        config = "modules: {'git::ssh://git@git.example.com/all.git': stubs}"
        assert "EKN114" in ids(run(write(config, main=self.CALL % source, stubs__aws__net__main=self.STUB)))

    def test_others_are_not_meant(self, write: Write) -> None:
        tree = write("modules: {'git::https://a/net.git': stubs}", main=self.CALL % "git::https://b/net.git",
                     stubs__main=self.STUB)  # fmt: skip
        assert "EKN114" not in ids(run(tree))

    def test_a_folder_that_is_not_there_is_told(self, write: Write) -> None:
        config = "modules: {'git::https://a/all.git': stubs}"
        report = run(write(config, main=self.CALL % "git::https://a/all.git//nothing", stubs__net__main=self.STUB))
        assert any("does not exist" in note.message for note in report.notes)


class TestTouched:
    def test_the_config_concerns_all(self) -> None:
        touched = [ENVIRONMENTS / ".eks-netlint.yaml"]
        assert analyse(touched, Options(tree=ENVIRONMENTS, touched=True)).networks == ("infra",)

    def test_a_variable_file_elsewhere_concerns_all(self, write: Write) -> None:
        main_tf = 'variable "x" {}\n' + SMALL % "var.x"
        tree = write("environments: {a: {var-files: [env/a.tfvars]}}", infra__main=main_tf)
        (tree / "env").mkdir()
        (tree / "env" / "a.tfvars").write_text("x = false\n")
        report = analyse([tree / "env" / "a.tfvars"], Options(tree=tree, touched=True))
        assert "EKN116" in ids(report)


def test_ranges_that_the_files_do_not_show(write: Write) -> None:
    config = "ranges:\n  - {cidr: 172.16.0.0/12, name: the data centre}\n"
    main_tf = (SMALL % "true").replace("10.0.128.0/20", "172.20.0.0/16")
    found = one(run(write(config, main=main_tf)), "EKN114")
    assert "overlaps 172.16.0.0/12, which is the data centre" in found.message
    assert [(span.path, span.line) for span, _ in found.see] == [(".eks-netlint.yaml", 2)]


def test_environments_shared_among_processes(tmp_path: Path) -> None:
    """Environments of one root may be read by different processes, and are merged all the same."""
    config = ["environments:"]
    for number in range(6):
        shutil.copytree(ENVIRONMENTS / "infra", tmp_path / f"root{number}")
    for name in ("dev", "prod"):
        files = ", ".join(f"root{number}/{name}.tfvars" for number in range(6))
        config.append(f"  {name}: {{var-files: [{files}]}}")
    (tmp_path / ".eks-netlint.yaml").write_text("\n".join(config))
    alone, shared = run(tmp_path), run(tmp_path, jobs=3)

    def shown(report: Report) -> list[tuple[str, str, str, tuple[str, ...]]]:
        return [(one.network, one.rule, one.message, one.environments) for one in report.findings]

    assert shown(alone) == shown(shared)
    sizes = [one for one in shown(alone) if one[1].startswith("EKN1")]  # what hangs on the environment
    assert len(sizes) >= 6 and {one[3] for one in sizes} == {("prod",)}
    assert (alone.networks, alone.facts, len(alone.clean)) == (shared.networks, shared.facts, len(shared.clean))
