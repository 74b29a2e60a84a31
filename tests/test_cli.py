"""The command line: what it says, where it says it, and how it ends."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from eks_netlint import __version__
from eks_netlint.cli import main
from eks_netlint.output import BadTargets, Target, put, targets, wants_color
from eks_netlint.report import Note
from eks_netlint.rules import REGISTRY, Severity, Violation
from eks_netlint.source import Problem

BAD = 'resource "aws_subnet" "a" {\n  cidr_block = "10.0.0.0/28"\n}\n'
GOOD = BAD.replace("/28", "/20")
OPEN = BAD.replace('"10.0.0.0/28"', "var.cidr")

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def writing(text: str, name: str = "main.tf") -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    return writing


def test_clean_is_0(fake, write: Write, capsys) -> None:
    write(GOOD)
    assert main(["check"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "0 findings, 0 undecided, 1 clean, 0 problems"


def test_finding_is_1(fake, write: Write, capsys) -> None:
    write(BAD)
    assert main(["check", "."]) == 1
    out = capsys.readouterr().out
    assert out.startswith("main.tf:2:16 high EKN901 needs 480 addresses, has 11")
    assert out.splitlines()[-1] == "1 finding (1 high), 0 undecided, 0 clean, 0 problems"


@pytest.mark.parametrize(
    ("severity", "fail_on", "code"),
    [
        (Severity.HIGH, "high", 1),
        (Severity.MEDIUM, "high", 0),
        (Severity.MEDIUM, None, 1),
        (Severity.LOW, None, 0),
        (Severity.LOW, "low", 1),
        (Severity.HIGH, "never", 0),
    ],
)
def test_threshold(fake, write: Write, sample, severity: Severity, fail_on: str | None, code: int) -> None:
    REGISTRY["EKN901"] = sample.rule(lambda subnet, network: iter([Violation("is small")]), severity=severity)
    write(BAD)
    assert main(["check", *([] if fail_on is None else ["--fail-on", fail_on])]) == code


def test_undecided_does_not_fail_and_is_shown_on_request(fake, write: Write, capsys) -> None:
    write(OPEN)
    assert main(["check"]) == 0
    assert "because" not in capsys.readouterr().out
    assert main(["check", "--why"]) == 0
    assert "because var.cidr has no value (main.tf:2)" in capsys.readouterr().out


def test_unread_is_3_and_hides_no_finding(fake, write: Write, capsys) -> None:
    write(BAD)
    fake.problems.append(Problem("other.tf", "is not UTF-8"))
    assert main(["check"]) == 3
    out = capsys.readouterr().out
    assert "EKN901" in out and "other.tf: is not UTF-8" in out


def test_internal_error_is_2_and_hides_no_finding(fake, write: Write, capsys) -> None:
    write(BAD)
    fake.problems.append(Problem("other.tf", "is not UTF-8"))
    write(BAD, "broken/main.tf")
    fake.broken = "broken"
    assert main(["check"]) == 2
    out = capsys.readouterr().out
    assert "EKN901" in out
    assert "broken: internal error: network of this root cannot be made: KeyError: 'broken' (conftest.py:" in out


def test_path_that_does_not_exist_is_3(fake, write: Write, capsys) -> None:
    write(BAD)
    assert main(["check", "main.tf", "nowhere"]) == 3
    out = capsys.readouterr().out
    assert "nowhere: no such file or directory" in out and "EKN901" in out


@pytest.mark.parametrize("name", ["README.md", "folder/README.md"])
def test_path_with_nothing_of_ours_is_3(fake, write: Write, capsys, name: str) -> None:
    write("hello", name)
    assert main(["check", name.partition("/")[0]]) == 3
    assert "Terraform file" in capsys.readouterr().out


def test_tree_without_eks_is_0_and_says_so(fake, write: Write, capsys) -> None:
    write(GOOD)
    assert main(["check"]) == 0
    assert "note: no EKS cluster, node group or Fargate profile in 1 file" in capsys.readouterr().out


def test_notes_of_the_front_end_are_shown(fake, write: Write, capsys) -> None:
    write(GOOD)
    fake.notes.append(Note('module "vpc" has no version'))
    main(["check"])
    assert 'note: module "vpc" has no version' in capsys.readouterr().out


def test_tree_is_the_git_top_level(fake, write: Write, capsys, tmp_path: Path, monkeypatch) -> None:
    write(BAD, "live/prod/main.tf")
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path / "live")
    assert main(["check", "prod"]) == 1
    assert fake.asked[0][:2] == (tmp_path, (tmp_path / "live/prod",))
    assert capsys.readouterr().out.startswith("prod/main.tf:2:16")


def test_several_trees_are_one_report(fake, write: Write, capsys, tmp_path: Path) -> None:
    for name in ("one", "two"):
        write(BAD, f"{name}/live/main.tf")
        (tmp_path / name / ".git").mkdir()
    assert main(["check", "one/live/main.tf", "two", "--format", "json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert [finding["path"] for finding in report["findings"]] == ["one/live/main.tf", "two/live/main.tf"]
    assert [finding["network"] for finding in report["findings"]] == ["one/live", "two/live"]
    assert report["summary"]["networks"] == 2
    assert [tree for tree, *_ in fake.asked] == [tmp_path / "one", tmp_path / "two"]


def test_nested_paths_outside_git_are_one_tree(fake, write: Write, tmp_path: Path) -> None:
    write(BAD, "a/b/main.tf")
    main(["check", "a", "a/b"])
    assert [tree for tree, *_ in fake.asked] == [tmp_path / "a"]


def test_selection(fake, write: Write, sample, capsys) -> None:
    REGISTRY["EKN902"] = sample.rule(id="EKN902", name="other")
    write(BAD)

    def rules(*arguments: str) -> list[str]:
        main(["check", "--format", "json", *arguments])
        return [finding["rule"] for finding in json.loads(capsys.readouterr().out)["findings"]]

    assert rules() == ["EKN901", "EKN902"]
    assert rules("--select", "EKN902") == ["EKN902"]
    assert rules("--select", "EKN9*,EKN001", "--ignore", "sample-*") == ["EKN902"]


def test_pattern_that_names_no_rule_is_2(fake, write: Write, capsys) -> None:
    write(BAD)
    assert main(["check", "--select", "EKN9,EKN1234"]) == 2
    assert capsys.readouterr().err == "eks-netlint: error: no rule is named EKN1234\n"


def test_variables_reach_the_front_end(fake, write: Write, tmp_path: Path) -> None:
    write(BAD)
    write("", "x.tfvars")
    assert main(["check", "--var", "a=b=c", "--var", "d=", "--var-file", "x.tfvars"]) == 1
    _, _, options = fake.asked[0]
    assert (dict(options.variables), options.var_files) == ({"a": "b=c", "d": ""}, (tmp_path / "x.tfvars",))


def test_the_workspace_reaches_the_files(write: Write, tmp_path: Path, capsys) -> None:
    write('resource "aws_subnet" "s" {\n  cidr_block = { prod = "10.0.0.0/20" }[terraform.workspace]\n}\n')
    shown = []
    for extra in ([], ["--workspace", "prod"]):
        assert main(["capacity", *extra, str(tmp_path)]) in (0, 3)
        shown.append("10.0.0.0/20" in capsys.readouterr().out)
    assert shown == [False, True]


@pytest.mark.parametrize(
    "arguments",
    [["--var", "a"], ["--var", "=b"], ["--var-file", "none.tfvars"], ["--format", "json", "--format", "text"]],
    ids=" ".join,
)
def test_usage_error_is_2(fake, write: Write, capsys, arguments: list[str]) -> None:
    write(BAD)
    assert main(["check", *arguments]) == 2
    assert capsys.readouterr().err.startswith("eks-netlint: error: ")


def test_unknown_option_is_2(capsys) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["check", "--nonsense"])
    assert ended.value.code == 2


def test_ignores_are_honoured_and_counted(fake, write: Write, capsys) -> None:
    write(BAD.replace('/28"', '/28" # eks-netlint: ignore[EKN901] reason'))
    assert main(["check"]) == 0
    assert "1 ignored by comments" in capsys.readouterr().out
    write(GOOD.replace('/20"', '/20" # eks-netlint: ignore[EKN901] reason'))
    assert main(["check"]) == 0
    assert "low EKN003 ignore[EKN901] hides nothing" in capsys.readouterr().out


def test_touched_selects_roots(fake, write: Write, tmp_path: Path, capsys) -> None:
    write(BAD, "live/main.tf")
    assert main(["check", "--touched", "live/main.tf", "live/gone.tf", "README.md"]) == 1
    _, paths, options = fake.asked[0]
    assert options.touched
    assert paths == (tmp_path / "live/main.tf", tmp_path / "live/gone.tf")
    capsys.readouterr()
    assert main(["check", "--touched", "README.md", "main.py"]) == 0
    assert capsys.readouterr().out == "no file of ours was touched\n"
    assert main(["check", "--touched"]) == 0


def test_formats_and_outputs(fake, write: Write, capsys, tmp_path: Path) -> None:
    write(BAD)
    assert main(["check", "--format", "text", "--format", "sarif", "--output", "r.sarif"]) == 1
    assert "EKN901" in capsys.readouterr().out
    assert json.loads((tmp_path / "r.sarif").read_text())["version"] == "2.1.0"
    assert main(["check", "--format", "junit", "--output", "r.xml"]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err == "1 finding (1 high), 0 undecided, 0 clean, 0 problems\n"
    assert main(["check", "--output", "nowhere/r.txt"]) == 2
    assert "cannot write nowhere/r.txt" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("given", "paired"),
    [
        ("", [("text", None)]),
        ("-f json", [("json", None)]),
        ("-o x", [("text", "x")]),
        ("-f json -o x", [("json", "x")]),
        ("-o x -f json", [("json", "x")]),
        ("-f text -f sarif -o x", [("text", None), ("sarif", "x")]),
        ("-f sarif -o x -f text", [("sarif", "x"), ("text", None)]),
        ("-o x -f json -o y -f sarif", [("json", "x"), ("sarif", "y")]),
        ("-f json -o - -f sarif -o x", [("json", None), ("sarif", "x")]),
        ("-f json -f sarif", None),
        ("-f json -o x -o y", None),
        ("-o x -o y", None),
        ("-f json -o - -f text", None),
    ],
)
def test_pairs(given: str, paired: list[tuple[str, str | None]] | None) -> None:
    words = given.split()
    names = {"-f": "format", "-o": "output"}
    options = [(names[option], value) for option, value in zip(words[::2], words[1::2], strict=True)]
    if paired is None:
        with pytest.raises(BadTargets):
            targets(options)
    else:
        assert targets(options) == tuple(Target(*pair) for pair in paired)


def test_color_follows_the_wish_then_the_environment(monkeypatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    assert not wants_color(None, {})
    assert wants_color(None, {"FORCE_COLOR": "1"})
    assert not wants_color(None, {"FORCE_COLOR": "1", "NO_COLOR": "1"})
    monkeypatch.setattr(sys, "stdout", Terminal())
    assert wants_color(None, {"TERM": "xterm"})
    assert not wants_color(None, {"TERM": "dumb"})
    assert not wants_color(None, {"NO_COLOR": "1"})
    assert not wants_color(False, {"FORCE_COLOR": "1"})
    assert wants_color(True, {"NO_COLOR": "1"})


def test_output_that_the_terminal_cannot_show(monkeypatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="ascii"))
    put("caf\N{LATIN SMALL LETTER E WITH ACUTE} \ud800\n", None)
    assert raw.getvalue() == b"caf\\xe9 \\ud800\n"


def test_explain(fake, capsys) -> None:
    assert main(["explain", "EKN901", "ignore-expired"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("EKN901 sample-small-subnet (high, asked of each Subnet)\n\nA subnet is small.\n")
    assert "How to fix\n    Use a larger one.\n\n    Or fewer pods.\n" in out
    assert "EKN002 ignore-expired" in out
    assert main(["explain", "EKN000"]) == 2


def test_rules(fake, capsys) -> None:
    assert main(["rules"]) == 0
    assert "EKN901  high    sample-small-subnet    A subnet is small." in capsys.readouterr().out
    assert main(["rules", "--format", "json"]) == 0
    listed = json.loads(capsys.readouterr().out)["rules"]
    assert [rule["id"] for rule in listed] == ["EKN001", "EKN002", "EKN003", "EKN004", "EKN901"]
    assert main(["rules", "--format", "markdown"]) == 0
    assert "| high | `sample-small-subnet` | A subnet is small. |" in capsys.readouterr().out


def test_checks_path(capsys) -> None:
    assert main(["checks-path"]) == 0
    assert (Path(capsys.readouterr().out.strip()) / "__init__.py").is_file()


def test_version(capsys) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert (ended.value.code, capsys.readouterr().out) == (0, f"eks-netlint {__version__}\n")


def test_no_traceback_for_users(fake, write: Write, capsys, monkeypatch) -> None:
    write(BAD)

    def fails(*arguments: object) -> None:
        raise RecursionError("too deep")

    monkeypatch.setattr("eks_netlint.analysis.judge", fails)
    assert main(["check"]) == 2
    err = capsys.readouterr().err
    assert err.startswith("eks-netlint: error: internal error: RecursionError: too deep (test_cli.py:")
    assert len(err.splitlines()) == 1
    monkeypatch.setenv("EKS_NETLINT_DEBUG", "1")
    with pytest.raises(RecursionError):
        main(["check"])


def test_rule_file_that_does_not_load_is_2(fake, write: Write, capsys, monkeypatch) -> None:
    write(GOOD)
    monkeypatch.setattr("eks_netlint.rules.registry._files", lambda: ["ekn999_missing.py"])
    assert main(["check"]) == 2
    assert "checks/ekn999_missing.py: internal error: rule file does not load" in capsys.readouterr().out


def run(*arguments: str, **kwargs: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "eks_netlint", *arguments], capture_output=True, text=True, timeout=60, **kwargs
    )  # type: ignore[call-overload,no-any-return]  # options are passed on as they come


def test_reader_that_goes_away(tmp_path: Path) -> None:
    script = f"{sys.executable} -m eks_netlint rules; echo code $? >&2"
    done = subprocess.run(["bash", "-c", f"({script}) | true"], capture_output=True, text=True, timeout=60)
    assert done.stderr.splitlines()[-1] == "code 0"
    assert "Traceback" not in done.stderr and "Exception" not in done.stderr


def test_nothing_heavy_is_imported() -> None:
    code = "import sys, eks_netlint.cli; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    loaded = set(done.stdout.split())
    assert not loaded & {"json", "tree_sitter", "yaml", "asyncio", "importlib.metadata", "typing_extensions"}


def test_check_imports_no_host(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(GOOD)
    code = "import sys; from eks_netlint.cli import main; main(['check']); print(*sys.modules, file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={**os.environ, "EKS_NETLINT_DEBUG": ""},
        timeout=60,
    )
    loaded = set(done.stderr.split())
    heavy = {"checkov", "cfnlint", "jsonschema", "ruamel", "hcl2", "asyncio", "importlib.metadata", "typing_extensions"}
    assert not loaded & heavy
