"""Stubs are split into blocks by lines; that must give what a parse gives."""

from __future__ import annotations

from pathlib import Path

import pytest

from eks_netlint.frontends.terraform.registry import STUBS
from eks_netlint.frontends.terraform.syntax import Source, parse, split


@pytest.mark.parametrize("major", sorted(STUBS.glob("*/*/*/[0-9]*")), ids=lambda path: "-".join(path.parts[-3:]))
def test_blocks_are_those_of_a_parse(major: Path) -> None:
    if not major.is_dir():
        pytest.skip("not a version")
    for path in major.rglob("*.tf"):
        document = Source(path.name, path.read_bytes(), True)
        body, problems = parse(document)
        assert not problems
        parsed = [(block.type, block.labels, sorted(block.body.attributes), block.span.line) for block in body.blocks]
        cut = [(block.type, block.labels, sorted(block.body.attributes), block.span.line) for block in split(document)]
        assert cut == parsed, path
