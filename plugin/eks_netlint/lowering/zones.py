"""Availability Zones from the values that name them."""

from __future__ import annotations

import re

from eks_netlint.model.nouns import Zone
from eks_netlint.values import Absent, Fact, Known, Reference, Text, Unknown, Value

_NAME = re.compile(r"[a-z]{2}(?:-[a-z]+)+-\d+[a-z]")
_ZONE_ID = re.compile(r"[a-z]{2,4}\d+-az\d+")
_HOLE = re.compile(r"\$\{([^{}]*)\}")


def zone(name: Value | Absent, zone_id: Value | Absent) -> Fact[Zone]:
    """The zone a subnet is in, from ``availability_zone`` or ``availability_zone_id``."""
    for value, by_id in ((name, False), (zone_id, True)):
        match value:
            case Known(value=str(found)) if found:
                made = Zone(zone_id=found) if by_id else Zone(name=found)
                return Known(made, value.span, value.origin)
            case Reference() | Text():
                return Known(Zone(identity=identity(value)), value.span)
            case Unknown():
                return value
            case _:
                continue
    return Unknown("no availability zone is written, AWS chooses one", name.span)


def named(value: Value | Absent) -> Zone | None:
    """The value read as the name of a zone, as ENIConfigs are named by; None where it is no zone's name."""
    match value:
        case Known(value=str(found)):
            if _NAME.fullmatch(found):
                return Zone(name=found)
            return Zone(zone_id=found) if _ZONE_ID.fullmatch(found) else None
        case Reference() | Text():
            return Zone(identity=identity(value))
        case _:
            return None


def identity(value: Reference | Text) -> Reference | Text:
    """The value in one normal form, so that the same zone written in two places is equal.

    A string known in parts that was used as a map key arrives as a reference whose address is its spelling in
    quotes; it becomes a ``Text`` again, and every part is an identity without a reason of its own.
    """
    if isinstance(value, Text):
        return Text("zone name", value.span, value.cause, tuple(_part(part) for part in value.parts))
    if value.address.startswith('"') and not value.path:
        spelled = _HOLE.split(value.address.strip('"'))
        parts = [Reference("zone name", address=p) if i % 2 else p for i, p in enumerate(spelled)]
        return Text("zone name", value.span, value.cause, tuple(part for part in parts if part != ""))
    return Reference("zone name", value.span, value.cause, value.address, value.path, value.solid)


def _part(part: str | Unknown) -> str | Unknown:
    if isinstance(part, Reference):
        return Reference("zone name", address=str(part))
    return part
