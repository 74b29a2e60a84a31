"""What is scanned is hostile: nothing of it is executed, fetched or followed, and no report can be spoofed by it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote_to_bytes

import pytest

import eks_netlint
from eks_netlint.analysis import Options, analyse
from eks_netlint.cli import main
from eks_netlint.report import Finding, Report
from eks_netlint.reporters import github, junit, sarif, text
from eks_netlint.reporters import json as json_reporter
from eks_netlint.reporters.view import View
from eks_netlint.rules import Severity, SumLine
from eks_netlint.source import Document, Problem, Span

GOOD = (Path(__file__).parent.parent / "fixtures/broken/recursion/main.tf").read_text().partition("\nlocals")[0]

WATCH = """\
import json, os, sys

seen = []
names = ("open", "os.", "subprocess.", "socket.", "urllib.", "http.", "ftplib.", "smtplib.", "shutil.", "tempfile.",
         "pty.", "ctypes.", "exec", "webbrowser.", "glob.", "pathlib.")


def watch(event, given):
    if watching and event.startswith(names):
        seen.append((event, [repr(one) for one in given[:3]], str(given[0]) if given else ""))


sys.addaudithook(watch)
watching = False
import eks_netlint.cli
watching = True
code = eks_netlint.cli.main(sys.argv[1:])
watching = False
print(json.dumps([code, seen, sys.path]), file=sys.stderr)
"""
"""Runs a command and prints what Python's audit hooks (PEP 578) told of it."""

HOSTILE = """\
module "outside" {
  source = "../outside"
}

module "absolute" {
  source = "/etc"
}

module "fetched" {
  source = "git::https://127.0.0.1:9/x.git"
}

module "known" {
  source  = "terraform-aws-modules/vpc/aws"
  version = "~> 5.0"
}

locals {
  secret   = file("../outside/secret.txt")
  absolute = file("/etc/passwd")
  linked   = file("link.txt")
  through  = file("folder/secret.txt")
  listed   = fileset("..", "**")
  globbed  = fileset("folder", "*")
  template = templatefile("../outside/secret.txt", {})
  home     = file(pathexpand("~/.aws/credentials"))
  digest   = filesha256("/etc/hostname")
  there    = fileexists("/etc/passwd")
}

data "http" "x" {
  url = "http://127.0.0.1:9/"
}

data "external" "x" {
  program = ["touch", "executed"]
}

resource "terraform_data" "x" {
  input = [
    local.secret, local.absolute, local.linked, local.through, local.listed, local.globbed, local.template,
    local.home, local.digest, local.there, data.http.x.body, data.external.x.result,
  ]
  provisioner "local-exec" {
    command = "touch executed; kubectl set env daemonset aws-node -n kube-system $(touch executed)"
  }
}

resource "aws_vpc" "v" {
  cidr_block = local.absolute
  tags = {
    all = join(",", terraform_data.x.input)
  }
}

terraform {
  backend "s3" {
    bucket = "b"
  }
}
"""


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    tree, outside = tmp_path / "tree", tmp_path / "outside"
    (tree / ".terraform/modules").mkdir(parents=True)
    (tree / ".git").mkdir()
    outside.mkdir()
    (outside / "secret.txt").write_text("hunter2")
    (outside / "main.tf").write_text('resource "aws_vpc" "secret" {\n  cidr_block = "10.0.0.0/8"\n}\n')
    (outside / "evil.auto.tfvars").write_text('a = "hunter2"\n')
    (tree / "main.tf").write_text(GOOD)
    (tree / "hostile.tf").write_text(HOSTILE)
    (tree / "linked.tf").symlink_to(outside / "main.tf")
    (tree / "evil.auto.tfvars").symlink_to(outside / "evil.auto.tfvars")
    (tree / "link.txt").symlink_to(outside / "secret.txt")
    (tree / "folder").symlink_to(outside)
    (tree / "sitecustomize.py").write_text("open('executed', 'w')\n")
    (tree / "ekn999_evil.py").write_text("open('executed', 'w')\n")
    listing = {"Modules": [{"Key": "fetched", "Dir": "../outside"}, {"Key": "known", "Dir": "/etc"}]}
    (tree / ".terraform/modules/modules.json").write_text(json.dumps(listing))
    return tree


class Watched(NamedTuple):
    """Exit code of a command, what it did to the world, where Python looks for modules, and its output."""

    code: int
    seen: list[tuple[str, list[str], str]]
    search: list[str]
    out: str


def watched(tree: Path, *arguments: str) -> Watched:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("EKS_NETLINT")}
    source = str(Path(eks_netlint.__file__).parent.parent)
    done = subprocess.run(
        [sys.executable, "-c", WATCH, *arguments],
        cwd=tree,
        env={**environment, "PYTHONPATH": source, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONSAFEPATH": "1"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    code, seen, search = json.loads(done.stderr.splitlines()[-1])
    return Watched(code, [(event, given, first) for event, given, first in seen], search, done.stdout)


def ours(path: str, tree: Path, search: Iterable[str]) -> bool:
    """Whether a file that is opened belongs to the tree, the program or Python."""
    real = os.path.realpath(tree / path)
    program = Path(eks_netlint.__file__).parent.parent.parent  # the rules stand beside the package in a source tree
    places = [tree, program, *(place for place in search if place)]
    return any(Path(real).is_relative_to(os.path.realpath(place)) for place in places)


def listed(top: Path) -> dict[str, tuple[int, int]]:
    return {
        str(path): (os.lstat(path).st_mtime_ns, os.lstat(path).st_size) for path in [top, *sorted(top.rglob("*"))]
    }


@pytest.mark.parametrize("command", [["check"], ["check", "--why", "--format", "sarif"], ["capacity"]], ids=" ".join)
def test_nothing_is_executed_fetched_written_or_read_outside(hostile: Path, command: list[str]) -> None:
    before = listed(hostile.parent)
    code, seen, search, out = watched(hostile, *command)
    assert code == 3, "two files are links out of the tree"
    assert listed(hostile.parent) == before
    assert "hunter2" not in out
    assert "root:" not in out
    events = {event for event, _, _ in seen}
    assert "open" in events, "the hook sees something"
    allowed = {"open", "os.listdir", "os.scandir", "os.walk", "os.putenv", "os.fwalk", "exec"}
    assert not {event for event in events - allowed if not event.startswith(("glob", "pathlib"))}
    for event, given, path in seen:
        if event in ("open", "os.listdir", "os.scandir"):
            assert path.isdigit() or ours(path, hostile, search), (event, given)
        if event == "open" and given[1] != "None":
            assert not set(given[1]) & set("wax+"), given
        if event == "exec":
            assert "executed" not in given[0]


def test_the_hook_sees_what_is_forbidden(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(GOOD)
    _, seen, _, _ = watched(tmp_path, "check", "--format", "json", "--output", "report.json")
    assert any(event == "open" and path == "report.json" and "'w'" in given for event, given, path in seen)


EVIL = (
    "x\x1b[31m\x9b2J\r\n::error file=a::spoofed\n##[error]spoofed ##vso[task.setvariable]x "
    "<b>&\"']]> \x00\x08\ufffe\u202e\ud800 [a](http://x) %0A"
)
"""Everything that means something to somebody, in one string."""

NAMES = [
    "with space.tf",
    "per%41cent.tf",
    "ha#sh?query.tf",
    "-rf.tf",
    "::error::spoofed.tf",
    "new\nline.tf",
    "esc\x1b[31m.tf",
    "a&b<c>'\".tf",
    "ünï.tf",
    "c:drive.tf",
    os.fsdecode(b"latin-\xe9.tf"),
]

FORMATS = {"text": text, "json": json_reporter, "sarif": sarif, "github": github, "junit": junit}


def evil_report(tree: str, path: str) -> Report:
    document = Document(path, f'a = "{EVIL}"\n'.encode("utf-8", "surrogatepass"))
    span = Span(document, 4, 6)
    finding = Finding(
        "EKN101", "demand-exceeds-subnet", Severity.HIGH, EVIL, span, span, EVIL, EVIL, calls=(span,),
        sum=(SumLine(EVIL, 4, count=2, each=2, span=span), SumLine("total", 4, role="total"),
             SumLine(EVIL, 3, role="available", span=span), SumLine("", 1, role="short")),
        see=((span, EVIL),), assumed=(EVIL,), also=(EVIL,),
    )  # fmt: skip
    problems = (Problem(path, EVIL, 1), Problem(path, EVIL, internal=True))
    return Report(tree, findings=(finding,), problems=problems, networks=(EVIL,), selected=("EKN101",))


def view(path: str, tree: Path) -> View:
    from eks_netlint.rules.registry import load_ruleset

    rules = {rule.id: rule for rule in load_ruleset().rules if rule.id == "EKN101"}
    return View(evil_report(str(tree), path), str(tree), rules, why=True)


STEERING = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
COMMAND = re.compile(r"^\s*::|##(?:vso|teamcity)?\[", re.MULTILINE)
"""What GitHub, Azure and TeamCity take for a command in a log."""


@pytest.mark.parametrize("path", NAMES, ids=repr)
@pytest.mark.parametrize("format", FORMATS)
def test_no_report_can_be_spoofed(format: str, path: str, tmp_path: Path) -> None:
    out = str(FORMATS[format].render(view(path, tmp_path)))
    assert not STEERING.search(out)
    out.encode()
    commands = COMMAND.findall(out)
    if format == "github":
        assert len(commands) == 3
        assert all(re.match(r"::error [^:]*::\S", line) for line in out.splitlines()[:3])
        assert len(out.splitlines()) == 4
    else:
        assert not commands


@pytest.mark.parametrize("path", NAMES, ids=repr)
def test_json_stays_json(path: str, tmp_path: Path) -> None:
    read = json.loads(json_reporter.render(view(path, tmp_path)))
    (finding,) = read["findings"]
    assert finding["message"] == EVIL, "a program gets what there is, and escapes it itself"
    assert finding["path"] == path
    assert read["summary"]["findings"] == 1


@pytest.mark.parametrize("path", NAMES, ids=repr)
def test_junit_stays_xml(path: str, tmp_path: Path) -> None:
    suites = ElementTree.fromstring(junit.render(view(path, tmp_path)))
    assert [len(suite) for suite in suites] == [1, 2]
    failure = suites[0][0][0]
    assert failure.tag == "failure"
    assert not list(failure)
    assert "spoofed" in failure.attrib["message"]


@pytest.mark.parametrize("path", NAMES, ids=repr)
def test_sarif_names_the_file_in_a_uri(path: str, tmp_path: Path) -> None:
    log = json.loads(sarif.render(view(path, tmp_path)))
    places = list(found(log, "artifactLocation"))
    assert places
    for place in places:
        uri = place["uri"]
        assert re.fullmatch(r"(?:[A-Za-z0-9._~/-]|%[0-9A-F]{2})+", uri)
        assert unquote_to_bytes(uri) == os.fsencode(path)
    for message in (*found(log, "message"), *found(log, "text")):
        words = message["text"] if isinstance(message, dict) else message
        assert not re.search(r"\]\((?!\d+\))", words.replace("\\]", "")), "no link but to places of ours"


def found(thing: Any, name: str) -> Iterator[Any]:
    if isinstance(thing, dict):
        for key, value in thing.items():
            if key == name and not isinstance(value, list):
                yield value
            yield from found(value, name)
    elif isinstance(thing, list):
        for one in thing:
            yield from found(one, name)


@pytest.mark.parametrize("name", NAMES, ids=repr)
@pytest.mark.parametrize("format", FORMATS)
def test_files_of_any_name_are_read_and_reported(
    name: str, format: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    (tmp_path / name).write_text(GOOD)
    (tmp_path / f"broken-{name}").write_text("locals {\n")
    monkeypatch.chdir(tmp_path)
    assert main(["check", "--select", "EKN101", "--format", format]) == 3
    out = capsysbinary.readouterr().out.decode()
    assert "EKN101" in out
    if format == "json":
        assert json.loads(out)["findings"][0]["path"] == name


def test_names_of_things_cannot_pass_for_a_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    group = GOOD.replace('"aws_eks_node_group" "g" {', '"aws_eks_node_group" "g" {\n  for_each = toset([local.evil])')
    evil = "a\\n0 findings, 0 undecided, 1 clean, 0 problems\\n::error::x\\u001b[2J"
    (tmp_path / "main.tf").write_text(f'{group}\nlocals {{\n  evil = "{evil}"\n}}\n')
    monkeypatch.chdir(tmp_path)
    assert main(["check", "--select", "EKN101"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if re.match(r"\d+ findings?", line)] == [lines[-1]]
    assert not any(line.lstrip().startswith("::") or "\x1b" in line for line in lines)


def test_what_a_run_reads_lies_in_its_tree(tmp_path: Path) -> None:
    """A path selects, the tree bounds: the file beside the tree is not read although a module call names it."""
    (tmp_path / "modules").mkdir()
    (tmp_path / "modules/main.tf").write_text("locals {\n")
    (tmp_path / "live").mkdir()
    (tmp_path / "live/main.tf").write_text('module "m" {\n  source = "../modules"\n}\n')
    inside = analyse([tmp_path / "live"], Options(tree=tmp_path))
    assert [problem.path for problem in inside.problems] == ["modules/main.tf"]
    alone = analyse([tmp_path / "live"], Options(tree=tmp_path / "live"))
    assert not alone.problems
    assert any("lies outside the scanned tree" in note.message for note in alone.notes)
