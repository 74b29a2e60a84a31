"""Rules that run only where somebody asks for them."""

from __future__ import annotations

from pathlib import Path

from eks_netlint.analysis import Options, analyse
from eks_netlint.explain import OPT_IN, explain
from eks_netlint.rules.registry import load_rules, select

POD = """\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
    - {name: web, image: web, args: [--queue=https://sqs.eu-west-1.amazonaws.com]}
"""


def ran(tree: Path, options: Options | None = None) -> bool:
    report = analyse([tree], options or Options(tree=tree))
    return any(finding.rule == "EKN751" for finding in report.findings)


def test_it_is_off_unless_it_is_selected(tmp_path: Path) -> None:
    (tmp_path / "pod.yaml").write_text(POD)
    assert not ran(tmp_path, Options(tree=tmp_path))
    assert ran(tmp_path, Options(tree=tmp_path, select=("EKN751",)))
    assert ran(tmp_path, Options(tree=tmp_path, select=("search-lists-*",)))


def test_a_severity_in_the_config_asks_for_it(tmp_path: Path) -> None:
    (tmp_path / "pod.yaml").write_text(POD)
    config = tmp_path / ".eks-netlint.yaml"
    config.write_text("rules:\n  EKN751: low\n")
    assert ran(tmp_path, Options(tree=tmp_path))
    config.write_text("rules:\n  EKN751: off\n")
    assert not ran(tmp_path, Options(tree=tmp_path))


def test_selecting_nothing_leaves_out_those_rules_only() -> None:
    rules = load_rules()
    assert {rule.id for rule in rules} - {rule.id for rule in select(rules)} == {
        rule.id for rule in rules if rule.opt_in
    }


def test_its_text_says_so() -> None:
    rule = next(rule for rule in load_rules() if rule.id == "EKN751")
    assert OPT_IN in explain(rule)
