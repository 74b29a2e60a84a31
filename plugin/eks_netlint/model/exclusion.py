"""Nodes whose own subnet is excluded from pods.

Semantics: createENI and IsSubnetExcluded in pkg/awsutils/awsutils.go of
amazon-vpc-cni-k8s v1.23.1 (2026-08-20).
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.cni import CniMode
from eks_netlint.model.discovery import role_tag, unread
from eks_netlint.model.nouns import Network, NodeGroup, Subnet
from eks_netlint.model.placement import EXCLUSION_SINCE, mode_of, pod_home, spread, version_truth
from eks_netlint.records import dataclass
from eks_netlint.values import Known, Truth, Unknown, first_of


@dataclass(frozen=True, slots=True)
class Stranded:
    """Groups whose nodes in a subnet surely have no subnet to take addresses from, and what leaves others open."""

    groups: tuple[NodeGroup, ...]
    doubts: tuple[Unknown, ...]


def stranded(subnet: Subnet, network: Network) -> Stranded:
    """Nodes in a subnet that its tag keeps from pods, for which discovery has no other subnet."""
    groups: list[NodeGroup] = []
    doubts: list[Unknown] = []
    tag = role_tag(subnet)
    if isinstance(tag, Known) and tag.value != "0":
        return Stranded((), ())
    for group in network.node_groups:
        how = mode_of(group.cluster, network)
        custom = isinstance(how.custom_networking, Known) and how.custom_networking.value
        if spread(group, subnet) is None or how.runs is Truth.NO or custom:
            continue
        home = pod_home(group, subnet, network)
        if home.sure and home.unknown is None:
            continue
        open_ones = tuple(_open(group, subnet, how, network))
        if not home.members and home.unknown is None and not open_ones:
            groups.append(group)
        else:
            doubts.extend(open_ones or [why for other in home.members for why in _undiscovered(other, subnet, how)])
    return Stranded(tuple(groups), tuple(dict.fromkeys(doubts)))


def _open(group: NodeGroup, subnet: Subnet, how: CniMode, network: Network) -> Iterator[Unknown]:
    """Why it is open whether nodes of the group run in the subnet and obey its tag."""
    found, tag = spread(group, subnet), role_tag(subnet)
    for fact in (tag, how.custom_networking, group.ami_family):
        if isinstance(fact, Unknown):
            yield fact
    if how.runs is Truth.UNSURE:
        yield Unknown("whether the cluster's VPC CNI runs is not known", group.span)
    if found is not None and not found.sure:
        unsure = first_of(group.subnets.rest, group.unsure, subnet.unsure)
        yield Unknown("whether nodes run here is not known", group.span) if unsure is None else unsure
    if version_truth(how, EXCLUSION_SINCE) is Truth.UNSURE:
        yield unread(how.version)


def _undiscovered(other: Subnet, subnet: Subnet, how: CniMode) -> Iterator[Unknown]:
    """Why it is open whether discovery may use another subnet."""
    facts = (how.subnet_discovery, how.cluster_name, role_tag(other), other.zone, other.vpc, subnet.zone, subnet.vpc)
    found = [fact for fact in (*facts, other.tags.rest, other.unsure) if isinstance(fact, Unknown)]
    yield from found or [Unknown(f"whether {other.address} is discovered is not known", other.span)]
