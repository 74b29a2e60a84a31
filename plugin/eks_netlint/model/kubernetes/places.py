"""Which objects lie together: on one cluster, and in files that somebody applies together."""

from __future__ import annotations

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


def same_name(one: Fact[str], two: Fact[str]) -> Truth:
    """Whether two names are one."""
    if isinstance(one, Unknown) or isinstance(two, Unknown):
        return Truth.YES if isinstance(one, Reference) and one == two else Truth.UNSURE
    return Truth.of(one.value == two.value)


def together(one: Object, two: Object, network: Network) -> Truth:
    """Whether two objects live at the same time on one cluster.

    On a cluster of these files they do.  Where no cluster is in the files, folders beside each other may be variants
    of one thing, or have nothing to do with each other: what lies in one folder, or below it, surely belongs together.
    """
    here = on_one_cluster(one.cluster, two.cluster)
    if here is Truth.NO or network.clusters:
        return here
    return here if _side_by_side(_folder(one), _folder(two)) else here & Truth.UNSURE


def _folder(thing: Object) -> str:
    return thing.span.path.rpartition("/")[0]


def _side_by_side(one: str, two: str) -> bool:
    short, long = sorted((one, two), key=len)
    return short in ("", long) or long.startswith(f"{short}/")
