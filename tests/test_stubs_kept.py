"""What a run parses of a stub is kept for the next, and says the same."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from eks_netlint.frontends.terraform import kept, stubs
from eks_netlint.frontends.terraform.bodies import evaluate
from eks_netlint.frontends.terraform.nodes import KeptNode, plain
from eks_netlint.frontends.terraform.registry import STUBS
from eks_netlint.frontends.terraform.scope import CONSTANTS
from eks_netlint.frontends.terraform.syntax import Body, Source, SplitBlock, parse

if TYPE_CHECKING:
    from eks_netlint.frontends.terraform.nodes import Node

HOME = "terraform-aws-modules/vpc/aws/5"


@pytest.fixture
def stub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A stub of our own in a folder that can be written, and nothing waiting to be kept."""
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(kept, "_TO_KEEP", [])
    folder = tmp_path / "5"
    shutil.copytree(STUBS / HOME, folder, ignore=shutil.ignore_patterns("__pycache__"))
    yield folder


def blocks(folder: Path) -> list[SplitBlock]:
    return stubs.blocks_of(folder, sorted(folder.glob("*.tf")))


def said(body: Body) -> object:
    values = {name: evaluate(attribute.expression, CONSTANTS) for name, attribute in body.attributes.items()}
    return values, [(block.type, block.labels, said(block.body)) for block in body.blocks]


def kept_file(folder: Path) -> Path:
    (found,) = (folder / "__pycache__").glob("*.kept")
    return found


def test_what_is_kept_says_the_same(stub: Path) -> None:
    first = blocks(stub)
    before = [(block.type, block.labels, block.range, said(block.body)) for block in first]
    assert not any(block.kept for block in first)
    kept.keep()
    second = blocks(stub)
    assert sum(block.kept is not None for block in second) > 100
    assert [(block.type, block.labels, block.range, said(block.body)) for block in second] == before
    assert not any(block.fresh for block in second if block.kept is not None)


def test_blocks_that_nobody_asked_for_are_added_when_somebody_does(stub: Path) -> None:
    asked = [block for block in blocks(stub) if block.type == "resource"]
    assert asked[0].body.attributes
    kept.keep()
    again = [block for block in blocks(stub) if block.type == "resource"]
    assert [block.kept is not None for block in again[:2]] == [True, False]
    assert again[1].body.attributes
    kept.keep()
    assert [block.kept is not None for block in blocks(stub) if block.type == "resource"][:3] == [True, True, False]


def test_nothing_is_written_where_nothing_was_parsed(stub: Path) -> None:
    blocks(stub)
    kept.keep()
    assert not (stub / "__pycache__").exists()


def test_a_changed_file_is_read_anew(stub: Path) -> None:
    assert said(next(block for block in blocks(stub) if block.type == "resource").body)
    kept.keep()
    main = min(stub.glob("*.tf"))
    main.write_bytes(main.read_bytes() + b"\n")
    assert not any(block.kept for block in blocks(stub))


@pytest.mark.parametrize("data", [b"", b"\x00", b"no marshal", b"i\x01\x00\x00\x00", None])
def test_what_cannot_be_read_back_is_as_good_as_nothing(stub: Path, data: bytes | None) -> None:
    assert said(next(block for block in blocks(stub) if block.type == "resource").body)
    kept.keep()
    whole = kept_file(stub).read_bytes()
    kept_file(stub).write_bytes(whole[: len(whole) // 2] if data is None else data)
    assert not any(block.kept for block in blocks(stub))


def test_where_python_keeps_nothing_we_keep_nothing(stub: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert said(next(block for block in blocks(stub) if block.type == "resource").body)
    kept.keep()
    assert not (stub / "__pycache__").exists()


def test_a_folder_that_cannot_be_written_costs_nothing(stub: Path) -> None:
    (stub / "__pycache__").write_text("a file where the folder would be")
    assert said(next(block for block in blocks(stub) if block.type == "resource").body)
    kept.keep()
    assert not list(stub.glob("*.kept")) and os.path.isfile(stub / "__pycache__")


def shape(node: Node) -> object:
    return node.type, node.start_byte, node.end_byte, node.child_count, [shape(child) for child in node.children]


def test_kept_nodes_are_the_parsers(stub: Path) -> None:
    for path in sorted(stub.glob("*.tf")):
        body, _ = parse(Source(path.name, path.read_bytes(), stub=True))
        for block in body.blocks:
            assert shape(KeptNode(plain(block.node))) == shape(block.node)
            assert not KeptNode(plain(block.node)).has_error
