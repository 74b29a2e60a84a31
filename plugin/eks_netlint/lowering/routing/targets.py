"""What a route leads to, whichever argument says it."""

from __future__ import annotations

from eks_netlint.lowering import read
from eks_netlint.lowering.declared import Declared
from eks_netlint.model.routing.nouns import (
    EGRESS_ONLY,
    ENDPOINT,
    INTERFACE,
    INTERNET,
    LOCAL,
    NAT,
    OTHER,
    PEERING,
    TRANSIT,
    VPN,
)
from eks_netlint.resources import Resource
from eks_netlint.values import Absent, Fact, Fields, Known, Reference, Unknown, Value

ARGUMENTS = {
    "gateway_id": "",
    "nat_gateway_id": NAT,
    "transit_gateway_id": TRANSIT,
    "core_network_arn": TRANSIT,
    "vpc_peering_connection_id": PEERING,
    "egress_only_gateway_id": EGRESS_ONLY,
    "vpc_endpoint_id": ENDPOINT,
    "network_interface_id": INTERFACE,
    "instance_id": INTERFACE,
    "carrier_gateway_id": OTHER,
    "local_gateway_id": OTHER,
    "odb_network_arn": OTHER,
}
"""Arguments of ``aws_route`` and of a table's inline routes (hashicorp/aws v6, 2026-11), and what each leads to."""

_GATEWAYS = {"aws_internet_gateway": INTERNET, "aws_default_internet_gateway": INTERNET, "aws_vpn_gateway": VPN}
_LITERALS = {"igw": INTERNET, "nat": NAT, "vgw": VPN, "eigw": EGRESS_ONLY, "vpce": ENDPOINT, "local": LOCAL}


def target(route: Fields | Resource, declared: Declared) -> tuple[Fact[str], str]:
    """What kind of thing the route leads to, and its address where that is known."""
    span = route.span
    named = [name for name in ARGUMENTS if not read.empty(route.get(name))]
    chosen = [name for name in named if read.solid(route.get(name))] or named
    if len(chosen) != 1:
        return Unknown("where the route leads is not known", span), ""
    value = declared.chase(route.get(chosen[0]))
    kind = ARGUMENTS[chosen[0]]
    found = Known(kind, value.span) if kind else _gateway(value, declared)
    return found, read.either(declared.key(value), "")


def _gateway(value: Value | Absent, declared: Declared) -> Fact[str]:
    source = declared.target(value)
    if source is not None and source.type in _GATEWAYS:  # addresses of other languages do not tell the type
        return Known(_GATEWAYS[source.type], value.span)
    match value:
        case Known(value=str(literal)):
            return Known(_LITERALS.get(literal.split("-")[0], OTHER), value.span)
        case Reference():
            for type_, kind in _GATEWAYS.items():
                if f"{type_}." in f"{value.address}.":
                    return Known(kind, value.span)
            return Unknown("the gateway of the route is not in these files", value.span, value.cause)
        case Unknown():
            return value
        case _:
            return Unknown("the route has no target", value.span)
