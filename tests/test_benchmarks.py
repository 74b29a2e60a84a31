"""The benchmarks' own parts: the generated tree, the pairs, the table."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

import hcl2
import pytest

from eks_netlint.analysis import Options, analyse
from eks_netlint.records import replace

BENCHMARKS = Path(__file__).parent.parent / "benchmarks"


@pytest.fixture
def generate(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    import generate

    return generate


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    import run

    return run


@pytest.mark.parametrize(("dense", "roots"), [(False, 4), (True, 9)])
def test_the_tree_is_the_same_each_time_and_valid(
    generate: ModuleType, tmp_path: Path, dense: bool, roots: int
) -> None:
    assert generate.generate(tmp_path / "a", 40, dense=dense) == roots
    assert generate.generate(tmp_path / "b", 40, dense=dense) == roots
    assert not analyse([tmp_path / "a"], Options(tree=tmp_path / "a")).problems
    texts = {path.relative_to(tmp_path / "a"): path.read_text() for path in (tmp_path / "a").rglob("*.tf*")}
    assert len([path for path in texts if path.suffix == ".tf"]) == 40
    for path, text in texts.items():
        assert (tmp_path / "b" / path).read_text() == text
        assert "$$" not in text
        hcl2.loads(text)


def test_a_pair_runs_both_sides(run: ModuleType) -> None:
    quick, slow = (sys.executable, "-c", "pass"), (sys.executable, "-c", "import time; time.sleep(0.3)")
    assert run.pair(quick, slow, 1).ratio < 1 < run.pair(slow, quick, 1).ratio


def test_a_command_that_fails_has_no_figure(run: ModuleType) -> None:
    with pytest.raises(run.Failed, match="exit 3"):
        run.seconds((sys.executable, "-c", "raise SystemExit(3)"))


def test_the_table_tells_which_targets_are_met(run: ModuleType) -> None:
    rows = [
        run.Row("small", 0.1, "python", 0.01, 10.0, 9.0, "< 0.3 s", True),
        run.Row("root", 0.1, "checkov", 3.0, 1 / 30, 1 / 20, "≤ 1/20", False),
    ]
    assert run.table(rows).splitlines()[2:] == [
        "| small | 0.100 s | python | 0.010 s | 10.00 | 9.00 | < 0.3 s | met |",
        "| root | 0.100 s | checkov | 3.000 s | 1/30 | 1/20 | ≤ 1/20 | **missed** |",
    ]


def test_policies_cost_as_much_as_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    import policies

    small, large = (policies.network(number, number) for number in (200, 800))
    asked = [min(policies.questions(replace(each, answers={})) for _ in range(3)) for each in (small, large)]
    assert asked[1] < 8 * asked[0] + 0.2, asked  # four times as many of both: sixteen times if each met each
    assert asked[1] < 3, asked


def test_proofs_cost_as_much_as_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    import groups

    net = groups.network(groups.resources(200, 4000))
    assert net.security is not None and len(net.security.groups) == 200
    assert sum(len(group.rules.known) for group in net.security.groups) == 4000
    once, again = (groups.questions(replace(net, answers={}), flows) for flows in (100, 400))
    assert again < 8 * once + 0.2, (once, again)


def test_manifests_are_generated_and_compared(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    import manifests

    assert manifests.generate(tmp_path, 30) > 30_000
    assert 15 < len(manifests.wanted(tmp_path)) < 60
    ours, bare, ratio = manifests.measure(30, 1)
    assert ours > 0 and bare > 0 and ratio > 0


def test_the_template_has_so_many_resources(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    import template

    text = template.template(500)
    assert text.count("\n    Type: AWS::") == 500
    file = tmp_path / "template.yaml"
    file.write_text(text, encoding="utf-8")
    report = analyse([file], Options(tree=tmp_path))
    assert not report.problems and not report.undecided
