"""Rules are loaded when a network has something to ask them about, and are the same rules then."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from eks_netlint.rules import REGISTRY
from eks_netlint.rules.index import INDEX
from eks_netlint.rules.late import LateRule, RuleNotLoaded
from eks_netlint.rules.registry import load_rules

ROOT = Path(__file__).parent.parent
SMALL = """\
resource "aws_vpc" "this" {
  cidr_block = "10.0.0.0/16"
}
"""
TOLD = """\
import sys
from eks_netlint.cli import main
code = main(["check", sys.argv[1]])
print("loaded:", *sorted(name for name in sys.modules if ".checks." in name or ".kubernetes" in name))
raise SystemExit(code)
"""


def loaded_by(folder: Path) -> list[str]:
    run = subprocess.run(
        [sys.executable, "-c", TOLD, str(folder)], capture_output=True, text=True, check=False, cwd=folder
    )
    assert run.returncode in (0, 1), run.stderr
    return run.stdout.rpartition("loaded:")[2].split()


def test_a_network_without_clusters_and_manifests_loads_few_rules(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(SMALL)
    found = loaded_by(tmp_path)
    assert 0 < len([name for name in found if ".checks." in name]) < 15
    assert not [name for name in found if ".model.kubernetes" in name or ".lowering.kubernetes" in name]


def test_rules_of_manifests_are_loaded_where_there_are_some(tmp_path: Path) -> None:
    (tmp_path / "main.yaml").write_text("apiVersion: v1\nkind: Service\nmetadata:\n  name: a\nspec: {}\n")
    found = loaded_by(tmp_path)
    of_services = {f"eks_netlint.checks.{stem}" for stem, entry in INDEX.items() if entry[2] == "Service"}
    assert of_services and of_services <= set(found)


def test_a_late_rule_is_the_rule() -> None:
    stem = "ekn101_demand_exceeds_subnet"
    late, rule = LateRule(stem, INDEX[stem]), next(rule for rule in load_rules() if rule.id == "EKN101")
    assert "check" not in late.__dict__ and late.id == rule.id and late.name == rule.name
    assert Path(late.path).samefile(rule.path)
    assert late.silences == rule.silences and late.on is rule.on and late.check is rule.check
    assert late.settings == rule.settings and late.summary == rule.summary


def test_the_index_holds_every_rule() -> None:
    told = {Path(rule.path).stem: (rule.id, rule.name, rule.on.__name__, rule.opt_in) for rule in load_rules()}
    assert told == INDEX


def test_a_rule_that_does_not_load_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    late = LateRule("ekn999_missing", ("EKN999", "missing", "Subnet", False))
    assert late.id == "EKN999"
    with pytest.raises(RuleNotLoaded, match=r"ekn999_missing\.py does not load"):
        _ = late.severity
    assert "EKN999" not in REGISTRY
