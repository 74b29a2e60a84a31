"""Stubs are split into blocks by lines; that must give what a parse gives."""

from __future__ import annotations

from pathlib import Path

import pytest

from eks_netlint.frontends.terraform.bodies import evaluate
from eks_netlint.frontends.terraform.registry import STUBS
from eks_netlint.frontends.terraform.scope import CONSTANTS
from eks_netlint.frontends.terraform.syntax import PlainAttribute, Source, parse, split
from eks_netlint.frontends.terraform.types import type_of


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


def test_a_variable_of_a_stub_is_read_alike_line_by_line_and_parsed() -> None:
    """Every variable of every stub: names and values of its attributes."""
    plain = 0
    for path in sorted(STUBS.rglob("*.tf")):
        document = Source(path.as_posix(), path.read_bytes(), stub=True)
        for block in (block for block in split(document) if block.type == "variable"):
            whole, _ = parse(Source(path.as_posix(), block.span.text.encode(), stub=True))
            expected = whole.blocks[0].body.attributes
            assert list(block.body.attributes) == list(expected), block.span.text
            for name, attribute in block.body.attributes.items():
                plain += isinstance(attribute, PlainAttribute)
                one, other = attribute.expression, expected[name].expression
                if name == "type":
                    assert type_of(one).shape == type_of(other).shape, block.span.text
                else:
                    assert evaluate(one, CONSTANTS) == evaluate(other, CONSTANTS), block.span.text
    assert plain > 1000


@pytest.mark.parametrize(
    "text",
    [
        'variable "a" {\n  default = {\n  }\n}',
        'variable "a" {\n  default = <<X\nX\n}',
        'variable "a" {\n  validation {\n    condition = true\n  }\n}',
        'variable "a" {\n  type = object({\n    a = string\n  })\n}',
        'variable "a" { default = 1 }',
    ],
)
def test_what_goes_over_lines_is_parsed(text: str) -> None:
    (block,) = split(Source("x.tf", text.encode(), stub=True))
    assert not any(isinstance(each, PlainAttribute) for each in block.body.attributes.values())
    assert block.body.attributes or block.body.blocks
