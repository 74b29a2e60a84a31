"""Pods that leave with their own addresses, and pods of IPv6 clusters.

With ``AWS_VPC_K8S_CNI_EXTERNALSNAT`` off, packets of pods to addresses outside the VPC leave by the node's first
interface with its address, whatever subnet the pods are in; with it on they follow the routes of the pod's own subnet
(amazon-vpc-cni-k8s v1.23.1, pkg/networkutils/network.go).
"""

from __future__ import annotations

from collections.abc import Sequence

from eks_netlint.model.custom_networking import through_eni_configs
from eks_netlint.model.density import groups_of
from eks_netlint.model.nouns import Cluster, EniConfig, Network, NodeGroup, Subnet
from eks_netlint.model.placement import holds, mode_of, pod_home
from eks_netlint.model.routing.egress import by_internet_gateway, hosts, possible_hosts, without_route
from eks_netlint.model.routing.egress import elsewhere as made_elsewhere
from eks_netlint.model.routing.nouns import Routing
from eks_netlint.model.routing.ways import EVERYWHERE6, to_internet
from eks_netlint.records import dataclass
from eks_netlint.source import Span
from eks_netlint.values import Known, Truth, Unknown


@dataclass(frozen=True, slots=True)
class Unmasked:
    """Pods of a group that leave with their own addresses by an internet gateway; ``setting`` is what makes them."""

    group: NodeGroup
    setting: Span | None


def unmasked(subnet: Subnet, network: Network) -> Unmasked | Unknown | None:
    """Pods whose addresses are of this subnet and that an internet gateway drops."""
    doubt: Unknown | None = None
    for group, sure in _pods_in(subnet, network):
        how = mode_of(group.cluster, network)
        snat, six = how.external_snat, how.ipv6
        off = (isinstance(snat, Known) and not snat.value) or (isinstance(six, Known) and six.value)
        if off or how.runs is Truth.NO:
            continue
        leaves = by_internet_gateway(subnet, network)
        if leaves is Truth.NO:
            continue
        certain = leaves is Truth.YES and how.runs is Truth.YES and not isinstance(six, Unknown)
        if isinstance(snat, Known) and certain and sure:
            return Unmasked(group, snat.span)
        if isinstance(snat, Known):
            out = to_internet(subnet, network)
            why = Unknown("whether pods leave by an internet gateway is not known", subnet.span)
            doubt = why if out.unknown is None else out.unknown
        elif leaves is Truth.YES:
            doubt = snat
    return doubt if doubt is not None else _perhaps_unmasked(subnet, network)


def _perhaps_unmasked(subnet: Subnet, network: Network) -> Unknown | None:
    """Why pods of groups whose subnets are not known may be here, keep their addresses, and be dropped."""
    keeping = []
    for group in network.node_groups:
        snat = mode_of(group.cluster, network).external_snat
        if not isinstance(snat, Known) or snat.value:
            keeping.append(group)
    if not keeping or by_internet_gateway(subnet, network) is Truth.NO:
        return None
    rests = (group.subnets.rest for group in keeping if holds(group.subnets, subnet) is Truth.UNSURE)
    return next((rest for rest in rests if rest is not None), None)


def _pods_in(subnet: Subnet, network: Network) -> Sequence[tuple[NodeGroup, bool]]:
    """Groups whose pods get addresses of the subnet, and whether that is sure; worked out once."""
    known = network.answers.get("pods in subnets")
    if not isinstance(known, dict):
        known = network.answers["pods in subnets"] = _pods_by_subnet(network)
    found: Sequence[tuple[NodeGroup, bool]] = known.get(subnet.address, ())
    return found


def _pods_by_subnet(network: Network) -> dict[str, list[tuple[NodeGroup, bool]]]:
    made: dict[str, list[tuple[NodeGroup, bool]]] = {}
    for group in network.node_groups:
        told: dict[str, bool] = {}
        for home in group.subnets.known:
            found = pod_home(group, home, network)
            sure = group.exists is Truth.YES and home.exists is Truth.YES
            for each in found.sure:
                told.setdefault(each.address, sure)
            for each in found.possible if found.unknown is None else (*found.possible, home):
                told.setdefault(each.address, False)
        for address, sure in told.items():
            made.setdefault(address, []).append((group, sure))
    return made


def lost(config: EniConfig, network: Network) -> Subnet | Unknown | None:
    """The subnet of an ENIConfig whose pods have no way out, None where they have one or do not need it."""
    cluster, subnet = config.cluster, config.subnet
    if isinstance(cluster, Unknown):
        return None  # which CNI uses it is not known, nor whether any
    snat = mode_of(cluster, network).external_snat
    if isinstance(snat, Known) and not snat.value:
        return None
    used = through_eni_configs(cluster.cni, network)
    if isinstance(used, Known) and not used.value:
        return None
    groups = tuple(group for group in groups_of(cluster.cni, network) if group.exists is Truth.YES)
    if isinstance(subnet, Unknown) or not groups:
        return subnet if isinstance(subnet, Unknown) else None
    out = to_internet(subnet, network)
    if out.there is Truth.YES:
        return None
    for fact in (snat, used, out.unknown):
        if isinstance(fact, Unknown):
            return fact
    found = without_route(subnet, groups, network)
    if found is None or isinstance(found, Unknown):
        return found
    return subnet if config.exists is Truth.YES else config.unsure


def without_ipv6_route(subnet: Subnet, network: Network) -> Cluster | Unknown | None:
    """The IPv6 cluster whose nodes run in the subnet and do not get out by IPv6."""
    there = hosts(subnet, network)
    if not there:
        return _perhaps_without_ipv6_route(subnet, network)
    for who in there:
        cluster = who.cluster
        if isinstance(cluster, Unknown) or (isinstance(cluster.ip_family, Known) and cluster.ip_family.value != "ipv6"):
            continue
        out = to_internet(subnet, network, EVERYWHERE6)
        if out.there is Truth.YES:
            return None
        doubts = (cluster.ip_family, out.unknown, made_elsewhere(subnet, network.routing or Routing()))
        doubt = next((each for each in doubts if isinstance(each, Unknown)), None)
        return cluster if doubt is None else doubt
    return None


def _perhaps_without_ipv6_route(subnet: Subnet, network: Network) -> Unknown | None:
    """Why it is open whether nodes of an IPv6 cluster run in a subnet that may have no IPv6 route."""
    families = (cluster.ip_family for cluster in network.clusters)
    if all(isinstance(family, Known) and family.value != "ipv6" for family in families):
        return None
    if to_internet(subnet, network, EVERYWHERE6).there is Truth.YES:
        return None
    return possible_hosts(subnet, network)
