"""Where the default route of a subnet leads: internet gateway, NAT, elsewhere, nowhere, or not known."""

from __future__ import annotations

from collections import defaultdict

from eks_netlint.lowering import read
from eks_netlint.lowering.declared import Declared
from eks_netlint.resources import Resource
from eks_netlint.source import Span
from eks_netlint.values import Absent, Fact, Fields, Known, Reference, Truth, Unknown, Value

_OTHER_TARGETS = (
    "carrier_gateway_id",
    "core_network_arn",
    "instance_id",
    "local_gateway_id",
    "network_interface_id",
    "transit_gateway_id",
    "vpc_endpoint_id",
    "vpc_peering_connection_id",
)
_GATEWAYS = {"aws_internet_gateway": "igw", "aws_vpn_gateway": "other", "aws_default_internet_gateway": "igw"}
_LITERALS = {"igw": "igw", "nat": "nat"}


class Routes:
    """The route tables of the network and what they are associated with."""

    def __init__(self, declared: Declared) -> None:
        self._declared = declared
        self._explicit: dict[str, list[Resource]] = defaultdict(list)
        self._loose: Resource | None = None
        for association in declared.managed("aws_route_table_association"):
            if read.nothing(association.get("subnet_id")):
                continue
            key = declared.key(association.get("subnet_id"))
            if key is None:
                self._loose = self._loose or association
            else:
                self._explicit[key].append(association)
        self._tables: dict[str, Fact[str]] = {}

    def default_route(self, subnet: str, vpc: str | None, span: Span, main: Fact[str] | None = None) -> Fact[str]:
        """Where 0.0.0.0/0 goes for the subnet with this key.

        ``vpc`` is the key of its VPC if that is declared, else ``main`` may say where its main route table leads.
        """
        explicit = self._explicit.get(subnet, [])
        if len(explicit) == 1 and explicit[0].exists is Truth.YES:
            return self._of_table(explicit[0].get("route_table_id"))
        if explicit:
            return read.either(
                explicit[0].unsure, Unknown("the subnet is associated with several route tables", explicit[0].span)
            )
        if self._loose is not None:
            return Unknown("a route table is associated with a subnet that is not known", self._loose.span)
        if vpc is None:
            if main is not None:
                return main
            return Unknown("the route table of the subnet is not in these files", span)
        return self._main(vpc, span)

    def _main(self, vpc: str, span: Span) -> Fact[str]:
        for association in self._declared.managed("aws_main_route_table_association"):
            owner = self._declared.key(association.get("vpc_id"))
            if owner is None or (owner == vpc and association.exists is not Truth.YES):
                return Unknown("which route table is the main one is not known", association.span)
            if owner == vpc:
                return self._of_table(association.get("route_table_id"))
        for table in self._declared.managed("aws_default_route_table"):
            owner = self._owner(table)
            if owner is None or (owner == vpc and table.exists is not Truth.YES):
                return Unknown("whether the main route table is managed is not known", table.span)
            if owner == vpc:
                return self._of_declared(table)
        main = Reference(address=vpc, path=("default_route_table_id",), why="main route table", span=span)
        other = Reference(address=vpc, path=("main_route_table_id",), why="main route table", span=span)
        # a main route table that nobody touches holds the local route only (Amazon VPC user guide, 2026-11)
        found = self._routes({str(main), str(other)}, (), span)
        home = self._declared.at(vpc)
        standard = home is not None and home.type == "aws_default_vpc"
        return read.default("igw" if standard else "none", span) if _no_route(found) else found

    def _owner(self, table: Resource) -> str | None:
        """Key of the VPC whose default route table this is, None where that is not known."""
        value = self._declared.chase(table.get("default_route_table_id"))
        if isinstance(value, Reference) and value.path:
            return value.address
        return self._declared.key(value)

    def _of_table(self, value: Value | Absent) -> Fact[str]:
        table = self._declared.at(self._declared.key(value) or "")
        if table is not None and table.mode == "managed":
            return self._of_declared(table)
        if isinstance(value, Unknown):
            return Unknown("the route table is not declared in these files", value.span, value.cause)
        return Unknown("the route table is not declared in these files", value.span)

    def _of_declared(self, table: Resource) -> Fact[str]:
        known = self._tables.get(table.address)
        if known is None:
            known = self._tables[table.address] = self._routes({table.address}, _inline(table), table.span)
            if _no_route(known) and self._propagated(table):
                known = Unknown("routes are propagated from a VPN gateway", table.span)
                self._tables[table.address] = known
        return known

    def _propagated(self, table: Resource) -> bool:
        if not read.empty(table.get("propagating_vgws")):
            return True
        keys = (
            self._declared.key(resource.get("route_table_id"))
            for resource in self._declared.managed("aws_vpn_gateway_route_propagation")
        )
        return any(key in (table.address, None) for key in keys)

    def _routes(self, tables: set[str], inline: tuple[Fields | Unknown, ...], span: Span) -> Fact[str]:
        doubt: Unknown | None = None
        for route in inline:
            found = route if isinstance(route, Unknown) else self._target(route)
            if isinstance(found, Known):
                return found
            doubt = read.either(doubt, found)
        for resource in self._declared.managed("aws_route"):
            key = self._declared.key(resource.get("route_table_id"))
            if key is not None and key not in tables:
                continue
            found = self._target(resource)
            if found is None:
                continue
            if key is None:
                doubt = read.either(doubt, Unknown("a route is added to a table that is not known", resource.span))
            elif resource.exists is not Truth.YES:
                why = read.either(resource.unsure, Unknown("the default route may not exist", resource.span))
                doubt = read.either(doubt, why)
            elif isinstance(found, Known):
                return found
            else:
                doubt = read.either(doubt, found)
        return Known("none", span) if doubt is None else doubt

    def _target(self, route: Fields | Resource) -> Fact[str] | None:
        """Where the route leads if it is the default route, None if it surely is another."""
        destination = route.get("destination_cidr_block")
        if isinstance(route, Fields) and read.empty(destination):
            destination = route.get("cidr_block")
        if read.empty(destination):
            return None
        if isinstance(destination, Known) and destination.value != "0.0.0.0/0":
            return None
        found = self._kind(route, destination.span)
        if isinstance(destination, Unknown):
            return Unknown("the destination of a route is not known", destination.span, destination.cause)
        return found

    def _kind(self, route: Fields | Resource, span: Span | None) -> Fact[str]:
        named = [name for name in ("gateway_id", "nat_gateway_id", *_OTHER_TARGETS) if _may_name(route.get(name))]
        sure = [name for name in named if read.solid(route.get(name))]
        chosen = sure or named
        if len(chosen) != 1:
            return Unknown("where the default route leads is not known", span)
        target = self._declared.chase(route.get(chosen[0]))
        if chosen[0] == "nat_gateway_id":
            return Known("nat", target.span)
        if chosen[0] != "gateway_id":
            return Known("other", target.span)
        return _gateway(target, self._declared.target(target))


def _gateway(target: Value | Absent, declared: Resource | None) -> Fact[str]:
    """Where a gateway leads: by its type where it is ``declared``, else by the type that the reference spells."""
    match target:
        case Known(value="local"):
            return Known("none", target.span)
        case Known(value=str(literal)):
            return Known(_LITERALS.get(literal.split("-")[0], "other"), target.span)
        case Reference():
            for type_, kind in _GATEWAYS.items():
                if f"{type_}." in f"{target.address}." or (declared is not None and declared.type == type_):
                    return Known(kind, target.span)
            return Unknown("the gateway of the default route is not in these files", target.span, target.cause)
        case Unknown():
            return target
        case _:
            return Unknown("the default route has no target", target.span)


def _may_name(value: Value | Absent) -> bool:
    return not read.empty(value)


def _no_route(found: Fact[str]) -> bool:
    return isinstance(found, Known) and found.value == "none"


def _inline(table: Resource) -> tuple[Fields | Unknown, ...]:
    routes = read.blocks(table.get("route"))
    return routes.known if routes.rest is None else (*routes.known, routes.rest)
