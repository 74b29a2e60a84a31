"""What a syntax tree is made of, whether the parser has just made it or it was kept from an earlier run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from typing import Protocol

    class Node(Protocol):
        """A node of a syntax tree: what we use of tree-sitter's, with offsets in bytes."""

        @property
        def type(self) -> str:
            """The grammar's name for it."""

        @property
        def start_byte(self) -> int:
            """Where it begins."""

        @property
        def end_byte(self) -> int:
            """Where it ends."""

        @property
        def has_error(self) -> bool:
            """Whether the parser gave up on something in it."""

        @property
        def child_count(self) -> int:
            """How many children there are."""

        @property
        def children(self) -> Sequence[Node]:
            """Its children, punctuation included."""

        def child(self, index: int, /) -> Node | None:
            """One of them."""


Plain = tuple[Any, ...]
"""A node as plain data: type, start, end, and each child in the same form."""


class KeptNode:
    """A node that was kept as plain data; there are none with errors."""

    __slots__ = ("_children", "_plain", "end_byte", "start_byte", "type")

    has_error = False

    def __init__(self, plain: Plain) -> None:
        self.type: str = plain[0]
        self.start_byte: int = plain[1]
        self.end_byte: int = plain[2]
        self._plain = plain
        self._children: list[KeptNode] | None = None

    @property
    def child_count(self) -> int:
        """How many children there are."""
        return len(self._plain) - 3

    @property
    def children(self) -> list[KeptNode]:
        """Its children."""
        if self._children is None:
            self._children = [KeptNode(child) for child in self._plain[3:]]
        return self._children

    def child(self, index: int, /) -> KeptNode:
        """One of them."""
        return self.children[index]


def plain(node: Node) -> Plain:
    """The node and all below it as plain data."""
    return (node.type, node.start_byte, node.end_byte, *map(plain, node.children))
