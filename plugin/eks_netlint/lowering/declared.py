"""The resources of one network, found by type, by address, and by the references that lead to them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from eks_netlint.resources import Resource
from eks_netlint.values import Absent, Encoded, Known, Reference, Text, Unknown, Value, dig

IDENTITIES = frozenset({"id", "arn", "name", "node_group_name", "latest_version", "self_link"})
"""Computed attributes that identify the resource they belong to."""

_CHASE_LIMIT = 16


class Declared:
    """All resources of one network.

    Answers who is meant by a reference; it never guesses: what is not declared here has no resource.
    """

    def __init__(self, resources: Sequence[Resource]) -> None:
        self.resources = tuple(resources)
        self._by_type: dict[tuple[str, str], list[Resource]] = defaultdict(list)
        self._by_address: dict[str, Resource] = {}
        for resource in self.resources:
            self._by_type[resource.mode, resource.type].append(resource)
            self._by_address.setdefault(resource.address, resource)

    def managed(self, *types: str) -> Iterator[Resource]:
        """Managed resources of the given types, in the order of the files."""
        for type_ in types:
            yield from self._by_type.get(("managed", type_), ())

    def data(self, *types: str) -> Iterator[Resource]:
        """Data sources of the given types, in the order of the files."""
        for type_ in types:
            yield from self._by_type.get(("data", type_), ())

    def modules(self) -> Iterator[Resource]:
        """Module calls whose source is not to be had."""
        for (mode, _), found in self._by_type.items():
            if mode == "module":
                yield from found

    def at(self, address: str) -> Resource | None:
        """The resource instance with this address."""
        return self._by_address.get(address)

    def target(self, value: Value | Absent) -> Resource | None:
        """The resource instance whose attribute the value is."""
        return self.at(value.address) if isinstance(value, Reference) else None

    def chase(self, value: Value | Absent) -> Value | Absent:
        """Follow references through written attributes: the ``vpc_id`` of an association is the VPC's ``id``.

        An output of a module that is not to be had is not the argument of that name.
        """
        for _ in range(_CHASE_LIMIT):
            resource = self.target(value)
            if resource is None or not isinstance(value, Reference) or not value.path or resource.mode == "module":
                return value
            first, *others = value.path
            if not isinstance(first, str):
                return value
            if resource.type == "terraform_data" and first == "output":
                first = "input"  # terraform_data gives back what it is given
            found = dig(resource.get(first), *others)
            if isinstance(found, Absent) or (isinstance(found, Known) and found.value is None) or found == value:
                return value
            if isinstance(found, Unknown) and not isinstance(found, Reference | Text | Encoded):
                return value  # the reference is the better identity
            value = found
        return value

    def key(self, value: Value | Absent) -> str | None:
        """What the value identifies, as a string: an address, a literal id, or the spelling of a reference.

        Two values with one key are the same thing; two keys may still turn out to be one thing, unless both are
        addresses of declared resources.  None where the value identifies nothing.
        """
        value = self.chase(value)
        match value:
            case Known(value=str(found)) if found:
                return found.rsplit("/", 1)[-1] if found.startswith("arn:") else found
            case Reference():
                if self.target(value) is not None and (not value.path or value.path[0] in IDENTITIES):
                    return value.address
                return str(value)
            case Text():
                return spelling(value)
            case _:
                return None


def spelling(value: Text) -> str | None:
    """A string known in parts as one writes it, where every unknown part is an identity."""
    pieces: list[str] = []
    for part in value.parts:
        if isinstance(part, str):
            pieces.append(part)
        elif isinstance(part, Reference):
            pieces.append("${" + str(part) + "}")
        else:
            return None
    return '"' + "".join(pieces) + '"'


def nearest(module: str, homes: Iterable[str]) -> str | None:
    """Of the modules ``homes`` the innermost one that encloses ``module``, if any."""
    around = [home for home in homes if home == "" or module == home or module.startswith(home + ".")]
    return max(around, key=len, default=None)
