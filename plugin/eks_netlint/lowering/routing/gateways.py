"""NAT gateways, VPC endpoints, peerings and attachments."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from eks_netlint.lowering import read
from eks_netlint.lowering.declared import Declared
from eks_netlint.lowering.routing.handed import Handed
from eks_netlint.lowering.security.groups import Groups
from eks_netlint.lowering.subnets import Subnets
from eks_netlint.lowering.vpc import Vpcs
from eks_netlint.model.nouns import Members, Subnet
from eks_netlint.model.routing.nouns import (
    EGRESS_ONLY,
    GATEWAY_TYPE,
    INTERNET,
    PUBLIC,
    REGIONAL,
    ZONAL,
    Endpoint,
    Gateway,
    NatGateway,
    Peering,
)
from eks_netlint.model.security.nouns import SecurityGroup
from eks_netlint.patterns import pattern
from eks_netlint.resources import Resource
from eks_netlint.values import Absent, Fact, Known, Text, Unknown, Value

_ATTACHMENTS = {
    "aws_ec2_transit_gateway_vpc_attachment": ("vpc_id", "transit gateway"),
    "aws_networkmanager_vpc_attachment": ("vpc_arn", "core network"),
    "aws_vpn_gateway": ("vpc_id", "VPN gateway"),
    "aws_vpn_gateway_attachment": ("vpc_id", "VPN gateway"),
}

_SERVICE = pattern(r"^(?:com\.amazonaws|aws\.api|cn\.com\.amazonaws)\.[a-z0-9-]+\.(.+)$")
"""Names of AWS services in a region (AWS PrivateLink guide, "AWS services that integrate", 2026-11)."""


class Gateways:
    """Reads what tables lead to, and what stands in for an internet route."""

    def __init__(self, declared: Declared, vpcs: Vpcs, subnets: Subnets, groups: Groups, handed: Handed) -> None:
        self._declared = declared
        self._vpcs = vpcs
        self._subnets = subnets
        self._groups = groups
        self._handed = handed

    def nat_gateways(self) -> Iterator[NatGateway]:
        """Every NAT gateway; defaults of the provider: zonal and public (hashicorp/aws v6, 2026-11)."""
        for resource in self._declared.managed("aws_nat_gateway"):
            mode = read.text(resource.get("availability_mode"), read.default(ZONAL, resource.span))
            kind = read.text(resource.get("connectivity_type"), read.default(PUBLIC, resource.span))
            regional = isinstance(mode, Known) and mode.value == REGIONAL
            subnet = None if regional else self._subnets.one(resource.get("subnet_id"), resource.span)
            yield NatGateway(
                resource.address, resource.span, mode, kind, subnet, self._addresses(resource),
                calls=resource.calls, exists=resource.exists, unsure=resource.unsure,
            )  # fmt: skip

    def endpoints(self) -> Members[Endpoint]:
        """Every VPC endpoint, and why there may be more."""
        more = self._more()
        known = tuple(self._endpoint(each, more) for each in self._declared.managed("aws_vpc_endpoint"))
        return Members(known, next(self._handed.reasons, None))

    def peerings(self) -> Iterator[Peering]:
        """Every peering connection that these files ask for or accept."""
        for resource in self._declared.managed("aws_vpc_peering_connection"):
            vpc, peer = self._vpcs.of(resource.get("vpc_id")), self._vpcs.of(resource.get("peer_vpc_id"))
            yield Peering(
                resource.address, resource.span, vpc, peer,
                calls=resource.calls, exists=resource.exists, unsure=resource.unsure,
            )  # fmt: skip

    def internet(self) -> Iterator[Gateway]:
        """Internet gateways and egress-only ones, each with the VPC that it says itself or an attachment does."""
        owners = {
            key: each.get("vpc_id")
            for each in self._declared.managed("aws_internet_gateway_attachment")
            if (key := self._declared.key(each.get("internet_gateway_id"))) is not None
        }
        for type_, kind in (("aws_internet_gateway", INTERNET), ("aws_egress_only_internet_gateway", EGRESS_ONLY)):
            for resource in self._declared.managed(type_):
                said = resource.get("vpc_id")
                owner = owners.get(resource.address, said) if read.empty(said) else said
                yield Gateway(
                    resource.address, resource.span, self._vpcs.of(owner), kind,
                    calls=resource.calls, exists=resource.exists, unsure=resource.unsure,
                )  # fmt: skip

    def attached(self) -> dict[str, Known[str]]:
        """VPCs with something attached that leads out of them, by the address of the VPC."""
        found: dict[str, Known[str]] = {}
        for type_, (argument, word) in _ATTACHMENTS.items():
            for resource in self._declared.managed(type_):
                key = self._declared.key(resource.get(argument))
                found.setdefault("" if key is None else key, Known(word, resource.span))
        return found

    def _addresses(self, resource: Resource) -> Members[str]:
        ids = read.members(read.alone(resource.get("allocation_id")))
        more = read.members(resource.get("secondary_allocation_ids"))
        keys = [self._declared.key(each) for each in (*ids.known, *more.known)]
        rest = read.either(ids.rest, more.rest)
        if None in keys:
            rest = read.either(rest, Unknown("which address the NAT gateway has is not known", resource.span))
        return Members(tuple(key for key in keys if key is not None), rest, resource.span)

    def _more(self) -> dict[str, dict[str, list[Resource]]]:
        """What separate resources add to endpoints, by their type and the endpoint's address."""
        types = ("route_table_association", "subnet_association", "security_group_association")
        found: dict[str, dict[str, list[Resource]]] = {}
        for each in types:
            found[each] = defaultdict(list)
            for resource in self._declared.managed(f"aws_vpc_endpoint_{each}"):
                key = self._declared.key(resource.get("vpc_endpoint_id"))
                found[each]["" if key is None else key].append(resource)
        return found

    def _endpoint(self, resource: Resource, more: dict[str, dict[str, list[Resource]]]) -> Endpoint:
        span = resource.span
        added = {
            kind: [*by_key.get(resource.address, ()), *by_key.get("", ())] for kind, by_key in more.items()
        }
        return Endpoint(
            resource.address,
            span,
            self._vpcs.of(resource.get("vpc_id")),
            self._service(resource.get("service_name")),
            # defaults of the provider: hashicorp/aws, aws_vpc_endpoint (v6, 2026-11)
            read.text(resource.get("vpc_endpoint_type"), read.default(GATEWAY_TYPE, span)),
            self._places(resource, added["subnet_association"]),
            self._tables(resource, added["route_table_association"]),
            read.truth(resource.get("private_dns_enabled"), read.default(False, span)),
            self._carried(resource, added["security_group_association"]),
            calls=resource.calls,
            exists=resource.exists,
            unsure=resource.unsure,
        )

    def _service(self, value: Value | Absent) -> Fact[str]:
        value = self._declared.chase(value)
        source = self._declared.target(value)
        if source is not None and source.type == "aws_vpc_endpoint_service" and not read.empty(source.get("service")):
            value = source.get("service")
        if isinstance(value, Text) and value.parts and isinstance(value.parts[-1], str) and len(value.parts) > 1:
            tail = value.parts[-1].lstrip(".")
            return Known(tail, value.span) if tail and value.parts[-1].startswith(".") else value
        found = read.text(value, Unknown("no service is written for the endpoint", value.span))
        if isinstance(found, Unknown):
            return found
        regional = _SERVICE.match(found.value)
        return Known(regional[1] if regional else found.value, found.span, found.origin)

    def _places(self, resource: Resource, added: list[Resource]) -> Members[Subnet]:
        found = self._subnets.of(resource.get("subnet_ids"), resource.span)
        known = {subnet.address: subnet for subnet in found.known}
        rest = found.rest
        for each in added:
            subnet = self._subnets.one(each.get("subnet_id"), each.span)
            if isinstance(subnet, Unknown):
                rest = read.either(rest, subnet)
            else:
                known.setdefault(subnet.address, subnet)
        return Members(tuple(known.values()), rest, found.span)

    def _tables(self, resource: Resource, added: list[Resource]) -> Members[str]:
        found = read.members(resource.get("route_table_ids"))
        values = [*found.known, *(each.get("route_table_id") for each in added)]
        keys = [self._declared.key(value) for value in values]
        rest = found.rest
        if None in keys:
            rest = read.either(rest, Unknown("a route table of the endpoint is not known", resource.span))
        return Members(tuple(key for key in keys if key is not None), rest, found.span)

    def _carried(self, resource: Resource, added: list[Resource]) -> Members[SecurityGroup]:
        """The groups written, else the default group of the VPC (EC2 API CreateVpcEndpoint, 2026-11)."""
        value = resource.get("security_group_ids")
        if read.empty(value) and not added:
            group = self._groups.of_vpc(self._vpcs.of(resource.get("vpc_id")))
            return Members((), group) if isinstance(group, Unknown) else Members((group,), None, resource.span)
        found = self._groups.of(value, resource.span)
        known = {group.address: group for group in found.known}
        rest = found.rest
        for each in added:
            group = self._groups.one(each.get("security_group_id"), each.span)
            if isinstance(group, Unknown):
                rest = read.either(rest, group)
            else:
                known.setdefault(group.address, group)
        return Members(tuple(known.values()), rest, found.span)
