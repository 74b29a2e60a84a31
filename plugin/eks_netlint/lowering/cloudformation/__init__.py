"""From CloudFormation's words to those of the AWS provider, which the rest of lowering reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from eks_netlint.lowering import read
from eks_netlint.lowering.cloudformation.shapes import SHAPES
from eks_netlint.lowering.cloudformation.words import MAPS, NAMES, OUTPUTS, TYPES, snake
from eks_netlint.records import replace
from eks_netlint.resources import Resource, WrittenAttributes
from eks_netlint.values import Absent, Cause, Encoded, Fields, Items, Known, OneOf, Reference, Text, Unknown, Value

PREFIX = "AWS::"
ZONES = "Fn::GetAZs"




def translated(resources: Sequence[Resource]) -> tuple[Resource, ...]:
    """The resources of a stack as the provider of Terraform names them; what has no name there is left out."""
    types = {resource.address: resource.type for resource in resources}
    translation = _Translation(types)
    made = [one for resource in resources if (one := translation.resource(resource)) is not None]
    for shape in SHAPES:
        made = shape(made, resources)
    return (*made, *_zones(resources))


def _zones(resources: Sequence[Resource]) -> Iterable[Resource]:
    """The list of zones that ``Fn::GetAZs`` gives, as the data source that it would be."""
    for resource in resources[:1]:
        span = resource.span
        yield Resource("aws_availability_zones", ZONES, ZONES, WrittenAttributes({}, span), span, "data")


class _Translation:
    def __init__(self, types: Mapping[str, str]) -> None:
        self._types = types

    def resource(self, resource: Resource) -> Resource | None:
        """The resource in the provider's words."""
        if resource.mode == "module":
            return resource
        type_ = TYPES.get(resource.type)
        if type_ is None:
            return None
        names = NAMES.get(resource.type, {})
        entries: dict[str, Value] = {}
        for name in resource.attributes.names():
            value = resource.get(name)
            if not isinstance(value, Absent):
                entries[names.get(name, snake(name))] = self._tags(value) if name == "Tags" else self._value(
                    value, names, name in MAPS
                )
        after = tuple(f"{TYPES.get(self._types.get(one, ''), '')}.{one}" for one in resource.depends_on)
        attributes = WrittenAttributes(entries, resource.span)
        return replace(resource, type=type_, attributes=attributes, depends_on=after)

    def _value(self, value: Value, names: Mapping[str, str], own_keys: bool = False) -> Value:
        match value:
            case Items():
                return replace(value, members=tuple(self._value(member, names) for member in value.members))
            case Fields():
                entries = {
                    key if own_keys or not isinstance(key, str) else names.get(key, snake(key)):
                    self._value(member, names, key in MAPS)
                    for key, member in value.entries.items()
                }  # fmt: skip
                return replace(value, entries=entries)
            case Reference():
                return self._reference(value)
            case Text():
                parts = tuple(part if isinstance(part, str) else self._part(part) for part in value.parts)
                return Text(value.why, value.span, value.cause, parts)
            case OneOf():
                return replace(value, choices=tuple(self._value(choice, names) for choice in value.choices))
            case Encoded():
                return value
            case _:
                return value

    def _part(self, part: Unknown) -> Unknown:
        return self._reference(part) if isinstance(part, Reference) else part

    def _reference(self, value: Reference) -> Reference:
        """A reference in the provider's words: a resource's own identity is its ``id``."""
        type_ = self._types.get(value.address)
        if type_ is None or type_ not in TYPES or not value.path:
            return value
        first, *others = value.path
        if first == "Ref":
            path: tuple[str | int, ...] = ("id",)
        else:
            known = OUTPUTS.get((type_, str(first)))
            path = (*(known or (snake(str(first)),)), *others)
        return Reference(value.why, value.span, value.cause, value.address, path, value.solid)

    def _tags(self, value: Value) -> Value:
        """Tags as a map: a list of keys with values in most types, a map already in some."""
        if not isinstance(value, Items):
            return self._value(value, {}, own_keys=True)
        entries: dict[str | Reference, Value] = {}
        rest = value.rest
        for member in value.members:
            key = read.text(member.get("Key"), None) if isinstance(member, Fields) else Unknown("no tag", member.span)
            if isinstance(key, Known) and isinstance(member, Fields):
                found = member.get("Value")
                entries[key.value] = Known("") if isinstance(found, Absent) else self._value(found, {})
            elif isinstance(key, Text):
                rest = read.either(rest, Unknown("the key of a tag is not known", key.span, Cause.OTHER))
            elif isinstance(key, Unknown):
                rest = read.either(rest, key)
        return Fields(entries, rest, "map", value.span)
