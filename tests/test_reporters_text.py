"""What people read."""

from __future__ import annotations

import pytest

from eks_netlint.records import replace
from eks_netlint.report import Note, Report
from eks_netlint.reporters.sums import sum_lines
from eks_netlint.reporters.text import render, summary
from eks_netlint.reporters.view import View, harmless
from eks_netlint.rules import Fix, Severity, SumLine
from eks_netlint.rules.engine import Judgement, judge
from eks_netlint.source import Problem

MAIN = """resource "aws_subnet" "a" {
  cidr_block = "10.0.0.0/28"
}
resource "aws_subnet" "b" {
  cidr_block = "10.0.16.0/20"
}
resource "aws_subnet" "c" {
  cidr_block = var.cidr
}
"""


def view(sample, judged: Judgement, why: bool = False, color: bool = False, **report: object) -> View:
    made = Report(
        "/tree",
        judged.findings,
        judged.undecided,
        judged.clean,
        networks=(".",),
        files=1,
        **report,  # type: ignore[arg-type]  # tests name the members they need
    )
    return View(made, "/tree/infra", {"EKN901": sample.rule()}, why, color)


def judged(sample, text: str = MAIN, path: str = "infra/main.tf") -> Judgement:
    return judge(sample.network(sample.document(text, path)), [sample.rule()])


EXPECTED = """\
main.tf:2:16 high EKN901 needs 480 addresses, has 11 [sample-small-subnet]
  in aws_subnet.a
    |
  1 | resource "aws_subnet" "a" {
    | --------------------------- 8 nodes here
  2 |   cidr_block = "10.0.0.0/28"
    |                ^^^^^^^^^^^^^

      8 x m5.xlarge x 60 = 480 addresses   main.tf:1
      total                480 addresses
      available             11 (10.0.0.0/28, 5 reserved by AWS)   main.tf:2
      short                469

  assumed: max pods 58 computed by EKS
  fix: Use a larger one.
  docs: https://github.com/eks-netlint/eks-netlint/blob/main/docs/rules/EKN901.md

undecided
  1 would be settled by nothing that can be passed
    because var.cidr has no value (main.tf:8)
      aws_subnet.c  main.tf:8  EKN901

problems
  ../x.tf:3: cannot be read
  internal error: rule EKN900 failed

note: module "vpc" has no version (main.tf:1)
1 finding (1 high), 1 undecided, 1 clean, 2 problems
"""


def test_whole_report(sample) -> None:
    made = judged(sample)
    at = made.findings[0].block
    shown = view(
        sample,
        made,
        why=True,
        problems=(Problem("x.tf", "cannot be read", 3), Problem("", "rule EKN900 failed", internal=True)),
        notes=(Note('module "vpc" has no version', at),),
    )
    assert render(shown) == EXPECTED


def test_fix_stands_below_the_place_where_it_belongs(sample) -> None:
    found = judged(sample)
    fix = Fix("route {\n  cidr_block = \"\x1b[1m\"\n}", found.findings[0].block, inside=True)
    shown = render(view(sample, replace(found, findings=(replace(found.findings[0], fixes=(fix,)),))))
    value = '"\N{REPLACEMENT CHARACTER}[1m"'
    expected = ("  add to the block at main.tf:1:", "", "      route {", f"        cidr_block = {value}", "      }", "")
    assert "\n".join(expected) in shown


def test_nothing_found_is_said(sample) -> None:
    assert render(view(sample, Judgement())) == "0 findings, 0 undecided, 0 clean, 0 problems\n"


def test_counts(sample) -> None:
    made = judged(sample)
    (finding,) = made.findings
    findings = (finding, replace(finding, severity=Severity.MEDIUM), finding)
    report = Report("/", findings, made.undecided, made.clean * 41, (finding,), (Problem("", ""),))
    assert summary(report) == (
        "3 findings (2 high, 1 medium), 1 undecided (--why shows them), 41 clean, 1 ignored by comments, 1 problem"
    )
    assert "--why" not in summary(report, why=True)


def test_undecided_is_counted_but_not_listed_unless_asked(sample) -> None:
    text = render(view(sample, judged(sample)))
    assert "aws_subnet.c" not in text
    assert "1 undecided (--why shows them)" in text


def test_instances_and_networks_and_calls_are_named(sample) -> None:
    (finding,) = judged(sample).findings
    caller = sample.document('module "a" {\n}\n', "live/main.tf")
    finding = replace(
        finding, also=("a[1]", "a[2]", "a[3]", "a[4]"), network="live", calls=(sample.span(caller, 'module "a" {\n}'),)
    )
    report = Report("/tree", (finding,), networks=("live", "test"))
    text = render(View(report, "/tree"))
    assert "  in aws_subnet.a and 4 more: a[1], a[2], a[3], ... (network live)\n" in text
    assert "  called from live/main.tf:1\n" in text


def test_places_in_other_files_and_far_lines(sample) -> None:
    lines = "\n" * 8
    document = sample.document(MAIN.replace("\n}", f"{lines}}}", 1).replace("}\n", "} # end\n", 1), "main.tf")
    variables = sample.document('variable "x" {\n  default = 8\n}\n', "variables.tf")
    (finding,) = judge(sample.network(document), [sample.rule()]).findings
    finding = replace(
        finding,
        see=((sample.span(variables, "8"), "eight nodes"), (sample.span(document, "# end"), "the end")),
        sum=(),
        assumed=(),
    )
    assert render(View(Report("/", (finding,)), "/")).splitlines()[2:-2] == [
        "     |",
        '   2 |   cidr_block = "10.0.0.0/28"',
        "     |                ^^^^^^^^^^^^^",
        "  ...",
        "  10 | } # end",
        "     |   ----- the end",
        "     variables.tf:2",
        "     |",
        "   2 |   default = 8",
        "     |             - eight nodes",
    ]


@pytest.mark.parametrize(
    ("line", "shown", "under"),
    [
        ("\tcidr_block = VALUE", "    cidr_block = VALUE", " " * 17 + "^^^^^"),
        ('x = "\N{CJK UNIFIED IDEOGRAPH-4E2D}" VALUE', 'x = "\N{CJK UNIFIED IDEOGRAPH-4E2D}" VALUE', " " * 9 + "^^^^^"),
        ('x = "\x1b[31m\u202e" VALUE', 'x = "\ufffd[31m\ufffd" VALUE', " " * 13 + "^^^^^"),
        ("x" * 500 + " VALUE " + "y" * 500, "..." + "x" * 38 + " VALUE " + "y" * 115 + "...", " " * 42 + "^^^^^"),
    ],
    ids=["tab", "wide-character", "escape", "long-line"],
)
def test_underline_meets_its_text(sample, line: str, shown: str, under: str) -> None:
    document = sample.document(f"{line}\n")
    (finding,) = judged(sample).findings
    finding = replace(finding, at=sample.span(document, "VALUE"), see=(), sum=(), assumed=())
    printed = render(View(Report("/", (finding,)), "/")).splitlines()
    assert printed[3:5] == [f"  1 | {shown}", f"    | {under}"]


def test_foreign_text_cannot_steer_the_terminal(sample) -> None:
    hostile = "\x1b]0;owned\x07\x9b2J\u202e\r\nnext"
    assert harmless(hostile) == "\ufffd]0;owned\ufffd\ufffd2J\ufffd  next"
    made = judged(sample)
    finding = replace(made.findings[0], message=hostile, resource=hostile, assumed=(hostile,), also=(hostile,))
    finding = replace(finding, sum=(SumLine(hostile, 1),), see=((finding.block, hostile),), network=hostile)
    open_question = replace(made.undecided[0], resource=hostile)
    report = Report(
        "/tree",
        (finding,),
        (open_question,),
        problems=(Problem(hostile, hostile),),
        notes=(Note(hostile),),
        networks=(hostile, "other"),
    )
    text = render(View(report, "/tree", {}, why=True))
    assert not set(text) & set("\x1b\x07\x9b\u202e\r")


def test_color_only_when_asked(sample) -> None:
    made = judged(sample)
    plain, painted = render(view(sample, made)), render(view(sample, made, color=True))
    assert "\x1b" not in plain
    assert "\x1b[1;31mhigh EKN901\x1b[0m" in painted
    import re

    assert re.sub(r"\x1b\[[0-9;]*m", "", painted) == plain


def test_sum_columns_line_up() -> None:
    lines = (
        SumLine("m5.xlarge", 480, count=8, each=60),
        SumLine("c5.24xlarge", 2205, count=3, each=735),
        SumLine("NAT gateway", 1),
        SumLine("total", 2686, role="total"),
        SumLine("10.0.0.0/24", 251, role="available"),
        SumLine("", 2435, role="short"),
    )
    assert sum_lines(lines, lambda span: "") == [
        "8 x m5.xlarge   x  60 =  480 addresses",
        "3 x c5.24xlarge x 735 = 2205 addresses",
        "NAT gateway =              1 addresses",
        "total                   2686 addresses",
        "available                251 (10.0.0.0/24)",
        "short                   2435",
    ]
    assert sum_lines((), lambda span: "") == []
