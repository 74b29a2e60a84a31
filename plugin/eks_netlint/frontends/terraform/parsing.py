"""Bytes to tree-sitter's nodes, and what to do with a file that does not parse as a whole.

A file with an error is taken apart at the heads of its top-level blocks, and each block is parsed by itself: one that
is broken costs itself only.  Traps of tree-sitter-hcl 1.2.0 mended here: exponent numbers (``1e3``) are errors to it,
a byte order mark too; a line break between the head of a block and its brace, or a stray word before, is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

import tree_sitter
import tree_sitter_hcl

from eks_netlint.patterns import pattern
from eks_netlint.source import Problem

if TYPE_CHECKING:
    from eks_netlint.frontends.terraform.nodes import Node
    from eks_netlint.frontends.terraform.syntax import Source

MAX_STRETCHES = 2_000
"""Blocks of a broken file that are parsed one by one; a file with more is left to the parser's own recovery."""

MAX_REPORTS = 20_000
"""Progress reports of the parser, one for each hundred of its operations, for one file.  Terraform takes some 13 a
kilobyte, punctuation without sense 64, each ten times as long: this many take three seconds at most."""

_UNCOUNTED = 50_000  # bytes that are parsed in half a second whatever they are
_CHUNK = 65_536  # bytes handed to the parser at once
_MOST_PROBLEMS = 5  # of one file: the first tells where to look
_MOST_ENDS = 8  # closing braces tried as the end of one block
_MOST_TRIED = 200_000  # bytes parsed in trying, for one block
_MOST_UNCLOSED = 50  # heredocs without an end that are looked at

_INVENTED = "heredoc_identifier"  # what the scanner makes of any word where it is at a loss

_LANGUAGE = tree_sitter.Language(tree_sitter_hcl.language())
_PARSER = tree_sitter.Parser(_LANGUAGE)
_EXPONENT = pattern(rb"(?<![\w.\"])\d+(?:\.\d+)?[eE][+-]?\d+(?![\w.])")
_HEAD = pattern(
    rb"^(resource|data|module|variable|output|locals|provider|terraform|moved|import|removed|check|ephemeral)"
    rb'((?:[ \t]+(?:"[^"\n]*"|[A-Za-z_][\w-]*))*)[ \t]*\{',
    re.MULTILINE,
)
_LABEL = pattern(rb'"([^"\n]*)"|([A-Za-z_][\w-]*)')
_END = pattern(rb"^\}[^\n]*", re.MULTILINE)
_HEREDOC = pattern(rb"(?<!<)<<-?[ \t]*([A-Za-z_][\w-]*)[ \t]*\r?\n")


class TooHard(Exception):
    """The parser was stopped, at ``offset``."""

    def __init__(self, offset: int) -> None:
        super().__init__("too hard to parse")
        self.offset = offset


class _Parser:
    """Parses one file and parts of it; raises ``TooHard`` where that takes too much work in all."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self._left = MAX_REPORTS
        self._offset = 0

    def whole(self) -> tree_sitter.Tree:
        """The tree of the whole file."""
        if len(self.data) < _UNCOUNTED:
            return _PARSER.parse(self.data)
        return self._counted(tree_sitter.Parser(_LANGUAGE), 0)

    def part(self, start: int, end: int) -> tree_sitter.Tree:
        """The tree of a part of the bytes, offsets kept; its lines and columns are not used."""
        origin, last = tree_sitter.Point(0, 0), tree_sitter.Point(0xFFFFFFFF, 0xFFFFFFFF)
        here = tree_sitter.Range(origin, last, start, max(start, end))
        return self._counted(tree_sitter.Parser(_LANGUAGE, included_ranges=[here]), start)

    def _counted(self, parser: tree_sitter.Parser, start: int) -> tree_sitter.Tree:
        self._offset = start
        if self._left < 0:
            raise TooHard(start)
        try:
            return parser.parse(self._read, progress_callback=self._stop)
        except ValueError:  # "Parsing failed": it was stopped
            raise TooHard(self._offset) from None

    def _read(self, offset: int, point: object) -> bytes:
        return self.data[offset : offset + _CHUNK]

    def _stop(self, offset: int, has_error: bool) -> bool:
        self._left -= 1
        self._offset = offset
        return self._left < 0


class Head(NamedTuple):
    """A block of which only the head could be read, and where it stands."""

    type: str
    labels: tuple[str, ...]
    start: int
    end: int


class Parsed(NamedTuple):
    """The bodies of a file (one if it parses as a whole), blocks of which only the head is known, and Problems."""

    bodies: tuple[tree_sitter.Node, ...]
    heads: tuple[Head, ...]
    problems: tuple[Problem, ...]


def parsed(document: Source, recover: bool = True) -> Parsed:
    """The file's nodes; what is lost to errors is written down in ``document.lost``."""
    data = document.data
    if data.startswith(b"\xef\xbb\xbf"):
        data = b"   " + data[3:]
    parser = _Parser(data)
    try:
        return _parsed(document, parser, recover)
    except TooHard as stopped:
        document.lost.append((0, len(data)))
        line = document.line_of(stopped.offset)
        heads = tuple(_lost(head) for head, _ in zip(_heads(data), range(MAX_STRETCHES), strict=False))
        return Parsed((), heads, (Problem(document.path, f"cannot be parsed as HCL: {stopped}", line),))


def _parsed(document: Source, parser: _Parser, recover: bool) -> Parsed:
    large = len(parser.data) >= _UNCOUNTED  # to be parsed once only
    tree = None if large else parser.whole()
    if (tree is None or tree.root_node.has_error) and _EXPONENT.search(parser.data):
        parser.data = _EXPONENT.sub(lambda match: _as_digits(match, document), parser.data)
        tree = None
    tree = parser.whole() if tree is None else tree
    data = parser.data
    problems = list(_strange_bytes(document, tree.root_node))
    if tree.root_node.has_error or any(head_over_lines(node, data) for node in _blocks(tree.root_node)):
        found = _recovered(document, parser, tree) if recover else Parsed(_bodies(tree), (), _errors(tree, document))
        problems += found.problems
        return Parsed(found.bodies, found.heads, _first(problems))
    problems += [_problem(document, child, "an object instead of blocks") for child in _objects(tree.root_node)]
    return Parsed(_bodies(tree), (), _first(problems))


def head_over_lines(node: Node, data: bytes) -> bool:
    """Whether a line break lies between the first word of a block and its brace: the word is none of its head."""
    start = node.start_byte
    return data.find(b"\n", start, data.find(b"{", start)) >= 0


def _as_digits(match: re.Match[bytes], document: Source) -> bytes:
    document.exponents[match.start()] = match[0].decode()
    return b"1" * len(match[0])


def _bodies(tree: tree_sitter.Tree) -> tuple[tree_sitter.Node, ...]:
    return tuple(child for child in tree.root_node.children if child.type == "body")


def _objects(root: tree_sitter.Node) -> Iterator[tree_sitter.Node]:
    return (child for child in root.children if child.type == "object")


def _blocks(root: tree_sitter.Node) -> Iterator[tree_sitter.Node]:
    return (node for body in root.children if body.type == "body" for node in body.children if node.type == "block")


def _first(problems: list[Problem]) -> tuple[Problem, ...]:
    ordered = sorted(dict.fromkeys(problems), key=lambda problem: problem.line or 0)
    return tuple(ordered[:_MOST_PROBLEMS])


def _recovered(document: Source, parser: _Parser, whole: tree_sitter.Tree) -> Parsed:
    problems: list[Problem] = []
    before, data = parser.data, _without_conflicts(document, parser.data, problems)
    parser.data = data
    heads = list(_heads(data))
    if len(heads) > MAX_STRETCHES:
        heads = []
    bodies: list[tree_sitter.Node] = []
    lost: list[Head] = []
    first = heads[0].start() if heads else len(data)
    if first:
        same = whole if first == len(data) and data is before else None
        bodies += _stretch(document, parser, (0, first), problems, same)
    for number, head in enumerate(heads):
        end = heads[number + 1].start() if number + 1 < len(heads) else len(data)
        found = _stretch(document, parser, (head.start(), end), problems)
        bodies += found
        if not any(child.start_byte == head.start() for body in found for child in body.children):
            lost.append(_lost(head))
    return Parsed(tuple(bodies), tuple(lost), tuple(problems))


def _heads(data: bytes) -> Iterator[re.Match[bytes]]:
    """Heads of top-level blocks as ``terraform fmt`` writes them: in the first column, outside heredocs."""
    texts = list(_heredocs(data))
    number = 0
    for head in _HEAD.finditer(data):
        while number < len(texts) and texts[number][1] <= head.start():
            number += 1
        if number == len(texts) or head.start() < texts[number][0]:
            yield head


def _lost(head: re.Match[bytes]) -> Head:
    labels = tuple((quoted or bare).decode("utf-8", "replace") for quoted, bare in _LABEL.findall(head[2]))
    return Head(head[1].decode(), labels, head.start(), head.end())


def _heredocs(data: bytes) -> Iterator[tuple[int, int]]:
    at = unclosed = 0
    while unclosed < _MOST_UNCLOSED and (opening := _HEREDOC.search(data, at)):
        closing = re.compile(rb"^[ \t]*" + opening[1] + rb"[ \t]*\r?$", re.MULTILINE).search(data, opening.end())
        at = opening.end() if closing is None else closing.end()
        if closing is None:
            unclosed += 1
        else:
            yield opening.end(), closing.end()


def _without_conflicts(document: Source, data: bytes, problems: list[Problem]) -> bytes:
    """The bytes with merge conflicts blanked: of two versions of a value nobody knows which will stay."""
    at = 0
    while (start := _line_with(data, b"<<<<<<<", at)) >= 0 and (end := _line_with(data, b">>>>>>>", start)) >= 0:
        line_end = data.find(b"\n", end)
        at = len(data) if line_end < 0 else line_end
        data = data[:start] + re.sub(rb"[^\n]", b" ", data[start:at]) + data[at:]
        document.lost.append((start, at))
        problems.append(Problem(document.path, "merge conflict: neither side is read", document.line_of(start)))
        if len(document.lost) > MAX_STRETCHES:
            break
    return data


def _line_with(data: bytes, mark: bytes, at: int) -> int:
    """Where the next line begins that starts with the mark, -1 if there is none."""
    if at == 0 and data.startswith(mark):
        return 0
    found = data.find(b"\n" + mark, max(0, at - 1))
    return found + 1 if found >= 0 else -1


def _stretch(
    document: Source,
    parser: _Parser,
    stretch: tuple[int, int],
    problems: list[Problem],
    same: tree_sitter.Tree | None = None,
) -> list[tree_sitter.Node]:
    """The bodies of one stretch: whole if it parses, else cut after the brace that makes it parse.

    ``same`` is its tree, if it was parsed before.
    """
    (start, end), data = stretch, parser.data
    tree = parser.part(start, end) if same is None else same
    if not _is_broken(tree, data):
        return [*_bodies(tree)]
    tries = min(_MOST_ENDS, _MOST_TRIED // (end - start + 1))
    ends = [match.end() for match, _ in zip(_END.finditer(data, start, end), range(tries), strict=False)]
    for close in ends:
        block = parser.part(start, close)
        if not _is_broken(block, data):
            rest = parser.part(close, end)
            problems += _errors(rest, document)
            return [*_bodies(block), *_bodies(rest)]
    problems += _errors(tree, document) or (_problem(document, tree.root_node, ""),)
    return [*_bodies(tree)]


def _is_broken(tree: tree_sitter.Tree, data: bytes) -> bool:
    return tree.root_node.has_error or any(head_over_lines(node, data) for node in _blocks(tree.root_node))


def _errors(tree: tree_sitter.Tree, document: Source) -> tuple[Problem, ...]:
    """A Problem for each of the outermost broken stretches."""
    found: list[Problem] = []
    stack = [tree.root_node]
    while stack and len(found) < _MOST_PROBLEMS:
        current = stack.pop()
        if current.is_missing:
            found.append(_problem(document, current, f"{current.type} is missing"))
        elif current.is_error:
            found.append(_problem(document, current, ""))
        elif current.has_error:
            stack.extend(reversed(current.children))
    return tuple(found)


def _problem(document: Source, node: tree_sitter.Node, what: str) -> Problem:
    at = node.start_byte
    if node.is_error:
        at, what = _given_up(node, document)
    elif node.is_missing and node.type == "{" and document.data[at:].lstrip()[:1] == b"}":
        at, what = document.data.index(b"}", at), "there is nothing for this } to close"
    elif node.is_missing or at >= len(document.data):  # it is missing after the last thing that is there
        at = max(0, len(document.data[:at].rstrip()) - 1)
    line = document.line_of(at)
    why = f": {what}" if what else f" near: {document.line_text(line).strip()[:60]}"
    return Problem(document.path, f"cannot be parsed as HCL{why}", line)


def _given_up(node: tree_sitter.Node, document: Source) -> tuple[int, str]:
    """Where in a broken stretch the parser could make no more of it, and why if that is plain."""
    at = node.start_byte
    if node.parent is not None and node.parent.type != "config_file":
        return at, ""  # it begins where the trouble is, not where the block around it does
    for child in node.children:
        if child.type == _INVENTED or child.is_error:
            break
        at = child.start_byte
        text = document.data[at : child.end_byte]
        string = text.find(b'"') if child.type == "attribute" and b"<<" not in text else -1
        if string >= 0 and b"\n" in text[string : text.find(b'"', string + 1)]:
            return at + string, "a string that is not closed on its line"
    return at, ""


def _strange_bytes(document: Source, root: tree_sitter.Node) -> Iterator[Problem]:
    """Bytes that are no UTF-8, outside comments; what they stand in is lost."""
    at = 0
    for _ in range(_MOST_PROBLEMS):
        try:
            document.data[at:].decode()
            return
        except UnicodeDecodeError as error:
            start, at = at + error.start, at + error.end
        node = root.descendant_for_byte_range(start, start + 1)
        if node is None or node.type != "comment":
            document.lost.append((start, at))
            yield Problem(document.path, "is not UTF-8 here", document.line_of(start))
    document.lost.append((at, len(document.data)))
