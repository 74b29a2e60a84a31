"""
A subnet that holds its nodes at maximum size has no room for the extra nodes of an update.

Why it matters
    An update of a managed node group first launches up to twice as many new nodes as it has zones.  Where they get no
    address the update stops half way, with old and new nodes side by side.

How to fix
    Leave headroom in the subnet, lower the maximum size or max unavailable, or move the control plane to subnets of
    its own.

Known limits
    Managed groups are taken to be updated one at a time: the largest surge counts.  A group with the MINIMAL update
    strategy launches nothing extra.  The extra nodes share the pods of those they replace, within the zone, while an
    old node still holds its addresses.  The control plane branch wants five free addresses in all the cluster's
    subnets together.

Sources
    https://docs.aws.amazon.com/eks/latest/userguide/managed-node-update-behavior.html (scale up by max(2 x zones,
    max unavailable); 2024-12-18)
    https://docs.aws.amazon.com/eks/latest/userguide/update-cluster.html (up to five addresses of the cluster's
    subnets; 2024-12-18)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.budget import budget
from eks_netlint.model.headroom import UPGRADE_ADDRESSES, cluster_headroom
from eks_netlint.model.nouns import Network, Subnet
from eks_netlint.rules import Severity, Undecided, Verdict, Violation, rule
from eks_netlint.rules.sums import addresses_sum, counted, places, speaks_for_nodes
from eks_netlint.values import Truth

SURGE = "maximum+surge"


@rule(id="EKN103", name="upgrade-surge-no-headroom", on=Subnet, severity=Severity.MEDIUM, silences=("EKN102",))
def check(subnet: Subnet, network: Network) -> Iterator[Verdict]:
    """Compare the demand during the largest update, and during a control plane upgrade, with the subnet."""
    made = budget(subnet, network)
    if not speaks_for_nodes(made) or made.exceeds("maximum") is Truth.YES:
        return
    match made.exceeds(SURGE):
        case Truth.YES:
            yield Violation(
                f"nodes full of pods need {counted(made.level(SURGE).demand)} addresses while a node group is "
                f"updated{places(made)}, has {made.available.high}",
                at=made.at,
                sum=addresses_sum(made, SURGE),
                see=((subnet.span, f"subnet {subnet.address}"),),
                assumed=made.level(SURGE).assumed,
            )
            return
        case Truth.UNSURE:
            yield Undecided(made.unknowns(SURGE), at=made.at)
            return
    for cluster in network.clusters:
        free = cluster_headroom(cluster, subnet, network)
        if free is not None and free.high is not None and free.high < UPGRADE_ADDRESSES:
            yield Violation(
                f"leaves {free.high} addresses free in the subnets of {cluster.address} at maximum size, "
                f"an upgrade of the control plane needs up to {UPGRADE_ADDRESSES}",
                at=made.at,
                sum=addresses_sum(made, "maximum"),
                see=((cluster.span, f"cluster {cluster.address}"),),
                assumed=made.assumptions,
            )
