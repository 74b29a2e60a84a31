"""The least that anything reading Terraform has to do: parse each file, walk each tree once into Python tuples.

python benchmarks/baseline.py FOLDER
"""

from __future__ import annotations

import os
import sys
from typing import Any

import tree_sitter
import tree_sitter_hcl


def walk(node: tree_sitter.Node) -> tuple[Any, ...]:
    """The node as (type, first byte, end, children)."""
    return (node.type, node.start_byte, node.end_byte, tuple([walk(child) for child in node.children]))


def main(folder: str) -> None:
    parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_hcl.language()))
    files = 0
    for directory, _, names in os.walk(folder):
        for name in names:
            if name.endswith((".tf", ".tfvars")):
                with open(os.path.join(directory, name), "rb") as file:
                    walk(parser.parse(file.read()).root_node)  # dropped at once: keeping it would cost collections
                files += 1
    print(f"{files} files")


if __name__ == "__main__":
    main(sys.argv[1])
