"""What a plain scalar of YAML means to kubectl; see ``yamltext``."""

from __future__ import annotations

from functools import lru_cache

from eks_netlint.patterns import pattern
from eks_netlint.values import Scalar

WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"), True),
    **dict.fromkeys(("n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"), False),
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
}
"""Words that stand for something else than themselves."""

_NUMERIC = frozenset("+-.0123456789")
_WHOLE = pattern(r"[-+]?(?:0b[01]+|0o[0-7]+|0x[0-9a-fA-F]+|[0-9]+)")
_DECIMAL = pattern(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")


def resolved(text: str) -> Scalar:
    """What a plain scalar means to kubectl."""
    if text[:1] not in _NUMERIC:
        if len(text) > 5:
            return text
        return WORDS.get(text, text)
    return _number(text)


@lru_cache(maxsize=1024)  # ports, sizes and periods are few
def _number(text: str) -> Scalar:
    plain = text.replace("_", "")
    if _WHOLE.fullmatch(plain):
        return _whole(plain)
    if _DECIMAL.fullmatch(plain):
        number = float(plain)
        return text if number in (float("inf"), float("-inf")) else number
    return text


def _whole(text: str) -> Scalar:
    digits = text.lstrip("+-")
    sign = -1 if text[0] == "-" else 1
    if len(digits) > 25:
        return float(text) if digits[:2] not in ("0x", "0b", "0o") else text
    if digits[:1] == "0" and digits.isdigit() and len(digits) > 1:
        try:
            return sign * int(digits, 8)
        except ValueError:
            return sign * float(digits)  # 08 is no octal number
    return sign * int(digits, 0)
