"""Whether bytes may be Kubernetes manifests, told without parsing them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from eks_netlint.patterns import pattern

HEAD = 65_536
"""Bytes of a file too large to be read in which a manifest says what it is."""

_SAID = pattern(rb"""(?:^|[{,])[ \t\r\n-]*["']?apiVersion["']?[ \t]*:""", re.MULTILINE)
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
UTF8_MARK = b"\xef\xbb\xbf"


def is_manifest(data: bytes) -> bool:
    """Whether somewhere in the bytes stands ``apiVersion:`` as a member, and a kind."""
    return b"apiVersion" in data and b"kind" in data and _SAID.search(data) is not None


def is_foreign(data: bytes) -> bool:
    """Whether the bytes are a manifest in UTF-16."""
    if data[:2] not in _UTF16:
        return False
    return is_manifest(data.decode("utf-16", "replace").encode("utf-8", "replace"))


class Words:
    """Words of which one has to stand in a text, as it is and not as the beginning of a longer one; none are in all."""

    def __init__(self, words: Sequence[str]) -> None:
        self._words = tuple((word, word.encode()) for word in words)
        every = "|".join(re.escape(word) for word in words)
        self._whole = pattern(rf"(?:{every})(?![\w-])")
        self._whole_bytes = pattern(rf"(?:{every})(?![\w-])".encode())

    def are_in(self, data: bytes) -> bool:
        """Whether one of them stands in the bytes."""
        if not self._words:
            return True
        return any(word in data for _, word in self._words) and self._whole_bytes.search(data) is not None

    def are_in_text(self, text: str) -> bool:
        """Whether one of them stands in the text."""
        if not self._words:
            return True
        return any(word in text for word, _ in self._words) and self._whole.search(text) is not None

    def __bool__(self) -> bool:
        return bool(self._words)
