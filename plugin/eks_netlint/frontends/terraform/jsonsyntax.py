"""Terraform's JSON syntax: blocks and expressions of a ``.tf.json`` file.

https://developer.hashicorp.com/terraform/language/syntax/json (2026-11).  The syntax does not tell an argument from a
nested block; Terraform asks the provider's schema.  We take an object in a resource for a block unless its name is that
of a map, and lowering reads both alike.  Strings are templates, except where Terraform wants a literal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from eks_netlint.frontends.terraform.expressions import Broken, Expression, Literal, ObjectOf, TupleOf
from eks_netlint.frontends.terraform.interpolation import Template
from eks_netlint.frontends.terraform.jsontree import BadJson, Members, Node, Pairs, read
from eks_netlint.frontends.terraform.syntax import Attribute, Block, Body, Source, parse
from eks_netlint.source import Document, Problem, Span

_LABELS = {
    **dict.fromkeys(("resource", "data", "ephemeral"), 2),
    **dict.fromkeys(("module", "variable", "output", "provider", "check"), 1),
}
"""How many names stand above the body of a block; none above any other."""

_META = frozenset(["lifecycle", "provisioner", "connection", "timeouts", "validation", "precondition"])
_NESTING = frozenset(["resource", "data", "ephemeral", "variable", "output", ""])  # what may hold such blocks
_LITERAL = frozenset(["source", "version", "description", "default", "nullable", "sensitive", "ephemeral"])
_MAPS = frozenset(
    (
        *("attributes", "configuration", "dimensions", "environment", "labels", "limits", "metadata", "options"),
        *("properties", "requests", "triggers", "weights"),
    )
)
"""Arguments of ``aws_*`` resources that take a map: those of provider 5.100 that more than one resource has, and every
name that ends in ``tags``, ``parameters``, ``variables`` or ``values``."""

_MAPS_END = ("tags", "parameters", "variables", "values")


class Decoded(Source):
    """The characters of a JSON string, without its escapes; every place in it is that of the string."""

    def __init__(self, around: Document, start: int, data: bytes) -> None:
        super().__init__(around.path, data, around.stub)
        self.around = around
        self.at = start

    def __reduce__(self) -> tuple[type[Decoded], tuple[Document, int, bytes]]:  # type: ignore[override] # other parts
        """What another process is sent: it is no file of its own."""
        return Decoded, (self.around, self.at, self.data)

    def line_of(self, offset: int) -> int:
        """The line of the string."""
        return self.around.line_of(self.at)

    def position(self, offset: int) -> tuple[int, int]:
        """Where the string begins."""
        return self.around.position(self.at)

    def line_text(self, line: int) -> str:
        """Text of a line of the file."""
        return self.around.line_text(line)


class JsonAttribute(Attribute):
    """``"name": value``; the expression is built on first use."""

    __slots__ = ("_build", "_span")

    def __init__(self, name: str, build: Callable[[], Expression], span: Span, document: Source) -> None:
        self.name = name
        self.document = document
        self.spoiled = ""
        self._expression = None
        self._build = build
        self._span = span

    @property
    def expression(self) -> Expression:
        """The expression right of the colon."""
        if self._expression is None:
            broken = Broken(self.document, self._span.start, self._span.end, self.spoiled)
            self._expression = broken if self.spoiled else self._build()
        return self._expression

    @property
    def span(self) -> Span:
        """Name and value."""
        return self._span


class JsonBlock(Block):
    """An object that stands for a block."""

    __slots__ = ("_span",)

    def __init__(self, type: str, labels: tuple[str, ...], body: Body, span: Span) -> None:
        self.type = type
        self.labels = labels
        self.document = body.document
        self._body = body
        self._span = span

    @property
    def span(self) -> Span:
        """From the name that leads to it to its closing brace."""
        return self._span


def parse_json(document: Source, problems: list[Problem]) -> list[Block]:
    """The top-level blocks; a file that is no JSON has none.

    What is wrong is added to ``problems``: with a template in a string, when somebody evaluates it.
    """
    reader = _Reader(document, problems)
    try:
        top = read(document.data)
    except BadJson as bad:
        reader.wrong(f"cannot be parsed as JSON: {bad}", min(bad.at, len(document.data)))
        return []
    blocks: list[Block] = []
    for name, value in reader.properties(top):
        if str(name.value) != "//":
            blocks.extend(reader.labelled(str(name.value), (), name, value))
    return blocks


class _Reader:
    def __init__(self, document: Source, problems: list[Problem]) -> None:
        self.document = document
        self.problems = problems

    def wrong(self, what: str, at: int) -> None:
        """Keep a Problem with its line."""
        self.problems.append(Problem(self.document.path, what, self.document.line_of(at)))

    def properties(self, node: Node) -> Iterator[tuple[Node, Node]]:
        """Pairs of an object, or of every object of an array: Terraform allows both wherever a block may stand."""
        if isinstance(node.value, Pairs):
            yield from node.value
        elif isinstance(node.value, Members):
            for member in node.value:
                yield from self.properties(member)
        elif node.value is not None:
            self.wrong("an object is required here", node.start)

    def labelled(self, type: str, labels: tuple[str, ...], name: Node, node: Node) -> Iterator[Block]:
        """Blocks of a type below the labels that are read already."""
        if len(labels) < _LABELS.get(type, 0):
            for label, value in self.properties(node):
                if str(label.value) != "//":
                    yield from self.labelled(type, (*labels, str(label.value)), label, value)
            return
        bodies = node.value if isinstance(node.value, Members) else (node,)
        for body in bodies:
            start = name.start if len(bodies) == 1 else body.start
            made = self.body(body, type, labels)
            yield JsonBlock(type, labels, made, Span(self.document, start, body.end))

    def body(self, node: Node, type: str, labels: tuple[str, ...] = ()) -> Body:
        """A body; ``type`` is that of the block around it, empty for a nested one."""
        body = Body(self.document)
        nests = type in ("resource", "data", "") and (not labels or labels[0].startswith("aws_"))
        for name, value in self.properties(node):
            key = str(name.value)
            if key == "//":
                continue
            if key == "dynamic" and type in _NESTING:
                body.blocks.extend(self._dynamic(value))
            elif (key in _META and type in _NESTING) or (nests and _is_block(key, value)):
                body.blocks.extend(self._nested(key, name, value))
            else:
                literal = key in _LITERAL and type in ("variable", "module", "output")
                attribute = self._attribute(name, value, native=(type, key) == ("variable", "type"), literal=literal)
                first = body.attributes.setdefault(key, attribute)
                if first is not attribute:
                    first.spoiled = f"{key} is written twice"
        return body

    def _nested(self, key: str, name: Node, node: Node) -> Iterator[Block]:
        if node.value is None:
            return
        bodies = node.value if isinstance(node.value, Members) else (node,)
        for body in bodies:
            start = name.start if len(bodies) == 1 else body.start
            yield JsonBlock(key, (), self.body(body, ""), Span(self.document, start, body.end))

    def _dynamic(self, node: Node) -> Iterator[Block]:
        for label, value in self.properties(node):
            bodies = value.value if isinstance(value.value, Members) else (value,)
            for one in bodies:
                made = Body(self.document)
                for name, inner in self.properties(one):
                    key = str(name.value)
                    if key == "content":
                        made.blocks.extend(self._nested(key, name, inner))
                    elif key != "//":
                        made.attributes[key] = self._attribute(name, inner, native=key == "iterator")
                yield JsonBlock("dynamic", (str(label.value),), made, Span(self.document, label.start, one.end))

    def _attribute(self, name: Node, node: Node, *, native: bool = False, literal: bool = False) -> Attribute:
        """An argument; ``native`` says that a string is an expression, ``literal`` that it is no template."""
        value = node.value
        if native and isinstance(value, str):
            build = partial(self._parsed, node, value)
        else:
            build = partial(self.expression, node, literal)
        return JsonAttribute(str(name.value), build, Span(self.document, name.start, node.end), self.document)

    def expression(self, node: Node, literal: bool = False) -> Expression:
        """The expression that a value stands for."""
        value, document, start, end = node.value, self.document, node.start, node.end
        if isinstance(value, Members):
            return TupleOf(document, start, end, [self.expression(member, literal) for member in value])
        if isinstance(value, Pairs):
            elements = [(self.expression(key, literal), self.expression(one, literal)) for key, one in value]
            return ObjectOf(document, start, end, elements)
        if isinstance(value, str) and not literal and ("${" in value or "%{" in value):
            return self._template(node, value)
        return Literal(document, start, end, value)

    def _template(self, node: Node, text: str) -> Expression:
        """A string with something inside; the line end of the heredoc that it is wrapped in is cut off again."""
        made = self._parsed(node, f"<<END_OF_STRING_7f3a\n{text}\nEND_OF_STRING_7f3a\n")
        if isinstance(made, Literal):
            return Literal(self.document, node.start, node.end, str(made.value.value).removesuffix("\n"))
        if not isinstance(made, Template):
            return made
        parts = list(made.parts)
        if isinstance(parts[-1], str):
            parts[-1] = parts[-1].removesuffix("\n")
            parts = parts if parts[-1] else parts[:-1]
        return Template(self.document, node.start, node.end, parts)

    def _parsed(self, node: Node, text: str) -> Expression:
        """Text in native syntax as an expression."""
        decoded = Decoded(self.document, node.start, f"t = {text}\n".encode("utf-8", "replace"))
        body, problems = parse(decoded, recover=False)
        attribute = body.attributes.get("t")
        if problems or attribute is None or len(body.attributes) + len(body.blocks) > 1:
            self.wrong("a string cannot be parsed as a template", node.start)
            return Broken(self.document, node.start, node.end)
        return attribute.expression


def _is_block(name: str, node: Node) -> bool:
    """Whether an object, or an array of objects, under this name is a block rather than a value."""
    if name in _MAPS or name.endswith(_MAPS_END):
        return False
    value = node.value
    if isinstance(value, Members):
        return bool(value) and all(isinstance(member.value, Pairs) for member in value)
    return isinstance(value, Pairs)
