"""Our rules in cfn-lint say what the command line says, at the same lines, under ids with a letter for severity."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from eks_netlint import analysis
from eks_netlint.hosts import cfnlint_rules
from eks_netlint.options import Options
from eks_netlint.rules.registry import load_ruleset

FIXTURES = Path(__file__).parent.parent / "fixtures"
TEMPLATES = sorted(FIXTURES.glob("*/cloudformation/*/template.*"))
RUN = "import sys; from cfnlint.runner import main; sys.argv[0] = 'cfn-lint'; sys.exit(main())"


def lint(*arguments: str) -> tuple[list[dict[str, object]], int]:
    """What cfn-lint says with our rules, its own left out, and its exit status."""
    command = [sys.executable, "-c", RUN, "--format", "json", "-c", "I", "-a", "eks_netlint.hosts.cfnlint", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.stdout.strip().startswith("["), done.stderr
    found = [one for one in json.loads(done.stdout) if one["Rule"]["Id"][1:3] == "KN"]
    return found, done.returncode


def test_templates_are_there() -> None:
    assert len(TEMPLATES) >= 10


def test_same_findings_at_the_same_places() -> None:
    letters = {rule.id: cfnlint_rules.id_of(rule) for rule in load_ruleset().rules}
    ours = set()
    for template in TEMPLATES:
        for one in analysis.analyse([template], Options(tree=template.parent)).findings:
            ours.add((letters[one.rule], str(template), one.at.line, one.at.column, one.at.end_line))
    found, status = lint("--", *map(str, TEMPLATES))
    theirs = {
        (one["Rule"]["Id"], one["Filename"], start["LineNumber"], start["ColumnNumber"], end["LineNumber"])
        for one in found
        for start, end in [(one["Location"]["Start"], one["Location"]["End"])]  # type: ignore[index]  # JSON
    }
    assert theirs == ours and len(ours) > 3
    assert {id[0] for id, *_ in theirs} >= {"E", "W"} and status & 2


def test_metadata_ignores_a_rule(tmp_path: Path) -> None:
    text = (FIXTURES / "ekn116_vpc_dns_support_off/cloudformation/off/template.yaml").read_text(encoding="utf-8")
    whole = tmp_path / "whole.yaml"
    whole.write_text("Metadata: {cfn-lint: {config: {ignore_checks: [EKN116]}}}\n" + text, encoding="utf-8")
    one = tmp_path / "one.yaml"
    ignoring = "  Vpc:\n    Metadata: {cfn-lint: {config: {ignore_checks: [EKN116]}}}\n"
    one.write_text(text.replace("  Vpc:\n", ignoring, 1), encoding="utf-8")
    plain = tmp_path / "plain.yaml"
    plain.write_text(text, encoding="utf-8")
    found, _ = lint("--", str(whole), str(one), str(plain))
    assert {Path(str(each["Filename"])).name for each in found if each["Rule"]["Id"] == "EKN116"} == {"plain.yaml"}  # type: ignore[index]  # JSON


def test_what_fails_in_our_code_is_an_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from cfnlint.decode import decode
    from cfnlint.template import Template

    file = tmp_path / "template.yaml"
    file.write_text("Resources: {A: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}}", encoding="utf-8")
    body, _ = decode(str(file))
    monkeypatch.setattr("eks_netlint.lowering.aws.lower", lambda *given: 1 / 0)
    (match,) = cfnlint_rules.all_hosted()["RuleIncomplete"]().match(Template(str(file), body, ["eu-west-1"]))
    assert "cannot be made" in match.message


def test_settings_of_a_rule_can_be_changed(tmp_path: Path) -> None:
    rule = next(one for one in load_ruleset().rules if one.id == "EKN102")
    setting = next(iter(rule.settings))
    text = (FIXTURES / "ekn101_demand_exceeds_subnet/cloudformation/fits/template.yaml").read_text(encoding="utf-8")
    file = tmp_path / "template.yaml"
    file.write_text(text, encoding="utf-8")
    name = cfnlint_rules.id_of(rule)
    before, _ = lint("--", str(file))
    after, _ = lint("--configure-rule", f"{name}:{setting}=1", "--", str(file))
    assert name not in {one["Rule"]["Id"] for one in before}  # type: ignore[index]  # JSON
    assert name in {one["Rule"]["Id"] for one in after}  # type: ignore[index]  # JSON
