"""Functions over strings: case, trimming, searching, splitting, joining."""

from __future__ import annotations

import itertools
import unicodedata

from eks_netlint.frontends.terraform.functions import graphemes
from eks_netlint.frontends.terraform.functions.pieces import answer, compose, head, mapped, pieces_of, tail
from eks_netlint.frontends.terraform.functions.signature import (
    MAX_MEMBERS,
    MAX_TEXT,
    OPEN_STRING,
    Call,
    Failure,
    TooLarge,
    function,
    scalar,
    whole,
)
from eks_netlint.frontends.terraform.reasons import bare, either
from eks_netlint.frontends.terraform.sets import in_set_order
from eks_netlint.frontends.terraform.shapes import NUMBER, STRING, STRINGS
from eks_netlint.values import Items, Known, Scalar, Truth, Unknown, Value

SPACES = "\t\n\v\f\r \u0085\u00a0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
"""What Go's ``unicode.IsSpace`` accepts."""


def _upper(text: str) -> str:
    """Letter by letter as Go does: a letter whose capital is two letters stays."""
    return text.upper() if text.isascii() else "".join(map(_capital, text))


def _capital(letter: str) -> str:
    candidates = (letter.upper(), letter.title(), letter)
    return next(candidate for candidate in candidates if len(candidate) == 1)


def _lower(text: str) -> str:
    return text.lower() if text.isascii() else "".join(letter.lower()[0] for letter in text)


@function("upper", OPEN_STRING)
def upper(call: Call, text: Value) -> Value:
    """Letters as capitals, also of a string known in parts."""
    return mapped(call, text, _upper)


@function("lower", OPEN_STRING)
def lower(call: Call, text: Value) -> Value:
    """Letters as small ones, also of a string known in parts."""
    return mapped(call, text, _lower)


def _separates(letter: str) -> bool:
    if letter.isascii():
        return not (letter.isalnum() or letter == "_")
    return not (letter.isalpha() or unicodedata.category(letter) == "Nd") and letter in SPACES


@scalar("title", STRING)
def title(text: str) -> str:
    """The first letter of each word as a capital."""
    titled = (
        letter.title() if _separates(before) and len(letter.title()) == 1 else letter
        for before, letter in itertools.pairwise(" " + text)
    )
    return "".join(titled)


@scalar("strrev", STRING)
def strrev(text: str) -> str:
    """Characters in reverse order, accents kept on their letters."""
    return text[::-1] if text.isascii() and "\r\n" not in text else "".join(reversed(graphemes.clusters(text)))


@scalar("chomp", STRING)
def chomp(text: str) -> str:
    """Without the newlines at the end."""
    return text.rstrip("\r\n")


@function("indent", NUMBER, OPEN_STRING)
def indent(call: Call, spaces: Known[Scalar], text: Value) -> Value:
    """Spaces after every newline, also between the unknown pieces of a string known in parts."""
    width = spaces.value
    if not isinstance(width, int) or width < 0:
        raise Failure("the number of spaces must be a whole number of zero or more")
    if width * sum(piece.count("\n") for piece in pieces_of(text) if isinstance(piece, str)) > MAX_TEXT:
        raise TooLarge
    return mapped(call, text, lambda piece: piece.replace("\n", "\n" + " " * width))


@scalar("trim", STRING, STRING)
def trim(text: str, cutset: str) -> str:
    """Without these characters at either end."""
    return text.strip(cutset) if cutset else text


@function("trimspace", OPEN_STRING)
def trimspace(call: Call, text: Value) -> Value:
    """Without spaces at either end, also of a string known in parts where its ends show how far they reach."""
    if isinstance(text, Known):
        return call.known(str(text.value).strip(SPACES))
    parts = list(pieces_of(text))
    if len(parts) < 2 or not (_stops_spaces(parts[0], parts[1], 0) and _stops_spaces(parts[-1], parts[-2], -1)):
        return answer(call, Truth.UNSURE, text)
    first, last = parts[0], parts[-1]
    parts[0] = first.lstrip(SPACES) if isinstance(first, str) else bare(first)
    parts[-1] = last.rstrip(SPACES) if isinstance(last, str) else bare(last)
    return compose(call, parts)


def _stops_spaces(outer: str | Unknown, inner: str | Unknown, edge: int) -> bool:
    """Whether spaces at an end surely end in the outer piece, be it unknown and nothing but spaces."""
    if isinstance(outer, str):
        return bool(outer.strip(SPACES))
    return isinstance(inner, str) and inner[edge] not in SPACES


@function("trimprefix", OPEN_STRING, STRING)
def trimprefix(call: Call, text: Value, prefix: Known[str]) -> Value:
    """Without this beginning, where there is one."""
    if isinstance(text, Known):
        return call.known(str(text.value).removeprefix(prefix.value))
    begins = _begins(text, prefix.value)
    if begins is Truth.UNSURE:
        return answer(call, begins, text)
    parts = list(pieces_of(text))
    if begins is Truth.YES and isinstance(parts[0], str):
        parts[0] = parts[0].removeprefix(prefix.value)
    return compose(call, parts)


@function("trimsuffix", OPEN_STRING, STRING)
def trimsuffix(call: Call, text: Value, suffix: Known[str]) -> Value:
    """Without this end, where there is one."""
    if isinstance(text, Known):
        return call.known(str(text.value).removesuffix(suffix.value))
    ends = _ends(text, suffix.value)
    if ends is Truth.UNSURE:
        return answer(call, ends, text)
    parts = list(pieces_of(text))
    if ends is Truth.YES and isinstance(parts[-1], str):
        parts[-1] = parts[-1].removesuffix(suffix.value)
    return compose(call, parts)


def _begins(text: Value, prefix: str) -> Truth:
    if isinstance(text, Known):
        return Truth.of(str(text.value).startswith(prefix))
    known = head(text)
    if known.startswith(prefix):
        return Truth.YES
    return Truth.UNSURE if prefix.startswith(known) else Truth.NO


def _ends(text: Value, suffix: str) -> Truth:
    if isinstance(text, Known):
        return Truth.of(str(text.value).endswith(suffix))
    known = tail(text)
    if known.endswith(suffix):
        return Truth.YES
    return Truth.UNSURE if suffix.endswith(known) else Truth.NO


@function("startswith", OPEN_STRING, STRING)
def startswith(call: Call, text: Value, prefix: Known[str]) -> Value:
    """Whether the string begins so; its known beginning may decide."""
    return answer(call, _begins(text, prefix.value), text)


@function("endswith", OPEN_STRING, STRING)
def endswith(call: Call, text: Value, suffix: Known[str]) -> Value:
    """Whether the string ends so; its known end may decide."""
    return answer(call, _ends(text, suffix.value), text)


@function("strcontains", OPEN_STRING, STRING)
def strcontains(call: Call, text: Value, part: Known[str]) -> Value:
    """Whether the part occurs; any known piece may hold it."""
    if any(isinstance(piece, str) and part.value in piece for piece in pieces_of(text)) or not part.value:
        return call.known(True)
    return answer(call, Truth.NO if isinstance(text, Known) else Truth.UNSURE, text)


@function("replace", OPEN_STRING, STRING, STRING)
def replace(call: Call, text: Value, search: Known[str], by: Known[str]) -> Value:
    """Every occurrence replaced; between slashes the search is a regular expression."""
    pattern = search.value
    if len(pattern) > 1 and pattern[0] == "/" == pattern[-1]:
        if not isinstance(text, Known):
            return answer(call, Truth.UNSURE, text)
        from eks_netlint.frontends.terraform.functions import regexp

        return call.known(regexp.compiled(pattern[1:-1]).replaced(str(text.value), by.value))
    if isinstance(text, Known):
        occurrences = str(text.value).count(pattern)
        if len(str(text.value)) + occurrences * len(by.value) > MAX_TEXT:
            raise TooLarge
        return call.known(str(text.value).replace(pattern, by.value))
    if len(pattern) == 1:  # one character cannot lie across two pieces
        return mapped(call, text, lambda piece: piece.replace(pattern, by.value))
    return answer(call, Truth.UNSURE, text)


@function("substr", OPEN_STRING, NUMBER, NUMBER)
def substr(call: Call, text: Value, start: Value, size: Value) -> Value:
    """A stretch of characters; of a string known in parts where its known beginning suffices."""
    offset, length = whole(start, "the offset"), whole(size, "the length")
    if isinstance(text, Known):
        return call.known(_substr(str(text.value), offset, length))
    known = head(text)
    if length >= 0 and offset >= 0 and offset + length <= graphemes.count(known):
        return call.known(_substr(known, offset, length))
    return answer(call, Truth.UNSURE, text)


def _substr(text: str, offset: int, length: int) -> str:
    characters = text if text.isascii() and "\r\n" not in text else graphemes.clusters(text)
    if offset < 0:
        offset = max(offset + len(characters), 0)
        if length == 0:
            length = -1  # go-cty never stops at a length it has already passed
    if length < 0:
        return "".join(characters[offset:])
    return "".join(characters[offset : offset + length])


@function("split", STRING, OPEN_STRING)
def split(call: Call, separator: Known[str], text: Value) -> Value:
    """The parts between separators; of a string known in parts those before its first unknown piece."""
    if isinstance(text, Known):
        return call.items([call.known(part) for part in _split(str(text.value), separator.value)])
    if not separator.value:
        return call.items((), text if isinstance(text, Unknown) else None)
    parts = _split(head(text), separator.value)
    open_part = Unknown("known in part", call.span)
    if isinstance(text, Unknown):
        open_part = call.unknown(text)
    return call.items([*(call.known(part) for part in parts[:-1]), open_part], open_part)


def _split(text: str, separator: str) -> list[str]:
    parts = text.split(separator) if separator else list(text)
    if len(parts) > MAX_MEMBERS:
        raise TooLarge
    return parts


@function("join", STRING, variadic=STRINGS)
def join(call: Call, separator: Known[str], *lists: Items) -> Value:
    """All members of all lists with a separator between them, known in parts where some member is."""
    if not lists:
        raise Failure("at least one list is required")
    pieces: list[str | Unknown] = []
    for index, given in enumerate(lists):
        for member in given.members:
            if isinstance(member, Known) and member.value is None:
                raise Failure("an element is null; null values cannot be joined")
            pieces.append(separator.value)
            pieces.extend(pieces_of(member))
        if not given.ordered:
            return call.unknown(either(given.rest, Unknown("order of the list is not known", given.span)))
        if given.rest is not None:
            following = _following(lists[index + 1 :], separator.value)
            return compose(call, [*pieces[1:], bare(given.rest), *(following if pieces else following[1:])])
    return compose(call, pieces[1:])


def _following(lists: tuple[Items, ...], separator: str) -> list[str | Unknown]:
    """Members that follow an unknown stretch, a separator before each; the stretch may hold the first one."""
    pieces: list[str | Unknown] = []
    for given in lists:
        if given.rest is not None or not given.ordered:
            return [Unknown("members of the list are not known", given.span)]
        for member in given.members:
            pieces.append(separator)
            pieces.extend(pieces_of(member))
    return pieces


@function("sort", STRINGS)
def sort(call: Call, given: Items) -> Value:
    """Strings in order of their bytes; with unknown members the order is not known."""
    if any(isinstance(member, Known) and member.value is None for member in given.members):
        raise Failure("an element is null; a null string cannot be sorted")
    members, ordered = in_set_order(given.members)
    return call.items(members, given.rest, "list", ordered and given.rest is None)

