"""EKS clusters, and which of them a name, a reference or a place in the module tree means."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from eks_netlint.lowering import read
from eks_netlint.lowering.declared import Declared, nearest
from eks_netlint.manifests import Manifest
from eks_netlint.records import dataclass
from eks_netlint.resources import Resource
from eks_netlint.values import Absent, Known, Reference, Text, Unknown, Value, unknowns_in

_LOOK_UPS = 8
_POINTS_AT_CLUSTER = ("aws_eks_node_group", "aws_eks_fargate_profile", "aws_eks_addon")


def _references(value: Value) -> Iterator[Reference]:
    for unknown in unknowns_in(value):
        parts = unknown.parts if isinstance(unknown, Text) else (unknown,)
        yield from (part for part in parts if isinstance(part, Reference))


@dataclass(frozen=True, slots=True)
class Home:
    """A cluster before it is lowered: its resource, or for one that is only referred to, who refers first.

    ``key`` is the address of the resource or the spelling of the reference.
    """

    key: str
    resource: Resource
    adopted: bool = False
    name: Unknown | Known[str] | None = None


class Homes:
    """The clusters of a network, and who belongs to which.

    A cluster that is only referred to (``cluster_name = var.cluster_name``) counts too, known by its name alone.
    """

    def __init__(self, declared: Declared) -> None:
        self._declared = declared
        self._by_key: dict[str, Home] = {}
        for resource in declared.managed("aws_eks_cluster"):
            self._by_key[resource.address] = Home(resource.address, resource)
        self._by_name = self._names()
        for resource in declared.managed(*_POINTS_AT_CLUSTER):
            self._adopt(resource)

    @property
    def all(self) -> Sequence[Home]:
        """Every cluster, declared ones first."""
        return tuple(self._by_key.values())

    def _names(self) -> dict[str, str]:
        names: dict[str, str] = {}
        doubled: set[str] = set()
        for home in self._by_key.values():
            name = self._declared.key(home.resource.get("name"))
            if name is not None:
                doubled |= {name} & names.keys()
                names[name] = home.key
        return {name: key for name, key in names.items() if name not in doubled}

    def _adopt(self, resource: Resource) -> None:
        value = self._named(resource.get("cluster_name"))
        key = self._declared.key(value)
        if key is None or key in self._by_key or key in self._by_name or self._may_be_declared(value):
            return
        name = read.text(value, Unknown("no cluster is named", resource.span))
        self._by_key[key] = Home(key, resource, adopted=True, name=name)

    def _named(self, value: Value | Absent) -> Value | Absent:
        """The name of a cluster behind any attribute of it; a cluster that is looked up has the name asked for."""
        for _ in range(_LOOK_UPS):
            value = self._declared.chase(value)
            target = self._declared.target(value)
            if target is None or target.type != "aws_eks_cluster":
                return value
            if target.mode != "data":
                return Reference("name of a cluster", value.span, address=target.address, path=("name",), solid=True)
            value = target.get("name")
        return value

    def _may_be_declared(self, value: Value | Absent) -> bool:
        """Whether a name that no declared cluster has yet may turn out to be one's: only two literals surely differ."""
        homes = [home for home in self._by_key.values() if not home.adopted]
        literal = isinstance(value, Known)
        return any(not literal or not isinstance(home.resource.get("name"), Known) for home in homes)

    def of(self, value: Value | Absent, module: str) -> Home | Unknown:
        """The cluster that a ``cluster_name`` in this module means.

        A name that is not known at all means the only cluster of the innermost module around that has one.
        """
        value = self._named(value)
        key = self._declared.key(value)
        if key is not None:
            found = self._by_key.get(key) or self._by_key.get(self._by_name.get(key, ""))
            if found is None and self._may_be_declared(value):
                return Unknown(f"whether {key} is the cluster of these files is not known", value.span)
            return found or Unknown(f"cluster {key} is not declared in these files", value.span)
        return self.around(module, value)

    def around(self, module: str, value: Value | Absent | None = None) -> Home | Unknown:
        """The cluster that something without a cluster name belongs to, by its place in the module tree."""
        found = self._by_place(module) or self._sole()
        if found is not None:
            return found
        span = None if value is None else value.span
        if not self._by_key:
            return Unknown("no cluster is declared in these files", span)
        return Unknown("which of the clusters is meant is not known", span)

    def of_manifest(self, manifest: Manifest) -> Home | Unknown:
        """The cluster that an object runs on: the one that was said, else as its place or what it refers to tells."""
        if manifest.cluster:
            span = manifest.span
            said = self._by_key.get(manifest.cluster)
            return Unknown(f"there is no cluster {manifest.cluster}", span) if said is None else said
        return self.mentioned(manifest.body, manifest.resource.module)

    def mentioned(self, value: Value, module: str) -> Home | Unknown:
        """The cluster that a manifest in this module belongs to: by its place, else the only one it refers to."""
        found = self.around(module)
        if isinstance(found, Home):
            return found
        mentioned = {home.key: home for home in map(self._behind, _references(value)) if home is not None}
        return next(iter(mentioned.values())) if len(mentioned) == 1 else found

    def _behind(self, reference: Reference) -> Home | None:
        target = self._declared.target(reference)
        if target is None:
            return None
        return self._by_key.get(target.address) or (self._by_place(target.module) if target.module else None)

    def _by_place(self, module: str) -> Home | None:
        homes = [home for home in self._by_key.values() if not home.adopted]
        inner = nearest(module, {home.resource.module for home in homes})
        here = [home for home in homes if home.resource.module == inner]
        return here[0] if len(here) == 1 else None

    def _sole(self) -> Home | None:
        every = tuple(self._by_key.values())
        declared = tuple(home for home in every if not home.adopted)
        chosen = declared or every
        return chosen[0] if len(chosen) == 1 else None
