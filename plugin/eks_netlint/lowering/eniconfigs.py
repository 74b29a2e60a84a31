"""ENIConfigs of custom networking, from add-on values, Helm values and manifests."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from eks_netlint.lowering import read, zones
from eks_netlint.lowering.clusters import Home, Homes
from eks_netlint.lowering.cni import Cnis, eni_configs_of
from eks_netlint.lowering.manifests import Manifests
from eks_netlint.lowering.subnets import Subnets
from eks_netlint.manifests import Manifest
from eks_netlint.model.nouns import Cluster, EniConfig, Members, Subnet
from eks_netlint.resources import KUBERNETES, Resource
from eks_netlint.values import Absent, Bounds, Cause, Fact, Fields, Known, Reference, Text, Truth, Unknown, Value, dig

SWITCH = "AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG"

_MOST_GROUPS = 5
"""Security groups an interface takes by default (Amazon VPC quotas, "Security groups per network interface")."""


class EniConfigs:
    """Reads ENIConfigs and joins each to its subnet and cluster."""

    def __init__(self, subnets: Subnets, homes: Homes, cluster: Callable[[Home | Unknown], Cluster | Unknown]) -> None:
        self._subnets = subnets
        self._homes = homes
        self._cluster = cluster
        self.groups: dict[str, tuple[Value | Absent, bool]] = {}  # what each says, and whether Kubernetes' files do

    def all(self, cnis: Cnis, found: Manifests, clusters: Iterable[Cluster]) -> Members[EniConfig]:
        """Every ENIConfig; the rest is unknown where others may be applied that the files do not show."""
        known: list[EniConfig] = []
        rest: Unknown | None = None
        for said in cnis.said:
            made = eni_configs_of(said)
            if isinstance(made, Fields):
                known += [self._of_values(key, value, said.resource, said.home) for key, value in made.entries.items()]
                rest = read.either(rest, made.rest)
            elif isinstance(made, Unknown):
                rest = read.either(rest, made)
        for manifest in found.known:
            if manifest.kind == "ENIConfig":
                known.append(self._of_manifest(manifest))
        uncounted = [c for c in known if isinstance(c.name, Unknown) and c.exists is not Truth.YES and c.zone is None]
        if uncounted:
            known = [c for c in known if c not in uncounted]
            rest = read.either(rest, uncounted[0].unsure)
        rest = read.either(rest, found.rest_of("ENIConfig"))
        return Members(tuple(known), read.either(rest, _elsewhere(known, clusters)))

    def _of_values(self, key: str | Reference, value: Value, resource: Resource, home: Home | Unknown) -> EniConfig:
        name: Value = Known(key, value.span) if isinstance(key, str) else key
        spelled = key if isinstance(key, str) else str(key)
        body = value if isinstance(value, Fields | Unknown) else Absent(value.span)
        subnet, groups = read.inside(body, "id"), read.inside(body, "securityGroups")
        return self._made(f"{resource.address}.eniConfig[{spelled}]", name, subnet, groups, resource, home)

    def _of_manifest(self, manifest: Manifest) -> EniConfig:
        name = read.required(manifest.name, "metadata.name")
        subnet = dig(manifest.body, "spec", "subnet")
        groups = dig(manifest.body, "spec", "securityGroups")
        resource = manifest.resource
        home = self._homes.of_manifest(manifest)
        return self._made(resource.address, name, subnet, groups, resource, home)

    def _made(
        self,
        address: str,
        name: Value,
        subnet: Value | Absent,
        groups: Value | Absent,
        resource: Resource,
        home: Home | Unknown,
    ) -> EniConfig:
        said: Fact[str] = read.text(name, Unknown("the ENIConfig has no name", name.span))
        self.groups[address] = (groups, resource.mode == KUBERNETES)
        return EniConfig(
            address,
            resource.span,
            said,
            zones.named(name) if isinstance(name, Known | Reference | Text) else None,
            self._subnet(subnet, resource),
            _groups(groups),
            self._cluster(home),
            calls=resource.calls,
            exists=resource.exists,
            unsure=resource.unsure,
        )


    def _subnet(self, value: Value | Absent, resource: Resource) -> Subnet | Unknown:
        """The subnet; an id in a file of Kubernetes may be that of any subnet that these files make."""
        if resource.mode == KUBERNETES and isinstance(value, Known) and self._subnets.may_be_declared(value):
            return Unknown(f"which subnet {value.value} is, is not in the files", value.span)
        return self._subnets.one(value, resource.span)


def _groups(value: Value | Absent) -> Bounds:
    found = read.members(value)
    known = len(found.known)
    return Bounds.exactly(known) if found.rest is None else Bounds(known, max(known, _MOST_GROUPS))


def _elsewhere(known: list[EniConfig], clusters: Iterable[Cluster]) -> Unknown | None:
    """Custom networking without any ENIConfig in these files: they are somewhere else."""
    if known:
        return None
    for cluster in clusters:
        switch = cluster.cni.env.get(SWITCH)
        if isinstance(switch, Known) and switch.value is not None and switch.value.lower() in ("true", "1"):
            why = "no ENIConfig in these files; they may be applied elsewhere"
            return Unknown(why, switch.span or cluster.span, Cause.OUTSIDE)
    return None
