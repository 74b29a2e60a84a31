"""A matcher for RE2's regular expressions whose time grows with pattern times text, whatever either says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache

from eks_netlint.frontends.terraform.functions.regexp_syntax import (
    Assertion,
    Choice,
    Group,
    Node,
    One,
    Parser,
    Repeat,
    Sequence,
)
from eks_netlint.frontends.terraform.functions.signature import MAX_MEMBERS, MAX_TEXT, TooLarge, Unsupported

MAX_PROGRAM = 10_000
"""Instructions of a compiled pattern; nested counted repetitions multiply."""

MAX_STEPS = 1_000_000
"""Threads advanced in one search (a second or two) before the call is called too large to evaluate."""

Captures = tuple[int, ...]

_CHAR, _SPLIT, _SAVE, _ASSERT, _MATCH = range(5)
_WORD = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz")


class Regexp:
    """A compiled pattern; ``names`` are the names of its groups, empty where a group has none."""

    def __init__(self, pattern: str) -> None:
        parser = Parser(pattern)
        node = parser.parse()
        self.names = tuple(parser.names)
        self._kinds: list[int] = []
        self._tests: list[Callable[[str], bool] | None] = []
        self._first: list[int] = []
        self._second: list[int] = []
        self._marks: list[str] = []
        self._compile(node)
        self._emit(_MATCH)
        self._steps = 0

    def _emit(self, kind: int, test: Callable[[str], bool] | None = None, mark: str = "", save: int = 0) -> int:
        if len(self._kinds) >= MAX_PROGRAM:
            raise Unsupported("regular expression too large to evaluate")
        self._kinds.append(kind)
        self._tests.append(test)
        self._first.append(save if kind == _SAVE else len(self._kinds))
        self._second.append(-1)
        self._marks.append(mark)
        return len(self._kinds) - 1

    def _compile(self, node: Node) -> None:
        if isinstance(node, One):
            self._emit(_CHAR, node.accepts)
        elif isinstance(node, Assertion):
            self._emit(_ASSERT, mark=node.kind)
        elif isinstance(node, Sequence):
            for part in node.parts:
                self._compile(part)
        elif isinstance(node, Group):
            self._emit(_SAVE, save=2 * node.index)
            self._compile(node.body)
            self._emit(_SAVE, save=2 * node.index + 1)
        elif isinstance(node, Choice):
            self._compile_choice(node)
        else:
            self._compile_repeat(node)

    def _branch(self, split: int, greedy: bool) -> None:
        """Let a split that enters what follows it leave to here, too."""
        here = len(self._kinds)
        if greedy:
            self._second[split] = here
        else:
            self._first[split], self._second[split] = here, split + 1

    def _compile_choice(self, node: Choice) -> None:
        leaves: list[int] = []
        for option in node.options[:-1]:
            split = self._emit(_SPLIT)
            self._compile(option)
            leaves.append(self._emit(_SPLIT))
            self._branch(split, True)
        self._compile(node.options[-1])
        for leave in leaves:
            self._first[leave] = len(self._kinds)

    def _compile_repeat(self, node: Repeat) -> None:
        if node.high is None:
            self._compile_endless(node)
            return
        for _ in range(node.low):
            self._compile(node.body)
        splits = []
        for _ in range(node.high - node.low):
            splits.append(self._emit(_SPLIT))
            self._compile(node.body)
        for split in splits:
            self._branch(split, node.greedy)

    def _compile_endless(self, node: Repeat) -> None:
        """``x{n,}`` is n - 1 times ``x`` and ``x+``; ``x*`` is ``(x+)?``, which is right for an empty ``x``, too."""
        skip = self._emit(_SPLIT) if node.low == 0 else None
        for _ in range(node.low - 1):
            self._compile(node.body)
        start = len(self._kinds)
        self._compile(node.body)
        again = self._emit(_SPLIT)
        leave = again + 1
        self._first[again], self._second[again] = (start, leave) if node.greedy else (leave, start)
        if skip is not None:
            self._branch(skip, node.greedy)

    def search(self, text: str, start: int = 0) -> Captures | None:
        """Starts and ends of the leftmost match from ``start`` on and of its groups, -1 where a group has none."""
        width = 2 * len(self.names) + 2
        blank = (-1,) * width
        current: dict[int, Captures] = {}
        visited: set[int] = set()
        found: Captures | None = None
        size = len(text)
        for at in range(start, size + 1):
            if found is None:
                self._follow(current, visited, 0, (at, *blank[1:]), text, at)
            if not current:
                if found is not None or (self._kinds[0] == _ASSERT and self._marks[0] == "A"):
                    break
                visited = set()
                continue
            self._steps += len(current)
            if self._steps > MAX_STEPS:
                raise TooLarge
            character = text[at] if at < size else None
            following: dict[int, Captures] = {}
            visited = set()
            for pc, captures in current.items():
                if self._kinds[pc] == _MATCH:
                    found = (captures[0], at, *captures[2:])
                    break  # threads of lower priority cannot win any more
                test = self._tests[pc]
                if character is not None and test is not None and test(character):
                    self._follow(following, visited, self._first[pc], captures, text, at + 1)
            current = following
        return found

    def _follow(
        self, threads: dict[int, Captures], visited: set[int], pc: int, captures: Captures, text: str, at: int
    ) -> None:
        """Add the instruction to the threads, and what it leads to without reading a character, best first."""
        stack = [(pc, captures)]
        while stack:
            pc, captures = stack.pop()
            if pc in visited:
                continue
            visited.add(pc)
            kind = self._kinds[pc]
            if kind == _SPLIT:
                if self._second[pc] >= 0:
                    stack.append((self._second[pc], captures))
                stack.append((self._first[pc], captures))
            elif kind == _SAVE:
                slot = self._first[pc]
                stack.append((pc + 1, (*captures[:slot], at, *captures[slot + 1 :])))
            elif kind == _ASSERT:
                if _holds(self._marks[pc], text, at):
                    stack.append((pc + 1, captures))
            else:
                threads[pc] = captures

    def find_all(self, text: str) -> Iterator[Captures]:
        """All matches that do not overlap; an empty one right after another does not count."""
        self._steps = 0
        at, last_end, count = 0, -1, 0
        while at <= len(text):
            captures = self.search(text, at)
            if captures is None:
                return
            accept = True
            if captures[1] == at:
                accept = captures[0] != last_end
                at += 1
            else:
                at = captures[1]
            last_end = captures[1]
            if accept:
                count += 1
                if count > MAX_MEMBERS:
                    raise TooLarge
                yield captures

    def replaced(self, text: str, template: str) -> str:
        """The text with every match replaced; ``$1``, ``$name`` and ``${name}`` stand for groups."""
        self._steps = 0
        pieces = _template(template)
        result: list[str] = []
        last_end = at = size = 0
        while at <= len(text):
            captures = self.search(text, at)
            if captures is None:
                break
            result.append(text[last_end : captures[0]])
            if captures[1] > last_end or captures[0] == 0:
                result.extend(self._filled(piece, text, captures) for piece in pieces)
            size += sum(map(len, result[-len(pieces) - 1 :]))
            if size > MAX_TEXT:
                raise TooLarge
            last_end = captures[1]
            at = captures[1] if captures[1] > at else at + 1
        result.append(text[last_end:])
        return "".join(result)

    def _filled(self, piece: tuple[bool, str], text: str, captures: Captures) -> str:
        named, content = piece
        if not named:
            return content
        if content.isdigit():
            index = int(content) if len(content) < 5 else len(captures)
        else:
            index = self.names.index(content) + 1 if content in self.names else len(captures)
        if 2 * index + 1 >= len(captures) or captures[2 * index] < 0:
            return ""
        return text[captures[2 * index] : captures[2 * index + 1]]


@lru_cache(maxsize=256)
def compiled(pattern: str) -> Regexp:
    """The compiled pattern; raises ``Failure`` where RE2 refuses it."""
    return Regexp(pattern)


def _holds(mark: str, text: str, at: int) -> bool:
    if mark == "A":
        return at == 0
    if mark == "z":
        return at == len(text)
    if mark == "^":
        return at == 0 or text[at - 1] == "\n"
    if mark == "$":
        return at == len(text) or text[at] == "\n"
    before = at > 0 and text[at - 1] in _WORD
    after = at < len(text) and text[at] in _WORD
    return (before != after) is (mark == "b")


def _template(template: str) -> list[tuple[bool, str]]:
    """Pieces of a replacement: literal text, and names or numbers of groups."""
    pieces: list[tuple[bool, str]] = []
    at = 0
    while at < len(template):
        dollar = template.find("$", at)
        if dollar < 0:
            break
        pieces.append((False, template[at:dollar]))
        at = dollar + 1
        if template.startswith("$", at):
            pieces.append((False, "$"))
            at += 1
            continue
        name, end = _name(template, at)
        pieces.append((True, name) if name else (False, "$"))
        at = end
    pieces.append((False, template[at:]))
    return pieces


def _name(template: str, at: int) -> tuple[str, int]:
    """The group that a ``$`` before ``at`` names, empty if none, and where it ends."""
    braced = template.startswith("{", at)
    start = end = at + braced
    while end < len(template) and (template[end].isalnum() or template[end] == "_"):
        end += 1
    if braced and not template.startswith("}", end):
        return "", at
    return (template[start:end], end + braced) if end > start else ("", at)
