"""Whether the pods of the clusters reach a database, and who it is meant for."""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.nouns import Members, Network
from eks_netlint.model.paths import past_groups
from eks_netlint.model.proof import Ports, Proof
from eks_netlint.model.security.nouns import INGRESS, SecurityGroup, Store
from eks_netlint.model.security.parties import Party, control_plane, fargate, nodes, pods, store
from eks_netlint.records import dataclass
from eks_netlint.values import Truth, Unknown


@dataclass(frozen=True, slots=True)
class Way:
    """From pods to a store: their proof, and that of the nodes they run on (None on Fargate).

    ``wanted`` says that the files say that these pods want this store.
    """

    pods: Party
    ports: Ports
    proof: Proof
    of_nodes: Proof | None
    wanted: bool = False


def ways(found: Store, network: Network) -> Iterator[Way | Unknown]:
    """From the pods of every node group and Fargate profile to every port of the store.

    And from pods with groups of their own that want it.
    """
    target = store(found)
    for port in found.ports.known:
        if isinstance(port, Unknown):
            yield port
            continue
        for group in network.node_groups:
            if group.exists is not Truth.YES:
                yield Unknown("whether a node group exists is not known", group.span)
                continue
            of_nodes = past_groups(nodes(group, network), target, port.value, network)
            for party in pods(group, network):
                yield Way(party, port.value, past_groups(party, target, port.value, network), of_nodes)
        for profile in network.fargate_profiles:
            party = fargate(profile, network)
            yield Way(party, port.value, past_groups(party, target, port.value, network), None)
        if network.kubernetes is not None and network.kubernetes.group_policies:
            from eks_netlint.model.security.wanting import ways_of_own_groups  # which few networks have

            yield from ways_of_own_groups(found, port.value, network)


def meant_for_pods(found: Store, network: Network) -> bool:
    """Whether the store's rules name something of a cluster: a group that it carries or a range in which it lies.

    A store without any rule is meant for nobody yet; one that names others only is theirs.
    """
    parties = [control_plane(cluster, network) for cluster in network.clusters]
    parties += [nodes(group, network) for group in network.node_groups]
    parties += [party for group in network.node_groups for party in pods(group, network)]
    own = {group.address for party in parties for group in party.groups.known}
    ranges = [one for party in parties for place in party.places if place.why is None for one in place.ranges]
    for group in found.groups.known:
        for rule in group.rules.known:
            if rule.direction != INGRESS:
                continue
            if own.intersection(rule.groups.known):
                return True
            if any(known.value.overlaps(one) for known in rule.ranges.known for one in ranges):
                return True
    return False


def others_of(found: Store, network: Network) -> Members[str]:
    """Groups that the store's rules let in and that nothing of a cluster carries."""
    known = {name: None for group in found.groups.known for rule in group.rules.known for name in rule.groups.known}
    return Members(tuple(known))


def rules_of(groups: Members[SecurityGroup]) -> int:
    """How many rules let something in."""
    return sum(rule.direction == INGRESS for group in groups.known for rule in group.rules.known)
