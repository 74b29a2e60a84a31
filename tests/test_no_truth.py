"""An unknown has no truth value: ``rest or other`` works while ``rest`` is None and raises the day it is not."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FILES = sorted([*(ROOT / "plugin/eks_netlint").rglob("*.py"), *(ROOT / "checks").glob("*.py")])
UNKNOWNS = {"rest", "unsure", "unknown", "inputs_unread", "unread"}
"""Attributes that hold an ``Unknown`` or None, wherever they appear."""


def asked_for_truth(tree: ast.Module) -> Iterator[ast.expr]:
    for node in ast.walk(tree):
        if isinstance(node, ast.BoolOp):
            yield from node.values[:-1] if isinstance(node.op, ast.Or) else node.values
        elif isinstance(node, ast.If | ast.IfExp | ast.While):
            yield node.test
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            yield node.operand


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_nobody_asks_an_unknown_for_its_truth(path: Path) -> None:
    for node in asked_for_truth(ast.parse(path.read_text())):
        found = isinstance(node, ast.Attribute) and node.attr in UNKNOWNS
        assert not found, f"{path}:{node.lineno}: compare with None instead, or use first_of"
