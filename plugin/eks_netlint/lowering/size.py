"""Whether the resources of a root are few enough to be made a network of."""

from __future__ import annotations

from collections.abc import Sequence

from eks_netlint.resources import Resource

MAX_GROUPS = 500
"""Groups and clusters of one root, each of which asks for subnets, templates and settings.  Amazon EKS allows 450
managed node groups in a cluster after every increase, 30 before (2026-11)."""

_GROUPS = frozenset(["aws_autoscaling_group", "aws_eks_cluster", "aws_eks_fargate_profile", "aws_eks_node_group"])


def too_many(resources: Sequence[Resource]) -> str:
    """Why the resources are not lowered, empty if they are."""
    groups = sum(resource.type in _GROUPS for resource in resources)
    return f"{groups} node groups, profiles and clusters in one root: too many to judge" if groups > MAX_GROUPS else ""
