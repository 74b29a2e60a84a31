"""The scaffold writes what the conventions ask for."""

from __future__ import annotations

import ast
import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from eks_netlint import testing

ROOT = Path(__file__).parent.parent


@pytest.fixture
def new_rule() -> ModuleType:
    spec = importlib.util.spec_from_file_location("new_rule", ROOT / "tools" / "new_rule.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("on", ["NodeGroup", "Network", "CniSettings"])
def test_a_rule_and_its_three_kinds_of_fixture(new_rule: ModuleType, tmp_path: Path, on: str) -> None:
    assert new_rule.main(["B16", "zone-lacks-eniconfig", "--on", on, "--root", str(tmp_path)]) == 0
    tree = ast.parse((tmp_path / "checks" / "ekn216_zone_lacks_eniconfig.py").read_text())
    (check,) = (node for node in tree.body if isinstance(node, ast.FunctionDef))
    assert isinstance(check.args.args[0].annotation, ast.Name) and check.args.args[0].annotation.id == on
    cases = testing.cases(tmp_path / "fixtures")
    assert [str(case).split("/")[0] for case in cases] == ["ekn216"] * 3
    assert testing.gaps(cases) == []


def test_an_id_is_given_once(new_rule: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["EKN216", "zone-lacks-eniconfig", "--on", "Subnet", "--root", str(tmp_path)]
    new_rule.main(arguments)
    with pytest.raises(SystemExit, match="2"):
        new_rule.main(arguments)
    assert "EKN216 is taken" in capsys.readouterr().err


@pytest.mark.parametrize("wrong", [["EKN999", "a-b"], ["EKN101", "one"], ["EKN101", "Two-Words"]])
def test_bad_names_are_refused(new_rule: ModuleType, tmp_path: Path, wrong: list[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        new_rule.main([*wrong, "--on", "Subnet", "--root", str(tmp_path)])
    assert list(tmp_path.iterdir()) == []
