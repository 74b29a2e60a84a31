"""Whether bytes are a file of eksctl, told without parsing them."""

from __future__ import annotations

from eks_netlint.patterns import pattern

_SAID = pattern(rb"""apiVersion["']?[ \t]*:[ \t]*["']?eksctl\.io/""")


def is_config(data: bytes) -> bool:
    """Whether the bytes say that they hold a ``ClusterConfig`` of eksctl."""
    return b"eksctl.io/" in data and b"ClusterConfig" in data and _SAID.search(data) is not None
