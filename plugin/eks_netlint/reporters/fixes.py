"""Where a fix belongs, for people and for programs."""

from __future__ import annotations

from collections.abc import Callable

from eks_netlint.rules import Fix
from eks_netlint.source import Span


def where_it_belongs(fix: Fix, place: Callable[[Span], str]) -> str:
    """``add behind the block at main.tf:12``."""
    return f"add {'to' if fix.inside else 'behind'} the block at {place(fix.block)}"


def insertion(fix: Fix) -> tuple[int, str]:
    """The line before which the text is put in, and the text with its line ends, an empty line before it.

    The line may be one more than the file has.  A block that ends on the line on which it begins takes nothing inside:
    its text goes behind it.
    """
    last, indent = fix.block.end_line, ""
    inside = fix.inside and last > fix.block.line
    if inside:
        indent = " " * (fix.block.column + 1)
    lines = (f"{indent}{line}" if line else "" for line in fix.text.split("\n"))
    return (last if inside else last + 1), "\n" + "".join(f"{line}\n" for line in lines)
