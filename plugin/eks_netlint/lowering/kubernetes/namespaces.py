"""Namespaces, with the label that each of them carries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from eks_netlint.lowering import read
from eks_netlint.lowering.kubernetes.metadata import Clusters, common, place
from eks_netlint.manifests import Manifest
from eks_netlint.model.kubernetes.labels import NAMESPACE_NAME, Labels
from eks_netlint.model.kubernetes.nouns import Namespace


def namespaces(found: Sequence[Manifest], clusters: Clusters) -> Iterator[Namespace]:
    """Every namespace that is declared; it lies in none itself."""
    for manifest in found:
        if manifest.kind == "Namespace":
            said = common(manifest, clusters)
            labels = said["labels"]
            said["labels"] = Labels({**labels.known, NAMESPACE_NAME: said["name"]}, labels.rest)
            said["namespace"] = read.default("", manifest.span)
            yield Namespace(*place(manifest), **said)
