"""Questions of a cluster's objects that its nodes and its version answer."""

from __future__ import annotations

from eks_netlint.model.cni import version_at_least
from eks_netlint.model.density import groups_of, strays
from eks_netlint.model.kubernetes.places import Whereabouts, clusters_of
from eks_netlint.model.nouns import Cluster, Network, NodeGroup
from eks_netlint.values import Cause, Fact, Known, Truth, Unknown


def cluster_at(where: Whereabouts, network: Network) -> Cluster | Unknown:
    """The cluster that something runs on."""
    if isinstance(where, Cluster | Unknown):
        return where
    found = clusters_of(where, network)
    if len(found) == 1:
        return found[0]
    return Unknown("the cluster is not in the files", None, Cause.OUTSIDE)


def version_of(where: Whereabouts, network: Network) -> Fact[str]:
    """The version of Kubernetes, such as 1.33."""
    cluster = cluster_at(where, network)
    return cluster if isinstance(cluster, Unknown) else cluster.version


def at_least(version: Fact[str], least: str) -> Truth:
    """Whether the version is not older; UNSURE where it is not known."""
    return version_at_least(version if isinstance(version, Unknown) else Known(version.value, version.span), least)


def node_groups(cluster: Cluster, network: Network) -> tuple[NodeGroup, ...]:
    """The node groups of the cluster that are known to be its own."""
    return groups_of(cluster.cni, network)


def most_nodes(cluster: Cluster, network: Network) -> Fact[int]:
    """How many nodes the cluster may have when every group is at its maximum."""
    total = 0
    for _, why in strays(network):
        return why
    for group in node_groups(cluster, network):
        if isinstance(group.max_size, Unknown):
            return group.max_size
        if group.exists is not Truth.YES:
            why = Unknown("not known whether a node group exists", group.span)
            return why if group.unsure is None else group.unsure
        total += group.max_size.value
    return Known(total)
