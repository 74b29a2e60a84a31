"""Patterns of ``fileset``: ``*``, ``**``, ``?``, ``[a-z]`` and ``{a,b}``, matched without following links."""

from __future__ import annotations

import fnmatch
import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

MAX_VISITED = 50_000
"""Files and folders that one pattern may look at; a folder of this size is no set of manifests."""

MAX_ALTERNATIVES = 256
"""Patterns that braces may multiply to."""

_BRACES = re.compile(r"\{([^{}]*)\}")


class BadPattern(Exception):
    """Why the files cannot be told."""


class Pattern:
    """A pattern of ``fileset``, each alternative taken apart at its slashes.  Raises ``BadPattern``."""

    def __init__(self, text: str) -> None:
        if "\\" in text:
            raise BadPattern("a file pattern with a backslash is not evaluated")
        self._alternatives = [_parts(alternative) for alternative in _alternatives(text)]
        self._deep = any("**" in parts for parts in self._alternatives)
        self._levels = max(map(len, self._alternatives))

    def files_below(self, base: Path) -> Iterator[str]:
        """Names below ``base`` that match and are no folders; raises ``BadPattern`` where they cannot be told."""
        visited = 0
        for folder, subfolders, files in os.walk(base):
            visited += len(subfolders) + len(files)
            if visited > MAX_VISITED:
                raise BadPattern(f"a file pattern over more than {MAX_VISITED} files is too large to evaluate")
            above = Path(folder).relative_to(base).parts
            if not self._deep and len(above) + 1 >= self._levels:
                subfolders.clear()
            elif any(os.path.islink(os.path.join(folder, name)) for name in subfolders):
                raise BadPattern("a file pattern over a link to a folder is not evaluated")
            for name in files:
                if self.matches((*above, name)):
                    yield "/".join((*above, name))

    def matches(self, path: Sequence[str]) -> bool:
        """Whether a path, given in its parts, is meant."""
        return any(_matches(parts, path) for parts in self._alternatives)


def _parts(pattern: str) -> list[str]:
    return [part for part in pattern.split("/") if part not in ("", ".")]


def _alternatives(text: str) -> list[str]:
    """The pattern with its braces multiplied out, innermost first."""
    done: list[str] = []
    waiting = [text]
    while waiting:
        one = waiting.pop()
        braces = _BRACES.search(one)
        if braces is None:
            if "{" in one or "}" in one:
                raise BadPattern("braces of a file pattern do not match")
            done.append(one)
            continue
        waiting += [one[: braces.start()] + choice + one[braces.end() :] for choice in braces[1].split(",")]
        if len(waiting) + len(done) > MAX_ALTERNATIVES:
            raise BadPattern("a file pattern has too many alternatives to evaluate")
    return done


def _matches(parts: Sequence[str], path: Sequence[str]) -> bool:
    """``**`` stands for any number of folders; going back to the last one suffices, as with ``*`` in a name."""
    at = here = 0
    back: tuple[int, int] | None = None
    while here < len(path):
        if at < len(parts) and parts[at] == "**":
            back = (at + 1, here)
            at += 1
        elif at < len(parts) and _fits(parts[at], path[here]):
            at += 1
            here += 1
        elif back is not None:
            back = (back[0], back[1] + 1)
            at, here = back
        else:
            return False
    return all(part == "**" for part in parts[at:])


def _fits(part: str, name: str) -> bool:
    return fnmatch.fnmatchcase(name, part.replace("[^", "[!"))
