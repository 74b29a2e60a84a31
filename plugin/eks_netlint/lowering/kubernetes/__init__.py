"""From Kubernetes objects to what runs on the clusters of a network."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_netlint.lowering.manifests import Manifests
from eks_netlint.manifests import Manifest
from eks_netlint.model.kubernetes.nouns import Kubernetes

if TYPE_CHECKING:
    from eks_netlint.lowering.kubernetes.metadata import Clusters


def lower(found: Manifests, clusters: Clusters | None = None) -> Kubernetes:
    """What the objects of a network say together.

    ``clusters`` tells on which of several clusters each runs; without it there is one at most.  Whatever an object
    holds, nothing is raised: what is not as Kubernetes wants it is unknown.
    """
    if not found.known:  # as in most roots: nothing else is imported
        return Kubernetes(rest=found.rest, unread=found.unread)
    from eks_netlint.lowering.kubernetes.balancers import balancing
    from eks_netlint.lowering.kubernetes.namespaces import namespaces
    from eks_netlint.lowering.kubernetes.policies import address_sets, policies, tiers
    from eks_netlint.lowering.kubernetes.pools import group_policies, node_classes, node_pools
    from eks_netlint.lowering.kubernetes.services import services
    from eks_netlint.lowering.kubernetes.webhooks import webhooks
    from eks_netlint.lowering.kubernetes.workloads import workloads

    on = _sole if clusters is None else clusters
    known = found.known
    sets = tuple(address_sets(known, on))
    return Kubernetes(
        namespaces=tuple(namespaces(known, on)),
        workloads=tuple(workloads(known, on)),
        services=tuple(services(known, on)),
        policies=tuple(policies(known, on, sets)),
        tiers=tuple(tiers(known, on)),
        address_sets=sets,
        **balancing(known, on)._asdict(),
        node_pools=tuple(node_pools(known, on)),
        node_classes=tuple(node_classes(known, on)),
        group_policies=tuple(group_policies(known, on)),
        webhooks=tuple(webhooks(known, on)),
        rest=found.rest,
        unread=found.unread,
    )


def _sole(manifest: Manifest) -> None:
    """Where there is at most one cluster, an object need not say which."""
