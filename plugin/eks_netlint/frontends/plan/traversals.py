"""The names that an expression refers to, as a plan lists them, and the addresses of modules."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from eks_netlint.records import dataclass

_STEP = re.compile(r'\["((?:[^"\\]|\\.)*)"\]|\[(\d+)\]|\.?([^.\[\]]+)')
_ESCAPE = re.compile(r"\\(.)")


@dataclass(frozen=True, slots=True)
class Key:
    """An index in brackets."""

    value: str | int


Steps = tuple["str | Key", ...]


def steps(text: str) -> Steps:
    """``aws_subnet.x["a"].id`` as its steps."""
    found: list[str | Key] = []
    for match in _STEP.finditer(text):
        quoted, number, name = match.groups()
        if number is not None:
            found.append(Key(int(number)))
        elif name is not None:
            found.append(name)
        else:
            found.append(Key(_ESCAPE.sub(r"\1", quoted)))
    return tuple(found)


def traversals(references: Sequence[object]) -> Iterator[Steps]:
    """Each name as it was written: behind it Terraform lists every shorter form of it, which are left out."""
    current: Steps = ()
    for reference in references:
        if not isinstance(reference, str):
            continue
        here = steps(reference)
        shorter = bool(here) and len(here) < len(current) and current[: len(here)] == here
        if shorter and len(here) == len(current) - 1:
            current = here
            continue
        if len(here) >= len(current) or not shorter:
            yield here
        current = here


def module_steps(address: str) -> tuple[tuple[str, str | int | None], ...]:
    """``module.a["x"].module.b`` as the names of the calls with the keys of their instances."""
    found: list[tuple[str, str | int | None]] = []
    parts = list(steps(address))
    while len(parts) >= 2 and parts[0] == "module":
        name, key = str(parts[1]), parts[2] if len(parts) > 2 else None
        found.append((name, key.value if isinstance(key, Key) else None))
        del parts[: 3 if isinstance(key, Key) else 2]
    return tuple(found)


def suffix(key: str | int | None) -> str:
    """What Terraform appends to an address for a key."""
    if key is None:
        return ""
    if isinstance(key, int):
        return f"[{key}]"
    return '["' + key.replace("\\", "\\\\").replace('"', '\\"') + '"]'
