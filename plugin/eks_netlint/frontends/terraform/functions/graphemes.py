"""User-perceived characters, in which Terraform counts: a letter with its accents is one."""

from __future__ import annotations

import unicodedata

_JOINER = "\u200d"


def clusters(text: str) -> list[str]:
    """The text cut into grapheme clusters (UAX 29, without Hangul syllables spelled in letters)."""
    if text.isascii() and "\r\n" not in text:
        return list(text)
    found: list[str] = []
    for character in text:
        if found and _continues(found[-1], character):
            found[-1] += character
        else:
            found.append(character)
    return found


def count(text: str) -> int:
    """How many grapheme clusters there are."""
    return len(text) if text.isascii() and "\r\n" not in text else len(clusters(text))


def _continues(cluster: str, character: str) -> bool:
    if cluster == "\r":
        return character == "\n"
    if cluster[-1] in "\r\n":
        return False
    if character == _JOINER or unicodedata.category(character) in ("Mn", "Me", "Mc") or _is_modifier(character):
        return True
    if cluster[-1] == _JOINER:
        return unicodedata.category(character) == "So"
    return len(cluster) == 1 and _is_flag(cluster) and _is_flag(character)


def _is_modifier(character: str) -> bool:
    return "\U0001f3fb" <= character <= "\U0001f3ff"


def _is_flag(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"
