"""Print the input declarations of a Terraform module, for the ``variables.tf`` of a stub.

    python tools/stub_inputs.py CHECKOUT/modules/eks-managed-node-group [--loosen NAME ...] > .../variables.tf

Only what a caller can see is taken: names, types, defaults, ``nullable``.  Types named by ``--loosen`` become
``any``: right where a typed object would only add attributes that the stub does not read.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import tree_sitter
import tree_sitter_hcl

LANGUAGE = tree_sitter.Language(tree_sitter_hcl.language())


class Input(NamedTuple):
    name: str
    type: str
    default: str | None
    nullable: str | None


def blocks(node: tree_sitter.Node) -> Iterator[tuple[list[str], tree_sitter.Node]]:
    """Labels (block type first) and body of every block directly inside a file or a body."""
    for child in node.children:
        if child.type == "body":
            yield from blocks(child)
        elif child.type == "block":
            labels = [plain(part).strip('"') for part in child.children if part.type in ("identifier", "string_lit")]
            body = next((part for part in child.children if part.type == "body"), None)
            if body is not None:
                yield labels, body


def plain(node: tree_sitter.Node) -> str:
    """Source text without comments."""
    if node.text is None:
        return ""
    cuts = [(c.start_byte - node.start_byte, c.end_byte - node.start_byte) for c in comments(node)]
    text = node.text
    for start, end in reversed(cuts):
        text = text[:start] + text[end:]
    return text.decode()


def comments(node: tree_sitter.Node) -> Iterator[tree_sitter.Node]:
    for child in node.children:
        if child.type == "comment":
            yield child
        else:
            yield from comments(child)


def attributes(body: tree_sitter.Node) -> dict[str, str]:
    """Attributes of a body as source text."""
    found = {}
    for child in body.children:
        if child.type == "attribute":
            name, _, expression = plain(child).partition("=")
            found[name.strip()] = re.sub(r"\n\s*\n+", "\n", expression.strip())
    return found


def parse(path: Path) -> tree_sitter.Node:
    """Syntax tree of a file, or of every file of a directory joined."""
    files = sorted(path.glob("*.tf")) if path.is_dir() else [path]
    source = b"\n".join(file.read_bytes() for file in files)
    return tree_sitter.Parser(LANGUAGE).parse(source).root_node


def inputs(path: Path) -> Iterator[Input]:
    """Every variable of a module, in the order of its files."""
    for labels, body in blocks(parse(path)):
        if labels[0] == "variable":
            found = attributes(body)
            yield Input(labels[1], found.get("type", "any"), found.get("default"), found.get("nullable"))


def outputs(path: Path) -> list[str]:
    """Names of the outputs of a module."""
    return [labels[1] for labels, _ in blocks(parse(path)) if labels[0] == "output"]


def declaration(variable: Input, loosen: Sequence[str]) -> str:
    """The variable block of a stub."""
    lines = [f'variable "{variable.name}" {{']
    lines.append(f"  type = {'any' if variable.name in loosen else variable.type}")
    if variable.default is not None:
        lines.append(f"  default = {variable.default}")
    if variable.nullable is not None:
        lines.append(f"  nullable = {variable.nullable}")
    return "\n".join([*lines, "}", ""])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("module", type=Path)
    parser.add_argument("--loosen", nargs="*", default=[], metavar="NAME")
    options = parser.parse_args()
    sys.stdout.write("\n".join(declaration(variable, options.loosen) for variable in inputs(options.module)))


if __name__ == "__main__":
    main()
