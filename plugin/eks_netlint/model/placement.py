"""Where nodes and their pods' addresses land: over zones, over subnets, through ENIConfigs and discovery tags."""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.cni import CLUSTER_NAME, CniMode, mode, setting, unknown_mode, version_at_least
from eks_netlint.model.eni_configs import of_cluster, serves
from eks_netlint.model.nouns import Cluster, Members, Network, NodeGroup, Subnet
from eks_netlint.records import dataclass
from eks_netlint.values import Bounds, Known, Reference, Truth, Unknown

ROLE_TAG = "kubernetes.io/role/cni"
_NOT_TAGGED = (None, "", "0")
CLUSTER_TAG = "cni.networking.k8s.aws/cluster/"
DISCOVERY_SINCE = "1.18.0"
EXCLUSION_SINCE = "1.22.1"
"""Subnet discovery, and the tag value 0 with cluster tags: README of amazon-vpc-cni-k8s v1.23.1 (2026-08-20)."""


def same_zone(one: Subnet, other: Subnet) -> Truth:
    """Whether both subnets are in one Availability Zone."""
    if one.address == other.address:
        return Truth.YES
    if isinstance(one.zone, Unknown) or isinstance(other.zone, Unknown):
        return Truth.UNSURE
    return one.zone.value.same(other.zone.value)


def same_vpc(one: Subnet, other: Subnet) -> Truth:
    """Whether both subnets are in one VPC."""
    if isinstance(one.vpc, Unknown) or isinstance(other.vpc, Unknown):
        same = isinstance(one.vpc, Reference) and one.vpc == other.vpc
        return Truth.YES if same or one.address == other.address else Truth.UNSURE
    return Truth.of(one.vpc.address == other.vpc.address)


def distinct(subnets: tuple[Subnet, ...]) -> tuple[Subnet, ...]:
    """The subnets without repetition, in order."""
    return tuple({subnet.address: subnet for subnet in subnets}.values())


def zone_count(subnets: tuple[Subnet, ...]) -> Bounds:
    """In how many zones the subnets are: surely different ones at least, surely equal ones counted once at most."""
    different: list[Subnet] = []
    separate: list[Subnet] = []
    for subnet in subnets:
        if all(same_zone(subnet, other) is Truth.NO for other in different):
            different.append(subnet)
        if not any(same_zone(subnet, other) is Truth.YES for other in separate):
            separate.append(subnet)
    return Bounds(len(different), len(separate))


def _ceil(number: int, by: int) -> int:
    return -(-number // by)


@dataclass(frozen=True, slots=True)
class Spread:
    """How the nodes of a group spread over its subnets, seen from one of them.

    ``pairs`` holds every possible (zones of the group, subnets of the group in this one's zone); ``sure`` is false
    where the group may not have this subnet, or may have further subnets.
    """

    pairs: tuple[tuple[int, int], ...]
    sure: bool

    def nodes(self, size: Bounds) -> Bounds:
        """Nodes in the subnet at a size of the group: evenly over zones, then over a zone's subnets, rounded up."""
        low = min(_ceil(_ceil(size.low, zones), subnets) for zones, subnets in self.pairs)
        if size.high is None:
            return Bounds(low if self.sure else 0, None)
        high = max(_ceil(_ceil(size.high, zones), subnets) for zones, subnets in self.pairs)
        return Bounds(low if self.sure else 0, high)

    def extra(self, size: Bounds, surge: Bounds) -> Bounds:
        """Nodes that come to the subnet when ``surge`` more are launched."""
        if size.high is None or size.high != size.low:
            return Bounds(0, surge.high)
        before = [_ceil(_ceil(size.low, zones), subnets) for zones, subnets in self.pairs]
        with_low = [_ceil(_ceil(size.low + surge.low, zones), subnets) for zones, subnets in self.pairs]
        low = min(after - first for after, first in zip(with_low, before, strict=True)) if self.sure else 0
        if surge.high is None:
            return Bounds(low, None)
        with_high = [_ceil(_ceil(size.low + surge.high, zones), subnets) for zones, subnets in self.pairs]
        return Bounds(low, max(after - first for after, first in zip(with_high, before, strict=True)))


def spread(group: NodeGroup, subnet: Subnet) -> Spread | None:
    """How the group's nodes spread, seen from the subnet; None where the group surely is not in it."""
    subnets = distinct(group.subnets.known)
    member = any(each.address == subnet.address for each in subnets)
    if not member and (group.subnets.rest is None or _elsewhere(subnets, subnet)):
        return None
    sure = group.exists is Truth.YES and subnet.exists is Truth.YES and member and group.subnets.rest is None
    if not member:
        return Spread(((1, 1),), False)
    others = [each for each in subnets if each.address != subnet.address and each.exists is not Truth.NO]
    return Spread(tuple(_pairs(subnet, others)), sure)


def _pairs(subnet: Subnet, others: list[Subnet]) -> Iterator[tuple[int, int]]:
    """Every possible (zones of all, subnets in the first one's zone); a superset where several things are open."""
    here = [(same_zone(each, subnet), each.exists) for each in others]
    fewest = 1 + here.count((Truth.YES, Truth.YES))
    most = 1 + sum(answer is not Truth.NO for answer, _ in here)
    certain = zone_count((subnet, *(each for each in others if each.exists is Truth.YES))).low
    zones = zone_count((subnet, *others)).high or 1
    elsewhere = sum(answer is Truth.NO and exists is Truth.YES for answer, exists in here)
    for siblings in range(fewest, most + 1):
        upper = min(len(others) - siblings + 2, zones)
        lower = min(max(certain, 2 if elsewhere else 1), upper)
        if siblings == most == len(others) + 1:
            lower = upper = 1
        elif all(exists is Truth.YES for _, exists in here) and siblings <= len(others):
            lower = min(max(lower, 2), upper)
        yield from ((count, siblings) for count in range(lower, upper + 1))


def _elsewhere(subnets: tuple[Subnet, ...], subnet: Subnet) -> bool:
    """Whether what is in those subnets cannot be in this one: it lives in one VPC."""
    return any(same_vpc(each, subnet) is Truth.NO and each.exists is Truth.YES for each in subnets)


def holds(collection: Members[Subnet], subnet: Subnet) -> Truth:
    """Whether the subnet is one of those of a cluster, a load balancer or the like, which all lie in one VPC."""
    if any(each.address == subnet.address for each in collection.known):
        return Truth.YES
    if collection.rest is None or _elsewhere(collection.known, subnet):
        return Truth.NO
    outside = collection.within and all(each.address != subnet.address for each in collection.within)
    return Truth.NO if outside else Truth.UNSURE


def mode_of(cluster: Cluster | Unknown, network: Network) -> CniMode:
    """The CNI mode of a cluster, worked out once a network."""
    if isinstance(cluster, Unknown):
        return unknown_mode(cluster)
    key = ("cni mode", cluster.address)
    known = network.answers.get(key)
    if not isinstance(known, CniMode):
        known = mode(cluster.cni)
        network.answers[key] = known
    return known


@dataclass(frozen=True, slots=True)
class Home:
    """The subnets in which the CNI puts the addresses of a node's pods.

    They are among ``sure`` and ``possible`` unless ``unknown`` is given, then they may be in any.  Nothing at all:
    the pods surely get no address (no ENIConfig, no subnet that discovery may use).
    """

    sure: tuple[Subnet, ...]
    possible: tuple[Subnet, ...] = ()
    unknown: Unknown | None = None

    @property
    def members(self) -> tuple[Subnet, ...]:
        """All subnets named."""
        return distinct(self.sure + self.possible)

    def only(self, subnet: Subnet) -> bool:
        """Whether all of it surely lands in this subnet."""
        alone = self.unknown is None and len(self.members) == 1 == len(self.sure)
        return alone and self.sure[0].address == subnet.address

    def may_be(self, subnet: Subnet) -> bool:
        """Whether some of it may land in this subnet."""
        return self.unknown is not None or any(each.address == subnet.address for each in self.members)


@dataclass(frozen=True, slots=True)
class _Asked:
    group: NodeGroup
    subnet: Subnet
    home: Home


def pod_home(group: NodeGroup, subnet: Subnet, network: Network) -> Home:
    """Where the pods of the group's nodes in this subnet get their addresses, worked out once."""
    key = ("home", id(group), id(subnet))
    known = network.answers.get(key)
    if not isinstance(known, _Asked):  # which keeps both, so that nothing else gets their ids
        known = network.answers[key] = _Asked(group, subnet, _pod_home(group, subnet, network))
    return known.home


def _pod_home(group: NodeGroup, subnet: Subnet, network: Network) -> Home:
    how = mode_of(group.cluster, network)
    custom = how.custom_networking
    if isinstance(group.ami_family, Known) and group.ami_family.value == "WINDOWS":
        return Home((subnet,))
    if isinstance(group.ami_family, Unknown):
        custom = group.ami_family  # Windows pods stay on the node's one interface
    if isinstance(custom, Known):
        return _through_eni_config(group, subnet, how, network) if custom.value else _discovered(
            group, subnet, how, network
        )
    one, other = _through_eni_config(group, subnet, how, network), _discovered(group, subnet, how, network)
    return Home((), one.members + other.members, custom if one.unknown is None else one.unknown)


def _through_eni_config(group: NodeGroup, subnet: Subnet, how: CniMode, network: Network) -> Home:
    """The subnets of the ENIConfigs that nodes there use."""
    sure: list[Subnet] = []
    possible: list[Subnet] = []
    unseen = network.eni_configs.rest
    unknown: Unknown | None = None
    for config in network.eni_configs.known:
        answer = serves(config, group, subnet, how) & of_cluster(config.cluster, group.cluster) & config.exists
        if answer is Truth.NO:
            continue
        if answer is Truth.YES:
            unseen = None  # names are unique in a cluster: where one surely serves, no unseen one does
        if isinstance(config.subnet, Unknown):
            unknown = config.subnet
            continue
        answer &= same_zone(config.subnet, subnet) & same_vpc(config.subnet, subnet)  # else no interface can attach
        if answer is not Truth.NO:
            (sure if answer is Truth.YES else possible).append(config.subnet)
    return Home(tuple(sure), () if sure else tuple(possible), unseen if unknown is None else unknown)


def _discovered(group: NodeGroup, subnet: Subnet, how: CniMode, network: Network) -> Home:
    """The node's own subnet, unless it is excluded, and with subnet discovery the tagged ones of its zone."""
    on = discovery_on(how)
    sure: list[Subnet] = []
    possible: list[Subnet] = []
    for other in _perhaps_tagged(network) if on is not Truth.NO else ():
        if other.address == subnet.address:
            continue
        tagged = _tagged(other, group, how, network)
        if tagged is Truth.NO:
            continue  # most are not, and zones take longer to compare
        answer = on & tagged & same_zone(other, subnet) & same_vpc(other, subnet) & other.exists
        if answer is not Truth.NO:
            (sure if answer is Truth.YES else possible).append(other)
    excluded = _tag_is_zero(subnet) & version_truth(how, EXCLUSION_SINCE)  # even where discovery is off (createENI)
    if excluded is Truth.YES:
        return Home(tuple(sure), tuple(possible))
    if excluded is Truth.UNSURE:
        return Home((), (subnet, *sure, *possible))
    return Home((subnet, *sure), tuple(possible))


def _perhaps_tagged(network: Network) -> tuple[Subnet, ...]:
    """The subnets, few in most networks, whose tag may opt them in to discovery."""
    known = network.answers.get("tagged for discovery")
    if not isinstance(known, tuple):
        tags = ((subnet, subnet.tags.value(ROLE_TAG)) for subnet in network.subnets)
        known = tuple(one for one, tag in tags if isinstance(tag, Unknown) or tag.value not in _NOT_TAGGED)
        network.answers["tagged for discovery"] = known
    return known


def version_truth(how: CniMode, least: str) -> Truth:
    """Whether the CNI has a feature: a version nobody pinned is taken to be recent, an unknown one is UNSURE."""
    if isinstance(how.version, Known) and how.version.value is None:
        return Truth.YES
    return version_at_least(how.version, least)


def discovery_on(how: CniMode) -> Truth:
    """Whether the CNI looks for tagged subnets: switched on, and of a version that can."""
    if isinstance(how.subnet_discovery, Unknown):
        return Truth.UNSURE
    return Truth.of(how.subnet_discovery.value) & version_truth(how, DISCOVERY_SINCE)


def _tag_is_zero(subnet: Subnet) -> Truth:
    value = subnet.tags.value(ROLE_TAG)
    return Truth.UNSURE if isinstance(value, Unknown) else Truth.of(value.value == "0")


def _tagged(subnet: Subnet, group: NodeGroup, how: CniMode, network: Network) -> Truth:
    """Whether discovery may use a subnet other than the node's own: any tag value but "" and "0" opts it in."""
    value = subnet.tags.value(ROLE_TAG)
    if isinstance(value, Unknown):
        return Truth.UNSURE
    if value.value in _NOT_TAGGED:
        return Truth.NO
    scoped = [tag for tag in subnet.tags.known if tag.startswith(CLUSTER_TAG)]
    if not scoped and subnet.tags.rest is None:
        return Truth.YES
    cluster = group.cluster
    if isinstance(cluster, Unknown) or isinstance(setting(cluster.cni, CLUSTER_NAME), Unknown):
        return Truth.UNSURE
    name = how.cluster_name
    if isinstance(name, Unknown) or name.value is None:
        return Truth.UNSURE  # EKS itself sets CLUSTER_NAME on the clusters it makes
    return Truth.YES if f"{CLUSTER_TAG}{name.value}" in scoped else Truth.NO if scoped else Truth.UNSURE
