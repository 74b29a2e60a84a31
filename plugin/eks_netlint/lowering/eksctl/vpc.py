"""The VPC that eksctl makes where none is named: subnets, route tables and gateways.

Source: cfn/builder/vpc_ipv4.go and vpc_ipv6.go, vpc/vpc.go.
"""

from __future__ import annotations

from ipaddress import IPv4Network

from eks_netlint.lowering import read
from eks_netlint.lowering.eksctl.network import Network, Sub
from eks_netlint.lowering.eksctl.ranges import Ranges, of_vpc
from eks_netlint.lowering.eksctl.said import Made, Said, identity, mapped
from eks_netlint.lowering.eksctl.zones import Place, Zones, zones
from eks_netlint.records import dataclass
from eks_netlint.source import Span
from eks_netlint.values import Absent, Cause, Fact, Known, Unknown, Value

VPC = "vpc"
_EVERYWHERE, _EVERYWHERE6 = "0.0.0.0/0", "::/0"
_MODES = ("Single", "HighlyAvailable", "Disable")


def dedicated(said: Said, made: Made) -> Network:
    """Make the VPC with all that is in it."""
    return _Vpc(said, made).network()


@dataclass(frozen=True, slots=True)
class _Row:
    """One zone with the ids that belong to it."""

    place: Place
    public: Value
    private: Value
    table: Value


class _Vpc:
    def __init__(self, said: Said, made: Made) -> None:
        self._said, self._made = said, made
        self._span = said.place("vpc", "cidr") if not isinstance(said.get("vpc", "cidr"), Absent) else said.place("vpc")
        self._private = said.private
        self._ipv6 = said.ipv6
        # what public subnets depend on: a fully private cluster has none
        self._doubt = self._private if isinstance(self._private, Unknown) else None

    @property
    def _has_public(self) -> bool:
        return isinstance(self._private, Unknown) or not self._private.value

    def network(self) -> Network:
        found = zones(self._said, self._made)
        written = self._said.get("vpc", "cidr")
        cidr = of_vpc(None if isinstance(written, Absent) else written)
        ranges = Ranges(cidr, found.total, self._ipv6)
        vpc = self._vpc(cidr)
        rows = self._rows(found, ranges, vpc)
        if self._has_public:
            self._ways_out(rows, vpc)
        public = tuple(_sub(one.place, one.public, self._doubt) for one in rows) if self._has_public else ()
        private = tuple(_sub(one.place, one.private, None) for one in rows)
        self._layout(vpc, cidr)
        return Network(vpc, _spelled(cidr), public, private, found.rest, tuple(one.table for one in rows))

    def _layout(self, vpc: Value, cidr: Fact[IPv4Network]) -> None:
        """What the rules on the switches themselves look at."""
        entries: dict[str, Value | Absent] = {"vpc_id": vpc, "cidr_block": _spelled(cidr), "nat": self._mode()}
        self._made.add("eksctl_layout", f"{VPC}.layout", entries, self._span)

    def _vpc(self, cidr: Fact[IPv4Network]) -> Value:
        span = self._span
        entries: dict[str, Value | Absent] = {
            "cidr_block": _spelled(cidr),
            "enable_dns_support": read.default(True, span),
            "enable_dns_hostnames": read.default(True, span),
            "assign_generated_ipv6_cidr_block": self._ipv6,
        }
        return self._made.add("aws_vpc", VPC, entries, span)

    def _rows(self, found: Zones, ranges: Ranges, vpc: Value) -> list[_Row]:
        rows = []
        for index, place in enumerate(found.places):
            table = self._table(f"{VPC}.routeTables.private.{place.name}", vpc, place.unsure)
            private = self._subnet("private", place, ranges.private(index), vpc, table)
            public: Value = private
            if self._has_public:
                public = self._subnet("public", place, ranges.public(index), vpc, identity(f"{VPC}.routeTables.public"))
            rows.append(_Row(place, public, private, table))
        return rows

    def _subnet(self, kind: str, place: Place, cidr: Value, vpc: Value, table: Value) -> Value:
        span, public = self._span, kind == "public"
        unsure = place.unsure if not public or self._doubt is None else self._doubt
        role = "kubernetes.io/role/elb" if public else "kubernetes.io/role/internal-elb"
        tags: dict[str, Value | Absent] = {role: read.default("1", span)}
        discovery = self._said.get("metadata", "tags", "karpenter.sh/discovery")
        if not public and not read.empty(self._said.get("karpenter", "version")):
            tags["karpenter.sh/discovery"] = discovery
        address = f"{VPC}.subnets.{kind}.{place.name}"
        entries: dict[str, Value | Absent] = {
            "vpc_id": vpc,
            "cidr_block": cidr,
            "availability_zone": place.zone,
            "map_public_ip_on_launch": read.default(public, span),
            "tags": mapped(tags, span),
        }
        if isinstance(self._ipv6, Unknown) or self._ipv6.value:
            entries["ipv6_cidr_block"] = Unknown("AWS gives the range of IPv6", span, Cause.APPLY)
            entries["assign_ipv6_address_on_creation"] = read.default(True, span)
        subnet = self._made.add("aws_subnet", address, entries, span, unsure)
        joined: dict[str, Value | Absent] = {"subnet_id": subnet, "route_table_id": table}
        self._made.add("aws_route_table_association", f"{address}.table", joined, span, unsure)
        return subnet

    def _table(self, address: str, vpc: Value, unsure: Unknown | None) -> Value:
        return self._made.add("aws_route_table", address, {"vpc_id": vpc}, self._span, unsure)

    def _ways_out(self, rows: list[_Row], vpc: Value) -> None:
        """The internet gateway, NAT gateways, and routes to them."""
        add = self._made.add
        gateway = add("aws_internet_gateway", f"{VPC}.internetGateway", {"vpc_id": vpc}, self._span, self._doubt)
        table = self._table(f"{VPC}.routeTables.public", vpc, self._doubt)
        self._route("public", table, "gateway_id", gateway, self._doubt)
        self._nat(rows)
        if isinstance(self._ipv6, Known) and not self._ipv6.value:
            return
        doubt = self._ipv6 if isinstance(self._ipv6, Unknown) else self._doubt
        self._route("public.ipv6", table, "gateway_id", gateway, doubt, _EVERYWHERE6)
        address = f"{VPC}.egressOnlyInternetGateway"
        only = add("aws_egress_only_internet_gateway", address, {"vpc_id": vpc}, self._span, doubt)
        for row in rows:
            name = f"private.{row.place.name}.ipv6"
            self._route(name, row.table, "egress_only_gateway_id", only, doubt, _EVERYWHERE6)

    def _nat(self, rows: list[_Row]) -> None:
        """One gateway for all, one for each zone, or none; clusters of IPv6 have one (vpc_ipv6.go)."""
        mode = self._mode()
        span = self._said.place("vpc", "nat", "gateway")
        if isinstance(mode, Known) and mode.value == "Disable":
            return
        doubt = mode if isinstance(mode, Unknown) else self._doubt
        if isinstance(mode, Known) and mode.value == "HighlyAvailable":
            for row in rows:
                if not row.place.local:
                    unsure = _first(row.place.unsure, doubt)
                    nat = self._gateway(f"{VPC}.nat.{row.place.name}", row.public, span, unsure)
                    self._out(row, nat, doubt)
        elif rows:
            nat = self._gateway(f"{VPC}.nat", rows[0].public, span, doubt)
            for row in rows:
                self._out(row, nat, doubt)

    def _mode(self) -> Fact[str]:
        span = self._said.place("vpc", "nat")
        if isinstance(self._ipv6, Known) and self._ipv6.value:
            return read.default("Single", span)
        mode = read.text(self._said.get("vpc", "nat", "gateway"), read.default("Single", span))
        if isinstance(mode, Known) and mode.value not in _MODES:
            return Unknown(f"eksctl knows no NAT mode {mode.value!r}", mode.span)
        return mode

    def _gateway(self, address: str, subnet: Value, span: Span, unsure: Unknown | None) -> Value:
        domain: dict[str, Value | Absent] = {"domain": read.default("vpc", span)}
        outside = self._made.add("aws_eip", f"{address}.address", domain, span, unsure)
        entries: dict[str, Value | Absent] = {"allocation_id": outside, "subnet_id": subnet}
        return self._made.add("aws_nat_gateway", address, entries, span, unsure)

    def _out(self, row: _Row, nat: Value, doubt: Unknown | None) -> None:
        self._route(f"private.{row.place.name}", row.table, "nat_gateway_id", nat, _first(row.place.unsure, doubt))

    def _route(
        self, name: str, table: Value, kind: str, target: Value, unsure: Unknown | None, to: str = _EVERYWHERE
    ) -> None:
        destination = "destination_cidr_block" if to == _EVERYWHERE else "destination_ipv6_cidr_block"
        entries: dict[str, Value | Absent] = {
            "route_table_id": table, destination: read.default(to, self._span), kind: target,
        }  # fmt: skip
        self._made.add("aws_route", f"{VPC}.routes.{name}", entries, self._span, unsure)


def _spelled(cidr: Fact[IPv4Network]) -> Value:
    return cidr if isinstance(cidr, Unknown) else Known(str(cidr.value), cidr.span, cidr.origin)


def _first(*doubts: Unknown | None) -> Unknown | None:
    return next((doubt for doubt in doubts if doubt is not None), None)


def _sub(place: Place, ident: Value, doubt: Unknown | None) -> Sub:
    names = (place.zone.value,) if isinstance(place.zone, Known) and isinstance(place.zone.value, str) else ()
    return Sub(ident, names, place.zone, place.unsure if doubt is None else doubt, place.local)
