"""Pods with security groups of their own on their way to a database: those of which the files say that they want it."""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.cni import mode
from eks_netlint.model.kubernetes.nouns import Workload
from eks_netlint.model.kubernetes.places import clusters_of, on_one_cluster
from eks_netlint.model.nouns import Network
from eks_netlint.model.paths import past_groups
from eks_netlint.model.proof import Ports
from eks_netlint.model.security.nouns import Store
from eks_netlint.model.security.own_groups import of_workload
from eks_netlint.model.security.parties import Party, nodes, store
from eks_netlint.model.security.reachable import Way
from eks_netlint.records import replace
from eks_netlint.values import Fact, Known, Reference, Text, Truth


def ways_of_own_groups(found: Store, ports: Ports, network: Network) -> Iterator[Way]:
    """From the pods of each workload that wants the store and surely has groups of its own."""
    target = store(found)
    for workload in () if network.kubernetes is None else network.kubernetes.workloads:
        for cluster in clusters_of(workload.cluster, network):
            switch = mode(cluster.cni).pod_eni
            party = None
            if not isinstance(switch, Known) or switch.value:
                party = of_workload(workload, cluster, network)
            if party is None or not (_told(workload, found) or _named(party, target)):
                continue
            groups = [one for one in network.node_groups if on_one_cluster(one.cluster, cluster) is Truth.YES]
            proofs = [past_groups(nodes(one, network), target, ports, network) for one in groups]
            passing = [proof for proof in proofs if proof.answer is Truth.YES]
            of_nodes = next(iter((*passing, *proofs)), None)
            named = replace(party, name=f"pods of {workload.address}")
            yield Way(named, ports, past_groups(party, target, ports, network), of_nodes, True)


def _told(workload: Workload, found: Store) -> bool:
    """Whether a container is told the store's address."""
    every = (value for container in workload.pod.containers.known for value in container.env.values())
    return any(found.address in _meant(value) for value in every)


def _meant(value: Fact[str]) -> Iterator[str]:
    """Addresses of what a value refers to."""
    if isinstance(value, Reference):
        yield value.address
    elif isinstance(value, Text):
        yield from (part.address for part in value.parts if isinstance(part, Reference))


def _named(party: Party, target: Party) -> bool:
    """Whether rules of the groups of one name a group of the other, on whatever port."""
    mine = {group.address for group in party.groups.known}
    theirs = {group.address for group in target.groups.known}
    return _names(party) & theirs != set() or _names(target) & mine != set()


def _names(party: Party) -> set[str]:
    own = {group.address for group in party.groups.known}
    named = {name for group in party.groups.known for rule in group.rules.known for name in rule.groups.known}
    return named - own
