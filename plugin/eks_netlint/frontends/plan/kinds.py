"""Which attributes take the identity of something else, and of what: providers' words for ids."""

from __future__ import annotations

from eks_netlint.records import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """What an attribute takes: resources of these types (of any, where none is named), one or many of them.

    ``attribute`` is what is taken of a resource, ``through`` are attributes of others that hold the same, ``least`` is
    how many AWS wants.
    """

    types: frozenset[str] = frozenset()
    attribute: str = "id"
    through: frozenset[str] = frozenset()
    many: bool = False
    least: int = 1


_SUBNETS = frozenset(["aws_subnet", "aws_default_subnet", "aws_subnets", "aws_subnet_ids"])
_THROUGH_SUBNETS = frozenset(["subnet_id", "subnet_ids", "ids"])
_TEMPLATE = Kind(frozenset(["aws_launch_template"]))
_CLUSTER = Kind(frozenset(["aws_eks_cluster"]), "name", frozenset(["cluster_name"]))
_VPC = Kind(frozenset(["aws_vpc", "aws_default_vpc"]), "id", frozenset(["vpc_id"]))
_SUBNET = Kind(_SUBNETS, "id", _THROUGH_SUBNETS)
_MANY_SUBNETS = Kind(_SUBNETS, "id", _THROUGH_SUBNETS, many=True)

KINDS = {
    "subnet_id": _SUBNET,
    "subnet_ids": _MANY_SUBNETS,
    "subnets": _MANY_SUBNETS,
    "client_subnets": _MANY_SUBNETS,
    "vpc_zone_identifier": _MANY_SUBNETS,
    "vpc_id": _VPC,
    "cluster_name": _CLUSTER,
    "launch_template.id": _TEMPLATE,
    "launch_template.name": _TEMPLATE,
    "launch_template_id": _TEMPLATE,
    "launch_template_name": _TEMPLATE,
    "launch_configuration": Kind(frozenset(["aws_launch_configuration"])),
    "route_table_id": Kind(
        frozenset(["aws_route_table", "aws_default_route_table"]),
        "id",
        frozenset(["route_table_id", "main_route_table_id", "default_route_table_id"]),
    ),
    "default_route_table_id": Kind(_VPC.types, "default_route_table_id"),
    "gateway_id": Kind(frozenset(["aws_internet_gateway", "aws_default_internet_gateway", "aws_vpn_gateway"])),
    "nat_gateway_id": Kind(frozenset(["aws_nat_gateway"])),
    "vpc_endpoint_id": Kind(frozenset(["aws_vpc_endpoint"])),
    "db_subnet_group_name": Kind(frozenset(["aws_db_subnet_group"])),
    "subnet_group_name": Kind(frozenset(["aws_elasticache_subnet_group", "aws_memorydb_subnet_group"])),
    "cluster_identifier": Kind(frozenset(["aws_rds_cluster"])),
    "replication_group_id": Kind(frozenset(["aws_elasticache_replication_group"])),
    "image_id": Kind(frozenset(["aws_ami", "aws_ssm_parameter"]), "id", frozenset(["value", "insecure_value"])),
}
"""By the name of the attribute, for one in a block after the block's where that matters: the attributes that lowering
follows (registry.terraform.io, hashicorp/aws, 2026-11)."""

CLUSTER_SUBNETS = Kind(_SUBNETS, "id", _THROUGH_SUBNETS, many=True, least=2)
"""A cluster takes subnets in at least two zones (EKS API, VpcConfigRequest, 2026-11)."""

_ANY = Kind()
_ANY_LIST = Kind(many=True)
_ENDS = ("_id", "_arn", "_identifier")
_ENDS_MANY = ("_ids", "_arns")


def kind_of(type: str, path: tuple[str, ...]) -> Kind | None:
    """What the attribute at the end of a path of names takes; None where it is no identity."""
    name = path[-1]
    if type == "aws_eks_cluster" and name == "subnet_ids":
        return CLUSTER_SUBNETS
    found = KINDS.get(".".join(path[-2:])) or KINDS.get(name)
    if found is not None:
        return found
    if name.endswith(_ENDS):
        return _ANY
    return _ANY_LIST if name.endswith(_ENDS_MANY) else None
