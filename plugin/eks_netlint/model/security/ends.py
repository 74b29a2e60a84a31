"""Who is meant by the end of a path: a noun by its address, a workload by its name, a range, the internet."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_network

from eks_netlint.model.kubernetes.nouns import Workload
from eks_netlint.model.kubernetes.places import clusters_of
from eks_netlint.model.nouns import Network
from eks_netlint.model.proof import Ports
from eks_netlint.model.security.nouns import Security
from eks_netlint.model.security.parties import (
    Party,
    balancer,
    control_plane,
    fargate,
    inside,
    internet,
    made_of,
    nodes,
    outside,
    pods,
    store,
)
from eks_netlint.values import Known

INTERNET = "internet"
PODS = "pods:"


def ends(written: str, network: Network) -> tuple[Party, ...]:
    """The parties that a name means in a network, none where it means nothing there.

    The address of a node group, cluster (its control plane), Fargate profile, store, load balancer or subnet,
    or of an Ingress that names groups for its ALB; a
    workload as ``namespace/name`` or by its name alone (its pods, on whatever nodes); ``pods:`` and the address of a
    node group; ``internet``; a range or address.
    """
    if written == INTERNET:
        return (internet(),)
    if written.startswith(PODS):
        groups = (one for one in network.node_groups if one.address == written[len(PODS) :])
        return tuple(party for group in groups for party in pods(group, network))
    found = tuple(_addressed(written, network)) or tuple(_workloads(written, network))
    if found:
        return found
    try:
        return (outside(ip_network(written, strict=False)),)
    except ValueError:
        return ()


def ports_of(written: str, network: Network) -> tuple[Ports, ...]:
    """What a store of that address listens on, as far as it is known."""
    stores = () if network.security is None else network.security.stores
    found = (port for one in stores if one.address == written for port in one.ports.known)
    return tuple(port.value for port in found if isinstance(port, Known))


def names(network: Network) -> tuple[str, ...]:
    """Addresses that may be asked for, for somebody who asked for another."""
    security = Security() if network.security is None else network.security
    kinds = (network.node_groups, network.clusters, network.fargate_profiles, security.stores, security.balancers)
    return tuple(noun.address for nouns in kinds for noun in nouns)


def _addressed(written: str, network: Network) -> Iterator[Party]:
    security = Security() if network.security is None else network.security
    yield from (nodes(one, network) for one in network.node_groups if one.address == written)
    yield from (control_plane(one, network) for one in network.clusters if one.address == written)
    yield from (fargate(one, network) for one in network.fargate_profiles if one.address == written)
    yield from (store(one) for one in security.stores if one.address == written)
    yield from (balancer(one) for one in security.balancers if one.address == written)
    yield from (inside(one) for one in network.subnets if one.address == written)
    yield from _ingresses(written, network)
    for one in () if network.kubernetes is None else network.kubernetes.node_classes:
        if one.address == written:
            yield from (made_of(one, cluster, network) for cluster in clusters_of(one.cluster, network))


def _ingresses(written: str, network: Network) -> Iterator[Party]:
    """The ALB of an ingress that names groups for it."""
    for ingress in () if network.kubernetes is None else network.kubernetes.ingresses:
        if ingress.address == written:
            from eks_netlint.model.security.fronted import balancer_of, chosen  # of which few ask

            if chosen(ingress, network) is not None:
                yield from (balancer_of(ingress, one, network) for one in clusters_of(ingress.cluster, network))


def _with_own_groups(workload: Workload, network: Network) -> tuple[Party, ...]:
    """Its pods with the groups that policies give them, wherever in a cluster they run; none where none does."""
    if network.kubernetes is None or not network.kubernetes.group_policies:
        return ()
    from eks_netlint.model.security.own_groups import of_workload  # of which few ask

    found = (of_workload(workload, cluster, network) for cluster in clusters_of(workload.cluster, network))
    return tuple(party for party in found if party is not None)


def _workloads(written: str, network: Network) -> Iterator[Party]:
    """Pods of a workload, on the nodes of every group; those on the host's network are the nodes themselves."""
    runs = () if network.kubernetes is None else network.kubernetes.workloads
    for workload in runs:
        name, space = workload.name, workload.namespace
        if not isinstance(name, Known) or written.rpartition("/")[2] != name.value:
            continue
        if "/" in written and not (isinstance(space, Known) and written.partition("/")[0] == space.value):
            continue
        own = _with_own_groups(workload, network)
        if own:
            yield from own
            continue
        host = workload.pod.host_network
        for group in network.node_groups:
            if isinstance(host, Known) and host.value:
                yield nodes(group, network)
            else:
                yield from pods(group, network)
