"""Reasons why something is unknown, kept apart from identities."""

from __future__ import annotations

from typing import TypeVar

from eks_netlint.values import Unknown

T = TypeVar("T", bound="Unknown | None")


def either(one: Unknown | None, two: T) -> Unknown | T:
    """The first reason if there is one, else the second; unknown values have no truth value, so ``or`` cannot."""
    return two if one is None else one


def bare(blame: Unknown) -> Unknown:
    """An unknown without its identity and pieces: the rest of a list is not the whole that it came from."""
    return blame if type(blame) is Unknown else Unknown(blame.why, blame.span, blame.cause)
