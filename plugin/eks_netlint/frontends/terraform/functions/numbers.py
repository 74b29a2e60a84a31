"""Functions over numbers."""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING

from eks_netlint.frontends.terraform.convert import Mismatch, convert
from eks_netlint.frontends.terraform.functions.signature import (
    Call,
    Failure,
    Parameter,
    TooLarge,
    function,
    scalar,
    whole,
    whole_number,
)
from eks_netlint.frontends.terraform.numerals import EXACT, as_number, decimal, tidy
from eks_netlint.frontends.terraform.reasons import either
from eks_netlint.frontends.terraform.shapes import ANY, BOOL, NUMBER, CollectionShape
from eks_netlint.values import Items, Known, Scalar, Unknown, Value

if TYPE_CHECKING:
    from fractions import Fraction

Number = int | float
BOOLS = CollectionShape("list", BOOL)

PRECISION = 512
"""Bits of a number in go-cty (``cty/value_init.go``, v1.16.0)."""

RANGE_LIMIT = 1024
"""go-cty's own bound of ``range`` (``cty/function/stdlib/sequence.go``, v1.16.0)."""


def fit(exact: Decimal) -> Number:
    """An exact result as a number."""
    number = as_number(exact)
    if number is None:
        raise TooLarge
    return number


@scalar("abs", NUMBER)
def absolute(number: Number) -> Number:
    """Without its sign."""
    return abs(number)


@scalar("ceil", NUMBER)
def ceil(number: Number) -> Number:
    """The next whole number upwards."""
    return math.ceil(number)


@scalar("floor", NUMBER)
def floor(number: Number) -> Number:
    """The next whole number downwards."""
    return math.floor(number)


@scalar("log", NUMBER, NUMBER)
def log(number: Number, base: Number) -> Number:
    """The logarithm to a base."""
    return _float(lambda: _log(number) / _log(base))


def _log(number: Number) -> float:
    return -math.inf if number == 0 else math.log(number)


@scalar("pow", NUMBER, NUMBER)
def power(number: Number, exponent: Number) -> Number:
    """One number to the power of another, with the precision of a float as in Terraform."""
    return _float(lambda: _pow(float(number), float(exponent)))


def _pow(base: float, exponent: float) -> float:
    """Go's own algorithm (``math/pow.go``), whose last digit differs from that of C's library."""
    if exponent == 0 or base == 1:
        return 1.0
    if exponent == 1:
        return base
    if base == 0:
        return 0.0 if exponent > 0 else math.inf
    if abs(exponent) == 0.5:
        return math.sqrt(base) if exponent > 0 else 1 / math.sqrt(base)
    fraction, times = math.modf(abs(exponent))
    result, scale = 1.0, 0
    if fraction:
        if fraction > 0.5:
            fraction, times = fraction - 1, times + 1
        result = math.exp(fraction * math.log(base))
    factor, power_of_two = math.frexp(base)
    left = int(times)
    while left:
        if abs(power_of_two) > 1 << 12:
            scale += power_of_two
            break
        if left & 1:
            result, scale = result * factor, scale + power_of_two
        factor, power_of_two, left = factor * factor, power_of_two << 1, left >> 1
        if factor < 0.5:
            factor, power_of_two = factor + factor, power_of_two - 1
    if exponent < 0:
        result, scale = 1 / result, -scale
    return math.ldexp(result, scale)


def _float(compute: Callable[[], float]) -> Number:
    try:
        result = tidy(compute())
    except OverflowError:
        raise TooLarge from None
    except (ValueError, ZeroDivisionError):
        raise Failure("the result is not a number") from None
    if result is None:
        raise TooLarge
    return result


@scalar("signum", NUMBER)
def signum(number: Scalar) -> int:
    """-1, 0 or 1."""
    given = whole_number(number, "the number")
    return (given > 0) - (given < 0)


@function("parseint", Parameter(ANY, open=True), NUMBER)
def parseint(call: Call, text: Value, base: Value) -> Value:
    """The whole number that a string spells in a base."""
    if isinstance(text, Unknown):
        return call.unknown(text)
    if not isinstance(text, Known) or not isinstance(text.value, str):
        raise Failure("the first argument must be a string")
    radix = whole(base, "the base")
    if not 2 <= radix <= 62:
        raise Failure("the base must be between 2 and 62")
    return call.known(_parse(text.value, radix))


def _parse(text: str, base: int) -> int:
    digits = text[1:] if text[:1] in ("+", "-") else text
    if len(digits) > 1000:
        raise TooLarge
    number = 0
    for digit in digits:
        number = number * base + _digit(digit, base, text)
    if not digits:
        raise Failure(f'cannot parse "{text}" as a base {base} integer')
    return -number if text.startswith("-") else number


def _digit(digit: str, base: int, text: str) -> int:
    """Digits, then letters; beyond base 36 small letters come before capitals, as in Go."""
    worth = 99
    if "0" <= digit <= "9":
        worth = ord(digit) - ord("0")
    elif "a" <= digit <= "z":
        worth = ord(digit) - ord("a") + 10
    elif "A" <= digit <= "Z":
        worth = ord(digit) - ord("A") + (10 if base <= 36 else 36)
    if worth >= base:
        raise Failure(f'cannot parse "{text}" as a base {base} integer')
    return worth


@function("max", variadic=NUMBER)
def maximum(call: Call, *numbers: Known[Scalar]) -> Value:
    """The greatest, itself: a finding points at where it was written."""
    return _extreme(numbers, greatest=True)


@function("min", variadic=NUMBER)
def minimum(call: Call, *numbers: Known[Scalar]) -> Value:
    """The smallest, itself."""
    return _extreme(numbers, greatest=False)


def _extreme(numbers: tuple[Known[Scalar], ...], greatest: bool) -> Value:
    if not numbers:
        raise Failure("at least one number is required")
    best = numbers[0]
    for number in numbers[1:]:
        one, two = best.value, number.value
        assert isinstance(one, int | float) and isinstance(two, int | float)
        if (two > one) if greatest else (two < one):
            best = number
    return best


@function("sum", ANY)
def total(call: Call, given: Value) -> Value:
    """The sum of a list, set or tuple of numbers."""
    if not isinstance(given, Items):
        raise Failure("a list, set or tuple of numbers is required")
    if not given.members and given.rest is None:
        raise Failure("cannot sum an empty list")
    result, blame = Decimal(0), given.rest
    for member in given.members:
        try:
            number = convert(member, NUMBER)
        except Mismatch as mismatch:
            raise Failure(str(mismatch)) from None
        if isinstance(number, Unknown):
            blame = either(blame, number)
            continue
        value = number.value if isinstance(number, Known) else None
        if not isinstance(value, int | float):
            raise Failure("an element is null; a number is required")
        result = EXACT.add(result, decimal(value))
    return call.unknown(blame) if blame is not None else call.known(fit(result))


@function("range", variadic=NUMBER)
def sequence(call: Call, *numbers: Known[Scalar]) -> Value:
    """Numbers from the first to before the last, in steps."""
    limits = [_exact(one.value) for one in numbers if isinstance(one.value, int | float)]
    if not 1 <= len(limits) <= 3:
        raise Failure("one, two or three arguments are required")
    start, end = (0, limits[0]) if len(limits) == 1 else (limits[0], limits[1])
    step = limits[2] if len(limits) == 3 else -1 if end < start else 1
    if step == 0:
        raise Failure("the step must not be zero")
    if (end < start and step > 0) or (end > start and step < 0):
        raise Failure("the step leads away from the end")
    members: list[Value] = []
    while start < end if step > 0 else start > end:
        if len(members) >= RANGE_LIMIT:
            raise Failure(f"more than {RANGE_LIMIT} values were generated")
        members.append(call.known(int(start) if start.denominator == 1 else tidy(float(start))))
        start = rounded(start + step)
    return call.items(members)


def _exact(number: Number) -> Fraction | int:
    if isinstance(number, int) and number.bit_length() < PRECISION // 2:  # no sum of a range reaches 512 bits
        return number
    from fractions import Fraction  # slow to import, and few ranges need it

    return rounded(Fraction(decimal(number)))


def rounded(exact: Fraction | int) -> Fraction | int:
    """The nearest number of 512 bits: a range of fractions may have one member more for the rounding of its steps."""
    excess = exact.numerator.bit_length() - exact.denominator.bit_length() - PRECISION
    if exact.denominator == 1 and exact.numerator.bit_length() <= PRECISION:
        return exact
    from fractions import Fraction

    unit = Fraction(2) ** excess
    scaled = round(exact / unit)
    if scaled.bit_length() > PRECISION:
        unit *= 2
        scaled = round(exact / unit)
    return scaled * unit


@function("alltrue", BOOLS)
def alltrue(call: Call, given: Items) -> Value:
    """Whether all are true; one that is false decides, whatever the others are."""
    blame = given.rest
    for member in given.members:
        if isinstance(member, Unknown):
            blame = either(blame, member)
        elif not isinstance(member, Known) or member.value is not True:
            return call.known(False)
    return call.unknown(blame) if blame is not None else call.known(True)


@function("anytrue", BOOLS)
def anytrue(call: Call, given: Items) -> Value:
    """Whether any is true; one that is true decides, whatever the others are."""
    blame = given.rest
    for member in given.members:
        if isinstance(member, Unknown):
            blame = either(blame, member)
        elif isinstance(member, Known) and member.value is True:
            return call.known(True)
    return call.unknown(blame) if blame is not None else call.known(False)


