"""``format`` and ``formatlist``: the verbs of go-cty over arguments that may be unknown."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from eks_netlint.frontends.terraform.convert import Mismatch, NotPlain, convert
from eks_netlint.frontends.terraform.functions import graphemes
from eks_netlint.frontends.terraform.functions.jsontext import json_text, quoted
from eks_netlint.frontends.terraform.functions.pieces import compose, is_text
from eks_netlint.frontends.terraform.functions.signature import (
    ANYTHING,
    MAX_TEXT,
    OPEN_STRING,
    Call,
    Failure,
    TooLarge,
    function,
)
from eks_netlint.frontends.terraform.numerals import decimal
from eks_netlint.frontends.terraform.reasons import bare, either
from eks_netlint.frontends.terraform.shapes import BOOL, NUMBER, STRING
from eks_netlint.records import dataclass
from eks_netlint.values import Encoded, Items, Known, Reference, Text, Unknown, Value


@dataclass(frozen=True, slots=True)
class Verb:
    """One ``%`` sequence: flags, width, precision, the argument it takes (from 1), and its letter."""

    raw: str
    flags: str
    width: int | None
    precision: int | None
    argument: int
    letter: str


def parse(template: str) -> tuple[list[str | Verb], int]:
    """Literal pieces and verbs, and the highest argument that a verb takes."""
    pieces: list[str | Verb] = []
    at, following, highest = 0, 1, 0
    while (percent := template.find("%", at)) >= 0:
        pieces.append(template[at:percent])
        if template.startswith("%%", percent):
            pieces.append("%")
            at = percent + 2
            continue
        verb, at = _verb(template, percent, following)
        pieces.append(verb)
        following = verb.argument + 1
        highest = max(highest, verb.argument)
    pieces.append(template[at:])
    return pieces, highest


def _verb(template: str, start: int, argument: int) -> tuple[Verb, int]:
    at = start + 1
    flags_end = at
    while template[flags_end : flags_end + 1] in tuple("0#-+ "):
        flags_end += 1
    width, at = _number(template, flags_end)
    precision: int | None = None
    if template.startswith(".", at):
        precision, at = _number(template, at + 1)
        precision = precision or 0
    if template.startswith("[", at):
        chosen, at = _number(template, at + 1)
        if not chosen or not template.startswith("]", at):
            raise Failure(f"unrecognized format character at offset {at}")
        argument, at = chosen, at + 1
    letter = template[at : at + 1]
    if not (letter.isascii() and letter.isalpha()):
        raise Failure(f"unrecognized format character at offset {at}" if letter else "invalid format string")
    verb = Verb(template[start : at + 1], template[start + 1 : flags_end], width, precision, argument, letter)
    return verb, at + 1


def _number(template: str, at: int) -> tuple[int | None, int]:
    end = at
    while end < len(template) and template[end] in "0123456789" and end - at < 8:
        end += 1
    return (int(template[at:end]) if end > at else None), end


@function("format", OPEN_STRING, variadic=ANYTHING)
def format_string(call: Call, template: Value, *arguments: Value) -> Value:
    """The template with its verbs filled in, known in parts where an argument is unknown."""
    if not isinstance(template, Known):
        return call.unknown(template) if isinstance(template, Unknown) else Unknown("", call.span)
    return _filled(call, str(template.value), arguments)


def _filled(call: Call, template: str, arguments: Sequence[Value]) -> Value:
    pieces, highest = parse(template)
    if highest > len(arguments):
        raise Failure(f"not enough arguments: {highest} needed, {len(arguments)} given")
    if highest < len(arguments):
        raise Failure(f"too many arguments: {highest} used, {len(arguments)} given")
    filled: list[str | Unknown] = []
    for piece in pieces:
        filled.append(piece if isinstance(piece, str) else _apply(piece, arguments[piece.argument - 1]))
    return compose(call, filled)


def _apply(verb: Verb, value: Value) -> str | Unknown:
    """The text of one verb; an unknown string printed as it is keeps its identity and pieces."""
    if (verb.width or 0) > MAX_TEXT or (verb.precision or 0) > MAX_TEXT:
        raise TooLarge
    if isinstance(value, Unknown):
        whole = verb.letter == "s" or (verb.letter == "v" and is_text(value))
        plain = whole and not verb.flags and verb.width is None and verb.precision is None
        return value if plain and isinstance(value, Reference | Text | Encoded) else bare(value)
    if verb.letter != "v" and isinstance(value, Known) and value.value is None:
        raise Failure(f"a null value cannot be formatted by {verb.raw}")
    try:
        return _text(verb, value)
    except Mismatch as mismatch:
        raise Failure(f"unsupported value for {verb.raw}: {mismatch}") from None
    except NotPlain as unknown:
        return Unknown(str(unknown), value.span)


def _text(verb: Verb, value: Value) -> str:
    letter = verb.letter
    if letter == "v":
        return _padded(verb, _as_is(verb, value))
    if letter == "t":
        return str(_scalar(value, BOOL)).lower()
    if letter in "bdoxXeEfgG":
        number = _scalar(value, NUMBER)
        assert isinstance(number, int | float)
        return _integer(verb, number) if letter in "bdoxX" else _float(verb, decimal(number))
    if letter in "sq":
        text = str(_scalar(value, STRING))
        if verb.precision:
            text = "".join(graphemes.clusters(text)[: verb.precision])
        return _padded(verb, text if letter == "s" else quoted(text))
    raise Failure(f"unsupported format verb {verb.raw}")


def _scalar(value: Value, shape: object) -> object:
    converted = convert(value, shape)  # type: ignore[arg-type] # one of the plain shapes
    return converted.value if isinstance(converted, Known) else None


def _as_is(verb: Verb, value: Value) -> str:
    if isinstance(value, Known) and "#" not in verb.flags:
        if isinstance(value.value, str):
            return value.value
        if isinstance(value.value, int | float) and not isinstance(value.value, bool):
            return _general(decimal(value.value), None)
    return json_text(value)


def _padded(verb: Verb, text: str) -> str:
    missing = (verb.width or 0) - graphemes.count(text) if verb.width else 0
    if missing <= 0:
        return text
    padding = ("0" if "0" in verb.flags else " ") * missing
    return text + padding if "-" in verb.flags else padding + text


def _integer(verb: Verb, number: int | float) -> str:
    if not isinstance(number, int):
        raise Failure(f"unsupported value for {verb.raw}: an integer is required")
    digits = f"{abs(number):{verb.letter}}"
    if verb.precision is not None:
        digits = "" if number == 0 and verb.precision == 0 else digits.rjust(verb.precision, "0")
    prefixes = {"b": "0b", "o": "0", "x": "0x", "X": "0X"}
    prefix = prefixes.get(verb.letter, "") if "#" in verb.flags else ""
    zeros = "0" in verb.flags and verb.precision is None
    return _signed(verb, number < 0, prefix, digits, zeros)


def _signed(verb: Verb, negative: bool, prefix: str, digits: str, zeros: bool) -> str:
    sign = "-" if negative else "+" if "+" in verb.flags else " " if " " in verb.flags else ""
    width = verb.width or 0
    if "-" in verb.flags:
        return (sign + prefix + digits).ljust(width)
    if zeros:
        return sign + prefix + digits.rjust(width - len(sign) - len(prefix), "0")
    return (sign + prefix + digits).rjust(width)


def _float(verb: Verb, number: Decimal) -> str:
    letter = verb.letter.lower()
    magnitude = abs(number)
    if letter == "f":
        digits = f"{magnitude:.{6 if verb.precision is None else verb.precision}f}"
    elif letter == "e":
        digits = _exponent(f"{magnitude:.{6 if verb.precision is None else verb.precision}e}")
    else:
        digits = _general(magnitude, verb.precision)
    if verb.letter.isupper():
        digits = digits.upper()
    return _signed(verb, number < 0, "", digits, "0" in verb.flags)


def _exponent(text: str) -> str:
    """Go writes at least two digits of an exponent."""
    mantissa, mark, exponent = text.partition("e")
    return f"{mantissa}{mark}{exponent[0]}{exponent[1:].rjust(2, '0')}" if mark else text


def _general(number: Decimal, precision: int | None) -> str:
    """``%g``: with an exponent below -4 or from the precision on; the shortest form decides as if that were 6."""
    if number == 0:
        return "0"
    limit = 6
    if precision is not None:
        limit = precision or 1
        number = Decimal(f"{number:.{limit - 1}e}")
    sign, digits, exponent = number.normalize().as_tuple()
    assert isinstance(exponent, int)
    point = len(digits) + exponent - 1
    if precision is not None and limit > len(digits) > point:
        limit = len(digits)
    if -4 <= point < limit:
        return format(number.normalize(), "f")
    mantissa = str(digits[0]) + ("." + "".join(map(str, digits[1:])) if len(digits) > 1 else "")
    return f"{'-' if sign else ''}{mantissa}e{'-' if point < 0 else '+'}{abs(point):02d}"


@function("formatlist", OPEN_STRING, variadic=ANYTHING)
def formatlist(call: Call, template: Value, *arguments: Value) -> Value:
    """The template filled in once for every member of its lists; other arguments are used every time."""
    if not isinstance(template, Known):
        return call.unknown(template) if isinstance(template, Unknown) else Unknown("", call.span)
    lists = [given for given in arguments if isinstance(given, Items)]
    lengths = {len(given.members) for given in lists if given.rest is None}
    if len(lengths) > 1:
        raise Failure("the lists have different lengths")
    unknown = next((given for given in arguments if isinstance(given, Unknown) and not is_text(given)), None)
    if not lists:
        if unknown is not None:
            return call.unknown(unknown)
        return call.items([_filled(call, str(template.value), arguments)])
    rest = None if lengths else next((given.rest for given in lists if given.rest is not None), None)
    count = lengths.pop() if lengths else min(len(given.members) for given in lists)
    ordered = all(given.ordered for given in lists)
    members = [
        _filled(call, str(template.value), [_at(call, given, place) for given in arguments]) for place in range(count)
    ]
    return call.items(members, rest, "list", ordered)


def _at(call: Call, given: Value, place: int) -> Value:
    if isinstance(given, Items):
        if not given.ordered and len(given.members) > 1:
            return Unknown("order of the list is not known", given.span)
        if place < len(given.members):
            return given.members[place]
        return call.unknown(either(given.rest, Unknown("not known")))
    return bare(given) if isinstance(given, Unknown) and not is_text(given) else given
