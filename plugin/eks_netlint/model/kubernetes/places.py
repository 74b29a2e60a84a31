"""Which objects lie together: on one cluster, and in files that somebody applies together."""

from __future__ import annotations

from eks_netlint.model.kubernetes.labels import all_of, same_namespace
from eks_netlint.model.kubernetes.nouns import Object
from eks_netlint.model.nouns import Cluster, Network
from eks_netlint.values import Fact, Reference, Truth, Unknown

Whereabouts = Cluster | Unknown | None


def on_one_cluster(one: Whereabouts, two: Whereabouts) -> Truth:
    """Whether two things run on one cluster; None is the only one of the network."""
    if isinstance(one, Cluster) and isinstance(two, Cluster):
        return Truth.of(one.address == two.address)
    return Truth.UNSURE if isinstance(one, Unknown) or isinstance(two, Unknown) else Truth.YES


def clusters_of(thing: Whereabouts, network: Network) -> tuple[Cluster, ...]:
    """The clusters that something may run on, as far as the network declares them."""
    if isinstance(thing, Cluster):
        return (thing,)
    return network.clusters


def in_one_namespace(one: Object, two: Object) -> Truth:
    """Whether two objects lie in one namespace of one cluster."""
    return all_of((on_one_cluster(one.cluster, two.cluster), same_namespace(one.namespace, two.namespace)))


def same_name(one: Fact[str], two: Fact[str]) -> Truth:
    """Whether two names are one."""
    if isinstance(one, Unknown) or isinstance(two, Unknown):
        return Truth.YES if isinstance(one, Reference) and one == two else Truth.UNSURE
    return Truth.of(one.value == two.value)


def applied_together(one: Object, two: Object) -> Truth:
    """Whether two objects surely live at the same time: somebody said so, or they stand side by side.

    Files of several folders may be variants of one thing, of which each cluster gets another.
    """
    if isinstance(one.cluster, Cluster) and isinstance(two.cluster, Cluster):
        return Truth.of(one.cluster.address == two.cluster.address)
    folders = {thing.span.path.rpartition("/")[0] for thing in (one, two)}
    return Truth.YES if len(folders) == 1 else Truth.UNSURE
