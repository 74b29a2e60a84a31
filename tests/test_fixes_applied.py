"""Every fix that is printed, applied to its fixture: the finding is gone, and Terraform takes the file."""

from __future__ import annotations

import importlib
import os
import re
import shutil
import sys
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest

from eks_netlint import analysis, testing
from eks_netlint.options import Options
from eks_netlint.report import Finding
from eks_netlint.reporters.fixes import insertion
from eks_netlint.rules import Fix

FIXTURES = Path(__file__).parent.parent / "fixtures"
sys.path.insert(0, str(FIXTURES.parent / "tools"))
terraform = importlib.import_module("plan")

FIXED = ("ekn401", "ekn402", "ekn404", "ekn405", "ekn406", "ekn407", "ekn409", "ekn412", "ekn460", "ekn461", "ekn640",
         "ekn501", "ekn504", "ekn511", "ekn513", "ekn518")  # fmt: skip
"""Rules whose findings a rule of a security group mends, or a route."""

CASES = [case for case in testing.cases(FIXTURES) if case.stem.startswith(FIXED)]


ELSEWHERE = re.compile(r'source\s*=\s*"terraform-aws-modules/|^(resource|data) "(?!aws_)', re.MULTILINE)
"""Modules of the registry and other providers than AWS's, which cannot be had here."""


@cache
def findings(path: Path, rule: str) -> tuple[Finding, ...]:
    report = analysis.analyse([path], Options(select=(rule,), tree=path))
    return report.findings


def text_of(case: testing.Case) -> str:
    """What the case declares; modules of the registry cannot be had."""
    return "".join(path.read_text(encoding="utf-8") for path in sorted(case.path.rglob("*.tf")))


PLAIN = [case for case in CASES if (text := text_of(case)) and not ELSEWHERE.search(text)]


def apply(fixes: tuple[Fix, ...], tree: Path) -> None:
    """Put the texts into the files, from the last line on so that lines stay what they are."""
    by_path: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for fix in fixes:
        by_path[fix.block.path].append(insertion(fix))
    for path, texts in by_path.items():
        lines = (tree / path).read_text(encoding="utf-8").splitlines(keepends=True)
        for line, text in sorted(texts, reverse=True):
            lines[line - 1 : line - 1] = [text]
        (tree / path).write_text("".join(lines), encoding="utf-8")


def fixed_case(case: testing.Case, tmp_path: Path) -> tuple[Path, tuple[Finding, ...]]:
    """A copy of the case and the findings in it that bring a fix."""
    copy = tmp_path / "tree"
    shutil.copytree(case.path, copy)
    rule = case.stem.partition("_")[0].upper()
    return copy, tuple(finding for finding in findings(copy, rule) if finding.fixes)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_finding_is_gone(case: testing.Case, tmp_path: Path) -> None:
    copy, found = fixed_case(case, tmp_path)
    for number, finding in enumerate(found):
        fresh = tmp_path / f"tree{number}"
        shutil.copytree(case.path, fresh)
        apply(finding.fixes, fresh)
        before = [one for one in findings(copy, finding.rule) if one.resource == finding.resource]
        left = [one for one in findings(fresh, finding.rule) if one.resource == finding.resource]
        assert len(left) < len(before), "\n\n".join([left[0].message, *(fix.text for fix in finding.fixes)])


@pytest.mark.parametrize("case", CASES, ids=str)
def test_all_fixes_together(case: testing.Case, tmp_path: Path) -> None:
    """What several findings bring is put in once, and no two of them write the same resource otherwise."""
    copy, found = fixed_case(case, tmp_path)
    together = {(fix.block.path, fix.text): fix for finding in found for fix in finding.fixes}
    if not together:
        return
    apply(tuple(together.values()), copy)
    rule = found[0].rule
    findings.cache_clear()
    assert not [one.message for one in findings(copy, rule) if one.fixes]


def test_rules_bring_fixes(tmp_path: Path) -> None:
    without = []
    for stem in sorted({case.stem for case in CASES}):
        cases = [case for case in CASES if case.stem == stem]
        found = [fixed_case(case, tmp_path / str(number) / stem)[1] for number, case in enumerate(cases)]
        if not any(found):
            without.append(stem)
    assert not without


@pytest.mark.skipif(
    terraform.available() is not None or not os.environ.get("EKS_NETLINT_LIVE"),
    reason=f"needs EKS_NETLINT_LIVE=1 ({terraform.available()})",
)
@pytest.mark.parametrize("case", PLAIN, ids=str)
def test_terraform_takes_it(case: testing.Case, tmp_path: Path) -> None:
    copy, found = fixed_case(case, tmp_path)
    if not found:
        return
    together = {(fix.block.path, fix.text): fix for finding in found for fix in finding.fixes}
    apply(tuple(together.values()), copy)
    work = tmp_path / "work"
    work.mkdir()
    terraform.validate(copy, work)
