"""Bad input: a Problem with its place or an unknown with its reason, never an exception, and all else is judged.

What fits into a small file stands in ``fixtures/broken``, with its expectations inside: besides those of every
fixture, ``# problem: "text"`` on the line of a Problem, and ``# problem: file "text"`` for a file that has no lines.
"""

from __future__ import annotations

import os
import random
import re
import time
from collections.abc import Mapping
from io import FileIO
from pathlib import Path

import pytest

from eks_netlint import testing
from eks_netlint.analysis import Options, analyse
from eks_netlint.cli import exit_code
from eks_netlint.comments import MAX_IGNORES, MAX_PATTERNS, ignores
from eks_netlint.frontends import reading
from eks_netlint.frontends.terraform import effort, parsing, sources
from eks_netlint.lowering.size import MAX_GROUPS
from eks_netlint.report import Report
from eks_netlint.source import Document, Problem

BROKEN = Path(__file__).parent.parent / "fixtures" / "broken"
CASES = sorted(BROKEN.iterdir())
ANNOUNCED = re.compile(r'\bproblem: (?:(?P<file>\S+) )?"(?P<text>[^"]*)"')
GOOD = (BROKEN / "recursion" / "main.tf").read_text().partition("\nlocals")[0]


def announced(case: Path) -> list[tuple[str, int | None, str]]:
    """Path, line and a part of the message of every Problem that a case announces."""
    found: list[tuple[str, int | None, str]] = []
    for file in sorted(case.rglob("*.tf*")):
        text = file.read_bytes().decode("utf-8", "replace")
        for number, line in enumerate(text.splitlines(), 1):
            for mark in ANNOUNCED.finditer(line):
                own = file.relative_to(case).as_posix()
                found.append((mark["file"], None, mark["text"]) if mark["file"] else (own, number, mark["text"]))
    return found


def differences(case: Path) -> list[str]:
    wanted = testing.Case("ekn101_broken", "terraform", case.name, case)
    expected = [one for file in sorted(case.rglob("*.tf*")) for one in _expectations(case, file)]
    report = testing.report_on(wanted, expected)
    said = [one for one in testing.mismatches(wanted, expected, report) if ": problem: " not in one]
    said = [one for one in said if "says nothing about" not in one]
    problems = announced(case)
    for path, line, text in problems:
        if not any(_is(problem, path, line, text) for problem in report.problems):
            said.append(f"{path}:{line}: no problem {text!r}")
    for problem in report.problems:
        if not any(_is(problem, *one) for one in problems):
            said.append(f"not announced: {problem}")
    return said


def _expectations(case: Path, file: Path) -> list[testing.Expectation]:
    """The expectations of a file, which need not be text."""
    text = file.read_bytes().decode("utf-8", "replace")
    return [*testing._in_comments(file.relative_to(case).as_posix(), text)] if file.suffix != ".json" else []


def _is(problem: Problem, path: str, line: int | None, text: str) -> bool:
    return problem.path == path and (line is None or problem.line == line) and text in problem.message


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_fixture(case: Path) -> None:
    assert not differences(case)


SECONDS = 20
"""Of this process for one input: some 5 on a quiet machine at most, and hours for most of them without a bound."""

SUBNET = 'resource "aws_subnet" "bad" {{\n  vpc_id     = "vpc-1"\n  cidr_block = {}\n}}\n'


def written(tree: Path, files: Mapping[str, str | bytes]) -> Path:
    for name, text in files.items():
        path = tree / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return tree


def report_on(tree: Path, files: Mapping[str, str | bytes], options: Options | None = None) -> Report:
    """What is said of a good root with these files in it, in reasonable time."""
    written(tree, {"main.tf": GOOD, **files})
    begun = time.process_time()
    report = analyse([tree], options or Options(select=("EKN101",), tree=tree))
    assert time.process_time() - begun < SECONDS
    assert exit_code(report, "never") == (3 if report.problems else 0)
    return report


def judged(report: Report) -> bool:
    """Whether what the good root is found guilty of is still found."""
    return [(finding.rule, finding.at.path) for finding in report.findings] == [("EKN101", "main.tf")]


def problems(report: Report) -> list[tuple[str, int | None, str]]:
    return [(problem.path, problem.line, problem.message) for problem in report.problems]


NOISE = random.Random(1).choices(b"{}[]()\"$%=<>,.:;!?&|*+-/#\n ", k=100_000)


@pytest.mark.parametrize(
    ("data", "line", "why"),
    [
        pytest.param(b"\0GITCRYPT\0" + bytes(range(256)), None, "is not text: encrypted or binary", id="git-crypt"),
        pytest.param("a = 1\n".encode("utf-16-le"), None, "is not text: encrypted or binary", id="utf-16-no-mark"),
        pytest.param(b'locals {\n  a = "\0"\n}\n', None, "is not text: encrypted or binary", id="nul"),
        pytest.param(b"#" * 2000 + b"\nlocals {\n  a = \0 1\n}\n", 3, "cannot be parsed as HCL", id="nul-late"),
        pytest.param(b"locals {\r  a = 1\r}\r", None, "no line ends but carriage returns", id="old-macintosh"),
        pytest.param(b'a = "\xe9"\n' * 20, 1, "is not UTF-8 here", id="latin-1"),
        pytest.param(b"# x\n" * 250_001, None, "is larger than 1000000 bytes: not read", id="large"),
        pytest.param(bytes(NOISE), ..., "cannot be parsed as HCL", id="noise"),
        pytest.param(b"a = " + b"?" * 400_000, 1, "cannot be parsed as HCL: too hard to parse", id="questions"),
        pytest.param(b'a = "' + b'${"' * 60_000, 1, "cannot be parsed as HCL", id="templates-in-templates"),
        pytest.param(b"a = " + b"[" * 200_000, 1, "cannot be parsed as HCL", id="open-lists"),
        pytest.param(b"/*" * 80_000, 1, "cannot be parsed as HCL", id="comments"),
        pytest.param(b"a = <<E\n" * 20_000, ..., "cannot be parsed as HCL", id="heredocs"),
        pytest.param(b"<<<<<<< a\n>>>>>>> b\n" * 8_000, ..., "", id="conflicts"),
        pytest.param(b"<<<<<<< a\n>>>>>>> b\n" * 2, 1, "merge conflict: neither side is read", id="conflict"),
        pytest.param(b"a {\n" * 30_000, ..., "cannot be parsed as HCL", id="open-blocks"),
        pytest.param(b"a = " + b"!" * 200_000, 1, "cannot be parsed as HCL", id="nots"),
        pytest.param(b"}\n", 1, "there is nothing for this } to close", id="brace"),
        pytest.param(b"locals {\n  a = 'x'\n}\n", 2, "cannot be parsed as HCL", id="single-quotes"),
        pytest.param(b"locals {\n  a = 1\n  b: 2\n}\n", 3, "cannot be parsed as HCL near: b: 2", id="colon"),
        pytest.param(b"locals {\n  a =\n  b = 2\n}\n", 2, "cannot be parsed as HCL near: a =", id="no-value"),
        pytest.param(b"locals {\n  a = 1\n}\n/* b\n", 4, "cannot be parsed as HCL near: /* b", id="open-comment"),
        pytest.param(b'{"locals": {}}', 1, "cannot be parsed as HCL: an object instead of blocks", id="json"),
    ],
)
def test_file_that_cannot_be_read_is_a_problem(tmp_path: Path, data: bytes, line: object, why: str) -> None:
    report = report_on(tmp_path, {"bad.tf": data})
    assert judged(report)
    assert any(line in (found, ...) and why in message for _, found, message in problems(report)), problems(report)
    assert all(problem.path == "bad.tf" for problem in report.problems)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b" \n\t\n", id="blank"),
        pytest.param(b"\xef\xbb\xbf", id="mark-only"),
        pytest.param(b"\xef\xbb\xbflocals {\n  a = 1\n}\n", id="mark"),
        pytest.param(b"locals {\r\n  a = 1\r\n}\r\n", id="windows"),
        pytest.param(b'# caf\xe9\nlocals {\n  a = "x"\n}\n', id="latin-1-in-comment"),
        pytest.param(b"locals {\n  a = " + b"[" * 20_000 + b"]" * 20_000 + b"\n}\n", id="deep-list"),
        pytest.param(b"locals {\n  a = " + b"(" * 20_000 + b"1" + b")" * 20_000 + b"\n}\n", id="deep-parentheses"),
        pytest.param(b"a {\n" * 20_000 + b"}\n" * 20_000, id="deep-blocks"),
        pytest.param(b'locals {\n  a = "' + b"x" * 300_000 + b'"\n}\n', id="long-string"),
        pytest.param(b"locals {\n  a = 1" + b" + 1" * 20_000 + b"\n}\n", id="long-sum"),
        pytest.param(b"locals {\n  a = " + b"false ? 1 : " * 5_000 + b"2\n}\n", id="long-choice"),
        pytest.param(b"locals {\n" + b"".join(b"a%d = 1\n" % i for i in range(20_000)) + b"}\n", id="many-locals"),
        pytest.param(b"\n" * 300_000, id="many-lines"),
    ],
)
def test_strange_files_that_terraform_could_read_are_no_problem(tmp_path: Path, data: bytes) -> None:
    report = report_on(tmp_path, {"bad.tf": data})
    assert judged(report)
    assert not report.problems


DOUBLED = '  x0 = "aaaaaaaaaa"\n' + "".join(f'  x{i + 1} = "${{local.x{i}}}${{local.x{i}}}"\n' for i in range(60))
PAIRED = "  x0 = [1]\n" + "".join(f"  x{i + 1} = [local.x{i}, local.x{i}]\n" for i in range(60))
JOINED = "  x0 = [1]\n" + "".join(f"  x{i + 1} = concat(local.x{i}, local.x{i})\n" for i in range(60))
SQUARED = "  x0 = 99999999999999999999\n" + "".join(f"  x{i + 1} = local.x{i} * local.x{i}\n" for i in range(60))
CHAINED = "  x0 = 1\n" + "".join(f"  x{i + 1} = local.x{i}\n" for i in range(5000))
BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\\n"
BOMB += "d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]\\nf: [*e,*e,*e,*e,*e,*e,*e,*e,*e]"


@pytest.mark.parametrize(
    ("expression", "locals", "why"),
    [
        ("local.x", "x = local.y\n  y = local.x\n", "local.x refers to itself"),
        ("range(1000000000)", "", "range: more than 1024 values"),
        ("[for a in range(10000) : [for b in range(10000) : a]]", "", "range: "),
        ("[for a in range(1000) : [for b in range(1000) : [for c in range(1000) : a]]]", "", "too much work"),
        ("local.x60", DOUBLED, "too"),
        ("local.x60", PAIRED, "nested too deeply|too large|not an IPv4 range"),
        ("local.x60", JOINED, "too large to evaluate|not an IPv4 range"),
        ("local.x60", SQUARED, "too large"),
        ("local.x5000", CHAINED, "nested too deeply"),
        ("pow(10, 1e9)", "", "pow: "),
        ('format("%1000000000d", 1)', "", "format: "),
        ("indent(1000000000, local.t)", 't = "a\\nb"\n', "indent: "),
        (f'join("{"x" * 100_000}", range(1000))', "", "join: too large|too much work"),
        (f'regex("(a+)+$", "{"a" * 5000}b")', "", "regex: |too much work"),
        (f'yamldecode("{BOMB}")', "", "yamldecode: "),
        ('yamldecode("a: &a [*a]")', "", "yamldecode: "),
        (f'jsondecode("{"[" * 50_000}")', "", "jsondecode: "),
        ('timeadd("2020-01-01T00:00:00Z", "99999999999999h")', "", "timeadd: "),
        ('cidrsubnet("10.0.0.0/8", 1e9, 1)', "", "cidrsubnet: "),
        ('cidrsubnet("10.0.0.0/8")', "", "cidrsubnet: wrong number of arguments"),
        ("upper([1])", "", "upper: argument 1"),
        ("frobnicate(1)", "", "frobnicate: function is not supported"),
        ("1 / 0", "", "divi|zero|numbers"),
        ('file("/etc/passwd")', "", "outside the scanned tree"),
        ('file("../../../../../../../../etc/passwd")', "", "outside the scanned tree"),
        ('file("nothing")', "", "No such file"),
        ('file(".")', "", "is a folder: not read"),
        ('templatefile("t.tpl", {})', "", "template|cannot be parsed|templatefile"),
    ],
)
def test_what_is_too_much_or_wrong_is_unknown_with_a_reason(
    tmp_path: Path, expression: str, locals: str, why: str
) -> None:
    group = GOOD.replace('"10.0.1.0/24"', expression)
    files = {"main.tf": group, "more.tf": f"locals {{\n  {locals}\n}}\n", "t.tpl": '${templatefile("t.tpl", {})}'}
    report = report_on(tmp_path, files)
    assert not report.findings
    assert not report.problems
    assert any(re.search(why, one.why) for one in report.undecided), [one.why for one in report.undecided]


@pytest.mark.parametrize(
    "argument",
    [
        "count = 10000000",
        "count = 1000000000000000000000000000000",
        "count = -1",
        "count = 1.5",
        'count = "two"',
        "count = length(aws_subnet.bad)",
        "for_each = aws_subnet.bad",
        "for_each = 5",
        "for_each = null",
        'for_each = toset([for p in setproduct(range(900), range(900)) : "${p[0]}-${p[1]}"])',
    ],
)
def test_instances_nobody_can_count_cost_their_own_block_only(tmp_path: Path, argument: str) -> None:
    subnet = SUBNET.format('"10.0.9.0/24"').replace("{\n", f"{{\n  {argument}\n", 1)
    report = report_on(tmp_path, {"bad.tf": subnet})
    assert judged(report)
    assert not report.problems


def test_dynamic_blocks_that_multiply(tmp_path: Path) -> None:
    block = "dynamic \"x\" {{\n  for_each = range(1000)\n  content {{\n    {}\n  }}\n}}\n"
    text = 'resource "aws_launch_template" "t" {\n' + block.format(block.format(block.format("a = 1"))) + "}\n"
    assert judged(report_on(tmp_path, {"bad.tf": text}))


def test_modules_that_multiply_are_cut_off_with_a_problem(tmp_path: Path) -> None:
    files = {f"m{i}/main.tf": f'module "x" {{\n  source = "../m{i + 1}"\n  count  = 10\n}}\n' for i in range(4)}
    files["bad.tf"] = 'module "m" {\n  source = "./m0"\n}\n'
    report = report_on(tmp_path, {**files, "m4/main.tf": SUBNET.format('"10.0.9.0/24"')})
    assert problems(report) == [(".", None, "asks for more than 2000 module instances: the rest is left out")]


def test_resources_that_are_too_many_are_cut_off_with_a_problem(tmp_path: Path) -> None:
    text = "".join(f'resource "aws_iam_role" "r{i}" {{\n  count = 1000\n}}\n' for i in range(5))
    groups = "".join(f'resource "aws_autoscaling_group" "r{i}" {{\n  count = 1000\n}}\n' for i in range(25))
    report = report_on(tmp_path, {"bad.tf": text + groups})
    said = [message for _, _, message in problems(report)]
    assert any(re.search(r"asks for more than 20000 resources|too many to judge", one) for one in said)


def test_sources_no_module_can_have(tmp_path: Path) -> None:
    sources = ["banana", "./\\u0000", f"./{'a' * 5000}", "terraform-aws-modules/eks/aws//../../../../../..",
               "terraform-aws-modules/eks/aws//modules/\\u0000", "/etc", "../../../../../../../../etc", ""]  # fmt: skip
    text = "".join(f'module "m{i}" {{\n  source = "{source}"\n}}\n' for i, source in enumerate(sources))
    versions = ["banana", ">= 99999999999999999999", "~> \u0662\u0660", "", "5.0 || 6.0"]
    for i, version in enumerate(versions):
        text += f'module "v{i}" {{\n  source  = "terraform-aws-modules/vpc/aws"\n  version = "{version}"\n}}\n'
    report = report_on(tmp_path, {"bad.tf": text})
    assert not report.problems
    assert report.networks == (".",)


@pytest.mark.parametrize(
    ("groups", "subnets", "each", "said"),
    [
        (MAX_GROUPS + 1, 3, 3, "too many to judge"),
        (450, 20, 20, "too large to judge"),
        (20, 90, 90, "too large to judge"),
        (1, 2000, 1, "more than 2000 parts of a network"),
        (30, 20, 20, ""),
        (400, 3, 3, ""),
        (1, 500, 500, ""),
    ],
)
def test_networks_without_measure(tmp_path: Path, groups: int, subnets: int, each: int, said: str) -> None:
    counted = """
resource "aws_subnet" "s" {{
  count             = {}
  vpc_id            = "vpc-1"
  cidr_block        = cidrsubnet("10.0.0.0/8", 15, count.index)
  availability_zone = "eu-west-1${{["a", "b", "c"][count.index % 3]}}"
}}

resource "aws_subnet" "t" {{
  count             = {}
  vpc_id            = "vpc-1"
  cidr_block        = cidrsubnet("11.0.0.0/8", 15, count.index)
  availability_zone = "eu-west-1${{["a", "b", "c"][count.index % 3]}}"
}}

resource "aws_eks_node_group" "many" {{
  count          = {}
  cluster_name   = aws_eks_cluster.c.name
  subnet_ids     = [for i in range({}) : aws_subnet.s[(count.index + i) % {}].id]
  instance_types = ["m5.xlarge"]
  scaling_config {{
    min_size     = 1
    desired_size = 2
    max_size     = 8 + count.index
  }}
}}
"""
    some = min(subnets, 1000)
    report = report_on(tmp_path, {"bad.tf": counted.format(some, subnets - some, groups, min(each, some), some)})
    assert [path for path, _, _ in problems(report)] == (["."] if said else [])
    assert all(said in message for _, _, message in problems(report))
    assert bool(report.notes) is False, "nobody knows that there is no cluster"


def test_lookups_have_an_end(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(effort, "LOOKS_OF_A_ROOT", 10)
    report = report_on(tmp_path, {})
    assert problems(report) == [(".", None, "asks for too much work to be judged")]


def test_list_that_is_written_out_has_an_end(tmp_path: Path) -> None:
    wide = GOOD.replace('["m5.xlarge"]', f"[{'1,' * 60_000}]")
    report = report_on(tmp_path, {"main.tf": wide})
    assert not report.findings
    assert any("too many elements to evaluate" in one.why for one in report.undecided)


def test_ignores_have_an_end() -> None:
    text = "# eks-netlint: ignore[EKN101] so\na = 1\n" * (MAX_IGNORES + 50)
    found = ignores(Document("main.tf", text.encode()))
    assert len(found) == MAX_IGNORES + 1
    assert [one.unreadable for one in found[-2:]] == ["", f"there are more than {MAX_IGNORES} in this file"]
    names = ",".join(f"EKN{number}" for number in range(MAX_PATTERNS + 1))
    (many,) = ignores(Document("main.tf", f"# eks-netlint: ignore[{names}] so\n".encode()))
    assert many.unreadable == f"it names more than {MAX_PATTERNS} rules"


@pytest.mark.parametrize(
    "text",
    [
        "# eks-netlint: ignore[EKN101] a\n" * 20_000,
        "/* eks-netlint: ignore[EKN101] a */ " * 20_000,
        "\n" * 400_000 + "# eks-netlint: ignore[EKN101] a\n" * 2_000,
        "# eks-netlint: ignore[" + "EKN101," * 100_000 + "] a\n",
        'a = "' + "${" * 200_000 + " # eks-netlint: ignore[EKN101] a\n",
    ],
    ids=["lines", "one-line", "far-from-code", "one-ignore", "open-string"],
)
def test_comments_take_time_by_their_length_only(text: str) -> None:
    begun = time.process_time()
    ignores(Document("main.tf", text.encode()))
    assert time.process_time() - begun < SECONDS


def test_repeated_declarations_have_an_end(tmp_path: Path) -> None:
    report = report_on(tmp_path, {"bad.tf": 'variable "a" {\n}\n' * 500})
    assert len(report.problems) == sources.MAX_REPEATED
    assert judged(report)


def test_blocks_nobody_knows_are_told_of_once(tmp_path: Path) -> None:
    report = report_on(tmp_path, {"bad.tf": "a {\n}\n" * 500})
    assert [note.message for note in report.notes] == ["blocks of type a are not known and not read"]


def test_heads_of_a_file_too_hard_to_parse_are_known(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(parsing, "MAX_REPORTS", 5)
    monkeypatch.setattr(parsing, "_UNCOUNTED", 100)
    report = report_on(tmp_path, {})
    assert problems(report)[0][:1] == ("main.tf",)
    assert not report.findings
    assert {one.resource for one in report.undecided} >= {"aws_subnet.a"}
    assert all("parsed" in one.why for one in report.undecided)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_files_and_folders_that_may_not_be_read(tmp_path: Path) -> None:
    written(tmp_path, {"closed.tf": SUBNET, "locked/main.tf": SUBNET})
    (tmp_path / "closed.tf").chmod(0)
    (tmp_path / "locked").chmod(0)
    try:
        report = report_on(tmp_path, {})
    finally:
        (tmp_path / "locked").chmod(0o700)
    assert judged(report)
    assert {path for path, _, _ in problems(report)} == {"closed.tf", "locked"}


def test_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def opened(path: Path) -> FileIO:
        if path.name == "closed.tf":
            raise PermissionError(13, "Permission denied")
        return FileIO(path)

    monkeypatch.setattr(reading, "FileIO", opened)
    report = report_on(tmp_path, {"closed.tf": ""})
    assert judged(report)
    assert problems(report) == [("closed.tf", None, "cannot be read: Permission denied")]


def test_folder_that_may_not_be_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    listed = os.scandir

    def scandir(path: str | Path) -> object:
        if str(path).endswith("locked"):
            raise PermissionError(13, "Permission denied", str(path))
        return listed(path)

    monkeypatch.setattr(os, "scandir", scandir)
    report = report_on(tmp_path, {"locked/main.tf": SUBNET})
    assert judged(report)
    assert problems(report) == [("locked", None, "cannot be listed: Permission denied")]


def test_folders_links_and_pipes_with_names_of_files(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    tree = tmp_path / "tree"
    written(outside, {"secret.tf": GOOD})
    written(tree, {"real/main.tf": 'locals {\n  a = 1\n}\n', "folder.tf/main.tf": "locals {\n}\n"})
    (tree / "dangling.tf").symlink_to("nowhere.tf")
    (tree / "circle.tf").symlink_to("circle.tf")
    (tree / "away.tf").symlink_to(outside / "secret.tf")
    (tree / "again").symlink_to(tree)
    (tree / "gone").symlink_to(outside)
    os.mkfifo(tree / "pipe.tf")
    report = report_on(tree, {"link.tf": ""})
    assert judged(report)
    assert sorted(problems(report)) == [
        ("away.tf", None, "is a link out of the scanned tree: not read"),
        ("circle.tf", None, "cannot be read: Too many levels of symbolic links"),
        ("dangling.tf", None, "cannot be read: No such file or directory"),
        ("folder.tf", None, "is a folder: not read"),
        ("pipe.tf", None, "is no regular file: not read"),
    ]
    assert report.networks == (".", "folder.tf", "real"), "no link is followed to another folder"


def test_links_inside_the_tree_are_read(tmp_path: Path) -> None:
    written(tmp_path, {"shared/more.tf.txt": SUBNET.format('"10.0.9.0/24"')})
    (tmp_path / "more.tf").symlink_to("shared/more.tf.txt")
    report = report_on(tmp_path, {})
    assert not report.problems
    assert {clean.resource for clean in report.clean} == {"aws_subnet.bad"}


@pytest.mark.parametrize(
    ("name", "text", "line", "why"),
    [
        ("terraform.tfvars", b"\0GITCRYPT\0\1\2", None, "is not text: encrypted or binary"),
        ("terraform.tfvars", "max = 1\n".encode("utf-16"), None, "is UTF-16, not UTF-8: not read"),
        ("terraform.tfvars", b"max = \"\xe9\"\n", None, "is not text: encrypted or binary"),
        ("terraform.tfvars", b"[1, 2]\n", 1, "cannot be parsed as HCL"),
        ("terraform.tfvars", b"max = \n", 1, "cannot be parsed as HCL"),
        ("terraform.tfvars", b"max = 9\nmax = 10\n", 1, "max is written twice"),
        ("terraform.tfvars", b"max = 9\nlocals {\n}\n", 2, "a block locals has no place in a variable file"),
        ("terraform.tfvars", b"# x\n" * 250_001, None, "is larger than 1000000 bytes: not read"),
        ("a.auto.tfvars.json", b'{"max": 9,\n}', 2, "is not JSON: "),
        ("a.auto.tfvars.json", b"[1]", None, "is not a JSON object"),
        ("a.auto.tfvars.json", b"[" * 100_000, None, "is nested too deeply to be read"),
        ("a.auto.tfvars.json", b'{"max": NaN}', None, "NaN is no number"),
        ("a.auto.tfvars.json", b'{"max": 1e999}', None, "1e999 is no number"),
        ("a.auto.tfvars.json", b'{"max": ' + b"9" * 5000 + b"}", None, "is no number"),
        ("a.auto.tfvars.json", b'{"max": 9, "max": 10}', None, "max is written twice"),
    ],
)
def test_variable_files_that_cannot_be_read_leave_variables_open(
    tmp_path: Path, name: str, text: bytes, line: int | None, why: str
) -> None:
    files = {"main.tf": GOOD.replace("= 8", "= var.max"), "variables.tf": 'variable "max" {\n  default = 8\n}\n'}
    report = report_on(tmp_path, {**files, name: text})
    ((path, found, message),) = problems(report)
    assert (path, found) == (name, line)
    assert why in message
    if "= 9" in text.decode("utf-8", "replace"):
        return  # the values it does give are used
    assert not report.findings, "neither the default nor any value of the file is known to hold"
    assert [one.rule for one in report.undecided] == ["EKN101"]


def test_numbers_of_a_variable_file_in_json_are_terraforms(tmp_path: Path) -> None:
    files = {"main.tf": GOOD.replace("= 8", "= var.max"), "variables.tf": 'variable "max" {\n}\n'}
    report = report_on(tmp_path, {**files, "terraform.tfvars.json": '{"max": 0.9e1}'})
    (finding,) = report.findings
    assert "needs at least 540" in finding.message


def test_reading_is_bounded_before_it_begins(tmp_path: Path) -> None:
    with open(tmp_path / "huge.tf", "wb") as file:
        file.truncate(10_000_000_000)  # takes no room on the disk
    assert reading.MAX_PARSED < reading.MAX_BYTES < 10_000_000
    assert judged(report_on(tmp_path, {}))
