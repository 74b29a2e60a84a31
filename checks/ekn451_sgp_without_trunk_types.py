"""
Security groups for pods are on, and no node of the cluster has a trunk interface.

Why it matters
    A pod with a group of its own needs a branch interface, which only types with a trunk interface have: no type of the
    families t2, t3, t3a and t4g does.  The pods stay Pending with "Insufficient vpc.amazonaws.com/pod-eni".

How to fix
    Add a node group of a type with a trunk interface, such as m5.large, for these pods.

Known limits
    One group, or one pool of Karpenter, of types that have it is enough to be clean, whatever else a pod asks of its
    node.  Types that the tables do not know are undecided.

Sources
    amazon-vpc-resource-controller-k8s pkg/aws/vpc/limits.go, IsTrunkingCompatible (2026-03)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.cni import mode
from eks_netlint.model.density import cluster_of
from eks_netlint.model.kubernetes.pod_groups import group_policies
from eks_netlint.model.kubernetes.trunks import trunks
from eks_netlint.model.nouns import CniSettings, Network
from eks_netlint.rules import Severity, Undecided, Verdict, Violation, rule
from eks_netlint.rules.running import if_it_runs
from eks_netlint.values import Known, Truth, Unknown


@rule(id="EKN451", name="sgp-without-trunk-types", on=CniSettings, severity=Severity.HIGH)
def check(cni: CniSettings, network: Network) -> Iterator[Verdict]:
    """Look for a type with a trunk interface."""
    cluster, switch = cluster_of(cni, network), mode(cni).pod_eni
    if cluster is None or cni.runs is Truth.NO or (isinstance(switch, Known) and not switch.value):
        return
    offer = trunks(cluster, network)
    if offer.bearing or offer.unbounded or not offer.without:
        return
    if isinstance(switch, Unknown) or offer.doubts:
        yield Undecided((*offer.doubts, *((switch,) if isinstance(switch, Unknown) else ())))
        return
    policies = group_policies(cluster, network)
    types = ", ".join(sorted({named.value for named, _ in offer.without}))
    violation = Violation(
        f"security groups for pods are on, and no node has a trunk interface: {types}",
        at=switch.span,
        see=(
            *((named.span or group.span, f"{named.value} has none") for named, group in offer.without[:4]),
            *((one.span, "gives pods groups of their own") for one in policies[:2]),
        ),
        severity=Severity.HIGH if policies else Severity.MEDIUM,
        assumed=tuple(dict.fromkeys(f"{named.value}, as no type is written" for named, _ in offer.without
                                    if named.is_default)),
    )  # fmt: skip
    yield if_it_runs(cni, violation)
