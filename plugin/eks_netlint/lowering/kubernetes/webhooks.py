"""Admission webhooks, from their configurations.

Fields and defaults: admissionregistration.k8s.io/v1, pkg/apis/admissionregistration/v1/defaults.go of Kubernetes 1.33
(2026-11).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from eks_netlint.lowering import read
from eks_netlint.lowering.kubernetes.metadata import Clusters, common, place
from eks_netlint.manifests import Manifest
from eks_netlint.model.kubernetes.balancers import Backend
from eks_netlint.model.kubernetes.webhooks import Webhook
from eks_netlint.values import Absent, Fields, Known, Unknown, Value, dig

KINDS = ("ValidatingWebhookConfiguration", "MutatingWebhookConfiguration")
_PORT = 443


def webhooks(found: Sequence[Manifest], clusters: Clusters) -> Iterator[Webhook]:
    """Every hook that asks a service, in the order of the files."""
    for manifest in found:
        if manifest.kind in KINDS:
            for number, hook in enumerate(read.blocks(manifest.get("webhooks")).known):
                service = dig(hook, "clientConfig", "service")
                if isinstance(service, Fields):
                    yield _webhook(manifest, number, hook, service, clusters)


def _webhook(manifest: Manifest, number: int, hook: Fields, service: Fields, clusters: Clusters) -> Webhook:
    address, span = place(manifest)
    port = read.whole(service.get("port"), read.default(_PORT, service.span))
    policy = read.text(hook.get("failurePolicy"), read.default("Fail", hook.span))
    return Webhook(
        f"{address}.webhooks[{number}]",
        hook.span or span,
        **common(manifest, clusters),
        hook=read.text(hook.get("name"), Unknown("no name is written", hook.span)),
        backend=Backend(
            _written(service.get("name"), "name"), _written(service.get("namespace"), "namespace"), port,
            read.text(service.get("path"), Known(None)), service.span,
        ),
        fails=policy if isinstance(policy, Unknown) else Known(policy.value == "Fail", policy.span, policy.origin),
    )  # fmt: skip


def _written(value: Value | Absent, name: str) -> Known[str] | Unknown:
    return read.text(value, Unknown(f"no {name} of a service is written", value.span))
