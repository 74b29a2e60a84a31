"""Subnets, declared or adopted, and who is meant by a subnet id."""

from __future__ import annotations

from collections import defaultdict

from eks_netlint.lowering import read, zones
from eks_netlint.lowering.declared import Declared
from eks_netlint.lowering.routes import Routes
from eks_netlint.lowering.searches import found_among, found_in_vpc, vpc_wanted
from eks_netlint.lowering.vpc import Vpcs
from eks_netlint.model.nouns import Members, Reservation, Subnet, Tags, Vpc, Zone
from eks_netlint.resources import Resource
from eks_netlint.source import Span
from eks_netlint.values import Absent, Cause, Fact, Known, OneOf, Reference, Unknown, Value

_ELSEWHERE = "the subnet is not declared in these files"


MAX_LISTED = 100
"""Subnets in one list.  EKS takes 16 for a cluster (2026-11); a group of more is a mistake or a trap."""


class Subnets:
    """All subnets of the network, each found by the values that refer to it.

    A subnet that is referred to and not declared is adopted when it is first asked for: same reference, same subnet.
    """

    def __init__(self, declared: Declared, vpcs: Vpcs) -> None:
        self._declared = declared
        self._vpcs = vpcs
        self._routes = Routes(declared)
        self._reservations, self._loose_reservation = self._read_reservations()
        self._extra_tags: dict[str, dict[str, Fact[str]]] = defaultdict(dict)
        self._extra_rest: dict[str, Unknown] = {}
        self._loose_tag: Resource | None = None
        self._loose_keys: list[str] = []
        self._read_tags()
        self._by_literal_id = {
            found.value: source
            for source in declared.data("aws_subnet")
            if isinstance(found := source.get("id"), Known) and isinstance(found.value, str)
        }
        self._by_key: dict[str, Subnet] = {}
        self._searching: set[str] = set()
        for resource in declared.managed("aws_subnet", "aws_default_subnet"):
            self._by_key[resource.address] = self._subnet(resource)

    @property
    def all(self) -> tuple[Subnet, ...]:
        """Every subnet met so far, declared ones first."""
        return tuple(self._by_key.values())

    def of(self, value: Value | Absent, near: Span) -> Members[Subnet]:
        """The subnets that a list of ids means; each is named once.  ``near`` is the block that lists them."""
        if isinstance(value, Reference):
            value = self._declared.chase(value)
            searched = self._searched(value, near)
            if searched is not None:
                return searched
        ids = read.members(value)
        if len(ids.known) > MAX_LISTED:
            return Members((), Unknown(f"a list of {len(ids.known)} subnets is too long to follow", ids.span), ids.span)
        known: dict[str, Subnet] = {}
        rest, within, closed = ids.rest, dict[str, Subnet](), ids.rest is None
        for member in ids.known:
            choices = self._choices(member, near if ids.span is None else ids.span)
            only = choices[0] if len(choices) == 1 else OneOf("which subnet is meant is not known", member.span)
            if isinstance(only, Subnet):
                known.setdefault(only.address, only)
                continue
            rest = read.either(rest, member if isinstance(member, OneOf) else only)
            for choice in choices:
                if isinstance(choice, Subnet):
                    within[choice.address] = choice
                else:
                    closed = False
        return Members(tuple(known.values()), rest, ids.span, tuple(within.values()) if closed else ())

    def _choices(self, value: Value | Absent, near: Span) -> tuple[Subnet | Unknown, ...]:
        """The subnet that an id means, or those between which nobody can tell."""
        if isinstance(value, OneOf) and value.choices:
            return tuple(self.one(choice, near) for choice in value.choices)
        return (self.one(value, near),)

    def _searched(self, value: Value | Absent, near: Span) -> Members[Subnet] | None:
        source = self._declared.target(value)
        looks = source is not None and source.type in ("aws_subnets", "aws_subnet_ids")
        if source is None or not looks or not isinstance(value, Reference) or value.path != ("ids",):
            return None
        if value.address in self._searching:
            return None
        self._searching.add(value.address)
        try:
            found = found_among(source, lambda ids: self.of(ids, near))
            return self._searched_in_vpc(source) if found is None else found
        finally:
            self._searching.discard(value.address)

    def _searched_in_vpc(self, source: Resource) -> Members[Subnet] | None:
        wanted = vpc_wanted(source)
        vpc = None if wanted is None else self._vpcs.of(wanted)
        if vpc is None or isinstance(vpc, Unknown) or _owned(vpc) is None:
            return None
        return found_in_vpc(source, vpc, [subnet for subnet in self._by_key.values() if not subnet.adopted])

    def one(self, value: Value | Absent, near: Span) -> Subnet | Unknown:
        """The subnet that an id means: declared, or adopted because something refers to it."""
        value = self._declared.chase(value)
        key = self._declared.key(value)
        if key is None:
            return value if isinstance(value, Unknown) else Unknown("no subnet is written", value.span)
        if key not in self._by_key:
            self._by_key[key] = self._adopted(key, value, near)
        return self._by_key[key]

    def may_be_declared(self, value: Value) -> bool:
        """Whether an id that nobody else refers to may turn out to be that of a subnet which these files make."""
        made = any(not subnet.adopted for subnet in self._by_key.values())
        return made and self._declared.key(value) not in self._by_key

    def _subnet(self, resource: Resource) -> Subnet:
        standard = resource.type == "aws_default_subnet"
        vpc = self._vpcs.of(resource.get("vpc_id"))
        pooled = Unknown("no IPv4 range is written for the subnet", resource.span, Cause.APPLY)
        span = resource.span
        # the main route table of a default VPC leads to its internet gateway (Amazon VPC user guide, 2026-11)
        main = read.default("igw", span) if standard else None
        route = self._routes.default_route(resource.address, _owned(vpc), span, main)
        return Subnet(
            resource.address,
            span,
            vpc,
            read.range_of(resource.get("cidr_block"), pooled),
            self._zone(resource),
            route,
            # provider defaults: registry.terraform.io hashicorp/aws, aws_subnet and aws_default_subnet (2026-11)
            read.truth(resource.get("map_public_ip_on_launch"), read.default(standard, span)),
            self._tags(resource.address, read.tags(resource.get("tags"))),
            self._reserved(resource.address, span),
            calls=resource.calls,
            exists=resource.exists,
            unsure=resource.unsure,
        )

    def _zone(self, resource: Resource) -> Fact[Zone]:
        found = zones.zone(resource.get("availability_zone"), resource.get("availability_zone_id"))
        identity = found.value.identity if isinstance(found, Known) else None
        return zones.settled(found, self._declared.at(identity.address) if isinstance(identity, Reference) else None)

    def _adopted(self, key: str, value: Value | Absent, near: Span) -> Subnet:
        why = Unknown(_ELSEWHERE, value.span, value.cause if isinstance(value, Unknown) else Cause.OTHER)
        source = self._declared.at(key)
        span = near if value.span is None else value.span
        if source is None:
            source = self._by_literal_id.get(key)
        if source is not None and source.mode == "data" and source.type == "aws_subnet":
            return self._looked_up(source, why)
        zone = Unknown(_ELSEWHERE, span, why.cause)
        route = self._routes.default_route(key, None, span)
        tags = self._tags(key, Tags({}, why))
        reserved = Members(self._reserved(key, span).known, why, span)
        return Subnet(key, span, why, why, zone, route, why, tags, reserved, adopted=True)

    def _looked_up(self, source: Resource, why: Unknown) -> Subnet:
        """A subnet found by a data source: what the search asks for is what it has."""
        vpc = self._vpcs.of(source.get("vpc_id")) if not read.nothing(source.get("vpc_id")) else why
        zone = zones.zone(source.get("availability_zone"), source.get("availability_zone_id"))
        asked = read.tags(source.get("tags"))
        return Subnet(
            source.address,
            source.span,
            vpc,
            read.range_of(source.get("cidr_block"), why),
            zone if isinstance(zone, Known) else why,
            self._routes.default_route(source.address, None, source.span),
            why,
            self._tags(source.address, Tags(asked.known, read.either(asked.rest, why), asked.heads)),
            Members(self._reserved(source.address, source.span).known, why, source.span),
            adopted=True,
            calls=source.calls,
            exists=source.exists,
            unsure=source.unsure,
        )

    def _tags(self, key: str, written: Tags) -> Tags:
        rest = read.either(written.rest, self._extra_rest.get(key))
        if rest is None and self._loose_tag is not None:
            rest = Unknown("a tag is put on a resource that is not known", self._loose_tag.span)
        known = {**written.known, **self._extra_tags.get(key, {})}
        return Tags(known, rest, (*written.heads, *self._loose_keys))

    def _reserved(self, key: str, span: Span) -> Members[Reservation]:
        loose = self._loose_reservation
        rest = None if loose is None else Unknown("a range is reserved in a subnet that is not known", loose.span)
        return Members(tuple(self._reservations.get(key, ())), rest, span)

    def _read_reservations(self) -> tuple[dict[str, list[Reservation]], Resource | None]:
        found: dict[str, list[Reservation]] = defaultdict(list)
        loose: Resource | None = None
        for resource in self._declared.managed("aws_ec2_subnet_cidr_reservation"):
            key = self._declared.key(resource.get("subnet_id"))
            if key is None:
                loose = loose or resource
                continue
            missing = Unknown("no range is written for the reservation", resource.span)
            cidr = read.range_of(resource.get("cidr_block"), missing)
            kind = read.text(resource.get("reservation_type"), Unknown("no type is written", resource.span))
            found[key].append(Reservation(cidr, kind, resource.span, resource.exists))
        return found, loose

    def _read_tags(self) -> None:
        for resource in self._declared.managed("aws_ec2_tag"):
            owner = self._declared.key(resource.get("resource_id"))
            tag = read.text(resource.get("key"), None)
            if owner is None and isinstance(tag, Known):
                self._loose_keys.append(tag.value)
            elif owner is None:
                self._loose_tag = self._loose_tag or resource
            elif not isinstance(tag, Known):
                self._extra_rest[owner] = read.either(tag, Unknown("no key is written for the tag", resource.span))
            elif resource.unsure is not None:
                self._extra_rest[owner] = resource.unsure
            else:
                value = read.text(resource.get("value"), Unknown("no value is written for the tag", resource.span))
                self._extra_tags[owner][tag.value] = value


def _owned(vpc: Vpc | Unknown) -> str | None:
    """Key of a VPC whose main route table is ours to know: one that these files declare."""
    if isinstance(vpc, Unknown):
        return None
    return None if vpc.looked_up else vpc.address
