"""YAML as most of it is written, read without a parser of YAML: block style, one key or member a line.

libyaml makes two objects of each scalar before we make ours, and takes half of the time of reading manifests.  What is
here reads lines, in a third of it, and gives up (None) on everything that is not plainly of this form: values
over several lines, escapes, brackets that are not empty or a list of words, tags, keys in quotes, keys written twice,
lines that are indented strangely.  So what is wrong is found wrong by libyaml alone, and both read the same of the rest
(``tests/test_yamlplain.py`` compares them).
"""

from __future__ import annotations

from collections.abc import Callable

from eks_netlint.patterns import pattern
from eks_netlint.source import Span
from eks_netlint.values import Fields, Items, Known, Origin, Reference, Scalar, Value
from eks_netlint.yamlscalars import WORDS, resolved

Place = Callable[[int, int], "Span | None"]

_DEEP = 100
"""Open collections beyond which somebody else may say what is too many."""

_FIRST = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./+=()$<")
_ANCHOR = pattern(r"&([A-Za-z0-9_-]+) *")
_ALIAS = pattern(r"\*([A-Za-z0-9_-]+) *")
_QUOTED = pattern(r"""(?:"([^"\\]*)"|'([^']*)') *(?: #.*)?""")
_WORD = r"""([A-Za-z0-9_./-]+)|"([^"\\]*)"|'([^']*)'"""
_MEMBER = pattern(_WORD)
_WORD_LIST = pattern(rf"\[ *(?:{_WORD})(?: *, *(?:{_WORD}))* *\]")
_LITERAL = pattern(r"\|-? *")


_KEY = pattern(r"[A-Za-z0-9_./][A-Za-z0-9_./-]{0,500}")
_KEYS: set[str] = set()
_MOST_KEYS = 10_000
"""Keys that are plain, and how many are remembered."""


class _NotPlain(Exception):
    """The text is not, or may not be, of the form that is read here."""


class _Open:
    """A collection that is not at its end: a mapping with ``entries`` or a sequence with ``members``.

    ``key`` is that of an entry whose value is still to come, and ``behind`` the place of its colon's end.
    """

    __slots__ = ("anchor", "before", "behind", "entries", "indent", "key", "members", "start")

    before: int  # how many values there were at the anchor
    behind: int

    def __init__(
        self, indent: int, start: int, entries: dict[str | Reference, Value] | None, members: list[Value]
    ) -> None:
        self.indent = indent
        self.start = start
        self.entries = entries
        self.members = members
        self.key: str | None = None
        self.anchor: tuple[str, int] | None = None  # of the value to come: its name, and where it stands


_NONE: list[Value] = []
"""The members of a mapping."""


def read(text: str, place: Place, origin: Origin, most: int) -> Value | None:
    """The value of the only document of a text, None if it is not plain or its aliases repeat ``most`` values."""
    if not text.isascii() or not text.replace("\n", "").isprintable():  # tabs and other line ends are not
        return None
    try:
        return _Reader(text, place, origin, most).document()
    except _NotPlain:
        return None


def _is_key(key: str) -> bool:
    """Whether a key means itself: not ``yes``, and without anything that YAML reads in another way."""
    if key in _KEYS:
        return True
    if key in WORDS or _KEY.fullmatch(key) is None:
        return False
    if len(_KEYS) < _MOST_KEYS:
        _KEYS.add(key)
    return True


_Shape = tuple[int, int, "str | None", Scalar, int, int]
"""A line of the usual form: its indent, that of what follows a dash (-1 without one), its key, what its scalar means,
and where in the line that begins and ends; without a scalar it begins at -1, and its end is that of the key."""

_STRANGE: _Shape = (0, 0, None, None, 0, 0)
"""Any other line."""

_SHAPES: dict[str, _Shape] = {}
_MOST_SHAPES = 20_000
_LONGEST = 160
"""Lines whose shape is remembered, for manifests are made of the same lines again and again; and how long they are."""


def _shaped(line: str) -> _Shape:
    """The shape of a line that is not remembered."""
    bare = line.lstrip(" ")
    indent = len(line) - len(bare)
    inner = -1
    if bare[:2] == "- ":
        bare = bare[1:].lstrip(" ")
        inner = len(line) - len(bare)
    shape = _shape(bare, indent, inner, len(line) - len(bare))
    if len(_SHAPES) < _MOST_SHAPES and len(line) <= _LONGEST:
        _SHAPES[line] = shape
    return shape


def _shape(bare: str, indent: int, inner: int, at: int) -> _Shape:
    key, colon, rest = bare.partition(": ")
    if not colon:
        if bare[-1:] == ":" and _is_key(bare[:-1]):
            return indent, inner, bare[:-1], None, -1, at + len(bare)
        key, rest = "", bare
    elif not _is_key(key):
        return _STRANGE
    if (not colon and inner < 0) or rest[:1] not in _FIRST or ":" in rest or "#" in rest or rest[-1] == " ":
        return _STRANGE
    at += len(bare) - len(rest)
    return indent, inner, key if colon else None, resolved(rest), at, at + len(rest)


class _Reader:
    """Reads one text, line by line."""

    def __init__(self, text: str, place: Place, origin: Origin, most: int) -> None:
        self._text = text
        self._place = place
        self._origin = origin
        self._most = most
        self._root = _Open(-1, 0, None, [])
        self._top = self._root
        self._open = [self._root]
        self._anchors: dict[str, tuple[Value, int]] = {}  # with how many values each repeats
        self._count = 0
        self._repeated = 0
        self._end = 0  # of the last scalar
        self._at = 0  # where the next line begins
        self._skip = 0  # before this every line is taken

    def document(self) -> Value:
        """The value of the whole text."""
        shapes, place, origin = _SHAPES, self._place, self._origin
        for line in self._text.split("\n"):
            at = self._at
            self._at = at + len(line) + 1
            if at < self._skip:
                continue
            shape = shapes.get(line) or _shaped(line)
            indent, inner, key, value, start, end = shape
            if shape is _STRANGE:
                bare = line.lstrip(" ")
                self._line(bare, len(line) - len(bare), at + len(line) - len(bare))
                continue
            if inner < 0:
                top = self._top
                if top.indent != indent or top.key is not None or top.entries is None:
                    top = self._mapping(indent, at + indent)
            else:
                top = self._sequence(indent, at + indent)
                if key is not None:
                    top = self._push(_Open(inner, at + inner, {}, _NONE), member=True)
            if start < 0:
                if key in top.entries:  # type: ignore[operator]  # a mapping, since there is a key
                    raise _NotPlain
                top.key, top.behind = key, at + end
                continue
            self._end = last = at + end
            self._count += 1
            said = Known(value, place(at + start, last), origin)
            if key is None:
                top.members.append(said)
            elif key in top.entries:  # type: ignore[operator]  # as above
                raise _NotPlain
            else:
                top.entries[key] = said  # type: ignore[index]  # as above
        while self._top is not self._root:
            self._close()
        if len(self._root.members) != 1:
            raise _NotPlain
        return self._root.members[0]

    def _line(self, bare: str, indent: int, at: int) -> None:
        """One line without its indentation, that begins at a character."""
        if bare[:2] == "- ":
            members = self._sequence(indent, at)
            after = bare[1:].lstrip(" ")
            inner = len(bare) - len(after)
            key, colon, rest = after.partition(":")
            if colon and rest[:1] in ("", " ") and _is_key(key):
                self._push(_Open(indent + inner, at + inner, {}, _NONE), member=True)
                self._entry(after, at + inner)
            else:
                members.members.append(self._value(after, at + inner, indent))
        elif bare and bare[0] != "#" and (bare != "---" or indent or self._root is not self._top):
            self._mapping(indent, at)
            self._entry(bare, at)

    def _entry(self, bare: str, at: int) -> None:
        """A line that is an entry of the mapping on top."""
        top = self._top
        entries = top.entries
        key, colon, rest = bare.partition(":")
        if entries is None or not colon or rest[:1] not in ("", " ") or key in entries or not _is_key(key):
            raise _NotPlain
        behind = at + len(key) + 1
        rest = rest.lstrip(" ")
        at += len(bare) - len(rest)
        if not rest or rest[0] == "#":
            top.key, top.behind = key, behind
        elif rest[0] == "&":
            anchor = _ANCHOR.fullmatch(rest)
            if anchor is None:
                raise _NotPlain
            top.key, top.behind, top.anchor, top.before = key, behind, (anchor[1], at), self._count + self._repeated
        else:
            entries[key] = self._value(rest, at, top.indent)

    def _mapping(self, indent: int, start: int) -> _Open:
        """Make the mapping of this indent the one on top."""
        top = self._top
        while top.indent > indent or (top.indent == indent and top.entries is None):
            self._close()
            top = self._top
        if top.indent == indent:
            if top.key is not None:
                self._nothing(top)
            return top
        return self._push(_Open(indent, start, {}, _NONE))

    def _sequence(self, indent: int, start: int) -> _Open:
        """Make the sequence of this indent the one on top; it may stand as far in as its key."""
        top = self._top
        while top.indent > indent or (top.indent == indent and top.entries is not None and top.key is None):
            self._close()
            top = self._top
        if top.indent != indent or top.entries is not None:
            top = _Open(indent, start, None, [])
            self._push(top)
        return top

    def _push(self, made: _Open, member: bool = False) -> _Open:
        """A collection as the value that is to come: of a key, behind the dash of a member, or of the document."""
        above = self._top
        if above is self._root:
            expected = not above.members
        else:
            expected = member if above.entries is None else above.key is not None
        if not expected or len(self._open) > _DEEP:
            raise _NotPlain
        if above.anchor is not None:
            made.start = above.anchor[1]
        self._open.append(made)
        self._top = made
        return made

    def _close(self) -> None:
        """The collection on top is at its end, and a value of the one around it."""
        done = self._open.pop()
        self._top = above = self._open[-1]
        if done.key is not None:
            self._nothing(done)
        self._count += 1
        span = self._place(done.start, self._end if self._end > done.start else done.start)
        value: Value
        if done.entries is not None:
            value = Fields(done.entries, None, "object", span)
        else:
            value = Items(tuple(done.members), None, "tuple", True, span)
        if above.entries is None:
            above.members.append(value)
            return
        assert above.key is not None
        above.entries[above.key] = value
        above.key = None
        if above.anchor is not None:
            self._anchors[above.anchor[0]] = value, self._count + self._repeated - above.before
            above.anchor = None

    def _nothing(self, top: _Open) -> None:
        """The key that waits for a value has none: null."""
        if top.anchor is not None or top.key is None or top.entries is None:
            raise _NotPlain
        top.entries[top.key] = self._known(None, top.behind, top.behind)
        top.key = None

    def _known(self, value: str | bool | float | None, start: int, end: int) -> Value:
        self._end = end
        self._count += 1
        return Known(value, self._place(start, end), self._origin)

    def _value(self, rest: str, at: int, indent: int) -> Value:
        """The value that a line ends with."""
        first = rest[0] if rest else ""
        if first in _FIRST or (first == "-" and rest[1:2] not in ("", " ")):
            if "#" in rest:
                rest = rest.partition(" #")[0]
            if ":" in rest and (": " in rest or rest.rstrip().endswith(":")):
                raise _NotPlain
            rest = rest.rstrip()
            return self._known(resolved(rest), at, at + len(rest))
        if first in ("'", '"'):
            quoted = _QUOTED.fullmatch(rest)
            if quoted is None:
                raise _NotPlain
            said = quoted[1] if first == '"' else quoted[2]
            return self._known(said, at, at + len(said) + 2)
        return self._other(first, rest, at, indent)

    def _other(self, first: str, rest: str, at: int, indent: int) -> Value:
        if first == "|" and _LITERAL.fullmatch(rest):
            return self._literal(rest, at, indent)
        if first == "*" and (alias := _ALIAS.fullmatch(rest)) is not None:
            return self._alias(alias[1], at)
        rest = rest.rstrip()
        if rest in ("{}", "[]"):
            self._count += 1
            self._end = at + 2
            span = self._place(at, self._end)
            return Fields({}, None, "object", span) if rest == "{}" else Items((), None, "tuple", True, span)
        if first == "[" and _WORD_LIST.fullmatch(rest):
            return self._words(rest, at)
        raise _NotPlain

    def _alias(self, name: str, at: int) -> Value:
        if name not in self._anchors:
            raise _NotPlain
        value, size = self._anchors[name]
        self._repeated += size
        if self._repeated > self._most:
            raise _NotPlain
        self._end = at + len(name) + 1
        return value

    def _words(self, rest: str, at: int) -> Value:
        """A list of words between brackets."""
        members = []
        for found in _MEMBER.finditer(rest):
            word = found[1]
            if word is not None and (word[0] == "-" or word in ("...", "---")):
                raise _NotPlain
            start, end = found.span()
            said = resolved(word) if word is not None else found[3] if found[2] is None else found[2]
            members.append(self._known(said, at + start, at + end))
        self._count += 1
        self._end = at + len(rest)
        return Items(tuple(members), None, "tuple", True, self._place(at, self._end))

    def _literal(self, rest: str, at: int, indent: int) -> Value:
        """A text of several lines, as it stands; the lines are taken."""
        lines: list[str] = []
        text, begin, inner = self._text, self._at, 0
        while begin < len(text):
            stop = text.find("\n", begin)
            stop = len(text) if stop < 0 else stop
            line = text[begin:stop]
            bare = line.lstrip(" ")
            if bare and not inner:
                inner = len(line) - len(bare)
            if not inner or (bare and len(line) - len(bare) < inner):
                break
            lines.append(line[inner:])
            begin = stop + 1
        if inner <= indent or not lines:
            raise _NotPlain  # empty, or led by lines of spaces
        ended = begin <= len(text)
        self._skip = end = min(begin, len(text))
        while lines and not lines[-1]:
            lines.pop()
            ended = True
        body = "\n".join(lines)
        if "-" not in rest and ended:
            body += "\n"
        return self._known(body, at, at + len(text[at:end].rstrip()))
