"""Arrows point down: who may import whom, who may read files, who may know a host.  DESIGN 2 as a table."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "plugin" / "eks_netlint"
CHECKS = ROOT / "checks"

VALUES = {"source", "values"}
JUDGED = {*VALUES, "facts", "rules", "report"}
MAY_IMPORT = {
    "records": set[str](),
    "patterns": set[str](),
    "deep": set[str](),
    "processes": {"source"},
    # what is read, and from what
    "source": set[str](),
    "values": {"source"},
    "facts": {"values"},
    "resources": VALUES,
    "yamlscalars": VALUES,
    "yamlplain": {*VALUES, "yamlscalars"},
    "yamlevents": {*VALUES, "yamlscalars", "yamltext"},
    "yamltext": {*VALUES, "yamlplain", "yamlevents"},
    "manifests": {*VALUES, "resources"},
    "kinds": {*VALUES, "manifests"},
    "comments": {"source"},
    "tree": set[str](),
    "frontends": {*VALUES, "resources", "yamltext", "manifests", "kinds"},
    # what it means
    "data": set[str](),
    "modules": set[str](),
    "model": {*VALUES, "facts", "data"},
    "lowering": {*VALUES, "resources", "yamltext", "manifests", "kinds", "model"},
    # what is said of it
    "rules": VALUES,
    "report": {*VALUES, "facts", "rules"},
    "rules.late": {"rules"},
    "rules.index": set[str](),
    "rules.registry": {"source", "rules", "rules.late", "rules.index"},
    "rules.rulings": {"rules"},
    "options": {"source", "rules", "rules.rulings"},
    "config.clusters": {"config", "belonging", "manifests"},
    "config": {*VALUES, "yamltext", "options", "tree", "frontends", "rules", "rules.registry", "rules.rulings"},
    "config.proposal": {*VALUES, "config", "tree", "resources", "frontends", "lowering"},
    "rules.engine": {*JUDGED, "model", "rules.rulings", "rules.late"},
    "rules.sums": {*VALUES, "rules", "model"},
    "rules.running": {*VALUES, "rules", "model"},
    "rules.stacks": {*VALUES, "rules", "model"},
    "rules.fixes": {*VALUES, "rules", "rules.stacks", "model"},
    "rules.routes": {*VALUES, "rules", "rules.stacks", "model"},
    "rules.flows": {*VALUES, "rules", "rules.fixes", "model"},
    "checks": {"values", "model", "rules", "rules.sums", "rules.running", "rules.fixes", "rules.flows", "rules.routes"},
    "suppressions": {*JUDGED, "comments", "model", "rules.registry"},
    "joining": {"source", "facts", "report"},
    "belonging": {*VALUES, "facts", "manifests", "model", "report"},
    "objects": {*VALUES, "belonging", "facts", "frontends", "lowering", "manifests", "model", "report"},
    "environments": {"report", "rules.engine"},
    "rendering": {"options", "frontends"},
    "texts": {"source", "options", "tree"},
    "configured": {
        "values", "config", "config.clusters", "tree", "options", "model", "rules", "rules.rulings", "frontends",
        "belonging", "manifests", "deep", "config.proposal",
    },
    "analysis": {
        *JUDGED, "tree", "deep", "processes", "joining", "model", "resources", "rules.registry", "rules.engine",
        "suppressions", "frontends", "lowering", "belonging", "manifests", "objects", "options", "config", "configured",
        "environments", "rules.rulings", "texts",
    },
    # who shows it
    "remedies": {"values", "report"},
    "explain": {"rules"},
    "reporters": {*JUDGED, "explain", "remedies", ""},
    "reporters.capacity": {*VALUES, "report", "reporters", "model"},
    "connectivity": {"values", "model"},
    "reporters.connectivity": {*VALUES, "reporters", "model", "connectivity"},
    "reporters.graphs": {"values", "reporters", "reporters.connectivity", "model"},
    "connecting": {
        "analysis", "connectivity", "model", "options", "report", "reporters", "reporters.connectivity",
        "reporters.graphs",
    },
    "reporters.paths": {*VALUES, "reporters", "model", "report"},
    "proving": {"analysis", "model", "options", "report", "reporters", "reporters.paths"},
    "output": {"reporters"},
    "testing": {*JUDGED, "analysis"},
}  # fmt: skip
"""Module or package to those it may import besides itself; the longest name counts.  "" is the version."""

EVERYWHERE = {"patterns", "records"}
"""What has no meaning of its own."""

ON_TOP = {"hosts": set[str](), "cli": set[str](), "__main__": {"cli"}, "": set[str]()}
"""Those that may import the whole table; nothing of ours imports them but what is named here."""

HOSTED = {"checkov": "hosts", "cfnlint": "hosts"}
READERS = {"frontends", "testing"}
NEVER_AT_START = ("checkov", "cfnlint", "jsonschema", "ruamel", "rich", "hypothesis", "pygls", "hcl2")


def files() -> list[Path]:
    return sorted([*PACKAGE.rglob("*.py"), *CHECKS.glob("*.py")])


def name_of(file: Path) -> str:
    """Name of a module below eks_netlint; the rules are ``checks.ekn101_...``, checkov's door is a host."""
    if file == CHECKS / "_checkov.py":
        return "hosts._checkov"
    folder, prefix = (CHECKS, ("checks",)) if CHECKS in file.parents else (PACKAGE, ())
    parts = (*prefix, *file.relative_to(folder).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def tree_of(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"), str(file))


@cache
def modules() -> frozenset[str]:
    return frozenset(name_of(file) for file in files())


def imported(file: Path) -> Iterator[tuple[int, str]]:
    """Line and full name of every module a file imports, at whatever depth and for whatever purpose."""
    for node in ast.walk(tree_of(file)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}:{node.lineno}: relative import"
            base = node.module or ""
            for alias in node.names:
                inner = f"{base}.{alias.name}"
                ours = inner.removeprefix("eks_netlint.") in modules() if base.startswith("eks_netlint") else False
                yield node.lineno, inner if ours else base


def layer(name: str, known: set[str]) -> str | None:
    """The longest entry of the table that is the module or a package around it."""
    parts = name.split(".")
    candidates = (".".join(parts[:length]) for length in range(len(parts), 0, -1))
    return next((candidate for candidate in candidates if candidate in known), "" if name == "" else None)


@pytest.mark.parametrize("file", files(), ids=name_of)
def test_imports_point_down(file: Path) -> None:
    own = layer(name_of(file), {*MAY_IMPORT, *ON_TOP})
    assert own is not None, f"{name_of(file)}: say in MAY_IMPORT what it may import"
    for line, module in imported(file):
        if module.split(".")[0] != "eks_netlint":
            continue
        target = layer(module.removeprefix("eks_netlint").lstrip("."), {*MAY_IMPORT, *ON_TOP})
        assert target is not None, f"{file}:{line}: {module} is in no layer"
        allowed = {*MAY_IMPORT, *ON_TOP[own], ""} if own in ON_TOP else MAY_IMPORT[own]
        assert target == own or target in {*allowed, *EVERYWHERE}, f"{file}:{line}: {own} may not import {module}"


@pytest.mark.parametrize("file", files(), ids=name_of)
def test_only_hosts_know_hosts(file: Path) -> None:
    for line, module in imported(file):
        home = HOSTED.get(module.split(".")[0])
        assert home is None or name_of(file).startswith(home), f"{file}:{line}: imports {module}"


def opened(file: Path) -> Iterator[tuple[int, str]]:
    """Calls that read a file's bytes."""
    for node in ast.walk(tree_of(file)):
        if not isinstance(node, ast.Call):
            continue
        match node.func:
            case ast.Name(id="open") if not any("w" in str(getattr(mode, "value", "")) for mode in node.args[1:2]):
                yield node.lineno, "open"
            case ast.Name(id="FileIO"):
                yield node.lineno, "FileIO"
            case ast.Attribute(attr="read_text" | "read_bytes" as called, value=value):
                if not (isinstance(value, ast.Call) and "files" in ast.unparse(value.func)):
                    yield node.lineno, called
            case ast.Attribute(attr="open", value=ast.Name(id="io" | "codecs")):
                yield node.lineno, "open"


@pytest.mark.parametrize("file", files(), ids=name_of)
def test_only_front_ends_read_files(file: Path) -> None:
    if layer(name_of(file), READERS) is None:
        assert not list(opened(file)), f"{file}: reads files; only {', '.join(sorted(READERS))} may"


@pytest.mark.parametrize("file", files(), ids=name_of)
def test_only_the_model_does_network_arithmetic(file: Path) -> None:
    """Rules compare and explain, reporters and hosts show."""
    if layer(name_of(file), {"checks", "rules", "reporters", "hosts"}) is not None:
        assert "ipaddress" not in {module for _, module in imported(file)}, f"{file}: imports ipaddress"


def test_the_door_of_checkov_is_thin() -> None:
    assert len((CHECKS / "_checkov.py").read_text(encoding="utf-8").splitlines()) < 50


@pytest.mark.parametrize("module", ["eks_netlint.cli", "eks_netlint.analysis"])
def test_a_start_loads_nothing_heavy(module: str) -> None:
    """A host or a report format in heavy clothes is imported where it is used."""
    code = f"import sys, {module}; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split()
    assert not {name.split(".")[0] for name in loaded} & set(NEVER_AT_START)
