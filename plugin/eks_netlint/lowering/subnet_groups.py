"""Subnet groups: which subnets a database or cache may lie in."""

from __future__ import annotations

from eks_netlint.lowering import read
from eks_netlint.lowering.declared import Declared
from eks_netlint.lowering.subnets import Subnets
from eks_netlint.model.nouns import Members, Subnet
from eks_netlint.resources import Resource
from eks_netlint.values import Unknown


def subnets_of_group(
    declared: Declared, subnets: Subnets, resource: Resource, argument: str, type_: str
) -> Members[Subnet]:
    """Subnets of a subnet group, by reference or by name; none where no group is named (the default VPC)."""
    value = resource.get(argument)
    if read.empty(value):
        return Members()
    key = declared.key(value)
    for group in declared.managed(type_):
        if key is not None and key in (group.address, declared.key(group.get("name"))):
            return subnets.of(group.get("subnet_ids"), group.span)
    cause = value if isinstance(value, Unknown) else Unknown("the subnet group is not in these files", value.span)
    return Members((), cause, value.span)
