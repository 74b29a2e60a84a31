"""Marks in manifests that something else fills in before they are applied: envsubst, Flux, ``<your subnet>``.

``$(NAME)`` is none of them: Kubernetes itself replaces it in the container's arguments.
"""

from __future__ import annotations

import re

from eks_netlint.patterns import pattern
from eks_netlint.source import Span
from eks_netlint.values import Cause, Text, Unknown, Value
from eks_netlint.yamltext import Role

_MARK = pattern(r"\$\{[^{}\n]*\}|\$[A-Z_][A-Z0-9_]*|^<[^<>\n]+>$")
_DOLLAR = pattern(r"\$[{A-Z_]")
_ANGLE = pattern(r"<[^<>\n]+>[\"']?[ \t\r]*$", re.MULTILINE)
_TEMPLATE = pattern(r"\{\{|\{%|<%|#@")


def may_hold(text: str) -> bool:
    """Whether a mark may stand in the text: that is cheaper to ask than of every scalar."""
    return _DOLLAR.search(text) is not None or _ANGLE.search(text) is not None


def may_be_template(text: str) -> bool:
    """Whether a text that is no YAML shows marks of a template language, or placeholders."""
    return _TEMPLATE.search(text) is not None or _MARK.search(text) is not None


def fill(raw: str, span: Span | None, role: Role) -> Value | None:
    """A scalar with placeholders as what is known of it; a text of several lines is a script with its own marks."""
    if ("$" not in raw and raw[:1] != "<") or "\n" in raw:
        return None
    parts: list[str | Unknown] = []
    at = 0
    for mark in _MARK.finditer(raw):
        if mark.start() > at:
            parts.append(raw[at : mark.start()])
        parts.append(Unknown(f"the placeholder {mark[0]} is filled in elsewhere", span, Cause.OUTSIDE))
        at = mark.end()
    if not parts:
        return None
    if at < len(raw):
        parts.append(raw[at:])
    if len(parts) == 1 and isinstance(only := parts[0], Unknown):
        return only
    why = next(part for part in parts if isinstance(part, Unknown)).why
    return Text(why, span, Cause.OUTSIDE, tuple(parts))
