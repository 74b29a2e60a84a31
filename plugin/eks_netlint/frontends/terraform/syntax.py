"""HCL syntax: bytes to bodies of attributes and blocks, by tree-sitter-hcl.

The only module that knows the parser.  Bodies are read block by block and expressions are built when somebody
evaluates them, so that a file costs little more than its parse.  Traps of tree-sitter-hcl 1.2.0 that are mended here
and in ``build``: exponent numbers (``1e3``) are syntax errors to it, a byte order mark too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

import tree_sitter
import tree_sitter_hcl

from eks_netlint.source import Document, Problem, Span

if TYPE_CHECKING:
    from eks_netlint.frontends.terraform.expressions import Expression

_PARSER = tree_sitter.Parser(tree_sitter.Language(tree_sitter_hcl.language()))
_EXPONENT = re.compile(rb"(?<![\w.\"])\d+(?:\.\d+)?[eE][+-]?\d+(?![\w.])")


class Source(Document):
    """A document with what the parser could not be told: numbers in exponent form, by offset."""

    exponents: dict[int, float]

    def __init__(self, path: str, data: bytes, stub: bool = False) -> None:
        super().__init__(path, data, stub)
        self.exponents = {}


class Attribute:
    """``name = expression``; the expression is built on first use."""

    __slots__ = ("_expression", "document", "name", "node", "value_node")

    def __init__(self, name: str, node: tree_sitter.Node, value_node: tree_sitter.Node, document: Source) -> None:
        self.name = name
        self.node = node
        self.value_node = value_node
        self.document = document
        self._expression: Expression | None = None

    @property
    def expression(self) -> Expression:
        """The expression right of the equals sign."""
        if self._expression is None:
            from eks_netlint.frontends.terraform.build import build

            self._expression = build(self.value_node, self.document)
        return self._expression

    @property
    def span(self) -> Span:
        """The whole attribute."""
        return Span(self.document, self.node.start_byte, self.node.end_byte)

    def literal_text(self) -> str | None:
        """The value if it is a plain quoted string, else None; for settings Terraform itself wants literal."""
        from eks_netlint.frontends.terraform.expressions import Literal

        expression = self.expression
        if isinstance(expression, Literal) and isinstance(expression.value.value, str):
            return expression.value.value
        return None


class Block:
    """A block: type, labels and a body that is read on first use."""

    __slots__ = ("_body", "body_node", "document", "labels", "node", "type")

    def __init__(
        self,
        type: str,
        labels: tuple[str, ...],
        node: tree_sitter.Node,
        body_node: tree_sitter.Node | None,
        document: Source,
    ) -> None:
        self.type = type
        self.labels = labels
        self.node = node
        self.body_node = body_node
        self.document = document
        self._body: Body | None = None

    @property
    def body(self) -> Body:
        """Its attributes and nested blocks."""
        if self._body is None:
            self._body = Body(self.body_node, self.document)
        return self._body

    @property
    def span(self) -> Span:
        """The whole block, from its type to its closing brace."""
        return Span(self.document, self.node.start_byte, self.node.end_byte)


class Body:
    """Attributes by name and blocks in order."""

    def __init__(self, node: tree_sitter.Node | None, document: Source) -> None:
        self.attributes: dict[str, Attribute] = {}
        self.blocks: list[Block] = []
        self.document = document
        for child in node.children if node is not None else ():
            kind = child.type
            if kind == "attribute":
                attribute = _attribute(child, document)
                if attribute is not None:
                    self.attributes.setdefault(attribute.name, attribute)
            elif kind == "block":
                block = _block(child, document)
                if block is not None:
                    self.blocks.append(block)

    @cached_property
    def by_type(self) -> dict[str, list[Block]]:
        """Blocks by type; a dynamic block counts under the type it makes."""
        found: dict[str, list[Block]] = {}
        for block in self.blocks:
            name = block.labels[0] if block.type == "dynamic" and block.labels else block.type
            found.setdefault(name, []).append(block)
        return found


class SplitBlock(Block):
    """A block of one of our stubs, found by its first and last line and parsed when somebody needs its body.

    ``terraform fmt`` puts both in the first column, so no parse is needed to tell blocks apart; most of a stub's
    blocks are never asked for.
    """

    __slots__ = ("range",)

    def __init__(self, type: str, labels: tuple[str, ...], range: tuple[int, int], document: Source) -> None:
        self.type = type
        self.labels = labels
        self.range = range
        self.document = document
        self._body = None

    @property
    def body(self) -> Body:
        """Its attributes and nested blocks; their places lie in a document of the block's own."""
        if self._body is None:
            start, end = self.range
            piece = Source(self.document.path, self.document.data[start:end], self.document.stub)
            whole, _ = parse(piece)
            self._body = whole.blocks[0].body if whole.blocks else whole
        return self._body

    @property
    def span(self) -> Span:
        """The whole block."""
        return Span(self.document, *self.range)


_HEAD = re.compile(rb'(\w+)((?: +"[^"\n]*")*) *\{')
_LABEL = re.compile(rb'"([^"]*)"')


def split(document: Source) -> list[Block]:
    """The top-level blocks of a stub, none of them parsed yet."""
    data = document.data
    blocks: list[Block] = []
    at, size = 0, len(data)
    while at < size:
        line_end = data.find(b"\n", at)
        line_end = size if line_end < 0 else line_end
        head = _HEAD.match(data, at, line_end)
        if head is None:
            at = line_end + 1
            continue
        closing = line_end if data[line_end - 1 : line_end] == b"}" else data.find(b"\n}", line_end) + 2
        labels = tuple(label.decode() for label in _LABEL.findall(head[2]))
        blocks.append(SplitBlock(head[1].decode(), labels, (at, closing), document))
        at = closing + 1
    return blocks


def _text(node: tree_sitter.Node, document: Source) -> str:
    return document.data[node.start_byte : node.end_byte].decode("utf-8", "replace")


def _attribute(node: tree_sitter.Node, document: Source) -> Attribute | None:
    children = [child for child in node.children if child.type != "comment"]
    if len(children) < 3 or children[2].type != "expression":
        return None
    return Attribute(_text(children[0], document), node, children[2], document)


def _block(node: tree_sitter.Node, document: Source) -> Block | None:
    children = node.children
    if not children or children[0].type != "identifier":
        return None
    labels: list[str] = []
    body_node: tree_sitter.Node | None = None
    for child in children[1:]:
        kind = child.type
        if kind == "string_lit":
            labels.append(_text(child, document).strip('"'))
        elif kind == "identifier":
            labels.append(_text(child, document))
        elif kind == "body":
            body_node = child
    return Block(_text(children[0], document), tuple(labels), node, body_node, document)


def parse(document: Source) -> tuple[Body, list[Problem]]:
    """Read a document: its body, and a Problem for every stretch that is no HCL (the rest stays usable)."""
    data = document.data
    if data.startswith(b"\xef\xbb\xbf"):
        data = b"   " + data[3:]
    tree = _PARSER.parse(data)
    if tree.root_node.has_error and _EXPONENT.search(data):
        data = _EXPONENT.sub(lambda match: _as_digits(match, document), data)
        tree = _PARSER.parse(data)
    root = tree.root_node
    body = next((child for child in root.children if child.type == "body"), None)
    problems = [_problem(node, document) for node in _errors(root)] if root.has_error else []
    return Body(body, document), problems


def _as_digits(match: re.Match[bytes], document: Source) -> bytes:
    document.exponents[match.start()] = float(match[0])
    return b"1" * len(match[0])


def _errors(node: tree_sitter.Node) -> Iterator[tree_sitter.Node]:
    """The outermost broken stretches, at most a handful."""
    found = 0
    stack = [node]
    while stack and found < 5:
        current = stack.pop()
        if current.is_error or current.is_missing:
            found += 1
            yield current
            continue
        if current.has_error:
            stack.extend(reversed(current.children))


def _problem(node: tree_sitter.Node, document: Source) -> Problem:
    line = document.line_of(node.start_byte)
    if node.is_missing:
        return Problem(document.path, f"cannot be parsed as HCL: {node.type} is missing", line)
    near = document.line_text(line).strip()[:60]
    return Problem(document.path, f"cannot be parsed as HCL near: {near}", line)
