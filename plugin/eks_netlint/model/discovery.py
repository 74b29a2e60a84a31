"""Subnet discovery: which subnets the CNI may give to pods by their tags, and what keeps it from doing so.

Semantics: isSubnetValidForENICreation, createENI and IsSubnetExcluded in pkg/awsutils/awsutils.go of
amazon-vpc-cni-k8s v1.23.1 (2026-08-20).
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.cni import SUBNET_DISCOVERY, CniMode
from eks_netlint.model.density import groups_of, strays
from eks_netlint.model.nouns import Cluster, Network, NodeGroup, Subnet
from eks_netlint.model.placement import (
    DISCOVERY_SINCE,
    ROLE_TAG,
    mode_of,
    same_vpc,
    same_zone,
    spread,
    version_truth,
)
from eks_netlint.records import dataclass
from eks_netlint.source import Span
from eks_netlint.values import Fact, Known, Truth, Unknown

KARPENTER_TAG = "karpenter.sh/discovery"
"""Tag by which Karpenter usually finds the subnets it starts nodes in (Karpenter getting started, v1.14.1)."""


def role_tag(subnet: Subnet) -> Fact[str | None]:
    """What the subnet's CNI role tag says; known null where it surely has none."""
    return subnet.tags.value(ROLE_TAG)


def running_clusters(network: Network) -> tuple[Cluster, ...]:
    """Clusters that have a VPC CNI, or may have one."""
    return tuple(cluster for cluster in network.clusters if cluster.cni.runs is not Truth.NO)


def holds_nodes(subnet: Subnet, network: Network) -> Truth:
    """Whether nodes run in the subnet; those that Karpenter starts there may."""
    answer = subnet.tags.has(KARPENTER_TAG) & Truth.UNSURE
    for group in network.node_groups:
        found = spread(group, subnet)
        if found is not None:
            answer |= Truth.YES if found.sure else Truth.UNSURE
    return answer


@dataclass(frozen=True, slots=True)
class Discovery:
    """Whether a cluster's CNI looks for tagged subnets where this one is.

    ``why`` and ``span`` say what surely keeps it from that, ``unknowns`` what leaves it open.
    """

    answer: Truth
    why: str = ""
    span: Span | None = None
    unknowns: tuple[Unknown, ...] = ()


def discovery(cluster: Cluster, subnet: Subnet, network: Network) -> Discovery:
    """Whether nodes of the cluster may take a tagged subnet for their pods, whatever its tags say of clusters."""
    how, tag = mode_of(cluster, network), role_tag(subnet)
    if isinstance(tag, Known) and tag.value == "":
        return Discovery(Truth.NO, "it has no value", tag.span)
    unread_tag = (Discovery(Truth.UNSURE, unknowns=(tag,)),) if isinstance(tag, Unknown) else ()
    found: list[Discovery] = [*unread_tag, *_switches(how), _near(cluster, subnet, network)]
    for each in found:
        if each.answer is Truth.NO:
            return each
    unknowns = tuple(dict.fromkeys(unknown for each in found for unknown in each.unknowns))
    if cluster.cni.runs is Truth.UNSURE or cluster.exists is not Truth.YES:
        unknowns += (Unknown("whether the cluster's VPC CNI runs is not known", cluster.cni.span),)
    return Discovery(Truth.UNSURE if unknowns else Truth.YES, unknowns=unknowns)


def _switches(how: CniMode) -> Iterator[Discovery]:
    custom, on, version = how.custom_networking, how.subnet_discovery, how.version
    if isinstance(custom, Unknown):
        yield Discovery(Truth.UNSURE, unknowns=(custom,))
    elif custom.value:
        yield Discovery(Truth.NO, "custom networking is on", custom.span)
    if isinstance(on, Unknown):
        yield Discovery(Truth.UNSURE, unknowns=(on,))
    elif not on.value:
        yield Discovery(Truth.NO, f"{SUBNET_DISCOVERY} is false", on.span)
    match version_truth(how, DISCOVERY_SINCE):
        case Truth.UNSURE:
            yield Discovery(Truth.UNSURE, unknowns=(unread(version),))
        case Truth.NO if isinstance(version, Known):
            why = f"VPC CNI {version.value} is pinned, discovery came with {DISCOVERY_SINCE}"
            yield Discovery(Truth.NO, why, version.span)


def unread(version: Fact[str | None]) -> Unknown:
    """Why a version cannot be compared."""
    return version if isinstance(version, Unknown) else Unknown(f"{version.value} is no version", version.span)


def _near(cluster: Cluster, subnet: Subnet, network: Network) -> Discovery:
    """Whether nodes of the cluster run in the subnet's zone and VPC."""
    answer = Truth.NO
    unknowns = list(_unseen_nodes(cluster, subnet, network))
    for group in groups_of(cluster.cni, network):
        for node in group.subnets.known:
            here = same_zone(node, subnet) & same_vpc(node, subnet) & group.exists & node.exists
            answer |= here
            if here is Truth.UNSURE:
                unknowns.extend(_apart(node, subnet, group))
    if answer is Truth.YES:
        return Discovery(answer)
    if unknowns:
        return Discovery(Truth.UNSURE, unknowns=tuple(unknowns))
    return Discovery(Truth.NO, "no nodes run in its zone of the VPC", subnet.zone.span)


def _unseen_nodes(cluster: Cluster, subnet: Subnet, network: Network) -> Iterator[Unknown]:
    """Why nodes of the cluster may run where these files show none."""
    groups, lost = groups_of(cluster.cni, network), strays(network)
    yield from (why for _, why in lost)
    yield from (group.subnets.rest for group in groups if group.subnets.rest is not None)
    if not groups and not lost:
        yield Unknown("no node group of the cluster is in these files", cluster.span)
    for node in network.subnets:
        near = same_zone(node, subnet) & same_vpc(node, subnet)
        if near is not Truth.NO and node.tags.has(KARPENTER_TAG) is not Truth.NO:
            yield Unknown("whether Karpenter starts nodes there is not known", subnet.span)
            return


def _apart(node: Subnet, subnet: Subnet, group: NodeGroup) -> Iterator[Unknown]:
    """Why it is open whether nodes run in the subnet's zone and VPC."""
    facts = [fact for fact in (node.zone, subnet.zone, node.vpc, subnet.vpc) if isinstance(fact, Unknown)]
    yield from facts
    for noun in (group, node):
        if noun.unsure is not None:
            yield noun.unsure
    if not facts:
        yield Unknown(f"whether nodes run in the zone of {subnet.address} is not known", subnet.zone.span)


def reach(subnet: Subnet, network: Network) -> Discovery:
    """Whether pods get addresses of a tagged subnet: nodes run in it, an ENIConfig names it, or discovery finds it.

    ``why`` says for a NO what keeps discovery from it; a network without clusters leaves it open.
    """
    clusters = running_clusters(network)
    found = [discovery(cluster, subnet, network) for cluster in clusters]
    answers = [holds_nodes(subnet, network), by_eni_config(subnet, network), *(each.answer for each in found)]
    if Truth.YES in answers:
        return Discovery(Truth.YES)
    unknowns = [unknown for each in found if each.answer is Truth.UNSURE for unknown in each.unknowns]
    if answers[0] is Truth.UNSURE:
        unknowns.append(Unknown("whether nodes run in the subnet is not known", subnet.span))
    if answers[1] is Truth.UNSURE:
        open_ = Unknown("whether an ENIConfig names the subnet is not known", subnet.span)
        unknowns.append(open_ if network.eni_configs.rest is None else network.eni_configs.rest)
    if not clusters:
        unknowns.append(Unknown("no cluster is declared in these files", subnet.span))
    if unknowns:
        return Discovery(Truth.UNSURE, unknowns=tuple(dict.fromkeys(unknowns)))
    why = ", ".join(dict.fromkeys(each.why for each in found))
    return Discovery(Truth.NO, why, next((each.span for each in found if each.span is not None), None))


def by_eni_config(subnet: Subnet, network: Network) -> Truth:
    """Whether an ENIConfig leads pods to the subnet; one of a cluster without custom networking leads nowhere."""
    used = {cluster.address: _custom(cluster, network) for cluster in running_clusters(network)}
    anyone = Truth.NO
    for each in used.values():
        anyone |= each
    answer = Truth.NO if network.eni_configs.rest is None else anyone & Truth.UNSURE
    for config in network.eni_configs.known:
        owner = anyone if isinstance(config.cluster, Unknown) else used.get(config.cluster.address, Truth.NO)
        if isinstance(config.subnet, Unknown):
            answer |= owner & Truth.UNSURE
        elif config.subnet.address == subnet.address:
            answer |= owner & config.exists
    return answer


def _custom(cluster: Cluster, network: Network) -> Truth:
    custom = mode_of(cluster, network).custom_networking
    return Truth.UNSURE if isinstance(custom, Unknown) else Truth.of(custom.value)
