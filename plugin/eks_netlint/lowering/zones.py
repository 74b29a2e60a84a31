"""Availability Zones from the values that name them."""

from __future__ import annotations

from eks_netlint.lowering import read
from eks_netlint.model.nouns import Zone
from eks_netlint.patterns import pattern
from eks_netlint.resources import Resource
from eks_netlint.values import Absent, Fact, Known, OneOf, Reference, Text, Unknown, Value

_NAME = pattern(r"[a-z]{2}(?:-[a-z]+)+-\d+[a-z]")
_ZONE_ID = pattern(r"[a-z]{2,4}\d+-az\d+")
_HOLE = pattern(r"\$\{([^{}]*)\}")

LEAST_ZONES = 2
"""Every Region has at least so many zones that an account may use, us-west-1 no more (EC2 user guide, Regions and
Zones, 2026-11): ``element(names, 1)`` does not wrap."""

_USUAL_FILTERS = {"opt-in-status": "opt-in-not-required", "zone-type": "availability-zone"}
"""Filters of the data source that drop no ordinary zone."""


def zone(name: Value | Absent, zone_id: Value | Absent) -> Fact[Zone]:
    """The zone a subnet is in, from ``availability_zone`` or ``availability_zone_id``."""
    sole = _sole_choice(name, zone_id)
    if sole is not None:
        return Known(Zone(identity=identity(sole)), sole.span)
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


def _sole_choice(name: Value | Absent, zone_id: Value | Absent) -> Reference | Text | None:
    """What is written either as the name or as the id, where nobody knows which it is and the other is null."""
    if not isinstance(name, OneOf) or not isinstance(zone_id, OneOf):
        return None
    found = [[choice for choice in value.choices if not read.nothing(choice)] for value in (name, zone_id)]
    match found:
        case [[Reference() | Text() as one], [other]] if one == other:
            return one
        case _:
            return None


def settled(zone: Fact[Zone], source: Resource | None) -> Fact[Zone]:
    """The zone, told apart from the others of its list if it is among the first that every Region has.

    ``source`` is the data source the list comes from.
    """
    if isinstance(zone, Unknown) or not isinstance(zone.value.identity, Reference) or source is None:
        return zone
    found = zone.value.identity
    if found.solid or source.type != "aws_availability_zones" or not _is_whole(source):
        return zone
    match found.path:
        case ("names" | "zone_ids", int(index)) if index < LEAST_ZONES:
            apart = Reference(found.why, found.span, found.cause, found.address, found.path, solid=True)
            return Known(Zone(identity=apart), zone.span, zone.origin)
        case _:
            return zone


def _is_whole(source: Resource) -> bool:
    """Whether the data source lists every ordinary zone of its Region."""
    if not all(read.empty(source.get(name)) for name in ("exclude_names", "exclude_zone_ids")):
        return False
    filters = read.blocks(source.get("filter"))
    return filters.rest is None and all(_is_usual(each.get("name"), each.get("values")) for each in filters.known)


def _is_usual(name: Value | Absent, values: Value | Absent) -> bool:
    wanted = read.texts(values)
    usual = _USUAL_FILTERS.get(name.value) if isinstance(name, Known) and isinstance(name.value, str) else None
    return usual is not None and wanted.rest is None and any(each.value == usual for each in wanted.known)


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
