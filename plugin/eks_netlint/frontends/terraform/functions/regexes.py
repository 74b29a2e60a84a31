"""Functions over regular expressions, and what is known of the name of an unknown zone."""

from __future__ import annotations

from functools import lru_cache

from eks_netlint.frontends.terraform.functions import regexp
from eks_netlint.frontends.terraform.functions.signature import OPEN_STRING, Call, Failure, function
from eks_netlint.frontends.terraform.functions.zones import ZONE_NAMES, is_zone_name
from eks_netlint.frontends.terraform.shapes import STRING
from eks_netlint.values import Fields, Items, Known, Unknown, Value


@function("regex", STRING, OPEN_STRING)
def regex(call: Call, pattern: Known[str], text: Value) -> Value:
    """What the first match captured: the whole, a tuple of groups, or an object of named groups."""
    expression = _compiled(pattern.value)
    if not isinstance(text, Known):
        return _unknown_match(call, text)
    captures = expression.search(str(text.value))
    if captures is None:
        raise Failure("the pattern does not match the string")
    return _captured(call, expression, str(text.value), captures)


@function("regexall", STRING, OPEN_STRING)
def regexall(call: Call, pattern: Known[str], text: Value) -> Value:
    """What every match captured; of a zone's name how many matches there are, where all zone names agree."""
    expression = _compiled(pattern.value)
    if isinstance(text, Known):
        matches = expression.find_all(str(text.value))
        return call.items([_captured(call, expression, str(text.value), captures) for captures in matches])
    if is_zone_name(text):
        count = _matches_in_every_zone(pattern.value)
        if count is not None:
            return call.items([_unknown_match(call, text)] * count)
    return _unknown_match(call, text)


@lru_cache(maxsize=64)
def _matches_in_every_zone(pattern: str) -> int | None:
    """How many matches a pattern has in a zone's name, where all names agree; asked again for every subnet."""
    expression = _compiled(pattern)
    counts = {sum(1 for _ in expression.find_all(name)) for name in ZONE_NAMES}
    return counts.pop() if len(counts) == 1 else None


def _compiled(pattern: str) -> regexp.Regexp:
    expression = regexp.compiled(pattern)
    named = [name for name in expression.names if name]
    if named and len(named) < len(expression.names):
        raise Failure("invalid regular expression: named and unnamed groups cannot be mixed")
    return expression


def _unknown_match(call: Call, text: Value) -> Unknown:
    return call.unknown(text) if isinstance(text, Unknown) else Unknown("known in part", call.span)


def _captured(call: Call, expression: regexp.Regexp, text: str, captures: regexp.Captures) -> Value:
    if not expression.names:
        return call.known(text[captures[0] : captures[1]])
    groups = [
        call.known(text[start:end] if start >= 0 else None)
        for start, end in zip(captures[2::2], captures[3::2], strict=True)
    ]
    if not expression.names[0]:
        return Items(tuple(groups), None, "tuple", True, call.span)
    return Fields(dict(zip(expression.names, groups, strict=True)), None, "object", call.span)
