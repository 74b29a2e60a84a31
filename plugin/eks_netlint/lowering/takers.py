"""What else takes addresses of subnets: NAT gateways, endpoints, load balancers, databases, machines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from eks_netlint.lowering import read
from eks_netlint.lowering.compute import Compute
from eks_netlint.lowering.declared import Declared
from eks_netlint.lowering.subnet_groups import subnets_of_group
from eks_netlint.lowering.subnets import Subnets
from eks_netlint.model.nouns import Members, Subnet, Taker
from eks_netlint.resources import Resource
from eks_netlint.values import Absent, Bounds, Known, Unknown, Value

LOAD_BALANCER = 8
"""Free addresses an Application Load Balancer wants in each subnet (ELB user guide, "Subnets", 2026-11)."""

PREFIX = 16
"""Addresses of one /28 prefix."""


class Takers:
    """Reads everything that takes addresses and is no node, each with the subnets it takes them from."""

    def __init__(self, declared: Declared, subnets: Subnets) -> None:
        self._declared = declared
        self._subnets = subnets

    def all(self, compute: Compute) -> tuple[Taker, ...]:
        """Every taker; one that surely takes nothing is left out."""
        found: list[Taker] = [
            *self._nat_gateways(),
            *self._endpoints(),
            *self._load_balancers(),
            *self._databases(),
            *self._caches(),
            *self._single(),
            *self._brokers(),
            *self._groups(compute),
        ]
        return tuple(t for t in found if t.each.high != 0 and (t.subnets.known or t.subnets.rest is not None))

    def _nat_gateways(self) -> Iterator[Taker]:
        for resource in self._declared.managed("aws_nat_gateway"):
            mode = read.text(resource.get("availability_mode"), read.default("zonal", resource.span))
            if isinstance(mode, Known) and mode.value == "regional":
                continue
            count = Bounds.exactly(1) + _listed(resource.get("secondary_private_ip_addresses"))
            extra = read.whole(resource.get("secondary_private_ip_address_count"), Known(0))
            if isinstance(extra, Known) and count.is_exact and count.low == 1:
                count = count + Bounds.exactly(extra.value)
            low = count.low if isinstance(mode, Known) else 0
            yield _taker("NAT gateway", resource, self._one(resource), Bounds(low, count.high))

    def _endpoints(self) -> Iterator[Taker]:
        kinds: dict[str, Bounds] = {}
        for resource in self._declared.managed("aws_vpc_endpoint"):
            kind = read.text(resource.get("vpc_endpoint_type"), read.default("Gateway", resource.span))
            kinds[resource.address] = each = _one_if(kind, "Interface", "GatewayLoadBalancer")
            yield _taker("interface endpoint", resource, self._in(resource, "subnet_ids"), each)
        for resource in self._declared.managed("aws_vpc_endpoint_subnet_association"):
            key = self._declared.key(resource.get("vpc_endpoint_id")) or ""
            each = kinds.get(key, Bounds.exactly(1))
            yield _taker("interface endpoint", resource, self._one(resource), each)

    def _load_balancers(self) -> Iterator[Taker]:
        for resource in self._declared.managed("aws_lb", "aws_alb"):
            kind = read.text(resource.get("load_balancer_type"), read.default("application", resource.span))
            network = isinstance(kind, Known) and kind.value in ("network", "gateway")
            each = Bounds.exactly(1) if network else Bounds(1, LOAD_BALANCER)
            subnets = self._in(resource, "subnets")
            mapped = read.blocks(resource.get("subnet_mapping"))
            if mapped.known or mapped.rest is not None:
                subnets = self._together(resource, tuple(m.get("subnet_id") for m in mapped.known), mapped.rest)
            yield _taker("load balancer", resource, subnets, each)
        for resource in self._declared.managed("aws_elb"):
            yield _taker("load balancer", resource, self._in(resource, "subnets"), Bounds(1, LOAD_BALANCER))

    def _databases(self) -> Iterator[Taker]:
        for resource in self._declared.managed("aws_db_instance"):
            standby = read.truth(resource.get("multi_az"), Known(False))
            most = 1 if isinstance(standby, Known) and not standby.value else 2
            subnets = self._of_group(resource, "db_subnet_group_name", "aws_db_subnet_group")
            yield _taker("RDS instance", resource, subnets, _somewhere(subnets, Bounds(1, most)))
        for resource in self._declared.managed("aws_rds_cluster_instance"):
            subnets = self._of_group(resource, "db_subnet_group_name", "aws_db_subnet_group")
            if not subnets.known and subnets.rest is None:
                cluster = self._declared.at(self._declared.key(resource.get("cluster_identifier")) or "")
                if cluster is not None:
                    subnets = self._of_group(cluster, "db_subnet_group_name", "aws_db_subnet_group")
            yield _taker("RDS instance", resource, subnets, _somewhere(subnets, Bounds.exactly(1)))

    def _caches(self) -> Iterator[Taker]:
        for resource in self._declared.managed("aws_elasticache_cluster"):
            if not read.empty(resource.get("replication_group_id")):
                continue
            subnets = self._of_group(resource, "subnet_group_name", "aws_elasticache_subnet_group")
            nodes = _count(resource.get("num_cache_nodes"), 1)
            yield _taker("ElastiCache node", resource, subnets, _somewhere(subnets, nodes))
        for resource in self._declared.managed("aws_elasticache_replication_group"):
            subnets = self._of_group(resource, "subnet_group_name", "aws_elasticache_subnet_group")
            yield _taker("ElastiCache node", resource, subnets, _somewhere(subnets, _replicas(resource)))
        for resource in self._declared.managed("aws_memorydb_cluster"):
            subnets = self._of_group(resource, "subnet_group_name", "aws_memorydb_subnet_group")
            shards = _count(resource.get("num_shards"), 1)
            replicas = _count(resource.get("num_replicas_per_shard"), 1)
            yield _taker("MemoryDB node", resource, subnets, _somewhere(subnets, _product(shards, replicas)))

    def _single(self) -> Iterator[Taker]:
        for resource in self._declared.managed("aws_efs_mount_target"):
            yield _taker("EFS mount target", resource, self._one(resource), Bounds.exactly(1))
        for resource in self._declared.managed("aws_instance"):
            each = Bounds.exactly(1) + _listed(resource.get("secondary_private_ips"))
            yield _taker("EC2 instance", resource, self._one(resource), each)
        for resource in self._declared.managed("aws_network_interface"):
            yield _taker("network interface", resource, self._one(resource), _interface(resource))

    def _brokers(self) -> Iterator[Taker]:
        for resource in self._declared.managed("aws_msk_cluster"):
            info = read.block(resource.get("broker_node_group_info"))
            subnets = self._subnets.of(read.inside(info, "client_subnets"), resource.span)
            brokers = read.whole(resource.get("number_of_broker_nodes"), None)
            if isinstance(brokers, Known) and subnets.known and subnets.rest is None:
                # MSK wants a multiple of the number of subnets (MSK API, CreateCluster, 2026-11)
                each = Bounds.exactly(-(-brokers.value // len(subnets.known)))
            else:
                each = Bounds(1, None)
            yield _taker("MSK broker", resource, subnets, each)

    def _groups(self, compute: Compute) -> Iterator[Taker]:
        for resource in compute.other_groups():
            subnets = compute.subnets_of(resource)
            largest = read.whole(resource.get("max_size"), None)
            most = None
            if isinstance(largest, Known):
                most = -(-largest.value // max(1, len(subnets.known)))
            yield _taker("Auto Scaling group", resource, subnets, Bounds(0, most))

    def _in(self, resource: Resource, argument: str) -> Members[Subnet]:
        return self._subnets.of(resource.get(argument), resource.span)

    def _one(self, resource: Resource) -> Members[Subnet]:
        value = resource.get("subnet_id")
        return Members() if read.nothing(value) else self._together(resource, (value,), None)

    def _together(self, resource: Resource, ids: Iterable[Value | Absent], rest: Unknown | None) -> Members[Subnet]:
        known: dict[str, Subnet] = {}
        for each in ids:
            found = self._subnets.one(each, resource.span)
            if isinstance(found, Unknown):
                rest = read.either(rest, found)
            else:
                known.setdefault(found.address, found)
        return Members(tuple(known.values()), rest)

    def _of_group(self, resource: Resource, argument: str, type_: str) -> Members[Subnet]:
        return subnets_of_group(self._declared, self._subnets, resource, argument, type_)


def _taker(kind: str, resource: Resource, subnets: Members[Subnet], each: Bounds) -> Taker:
    return Taker(
        resource.address,
        resource.span,
        kind,
        subnets,
        each,
        calls=resource.calls,
        exists=resource.exists,
        unsure=resource.unsure,
    )


def _one_if(kind: Known[str] | Unknown, *wanted: str) -> Bounds:
    if isinstance(kind, Unknown):
        return Bounds(0, 1)
    return Bounds.exactly(1 if kind.value in wanted else 0)


def _listed(value: Value | Absent) -> Bounds:
    found = read.members(value)
    return Bounds(len(found.known), None if found.rest is not None else len(found.known))


def _count(value: Value | Absent, otherwise: int) -> Bounds:
    found = read.whole(value, Known(otherwise))
    return Bounds(0, None) if isinstance(found, Unknown) else Bounds.exactly(found.value)


def _product(shards: Bounds, replicas: Bounds) -> Bounds:
    """Nodes of that many shards, each with a primary and that many replicas."""
    high = None if shards.high is None or replicas.high is None else shards.high * (replicas.high + 1)
    return Bounds(shards.low * (replicas.low + 1), high)


def _replicas(resource: Resource) -> Bounds:
    clusters = resource.get("num_cache_clusters")
    if not read.nothing(clusters):
        return _count(clusters, 1)
    if read.nothing(resource.get("num_node_groups")) and read.nothing(resource.get("replicas_per_node_group")):
        return Bounds.exactly(1)
    return _product(_count(resource.get("num_node_groups"), 1), _count(resource.get("replicas_per_node_group"), 0))


def _somewhere(subnets: Members[Subnet], nodes: Bounds) -> Bounds:
    """What one subnet may lose to nodes that AWS places in any of the subnets."""
    if len(subnets.known) == 1 and subnets.rest is None:
        return nodes
    return Bounds(0, nodes.high)


def _interface(resource: Resource) -> Bounds:
    addresses = _listed(resource.get("private_ips"))
    each = Bounds(max(1, addresses.low), None if addresses.high is None else max(1, addresses.high))
    extra = _count(resource.get("private_ips_count"), 0)
    return each + extra + _count(resource.get("ipv4_prefix_count"), 0) * PREFIX
