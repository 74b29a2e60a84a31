"""The nouns of routing.  Frozen and free of questions, as in ``model.nouns``.

Things are named by ``address``: the resource's for one that the files declare; for the main route table and the
default network ACL that AWS makes with a VPC the VPC's with ``default_route_table_id`` or ``default_network_acl_id``
behind it; for what is only referred to its id or the spelling of the reference.
"""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import IPv4Network, IPv6Network
from typing import Union

from eks_netlint.model.nouns import Members, Noun, Subnet, Vpc
from eks_netlint.model.proof import Ports
from eks_netlint.model.security.nouns import SecurityGroup
from eks_netlint.records import dataclass, field
from eks_netlint.source import Span
from eks_netlint.values import Fact, Known, Unknown

Range = Union[IPv4Network, IPv6Network]

INTERNET, NAT, EGRESS_ONLY, TRANSIT, PEERING = "internet gateway", "NAT", "egress-only gateway", "transit", "peering"
VPN, ENDPOINT, INTERFACE, LOCAL, OTHER = "VPN gateway", "endpoint", "network interface", "local", "other"

ZONAL, REGIONAL = "zonal", "regional"
PUBLIC, PRIVATE = "public", "private"
GATEWAY_TYPE, INTERFACE_TYPE = "Gateway", "Interface"


@dataclass(frozen=True, slots=True)
class Route(Noun):
    """A route.  ``destination`` is null where it leads to the ranges of a prefix list that the files do not tell.

    ``kind`` says what it leads to: ``INTERNET``, ``NAT``, ``EGRESS_ONLY``, ``TRANSIT`` (transit gateway or core
    network), ``PEERING``, ``VPN``, ``ENDPOINT`` (such as a firewall's), ``INTERFACE`` (an instance or interface),
    ``LOCAL`` or ``OTHER``; ``target`` is the address of that, empty where it is not known.
    """

    destination: Fact[Range | None]
    kind: Fact[str]
    target: str = ""


@dataclass(frozen=True, slots=True)
class RouteTable(Noun):
    """A route table.  Its routes are those besides the local ones.

    ``adopted`` marks one that exists already: what it holds besides the routes of these files is not known.
    """

    vpc: Vpc | Unknown
    routes: Members[Route]
    adopted: bool = False


@dataclass(frozen=True, slots=True)
class NatGateway(Noun):
    """A NAT gateway.  A regional one stands in every zone and in no subnet, so that its ``subnet`` is None.

    ``mode`` is ``ZONAL`` or ``REGIONAL``, ``connectivity`` ``PUBLIC`` or ``PRIVATE``.  ``addresses`` are what names its
    elastic addresses: that of a declared one, else an allocation id.
    """

    mode: Fact[str]
    connectivity: Fact[str]
    subnet: Subnet | Unknown | None
    addresses: Members[str] = field(default_factory=Members)


@dataclass(frozen=True, slots=True)
class Gateway(Noun):
    """An internet gateway or an egress-only one: ``kind`` is ``INTERNET`` or ``EGRESS_ONLY``."""

    vpc: Vpc | Unknown
    kind: str


@dataclass(frozen=True, slots=True)
class Endpoint(Noun):
    """A VPC endpoint.

    ``service`` is the end of the service's name: "ecr.api", "s3"; the whole name where it is not one of AWS in a
    region.  ``kind`` is "Gateway", "Interface", "GatewayLoadBalancer", ...  ``subnets`` are those of its interfaces,
    ``tables`` the addresses of the route tables that lead to a gateway endpoint, ``groups`` what its interfaces carry.
    """

    vpc: Vpc | Unknown
    service: Fact[str]
    kind: Fact[str]
    subnets: Members[Subnet]
    tables: Members[str]
    private_dns: Fact[bool]
    groups: Members[SecurityGroup]


@dataclass(frozen=True, slots=True)
class AclRule:
    """One entry of a network ACL; those of one direction are tried by rising ``number``."""

    number: Fact[int]
    egress: Fact[bool]
    allows: Fact[bool]
    ports: Fact[Ports]
    range: Fact[Range]
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Acl(Noun):
    """A network ACL: what no entry matches is dropped, in both directions, replies too.

    ``default`` marks the one of a VPC that every subnet has which has no other; AWS makes it let everything pass.
    """

    vpc: Vpc | Unknown
    rules: Members[AclRule]
    default: bool = False


@dataclass(frozen=True, slots=True)
class Peering(Noun):
    """A peering connection between two VPCs."""

    vpc: Vpc | Unknown
    peer: Vpc | Unknown


@dataclass(frozen=True, slots=True)
class Routing:
    """What the files say of routes.

    ``table_of`` and ``acl_of`` hold by the address of a subnet the route table and the network ACL that it has.
    ``attached`` are VPCs, by address, with a transit gateway, core network or VPN attached, and where that is written:
    routes to it may be made elsewhere.  ``private_zones`` says that there are private hosted zones.
    """

    tables: tuple[RouteTable, ...] = ()
    table_of: Mapping[str, RouteTable | Unknown] = field(default_factory=dict)
    nat_gateways: tuple[NatGateway, ...] = ()
    endpoints: Members[Endpoint] = field(default_factory=Members)
    acls: tuple[Acl, ...] = ()
    acl_of: Mapping[str, Acl | Unknown] = field(default_factory=dict)
    peerings: tuple[Peering, ...] = ()
    attached: Mapping[str, Known[str]] = field(default_factory=dict)
    private_zones: bool = False
    gateways: tuple[Gateway, ...] = ()

    def table(self, subnet: Subnet) -> RouteTable | Unknown:
        """The route table of a subnet."""
        why = Unknown("the route table of the subnet is not in these files", subnet.span)
        return self.table_of.get(subnet.address, why)

    def acl(self, subnet: Subnet) -> Acl | Unknown:
        """The network ACL of a subnet."""
        why = Unknown("the network ACL of the subnet is not in these files", subnet.span)
        return self.acl_of.get(subnet.address, why)

    def nat(self, address: str) -> NatGateway | None:
        """The NAT gateway of that address."""
        return next((nat for nat in self.nat_gateways if nat.address == address), None)

    def named(self, kind: str) -> tuple[object, ...]:
        """All nouns of the kind of that name; raises ``KeyError`` if there is no such kind."""
        return {
            "RouteTable": self.tables,
            "NatGateway": self.nat_gateways,
            "Endpoint": self.endpoints.known,
            "Acl": self.acls,
            "Peering": self.peerings,
        }[kind]
