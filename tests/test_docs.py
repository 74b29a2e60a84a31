"""The documentation leads somewhere, and shows what the tool really says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from eks_netlint import testing
from eks_netlint.cli import main

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("benchmarks/*.md")])
CODE = re.compile(r"```.*?```|`[^`]*`", re.DOTALL)
LINK = re.compile(r"\]\((?!https?://)([^)#\s]+)(?:#[^)]*)?\)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    targets = LINK.findall(CODE.sub("", page.read_text(encoding="utf-8")))
    assert [target for target in targets if not (page.parent / target).exists()] == []


def test_a_page_shows_what_the_command_line_says(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    page = (ROOT / "docs" / "rules" / "EKN101.md").read_text(encoding="utf-8")
    shown = re.search(r"Reported \(\[([a-z0-9-]+)\].*?```text\n(.*?)\n```", page, re.DOTALL)
    assert shown is not None
    (case,) = (case for case in testing.cases(ROOT / "fixtures") if case.rule == "EKN101" and case.name == shown[1])
    monkeypatch.chdir(case.path)
    main(["check", "--select", "EKN101", "."])
    said = [line for line in capsys.readouterr().out.splitlines() if not line.startswith("facts asked for: ")]
    assert "\n".join(said) == shown[2]


def test_the_quick_start_shows_findings_with_their_sums(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(ROOT / "fixtures" / "quickstart")]) == 1
    said = capsys.readouterr().out
    assert re.search(r"EKN101 needs .*[0-9]+ addresses", said)
    assert re.search(r"[0-9]+ x m5\.xlarge +x +[0-9]+ = *[0-9]+ addresses", said)
    assert "undecided" in said.splitlines()[-1]
