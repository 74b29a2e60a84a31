"""What every rule file and every fixture folder keeps to; a failure names the file and says what is missing."""

from __future__ import annotations

import ast
import builtins
import importlib.util
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from eks_netlint import rules, testing
from eks_netlint.explain import doc_of
from eks_netlint.report import Report
from eks_netlint.rules import Rule
from eks_netlint.rules.blocks import block_of
from eks_netlint.rules.registry import load_rules

ROOT = Path(__file__).parent.parent
CHECKS = ROOT / "checks"
FIXTURES = ROOT / "fixtures"
FILES = sorted(CHECKS.glob("[!_]*.py"))
CASES = testing.cases(FIXTURES)

LAYERS = ("eks_netlint.model", "eks_netlint.rules", "eks_netlint.values")
OUTSIDE_WORLD = frozenset({"os", "io", "pathlib", "subprocess", "socket", "urllib", "importlib", "sys", "shutil"})
SHAPE = re.compile(r"# shape of [\w.-]+/[\w.-]+")

each_file = pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)


class Machine(NamedTuple):
    """What a rule is, whoever loaded it."""

    id: str
    name: str
    on: str
    severity: str
    doc: str
    settings: tuple[str, ...]
    silences: tuple[str, ...]


def machine(rule: Rule[object]) -> Machine:
    return Machine(
        rule.id, rule.name, rule.on.__name__, rule.severity.value, rule.doc, tuple(rule.settings), rule.silences
    )


@cache
def by_stem() -> dict[str, Rule[object]]:
    return {Path(rule.path).stem: rule for rule in load_rules()}


def tree_of(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"), str(file))


@each_file
def test_file_is_named_after_its_rule(file: Path) -> None:
    rule = by_stem().get(file.stem)
    assert rule is not None, f"{file.name}: registers no rule"
    wanted = f"{rule.id.lower()}_{rule.name.replace('-', '_')}.py"
    assert file.name == wanted, f"{file.name}: id {rule.id} and name {rule.name} want {wanted}"
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", rule.name), f"{file.name}: a name is two or more words"
    assert block_of(rule.id).letter, f"{file.name}: the numbers below 100 are for what is no rule file"


@each_file
def test_file_cannot_shadow_a_module(file: Path) -> None:
    assert file.stem not in sys.stdlib_module_names
    assert not hasattr(builtins, file.stem)
    there = importlib.util.find_spec(file.stem)  # our own file where a test of the checkov host put checks/ on the path
    ours = there is not None and there.origin is not None and Path(there.origin).samefile(file)
    assert there is None or ours, f"{file.name}: an installed module has this name"


@each_file
def test_docstring_has_every_heading(file: Path) -> None:
    rule = by_stem()[file.stem]
    doc = doc_of(rule)
    wanted = {"Why it matters": doc.why, "How to fix": doc.fix, "Known limits": doc.limits, "Sources": doc.sources}
    assert [heading for heading, text in wanted.items() if not text] == [], f"{file.name}: headings missing or empty"
    assert doc.fix.endswith("."), f"{file.name}: the fix is a sentence and ends with a full stop"
    assert doc.summary.endswith("."), f"{file.name}: the docstring starts with one sentence"
    assert "TODO" not in file.read_text(encoding="utf-8"), f"{file.name}: unfinished"
    assert len(doc.summary) <= 160, f"{file.name}: the first paragraph has {len(doc.summary)} characters"


@each_file
def test_file_holds_one_check_and_nothing_else(file: Path) -> None:
    tree = tree_of(file)
    decorated = [
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and any("rule" in ast.unparse(each) for each in node.decorator_list)
    ]
    assert decorated == ["check"], f"{file.name}: one function, check, carries @rule"
    classes = [node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    assert not classes, f"{file.name}: a class in a rule file dies under cfn-lint's loader"
    mutable = (ast.List, ast.Dict, ast.Set, ast.ListComp, ast.DictComp, ast.SetComp)
    for node in tree.body:
        if isinstance(node, ast.Assign | ast.AnnAssign):
            assert not isinstance(node.value, mutable), f"{file.name}:{node.lineno}: state in a rule file"


def imported(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.lineno, "." * node.level + (node.module or "")


@each_file
def test_file_imports_model_rules_and_values_only(file: Path) -> None:
    for line, module in imported(tree_of(file)):
        place = f"{file.name}:{line}: {module}"
        assert not module.startswith("."), f"{place}: checkov executes the file as a top-level module"
        if module.startswith("eks_netlint"):
            assert module.startswith(LAYERS), f"{place}: a rule sees model, rules and values only"
        else:
            top = module.partition(".")[0]
            assert top in sys.stdlib_module_names and top not in OUTSIDE_WORLD, f"{place}: a rule reads nothing"


def written_messages(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Literal texts of messages; what is put in at run time reads as ``…``."""
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Violation"):
            continue
        message = node.args[0] if node.args else next((k.value for k in node.keywords if k.arg == "message"), None)
        if isinstance(message, ast.Constant) and isinstance(message.value, str):
            yield node.lineno, message.value
        elif isinstance(message, ast.JoinedStr):
            parts = (part.value if isinstance(part, ast.Constant) else "…" for part in message.values)
            yield node.lineno, "".join(str(part) for part in parts)


def bad_wording(message: str) -> str | None:
    if re.search(r"\b(should|ensure|please)\b", message, re.IGNORECASE):
        return "tells what is, not what should be"
    if message.endswith("."):
        return "no full stop"
    if re.match(r"[A-Z][a-z]", message):
        return "starts in lower case"
    return None


@each_file
def test_messages_are_worded_alike(file: Path) -> None:
    for line, message in written_messages(tree_of(file)):
        assert bad_wording(message) is None, f"{file.name}:{line}: {message!r}: {bad_wording(message)}"


def test_rule_names_and_ids_are_unique() -> None:
    found = load_rules()
    assert len({rule.name for rule in found}) == len(found) == len({rule.id for rule in found}) == len(FILES)


def test_silenced_rules_exist() -> None:
    known = {rule.id for rule in load_rules()}
    assert [(rule.id, quiet) for rule in load_rules() for quiet in rule.silences if quiet not in known] == []


def test_checks_hold_no_policy_files() -> None:
    policies = [file.name for file in CHECKS.rglob("*") if file.suffix in (".yaml", ".yml", ".json")]
    assert policies == [], "checkov would read them as policies"
    assert [folder.name for folder in CHECKS.iterdir() if folder.is_dir() and folder.name != "__pycache__"] == []


def test_rules_load_alike_by_us_and_twice_by_checkov(monkeypatch: pytest.MonkeyPatch) -> None:
    ours = [machine(rule) for rule in load_rules()]
    monkeypatch.setattr(rules, "REGISTRY", {})
    for file in FILES:
        monkeypatch.setitem(sys.modules, file.stem, sys)  # whatever is loaded under the name goes when the test ends
    for _ in range(2):
        testing.load_like_checkov(CHECKS)
        assert [machine(rules.REGISTRY[id]) for id in sorted(rules.REGISTRY)] == ours


def test_every_rule_has_fixtures_and_every_fixture_a_rule() -> None:
    stems = {case.stem for case in CASES}
    assert stems == {file.stem for file in FILES}


def test_every_rule_shows_every_kind_in_every_language() -> None:
    missing = testing.gaps(CASES)
    assert not missing, "\n".join(missing)


UNSHAPED = frozenset(["EKN518", "EKN814"])
"""Rules whose fixtures were written from documents; a known gap, to be filled from real repositories."""


@each_file
def test_one_fixture_has_the_shape_of_a_real_repository(file: Path) -> None:
    first_lines = [
        path.read_text(encoding="utf-8").partition("\n")[0]
        for case in CASES
        if case.stem == file.stem
        for path in (*case.path.glob("*.tf"), *case.path.glob("*.yaml"))
    ]
    assert any(SHAPE.match(line) for line in first_lines) is (file.stem[:6].upper() not in UNSHAPED), (
        f"{file.name}: none starts with `# shape of owner/name`"
    )


def test_fixture_folders_hold_cases_only() -> None:
    assert {case.language for case in CASES} <= set(testing.LANGUAGES)
    for folder in {case.path.parent for case in CASES}:
        strays = [file.name for file in folder.iterdir() if file.is_file() and file.name != testing.NOT_APPLICABLE]
        assert strays == [], f"{folder}: files outside a case folder are tested by nobody"


@cache
def report_on(case: testing.Case) -> Report:
    return testing.report_on(case, testing.expectations(case))


@each_file
def test_severity_is_the_worst_the_fixtures_show(file: Path) -> None:
    rule = by_stem()[file.stem]
    findings = [
        finding
        for case in CASES
        if case.stem == file.stem
        for finding in report_on(case).findings
        if finding.rule == rule.id
    ]
    worst = max((finding.severity for finding in findings), key=lambda severity: severity.rank, default=None)
    assert worst is rule.severity, f"{file.name}: says {rule.severity.value}, its fixtures show {worst}"
    for finding in findings:
        logical = r"^[A-Z]\w* " if "template" in finding.at.path else "^$"  # names of resources begin like that there
        message = re.sub(logical, "", finding.message)
        assert bad_wording(message) is None, f"{file.name}: {finding.message!r}: {bad_wording(message)}"
