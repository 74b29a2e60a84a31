"""Custom networking: which nodes find an ENIConfig, and whether an ENIConfig leads where its nodes are.

Semantics: pkg/eniconfig/eniconfig.go and createENI in pkg/awsutils/awsutils.go of amazon-vpc-cni-k8s v1.23.1
(2026-08-20).  A node without the ENIConfig it asks for gets no interface for pods.
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.cni import CniMode, mode
from eks_netlint.model.density import cluster_of, groups_of, strays
from eks_netlint.model.eni_configs import DEFAULT_NAME, ZONE_LABELS, label_value, of_cluster, serves
from eks_netlint.model.nouns import Cluster, CniSettings, EniConfig, Network, NodeGroup, Subnet, Zone
from eks_netlint.model.placement import mode_of, same_vpc, same_zone
from eks_netlint.records import dataclass
from eks_netlint.source import Span
from eks_netlint.values import Fact, Known, Truth, Unknown


def ipv6(cni: CniSettings, network: Network) -> Fact[bool]:
    """Whether pods of the cluster have IPv6 addresses: by the cluster's family, or as the CNI was told."""
    told = mode(cni).ipv6
    cluster = cluster_of(cni, network)
    if isinstance(told, Known) and told.value:
        return told
    if cluster is None:
        return told
    family = cluster.ip_family
    if isinstance(family, Known):
        return Known(True, family.span, family.origin) if family.value == "ipv6" else told
    return family


def through_eni_configs(cni: CniSettings, network: Network) -> Fact[bool]:
    """Whether pods get their addresses through ENIConfigs: custom networking is on, and IPv6 does not forbid it."""
    switch = mode(cni).custom_networking
    if isinstance(switch, Known) and not switch.value:
        return switch
    six = ipv6(cni, network)
    if isinstance(six, Known) and six.value:
        return Known(False, six.span, six.origin)
    if isinstance(switch, Unknown):
        return switch
    return six if isinstance(six, Unknown) else switch


@dataclass(frozen=True, slots=True)
class Place:
    """Nodes of a group in a subnet, and the name of the ENIConfig they ask for where a label says it."""

    group: NodeGroup
    subnet: Subnet
    asks_for: str | None

    @property
    def zone(self) -> Zone | None:
        """The zone of the nodes where it is known, if only as an identity."""
        return self.subnet.zone.value if isinstance(self.subnet.zone, Known) else None


@dataclass(frozen=True, slots=True)
class Service:
    """Where nodes surely find no ENIConfig, and what leaves others open."""

    without: tuple[Place, ...]
    doubts: tuple[Unknown, ...]


def service(cni: CniSettings, network: Network) -> Service:
    """For every group of the cluster, in every subnet: whether its nodes find an ENIConfig.

    Windows nodes ask for none.  A cluster without node groups in these files is a doubt: its nodes are elsewhere.
    """
    how = mode(cni)
    without: list[Place] = []
    doubts = [why for _, why in strays(network)]
    groups = groups_of(cni, network)
    for group in groups:
        if _windows(group):
            continue
        if group.subnets.rest is not None:
            doubts.append(group.subnets.rest)
        for subnet in group.subnets.known:
            answer = _served(group, subnet, how, network)
            unsure = tuple(_existence(group, subnet))
            if answer is Truth.NO and not unsure:
                without.append(Place(group, subnet, _asked(group, how)))
            elif answer is not Truth.YES:
                doubts.extend(unsure or _open(group, subnet, how, network))
    if not groups and not doubts:
        doubts.append(Unknown("no node group of the cluster is in these files", cni.span))
    return Service(tuple(without), tuple(dict.fromkeys(doubts)))


def _windows(group: NodeGroup) -> bool:
    return isinstance(group.ami_family, Known) and group.ami_family.value == "WINDOWS"


def by_annotation(cni: CniSettings) -> Unknown | None:
    """Why labels may not be what decides: somebody chose an annotation, and those of nodes are in no file."""
    chosen = cni.env.get("ENI_CONFIG_ANNOTATION_DEF")
    return None if chosen is None else Unknown("annotations of nodes are not in the files", chosen.span)


def config_names(network: Network) -> str:
    """The names of the ENIConfigs for a reader, those of zones nobody knows as they are spelled."""
    named = [each.name.value if isinstance(each.name, Known) else each.zone for each in network.eni_configs.known]
    return ", ".join(dict.fromkeys(str(name) for name in named if name is not None))


def _served(group: NodeGroup, subnet: Subnet, how: CniMode, network: Network) -> Truth:
    found = Truth.NO if network.eni_configs.rest is None else Truth.UNSURE
    for config in network.eni_configs.known:
        found |= serves(config, group, subnet, how) & of_cluster(config.cluster, group.cluster) & config.exists
    return found


def _asked(group: NodeGroup, how: CniMode) -> str | None:
    """The name in the label of the group's nodes, None where the label is their zone."""
    label = how.eni_config_label
    if isinstance(label, Unknown) or (label.value in ZONE_LABELS and label.value not in group.labels):
        return None
    found = label_value(group, label.value)
    return None if isinstance(found, Unknown) else found.value or DEFAULT_NAME


def _existence(group: NodeGroup, subnet: Subnet) -> Iterator[Unknown]:
    """Why nodes may not be there, or may be Windows nodes."""
    for noun in (group, subnet):
        if noun.exists is not Truth.YES:
            yield Unknown("not known whether it exists", noun.span) if noun.unsure is None else noun.unsure
    if isinstance(group.ami_family, Unknown):
        yield group.ami_family


def _open(group: NodeGroup, subnet: Subnet, how: CniMode, network: Network) -> Iterator[Unknown]:
    """Why it is open whether an ENIConfig serves the nodes of a group in a subnet."""
    if isinstance(how.eni_config_label, Unknown):
        yield how.eni_config_label
        return
    if network.eni_configs.rest is not None:
        yield network.eni_configs.rest
    by_zone = how.eni_config_label.value in ZONE_LABELS
    if by_zone and isinstance(subnet.zone, Unknown):
        yield subnet.zone
        return
    asked = Truth.NO
    for config in network.eni_configs.known:
        answer = serves(config, group, subnet, how)
        asked |= answer
        if answer is not Truth.NO and config.exists is Truth.UNSURE:
            yield Unknown("not known whether it exists", config.span) if config.unsure is None else config.unsure
    if asked is Truth.UNSURE:
        label = how.eni_config_label.value
        if not by_zone and group.labels_rest is not None and label not in group.labels:
            yield group.labels_rest
        elif by_zone and isinstance(subnet.zone, Known):
            yield Unknown(f"whether an ENIConfig is named like zone {subnet.zone.value} is not known", subnet.zone.span)
        else:
            yield Unknown(f"which ENIConfig label {label} leads to is not known", group.span)


@dataclass(frozen=True, slots=True)
class Misplaced:
    """What is wrong with the subnet of an ENIConfig, in words, and the place of the nodes it does not suit."""

    problem: str
    nodes: Span | None


def misplaced(config: EniConfig, network: Network) -> Misplaced | Unknown | None:
    """Whether the subnet of an ENIConfig lies in another zone, or another VPC, than the nodes that use it.

    Unknown where that is open, None where it suits or nobody uses it.
    """
    cluster = config.cluster
    used: Fact[bool] = cluster if isinstance(cluster, Unknown) else through_eni_configs(cluster.cni, network)
    if isinstance(used, Known) and not used.value:
        return None
    if isinstance(config.subnet, Unknown):
        return config.subnet
    found = [*_other_vpc(config, config.subnet, network), *_other_zone(config, config.subnet, network)]
    sure = next((each for each in found if isinstance(each, Misplaced)), None)
    if sure is None:
        return next((each for each in found if isinstance(each, Unknown)), None)
    if isinstance(used, Unknown):
        return used
    runs = Unknown("whether the VPC CNI runs on the cluster is not known", config.span)
    return runs if isinstance(cluster, Cluster) and cluster.cni.runs is Truth.UNSURE else sure


def _groups(config: EniConfig, network: Network) -> tuple[NodeGroup, ...]:
    """Node groups of the ENIConfig's cluster."""
    return () if isinstance(config.cluster, Unknown) else groups_of(config.cluster.cni, network)


def _other_vpc(config: EniConfig, own: Subnet, network: Network) -> Iterator[Misplaced | Unknown]:
    nodes = [subnet for group in _groups(config, network) for subnet in group.subnets.known]
    control_plane = () if isinstance(config.cluster, Unknown) else config.cluster.subnets.known
    for subnet in nodes or control_plane:  # both lie in the cluster's VPC
        match same_vpc(own, subnet):
            case Truth.NO:
                yield Misplaced(f"its subnet {own.address} lies in another VPC than the nodes", subnet.span)
            case Truth.UNSURE:
                doubts = (own.vpc, subnet.vpc)
                yield next((vpc for vpc in doubts if isinstance(vpc, Unknown)), Unknown("VPC not known", own.span))


def _other_zone(config: EniConfig, own: Subnet, network: Network) -> Iterator[Misplaced | Unknown]:
    how = mode_of(config.cluster, network)
    label = how.eni_config_label
    if isinstance(own.zone, Unknown):
        yield own.zone
    elif isinstance(label, Unknown):
        yield label
    elif label.value in ZONE_LABELS:
        if config.zone is None:
            if isinstance(config.name, Unknown):
                yield config.name
            return
        match config.zone.same(own.zone.value):
            case Truth.NO:
                yield Misplaced(f"it serves nodes in {config.zone}, its subnet lies in {own.zone.value}", own.zone.span)
            case Truth.UNSURE:
                yield Unknown(f"whether {config.zone} is zone {own.zone.value} is not known", own.zone.span)
    else:
        yield from _other_zone_by_label(config, own, how, network)


def _other_zone_by_label(
    config: EniConfig, own: Subnet, how: CniMode, network: Network
) -> Iterator[Misplaced | Unknown]:
    """Nodes whose label leads to the ENIConfig from other zones; the interface cannot be attached to them."""
    yield from (why for _, why in strays(network))
    for group in _groups(config, network):
        if not _windows(group) and group.subnets.rest is not None:
            yield group.subnets.rest
        for subnet in () if _windows(group) else group.subnets.known:
            answer = serves(config, group, subnet, how) & group.exists & subnet.exists
            if isinstance(group.ami_family, Unknown):
                answer &= Truth.UNSURE
            apart = ~same_zone(own, subnet)
            if answer is Truth.NO or apart is Truth.NO or isinstance(own.zone, Unknown):
                continue
            if answer is apart is Truth.YES and isinstance(subnet.zone, Known):
                where, there = subnet.zone.value, own.zone.value
                yield Misplaced(f"nodes in {where} use it, its subnet lies in {there}", subnet.span)
            elif isinstance(subnet.zone, Unknown):
                yield subnet.zone
            else:
                yield Unknown("whether nodes of other zones use it is not known", group.span)


def place_of(config: EniConfig) -> Span | None:
    """Where the ENIConfig is written, as narrowly as can be told: its name, unless that comes from elsewhere."""
    name, block = config.name.span, config.span
    if name is None or name.document is not block.document:
        return None
    return name if block.start <= name.start and name.end <= block.end else None
