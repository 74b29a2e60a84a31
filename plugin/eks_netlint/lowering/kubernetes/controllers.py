"""What of a cluster decides on its traffic and is not one of its objects alone: controllers, kube-proxy and DNS.

Sources: helm/aws-load-balancer-controller/values.yaml and docs/deploy/configurations.md of aws-load-balancer-controller
v3.5 (2026-08); docs.aws.amazon.com/eks/latest/userguide, auto-configure-alb and auto-configure-nlb (2026-11); the
add-ons' configuration: aws-eks-best-practices networking/ipvs.adoc and the user guide's coredns-autoscaling (2026-11).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple, TypedDict

from eks_netlint.lowering import documents, helm, read
from eks_netlint.lowering.clusters import Home, Homes
from eks_netlint.lowering.declared import Declared
from eks_netlint.lowering.kubernetes.addons import Addon, addons
from eks_netlint.manifests import Manifest
from eks_netlint.model.kubernetes.balancers import Controller, CoreDns, IngressClassParams, KubeProxy, NodeLocalDns
from eks_netlint.model.kubernetes.labels import Labels
from eks_netlint.model.kubernetes.webhooks import Addon as AddonNoun
from eks_netlint.model.nouns import Cluster
from eks_netlint.resources import Resource
from eks_netlint.source import Span
from eks_netlint.values import Absent, Cause, Fact, Fields, Known, Truth, Unknown, Value, dig

if TYPE_CHECKING:
    from eks_netlint.lowering.kubernetes.metadata import Clusters

LBC = "aws-load-balancer-controller"
LBC_PRODUCT, AUTO_MODE = "AWS Load Balancer Controller", "EKS Auto Mode"
NODE_LOCAL_DNS = ("node-local-dns", "nodelocaldns", "nodelocal-dns", "k8s-dns-node-cache")

_KUBE_PROXY_CONFIG = {"kube-proxy-config": "config", "kube-proxy": "config.conf"}
"""ConfigMaps of kube-proxy, that of EKS first, and the key of its configuration."""

_IPTABLES = "iptables"
_DNS_REPLICAS = 2
"""Replicas of the CoreDNS add-on where nobody sets any (EKS user guide, managing-coredns, 2026-11)."""

class _Standing(TypedDict):
    """What a noun has from the resource that makes it."""

    calls: tuple[Span, ...]
    exists: Truth
    unsure: Unknown | None


def _standing(resource: Resource) -> _Standing:
    return _Standing(calls=resource.calls, exists=resource.exists, unsure=resource.unsure)


ClusterOf = Callable[["Home | Unknown"], "Cluster | Unknown"]


class Running(NamedTuple):
    """What runs on the clusters and decides on their traffic."""

    controllers: tuple[Controller, ...]
    kube_proxies: tuple[KubeProxy, ...]
    core_dns: tuple[CoreDns, ...]
    node_local_dns: tuple[NodeLocalDns, ...]
    addons: tuple[AddonNoun, ...]


class Seen(NamedTuple):
    """Where it is told: the root's resources and charts, and the objects of its clusters."""

    declared: Declared
    homes: Homes
    charts: Sequence[helm.Chart]
    manifests: Sequence[Manifest]
    cluster: ClusterOf
    clusters: Clusters


def running(seen: Seen, clusters: Sequence[Cluster]) -> Running:
    """Everything of this kind that the files tell; a cluster they declare has what every cluster has."""
    configured = tuple(addons(seen.declared, seen.homes))
    return Running(
        (*_auto_mode(clusters), *_from_charts(seen), *_from_manifests(seen)),
        tuple(_kube_proxies(seen, configured, clusters)),
        tuple(_core_dns(seen, configured, clusters)),
        tuple(_node_local_dns(seen)),
        tuple(_noun(one, one.name, seen) for one in configured if isinstance(one.name, str)),
    )


def _noun(one: Addon, name: str, seen: Seen) -> AddonNoun:
    resource = one.resource
    return AddonNoun(resource.address, resource.span, name, seen.cluster(one.home), **_standing(resource))


def _auto_mode(clusters: Sequence[Cluster]) -> Iterator[Controller]:
    for cluster in clusters:
        if isinstance(cluster.auto_mode, Known) and cluster.auto_mode.value:
            span = cluster.auto_mode.span
            yield Controller(
                f"{cluster.address} {AUTO_MODE}", cluster.span, AUTO_MODE, read.default("ip", span),
                read.default(True, span), read.default("", span), None, Known(None), cluster,
                Unknown("what Auto Mode opens for groups that an object names is not documented", span, Cause.OUTSIDE),
                calls=cluster.calls, exists=cluster.exists, unsure=cluster.unsure,
            )  # fmt: skip


def _from_charts(seen: Seen) -> Iterator[Controller]:
    for chart in seen.charts:
        if chart.name == LBC:
            resource, values, span = chart.resource, chart.values, chart.resource.span
            named = read.text(values.get("ingressClass"), read.default("alb", span))
            yield Controller(
                resource.address, span, LBC_PRODUCT,
                read.text(values.get("defaultTargetType"), read.default("instance", span)),
                read.truth(values.get("enableServiceMutatorWebhook"), read.default(True, span)),
                named, _chart_params(values, resource), chart.version,
                seen.cluster(seen.homes.around(resource.module)),
                read.truth(values.get("enableManageBackendSecurityGroupRules"), read.default(False, span)),
                **_standing(resource),
            )  # fmt: skip


def _chart_params(values: Fields, resource: Resource) -> IngressClassParams | Unknown | None:
    """The IngressClassParams that the chart makes of ``ingressClassParams.spec``."""
    spec = dig(values, "ingressClassParams", "spec")
    if read.empty(spec):
        return None
    if isinstance(spec, Unknown):
        return spec
    span = resource.span
    why = Unknown("is made by the chart", span)
    return IngressClassParams(
        f"{resource.address} ingressClassParams", span, "IngressClassParams", why, why, Labels(), Labels(),
        read.text(dig(spec, "targetType"), Known(None, span)),
        read.text(dig(spec, "group", "name"), Known(None, span)),
        Labels({}, Unknown("is told by the chart's values", spec.span)),
    )  # fmt: skip


def _from_manifests(seen: Seen) -> Iterator[Controller]:
    """The controller's own Deployment, applied as a manifest."""
    for manifest in seen.manifests:
        name = manifest.name
        if manifest.kind == "Deployment" and isinstance(name, Known) and name.value.endswith(LBC):
            resource, span = manifest.resource, manifest.span
            flags, rest = _flags(manifest)
            yield Controller(
                resource.address, span, LBC_PRODUCT,
                _flag(flags, rest, "default-target-type", "instance", span),
                Unknown("whether its webhook claims services is not in the files", span, Cause.OUTSIDE),
                _flag(flags, rest, "ingress-class", "alb", span), _class_params(manifest), Known(None, span),
                seen.clusters(manifest), _manages(flags, rest), **_standing(resource),
            )  # fmt: skip


def _manages(flags: dict[str, Known[str]], rest: Unknown | None) -> Fact[bool]:
    """Its flag of that name; one without a value is true."""
    said = _flag(flags, rest, "enable-manage-backend-security-group-rules", "false", None)
    return said if isinstance(said, Unknown) else Known(said.value.lower() in ("", "true"), said.span, said.origin)


def _class_params(manifest: Manifest) -> Unknown:
    return Unknown("its IngressClass is not in the files", manifest.span, Cause.OUTSIDE)


def _flags(manifest: Manifest) -> tuple[dict[str, Known[str]], Unknown | None]:
    flags: dict[str, Known[str]] = {}
    listed = read.blocks(manifest.get("spec", "template", "spec", "containers"))
    rest = listed.rest
    for container in listed.known:
        words = read.texts(container.get("args"))
        rest = words.rest if rest is None else rest
        for word in words.known:
            key, _, value = word.value.lstrip("-").partition("=")
            flags[key] = Known(value, word.span, word.origin)
    return flags, rest


def _flag(flags: dict[str, Known[str]], rest: Unknown | None, name: str, default: str, span: object) -> Fact[str]:
    if name in flags:
        return flags[name]
    return Known(default, None, read.default(default).origin) if rest is None else rest


def _kube_proxies(seen: Seen, configured: Sequence[Addon], clusters: Sequence[Cluster]) -> Iterator[KubeProxy]:
    """One for each thing that sets it, and one for each cluster of which nobody does."""
    said = [*_proxies_by_addon(configured, seen), *_proxies_by_config(seen)]
    yield from said
    replaced = _replaced(seen)
    for cluster in clusters:
        mine = [one for one in said if not isinstance(one.cluster, Cluster) or one.cluster.address == cluster.address]
        if not mine and not cluster.adopted:
            mode = next(_unnamed(configured, cluster, seen), read.default(_IPTABLES, cluster.span))
            yield KubeProxy(
                f"{cluster.address} kube-proxy", cluster.span, mode, cluster,
                _runs(cluster) & replaced, calls=cluster.calls, exists=cluster.exists, unsure=cluster.unsure,
            )  # fmt: skip


def _unnamed(configured: Sequence[Addon], cluster: Cluster, seen: Seen) -> Iterator[Fact[str]]:
    """Why the mode is not known: an add-on without a known name may be kube-proxy, and say it."""
    for addon in configured:
        home = seen.cluster(addon.home)
        here = not isinstance(home, Cluster) or home.address == cluster.address
        if isinstance(addon.name, Unknown) and here and not read.nothing(dig(addon.values, "mode")):
            yield addon.name


def _runs(cluster: Cluster) -> Truth:
    """Whether kube-proxy is there to be set: in Auto Mode it is part of the node."""
    auto = cluster.auto_mode
    return Truth.UNSURE if isinstance(auto, Unknown) else Truth.of(not auto.value)


def _replaced(seen: Seen) -> Truth:
    """Whether kube-proxy stays: NO where Cilium takes its place, UNSURE where it may."""
    for chart in seen.charts:
        if chart.name == "cilium":
            said = chart.values.get("kubeProxyReplacement")
            if isinstance(said, Known):
                return Truth.of(read.spelled(said.value).lower() not in ("true", "strict"))
            return Truth.YES if isinstance(said, Absent) else Truth.UNSURE
    return Truth.YES


def _proxies_by_addon(configured: Sequence[Addon], seen: Seen) -> Iterator[KubeProxy]:
    for addon in configured:
        if addon.name == "kube-proxy" and not read.nothing(dig(addon.values, "mode")):
            resource = addon.resource
            yield KubeProxy(
                resource.address, resource.span, _mode(dig(addon.values, "mode")), seen.cluster(addon.home),
                _replaced(seen), **_standing(resource),
            )  # fmt: skip


def _mode(value: Value | Absent) -> Fact[str]:
    """The mode; the empty text is what the platform takes, which on Linux is iptables."""
    said = read.text(value, read.default(_IPTABLES, value.span))
    return read.default(_IPTABLES, said.span) if isinstance(said, Known) and not said.value else said


def _proxies_by_config(seen: Seen) -> Iterator[KubeProxy]:
    """The ConfigMap of kube-proxy in kube-system."""
    for manifest in seen.manifests:
        name, namespace = manifest.name, manifest.namespace
        key = _KUBE_PROXY_CONFIG.get(name.value) if isinstance(name, Known) else None
        if manifest.kind != "ConfigMap" or key is None:
            continue
        if isinstance(namespace, Known) and namespace.value != "kube-system":
            continue
        config = documents.structure(manifest.get("data", key))
        if not read.nothing(dig(config, "mode")):
            resource = manifest.resource
            yield KubeProxy(
                resource.address, manifest.span, _mode(dig(config, "mode")), seen.clusters(manifest), _replaced(seen),
                **_standing(resource),
            )  # fmt: skip


def _core_dns(seen: Seen, configured: Sequence[Addon], clusters: Sequence[Cluster]) -> Iterator[CoreDns]:
    """CoreDNS as its add-on is configured or its Deployment written."""
    for addon in configured:
        if addon.name == "coredns" and isinstance(addon.values, Fields | Unknown):
            resource = addon.resource
            yield CoreDns(
                resource.address, resource.span,
                read.whole(read.inside(addon.values, "replicaCount"), read.default(_DNS_REPLICAS, resource.span)),
                read.truth(dig(addon.values, "autoScaling", "enabled"), read.default(False, resource.span)),
                seen.cluster(addon.home), **_standing(resource),
            )  # fmt: skip
        elif addon.name == "coredns":
            resource = addon.resource
            yield CoreDns(
                resource.address, resource.span, read.default(_DNS_REPLICAS, resource.span),
                read.default(False, resource.span), seen.cluster(addon.home),
                **_standing(resource),
            )  # fmt: skip
    for manifest in seen.manifests:
        name = manifest.name
        if manifest.kind == "Deployment" and isinstance(name, Known) and name.value == "coredns":
            resource, span = manifest.resource, manifest.span
            yield CoreDns(
                resource.address, span, read.whole(manifest.get("spec", "replicas"), read.default(1, span)),
                Unknown("whether something scales it is not in the files", span, Cause.OUTSIDE),
                seen.clusters(manifest), **_standing(resource),
            )  # fmt: skip


def _node_local_dns(seen: Seen) -> Iterator[NodeLocalDns]:
    for chart in seen.charts:
        if chart.name in NODE_LOCAL_DNS:
            resource = chart.resource
            home = seen.cluster(seen.homes.around(resource.module))
            yield NodeLocalDns(
                resource.address, resource.span, home,
                **_standing(resource),
            )  # fmt: skip
    for manifest in seen.manifests:
        name = manifest.name
        if manifest.kind == "DaemonSet" and isinstance(name, Known) and name.value in NODE_LOCAL_DNS:
            resource = manifest.resource
            yield NodeLocalDns(
                resource.address, manifest.span, seen.clusters(manifest),
                **_standing(resource),
            )  # fmt: skip
