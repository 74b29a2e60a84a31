"""From a ``ClusterConfig`` to the resources that eksctl makes of it, in the words of the AWS provider.

What eksctl does by default stands here, as eksctl-io/eksctl v0.230 (2026-08) does it: each module names the files of
its source, below pkg/.  The rest of lowering then reads the resources like those of any other language.
"""

from __future__ import annotations

from collections.abc import Sequence

from eks_netlint.lowering.eksctl.control_plane import cluster
from eks_netlint.lowering.eksctl.existing import existing
from eks_netlint.lowering.eksctl.groups import groups
from eks_netlint.lowering.eksctl.nodes import node_groups
from eks_netlint.lowering.eksctl.running import running
from eks_netlint.lowering.eksctl.said import Made, Said
from eks_netlint.lowering.eksctl.vpc import dedicated
from eks_netlint.lowering.size import MAX_GROUPS
from eks_netlint.resources import Resource, TooLarge
from eks_netlint.values import Fields, Items

_LISTS = (
    ("nodeGroups",), ("managedNodeGroups",), ("fargateProfiles",), ("addons",), ("availabilityZones",), ("localZones",),
    ("vpc", "subnets", "public"), ("vpc", "subnets", "private"), ("vpc", "extraCIDRs"), ("vpc", "extraIPv6CIDRs"),
)  # fmt: skip
"""Of each member of these eksctl makes something."""


def translated(resources: Sequence[Resource]) -> tuple[Resource, ...]:
    """What eksctl makes of each ``ClusterConfig``."""
    made: list[Resource] = []
    for resource in resources:
        made += _stack(Said(resource))
    return tuple(made)


def _stack(said: Said) -> list[Resource]:
    _bounded(said)
    made = Made()
    network = existing(said, made) if said.has_vpc else dedicated(said, made)
    shared = groups(said, made, network)
    cluster(said, made, network, shared)
    running(said, made, network)
    node_groups(said, made, network, shared)
    return made.resources


def _bounded(said: Said) -> None:
    """Raise ``TooLarge`` for more of anything than a cluster may have."""
    for path in _LISTS:
        found = said.get(*path)
        listed = found.members if isinstance(found, Items) else found.entries if isinstance(found, Fields) else ()
        if (count := len(listed)) > MAX_GROUPS:
            raise TooLarge(f"{count} entries of {'.'.join(path)}: too many to judge")
