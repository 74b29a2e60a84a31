"""HCL syntax: bytes to bodies of attributes and blocks, by tree-sitter-hcl.

Bodies are read block by block and expressions are built when somebody evaluates them, so that a file costs little
more than its parse.  What lies in or around a broken stretch is not guessed: such an attribute is unknown, and a body
with an error in it may hold more than is seen.
"""

from __future__ import annotations

import marshal
import re
from functools import cached_property
from typing import TYPE_CHECKING

from eks_netlint.frontends.terraform.nodes import KeptNode
from eks_netlint.frontends.terraform.parsing import Head, head_over_lines, parsed
from eks_netlint.patterns import pattern
from eks_netlint.source import Document, Problem, Span

if TYPE_CHECKING:
    from eks_netlint.frontends.terraform.expressions import Expression
    from eks_netlint.frontends.terraform.nodes import Node


class Source(Document):
    """A document with what the parser could not be told: numbers in exponent form, by offset, and what is ``lost``.

    Lost are ranges of bytes that were not parsed, though the nodes around them look whole.
    """

    exponents: dict[int, str]
    lost: list[tuple[int, int]]

    def __init__(self, path: str, data: bytes, stub: bool = False) -> None:
        super().__init__(path, data, stub)
        self.exponents = {}
        self.lost = []

    def is_whole(self, node: Node) -> bool:
        """Whether all of a node could be read."""
        if node.has_error or not self.lost:
            return not node.has_error
        return not any(start < node.end_byte and node.start_byte < end for start, end in self.lost)


class Attribute:
    """``name = expression``; the expression is built on first use."""

    __slots__ = ("_expression", "document", "name", "node", "spoiled", "value_node")

    def __init__(self, name: str, node: Node, value_node: Node, document: Source) -> None:
        self.name = name
        self.node = node
        self.value_node = value_node
        self.document = document
        self.spoiled = ""  # why its value cannot be told although it is written
        self._expression: Expression | None = None

    @property
    def expression(self) -> Expression:
        """The expression right of the equals sign."""
        if self._expression is None:
            from eks_netlint.frontends.terraform.build import built

            self._expression = built(self)
        return self._expression

    @property
    def span(self) -> Span:
        """The whole attribute."""
        return Span(self.document, self.node.start_byte, self.node.end_byte)

    def literal_text(self) -> str | None:
        """The value if it is a plain quoted string, else None; for settings Terraform itself wants literal.

        Raises what our own code raised when the expression was built.
        """
        from eks_netlint.frontends.terraform.expressions import Fault, Literal

        expression = self.expression
        if isinstance(expression, Fault):
            raise expression.fault
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
        node: Node,
        body_node: Node | None,
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
            self._body = Body(self.document, self.body_node)
            self._body.broken = self._body.broken or not self.document.is_whole(self.node)
        return self._body

    @property
    def span(self) -> Span:
        """The whole block, from its type to its closing brace."""
        return Span(self.document, self.node.start_byte, self.node.end_byte)


class Body:
    """Attributes by name and blocks in order."""

    def __init__(self, document: Source, *nodes: Node | None) -> None:
        self.attributes: dict[str, Attribute] = {}
        self.blocks: list[Block] = []
        self.document = document
        self.broken = False  # whether it may hold more than is seen
        for node in nodes:
            self._add(node)

    def _add(self, node: Node | None) -> None:
        if node is None:
            return
        self.broken = self.broken or not self.document.is_whole(node)
        for child in node.children:
            kind = child.type
            if kind == "attribute":
                self._add_attribute(child)
            elif kind == "block":
                block = _block(child, self.document)
                if block is not None and not head_over_lines(child, self.document.data):
                    self.blocks.append(block)
                else:
                    self.broken = True

    def _add_attribute(self, node: Node) -> None:
        attribute = _attribute(node, self.document)
        if attribute is None:
            return
        first = self.attributes.setdefault(attribute.name, attribute)
        if first is not attribute:
            first.spoiled = f"{attribute.name} is written twice"

    def override(self, other: Body) -> None:
        """Take over what an override file says: arguments by name, nested blocks by type."""
        self.attributes.update(other.attributes)
        replaced = other.by_type
        self.blocks = [block for block in self.blocks if _made_by(block) not in replaced] + other.blocks
        self.broken = self.broken or other.broken
        self.__dict__.pop("by_type", None)

    @cached_property
    def by_type(self) -> dict[str, list[Block]]:
        """Blocks by type; a dynamic block counts under the type it makes."""
        found: dict[str, list[Block]] = {}
        for block in self.blocks:
            found.setdefault(_made_by(block), []).append(block)
        return found


def _made_by(block: Block) -> str:
    return block.labels[0] if block.type == "dynamic" and block.labels else block.type


class LostBlock(Block):
    """A block of which only the head could be read: it is there, and nobody knows what it holds."""

    __slots__ = ("head",)

    def __init__(self, head: Head, document: Source) -> None:
        self.type = head.type
        self.labels = head.labels
        self.head = head
        self.document = document
        self._body = Body(document)
        self._body.broken = True

    @property
    def span(self) -> Span:
        """Its head."""
        return Span(self.document, self.head.start, self.head.end)


class SplitBlock(Block):
    """A block of one of our stubs, found by its first and last line and parsed when somebody needs its body.

    ``terraform fmt`` puts both in the first column, so no parse is needed to tell blocks apart; most of a stub's
    blocks are never asked for.  ``kept`` is the body's tree as an earlier run has kept it, None where none did;
    ``fresh`` is the one that this run has parsed.
    """

    __slots__ = ("fresh", "kept", "range")

    def __init__(
        self, type: str, labels: tuple[str, ...], range: tuple[int, int], document: Source, kept: bytes | None = None
    ) -> None:
        self.type = type
        self.labels = labels
        self.range = range
        self.document = document
        self.kept = kept
        self.fresh: Node | None = None
        self._body = None

    @property
    def body(self) -> Body:
        """Its attributes and nested blocks; their places lie in a document of the block's own."""
        if self._body is None:
            start, end = self.range
            piece = Source(self.document.path, self.document.data[start:end], self.document.stub)
            if self.kept is not None:
                self._body = Body(piece, KeptNode(marshal.loads(self.kept)))
            elif self.type == "variable" and (plain := _PLAIN.match(piece.data)):
                self._body = _plain(piece, plain)
            else:
                self._body = self._parsed(piece)
        return self._body

    def _parsed(self, piece: Source) -> Body:
        whole, problems = parse(piece)
        if not whole.blocks:
            return whole
        if not (problems or piece.exponents or piece.lost):
            self.fresh = whole.blocks[0].body_node
        return whole.blocks[0].body

    @property
    def span(self) -> Span:
        """The whole block."""
        return Span(self.document, *self.range)


class PlainAttribute(Attribute):
    """An attribute of a stub's variable, on a line of its own: most say one of a dozen things, each parsed once."""

    __slots__ = ("_range",)

    def __init__(self, document: Source, name: str, range: tuple[int, int]) -> None:
        self.name = name
        self.document = document
        self.spoiled = ""
        self._range = range

    @property
    def expression(self) -> Expression:
        """The expression, which is that of every attribute of a stub with this text."""
        text = self.document.data[slice(*self._range)]
        found = _EXPRESSIONS.get(text)
        if found is None:
            body, _ = parse(Source(self.document.path, b"value = " + text + b"\n", stub=True))
            found = _EXPRESSIONS[text] = body.attributes["value"].expression
        return found

    @property
    def span(self) -> Span:
        """The value."""
        return Span(self.document, *self._range)


_EXPRESSIONS: dict[bytes, Expression] = {}
_PLAIN = pattern(rb'variable "[^"\n]*" \{\n((?:  \w+ *= (?!<<)[^\n]*[^\n{(\[,]\n)*)\}\Z')
_LINE = pattern(rb"  (\w+) *= ([^\n]*)\n")


def _plain(piece: Source, found: re.Match[bytes]) -> Body:
    body = Body(piece)
    for line in _LINE.finditer(piece.data, *found.span(1)):
        name = line[1].decode()
        body.attributes[name] = PlainAttribute(piece, name, line.span(2))
    return body


_HEAD = pattern(rb'(\w+)((?: +"[^"\n]*")*) *\{')
_LABEL = pattern(rb'"([^"]*)"')


def split(document: Source) -> list[SplitBlock]:
    """The top-level blocks of a stub, none of them parsed yet."""
    data = document.data
    blocks: list[SplitBlock] = []
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


def _text(node: Node, document: Source) -> str:
    return document.data[node.start_byte : node.end_byte].decode("utf-8", "replace")


def _attribute(node: Node, document: Source) -> Attribute | None:
    children = [child for child in node.children if child.type != "comment"]
    if len(children) < 3 or children[2].type != "expression":
        return None
    return Attribute(_text(children[0], document), node, children[2], document)


def _block(node: Node, document: Source) -> Block | None:
    children = node.children
    if not children or children[0].type != "identifier":
        return None
    labels: list[str] = []
    body_node: Node | None = None
    for child in children[1:]:
        kind = child.type
        if kind == "string_lit":
            labels.append(_text(child, document).strip('"'))
        elif kind == "identifier":
            labels.append(_text(child, document))
        elif kind == "body":
            body_node = child
    return Block(_text(children[0], document), tuple(labels), node, body_node, document)


def parse(document: Source, recover: bool = True) -> tuple[Body, list[Problem]]:
    """Read a document: its body, and a Problem for every stretch that is no HCL (the rest stays usable).

    ``recover`` says whether a broken document is worth the work of saving what can be saved.
    """
    found = parsed(document, recover)
    body = Body(document, *found.bodies)
    body.blocks.extend(LostBlock(head, document) for head in found.heads)
    return body, list(found.problems)
