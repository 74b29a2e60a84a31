"""Networks written by hand, small enough to read: ``network(subnets, group("a", subnets, max=10))``.

Every fact a builder is not told is WRITTEN and harmless; pass ``unknown("why")`` for one that nobody knows and
``default(value)`` for one that a default supplied.  Spans lie in one made-up document, one line for each noun.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from ipaddress import IPv4Network
from typing import Any, TypeVar

from eks_netlint.model.nouns import (
    Cluster,
    CniSettings,
    EniConfig,
    FargateProfile,
    MaxPods,
    Members,
    Network,
    NodeGroup,
    Reservation,
    Subnet,
    Surge,
    Tags,
    Taker,
    Vpc,
    Zone,
)
from eks_netlint.records import replace
from eks_netlint.source import Document, Span
from eks_netlint.values import Bounds, Fact, Known, Origin, Reference, Truth, Unknown

T = TypeVar("T")

Env = Mapping[str, str] | Mapping[str, str | Unknown] | Mapping[str, str | Fact[str | None]]

DOCUMENT = Document("main.tf", b"\n".join(b"line %d" % number for number in range(1, 10_000)))
_lines: dict[str, int] = {}


def at(name: str) -> Span:
    """A place of its own for each name, the same for the same name."""
    line = _lines.setdefault(name, len(_lines) + 1)
    start = DOCUMENT._starts[line - 1]
    return Span(DOCUMENT, start, start + len(DOCUMENT.line_text(line)))


def known(value: T | Fact[T], name: str = "") -> Fact[T]:
    """The fact itself, or the plain value as a written fact."""
    return value if isinstance(value, Known | Unknown) else Known(value, at(name) if name else None)


def default(value: T) -> Known[T]:
    """A value that a default supplied."""
    return Known(value, None, Origin.DEFAULT)


def unknown(why: str = "var.x has no value") -> Unknown:
    """A value nobody knows."""
    return Unknown(why, at(why))


def zone_ref(index: int, source: str = "data.aws_availability_zones.available") -> Zone:
    """A zone known only as a member of a list of zones."""
    return Zone(identity=Reference("known after apply", address=source, path=("names", index), solid=True))


VPC = Vpc("aws_vpc.this", at("aws_vpc.this"), cidrs=Members((Known(IPv4Network("10.0.0.0/16")),)),
          dns_support=Known(True), dns_hostnames=Known(True))  # fmt: skip


def vpc(name: str = "this", *cidrs: str) -> Vpc:
    """A VPC with those ranges."""
    ranges = tuple(Known(IPv4Network(cidr)) for cidr in cidrs or ("10.0.0.0/16",))
    return replace(VPC, address=f"aws_vpc.{name}", span=at(f"aws_vpc.{name}"), cidrs=Members(ranges))


def subnet(
    name: str,
    cidr: str | Unknown = "10.0.0.0/24",
    zone: str | Zone | Unknown = "us-east-1a",
    *,
    tags: Mapping[str, str | Fact[str]] | Unknown | None = None,
    route: str | Unknown = "nat",
    reservations: Iterable[Reservation] | Unknown = (),
    **more: Any,
) -> Subnet:
    """A subnet, by default a private /24 in us-east-1a of the VPC ``VPC``."""
    where: Fact[Zone] = zone if isinstance(zone, Unknown) else known(Zone(zone) if isinstance(zone, str) else zone)
    address = f"aws_subnet.{name}"
    marks = (
        Tags({}, tags)
        if isinstance(tags, Unknown)
        else Tags({key: known(value) for key, value in (tags or {}).items()})
    )
    return Subnet(
        address,
        at(address),
        vpc=more.pop("vpc", VPC),
        cidr=cidr if isinstance(cidr, Unknown) else Known(IPv4Network(cidr), at(f"{address}.cidr")),
        zone=where,
        default_route=known(route),
        map_public_ip=more.pop("map_public_ip", Known(False)),
        tags=marks,
        reservations=Members((), reservations)
        if isinstance(reservations, Unknown)
        else Members(tuple(reservations)),
        **more,
    )


def reservation(cidr: str | Unknown, kind: str | Unknown = "prefix", **more: Any) -> Reservation:
    """A CIDR reservation."""
    block = cidr if isinstance(cidr, Unknown) else Known(IPv4Network(cidr))
    return Reservation(block, known(kind), at(f"reservation {cidr}"), **more)


def three(mask: int = 24, base: str = "10.0.0.0/16", name: str = "private", **more: Any) -> tuple[Subnet, ...]:
    """Three subnets of one size in three zones."""
    ranges = IPv4Network(base).subnets(new_prefix=mask)
    return tuple(
        subnet(f"{name}_{letter}", str(next(ranges)), f"us-east-1{letter}", **more) for letter in ("a", "b", "c")
    )


def cni(
    env: Env | None = None, *, rest: Unknown | None = None, **more: Any
) -> CniSettings:
    """CNI settings with those environment variables written."""
    address = more.pop("address", "aws_eks_addon.vpc_cni")
    written: dict[str, Fact[str | None]] = {}
    for name, value in (env or {}).items():
        written[name] = Known(value, at(f"{address}.{name}")) if isinstance(value, str) else value
    return CniSettings(address, at(address), env=written, rest=rest, **more)


def cluster(
    name: str = "this",
    *,
    env: Env | None = None,
    rest: Unknown | None = None,
    subnets: Iterable[Subnet] = (),
    settings: CniSettings | None = None,
    **more: Any,
) -> Cluster:
    """A cluster whose VPC CNI has those environment variables; without subnets it has no control plane in any."""
    address = f"aws_eks_cluster.{name}"
    facts: dict[str, Any] = {
        "name": known(name),
        "version": known("1.33"),
        "subnets": Members(tuple(subnets)),
        "cni": settings or cni(env, rest=rest),
        "service_cidr": known(None),
        "ip_family": known("ipv4"),
        "auto_mode": known(False),
    }
    return Cluster(address, at(address), **{**facts, **more})


CLUSTER = cluster()


def group(
    name: str,
    subnets: Iterable[Subnet] | Members[Subnet],
    types: str | Iterable[str] | Members[Known[str]] = "m5.large",
    *,
    size: int | Unknown | tuple[int | Unknown, int | Unknown, int | Unknown] = 3,
    pods: int | Unknown | None = None,
    kind: str = "managed",
    of: Cluster | Unknown = CLUSTER,
    **more: Any,
) -> NodeGroup:
    """A node group; ``size`` is its maximum, or minimum, desired and maximum."""
    address = f"aws_eks_node_group.{name}"
    least, wanted, most = size if isinstance(size, tuple) else (1, 1, size)
    named = (types,) if isinstance(types, str) else types
    surge = Surge(Known(1), Known(None), Known("DEFAULT")) if kind == "managed" else None
    facts: dict[str, Any] = {
        "min_size": known(least, f"{address}.min_size"),
        "desired_size": known(wanted, f"{address}.desired_size"),
        "max_size": known(most, f"{address}.max_size"),
        "ami_family": known("AL2023"),
        "custom_ami": known(False),
        "surge": surge,
    }
    return NodeGroup(
        address,
        at(address),
        kind=kind,
        cluster=of,
        subnets=subnets if isinstance(subnets, Members) else Members(tuple(subnets)),
        instance_types=named if isinstance(named, Members) else Members(tuple(Known(each) for each in named)),
        max_pods=MaxPods(known(pods, f"{address}.max_pods"), "kubelet maxPods"),
        **{**facts, **more},
    )


def eni_config(
    name: str | Unknown,
    subnet: Subnet | Unknown,
    *,
    of: Cluster | Unknown = CLUSTER,
    zone: Zone | None = None,
    **more: Any,
) -> EniConfig:
    """An ENIConfig; a name that looks like a zone is read as one."""
    if zone is None and isinstance(name, str) and name[-1:].isalpha() and name[-2:-1].isdigit():
        zone = Zone(name)
    address = f"eniconfig.{name}" if isinstance(name, str) else f"eniconfig.{zone}"
    return EniConfig(
        address,
        at(address),
        name=known(name),
        zone=zone,
        subnet=subnet,
        security_groups=more.pop("security_groups", Bounds.exactly(1)),
        cluster=of,
        **more,
    )


def taker(kind: str, subnets: Iterable[Subnet] | Members[Subnet], each: int | Bounds = 1, **more: Any) -> Taker:
    """Something that takes ``each`` addresses in every one of the subnets."""
    address = f"taker.{kind}"
    where = subnets if isinstance(subnets, Members) else Members(tuple(subnets))
    return Taker(address, at(address), kind, where, each if isinstance(each, Bounds) else Bounds.exactly(each), **more)


def fargate(name: str, subnets: Iterable[Subnet], of: Cluster | Unknown = CLUSTER) -> FargateProfile:
    """A Fargate profile."""
    address = f"aws_eks_fargate_profile.{name}"
    return FargateProfile(address, at(address), cluster=of, subnets=Members(tuple(subnets)))


def network(*nouns: Any, eni_configs_rest: Unknown | None = None) -> Network:
    """A network of those nouns, in any order and nested in any iterables; clusters of groups come along."""
    every: list[Any] = []
    _flatten(nouns, every)
    clusters = [each for each in every if isinstance(each, Cluster)]
    clusters += [each.cluster for each in every if isinstance(each, NodeGroup) and isinstance(each.cluster, Cluster)]
    vpcs = [each for each in every if isinstance(each, Vpc)]
    vpcs += [each.vpc for each in every if isinstance(each, Subnet) and isinstance(each.vpc, Vpc)]
    return Network(
        ".",
        vpcs=tuple({each.address: each for each in vpcs}.values()),
        subnets=tuple(each for each in every if isinstance(each, Subnet)),
        clusters=tuple({each.address: each for each in clusters}.values()),
        node_groups=tuple(each for each in every if isinstance(each, NodeGroup)),
        fargate_profiles=tuple(each for each in every if isinstance(each, FargateProfile)),
        eni_configs=Members(tuple(each for each in every if isinstance(each, EniConfig)), eni_configs_rest),
        takers=tuple(each for each in every if isinstance(each, Taker)),
    )


def _flatten(nouns: Iterable[Any], into: list[Any]) -> None:
    for each in nouns:
        if isinstance(each, tuple | list) and not isinstance(each, Span):
            _flatten(each, into)
        else:
            into.append(each)


UNSURE = Truth.UNSURE
