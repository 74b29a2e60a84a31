"""Whether bytes may be Kubernetes manifests, told without parsing them."""

from __future__ import annotations

import re

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
