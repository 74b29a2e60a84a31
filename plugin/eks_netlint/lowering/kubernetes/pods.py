"""The pod of a workload: its template with the defaults of the API server.

Defaults: kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1 and pkg/apis/core/v1/defaults.go of
Kubernetes 1.33 (2026-11).
"""

from __future__ import annotations

from eks_netlint.lowering import read
from eks_netlint.lowering.kubernetes.containers import containers_of
from eks_netlint.lowering.kubernetes.metadata import labels_of
from eks_netlint.model.kubernetes.labels import Labels
from eks_netlint.model.kubernetes.nouns import DnsConfig, Pod
from eks_netlint.model.nouns import Members
from eks_netlint.values import Absent, Fact, Fields, Known, Unknown, Value, dig, first_of


def pod_of(template: Value | Absent, made: dict[str, Fact[str]] | None = None) -> Pod:
    """The pod of a template, or of an object that is a pod itself; ``made`` are labels that the cluster adds."""
    metadata, spec = dig(template, "metadata"), _spec(template)
    labels = labels_of(dig(metadata, "labels"))
    span = template.span
    return Pod(
        labels=Labels({**(made or {}), **labels.known}, labels.rest),
        annotations=labels_of(dig(metadata, "annotations")),
        containers=containers_of(spec),
        host_network=read.truth(dig(spec, "hostNetwork"), read.default(False, spec.span)),
        dns_policy=read.text(dig(spec, "dnsPolicy"), read.default("ClusterFirst", spec.span)),
        dns_config=_dns_config(dig(spec, "dnsConfig")),
        grace=read.whole(dig(spec, "terminationGracePeriodSeconds"), read.default(30, spec.span)),
        service_account=_service_account(spec),
        node_selector=labels_of(dig(spec, "nodeSelector")),
        tolerates=_tolerates(dig(spec, "tolerations")),
        spread=_spread(spec),
        readiness_gates=_each(dig(spec, "readinessGates"), "conditionType"),
        span=span,
        node_affinity=_node_affinity(dig(spec, "affinity", "nodeAffinity")),
    )


def _spec(template: Value | Absent) -> Value:
    """The pod's spec; unknown where there is none, for a pod has to have one."""
    spec = dig(template, "spec")
    if isinstance(spec, Fields | Unknown):
        return spec
    return Unknown("no pod is written", spec.span)


def _service_account(spec: Value) -> Fact[str]:
    older = read.text(dig(spec, "serviceAccount"), read.default("default", spec.span))  # the deprecated name
    return read.text(dig(spec, "serviceAccountName"), older)


def _tolerates(value: Value | Absent) -> Unknown | None:
    found = read.members(value)
    if found.rest is not None:
        return found.rest
    return Unknown("it tolerates taints of nodes", value.span) if found.known else None


def _node_affinity(value: Value | Absent) -> Unknown | None:
    if isinstance(value, Unknown):
        return value
    return None if read.empty(value) else Unknown("it asks for certain nodes", value.span)


def _spread(spec: Value) -> Members[Fact[str]]:
    """Keys of the nodes' labels over which the pods have to spread."""
    constraints = _each(dig(spec, "topologySpreadConstraints"), "topologyKey")
    required = "requiredDuringSchedulingIgnoredDuringExecution"
    apart = _each(dig(spec, "affinity", "podAntiAffinity", required), "topologyKey")
    return Members((*constraints.known, *apart.known), first_of(constraints.rest, apart.rest), constraints.span)


def _each(value: Value | Absent, name: str) -> Members[Fact[str]]:
    """One member of each object of a list, where it has it."""
    found = read.blocks(value)
    each = (read.text(one.get(name), None) for one in found.known)
    return Members(tuple(one for one in each if one is not None), found.rest, found.span)


def _dns_config(value: Value | Absent) -> DnsConfig | Unknown | None:
    if read.nothing(value):
        return None
    if not isinstance(value, Fields):
        return value if isinstance(value, Unknown) else Unknown("not a DNS configuration", value.span)
    options: dict[str, Fact[str | None]] = {}
    listed = read.blocks(value.get("options"))
    rest = listed.rest
    for option in listed.known:
        name = read.text(option.get("name"), Unknown("an option without a name", option.span))
        if isinstance(name, Known):
            options[name.value] = read.text(option.get("value"), Known(None, option.span))
        else:
            rest = read.either(rest, name)
    return DnsConfig(_texts(value.get("nameservers")), _texts(value.get("searches")), options, rest, value.span)


def _texts(value: Value | Absent) -> Members[Fact[str]]:
    found = read.members(value)
    return Members(tuple(read.text(one, Known("")) for one in found.known), found.rest, found.span)
