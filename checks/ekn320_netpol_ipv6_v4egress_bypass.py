"""
Pods of an IPv6 cluster have a way out over IPv4 that no policy covers.

Why it matters
    On an IPv6 cluster the VPC CNI gives each pod a second interface with an IPv4 address of its own, so that it reaches
    the IPv4 internet.  Policies are enforced on the first interface alone: what they deny leaves by the second.

How to fix
    Set ENABLE_V4_EGRESS to false if no pod needs IPv4, or restrict IPv4 in the security groups and route tables.

Known limits
    Only policies that restrict what pods send, where the VPC CNI enforces them.

Sources
    amazon-vpc-cni-k8s README.md, ENABLE_V4_EGRESS (v1.23.1, 2026-08-20)
    aws-network-policy-agent README.md (v1.4, 2026-08)
    https://docs.aws.amazon.com/eks/latest/userguide/cni-network-policy.html, considerations
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.cni import parse_bool, setting
from eks_netlint.model.density import cluster_of
from eks_netlint.model.nouns import CniSettings, Network
from eks_netlint.rules import Severity, Undecided, Verdict, Violation, rule
from eks_netlint.rules.running import if_it_runs
from eks_netlint.values import Known, Truth, Unknown


@rule(id="EKN320", name="netpol-ipv6-v4egress-bypass", on=CniSettings, severity=Severity.MEDIUM)
def check(cni: CniSettings, network: Network) -> Iterator[Verdict]:
    """Compare the family of the cluster, the switch of the second interface, and the policies."""
    cluster, on, egress = cluster_of(cni, network), cni.network_policy, setting(cni, "ENABLE_V4_EGRESS")
    if cni.runs is Truth.NO or cluster is None or (isinstance(on, Known) and not on.value):
        return
    family = cluster.ip_family
    if isinstance(family, Known) and family.value != "ipv6":
        return
    if isinstance(egress, Known) and egress.value is not None and parse_bool(egress.value) is False:
        return
    from eks_netlint.model.kubernetes.strict import egress_policies  # brings policies, which few clusters need

    policies = egress_policies(cluster, network)
    if not policies:
        return
    unknowns = tuple(fact for fact in (family, on, egress) if isinstance(fact, Unknown))
    if unknowns or isinstance(egress, Unknown):
        yield Undecided(unknowns)
        return
    restrict = "1 policy restricts" if len(policies) == 1 else f"{len(policies)} policies restrict"
    violation = Violation(
        f"{restrict} what pods send, and leave out their IPv4 interface (ENABLE_V4_EGRESS is "
        f"{egress.value or 'true by default'})",
        at=egress.span if egress.value is not None else family.span,
        see=tuple((policy.span, policy.address) for policy in policies[:4]),
        assumed=("ENABLE_V4_EGRESS is true by default",) if egress.value is None else (),
    )
    yield if_it_runs(cni, violation)
