"""
The VPC CNI denies all traffic of pods without a policy, and workloads have none.

Why it matters
    With NETWORK_POLICY_ENFORCING_MODE=strict a pod starts with everything denied until a policy selects it.  Workloads
    without one never get any traffic, and neither does CoreDNS: then no pod of the cluster can look up names.

How to fix
    Write a policy for every workload, those of kube-system included, or set the mode to standard.

Known limits
    Workloads and policies that are applied from elsewhere are not seen.  Pods on the network of their node are exempt.

Sources
    amazon-vpc-cni-k8s README.md, NETWORK_POLICY_ENFORCING_MODE (v1.23.1, 2026-08-20)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.cni import setting
from eks_netlint.model.density import cluster_of
from eks_netlint.model.nouns import CniSettings, Network
from eks_netlint.rules import Severity, Undecided, Verdict, Violation, rule
from eks_netlint.rules.running import if_it_runs
from eks_netlint.values import Known, Truth, Unknown


@rule(id="EKN319", name="netpol-strict-mode-uncovered", on=CniSettings, severity=Severity.HIGH)
def check(cni: CniSettings, network: Network) -> Iterator[Verdict]:
    """List the workloads that no policy selects, where the mode is strict."""
    mode, policy, cluster = setting(cni, "NETWORK_POLICY_ENFORCING_MODE"), cni.network_policy, cluster_of(cni, network)
    if cni.runs is Truth.NO or cluster is None or (isinstance(policy, Known) and not policy.value):
        return
    if isinstance(mode, Known) and mode.value != "strict":
        return
    if isinstance(mode, Unknown) or isinstance(policy, Unknown):
        yield Undecided(tuple(fact for fact in (mode, policy) if isinstance(fact, Unknown)))
        return
    from eks_netlint.model.kubernetes.strict import uncovered  # brings policies, which few clusters need

    found = uncovered(cluster, network)
    if found.names:
        shown = ", ".join(found.names[:3]) + (f" and {len(found.names) - 3} more" if len(found.names) > 3 else "")
        violation = Violation(
            f"strict enforcement denies all traffic of pods without a policy, and {shown} "
            f"{'has' if len(found.names) == 1 else 'have'} none",
            at=mode.span,
            see=tuple((span, "no policy selects it") for span in found.spans[:4]),
        )
        yield if_it_runs(cni, violation)
    elif found.doubts:
        yield Undecided(found.doubts, at=mode.span)
