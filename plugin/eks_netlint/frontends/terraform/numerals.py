"""Terraform's numbers as Python's: how text becomes a number and a number becomes text.

Terraform computes with 512 bits and has no separate integers.  Here a whole number is an ``int`` and any other a
``float`` that stands for its shortest decimal spelling, so that 0.1 means one tenth.
"""

from __future__ import annotations

from decimal import Context, Decimal, DecimalException

MAX_DIGITS = 400
"""Digits of a number before it is called too large; Terraform itself keeps about 154 of them."""

EXACT = Context(prec=154)
"""Arithmetic in Terraform's precision: 512 bits are 154 decimal digits."""


def parse_number(text: str) -> int | float | None:
    """The number that a string spells, None if it spells none; ``1e3``, ``.5`` and ``5.`` do, a space spoils it."""
    if text.isascii() and text.isdigit() and len(text) < MAX_DIGITS:
        return int(text)
    mantissa, mark, power = text.lower().partition("p")
    if mark:
        return _parse_binary(mantissa, power)
    body = text[1:] if text[:1] in ("+", "-") else text
    if not body.isascii() or body[:1] not in "0123456789." or "_" in body or " " in body or len(text) > 2 * MAX_DIGITS:
        return None
    try:
        return as_number(Decimal(text))
    except DecimalException:
        return None


def _parse_binary(mantissa: str, power: str) -> int | float | None:
    """``1p3`` is 1 times 2 to the power of 3."""
    number, exponent = parse_number(mantissa), parse_number(power.removeprefix("+"))
    if number is None or not isinstance(exponent, int) or abs(exponent) > 1000:
        return None
    factor = Decimal(2) ** abs(exponent)
    return as_number(decimal(number) * factor if exponent >= 0 else decimal(number) / factor)


def decimal(number: int | float) -> Decimal:
    """The number exactly as it is spelled."""
    return Decimal(number) if isinstance(number, int) else Decimal(repr(number))


def as_number(exact: Decimal) -> int | float | None:
    """A whole number as int, any other as the nearest float; None if it is too large or not a number."""
    if not exact.is_finite() or exact.adjusted() > MAX_DIGITS:
        return None
    if exact == exact.to_integral_value():
        return int(exact)
    return float(exact)


def tidy(number: float) -> int | float | None:
    """A float that a computation made, as Terraform would hold it."""
    return as_number(decimal(number))


def number_text(number: int | float) -> str:
    """The number as Terraform prints it: no exponent, no trailing zeros."""
    if isinstance(number, int):
        return str(number)
    text = format(decimal(number), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
