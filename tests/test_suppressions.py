"""Ignores in comments: where they may stand, what they hide, and when they are themselves reported."""

from __future__ import annotations

from datetime import date

import pytest

from eks_netlint.comments import comments, ignores
from eks_netlint.rules.engine import judge
from eks_netlint.suppressions import RULES, sift

TODAY = date(2026, 11, 23)
BAD = """resource "aws_subnet" "a" {
  cidr_block = "10.0.0.0/28"
}
"""


def sifted(sample, *texts: str, rules=RULES, audited=lambda document: True):
    """What is shown, hidden and complained of in documents judged by the sample rule."""
    documents = [sample.document(text, f"{number}.tf") for number, text in enumerate(texts)]
    judged = judge(sample.network(*documents), [sample.rule()])
    every = [sample.rule(), *rules]
    known = [sample.rule(), sample.rule(id="EKN902", name="other-rule"), *RULES]
    result = sift(
        judged.findings,
        documents,
        every,
        known=known,
        elsewhere=judged.undecided,
        today=TODAY,
        audited=audited,
    )
    shown = [finding.rule for finding in result.shown]
    return shown, [finding.rule for finding in result.suppressed], result


PLACES = {
    "behind-the-value": ("", "", ' # eks-netlint: ignore[EKN901] reason'),
    "above-the-value": ("", "  # eks-netlint: ignore[EKN901] reason\n", ""),
    "slashes": ("", "  // eks-netlint: ignore[EKN901] reason\n", ""),
    "stars": ("", "  /* eks-netlint: ignore[EKN901] reason */\n", ""),
    "stars-over-lines": ("", "  /*\n   * eks-netlint: ignore[EKN901] reason\n   */\n", ""),
    "above-the-block": ("# eks-netlint: ignore[EKN901] reason\n", "", ""),
    "above-other-comments": ("# eks-netlint: ignore[EKN901] reason\n# and\n// more\n", "", ""),
    "first-in-the-block": ("", "\n  # a word\n  # eks-netlint: ignore[EKN901] reason\n\n  # more\n  tags = {}\n", ""),
    "checkov-anywhere-inside": ("", "  tags = {}\n  # checkov:skip=EKN901:reason\n  other = 1\n", ""),
    "checkov-above-nothing": ("", "", "\n  x = 1 # checkov:skip=EKN901:reason"),
    "by-name": ("", "", " # eks-netlint: ignore[sample-small-subnet] reason"),
    "by-prefix": ("", "", " # eks-netlint: ignore[EKN90*] reason"),
    "in-a-list": ("", "", " # eks-netlint: ignore[EKN902, EKN901] reason"),
    "with-a-date-to-come": ("", "", " # eks-netlint: ignore[EKN901] reason until=2027-01-31"),
    "on-its-last-day": ("", "", " # eks-netlint: ignore[EKN901] reason until=2026-11-23"),
    "without-spaces": ("", "", " #eks-netlint:ignore[EKN901]reason"),
}


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_hides(sample, place: tuple[str, str, str]) -> None:
    above, inside, behind = place
    text = f'{above}resource "aws_subnet" "a" {{\n{inside}  cidr_block = "10.0.0.0/28"{behind}\n}}\n'
    shown, hidden, _ = sifted(sample, text)
    assert (shown, hidden) == ([], ["EKN901"])


ELSEWHERE = {
    "above-a-blank-line": ("# eks-netlint: ignore[EKN901] reason\n\n", "", ""),
    "behind-the-line-above": ("", "  tags = {} # eks-netlint: ignore[EKN901] reason\n", ""),
    "above-another-attribute": ("", "  a = 1\n  # eks-netlint: ignore[EKN901] reason\n  tags = {}\n", ""),
    "below-the-value": ("", "", "\n  # eks-netlint: ignore[EKN901] reason\n  x = 1"),
    "in-a-string": ("", '  x = "# eks-netlint: ignore[EKN901] reason"\n', ""),
    "in-a-heredoc": ("", "  x = <<-EOT\n  # eks-netlint: ignore[EKN901] reason\n  EOT\n", ""),
    "of-another-rule": ("", "", " # eks-netlint: ignore[EKN902] reason"),
    "of-checkov-for-another-rule": ("", "", " # checkov:skip=CKV_AWS_1:reason"),
    "checkov-above-the-block": ("# checkov:skip=EKN901:reason\n\n", "", ""),
    "expired": ("", "", " # eks-netlint: ignore[EKN901] reason until=2026-11-22"),
    "bad-date": ("", "", " # eks-netlint: ignore[EKN901] reason until=2026-11-31"),
    "no-list": ("", "", " # eks-netlint: ignore EKN901 reason"),
    "empty-list": ("", "", " # eks-netlint: ignore[] reason"),
}


@pytest.mark.parametrize("place", ELSEWHERE.values(), ids=ELSEWHERE)
def test_does_not_hide(sample, place: tuple[str, str, str]) -> None:
    above, inside, behind = place
    text = f'{above}resource "aws_subnet" "a" {{\n{inside}  cidr_block = "10.0.0.0/28"{behind}\n}}\n'
    shown, hidden, _ = sifted(sample, text)
    assert "EKN901" in shown
    assert hidden == []


def test_one_of_two_blocks(sample) -> None:
    text = BAD.replace("/28", "/28", 1).replace('"a"', '"b"') + "# eks-netlint: ignore[EKN901] reason\n" + BAD
    shown, hidden, result = sifted(sample, text)
    assert (shown, hidden) == (["EKN901"], ["EKN901"])
    assert result.suppressed[0].resource == "aws_subnet.a"


def test_on_a_module_call(sample) -> None:
    from eks_netlint.records import replace

    inner = sample.document(BAD, "modules/subnet/main.tf")
    for text in (
        '# eks-netlint: ignore[EKN901] reason\nmodule "a" {\n}\n',
        'module "a" { # eks-netlint: ignore[EKN901] reason\n}\n',
        'module "a" {\n  # eks-netlint: ignore[EKN901] reason\n  source = "x"\n}\n',
        'module "a" {\n  source = "x"\n  # checkov:skip=EKN901:reason\n}\n',
    ):
        outer = sample.document(text)
        call = sample.span(outer, text[text.index("module") : -1])
        (finding,) = judge(sample.network(inner), [sample.rule()]).findings
        assert sift([replace(finding, calls=(call,))], [outer], [sample.rule()], today=TODAY).suppressed, text


def complaints(result) -> list[tuple[str, str, int]]:
    return [
        (finding.rule, finding.message, finding.at.line)
        for finding in result.shown
        if finding.rule in {rule.id for rule in RULES}
    ]


@pytest.mark.parametrize(
    ("comment", "rule", "message"),
    [
        ("eks-netlint: ignore[EKN901]", "EKN001", "ignore[EKN901] gives no reason"),
        ("eks-netlint: ignore[EKN901] until=2027-01-31", "EKN001", "ignore[EKN901] gives no reason"),
        ("checkov:skip=EKN901", "EKN001", "ignore[EKN901] gives no reason"),
        ("eks-netlint: ignore[EKN901] x until=2026-11-22", "EKN002", "ignore[EKN901] expired on 2026-11-22"),
        ("eks-netlint: ignore[EKN902] x", None, ""),
        ("eks-netlint: ignore[EKN999] x", "EKN003", "ignore[EKN999] hides nothing"),
        ("eks-netlint: ignore[EKN901,EKN999] x", "EKN003", "ignore[EKN999] hides nothing"),
        ("eks-netlint: ignore EKN901", "EKN004", "ignore not understood: write it as ignore[EKN101] with a reason"),
        ("eks-netlint: igonre[EKN901]", "EKN004", "ignore not understood: write it as ignore[EKN101] with a reason"),
        (
            "eks-netlint: ignore[EKN901] x until=soon",
            "EKN004",
            "ignore not understood: until=soon is no date such as until=2027-01-31",
        ),
    ],
)
def test_bad_ignore_is_reported(sample, comment: str, rule: str | None, message: str) -> None:
    text = BAD.replace('/28"', f'/28" # {comment}')
    _, _, result = sifted(sample, text)
    assert complaints(result) == ([] if rule is None else [(rule, message, 2)])


def test_unused_ignore_is_reported_if_its_rule_ran(sample) -> None:
    good = BAD.replace("/28", "/20")
    text = good.replace('/20"', '/20" # eks-netlint: ignore[EKN901] x')
    _, _, result = sifted(sample, text)
    assert complaints(result) == [("EKN003", "ignore[EKN901] hides nothing", 2)]
    wider = text.replace("EKN901", "EKN90*")  # EKN902 did not run and might have had something to say
    assert complaints(sifted(sample, wider)[2]) == []
    assert complaints(sifted(sample, text, rules=())[2]) == []
    assert complaints(sifted(sample, text, audited=lambda document: False)[2]) == []


def test_ignore_of_an_open_question_is_in_use(sample) -> None:
    text = BAD.replace('"10.0.0.0/28"', "var.cidr # eks-netlint: ignore[EKN901] x")
    assert complaints(sifted(sample, text)[2]) == []


def test_complaint_has_a_place_and_no_resource(sample) -> None:
    _, _, result = sifted(sample, BAD.replace('/28"', '/28" # eks-netlint: ignore[EKN901]'))
    (finding,) = result.shown
    assert finding.at.text == "# eks-netlint: ignore[EKN901]"
    assert (finding.resource, finding.network, finding.severity.value) == ("", "", "low")


def test_stub_has_no_say(sample) -> None:
    stub = sample.document("# eks-netlint: ignore[EKN901]\n", "stub.tf", stub=True)
    assert sift([], [stub], [sample.rule(), *RULES], today=TODAY).shown == ()


HCL = """# one
a = "# no ${b("# no") /* two */ } \\" # no" // three
c = <<EOT
# no
EOT
d = "$${" # four
e = { f = "}" } /* five
over lines */ g = 1
h = "unclosed
# six
"""


def test_comments_are_told_from_text(sample) -> None:
    document = sample.document(HCL)
    found = [(comment.span.text, comment.alone) for comment in comments(document)]
    assert found == [
        ("# one", True),
        ("/* two */", False),
        ("// three", False),
        ("# four", False),
        ("/* five\nover lines */", False),
        ("# six", True),
    ]


@pytest.mark.parametrize("text", ["", "#", "/*", '"', '"${', "<<EOT\n", "}}}}", '"${"${', "\x00\xff# x"])
def test_broken_text_ends(sample, text: str) -> None:
    list(comments(sample.document(text + " eks-netlint: ")))
    ignores(sample.document(text + " eks-netlint: "))


def test_carriage_returns(sample) -> None:
    text = BAD.replace('/28"', '/28" # eks-netlint: ignore[EKN901] reason').replace("\n", "\r\n")
    (ignore,) = ignores(sample.document(text))
    assert (ignore.reason, ignore.span.text) == ("reason", "# eks-netlint: ignore[EKN901] reason")


def test_every_ignore_rule_explains_itself() -> None:
    from eks_netlint.explain import doc_of

    for rule in RULES:
        doc = doc_of(rule)
        assert doc.summary and doc.why and doc.fix.endswith(".") and doc.limits, rule.id
