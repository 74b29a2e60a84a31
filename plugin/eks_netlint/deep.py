"""Room for deep recursion, whichever thread the caller happens to be in."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

FRAMES = 12_000
"""Python frames for expressions that refer to each other; each Terraform reference costs about ten."""

STACK = 256 * 1024 * 1024
"""Bytes of stack for that many frames, of which only those used are ever taken.  A thread of a host may have 128 kB,
and before Python 3.11 a frame of Python's takes stack of C's: too little of it ends the process, not the recursion."""


def deeply(work: Callable[[], T]) -> T:
    """What the work returns or raises, done in a thread with a stack of its own where there can be one."""
    import threading  # only for the runs that read something

    done: list[T] = []
    failed: list[BaseException] = []

    def run() -> None:
        try:
            done.append(work())
        except BaseException as error:
            failed.append(error)

    limit = sys.getrecursionlimit()
    try:
        usual = threading.stack_size(STACK)
        try:
            thread = threading.Thread(target=run, daemon=True)
            thread.start()
        finally:
            threading.stack_size(usual)
    except (ValueError, RuntimeError):  # no stack of this size is to be had: do with what there is
        return work()
    try:
        sys.setrecursionlimit(max(limit, FRAMES))
        thread.join()
    finally:
        sys.setrecursionlimit(limit)
    if failed:
        raise failed[0]
    return done[0]
