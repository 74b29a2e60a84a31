"""Policies, tiers and sets of addresses from manifests of every dialect."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from eks_netlint.lowering import read
from eks_netlint.lowering.kubernetes import policies_calico, policies_cilium, policies_kubernetes
from eks_netlint.lowering.kubernetes.lists import cidrs
from eks_netlint.lowering.kubernetes.metadata import Clusters, common, place
from eks_netlint.lowering.kubernetes.policies_kubernetes import Spec
from eks_netlint.manifests import Manifest
from eks_netlint.model.kubernetes.policies import (
    ADMIN,
    AWS,
    CALICO,
    CILIUM,
    DENY,
    KUBERNETES,
    AddressSet,
    Name,
    Policy,
    Tier,
)
from eks_netlint.model.nouns import Members
from eks_netlint.values import Absent, Fields, Known, Unknown, Value

NAMESPACED, CLUSTERWIDE = False, True

_KINDS = {
    ("networking.k8s.io", "NetworkPolicy"): (KUBERNETES, NAMESPACED),
    ("extensions", "NetworkPolicy"): (KUBERNETES, NAMESPACED),
    ("policy.networking.k8s.io", "AdminNetworkPolicy"): (ADMIN, CLUSTERWIDE),
    ("policy.networking.k8s.io", "BaselineAdminNetworkPolicy"): (ADMIN, CLUSTERWIDE),
    ("policy.networking.k8s.io", "ClusterNetworkPolicy"): (ADMIN, CLUSTERWIDE),
    ("cilium.io", "CiliumNetworkPolicy"): (CILIUM, NAMESPACED),
    ("cilium.io", "CiliumClusterwideNetworkPolicy"): (CILIUM, CLUSTERWIDE),
    ("projectcalico.org", "NetworkPolicy"): (CALICO, NAMESPACED),
    ("projectcalico.org", "GlobalNetworkPolicy"): (CALICO, CLUSTERWIDE),
    ("crd.projectcalico.org", "NetworkPolicy"): (CALICO, NAMESPACED),
    ("crd.projectcalico.org", "GlobalNetworkPolicy"): (CALICO, CLUSTERWIDE),
    ("networking.k8s.aws", "ApplicationNetworkPolicy"): (AWS, NAMESPACED),
    ("networking.k8s.aws", "ClusterNetworkPolicy"): (AWS, CLUSTERWIDE),
}
"""Dialect and reach of the kinds that are policies.  Staged ones of Calico are not enforced, so they are none."""

_SETS = {
    ("projectcalico.org", "NetworkSet"): (CALICO, NAMESPACED),
    ("projectcalico.org", "GlobalNetworkSet"): (CALICO, CLUSTERWIDE),
    ("crd.projectcalico.org", "NetworkSet"): (CALICO, NAMESPACED),
    ("crd.projectcalico.org", "GlobalNetworkSet"): (CALICO, CLUSTERWIDE),
    ("cilium.io", "CiliumCIDRGroup"): (CILIUM, CLUSTERWIDE),
}


def group_of(manifest: Manifest) -> str | None:
    """The group of the object's API, None where it is not known."""
    version = manifest.api_version
    return version.value.rpartition("/")[0] if isinstance(version, Known) else None


def address_sets(found: Iterable[Manifest], clusters: Clusters) -> Iterator[AddressSet]:
    """The sets of addresses that policies refer to by name or labels."""
    for manifest in found:
        said = _SETS.get((group_of(manifest) or "", manifest.kind))
        if said is None:
            continue
        dialect, clusterwide = said
        spec = manifest.get("spec")
        ranges = cidrs(_inside(spec, "externalCIDRs" if dialect == CILIUM else "nets"))
        domains = read.texts(_inside(spec, "allowedEgressDomains"))
        names = Members(tuple(Name("allowedEgressDomains", one, False, span=one.span) for one in domains.known))
        yield AddressSet(
            *place(manifest),
            dialect=dialect,
            clusterwide=clusterwide,
            ranges=ranges,
            names=names,
            **common(manifest, clusters),
        )


def tiers(found: Iterable[Manifest], clusters: Clusters) -> Iterator[Tier]:
    """The tiers of Calico; what their policies leave undecided is denied by default."""
    for manifest in found:
        if manifest.kind == "Tier" and (group_of(manifest) or "").endswith("projectcalico.org"):
            spec = manifest.get("spec")
            order = policies_calico.order_of(_inside(spec, "order"))
            otherwise = read.text(_inside(spec, "defaultAction"), read.default(DENY, manifest.span))
            yield Tier(*place(manifest), order=order, otherwise=otherwise, **common(manifest, clusters))


def policies(found: Sequence[Manifest], clusters: Clusters, sets: Sequence[AddressSet]) -> Iterator[Policy]:
    """The policies; ``sets`` are the sets of addresses that some of them refer to.

    Of the ``specs`` of one object each is a policy, with its number behind the address.
    """
    groups = {one.name.value: one for one in sets if one.dialect == CILIUM and isinstance(one.name, Known)}
    for manifest in found:
        said = _KINDS.get((group_of(manifest) or "", manifest.kind))
        if said is None:
            continue
        dialect, clusterwide = said
        address, span = place(manifest)
        specs = tuple(_specs(manifest, dialect, clusterwide, sets, groups))
        for number, spec in enumerate(specs):
            where = address if len(specs) == 1 else f"{address}[{number}]"
            yield Policy(
                where,
                span,
                dialect=dialect,
                clusterwide=clusterwide,
                subjects=spec.subjects,
                tier=spec.tier,
                order=spec.order,
                ingress=spec.ingress,
                egress=spec.egress,
                rules=spec.rules,
                **common(manifest, clusters),
            )


def _specs(
    manifest: Manifest,
    dialect: str,
    clusterwide: bool,
    sets: Sequence[AddressSet],
    groups: Mapping[str, AddressSet],
) -> Iterator[Spec]:
    span, spec = manifest.span, manifest.get("spec")
    match dialect, clusterwide:
        case "cilium", _:
            for one in policies_cilium.specs_of(manifest.body):
                yield policies_cilium.spec_of(one, span, clusterwide, groups)
        case "calico", _:
            yield policies_calico.spec_of(spec, span, clusterwide, sets)
        case _, True:
            yield policies_kubernetes.admin(spec, span, manifest.kind)
        case _:
            yield policies_kubernetes.namespaced(spec, span)


def _inside(spec: Value | Absent, name: str) -> Value | Absent:
    return read.inside(spec if isinstance(spec, Fields | Unknown) else Absent(spec.span), name)
