"""The arithmetic of a finding as lines of text with aligned columns."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from eks_netlint.reporters.view import harmless
from eks_netlint.rules import SumLine
from eks_netlint.source import Span


def sum_lines(lines: Sequence[SumLine], place: Callable[[Span], str]) -> list[str]:
    """``8 x m5.xlarge x 60 = 480 addresses   main.tf:12`` and so on, equals signs and numbers under each other."""
    if not lines:
        return []
    left = _left(lines)
    wide = max(len(str(line.total)) for line in lines)
    width = max(len(text) for text in left)
    body = [f"{text:<{width}} {line.total:>{wide}}{_unit(line)}" for text, line in zip(left, lines, strict=True)]
    column = max((len(text) for text, line in zip(body, lines, strict=True) if line.role == "take"), default=0)
    return [
        text.rstrip() if line.span is None else f"{text:<{column}}   {place(line.span)}"
        for text, line in zip(body, lines, strict=True)
    ]


def _left(lines: Sequence[SumLine]) -> list[str]:
    """What stands before the numbers: products in columns of their own, the word of the line for the others."""
    products = [line for line in lines if line.count is not None and line.each is not None]
    count = max((len(str(line.count)) for line in products), default=0)
    label = max((len(harmless(line.label)) for line in products), default=0)
    each = max((len(str(line.each)) for line in products), default=0)
    return [_terms(line, count, label, each) for line in lines]


def _terms(line: SumLine, count: int, label: int, each: int) -> str:
    name = harmless(line.label)
    if line.count is not None and line.each is not None:
        return f"{line.count:>{count}} x {name:<{label}} x {line.each:>{each}} ="
    if line.role == "take":
        return f"{name} ="
    return line.role


def _unit(line: SumLine) -> str:
    """What follows the number; an availability carries its label in brackets instead of a unit."""
    name = harmless(line.label)
    detail = f" ({name})" if line.role != "take" and name and name != line.role else ""
    unit = "" if line.role in ("available", "short") else f" {harmless(line.unit)}"
    return unit + detail
