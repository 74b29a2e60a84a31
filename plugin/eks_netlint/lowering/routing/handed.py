"""Modules that cannot be read and what they are handed: each may add routes, endpoints or ACLs to it."""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.lowering.declared import Declared
from eks_netlint.values import Absent, Cause, Items, Reference, Text, Unknown, Value, unknowns_in


class Handed:
    """Which things of the network are handed to modules whose source is not to be had."""

    def __init__(self, declared: Declared) -> None:
        self._takers: dict[str, Unknown] = {}
        for module in declared.modules():
            why = Unknown(f"what {module.address} makes is not in these files", module.span, Cause.MODULE)
            for name in module.attributes.names():
                for key in _keys(module.get(name), declared):
                    self._takers.setdefault(key, why)

    @property
    def reasons(self) -> Iterator[Unknown]:
        """Why anything at all may be made elsewhere: a module is handed something of the network."""
        yield from self._takers.values()

    def takes(self, *keys: str) -> Unknown | None:
        """Why one of these things may have more than the files say, where a module is handed it."""
        return next((self._takers[key] for key in keys if key in self._takers), None)


def _keys(value: Value | Absent, declared: Declared) -> Iterator[str]:
    """What the identities inside a value name."""
    for each in unknowns_in(value):
        parts = each.parts if isinstance(each, Text) else (each,)
        for part in parts:
            if isinstance(part, Reference):
                key = declared.key(part)
                if key is not None:
                    yield key
    if isinstance(value, Items):  # literal ids
        for member in value.members:
            key = declared.key(member)
            if key is not None:
                yield key
    else:
        key = declared.key(value)
        if key is not None:
            yield key
