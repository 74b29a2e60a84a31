"""Route tables with their routes, and which subnet has which."""

from __future__ import annotations

from collections import defaultdict

from eks_netlint.lowering import read
from eks_netlint.lowering.declared import Declared
from eks_netlint.lowering.routing.handed import Handed
from eks_netlint.lowering.routing.targets import target
from eks_netlint.lowering.security import spelled
from eks_netlint.lowering.vpc import Vpcs
from eks_netlint.model.nouns import Members, Subnet, Vpc
from eks_netlint.model.routing.nouns import INTERNET, Range, Route, RouteTable
from eks_netlint.resources import Resource
from eks_netlint.source import Span
from eks_netlint.values import Absent, Cause, Fact, Fields, Known, Reference, Truth, Unknown, Value

_MAIN = ("default_route_table_id", "main_route_table_id")
"""Attributes of a VPC that name its main route table; they differ once another table is made the main one."""

_DESTINATIONS = ("cidr_block", "destination_cidr_block", "ipv6_cidr_block", "destination_ipv6_cidr_block")
_EVERYWHERE: Range = next(iter(spelled.ranges(Known("0.0.0.0/0")).known)).value


class Tables:
    """Every route table of the network, found by what refers to it."""

    def __init__(self, declared: Declared, vpcs: Vpcs, handed: Handed) -> None:
        self._declared = declared
        self._vpcs = vpcs
        self._handed = handed
        self._separate: dict[str, list[Resource]] = defaultdict(list)
        self._loose: Resource | None = None
        for resource in declared.managed("aws_route"):
            key = declared.key(resource.get("route_table_id"))
            if key is None:
                self._loose = self._loose or resource
            else:
                self._separate[key].append(resource)
        self._associated, self._stray = self._associations()
        self._mains = {
            key: association
            for association in declared.managed("aws_main_route_table_association")
            if (key := declared.key(association.get("vpc_id"))) is not None
        }
        self._made: dict[str, RouteTable] = {}
        for resource in declared.managed("aws_route_table", "aws_default_route_table"):
            self._made[resource.address] = self._table(resource)

    @property
    def all(self) -> tuple[RouteTable, ...]:
        """Every table met so far, declared ones first."""
        return tuple(self._made.values())

    def of(self, subnet: Subnet) -> RouteTable | Unknown:
        """The table of a subnet: the one associated with it, else the main one of its VPC."""
        found = self._associated.get(subnet.address, ())
        if len(found) == 1 and found[0].exists is Truth.YES:
            return self.one(found[0].get("route_table_id"), found[0].span)
        if found:
            why = Unknown("the subnet is associated with several route tables", found[0].span)
            return read.either(found[0].unsure, why)
        if self._stray is not None:
            return Unknown("a route table is associated with a subnet that is not known", self._stray.span)
        if subnet.adopted or isinstance(subnet.vpc, Unknown) or subnet.vpc.looked_up:
            return Unknown("the route table of the subnet is not in these files", subnet.span, Cause.OUTSIDE)
        doubt = self._handed.takes(subnet.address)
        return self._main(subnet.vpc) if doubt is None else doubt

    def one(self, value: Value | Absent, near: Span) -> RouteTable | Unknown:
        """The table that an id means; one that is not declared is adopted."""
        value = self._declared.chase(value)
        key = self._declared.key(value)
        if key is None:
            return value if isinstance(value, Unknown) else Unknown("no route table is written", value.span)
        if key not in self._made:
            self._made[key] = self._adopted(key, near)
        return self._made[key]

    def _main(self, vpc: Vpc) -> RouteTable | Unknown:
        association = self._mains.get(vpc.address)
        if association is not None:
            if association.exists is not Truth.YES:
                return read.either(association.unsure, Unknown("which table is the main one", association.span))
            return self.one(association.get("route_table_id"), association.span)
        for table in self._declared.managed("aws_default_route_table"):
            owner = self._owner(table)
            if owner is None or (owner == vpc.address and table.exists is not Truth.YES):
                return Unknown("whether the main route table is managed is not known", table.span)
            if owner == vpc.address:
                return self._made[table.address]
        return self._made_by_aws(vpc)

    def _made_by_aws(self, vpc: Vpc) -> RouteTable:
        """The main table that comes with a VPC: local routes, and in a default VPC one to the internet gateway.

        Amazon VPC user guide, "Route table concepts" and "Default VPC components" (2026-11).
        """
        key = f"{vpc.address}.{_MAIN[0]}"
        if key not in self._made:
            routes = self._routes({f"{vpc.address}.{name}" for name in _MAIN}, (), None, vpc.address)
            home = self._declared.at(vpc.address)
            if home is not None and home.type == "aws_default_vpc":
                everywhere = read.default(_EVERYWHERE, vpc.span)
                first = Route(f"{key}.internet", vpc.span, everywhere, read.default(INTERNET, vpc.span))
                routes = Members((first, *routes.known), routes.rest, routes.span)
            self._made[key] = RouteTable(key, vpc.span, vpc, routes, calls=vpc.calls, exists=vpc.exists)
        return self._made[key]

    def _owner(self, table: Resource) -> str | None:
        value = self._declared.chase(table.get("default_route_table_id"))
        return value.address if isinstance(value, Reference) and value.path else self._declared.key(value)

    def _table(self, resource: Resource) -> RouteTable:
        names = {resource.address}
        owner: Value | Absent = resource.get("vpc_id")
        vpc = self._vpcs.of(owner)
        if resource.type == "aws_default_route_table":
            home = self._owner(resource)
            vpc = self._vpcs.of(Reference("VPC", resource.span, address=home, path=("id",))) if home else vpc
            names |= {f"{home}.{name}" for name in _MAIN}
        near = vpc.address if isinstance(vpc, Vpc) else None
        return RouteTable(
            resource.address, resource.span, vpc, self._routes(names, _inline(resource), resource, near),
            calls=resource.calls, exists=resource.exists, unsure=resource.unsure,
        )  # fmt: skip

    def _adopted(self, key: str, near: Span) -> RouteTable:
        why = Unknown("the route table is not declared in these files", near, Cause.OUTSIDE)
        source = self._declared.at(key)
        vpc = why if source is None else self._vpcs.of(source.get("vpc_id"))
        routes = self._routes({key}, (), None, None)
        return RouteTable(key, near, vpc, Members(routes.known, why, near), adopted=True)

    def _routes(
        self, names: set[str], inline: tuple[Fields | Unknown, ...], table: Resource | None, vpc: str | None
    ) -> Members[Route]:
        rest = None
        if self._loose is not None:
            rest = Unknown("a route is added to a table that is not known", self._loose.span)
        known: list[Route] = []
        for index, each in enumerate(inline):
            if isinstance(each, Unknown):
                rest = read.either(rest, each)
            elif table is not None:
                span = table.span if each.span is None else each.span
                known.append(self._route(each, f"{table.address}.route[{index}]", span, None))
        for name in sorted(names):
            known += [self._route(each, each.address, each.span, each) for each in self._separate.get(name, ())]
        for doubt in (self._propagated(table), self._handed.takes(*names, *(() if vpc is None else (vpc,)))):
            rest = read.either(rest, doubt)
        return Members(tuple(route for route in known if route.exists is not Truth.NO), rest)

    def _route(self, written: Fields | Resource, address: str, span: Span, resource: Resource | None) -> Route:
        kind, key = target(written, self._declared)
        exists, unsure = (Truth.YES, None) if resource is None else (resource.exists, resource.unsure)
        calls = () if resource is None else resource.calls
        return Route(
            address, span, _destination(written, span), kind, key, calls=calls, exists=exists, unsure=unsure
        )

    def _propagated(self, table: Resource | None) -> Unknown | None:
        """Why a VPN gateway may add routes, where it may."""
        if table is None:
            return None
        if not read.empty(table.get("propagating_vgws")):
            return Unknown("routes are propagated from a VPN gateway", table.span)
        for resource in self._declared.managed("aws_vpn_gateway_route_propagation"):
            if self._declared.key(resource.get("route_table_id")) in (table.address, None):
                return Unknown("routes are propagated from a VPN gateway", resource.span)
        return None

    def _associations(self) -> tuple[dict[str, list[Resource]], Resource | None]:
        found: dict[str, list[Resource]] = defaultdict(list)
        stray: Resource | None = None
        for association in self._declared.managed("aws_route_table_association"):
            if read.nothing(association.get("subnet_id")):
                continue  # that of a gateway
            key = self._declared.key(association.get("subnet_id"))
            if key is None:
                stray = stray or association
            else:
                found[key].append(association)
        return found, stray


def _destination(written: Fields | Resource, span: Span) -> Fact[Range | None]:
    """The range of a route; null for a prefix list."""
    doubt: Unknown | None = None
    for name in _DESTINATIONS:
        value = written.get(name)
        if read.empty(value):
            continue
        if isinstance(value, Unknown):
            doubt = read.either(doubt, value)
            continue
        found = spelled.ranges(value)
        if found.known:
            return Known(found.known[0].value, value.span)
        doubt = read.either(doubt, found.rest)
    if doubt is None and not read.empty(written.get("destination_prefix_list_id")):
        return Known(None, span)
    return Unknown("no destination is written for the route", span) if doubt is None else doubt


def _inline(table: Resource) -> tuple[Fields | Unknown, ...]:
    routes = read.blocks(table.get("route"))
    return routes.known if routes.rest is None else (*routes.known, routes.rest)
