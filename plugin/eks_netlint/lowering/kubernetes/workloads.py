"""Workloads: what makes pods, with the defaults of the API server.

Defaults: pkg/apis/apps/v1/defaults.go and pkg/apis/batch/v1/defaults.go of Kubernetes 1.33 (2026-11).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from eks_netlint.lowering import read
from eks_netlint.lowering.kubernetes.metadata import Clusters, common, namespace_of, place
from eks_netlint.lowering.kubernetes.pods import pod_of
from eks_netlint.manifests import Manifest
from eks_netlint.model.kubernetes.labels import same_namespace
from eks_netlint.model.kubernetes.nouns import Workload
from eks_netlint.values import Absent, Fact, Fields, Known, Truth, Unknown, Value

KINDS = frozenset([
    "Pod", "Deployment", "ReplicaSet", "ReplicationController", "StatefulSet", "DaemonSet", "Job", "CronJob", "Rollout",
])  # fmt: skip

_TEMPLATES = {"Pod": (), "CronJob": ("spec", "jobTemplate", "spec", "template")}
_MADE = {
    "Deployment": ("pod-template-hash",),
    "ReplicaSet": (),
    "StatefulSet": ("statefulset.kubernetes.io/pod-name", "apps.kubernetes.io/pod-index", "controller-revision-hash"),
    "DaemonSet": ("controller-revision-hash", "pod-template-generation"),
    "Job": ("job-name", "batch.kubernetes.io/job-name", "controller-uid", "batch.kubernetes.io/controller-uid"),
    "CronJob": ("job-name", "batch.kubernetes.io/job-name", "controller-uid", "batch.kubernetes.io/controller-uid"),
    "Rollout": ("rollouts-pod-template-hash",),
}
"""Labels that the cluster adds to pods (kubernetes.io/docs/reference/labels-annotations-taints, 2026-11)."""


def workloads(found: Sequence[Manifest], clusters: Clusters) -> Iterator[Workload]:
    """Every workload, in the order of the files."""
    scaled = [one for one in found if one.kind == "HorizontalPodAutoscaler"]
    for manifest in found:
        if manifest.kind in KINDS:
            yield _workload(manifest, scaled, clusters)


def _workload(manifest: Manifest, scaled: Sequence[Manifest], clusters: Clusters) -> Workload:
    return Workload(
        *place(manifest),
        **common(manifest, clusters),
        pod=pod_of(_template(manifest), _made(manifest)),
        replicas=_replicas(manifest, scaled),
        strategy=_strategy(manifest),
        min_ready=read.whole(manifest.get("spec", "minReadySeconds"), read.default(0, manifest.span)),
    )


def _template(manifest: Manifest) -> Value | Absent:
    template = manifest.get(*_TEMPLATES.get(manifest.kind, ("spec", "template")))
    reference = manifest.get("spec", "workloadRef")
    if isinstance(template, Absent) and not read.nothing(reference):  # of a Rollout
        return Unknown("the pods are those of another workload", reference.span)
    return template


def _made(manifest: Manifest) -> dict[str, Fact[str]]:
    why = Unknown("a label that the cluster makes up", manifest.span)
    return dict.fromkeys(_MADE.get(manifest.kind, ()), why)


def _replicas(manifest: Manifest, scaled: Sequence[Manifest]) -> Fact[int | None]:
    span = manifest.span
    match manifest.kind:
        case "DaemonSet":
            return read.default(None, span)
        case "Pod":
            return read.default(1, span)
        case "Job":
            return read.whole(manifest.get("spec", "parallelism"), read.default(1, span))
        case "CronJob":
            parallel = manifest.get("spec", "jobTemplate", "spec", "parallelism")
            return read.whole(parallel, read.default(1, span))
    decided = _autoscaled(manifest, scaled)
    return read.whole(manifest.get("spec", "replicas"), read.default(1, span)) if decided is None else decided


def _autoscaled(manifest: Manifest, scaled: Sequence[Manifest]) -> Fact[int | None] | None:
    """Null where an autoscaler sets the replicas, unknown where one may, None where none does."""
    name, unsure = manifest.name, None
    for one in scaled:
        kind = read.text(one.get("spec", "scaleTargetRef", "kind"), Known(""))
        target = read.text(one.get("spec", "scaleTargetRef", "name"), Known(""))
        if isinstance(kind, Known) and kind.value != manifest.kind:
            continue
        if isinstance(target, Known) and isinstance(name, Known) and target.value != name.value:
            continue
        together = same_namespace(namespace_of(one), namespace_of(manifest))
        if together is Truth.NO:
            continue
        sure = isinstance(kind, Known) and isinstance(target, Known) and isinstance(name, Known)
        if together is Truth.YES and sure and one.resource.exists is Truth.YES:
            return Known(None, one.span)
        unsure = Unknown("an autoscaler may decide", one.span)
    return unsure


def _strategy(manifest: Manifest) -> Fact[str]:
    spec = manifest.get("spec")
    if not isinstance(spec, Fields):
        return spec if isinstance(spec, Unknown) else read.default("", manifest.span)
    if manifest.kind == "Deployment":
        return read.text(_type(spec.get("strategy")), read.default("RollingUpdate", spec.span))
    if manifest.kind in ("StatefulSet", "DaemonSet"):
        return read.text(_type(spec.get("updateStrategy")), read.default("RollingUpdate", spec.span))
    if manifest.kind == "Rollout":
        return _of_rollout(spec.get("strategy"), spec)
    return read.default("", spec.span)


def _type(strategy: Value | Absent) -> Value | Absent:
    return strategy.get("type") if isinstance(strategy, Fields) else strategy


def _of_rollout(strategy: Value | Absent, spec: Fields) -> Fact[str]:
    if isinstance(strategy, Fields):
        for key, name in (("canary", "Canary"), ("blueGreen", "BlueGreen")):
            if key in strategy.entries:
                return Known(name, strategy.span)
        return read.either(strategy.rest, Unknown("a strategy of no known type", strategy.span))
    return strategy if isinstance(strategy, Unknown) else read.default("", spec.span)
