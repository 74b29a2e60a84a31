"""Templates: quoted strings, heredocs and template files as literal pieces and expressions.

The literal pieces are cut from the bytes between the parser's nodes.  Strip markers and the indentation of ``<<-``
follow HCL to the letter: a marker trims only the neighbouring line piece (checked with terraform console 1.11).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from eks_netlint.frontends.terraform.effort import TooMuch
from eks_netlint.frontends.terraform.expressions import Expression, Literal
from eks_netlint.frontends.terraform.interpolation import Template, TemplateFor, TemplateIf
from eks_netlint.frontends.terraform.syntax import Source
from eks_netlint.patterns import pattern
from eks_netlint.records import dataclass, field

if TYPE_CHECKING:
    from eks_netlint.frontends.terraform.nodes import Node

_Build = Callable[["Node", Source], Expression]
_ESCAPE = pattern(r"\\(n|r|t|\"|\\|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8})|\$\$\{|%%\{")
_HEREDOC_ESCAPE = pattern(r"\$\$\{|%%\{")
_PLAIN = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}
_DIRECTIVES = frozenset(["template_if_intro", "template_else_intro", "template_if_end"])
_DIRECTIVES_FOR = frozenset(["template_for_start", "template_for_end"])


MAX_PIECES = 10_000
"""Lines and interpolations of one template."""


@dataclass(slots=True)
class _Piece:
    """A literal line piece, an interpolation or a directive."""

    kind: str  # "text", "value", "if", "else", "endif", "for", "endfor"
    start: int
    end: int
    text: str = ""
    nodes: list[Node] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    trim_left: bool = False
    trim_right: bool = False


def unescape(raw: str) -> str:
    """A quoted string's characters."""
    return _ESCAPE.sub(_escaped, raw)


def _escaped(match: re.Match[str]) -> str:
    text = match[0]
    if text in ("$${", "%%{"):
        return text[1:]
    code = match[1]
    return _PLAIN.get(code) or chr(int(code[1:], 16))


def quoted(node: Node, document: Source, build: _Build) -> list[str | Expression]:
    """Parts of a quoted template."""
    pieces = list(_pieces(node, document, node.start_byte + 1, node.end_byte - 1, unescape))
    _strip(pieces)
    return _parts(pieces, document, build)


def heredoc(node: Node, document: Source, build: _Build) -> list[str | Expression]:
    """Parts of a heredoc; ``<<-`` loses the indentation all its lines share."""
    names = [child for child in node.children if child.type == "heredoc_identifier"]
    data = document.data
    start = data.find(b"\n", names[0].end_byte) + 1
    end = data.rfind(b"\n", 0, names[-1].start_byte) + 1
    pieces = list(_pieces(node, document, start, max(start, end), _heredoc_text))
    _strip(pieces)
    if data[node.start_byte : node.start_byte + 3] == b"<<-":
        _outdent(pieces)
    return _parts(pieces, document, build)


def _heredoc_text(raw: str) -> str:
    return _HEREDOC_ESCAPE.sub(lambda match: match[0][1:], raw.replace("\r\n", "\n"))


def _pieces(
    node: Node, document: Source, start: int, end: int, decode: Callable[[str], str]
) -> Iterator[_Piece]:
    position = start
    for piece in _sequences(node, document):
        yield from _lines(document, position, piece.start, decode)
        yield piece
        position = piece.end
    yield from _lines(document, position, end, decode)


def _lines(document: Source, start: int, end: int, decode: Callable[[str], str]) -> Iterator[_Piece]:
    if start >= end:
        return
    for line in document.data[start:end].decode("utf-8", "replace").splitlines(keepends=True):
        yield _Piece("text", start, end, decode(line))


def _sequences(node: Node, document: Source) -> Iterator[_Piece]:
    """Interpolations and directives in order, however the grammar nests them."""
    for child in node.children:
        kind = child.type
        if kind == "template_interpolation":
            yield _sequence("value", child, document)
        elif kind in _DIRECTIVES or kind in _DIRECTIVES_FOR:
            word = next(one.type for one in child.children if one.type in _WORDS)
            yield _sequence(word, child, document)
        elif kind in ("template_directive", "template_if", "template_for"):
            yield from _sequences(child, document)


_WORDS = frozenset(["if", "else", "endif", "for", "endfor"])


def _sequence(kind: str, node: Node, document: Source) -> _Piece:
    raw = document.data[node.start_byte : node.end_byte]
    return _Piece(
        kind,
        node.start_byte,
        node.end_byte,
        nodes=[child for child in node.children if child.type == "expression"],
        names=[
            document.data[child.start_byte : child.end_byte].decode()
            for child in node.children
            if child.type == "identifier"
        ],
        trim_left=raw[2:3] == b"~",
        trim_right=raw[-2:-1] == b"~",
    )


def _strip(pieces: list[_Piece]) -> None:
    """Apply strip markers to the neighbouring literal piece only, as HCL does."""
    for position, piece in enumerate(pieces):
        if piece.kind == "text":
            continue
        if piece.trim_left and position and pieces[position - 1].kind == "text":
            pieces[position - 1].text = pieces[position - 1].text.rstrip()
        if piece.trim_right and position + 1 < len(pieces) and pieces[position + 1].kind == "text":
            pieces[position + 1].text = pieces[position + 1].text.lstrip()


def _outdent(pieces: list[_Piece]) -> None:
    """Remove the smallest indentation of the lines that are not blank."""
    smallest: int | None = None
    indented: list[_Piece] = []
    at_line_start = True
    for piece in pieces:
        if at_line_start:
            at_line_start = False
            spaces = 0
            if piece.kind == "text":
                stripped = piece.text.lstrip()
                if not stripped and piece.text.endswith("\n"):
                    at_line_start = True
                    continue
                spaces = len(piece.text) - len(stripped)
                indented.append(piece)
            smallest = spaces if smallest is None else min(smallest, spaces)
        if piece.kind == "text" and piece.text.endswith("\n"):
            at_line_start = True
    for piece in indented:
        piece.text = piece.text[smallest or 0 :]


def _parts(pieces: Sequence[_Piece], document: Source, build: _Build) -> list[str | Expression]:
    if len(pieces) > MAX_PIECES:
        raise TooMuch("too many lines and sequences in a template to evaluate")
    parts, rest = _until(list(pieces), document, build)
    while rest:  # an end without a beginning: the parser has already complained
        more, rest = _until(rest[1:], document, build)
        parts.extend(more)
    return parts


def _until(
    pieces: list[_Piece], document: Source, build: _Build
) -> tuple[list[str | Expression], list[_Piece]]:
    """Parts up to one of the closing words; what remains begins with that word."""
    parts: list[str | Expression] = []
    while pieces:
        piece = pieces[0]
        if piece.kind in ("else", "endif", "endfor"):
            return parts, pieces
        pieces = pieces[1:]
        if piece.kind == "text":
            if parts and isinstance(parts[-1], str):
                parts[-1] += piece.text
            elif piece.text:
                parts.append(piece.text)
        elif piece.kind == "value":
            if piece.nodes:
                parts.append(build(piece.nodes[0], document))
        elif piece.kind == "if":
            made, pieces = _if(piece, pieces, document, build)
            parts.append(made)
        else:
            made, pieces = _for(piece, pieces, document, build)
            parts.append(made)
    return parts, pieces


def _text(parts: Sequence[str | Expression], piece: _Piece, document: Source) -> Expression:
    if all(isinstance(part, str) for part in parts):
        return Literal(document, piece.start, piece.end, "".join(part for part in parts if isinstance(part, str)))
    # a lone interpolation would keep its type; inside a directive it is text all the same
    return Template(document, piece.start, piece.end, ["", *parts])


def _if(
    piece: _Piece, pieces: list[_Piece], document: Source, build: _Build
) -> tuple[Expression, list[_Piece]]:
    yes, pieces = _until(pieces, document, build)
    no: list[str | Expression] = []
    if pieces and pieces[0].kind == "else":
        no, pieces = _until(pieces[1:], document, build)
    test = build(piece.nodes[0], document)
    made = TemplateIf(
        document, piece.start, piece.end, test, _text(yes, piece, document), _text(no, piece, document)
    )
    return made, pieces[1:]


def _for(
    piece: _Piece, pieces: list[_Piece], document: Source, build: _Build
) -> tuple[Expression, list[_Piece]]:
    body, pieces = _until(pieces, document, build)
    names = (piece.names[0], piece.names[1]) if len(piece.names) == 2 else (None, piece.names[0])
    source = build(piece.nodes[0], document)
    made = TemplateFor(document, piece.start, piece.end, names, source, _text(body, piece, document))
    return made, pieces[1:]
