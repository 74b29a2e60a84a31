"""
The subnets of a cluster lie in fewer than two Availability Zones.

Why it matters
    EKS refuses to create a cluster whose subnets are not in at least two zones.

How to fix
    Give the cluster subnets in two or more zones.

Known limits
    Zones that are only looked up (subnets given by id) cannot be told apart.  An empty list, the default of many a
    module's variable, waits for its caller and is undecided.  Local clusters on Outposts are exempt.

Sources
    https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html (at least two subnets in different zones;
    2024-12-18)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.nouns import Cluster, Network
from eks_netlint.model.placement import distinct, zone_count
from eks_netlint.rules import Severity, Undecided, Verdict, Violation, rule
from eks_netlint.values import Truth, Unknown

NEEDED_ZONES = 2


@rule(id="EKN105", name="cluster-subnets-single-az", on=Cluster, severity=Severity.HIGH)
def check(cluster: Cluster, network: Network) -> Iterator[Verdict]:
    """Count the zones of the cluster's subnets."""
    if cluster.outpost is Truth.YES or cluster.adopted:  # what exists already, EKS has accepted
        return
    subnets = distinct(cluster.subnets.known)
    zones = zone_count(subnets)
    if zones.low >= NEEDED_ZONES:
        return
    if cluster.subnets.complete and not subnets:
        yield Undecided((Unknown("no subnet is given to the cluster", cluster.subnets.span),), at=cluster.subnets.span)
        return
    if cluster.subnets.complete and zones.high is not None and zones.high < NEEDED_ZONES:
        if cluster.outpost is Truth.UNSURE:
            yield Undecided((Unknown("whether the cluster is on an Outpost is not known", cluster.span),))
            return
        yield Violation(
            f"has {len(subnets)} subnet{'' if len(subnets) == 1 else 's'} in {zones.high} "
            f"zone{'' if zones.high == 1 else 's'}, EKS wants {NEEDED_ZONES} zones",
            at=cluster.subnets.span,
            see=tuple((subnet.span, f"subnet {subnet.address}") for subnet in subnets[:4]),
        )
        return
    reasons = tuple(subnet.zone for subnet in subnets if isinstance(subnet.zone, Unknown))
    rest = () if cluster.subnets.rest is None else (cluster.subnets.rest,)
    apart = Unknown("whether the zones of the subnets differ is not in the files", cluster.subnets.span)
    yield Undecided((*rest, *reasons) or (apart,), at=cluster.subnets.span)
