"""Which Kubernetes objects of a tree run on which of its clusters."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from eks_netlint.manifests import Manifest
from eks_netlint.model.nouns import Cluster, Network
from eks_netlint.records import dataclass, field, replace
from eks_netlint.report import Note
from eks_netlint.source import Problem
from eks_netlint.values import Known


@dataclass(frozen=True, slots=True)
class Home:
    """A network by its name, and where it has several clusters the address of one."""

    network: str
    cluster: str = ""


Says = Callable[[Manifest], "Home | None"]
"""Where an object runs, as somebody said; None where nobody did."""


@dataclass(frozen=True, slots=True)
class Belonging:
    """The objects of each network by its name, and those of which nobody knows; ``why`` says why.

    ``several`` says that there are clusters, though not one of which everything may be said to run on.
    """

    joined: Mapping[str, tuple[Manifest, ...]]
    strays: tuple[Manifest, ...]
    why: str
    several: bool


@dataclass(frozen=True, slots=True)
class Found:
    """The objects in files of a tree, those that stand for what was not read among them, and what reading them told.

    ``elsewhere`` says that a part of the tree that was not read may hold a cluster, ``selected`` are the paths, from
    the tree, of which something is reported.
    """

    manifests: tuple[Manifest, ...]
    problems: tuple[Problem, ...]
    notes: tuple[Note, ...]
    files: frozenset[str]
    elsewhere: bool
    selected: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Placed:
    """The objects of each network by its name; ``strays`` make a network of their own, of the name ``name``."""

    joined: Mapping[str, tuple[Manifest, ...]] = field(default_factory=dict)
    strays: tuple[Manifest, ...] = ()
    name: str = ""
    notes: tuple[Note, ...] = ()


def belong(
    manifests: Sequence[Manifest], networks: Sequence[Network], says: Says | None = None, elsewhere: bool = False
) -> Belonging:
    """Where the objects run: where somebody says, else on the cluster of the tree if it holds exactly one.

    ``elsewhere`` says that a part of the tree that was not read may hold another one.
    """
    clusters = _clusters(networks)
    sole = None if elsewhere or len(clusters) != 1 else Home(next(iter(clusters)))
    joined: dict[str, list[Manifest]] = {}
    strays: list[Manifest] = []
    for manifest in manifests:
        home = (None if says is None else says(manifest)) or sole
        if home is None:
            strays.append(manifest)
        else:
            put = replace(manifest, cluster=home.cluster) if home.cluster else manifest
            joined.setdefault(home.network, []).append(put)
    placed = {name: tuple(found) for name, found in joined.items()}
    return Belonging(placed, tuple(strays), _why(clusters, elsewhere), bool(clusters) or elsewhere)


def _clusters(networks: Sequence[Network]) -> dict[str, Cluster]:
    """The clusters that surely are not one, each under the name of its network; of one network at most two.

    A cluster that is only referred to is one of those that are declared unless it has another name.
    """
    found: dict[str, Cluster] = {}
    every = {(network.name, one.address): one for network in networks for one in network.clusters}
    declared = {key: one for key, one in every.items() if not one.adopted}
    for (name, address), cluster in (declared or every).items():
        found[f"{name} {address}" if name in found else name] = cluster
    if len(declared) == 1:
        (own,) = declared.values()
        for (name, address), cluster in every.items():
            if cluster.adopted and _differ(cluster, own):
                found[f"{name} {address}"] = cluster
    return found


def _differ(one: Cluster, other: Cluster) -> bool:
    return isinstance(one.name, Known) and isinstance(other.name, Known) and one.name.value != other.name.value


def _why(clusters: Mapping[str, Cluster], elsewhere: bool) -> str:
    if elsewhere:
        return "other roots of the tree may hold a cluster too"
    return f"the tree holds {len(clusters)} clusters" if clusters else "the tree holds no cluster"
