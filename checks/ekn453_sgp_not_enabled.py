"""
SecurityGroupPolicies are in the files, and ENABLE_POD_ENI is off.

Why it matters
    Without the switch the VPC CNI makes no trunk interface.  Pods that a policy selects ask for a branch interface that
    no node has, and stay Pending with "Insufficient vpc.amazonaws.com/pod-eni".

How to fix
    Set ENABLE_POD_ENI to "true" in the configuration of the VPC CNI, before the nodes start.

Known limits
    A cluster whose CNI nothing in the files configures is undecided: somebody may have set the variable with kubectl.
    Clusters with Fargate profiles and no nodes are left out: Fargate needs no switch.  Auto Mode is EKN465's.

Sources
    amazon-vpc-cni-k8s README.md, ENABLE_POD_ENI (v1.23.1, 2026-08-20)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.cni import mode
from eks_netlint.model.density import cluster_of, groups_of
from eks_netlint.model.kubernetes.pod_groups import group_policies
from eks_netlint.model.nouns import CniSettings, Network
from eks_netlint.rules import Severity, Undecided, Verdict, Violation, rule
from eks_netlint.rules.running import if_it_runs
from eks_netlint.values import Truth, Unknown


@rule(id="EKN453", name="sgp-not-enabled", on=CniSettings, severity=Severity.HIGH)
def check(cni: CniSettings, network: Network) -> Iterator[Verdict]:
    """Compare the switch with the policies."""
    cluster, switch = cluster_of(cni, network), mode(cni).pod_eni
    if cluster is None or cni.runs is Truth.NO:
        return
    policies = group_policies(cluster, network)
    if not policies or (network.fargate_profiles and not groups_of(cni, network)):
        return
    if isinstance(switch, Unknown):
        yield Undecided((switch,))
        return
    if switch.value:
        return
    if cni.declared is not Truth.YES:
        yield Undecided((Unknown("nothing in the files configures the VPC CNI of the cluster", cni.span),))
        return
    several = "a SecurityGroupPolicy" if len(policies) == 1 else f"{len(policies)} SecurityGroupPolicies"
    violation = Violation(
        f"ENABLE_POD_ENI is off, and there {'is' if len(policies) == 1 else 'are'} {several}: their pods stay Pending",
        at=switch.span,
        see=tuple((one.span, "gives pods groups of their own") for one in policies[:4]),
        assumed=("ENABLE_POD_ENI=false",) if switch.is_default else (),
    )
    yield if_it_runs(cni, violation)
