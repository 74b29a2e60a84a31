"""VPCs with their ranges, and who is meant by a VPC id."""

from __future__ import annotations

from ipaddress import IPv4Network

from eks_netlint.lowering import read
from eks_netlint.lowering.declared import Declared
from eks_netlint.model.nouns import Members, Vpc
from eks_netlint.resources import Resource
from eks_netlint.values import Absent, Cause, Known, Reference, Truth, Unknown, Value

DEFAULT_VPC = IPv4Network("172.31.0.0/16")
"""Range of every default VPC (Amazon VPC user guide, "Default VPCs", 2026-11)."""


class Vpcs:
    """All VPCs of the network, each found by the values that refer to it."""

    def __init__(self, declared: Declared) -> None:
        self._declared = declared
        self._by_key: dict[str, Vpc] = {}
        for resource in declared.managed("aws_vpc", "aws_default_vpc"):
            self._by_key[resource.address] = self._vpc(resource)
        for resource in declared.data("aws_vpc"):
            self._by_key[resource.address] = _adopted(resource)

    @property
    def all(self) -> tuple[Vpc, ...]:
        """Every VPC, declared ones first."""
        return tuple(self._by_key.values())

    def of(self, value: Value | Absent) -> Vpc | Unknown:
        """The VPC that a ``vpc_id`` means; one that is not declared stays an identity."""
        value = self._declared.chase(value)
        found = self._by_key.get(self._declared.key(value) or "")
        if found is not None:
            return found
        match value:
            case Unknown():
                return value
            case Known(value=str(written)) if written:
                return Reference("the VPC is not declared in these files", value.span, Cause.OTHER, written, (), True)
            case _:
                return Unknown("no VPC is written", value.span)

    def _vpc(self, resource: Resource) -> Vpc:
        standard = resource.type == "aws_default_vpc"
        return Vpc(
            resource.address,
            resource.span,
            self._ranges(resource),
            # provider defaults: registry.terraform.io hashicorp/aws, aws_vpc and aws_default_vpc (2026-11)
            dns_support=read.truth(resource.get("enable_dns_support"), read.default(True, resource.span)),
            dns_hostnames=read.truth(resource.get("enable_dns_hostnames"), read.default(standard, resource.span)),
            calls=resource.calls,
            exists=resource.exists,
            unsure=resource.unsure,
        )

    def _ranges(self, resource: Resource) -> Members[Known[IPv4Network]]:
        known: list[Known[IPv4Network]] = []
        rest: Unknown | None = None
        for primary in (_primary(resource), *self._secondary(resource.address)):
            if isinstance(primary, Unknown):
                rest = read.either(rest, primary)
            else:
                known.append(primary)
        return Members(tuple(known), rest, resource.span)

    def _secondary(self, address: str) -> list[Known[IPv4Network] | Unknown]:
        found: list[Known[IPv4Network] | Unknown] = []
        for association in self._declared.managed("aws_vpc_ipv4_cidr_block_association"):
            owner = self._declared.key(association.get("vpc_id"))
            if owner not in (None, address):
                continue
            if owner is None:
                found.append(Unknown("a range is added to a VPC that is not known", association.span))
            elif association.exists is not Truth.YES:
                found.append(read.either(association.unsure, Unknown("a range may be added", association.span)))
            else:
                pool = Unknown("a secondary range comes from an IPAM pool", association.span, Cause.APPLY)
                found.append(read.range_of(association.get("cidr_block"), pool))
        return found


def _primary(resource: Resource) -> Known[IPv4Network] | Unknown:
    if resource.type == "aws_default_vpc":
        return read.default(DEFAULT_VPC, resource.span)
    pooled = not read.nothing(resource.get("ipv4_ipam_pool_id"))
    why = "the range of the VPC comes from an IPAM pool" if pooled else "no range is written for the VPC"
    return read.range_of(resource.get("cidr_block"), Unknown(why, resource.span, Cause.APPLY))


def _adopted(resource: Resource) -> Vpc:
    why = Unknown("the VPC exists already, its settings are not in these files", resource.span, Cause.DATA)
    filtered = read.range_of(resource.get("cidr_block"), None)
    return Vpc(
        resource.address,
        resource.span,
        Members((filtered,) if isinstance(filtered, Known) else (), why, resource.span),
        dns_support=why,
        dns_hostnames=why,
        calls=resource.calls,
        exists=resource.exists,
        unsure=resource.unsure,
    )
