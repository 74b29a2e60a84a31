"""The blocks of our stubs, with the syntax trees of those that an earlier run has parsed."""

from __future__ import annotations

import marshal
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import tree_sitter_hcl

from eks_netlint.frontends.terraform import parsing
from eks_netlint.frontends.terraform.kept import keep_later, kept, stamp_of
from eks_netlint.frontends.terraform.nodes import plain
from eks_netlint.frontends.terraform.syntax import Source, SplitBlock, split

_READERS = [Path(parsing.__file__), Path(tree_sitter_hcl.__file__)]
"""What the trees depend on besides the files."""


class _File(NamedTuple):
    document: Source
    blocks: list[SplitBlock]


def blocks_of(directory: Path, files: Sequence[Path]) -> list[SplitBlock]:
    """The top-level blocks of a stub, in the order of its files.  Raises ``OSError``."""
    stamp = stamp_of([*files, *_READERS])
    read = _restored(kept(directory, stamp))
    if read is None:
        documents = [Source(path.as_posix(), path.read_bytes(), stub=True) for path in files]
        read = [_File(document, split(document)) for document in documents]
    keep_later(directory, stamp, partial(_plain, read))
    return [block for file in read for block in file.blocks]


def _restored(found: Any) -> list[_File] | None:
    if found is None:
        return None
    files = []
    for path, data, blocks in found:
        document = Source(path, data, stub=True)
        made = [SplitBlock(kind, labels, place, document, tree) for kind, labels, place, tree in blocks]
        files.append(_File(document, made))
    return files


def _plain(files: Sequence[_File]) -> object | None:
    """The files as plain data, None where this run has parsed nothing that was not kept before."""
    if not any(block.fresh is not None for file in files for block in file.blocks):
        return None
    return tuple((path.path, path.data, tuple(_plain_block(block) for block in blocks)) for path, blocks in files)


def _plain_block(block: SplitBlock) -> tuple[str, tuple[str, ...], tuple[int, int], bytes | None]:
    tree = block.kept if block.fresh is None else marshal.dumps(plain(block.fresh))
    return block.type, block.labels, block.range, tree
