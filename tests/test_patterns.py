"""Patterns that are compiled when first used do what compiled ones do, and are not compiled before."""

from __future__ import annotations

import re

import pytest

from eks_netlint.patterns import pattern


def test_it_answers_as_the_compiled_pattern_does() -> None:
    lazy, compiled = pattern(r"(\d+)-(?P<rest>\w+)", re.IGNORECASE), re.compile(r"(\d+)-(?P<rest>\w+)", re.IGNORECASE)
    text = "1-a 22-Bc"
    assert [match.span() for match in lazy.finditer(text)] == [match.span() for match in compiled.finditer(text)]
    assert (lazy.sub("x", text), lazy.pattern, lazy.flags) == ("x x", compiled.pattern, compiled.flags)
    assert lazy.fullmatch("1-a") and not lazy.fullmatch(text)
    assert pattern(rb"a+").search(b"baa")


def test_nothing_is_compiled_before_it_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    compile = re.compile
    monkeypatch.setattr(re, "compile", lambda text, flags=0: seen.append(text) or compile(text, flags))
    lazy = pattern("x")
    assert seen == []
    assert lazy.search("axb") and lazy.search("x")
    assert seen == ["x"]


def test_a_wrong_pattern_and_a_wrong_name_are_told() -> None:
    with pytest.raises(re.error):
        pattern("(").search("")
    with pytest.raises(AttributeError):
        assert pattern("x").nothing
