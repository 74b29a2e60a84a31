"""What enforces network policies besides the VPC CNI, as far as Terraform installs it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from eks_netlint.lowering import helm, read
from eks_netlint.lowering.clusters import Home, Homes
from eks_netlint.lowering.commands import Command
from eks_netlint.lowering.declared import Declared
from eks_netlint.manifests import Manifest
from eks_netlint.model.nouns import Cluster, Members, PolicyEngine
from eks_netlint.patterns import pattern
from eks_netlint.records import replace
from eks_netlint.resources import Resource
from eks_netlint.values import Cause, Fact, Known, Unknown, dig

ClusterOf = Callable[["Home | Unknown"], "Cluster | Unknown"]

CHARTS = {
    "cilium": "Cilium",
    "cilium-enterprise": "Cilium",
    "tigera-operator": "Calico",
    "calico": "Calico",
    "aws-calico": "Calico",
    "antrea": "Antrea",
    "kube-router": "kube-router",
    "kube-ovn": "Kube-OVN",
    "weave-net": "Weave Net",
    "kube-network-policies": "kube-network-policies",
}
"""Charts by name and the engine they install; aws-calico was part of aws/eks-charts."""

_SWITCHES = {"enable_cilium": "Cilium", "enable_calico": "Calico"}
"""Arguments of the add-ons module of EKS Blueprints v4."""

_NAMES = pattern(r"(?i)cilium|calico|tigera")
_INSTALLS = pattern(r"(?i)\b(?:cilium\s+install|(?:helm|kubectl|curl|clusterctl)\b[^\n]*(?:cilium|calico|tigera))")
_ENTERPRISE = pattern(r"/ee/|enterprise")
_MAY_INSTALL = pattern(r"(?i)cilium|calico|tigera|addons?\b|argo-?cd|gitops|\bflux")
"""Sources and names of modules that may install an engine although nothing they are given says so."""


class Engines:
    """Every sign of an engine in the resources of one network."""

    def __init__(
        self,
        declared: Declared,
        homes: Homes,
        charts: list[helm.Chart],
        texts: list[Command],
        found: Sequence[Manifest] = (),
    ) -> None:
        self._declared = declared
        self._found = found
        self._homes = homes
        self._charts = charts
        self._texts = texts

    def all(self, cluster: ClusterOf) -> Members[PolicyEngine]:
        """The engines, and why there may be others."""
        installed = (*self._of_charts(cluster), *self._of_addons(cluster), *self._of_switches(cluster))
        known = (*installed, *self._of_manifests(cluster))
        return Members(known, next(self._doubts(), None))

    def _of_charts(self, cluster: ClusterOf) -> Iterator[PolicyEngine]:
        for chart in self._charts:
            kind = CHARTS.get(chart.name)
            if kind is not None:
                enforces, proxy = _settings(chart) if kind == "Cilium" else (read.default(True), read.default(True))
                home = self._homes.around(chart.resource.module)
                made = _engine(chart.resource, kind, cluster(home), enforces, proxy)
                yield replace(made, community=_community(chart)) if kind == "Calico" else made

    def _of_addons(self, cluster: ClusterOf) -> Iterator[PolicyEngine]:
        """Add-ons of AWS Marketplace, such as ``isovalent_cilium-enterprise``."""
        for resource in self._declared.managed("aws_eks_addon"):
            name = read.text(resource.get("addon_name"), None)
            found = _NAMES.search(name.value) if isinstance(name, Known) else None
            if found is not None:
                home = self._homes.of(resource.get("cluster_name"), resource.module)
                why = Unknown("what is configured of the add-on is not read", resource.span)
                yield _engine(resource, _product(found[0]), cluster(home), read.default(True), why)

    def _of_switches(self, cluster: ClusterOf) -> Iterator[PolicyEngine]:
        for module in self._declared.modules():
            for argument, kind in _SWITCHES.items():
                enabled = read.truth(module.get(argument), Known(False))
                if isinstance(enabled, Known) and enabled.value:
                    why = Unknown(f"values of {kind} are given by a module without source", module.span, Cause.MODULE)
                    home = self._homes.around(module.module)
                    yield _engine(module, kind, cluster(home), read.default(True), why)

    def _of_manifests(self, cluster: ClusterOf) -> Iterator[PolicyEngine]:
        """The ConfigMap of Cilium, as its chart renders it (install/kubernetes/cilium, v1.18)."""
        for one in self._found:
            name = one.name
            if one.kind == "ConfigMap" and isinstance(name, Known) and name.value == "cilium-config":
                proxy = read.truth(one.get("data", "enable-l7-proxy"), read.default(True, one.span))
                mode = read.text(one.get("data", "enable-policy"), read.default("default", one.span))
                on = mode if isinstance(mode, Unknown) else Known(mode.value != "never", mode.span, mode.origin)
                home = self._homes.of_manifest(one)
                where = cluster(home) if isinstance(home, Home) else None
                yield _engine(one.resource, "Cilium", where, on, proxy)

    def _doubts(self) -> Iterator[Unknown]:
        for resource in self._declared.managed("helm_release"):
            name = read.text(resource.get("chart"), None)
            if isinstance(name, Unknown):
                yield Unknown("which chart a release installs is not known", name.span or resource.span, name.cause)
        for command in self._texts:
            if _INSTALLS.search(command.text):
                yield Unknown("a command may install an engine for policies", command.value.span)
        for module in self._declared.modules():
            yield from _of_module(module)


def _of_module(module: Resource) -> Iterator[Unknown]:
    for argument in _SWITCHES:
        enabled = read.truth(module.get(argument), Known(False))
        if isinstance(enabled, Unknown):
            yield enabled
    source = read.text(module.get("source"), Known(""))
    named = source.value if isinstance(source, Known) else ""
    if _MAY_INSTALL.search(named) or _MAY_INSTALL.search(module.address.rpartition("module.")[2]):
        why = "a module without source may install an engine for policies"
        yield Unknown(why, module.span, Cause.MODULE)


def _engine(
    resource: Resource, kind: str, cluster: Cluster | Unknown | None, enforces: Fact[bool], l7_proxy: Fact[bool]
) -> PolicyEngine:
    return PolicyEngine(
        resource.address, resource.span, kind, cluster, enforces, l7_proxy,
        calls=resource.calls, exists=resource.exists, unsure=resource.unsure,
    )  # fmt: skip


def _settings(chart: helm.Chart) -> tuple[Fact[bool], Fact[bool]]:
    """Whether Cilium enforces policies, and whether its proxy runs.

    Defaults: install/kubernetes/cilium/values.yaml (policyEnforcementMode "default", l7Proxy true; v1.18, 2026-08).
    """
    mode = read.text(dig(chart.values, "policyEnforcementMode"), read.default("default", chart.resource.span))
    enforces = mode if isinstance(mode, Unknown) else Known(mode.value != "never", mode.span, mode.origin)
    return enforces, read.truth(dig(chart.values, "l7Proxy"), read.default(True, chart.resource.span))


def _community(chart: helm.Chart) -> Fact[bool]:
    """Whether the chart is of Calico Open Source: both editions call it tigera-operator, and keep it apart.

    Repositories: https://docs.tigera.io/calico/charts, and https://downloads.tigera.io/ee/charts of Enterprise.
    """
    if chart.name != "tigera-operator":
        return Known(True, chart.resource.span)
    repository = chart.repository
    if isinstance(repository, Unknown):
        return repository
    if repository.value is None:
        return Unknown("the repository of the chart of Calico is not written", chart.resource.span)
    return Known(not _ENTERPRISE.search(repository.value), repository.span)


def _product(word: str) -> str:
    return "Cilium" if word.lower() == "cilium" else "Calico"
