"""The way from pods to a database by routes and network ACLs, and back.

Packets for another VPC leave with the node's address by the node's subnet, unless AWS_VPC_K8S_CNI_EXTERNALSNAT is on
(amazon-vpc-cni-k8s v1.23.1, pkg/networkutils/network.go): only then do they follow the routes of the pods' own subnet.
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.cni import SNAT_EXCLUDE
from eks_netlint.model.nouns import Network, NodeGroup, Subnet, Vpc
from eks_netlint.model.paths import between
from eks_netlint.model.placement import mode_of, same_vpc
from eks_netlint.model.proof import Step
from eks_netlint.model.routing.egress import elsewhere
from eks_netlint.model.routing.nouns import Routing
from eks_netlint.model.security.nouns import Store
from eks_netlint.model.security.parties import Party, fargate, nodes, pods, store
from eks_netlint.model.security.reachable import meant_for_pods
from eks_netlint.records import dataclass, replace
from eks_netlint.values import Known, Truth, Unknown, first_of


@dataclass(frozen=True, slots=True)
class CutOff:
    """Where the way from pods (or the nodes whose address they take) to a store ends."""

    source: Party
    step: Step


def cut_off(found: Store, network: Network) -> CutOff | Unknown | None:
    """Whether no way leads from the pods of the clusters to a store in another VPC that is meant for them."""
    if network.routing is None or len(network.vpcs) < 2:
        return None
    target = store(found)
    doubt: Unknown | None = None
    for source, why in _sources(network):
        if not _apart(source, target):
            doubt = first_of(doubt, _somewhere(source, target))
            continue
        answer = _stopped(source, target, found, network)
        if isinstance(answer, Step) and why is None:
            if meant_for_pods(found, network) or _connected(source, target, network.routing):
                return CutOff(source, answer)
        elif answer is not None:
            doubt = first_of(doubt, why, answer if isinstance(answer, Unknown) else None)
    return doubt


def _sources(network: Network) -> Iterator[tuple[Party, Unknown | None]]:
    """From where packets of pods start, and why that is not sure."""
    for group in network.node_groups:
        gone = first_of(group.unsure, Unknown("whether a node group exists is not known", group.span))
        doubt = gone if group.exists is not Truth.YES else None
        yield from ((party, first_of(doubt, why)) for party, why in _of_group(group, network))
    for profile in network.fargate_profiles:
        yield fargate(profile, network), profile.unsure


def _of_group(group: NodeGroup, network: Network) -> Iterator[tuple[Party, Unknown | None]]:
    how = mode_of(group.cluster, network)
    snat, excluded = how.external_snat, how.snat_exclude
    if isinstance(snat, Unknown):
        yield replace(nodes(group, network), name=f"pods on {group.address}"), snat
    elif snat.value:
        yield from ((party, None) for party in pods(group, network))
    else:
        why = excluded if isinstance(excluded, Unknown) else None
        if isinstance(excluded, Known) and excluded.value is not None:
            why = Unknown(f"{SNAT_EXCLUDE} says for which ranges pods keep their addresses", group.span)
        yield replace(nodes(group, network), name=f"pods on {group.address}"), why


def _apart(source: Party, target: Party) -> bool:
    """Whether they surely lie in two VPCs."""
    pairs = [same_vpc(one, other) for one in source.subnets.known for other in target.subnets.known]
    return bool(pairs) and all(pair is Truth.NO for pair in pairs)


def _somewhere(source: Party, target: Party) -> Unknown | None:
    """Why they may lie in two VPCs."""
    pairs = [same_vpc(one, other) for one in source.subnets.known for other in target.subnets.known]
    if Truth.YES in pairs:
        return None
    return first_of(target.subnets.rest, source.subnets.rest, *_vpcs(source), *_vpcs(target))


def _vpcs(party: Party) -> Iterator[Unknown]:
    yield from (each.vpc for each in party.subnets.known if isinstance(each.vpc, Unknown))


def _stopped(source: Party, target: Party, found: Store, network: Network) -> Step | Unknown | None:
    """The step that stops packets to some port of the store, None where all of them pass."""
    doubt: Unknown | None = None
    for port in found.ports.known:
        if isinstance(port, Unknown):
            doubt = first_of(doubt, port)
            continue
        proof = between(source, target, port.value, network)
        if proof.answer is Truth.NO and proof.missing is not None:
            others = _by_others(source, target, proof.missing, network)
            return proof.missing if others is None else others
        doubt = first_of(doubt, *proof.unknowns)
    return doubt


def _by_others(source: Party, target: Party, step: Step, network: Network) -> Unknown | None:
    """Why a route that is missing here may be made elsewhere."""
    if "route" not in step.kind:
        return None
    subnets: tuple[Subnet, ...] = (*source.subnets.known, *target.subnets.known)
    return first_of(*(elsewhere(subnet, network.routing or Routing()) for subnet in subnets))


def _connected(source: Party, target: Party, routing: Routing) -> bool:
    """Whether a peering connects the two VPCs, which somebody made for a purpose."""
    wanted = {each.vpc.address for each in source.subnets.known if isinstance(each.vpc, Vpc)}
    theirs = {each.vpc.address for each in target.subnets.known if isinstance(each.vpc, Vpc)}
    for peering in routing.peerings:
        ends = {end.address for end in (peering.vpc, peering.peer) if isinstance(end, Vpc)}
        if ends & wanted and ends & theirs and peering.exists is Truth.YES:
            return True
    return False
