"""Databases, caches, brokers, file systems and load balancers: what they carry, where they lie, what they listen on.

Default ports: RDS, Aurora, DocumentDB, Neptune, ElastiCache and MSK user guides (2026-11); provider defaults of
registry.terraform.io hashicorp/aws v6.
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.lowering import read
from eks_netlint.lowering.declared import Declared
from eks_netlint.lowering.security.groups import Groups
from eks_netlint.lowering.subnet_groups import subnets_of_group
from eks_netlint.lowering.subnets import Subnets
from eks_netlint.model.nouns import Members, Subnet, Vpc
from eks_netlint.model.proof import Ports
from eks_netlint.model.security.nouns import Balancer, SecurityGroup, Store
from eks_netlint.records import dataclass
from eks_netlint.resources import Resource
from eks_netlint.values import Absent, Fact, Items, Known, Unknown, Value

_ENGINES = (
    ("aurora-postgresql", 5432),
    ("aurora-mysql", 3306),
    ("aurora", 3306),
    ("postgres", 5432),
    ("mysql", 3306),
    ("mariadb", 3306),
    ("oracle", 1521),
    ("custom-oracle", 1521),
    ("sqlserver", 1433),
    ("custom-sqlserver", 1433),
    ("db2", 50000),
    ("docdb", 27017),
    ("neptune", 8182),
    ("memcached", 11211),
    ("redis", 6379),
    ("valkey", 6379),
)
"""The port of an engine where none is written, by the beginning of its name."""

_MSK = {"PLAINTEXT": (9092,), "TLS": (9094,), "TLS_PLAINTEXT": (9094, 9092)}
"""Ports of brokers by ``client_broker`` without authentication (MSK guide, port information, 2026-11)."""


@dataclass(frozen=True, slots=True)
class _Kind:
    """How one type of resource says what a store has."""

    word: str
    port: int | None  # None: by its engine
    groups: str = "vpc_security_group_ids"
    subnet_group: str = ""
    group_type: str = ""
    port_argument: str = "port"


_KINDS = {
    "aws_db_instance": _Kind(
        "RDS instance", None, subnet_group="db_subnet_group_name", group_type="aws_db_subnet_group"
    ),
    "aws_rds_cluster": _Kind(
        "RDS cluster", None, subnet_group="db_subnet_group_name", group_type="aws_db_subnet_group"
    ),
    "aws_docdb_cluster": _Kind(
        "DocumentDB cluster", 27017, subnet_group="db_subnet_group_name", group_type="aws_docdb_subnet_group"
    ),
    "aws_neptune_cluster": _Kind(
        "Neptune cluster", 8182, subnet_group="neptune_subnet_group_name", group_type="aws_neptune_subnet_group"
    ),
    "aws_elasticache_cluster": _Kind(
        "ElastiCache cluster", None, "security_group_ids", "subnet_group_name", "aws_elasticache_subnet_group"
    ),
    "aws_elasticache_replication_group": _Kind(
        "ElastiCache replication group", None, "security_group_ids", "subnet_group_name", "aws_elasticache_subnet_group"
    ),
    "aws_memorydb_cluster": _Kind(
        "MemoryDB cluster", 6379, "security_group_ids", "subnet_group_name", "aws_memorydb_subnet_group"
    ),
    "aws_redshift_cluster": _Kind(
        "Redshift cluster", 5439, subnet_group="cluster_subnet_group_name", group_type="aws_redshift_subnet_group"
    ),
}
TYPES = (*_KINDS, "aws_msk_cluster", "aws_efs_mount_target")
BALANCERS = ("aws_lb", "aws_alb", "aws_elb")


class Stores:
    """Reads everything that pods connect to and security groups guard."""

    def __init__(self, declared: Declared, subnets: Subnets, groups: Groups) -> None:
        self._declared = declared
        self._subnets = subnets
        self._groups = groups

    def all(self) -> Iterator[Store]:
        """Every store, in the order of their kinds."""
        for type_, kind in _KINDS.items():
            for resource in self._declared.managed(type_):
                if type_ == "aws_elasticache_cluster" and not read.empty(resource.get("replication_group_id")):
                    continue  # it is a node of the group and has the group's settings
                subnets = subnets_of_group(self._declared, self._subnets, resource, kind.subnet_group, kind.group_type)
                yield self._store(resource, kind.word, self._ports(resource, kind), kind.groups, subnets)
        for resource in self._declared.managed("aws_msk_cluster"):
            yield self._brokers(resource)
        for resource in self._declared.managed("aws_efs_mount_target"):
            subnets = self._subnets.of(read.alone(resource.get("subnet_id")), resource.span)
            port = Members[Fact[Ports]]((read.default(_tcp(2049), resource.span),))
            yield self._store(resource, "EFS mount target", port, "security_groups", subnets)

    def balancers(self) -> Iterator[Balancer]:
        """Every load balancer that Terraform makes."""
        for resource in self._declared.managed(*BALANCERS):
            classic = resource.type == "aws_elb"
            kind = read.text(resource.get("load_balancer_type"), read.default("application", resource.span))
            subnets = self._subnets.of(_places(resource), resource.span)
            word: Fact[str] = Known("classic", resource.span) if classic else kind
            unguarded = isinstance(word, Known) and word.value in ("network", "gateway")
            groups = self._carried(resource, resource.get("security_groups"), subnets, unguarded)
            yield Balancer(
                resource.address, resource.span, word, groups, subnets,
                calls=resource.calls, exists=resource.exists, unsure=resource.unsure,
            )  # fmt: skip

    def _store(
        self, resource: Resource, word: str, ports: Members[Fact[Ports]], argument: str, subnets: Members[Subnet]
    ) -> Store:
        groups = self._carried(resource, resource.get(argument), subnets, False)
        return Store(
            resource.address, resource.span, word, ports, groups, subnets,
            calls=resource.calls, exists=resource.exists, unsure=resource.unsure,
        )  # fmt: skip

    def _carried(
        self, resource: Resource, value: Value | Absent, subnets: Members[Subnet], unguarded: bool
    ) -> Members[SecurityGroup]:
        """The groups written, else the default group of the VPC; a network load balancer may have none at all."""
        if not read.empty(value) or unguarded:
            return self._groups.of(value, resource.span)
        vpcs = {subnet.vpc.address: subnet.vpc for subnet in subnets.known if isinstance(subnet.vpc, Vpc)}
        if len(vpcs) != 1:
            why = Unknown("no security group is written, and which VPC's default one it is is not known", resource.span)
            return Members((), why, resource.span)
        found = self._groups.of_vpc(next(iter(vpcs.values())))
        return Members((), found) if isinstance(found, Unknown) else Members((found,), None, resource.span)

    def _ports(self, resource: Resource, kind: _Kind) -> Members[Fact[Ports]]:
        otherwise = self._of_engine(resource) if kind.port is None else read.default(kind.port, resource.span)
        found = read.whole(resource.get(kind.port_argument), None)
        if found is None or (isinstance(found, Known) and found.value == 0):
            found = otherwise
        if isinstance(found, Unknown):
            return Members((found,))
        return Members((Known(_tcp(found.value), found.span, found.origin),))

    def _of_engine(self, resource: Resource) -> Fact[int]:
        usual = read.default("aurora" if resource.type == "aws_rds_cluster" else "", resource.span)
        if resource.type == "aws_elasticache_replication_group":
            usual = read.default("redis", resource.span)
        engine = read.text(resource.get("engine"), usual)
        if isinstance(engine, Unknown):
            return engine
        for head, port in _ENGINES:
            if engine.value.startswith(head):
                return read.default(port, engine.span)
        return Unknown("which port it listens on is not written", resource.span)

    def _brokers(self, resource: Resource) -> Store:
        info = read.block(resource.get("broker_node_group_info"))
        subnets = self._subnets.of(read.inside(info, "client_subnets"), resource.span)
        groups = self._carried(resource, read.inside(info, "security_groups"), subnets, False)
        return Store(
            resource.address, resource.span, "MSK cluster", _of_brokers(resource), groups, subnets,
            calls=resource.calls, exists=resource.exists, unsure=resource.unsure,
        )  # fmt: skip


def _places(resource: Resource) -> Value | Absent:
    """Ids of the subnets of a load balancer, whichever way they are written."""
    mapped = read.blocks(resource.get("subnet_mapping"))
    if not mapped.known and mapped.rest is None:
        return resource.get("subnets")
    ids = tuple(read.required(block.get("subnet_id"), "subnet_id") for block in mapped.known)
    return Items(ids, mapped.rest, span=mapped.span)


def _of_brokers(resource: Resource) -> Members[Fact[Ports]]:
    """Ports of brokers without authentication; those of IAM and SASL depend on what clients use."""
    if not read.empty(resource.get("client_authentication")):
        return Members((Unknown("which port clients use depends on how they authenticate", resource.span),))
    encryption = read.block(resource.get("encryption_info"))
    transit = read.block(read.inside(encryption, "encryption_in_transit"))
    mode = read.text(read.inside(transit, "client_broker"), read.default("TLS", resource.span))
    if isinstance(mode, Unknown) or mode.value not in _MSK:
        return Members((mode if isinstance(mode, Unknown) else Unknown("unknown client_broker", mode.span),))
    return Members((Known(_tcp(_MSK[mode.value][0]), mode.span, mode.origin),))


def _tcp(port: int) -> Ports:
    return Ports("tcp", port, port)
