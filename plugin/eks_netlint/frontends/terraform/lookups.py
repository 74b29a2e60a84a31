"""Data sources that look up by id what the same files declare: they answer what is declared."""

from __future__ import annotations

from collections.abc import Mapping

from eks_netlint.values import Reference, Value

_SHARED = {
    "aws_subnet": frozenset(
        ["arn", "availability_zone", "availability_zone_id", "cidr_block", "map_public_ip_on_launch", "vpc_id"]
    ),
    "aws_vpc": frozenset(["arn", "cidr_block", "enable_dns_hostnames", "enable_dns_support"]),
}
"""Attributes that mean the same in the resource and in the data source of one type: registry.terraform.io,
hashicorp/aws (2026-11).  Tags are not among them: the data source adds those of the provider."""

Instances = Mapping[str, Mapping["str | Reference", Value]]
"""Managed resource instances by address, as expressions see them."""


def is_shared(type: str) -> bool:
    """Whether a data source of this type may look up a resource of this type."""
    return type in _SHARED


def declared(type: str, name: str, identity: Value | None, instances: Instances) -> Value | None:
    """What an attribute of a data source is, where ``identity`` is the id of an instance of these files."""
    if name not in _SHARED.get(type, ()) or not isinstance(identity, Reference) or identity.path != ("id",):
        return None
    found = instances.get(identity.address)
    return None if found is None else found[name]
