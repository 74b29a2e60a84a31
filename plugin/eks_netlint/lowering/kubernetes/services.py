"""Services, with the defaults of the API server.

Defaults: pkg/apis/core/v1/defaults.go of Kubernetes 1.33 (2026-11).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from eks_netlint.lowering import read
from eks_netlint.lowering.kubernetes.containers import port_number_or_name
from eks_netlint.lowering.kubernetes.metadata import Clusters, common, map_selector, place
from eks_netlint.manifests import Manifest
from eks_netlint.model.kubernetes.labels import Selector
from eks_netlint.model.kubernetes.nouns import Service, ServicePort
from eks_netlint.model.nouns import Members
from eks_netlint.values import Absent, Fact, Fields, Known, Unknown, Value, dig


def services(found: Sequence[Manifest], clusters: Clusters) -> Iterator[Service]:
    """Every service, in the order of the files."""
    for manifest in found:
        if manifest.kind == "Service":
            yield _service(manifest, clusters)


def _service(manifest: Manifest, clusters: Clusters) -> Service:
    spec = _spec(manifest)
    ports = read.blocks(dig(spec, "ports"))
    kind_of = read.text(dig(spec, "type"), read.default("ClusterIP", spec.span))
    return Service(
        *place(manifest),
        **common(manifest, clusters),
        kind_of=kind_of,
        selector=_selector(dig(spec, "selector"), kind_of),
        ports=Members(tuple(_port(one) for one in ports.known), ports.rest, ports.span),
        traffic=read.text(dig(spec, "externalTrafficPolicy"), read.default("Cluster", spec.span)),
        node_ports=read.truth(dig(spec, "allocateLoadBalancerNodePorts"), read.default(True, spec.span)),
        load_balancer_class=read.text(dig(spec, "loadBalancerClass"), Known(None, spec.span)),
        source_ranges=_texts(dig(spec, "loadBalancerSourceRanges")),
        cluster_ip=read.text(dig(spec, "clusterIP"), Known(None, spec.span)),
    )


def _spec(manifest: Manifest) -> Value:
    spec = manifest.get("spec")
    return spec if isinstance(spec, Fields | Unknown) else Unknown("no spec is written", spec.span or manifest.span)


def _selector(value: Value | Absent, kind_of: Fact[str]) -> Selector | None:
    if read.empty(value) or (isinstance(kind_of, Known) and kind_of.value == "ExternalName"):
        return None
    return map_selector(value)


def _port(body: Fields) -> ServicePort:
    port: Fact[int] = read.whole(body.get("port"), Unknown("no port is written", body.span))
    same: Fact[int | str | None] = port if isinstance(port, Unknown) else read.default(port.value, port.span)
    target = port_number_or_name(body.get("targetPort"), same)
    return ServicePort(
        name=read.text(body.get("name"), Known(None, body.span)),
        port=port,
        target=_written(target),
        protocol=read.text(body.get("protocol"), read.default("TCP", body.span)),
        node_port=read.whole(body.get("nodePort"), Known(None, body.span)),
        span=body.span,
    )


def _written(target: Fact[int | str | None]) -> Fact[int | str]:
    if isinstance(target, Unknown):
        return target
    if target.value is None:
        return Unknown("no target is written", target.span)
    return Known(target.value, target.span, target.origin)


def _texts(value: Value | Absent) -> Members[Fact[str]]:
    found = read.members(value)
    return Members(tuple(read.text(one, Known("")) for one in found.known), found.rest, found.span)
