"""Every fixture of every rule: what is announced is reported, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from eks_netlint import testing

FIXTURES = Path(__file__).parent.parent / "fixtures"


@pytest.mark.parametrize("case", testing.cases(FIXTURES), ids=str)
def test_fixture(case: testing.Case) -> None:
    differences = testing.check_case(case)
    assert not differences, "\n".join((f"{case} ({case.path.relative_to(FIXTURES.parent)}):", *differences))
