"""YAML text into Values, each with the place of its line."""

from __future__ import annotations

import re
from collections.abc import Sequence

import yaml

from eks_netlint.lowering import read
from eks_netlint.lowering.declared import spelling
from eks_netlint.model.nouns import Members
from eks_netlint.patterns import pattern
from eks_netlint.source import Span
from eks_netlint.values import Fields, Items, Known, Origin, Reference, Scalar, Text, Unknown, Value

_LIMIT = 1_000_000
"""Characters of one text we parse; a manifest near this size carries no ENIConfig."""

_EXPANDED = 100_000
"""Values that one document may hold once its aliases are followed."""

_DEPTH = 60
_INT = pattern(r"[-+]?\d+")
_FLOAT = pattern(r"[-+]?\d+\.\d+")
_HOLE = pattern(r"eknhole(\d+)e")
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TAG = "tag:yaml.org,2002:"


def parse(text: str, holes: Sequence[Unknown], span: Span | None, origin: Origin) -> Members[Value]:
    """The documents of a text whose unknown pieces were replaced by marks; ``holes`` are those pieces in order.

    A document that is not valid YAML makes the rest unknown.
    """
    if len(text) > _LIMIT:
        return Members((), Unknown("the text is too large to read", span), span)
    places = _Places(text, span)
    known: list[Value] = []
    rest: Unknown | None = None
    first = 0
    for piece in re.split(r"(?m)^---[^\n]*$", text):
        try:
            node = yaml.compose(piece, Loader=_LOADER)
            if node is not None:
                known.append(_Reader(places, first, holes, origin).read(node, 0))
        except (yaml.YAMLError, ValueError, RecursionError):
            rest = read.either(rest, Unknown("the text is not valid YAML", span))
        first += piece.count("\n")
    return Members(tuple(known), rest, span)


class _Places:
    """Which place in the file a line of the text was written at; the whole string where that cannot be told."""

    def __init__(self, text: str, span: Span | None) -> None:
        self._span = span
        self._lines: list[tuple[int, str]] = []
        if span is None:
            return
        source = span.text
        lines = source.split("\n")
        at = span.start
        starts: list[tuple[int, str]] = []
        for line in lines:
            starts.append((at, line))
            at += len(line.encode()) + 1
        if source.startswith("<<"):
            starts = starts[1:]
            if len(starts) and len(starts) == text.count("\n") + 2:
                starts = starts[:-1]
            if abs(len(starts) - text.count("\n")) <= 1 and "\n" in source:
                self._lines = starts

    def of(self, line: int, scalar: str) -> Span | None:
        """The place of a scalar on a line of the text."""
        if self._span is None or line >= len(self._lines):
            return self._span
        start, source = self._lines[line]
        at = source.rfind(scalar) if scalar and "\n" not in scalar else -1
        if at < 0:
            scalar = source.strip()
            at = source.find(scalar)
        begin = start + len(source[:at].encode())
        return Span(self._span.document, begin, begin + len(scalar.encode()))


class _Reader:
    """YAML nodes of one document into Values."""

    def __init__(self, places: _Places, first: int, holes: Sequence[Unknown], origin: Origin) -> None:
        self._places = places
        self._first = first
        self._holes = holes
        self._origin = origin
        self._done: dict[int, Value] = {}
        self._sizes: dict[int, int] = {}

    def read(self, node: yaml.Node, depth: int) -> Value:
        """The value of a node; an alias gives the value of its anchor, one that contains itself is unknown."""
        span = self._places.of(self._first + node.start_mark.line, node.value if _is_scalar(node) else "")
        if depth > _DEPTH:
            return Unknown("nested too deeply", span)
        found = self._done.get(id(node))
        if found is None:
            self._done[id(node)] = Unknown("a YAML alias contains itself", span)
            found = self._done[id(node)] = self._bounded(node, self._value(node, span, depth), span)
        return found

    def _bounded(self, node: yaml.Node, value: Value, span: Span | None) -> Value:
        """The value, unless aliases make it far larger than the text is."""
        children = [child[-1] if isinstance(child, tuple) else child for child in node.value]
        size = 1 if _is_scalar(node) else 1 + sum(self._sizes.get(id(child), 1) for child in children)
        if size > _EXPANDED:
            return Unknown("YAML aliases repeat too much", span)
        self._sizes[id(node)] = size
        return value

    def _value(self, node: yaml.Node, span: Span | None, depth: int) -> Value:
        if isinstance(node, yaml.SequenceNode):
            return Items(tuple(self.read(child, depth + 1) for child in node.value), None, "tuple", True, span)
        if isinstance(node, yaml.MappingNode):
            return self._fields(node, span, depth)
        return self._scalar(node, span)

    def _fields(self, node: yaml.MappingNode, span: Span | None, depth: int) -> Value:
        entries: dict[str | Reference, Value] = {}
        rest: Unknown | None = None
        for key_node, value_node in node.value:
            entry = self.read(value_node, depth + 1)
            if key_node.tag == _TAG + "merge":
                if isinstance(entry, Fields):
                    entries = {**entry.entries, **entries}
                    rest = read.either(rest, entry.rest)
                continue
            key = self._key(key_node)
            if isinstance(key, Unknown) and not isinstance(key, Reference):
                rest = read.either(rest, key)
            else:
                entries[key] = entry
        return Fields(entries, rest, "object", span)

    def _key(self, node: yaml.Node) -> str | Reference | Unknown:
        if not _is_scalar(node):
            return Unknown("a key is no string", None)
        filled = self._filled(str(node.value), None)
        if isinstance(filled, Text):
            spelled = spelling(filled)
            return Unknown(filled.why) if spelled is None else Reference(filled.why, address=spelled, solid=True)
        return filled

    def _scalar(self, node: yaml.Node, span: Span | None) -> Value:
        raw = str(node.value)
        filled = self._filled(raw, span)
        if not isinstance(filled, str):
            return filled
        return Known(_typed(raw, str(node.tag)), span, self._origin)

    def _filled(self, raw: str, span: Span | None) -> str | Unknown:
        if not self._holes or not _HOLE.search(raw):
            return raw
        pieces = _HOLE.split(raw)
        parts = [self._holes[int(p)] if i % 2 else p for i, p in enumerate(pieces)]
        parts = [part for part in parts if part != ""]
        if len(parts) == 1 and isinstance(parts[0], Unknown):
            return parts[0]
        return Text("known in parts", span, parts=tuple(parts))


def _is_scalar(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode)


def _typed(raw: str, tag: str) -> Scalar:
    """A plain scalar by kubectl's rules: YAML 1.1 booleans, decimal numbers, everything else a string."""
    if tag == _TAG + "null":
        return None
    if tag == _TAG + "bool":
        return raw.lower() in ("true", "yes", "on")
    if tag == _TAG + "int" and _INT.fullmatch(raw):
        return int(raw)
    if tag == _TAG + "float" and _FLOAT.fullmatch(raw):
        return float(raw)
    return raw
