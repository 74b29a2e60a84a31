"""From tree-sitter's nodes to expressions.

Mends what tree-sitter-hcl 1.2.0 gets wrong or leaves flat: chained conditionals associate to the left, operands are
not wrapped, literal pieces of templates lose their white space (so they are cut from the bytes between other nodes).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from eks_netlint.frontends.terraform.calls import Call
from eks_netlint.frontends.terraform.effort import TooMuch
from eks_netlint.frontends.terraform.expressions import (
    Broken,
    Expression,
    Fault,
    Literal,
    ObjectOf,
    Parenthesised,
    Postfix,
    Traversal,
    TupleOf,
)
from eks_netlint.frontends.terraform.interpolation import Template
from eks_netlint.frontends.terraform.loops import ForObject, ForTuple
from eks_netlint.frontends.terraform.numerals import parse_number
from eks_netlint.frontends.terraform.operators import Binary, Conditional, Unary
from eks_netlint.frontends.terraform.steps import GetAttribute, GetIndex, Splat, Step
from eks_netlint.frontends.terraform.syntax import Attribute, Source
from eks_netlint.frontends.terraform.templates import heredoc, quoted, unescape

if TYPE_CHECKING:
    from eks_netlint.frontends.terraform.nodes import Node

_OPERATORS = frozenset(["&&", "||", "==", "!=", "<", ">", "<=", ">=", "+", "-", "*", "/", "%"])
_WRAPPERS = frozenset(["expression", "literal_value", "operation", "collection_value"])  # they add nothing


MAX_ELEMENTS = 50_000
"""Elements, each with its comma, of a list or object that is written out."""

MAX_CHAIN = 500
"""Conditions in a row."""


def built(attribute: Attribute) -> Expression:
    """The expression of an attribute; of one that cannot be told, an expression that says why."""
    node, document = attribute.value_node, attribute.document
    why = attribute.spoiled or ("" if document.is_whole(node) else "cannot be parsed")
    if not why:
        try:
            return build(node, document)
        except RecursionError:
            why = "nested too deeply to evaluate"
        except TooMuch as too_much:
            why = str(too_much)
        except Exception as error:
            return Fault(document, node.start_byte, node.end_byte, error)
    return Broken(document, node.start_byte, node.end_byte, why)


def build(node: Node, document: Source) -> Expression:
    """The expression of an ``expression`` node, or of any node that stands for one."""
    while node.child_count == 1:
        child = node.child(0)
        if child is None or child.type not in _WRAPPERS:
            break
        node = child
    return terms([child for child in node.children if child.type != "comment"], document, node)


def terms(nodes: Sequence[Node], document: Source, at: Node) -> Expression:
    """A primary expression followed by postfix steps, given as siblings."""
    if not nodes:
        return Broken(document, at.start_byte, at.end_byte)
    start, end = nodes[0].start_byte, nodes[-1].end_byte
    if nodes[0].type == "(":
        closing = next((i for i, node in enumerate(nodes) if node.type == ")"), len(nodes) - 1)
        inner = terms(nodes[1:closing], document, at)
        base: Expression = Parenthesised(document, start, nodes[closing].end_byte, inner)
        rest = nodes[closing + 1 :]
    else:
        first, rest = nodes[0], nodes[1:]
        if first.type == "variable_expr":
            name = text_of(first, document)
            return Traversal(document, start, end, name, steps(rest, document))
        base = primary(first, document)
    return Postfix(document, start, end, base, steps(rest, document)) if rest else base


def primary(node: Node, document: Source) -> Expression:
    """The expression of one node that is no bare name."""
    maker = _MAKERS.get(node.type)
    return Broken(document, node.start_byte, node.end_byte) if maker is None else maker(node, document)


def text_of(node: Node, document: Source) -> str:
    """Source text of a node."""
    return document.data[node.start_byte : node.end_byte].decode("utf-8", "replace")


def steps(nodes: Sequence[Node], document: Source) -> list[Step]:
    """Postfix nodes as steps."""
    made: list[Step] = []
    for place, node in enumerate(nodes):
        if node.type == "get_attr":
            made.append(GetAttribute(text_of(node.children[-1], document)))
        elif node.type == "index":
            made.extend(_index(node.children[0], document))
        elif node.type == "splat":
            splat = node.children[0]
            if splat.type == "full_splat":
                return [*made, Splat(steps([*splat.children[1:], *nodes[place + 1 :]], document))]
            made.extend(_attribute_splat(splat.children[1:], document))
        elif node.type == "variable_expr":
            made.append(GetAttribute(text_of(node, document)))
    return made


def _attribute_splat(inside: Sequence[Node], document: Source) -> list[Step]:
    """``[*]`` takes every following step along; the older ``.*`` takes names and ``.0``: ``[0]`` is of its result."""
    brackets = (i for i, child in enumerate(inside) if child.type == "index" and child.children[0].type == "new_index")
    cut = next(brackets, len(inside))
    return [Splat(steps(inside[:cut], document)), *steps(inside[cut:], document)]


def _index(node: Node, document: Source) -> list[Step]:
    if node.type == "legacy_index":
        numbers = text_of(node, document).lstrip(".").split(".")
        return [
            GetIndex(Literal(document, node.start_byte, node.end_byte, int(number)))
            for number in numbers
            if number.isdigit()
        ]
    inner = next((child for child in node.children if child.type == "expression"), None)
    if inner is None:
        return [GetIndex(Broken(document, node.start_byte, node.end_byte))]
    return [GetIndex(build(inner, document))]


def _wrapped(node: Node, document: Source) -> Expression:
    """A node that only wraps others (``literal_value``, ``operation``, ``expression``)."""
    return build(node, document)


def _number(node: Node, document: Source) -> Expression:
    start = node.start_byte
    number = parse_number(document.exponents.get(start) or text_of(node, document))
    if number is None:
        return Broken(document, start, node.end_byte, "a number too large to evaluate")
    return Literal(document, start, node.end_byte, number)


def _bool(node: Node, document: Source) -> Expression:
    return Literal(document, node.start_byte, node.end_byte, text_of(node, document) == "true")


def _null(node: Node, document: Source) -> Expression:
    return Literal(document, node.start_byte, node.end_byte, None)


def _string(node: Node, document: Source) -> Expression:
    raw = document.data[node.start_byte + 1 : node.end_byte - 1].decode("utf-8", "replace")
    return Literal(document, node.start_byte, node.end_byte, unescape(raw) if "\\" in raw or "{" in raw else raw)


def _template(node: Node, document: Source) -> Expression:
    inner = node.children[0]
    parts = heredoc(inner, document, build) if inner.type == "heredoc_template" else quoted(inner, document, build)
    if not parts:
        return Literal(document, node.start_byte, node.end_byte, "")
    if len(parts) == 1 and isinstance(parts[0], str):
        return Literal(document, node.start_byte, node.end_byte, parts[0])
    return Template(document, node.start_byte, node.end_byte, parts)


def _tuple(node: Node, document: Source) -> Expression:
    members = [build(child, document) for child in _children(node) if child.type == "expression"]
    return TupleOf(document, node.start_byte, node.end_byte, members)


def _children(node: Node) -> Sequence[Node]:
    if node.child_count > MAX_ELEMENTS:
        raise TooMuch("too many elements to evaluate")
    return node.children


def _object(node: Node, document: Source) -> Expression:
    elements = []
    for child in _children(node):
        if child.type == "object_elem":
            pair = [one for one in child.children if one.type == "expression"]
            if len(pair) == 2:
                elements.append((_key(pair[0], document), build(pair[1], document)))
    return ObjectOf(document, node.start_byte, node.end_byte, elements)


def _key(node: Node, document: Source) -> Expression:
    """An object key: a bare name stands for itself."""
    expression = build(node, document)
    if isinstance(expression, Traversal) and not expression.steps:
        return Literal(document, expression.start, expression.end, expression.root)
    return expression


def _call(node: Node, document: Source) -> Expression:
    name = text_of(node.children[0], document)
    arguments = next((child for child in node.children if child.type == "function_arguments"), None)
    inner = _children(arguments) if arguments is not None else []
    made = [build(child, document) for child in inner if child.type == "expression"]
    expand = any(child.type == "ellipsis" for child in inner)
    return Call(document, node.start_byte, node.end_byte, name, made, expand)


def _conditional(node: Node, document: Source) -> Expression:
    """``a ? b : c``, re-associated to the right where the grammar chained it to the left."""
    test, yes, no = _arms(node)
    chain: list[tuple[Node, Node]] = [(yes, no)]
    while (inner := _bare_conditional(test)) is not None:
        test, yes, no = _arms(inner)
        chain.insert(0, (yes, no))
        if len(chain) > MAX_CHAIN:
            raise TooMuch("too many conditions to evaluate")
    # (a ? b : c) ? d : e  was written  a ? b : (c ? d : e)
    result = build(chain[-1][1], document)
    end = node.end_byte
    for position in range(len(chain) - 1, -1, -1):
        test_node = test if position == 0 else chain[position - 1][1]
        result = Conditional(
            document,
            test_node.start_byte,
            end,
            build(test_node, document),
            build(chain[position][0], document),
            result,
        )
    return result


def _arms(node: Node) -> tuple[Node, Node, Node]:
    inner = [child for child in node.children if child.type == "expression"]
    while len(inner) < 3:
        inner.append(node)
    return inner[0], inner[1], inner[2]


def _bare_conditional(node: Node) -> Node | None:
    """The conditional that is the whole of an expression without parentheses."""
    children = [child for child in node.children if child.type != "comment"]
    return children[0] if len(children) == 1 and children[0].type == "conditional" else None


def _unary(node: Node, document: Source) -> Expression:
    children = [child for child in node.children if child.type != "comment"]
    operand = terms(children[1:], document, node)
    return Unary(document, node.start_byte, node.end_byte, children[0].type, operand)


def _binary(node: Node, document: Source) -> Expression:
    children = [child for child in node.children if child.type != "comment"]
    depth = 0
    for position, child in enumerate(children):
        depth += {"(": 1, ")": -1}.get(child.type, 0)
        if position and not depth and child.type in _OPERATORS:
            left = terms(children[:position], document, node)
            right = terms(children[position + 1 :], document, node)
            return Binary(document, node.start_byte, node.end_byte, child.type, left, right)
    return Broken(document, node.start_byte, node.end_byte)


def _for(node: Node, document: Source) -> Expression:
    inner = node.children[0]
    intro = next(child for child in inner.children if child.type == "for_intro")
    names = [text_of(child, document) for child in intro.children if child.type == "identifier"]
    pair = (names[0], names[1]) if len(names) == 2 else (None, names[0])
    source = build(next(child for child in intro.children if child.type == "expression"), document)
    results = [build(child, document) for child in inner.children if child.type == "expression"]
    condition_node = next((child for child in inner.children if child.type == "for_cond"), None)
    condition = None
    if condition_node is not None:
        condition = build(next(child for child in condition_node.children if child.type == "expression"), document)
    start, end = node.start_byte, node.end_byte
    if inner.type == "for_tuple_expr":
        return ForTuple(document, start, end, pair, source, results[0], condition)
    grouped = any(child.type == "ellipsis" for child in inner.children)
    return ForObject(document, start, end, pair, source, (results[0], results[1]), condition, grouped)


_MAKERS = {
    "expression": _wrapped,
    "literal_value": _wrapped,
    "operation": _wrapped,
    "collection_value": _wrapped,
    "for_expr": _for,
    "numeric_lit": _number,
    "bool_lit": _bool,
    "null_lit": _null,
    "string_lit": _string,
    "template_expr": _template,
    "tuple": _tuple,
    "object": _object,
    "function_call": _call,
    "conditional": _conditional,
    "unary_operation": _unary,
    "binary_operation": _binary,
}

