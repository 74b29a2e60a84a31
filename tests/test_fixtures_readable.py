"""The second reader: bc-python-hcl2, which checkov carries, has to see in every fixture what we see.

Valid HCL that it cannot read is marked in the file, ``# hcl2: cannot read 1e3``; the mark is strict.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import hcl2
import pytest

from eks_netlint.frontends.terraform.expressions import Literal
from eks_netlint.frontends.terraform.syntax import Block, Body, Source, parse

FIXTURES = Path(__file__).parent.parent / "fixtures"
MARK = re.compile(r"#\s*hcl2: cannot read \S")
HEREDOC = re.compile(r"(^|=\s*)<<-?\w")
LINES = {"__start_line__", "__end_line__"}

Read = Mapping[str, Any]  # hcl2's output is untyped


def files() -> list[Path]:
    found = [*FIXTURES.rglob("*.tf"), *FIXTURES.rglob("*.tfvars")]
    return sorted(file for file in found if "broken" not in file.relative_to(FIXTURES).parts)


def differences(text: str) -> list[str]:
    """What the two readers do not see alike."""
    body, problems = parse(Source("main.tf", text.encode()))
    if problems:
        return [problem.message for problem in problems]
    try:
        read = hcl2.loads(text)
    except Exception as error:  # whatever the other reader raises, it means: cannot read
        return [f"hcl2: {type(error).__name__}: {' '.join(str(error).split())[:200]}"]
    return list(_bodies("", body, read, lines=True))


def _bodies(path: str, body: Body, read: Read, lines: bool = False) -> Iterator[str]:
    types = {block.type for block in body.blocks}
    ours, theirs = {*body.attributes, *types}, set(read) - LINES
    if ours != theirs:
        yield f"{path or 'top'}: we see {sorted(ours - theirs)}, hcl2 sees {sorted(theirs - ours)}"
        return
    for name, attribute in body.attributes.items():
        literal = attribute.expression
        if not isinstance(literal, Literal) or "\\" in attribute.span.text or "$$" in attribute.span.text:
            continue
        value = literal.value.value
        if isinstance(value, str) and HEREDOC.search(attribute.span.text):  # it drops the newlines a heredoc ends in
            value = value.rstrip("\n")
        if read[name] != [value]:
            yield f"{path}.{name}: we read {value!r}, hcl2 {read[name]!r}"
    for type in sorted(types):
        blocks = [block for block in body.blocks if block.type == type]
        if len(blocks) != len(read[type]):
            yield f"{path}.{type}: we see {len(blocks)} blocks, hcl2 {len(read[type])}"
            continue
        for block, inner in zip(blocks, read[type], strict=True):
            yield from _blocks(f"{path}.{type}", block, inner, lines)


def _blocks(path: str, block: Block, read: Read, lines: bool) -> Iterator[str]:
    for label in block.labels:
        path = f"{path}.{label}"
        if list(read) != [label]:
            yield f"{path}: hcl2 sees {sorted(read)}"
            return
        read = read[label]
    span, theirs = block.span, (read.get("__start_line__"), read.get("__end_line__"))
    if lines and theirs not in ((None, None), (span.line, span.end_line)):  # it gives outputs no lines
        yield f"{path}: we see lines {span.line} to {span.end_line}, hcl2 {theirs[0]} to {theirs[1]}"
    yield from _bodies(path, block.body, read)


@pytest.mark.parametrize("file", files(), ids=lambda file: file.relative_to(FIXTURES).as_posix())
def test_both_readers_see_the_same(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    found = differences(text)
    if MARK.search(text):
        assert found, "hcl2 reads it alike now: take the mark away"
    else:
        assert not found, "\n".join(found)


TEXT = """\
locals {
  a = "x"
}

resource "aws_subnet" "a" {
  count = 3
  tags  = { Name = "a" }
  timeouts {
    create = "1m"
  }
  dynamic "x" {
    for_each = [1]
    content { y = 1 }
  }
}
"""


def test_the_readers_agree_on_what_is_plain() -> None:
    assert differences(TEXT) == []
    assert differences('a = 1\nb = "x"\n') == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"1m"', '"2m"'),
        ("= 3", "= 4"),
        ("create", "delete"),
        ('"aws_subnet" "a"', '"aws_subnet" "b"'),
        ("locals {", "\nlocals {"),
        ("timeouts {", "timeouts {}\n  timeouts {"),
    ],
)
def test_what_only_one_reader_sees_is_told(monkeypatch: pytest.MonkeyPatch, old: str, new: str) -> None:
    loads = hcl2.loads
    monkeypatch.setattr(hcl2, "loads", lambda text: loads(text.replace(old, new)))
    assert differences(TEXT) != []


def test_what_hcl2_cannot_read_is_told() -> None:
    assert differences("a = 1e3\n")[0].startswith("hcl2: ")
