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
    assert capsys.readouterr().out.rstrip("\n") == shown[2]
