"""JSON and YAML, and the structure behind an encoded string, whose members still know where they were written."""

from __future__ import annotations

from collections.abc import Callable

from eks_netlint.frontends.terraform.convert import NotPlain, lift
from eks_netlint.frontends.terraform.functions.jsontext import first_unknown, json_text
from eks_netlint.frontends.terraform.functions.signature import (
    ANYTHING,
    MAX_DEPTH,
    OPEN_STRING,
    Call,
    Failure,
    TooDeep,
    TooLarge,
    checked,
    function,
)
from eks_netlint.frontends.terraform.numerals import parse_number
from eks_netlint.frontends.terraform.reasons import either
from eks_netlint.values import Encoded, Fields, Items, Known, Text, Unknown, Value


def _encoded(call: Call, value: Value, write: Callable[[Value], str]) -> Value:
    try:
        return call.known(checked(write(value)), value)
    except NotPlain:
        blame = either(first_unknown(value), Unknown("known in part"))
        span = call.span if call.span is not None else blame.span
        return Encoded(blame.why, span, blame.cause, value)


@function("jsonencode", ANYTHING)
def jsonencode(call: Call, value: Value) -> Value:
    """The value as JSON; what is encoded stays at hand."""
    return _encoded(call, value, json_text)


@function("yamlencode", ANYTHING)
def yamlencode(call: Call, value: Value) -> Value:
    """The value as YAML; what is encoded stays at hand."""
    from eks_netlint.frontends.terraform.functions import yamltext  # PyYAML takes long to import

    return _encoded(call, value, yamltext.write)


def as_decoded(value: Value) -> Value:
    """A value as it comes back from a document: lists and sets as tuples, maps as objects."""
    if isinstance(value, Items):
        members = tuple(as_decoded(member) for member in value.members)
        return Items(members, value.rest, "tuple", value.ordered, value.span)
    if isinstance(value, Fields):
        entries = {key: as_decoded(member) for key, member in value.entries.items()}
        return Fields(entries, value.rest, "object", value.span)
    return value


def _decoded(call: Call, text: Value, read: Callable[[Call, str], Value]) -> Value:
    if isinstance(text, Text):
        from eks_netlint.frontends.terraform.functions import interpolated

        return interpolated.read(call, text, read, json=read is _read_json)
    if isinstance(text, Encoded) and isinstance(text.decoded, Items | Fields):
        return as_decoded(text.decoded)
    if isinstance(text, Unknown):
        return call.unknown(text)
    if not isinstance(text, Known):
        raise Failure("a string is required")
    # a decoded string is what base64encode hides, never what a document says
    if isinstance(text.decoded, Items | Fields) and not isinstance(text.decoded, Known):
        return as_decoded(text.decoded)
    return read(call, str(text.value))


@function("jsondecode", OPEN_STRING)
def jsondecode(call: Call, text: Value) -> Value:
    """The value of a JSON document: arrays as tuples, objects as objects."""
    return _decoded(call, text, _read_json)


@function("yamldecode", OPEN_STRING)
def yamldecode(call: Call, text: Value) -> Value:
    """The value of a YAML document."""
    from eks_netlint.frontends.terraform.functions import yamltext  # PyYAML takes long to import

    return _decoded(call, text, yamltext.read)


def _read_json(call: Call, text: str) -> Value:
    import json

    try:
        found = json.loads(text, parse_constant=_refuse, parse_int=_number, parse_float=_number)
    except ValueError as error:
        problem = error.msg.lower() if isinstance(error, json.JSONDecodeError) else str(error)
        raise Failure(f"invalid JSON: {problem}") from None
    _check_depth(found)
    return lift(found, call.span, call.origin)


def _check_depth(document: object) -> None:
    level = [document]
    for _ in range(MAX_DEPTH):
        below: list[object] = []
        for thing in level:
            below.extend(thing if isinstance(thing, list) else thing.values() if isinstance(thing, dict) else ())
        if not below:
            return
        level = below
    raise TooDeep


def _refuse(word: str) -> object:
    raise ValueError(f"{word} is not valid")


def _number(digits: str) -> int | float:
    number = parse_number(digits)
    if number is None:
        raise TooLarge
    return number
