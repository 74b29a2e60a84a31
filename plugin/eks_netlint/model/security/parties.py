"""The two ends of a flow: what their network interfaces carry, and which addresses they have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from ipaddress import ip_network

from eks_netlint.model.cni import mode
from eks_netlint.model.custom_networking import through_eni_configs
from eks_netlint.model.eni_configs import of_cluster, serves
from eks_netlint.model.nouns import Cluster, EniConfig, FargateProfile, Members, Network, NodeGroup, Noun, Subnet, Vpc
from eks_netlint.model.security.nouns import Balancer, Range, Security, SecurityGroup, Store
from eks_netlint.records import dataclass, field, replace
from eks_netlint.source import Span
from eks_netlint.values import Known, Truth, Unknown

EVERYWHERE = ip_network("0.0.0.0/0")
EVERYWHERE_6 = ip_network("::/0")


@dataclass(frozen=True, slots=True)
class Place:
    """Addresses that a party has, all of one subnet.

    ``ranges`` are the subnet's own where ``why`` is None; else those of the VPC around it, none where nobody knows.
    """

    name: str
    ranges: tuple[Range, ...]
    why: Unknown | None = None
    version: int = 4


@dataclass(frozen=True, slots=True)
class Party:
    """One end of a flow.

    ``groups`` are what its interfaces carry; ``guarded`` is false where no group stands in the way: outside the VPC, or
    a load balancer without any.  ``places`` are where it is: in all of them where it is ``spread``, else in one.
    """

    name: str
    groups: Members[SecurityGroup]
    places: tuple[Place, ...]
    subnets: Members[Subnet] = field(default_factory=Members)
    guarded: bool = True
    spread: bool = True
    span: Span | None = field(default=None, compare=False)


def internet(version: int = 4) -> Party:
    """Any address outside."""
    everywhere = EVERYWHERE if version == 4 else EVERYWHERE_6
    return outside(everywhere, "the internet")


def outside(addresses: Range, name: str = "") -> Party:
    """Addresses that no security group of ours guards."""
    place = Place(str(addresses), (addresses,), None, addresses.version)
    return Party(name or str(addresses), Members(), (place,), guarded=False)


def inside(subnet: Subnet) -> Party:
    """Whatever is in a subnet, without regard to the groups that it carries."""
    subnets = Members((subnet,))
    return Party(subnet.address, Members(), _places(subnets, 4), subnets, guarded=False, span=subnet.span)


def nodes(group: NodeGroup, network: Network) -> Party:
    """The nodes of a group, and those of its pods that use the network of the host."""
    places = _places(group.subnets, _version(group.cluster))
    return Party(group.address, _carried(group, network), places, group.subnets, span=group.span)


def made_of(kind: Noun, cluster: Cluster, network: Network) -> Party:
    """Nodes of a class (Karpenter's, Auto Mode's) and their pods: somewhere in the VPC of the cluster."""
    why = Unknown(f"in which subnets nodes of {kind.address} lie is not known", kind.span)
    place = Place("a subnet of these nodes", around(cluster.subnets.known), why, _version(cluster))
    return Party(kind.address, _carried(kind, network), (place,), Members((), why), span=kind.span)


def pods(group: NodeGroup, network: Network) -> tuple[Party, ...]:
    """Pods on the nodes of a group: with the nodes' groups, or with those of the ENIConfigs that serve them."""
    own = nodes(group, network)
    name = f"pods on {group.address}"
    if isinstance(group.cluster, Unknown):
        return (replace(own, name=name),)
    custom = through_eni_configs(group.cluster.cni, network)
    if isinstance(custom, Known) and not custom.value:
        return (replace(own, name=name),)
    if isinstance(custom, Unknown):
        return (_unsure(own, name, custom),)
    return tuple(_through_configs(group, own, network))


def _through_configs(group: NodeGroup, own: Party, network: Network) -> Iterator[Party]:
    how = mode(group.cluster.cni) if isinstance(group.cluster, Cluster) else None
    found = False
    for config in network.eni_configs.known:
        answers = [] if how is None else [
            serves(config, group, subnet, how) & of_cluster(config.cluster, group.cluster) & config.exists
            for subnet in group.subnets.known
        ]  # fmt: skip
        if any(answer is Truth.YES for answer in answers):
            found = True
            yield _of_config(config, own, network)
        elif any(answer is Truth.UNSURE for answer in answers):
            found = True
            why = Unknown(f"whether {config.address} serves {group.address} is not known", config.span)
            yield _unsure(_of_config(config, own, network), f"pods of {config.address}", why)
    if not found:
        rest = network.eni_configs.rest
        none = Unknown(f"no ENIConfig serves {group.address}", group.span)
        yield _unsure(own, f"pods on {group.address}", none if rest is None else rest)


def _of_config(config: EniConfig, own: Party, network: Network) -> Party:
    """Pods of an ENIConfig; one that names no groups leaves those of the node's first interface.

    amazon-vpc-cni-k8s v1.23.1, docs/troubleshooting.md and pkg/ipamd (2026-08-20).
    """
    carried = _carried(config, network)
    groups = carried if carried.known or carried.rest is not None else own.groups
    known = (config.subnet,) if isinstance(config.subnet, Subnet) else ()
    rest = config.subnet if isinstance(config.subnet, Unknown) else None
    subnets = Members(known, rest)
    return Party(f"pods of {config.address}", groups, _places(subnets, 4), subnets, span=config.span)


def _unsure(party: Party, name: str, why: Unknown) -> Party:
    """A party that may as well carry others and be somewhere else: what it is known to carry it may not carry."""
    groups = Members[SecurityGroup]((), why, party.groups.span)
    places = tuple(replace(place, ranges=(), why=why) for place in party.places) or (Place(name, (), why),)
    return replace(party, name=name, groups=groups, places=places)


def fargate(profile: FargateProfile, network: Network) -> Party:
    """Pods of a Fargate profile, which carry the cluster's group."""
    places = _places(profile.subnets, _version(profile.cluster))
    name = f"pods of {profile.address}"
    return Party(name, _carried(profile, network), places, profile.subnets, span=profile.span)


def control_plane(cluster: Cluster, network: Network) -> Party:
    """The network interfaces of a control plane in the subnets of its cluster."""
    places = _places(cluster.subnets, _version(cluster))
    name = f"control plane of {cluster.address}"
    return Party(name, _carried(cluster, network), places, cluster.subnets, span=cluster.span)


def store(found: Store) -> Party:
    """A database, cache, broker or file system, in one of its subnets."""
    return Party(
        found.address, found.groups, _places(found.subnets, 4), found.subnets, spread=False, span=found.span
    )  # fmt: skip


def balancer(found: Balancer) -> Party:
    """A load balancer; a network load balancer without groups is not guarded."""
    guarded = bool(found.groups.known) or found.groups.rest is not None
    places = _places(found.subnets, 4)
    return Party(found.address, found.groups, places, found.subnets, guarded=guarded, span=found.span)


def carried_by(network: Network, noun: Noun) -> Members[SecurityGroup]:
    """What the network interfaces of a noun carry."""
    return _carried(noun, network)


def _carried(noun: Noun, network: Network) -> Members[SecurityGroup]:
    return (Security() if network.security is None else network.security).of(noun)


def _version(cluster: Cluster | Unknown) -> int:
    if isinstance(cluster, Unknown) or isinstance(cluster.ip_family, Unknown):
        return 4
    return 6 if cluster.ip_family.value == "ipv6" else 4


def _places(subnets: Members[Subnet], version: int) -> tuple[Place, ...]:
    found = [_place(subnet, version) for subnet in subnets.known]
    if subnets.rest is not None or not found:
        why = Unknown("in which subnets it lies is not in the files") if subnets.rest is None else subnets.rest
        among = subnets.within or subnets.known
        found.append(Place("a subnet that is not known", around(among) if version == 4 else (), why, version))
    return tuple(found)


def _place(subnet: Subnet, version: int) -> Place:
    if version == 6:
        why = Unknown(f"the IPv6 range of {subnet.address} is given by AWS", subnet.span)
        return Place(subnet.address, (), why, version)
    if isinstance(subnet.cidr, Known):
        return Place(subnet.address, (subnet.cidr.value,))
    return Place(subnet.address, around((subnet,)), subnet.cidr)


def around(subnets: Iterable[Subnet]) -> tuple[Range, ...]:
    """Ranges of the VPC in which the subnets and their neighbours lie, none where they are not all known."""
    vpcs = {one.vpc.address: one.vpc for one in subnets if isinstance(one.vpc, Vpc)}
    if len(vpcs) != 1:
        return ()
    (vpc,) = vpcs.values()
    return () if vpc.cidrs.rest is not None else tuple(each.value for each in vpc.cidrs.known)
