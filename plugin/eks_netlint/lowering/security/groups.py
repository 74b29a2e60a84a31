"""The security groups of a network, found by the values that refer to them."""

from __future__ import annotations

from eks_netlint.lowering import read
from eks_netlint.lowering.declared import Declared
from eks_netlint.lowering.vpc import Vpcs
from eks_netlint.model.nouns import Members, Tags
from eks_netlint.model.security.nouns import ADOPTED, DECLARED, SecurityGroup
from eks_netlint.resources import Resource
from eks_netlint.source import Span
from eks_netlint.values import Absent, Cause, Known, Reference, Unknown, Value


class Groups:
    """Every group that is declared or referred to; rules of the latter are not known."""

    def __init__(self, declared: Declared, vpcs: Vpcs) -> None:
        self._declared = declared
        self._vpcs = vpcs
        self._made: dict[str, SecurityGroup] = {}

    @property
    def all(self) -> tuple[SecurityGroup, ...]:
        """The groups asked for so far, and every declared one."""
        for resource in self._declared.managed("aws_security_group"):
            self._declared_group(resource)
        return tuple(self._made.values())

    def of(self, value: Value | Absent, span: Span, *, written_elsewhere: bool = False) -> Members[SecurityGroup]:
        """The groups that a list of ids means.

        ``span`` is where the list would stand.  ``written_elsewhere`` is for literals of a Kubernetes file, which
        may be ids of groups that these files declare.
        """
        found = read.members(value)
        known: dict[str, SecurityGroup] = {}
        rest = found.rest
        for member in found.known:
            group = self.one(member, span, written_elsewhere=written_elsewhere)
            if isinstance(group, Unknown):
                rest = read.either(rest, group)
            else:
                known.setdefault(group.address, group)
        return Members(tuple(known.values()), rest, found.span)

    def one(self, value: Value | Absent, span: Span, *, written_elsewhere: bool = False) -> SecurityGroup | Unknown:
        """The group that an id means; unknown where the value identifies nothing."""
        value = self._declared.chase(value)
        key = self._declared.key(value)
        if key is None:
            why = "which security group is meant is not known"
            return value if isinstance(value, Unknown) else Unknown(why, value.span)
        found = self._declared.at(key)
        if found is not None and found.mode == "managed" and found.type == "aws_security_group":
            return self._declared_group(found)
        sure = isinstance(value, Known) and not written_elsewhere
        return self._adopted(key, value if isinstance(value, Unknown) else None, first(value.span, span), sure)

    def _declared_group(self, resource: Resource) -> SecurityGroup:
        if resource.address not in self._made:
            self._made[resource.address] = SecurityGroup(
                resource.address,
                resource.span,
                self._vpcs.of(resource.get("vpc_id")),
                read.text(resource.get("name"), Unknown("no name is written", resource.span)),
                read.tags(resource.get("tags")),
                Members((), Unknown("rules are not read yet", resource.span)),
                DECLARED,
                calls=resource.calls,
                exists=resource.exists,
                unsure=resource.unsure,
            )
        return self._made[resource.address]

    def _adopted(self, key: str, value: Unknown | None, span: Span, sure: bool) -> SecurityGroup:
        if key not in self._made:
            cause = value.cause if value is not None else Cause.OUTSIDE
            why = Unknown(f"security group {key} is not declared in these files", span, cause)
            solid = sure or (isinstance(value, Reference) and value.solid and not _looked_up(value))
            self._made[key] = SecurityGroup(key, span, why, why, Tags({}, why), Members((), why), ADOPTED, solid)
        return self._made[key]


def _looked_up(value: Reference) -> bool:
    """Whether it comes of a data source, which may find a group that these files declare."""
    return value.address.startswith("data.") or ".data." in value.address


def first(span: Span | None, otherwise: Span) -> Span:
    """The narrower place where there is one."""
    return otherwise if span is None else span
