"""Conversions by name, and functions that only mark a value."""

from __future__ import annotations

from collections.abc import Callable

from eks_netlint.frontends.terraform.convert import Mismatch, convert
from eks_netlint.frontends.terraform.functions.signature import (
    ANYTHING,
    Call,
    Failure,
    Unsupported,
    function,
)
from eks_netlint.frontends.terraform.shapes import BOOL, LIST, MAP, NUMBER, SET, STRING, Shape
from eks_netlint.values import Unknown, Value


def _converter(shape: Shape) -> Callable[[Call, Value], Value]:
    def apply(call: Call, value: Value) -> Value:
        if shape is SET and isinstance(value, Unknown):
            return call.unknown(value)  # its members may come in another order, and some only once
        try:
            return convert(value, shape)
        except Mismatch as mismatch:
            raise Failure(str(mismatch)) from None

    return apply


for _name, _shape in (
    ("tostring", STRING),
    ("tonumber", NUMBER),
    ("tobool", BOOL),
    ("tolist", LIST),
    ("toset", SET),
    ("tomap", MAP),
):
    function(_name, ANYTHING)(_converter(_shape))


def _same(call: Call, value: Value) -> Value:
    return value


# nothing is hidden and nothing is ephemeral in what is written down, so these leave the value as it is
for _name in ("sensitive", "nonsensitive", "ephemeralasnull"):
    function(_name, ANYTHING)(_same)


@function("issensitive", ANYTHING)
def issensitive(call: Call, value: Value) -> Value:
    """Not followed here."""
    raise Unsupported("whether a value is sensitive is not followed")


def _refused(call: Call, *values: Value) -> Value:
    raise Failure("function was removed in terraform 0.12")


for _name in ("list", "map"):
    function(_name, variadic=ANYTHING)(_refused)
