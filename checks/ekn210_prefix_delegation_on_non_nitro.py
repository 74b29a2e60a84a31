"""
Prefix delegation is on for instance types that have no prefixes.

Why it matters
    On Xen types the CNI silently falls back to single addresses: the node holds far fewer pods than planned, and pods
    beyond that stay in ContainerCreating.  In an IPv6 cluster the CNI refuses to start.

How to fix
    Use Nitro types (m5, c5, t3 and newer), or turn prefix delegation off.

Known limits
    Types that are not in the table are not judged.

Sources
    amazon-vpc-cni-k8s pkg/ipamd/ipamd.go isConfigValid (v1.23.1, 2026-08-20)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.limits import InstanceLimits, limits_of, supports_prefixes
from eks_netlint.model.nouns import Cluster, Network, NodeGroup
from eks_netlint.model.placement import mode_of
from eks_netlint.rules import Severity, Undecided, Verdict, Violation, rule
from eks_netlint.values import Known, Truth, Unknown


@rule(id="EKN210", name="prefix-delegation-on-non-nitro", on=NodeGroup, severity=Severity.HIGH)
def check(group: NodeGroup, network: Network) -> Iterator[Verdict]:
    """Look for types without prefixes in a cluster that delegates them."""
    how = mode_of(group.cluster, network)
    prefix = how.prefix_delegation
    if how.runs is Truth.NO or (isinstance(prefix, Known) and not prefix.value):
        return
    limits = [(named, limits_of(named.value)) for named in group.instance_types.known]
    without = [
        named for named, found in limits if isinstance(found, InstanceLimits) and supports_prefixes(found) is Truth.NO
    ]
    doubts = [found for _, found in limits if isinstance(found, Unknown)]
    if group.instance_types.rest is not None:
        doubts.append(group.instance_types.rest)
    if isinstance(prefix, Unknown):
        if without or doubts:
            yield Undecided((prefix,))
        return
    for named in without:
        cluster = group.cluster
        ipv6 = isinstance(cluster, Cluster) and isinstance(cluster.ip_family, Known)
        breaks = ipv6 and isinstance(cluster, Cluster) and cluster.ip_family == Known("ipv6")
        yield Violation(
            f"{named.value} has no /28 prefixes, "
            + ("the CNI does not start" if breaks else "its nodes fall back to single addresses"),
            at=named.span,
            severity=Severity.HIGH if breaks else Severity.MEDIUM,
            see=((prefix.span, "prefix delegation is on"),) if prefix.span is not None else (),
        )
    if doubts and not without:
        yield Undecided(tuple(doubts))
