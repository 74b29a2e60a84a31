"""The same work on several things, shared among processes where the system can fork.

A child is a copy of the process as it is: it needs no arguments, imports nothing anew, and sends back what it made.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import TypeVar

from eks_netlint.source import Document, as_one

T = TypeVar("T")

LEAST_SHARE = 4
"""Roots for which another process is worth its while: forking and sending take as long as half a root (2026-11-23)."""


def cores() -> int:
    """How many processes the system lets us run at once."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def shares(things: int, jobs: int) -> int:
    """Among how many processes to share that many things, at most ``jobs``."""
    return max(1, min(jobs, things // LEAST_SHARE)) if hasattr(os, "fork") else 1


def shared(
    work: Callable[[int], T], count: int, documents: Callable[[T], Iterable[Document]]
) -> tuple[T, list[T | None]]:
    """What ``work`` returns for 0, and for each further number below ``count``, which has a process of its own.

    None where a process ended before its work was done.  A file is one document in all that comes back; ``documents``
    names those of the first.  Raises what ``work`` raises in this process.
    """
    if count == 1:
        return work(0), []
    import pickle  # which small runs do not need

    children = [_child(work, number) for number in range(1, count)]
    try:
        first = work(0)
    finally:
        sent = [_received(*child) for child in children]
    with as_one({each.path: each for each in documents(first) if not each.stub}):
        return first, [None if data is None else pickle.loads(data) for data in sent]


def _child(work: Callable[[int], object], number: int) -> tuple[int, int]:
    """Process id and the pipe on which the child sends."""
    reading, writing = os.pipe()
    child = os.fork()
    if child:
        os.close(writing)
        return child, reading
    code = 1
    try:
        import pickle

        os.close(reading)
        with os.fdopen(writing, "wb") as pipe:
            pickle.dump(work(number), pipe, pickle.HIGHEST_PROTOCOL)
        code = 0
    finally:
        os._exit(code)  # the stack above belongs to the parent


def _received(child: int, reading: int) -> bytes | None:
    """What a child sent, None unless it ended well."""
    with os.fdopen(reading, "rb") as pipe:
        data = pipe.read()
    _, status = os.waitpid(child, 0)
    return data if status == 0 else None
