"""Stability under ignorance: what a manifest does not tell turns findings on policies undecided, no more.

One value of a fixture at a time becomes a placeholder (``${BLANK}``), which is unknown.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from eks_netlint import testing
from eks_netlint.analysis import Options, analyse
from eks_netlint.report import Report

FIXTURES = Path(__file__).parent.parent / "fixtures"
CASES = [
    case for case in testing.cases(FIXTURES) if case.rule.startswith("EKN3") and case.language == "kubernetes"
]
SCALAR = r"""(?:"[^"$]*"|[\w.*/-]+)"""
VALUE = re.compile(rf"(?<=: ){SCALAR}(?=[\s,}}]|$)|(?<=- ){SCALAR}$", re.MULTILINE)
FIXED = re.compile(r"(apiVersion|kind|metadata|name|namespace|image|value): *$")
"""What tells which object it is, for another one would be judged; and variables, which name nothing if not known."""


def report_on(folder: Path, rule: str) -> Report:
    return analyse([folder], Options(select=(rule,), tree=folder))


def told(report: Report) -> tuple[set[str], set[str]]:
    return {one.resource for one in report.findings}, {one.resource for one in report.clean}


def blanked(text: str) -> list[str]:
    made = []
    for found in VALUE.finditer(text):
        line = text[text.rfind("\n", 0, found.start()) + 1 : found.start()]
        if not FIXED.search(line) and "#" not in line:
            made.append(text[: found.start()] + '"${BLANK}"' + text[found.end() :])
    return made


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_blank_never_finds_and_never_clears(case: testing.Case, tmp_path: Path) -> None:
    files = {file.name: file.read_text() for file in case.path.rglob("*.y*ml") if file.name != ".eks-netlint.yaml"}
    for file in case.path.rglob(".eks-netlint.yaml"):
        (tmp_path / file.name).write_text(file.read_text())
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    found, _ = told(report_on(tmp_path, case.rule))
    for name, text in files.items():
        for number, less in enumerate(blanked(text)):
            (tmp_path / name).write_text(less)
            report = report_on(tmp_path, case.rule)
            new, clean = told(report)
            assert not report.problems, (number, report.problems)
            assert new <= found, (number, "new", new - found, less)
            assert not clean & found, (number, "cleared", clean & found, less)
        (tmp_path / name).write_text(text)
