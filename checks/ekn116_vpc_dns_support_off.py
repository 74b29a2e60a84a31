"""
The VPC of a cluster has DNS resolution or DNS host names switched off.

Why it matters
    Nodes find the cluster's endpoint by name.  Without DNS support the VPC has no resolver; without host names the
    private endpoint's zone is not answered in it.  EKS wants both: otherwise nodes may not register, and the node group
    fails with NodeCreationFailure.

How to fix
    Set enable_dns_support and enable_dns_hostnames to true on the VPC.

Known limits
    A VPC that no cluster or node group of these files uses is not asked about.  With a public endpoint only, nodes
    have been seen to join without host names and to fail, so there the finding is medium.

Sources
    https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html (the VPC must have DNS hostname and DNS
    resolution support, otherwise nodes can't register; 2024-12-18)
    https://docs.aws.amazon.com/eks/latest/userguide/cluster-endpoint.html (both for the private endpoint; 2024-12-18)
    https://github.com/antonputra/tutorials/issues/117 (node group fails until host names are on; 2022-12-21)
    https://github.com/terraform-aws-modules/terraform-aws-eks/pull/446 (nodes join all the same; 2019-07-26)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.nouns import Cluster, Network, Vpc
from eks_netlint.model.ranges import clusters_in, doubts_about, groups_in
from eks_netlint.rules import Severity, Undecided, Verdict, Violation, rule
from eks_netlint.values import Unknown

HOST_NAMES = "enable_dns_hostnames"


@rule(id="EKN116", name="vpc-dns-support-off", on=Vpc, severity=Severity.HIGH)
def check(vpc: Vpc, network: Network) -> Iterator[Verdict]:
    """Check both attributes of a VPC that holds a cluster or nodes."""
    clusters = clusters_in(vpc, network)
    users = (*clusters, *groups_in(vpc, network))
    if not users:
        yield from _unless_used(vpc, network)
        return
    private = next((cluster for cluster in clusters if _has_private_endpoint(cluster)), None)
    for name, fact in (("enable_dns_support", vpc.dns_support), (HOST_NAMES, vpc.dns_hostnames)):
        if isinstance(fact, Unknown):
            yield Undecided((fact,), at=fact.span)
        elif not fact.value:
            user = users[0] if private is None or name != HOST_NAMES else private
            default = " by default" if fact.is_default else ""
            if user is private:
                then = f"the private endpoint of {user.address} is not resolved in the VPC"
            elif name == HOST_NAMES:
                then = f"EKS requires it, nodes of {user.address} may not register"
            else:
                then = f"nodes of {user.address} cannot register"
            yield Violation(
                f"{name} is false{default}, {then}",
                at=None if fact.is_default else fact.span,
                severity=Severity.MEDIUM if name == HOST_NAMES and private is None else Severity.HIGH,
                see=((user.span, user.address),),
                assumed=(f"{name}=false: default of the provider or module",) if fact.is_default else (),
            )


def _unless_used(vpc: Vpc, network: Network) -> Iterator[Undecided]:
    """What is off does harm if a cluster or nodes use the VPC, and nobody knows whether they do."""
    doubts = doubts_about(vpc, network)
    off = [fact for fact in (vpc.dns_support, vpc.dns_hostnames) if isinstance(fact, Unknown) or not fact.value]
    if doubts and off:
        yield Undecided(doubts, at=vpc.span)


def _has_private_endpoint(cluster: Cluster) -> bool:
    return not isinstance(cluster.endpoint_private, Unknown) and cluster.endpoint_private.value
