"""The annotation grammar and the two-sided check, on fabricated reports."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from eks_netlint import testing
from eks_netlint.model.nouns import Network, Subnet
from eks_netlint.report import Clean, Finding, Open, Report
from eks_netlint.rules import Rule, Severity, Verdict, Violation
from eks_netlint.source import Document, Problem, Span
from eks_netlint.values import Unknown

MAIN = """\
resource "aws_eks_node_group" "burst" {
  scaling_config {
    max_size = 90
  }
}
"""


def case_of(folder: Path, files: dict[str, str]) -> testing.Case:
    path = folder / "ekn101_demand_exceeds_subnet" / "terraform" / "situation"
    for name, text in files.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_text(text)
    return testing.Case("ekn101_demand_exceeds_subnet", "terraform", "situation", path)


def span(text: str, first: int, last: int | None = None, path: str = "main.tf", column: int = 1) -> Span:
    lines = text.split("\n")
    start = sum(len(line) + 1 for line in lines[: first - 1]) + column - 1
    end = sum(len(line) + 1 for line in lines[: last or first]) - 1
    return Span(Document(path, text.encode()), start, end)


def finding(text: str, line: int, message: str = "needs 372 addresses", rule: str = "EKN101", **at: int) -> Finding:
    return Finding(
        rule, "demand-exceeds-subnet", Severity.HIGH, message, span(text, line, **at), span(text, 1, 5),
        "aws_eks_node_group.burst", ".",
    )  # fmt: skip


def undecided(text: str, line: int, why: str = "no value for var.size", place: int | None = None) -> Open:
    unknown = Unknown(why, None if place is None else span(text, place))
    return Open("EKN101", span(text, line), span(text, 1, 5), "aws_eks_node_group.burst", ".", (unknown,))


def clean(text: str, resource: str = "aws_eks_node_group.burst") -> Clean:
    return Clean("EKN101", span(text, 1, 5), resource, ".")


def annotate(line: int, comment: str) -> str:
    lines = MAIN.split("\n")
    lines[line - 1] += f"  # {comment}"
    return "\n".join(lines)


def said(folder: Path, text: str, report: Report) -> list[str]:
    case = case_of(folder, {"main.tf": text})
    return testing.mismatches(case, testing.expectations(case), report)


def test_cases_are_named_by_rule_language_and_situation(tmp_path: Path) -> None:
    case_of(tmp_path, {"main.tf": MAIN})
    (tmp_path / "quickstart" / "terraform" / "x").mkdir(parents=True)
    (found,) = testing.cases(tmp_path)
    assert str(found) == "ekn101/terraform/situation"
    assert found.rule == "EKN101"


def test_an_annotation_stands_on_its_line_or_above_it_and_stacks(tmp_path: Path) -> None:
    text = '# expect: EKN101 @3 "needs \\"372\\""\n# clean: EKN102\nlocals {} # unsure: EKN103; todo-expect: EKN104\n'
    found = testing.expectations(case_of(tmp_path, {"main.tf": text}))
    assert [(each.word, each.rule, each.first) for each in found] == [
        ("expect", "EKN101", 3),
        ("clean", "EKN102", 3),
        ("unsure", "EKN103", 3),
        ("todo-expect", "EKN104", 3),
    ]
    assert (found[0].column, found[0].text) == (3, 'needs "372"')


def test_in_json_a_member_speaks_of_its_object(tmp_path: Path) -> None:
    text = '{\n "a": {\n  "//": ["expect: EKN101 \\"needs\\"", "prose {"],\n  "b": {"//": "clean: EKN102"}\n }\n}\n'
    found = testing.expectations(case_of(tmp_path, {"plan.json": text}))
    assert [(each.word, each.first, each.last, each.text) for each in found] == [
        ("clean", 4, 4, None),
        ("expect", 2, 5, "needs"),
    ]


@pytest.mark.parametrize(
    "comment",
    [
        "# expect EKN101",
        "# expect: everything",
        "# expect: EKN101 needs 372",
        "# expected: EKN101",
        "# todo-unsure: EKN101",
        "# clean: EKN101, EKN102",
    ],
)
def test_a_misspelt_annotation_is_an_error_and_never_prose(tmp_path: Path, comment: str) -> None:
    case = case_of(tmp_path, {"main.tf": f"locals {{}} {comment}\n"})
    with pytest.raises(testing.BadAnnotation, match=r"main\.tf:1: "):
        testing.expectations(case)
    assert testing.check_case(case) != []


@pytest.mark.parametrize("comment", ["# expect more nodes in summer", "# clean slate", "# see EKN101", "# hcl2: no"])
def test_prose_is_prose(tmp_path: Path, comment: str) -> None:
    assert testing.expectations(case_of(tmp_path, {"main.tf": f"locals {{}} {comment}\n"})) == []


def test_an_annotation_above_nothing_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(testing.BadAnnotation, match="above nothing"):
        testing.expectations(case_of(tmp_path, {"main.tf": "# clean: EKN101\n\nlocals {}\n"}))


def test_expect_is_met_by_line_column_and_text(tmp_path: Path) -> None:
    text = annotate(3, 'expect: EKN101 @5 "needs 372"')
    assert said(tmp_path, text, Report("/", findings=(finding(text, 3, column=5),))) == []
    for other in (finding(text, 3), finding(text, 3, "needs 12", column=5), finding(text, 2, column=5)):
        differences = said(tmp_path, text, Report("/", findings=(other,)))
        assert [line.split("; ")[0] for line in differences if "not reported" in line] == [
            'main.tf:3: expect: EKN101 @5 "needs 372": not reported here'
        ]
        assert any("not announced: EKN101" in line for line in differences)


def test_a_finding_of_another_rule_needs_no_announcement(tmp_path: Path) -> None:
    text = annotate(3, "clean: EKN101")
    assert said(tmp_path, text, Report("/", findings=(finding(text, 3, rule="EKN102"),), clean=(clean(text),))) == []


def test_clean_needs_a_visit(tmp_path: Path) -> None:
    text = annotate(1, "clean: EKN101")
    assert said(tmp_path, text, Report("/", clean=(clean(text),))) == []
    (difference,) = said(tmp_path, text, Report("/"))
    assert "never visited a subject here; EKN101 gave: nothing, it visited no subject" in difference


def test_clean_is_spoilt_by_a_verdict_there(tmp_path: Path) -> None:
    text = annotate(1, "clean: EKN101")
    for report in (
        Report("/", clean=(clean(text),), undecided=(undecided(text, 3),)),
        Report("/", clean=(clean(text),), findings=(finding(text, 3),)),
    ):
        assert any("not clean; EKN101 says at main.tf:3:1" in line for line in said(tmp_path, text, report))


def test_clean_can_name_the_resource_where_subjects_share_a_block(tmp_path: Path) -> None:
    text = annotate(3, "expect: EKN101")
    report = Report("/", findings=(finding(text, 3),), clean=(clean(text, "aws_eks_node_group.calm"),))
    for name, differences in (("calm", 0), ("burst", 1), ("other", 1)):
        annotated = text.replace("scaling_config {", f'scaling_config {{ # clean: EKN101 "{name}"')
        assert len(said(tmp_path, annotated, report)) == differences


def test_unsure_is_met_at_the_verdict_the_block_or_the_unknown(tmp_path: Path) -> None:
    for line, open_verdict in ((3, (3, None)), (1, (3, None)), (3, (1, 3))):
        text = annotate(line, 'unsure: EKN101 "var.size"')
        at, place = open_verdict
        assert said(tmp_path, text, Report("/", undecided=(undecided(text, at, place=place),))) == []
    text = annotate(3, "unsure: EKN101")
    assert "not undecided here; EKN101 gave: clean" in said(tmp_path, text, Report("/", clean=(clean(text),)))[0]


def test_a_known_gap_fails_the_day_it_works(tmp_path: Path) -> None:
    text = annotate(3, "todo-expect: EKN101")
    assert said(tmp_path, text, Report("/")) == []
    assert said(tmp_path, text, Report("/", findings=(finding(text, 3),))) == [
        "main.tf:3: todo-expect: EKN101: is reported now: make it expect:"
    ]
    text = annotate(3, "todo-clean: EKN101")
    assert said(tmp_path, text, Report("/", findings=(finding(text, 3),))) == []
    assert said(tmp_path, text, Report("/", clean=(clean(text),))) == [
        "main.tf:3: todo-clean: EKN101: is clean now: make it clean:"
    ]


def test_problems_and_silence_about_the_rule_are_differences(tmp_path: Path) -> None:
    differences = said(tmp_path, MAIN, Report("/", problems=(Problem("main.tf", "cannot be read", 2),)))
    assert differences[0] == "main.tf:2: problem: cannot be read"
    assert "says nothing about EKN101" in differences[1]


def test_every_kind_is_asked_for_unless_excused(tmp_path: Path) -> None:
    case = case_of(tmp_path, {"main.tf": annotate(3, "expect: EKN101")})
    missing = testing.gaps(testing.cases(tmp_path))
    assert [line.split(": ", 1)[1] for line in missing] == [
        "no case with `clean: EKN101`",
        "no case with `unsure: EKN101`",
    ]
    (case.path.parent / testing.NOT_APPLICABLE).write_text("unsure: the rule reads literals only\n")
    assert len(testing.gaps(testing.cases(tmp_path))) == 1
    (case.path.parent / testing.NOT_APPLICABLE).write_text("unsure:\n")
    with pytest.raises(testing.BadAnnotation, match="the reason"):
        testing.gaps(testing.cases(tmp_path))


def test_languages_are_derived_from_the_folders(tmp_path: Path) -> None:
    case_of(tmp_path, {"main.tf": MAIN})
    assert testing.languages(testing.cases(tmp_path)) == {"EKN101": ("terraform",)}


def test_a_rule_of_ones_own_is_judged_by_its_fixtures(tmp_path: Path) -> None:
    def says_so(subnet: Subnet, network: Network) -> Iterator[Verdict]:
        if not isinstance(subnet.cidr, Unknown) and subnet.cidr.value.prefixlen > 26:
            yield Violation(f"a /{subnet.cidr.value.prefixlen}", at=subnet.cidr.span)

    own = Rule("ACME101", "tiny-subnet", Subnet, Severity.LOW, says_so, "Tiny.", __file__)
    path = tmp_path / "acme101_tiny_subnet" / "terraform" / "two-sizes"
    path.mkdir(parents=True)
    (path / "main.tf").write_text(OWN)
    (case,) = testing.cases(tmp_path)
    assert testing.check_case(case, [own]) == []
    assert "no rule is named ACME101" in testing.check_case(case)[0]


OWN = """\
resource "aws_subnet" "tiny" {
  cidr_block = "10.0.0.0/27" # expect: ACME101 @16 "a /27"
}

resource "aws_subnet" "large" { # clean: ACME101
  cidr_block = "10.0.1.0/24"
}
"""
