"""
Policies let lookups out to the pods of kube-dns alone, and on EKS Auto Mode there are none.

Why it matters
    On Auto Mode CoreDNS is a service of each node, not a pod.  A rule for pods labelled k8s-app=kube-dns matches
    nothing there, and every lookup is dropped.

How to fix
    Allow port 53 over UDP and TCP by ipBlock (0.0.0.0/0, or the address of the cluster's DNS service) instead.

Known limits
    A cluster that has other nodes besides is undecided: it is not told on which of them the pods run.

Sources
    https://docs.aws.amazon.com/eks/latest/userguide/auto-networking.html (2026)
    aws-samples/eks-network-policy-examples; aws-network-policy-agent test/integration (v1.4, 2026-08)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.kubernetes.enforcement import only_auto_mode
from eks_netlint.model.kubernetes.policies import Policy
from eks_netlint.model.kubernetes.selection import policies_rest
from eks_netlint.model.kubernetes.servers import by_pods_alone
from eks_netlint.model.nouns import Network
from eks_netlint.rules import Severity, Undecided, Verdict, Violation, rule
from eks_netlint.values import Unknown


@rule(id="EKN312", name="fqdn-aws-kube-dns-selector-on-auto", on=Policy, severity=Severity.MEDIUM)
def check(policy: Policy, network: Network) -> Iterator[Verdict]:
    """Look at the peers of the rules for lookups, where all nodes are of Auto Mode."""
    found = by_pods_alone(policy, network)
    if found is None:
        return
    auto = only_auto_mode(policy, network)
    rest = policies_rest(network)
    at = found.span
    if isinstance(auto, Unknown):
        yield Undecided((auto,), at=at)
    elif auto.value and rest is not None:
        yield Undecided((rest,), at=at)
    elif auto.value:
        yield Violation(
            "lookups are allowed to pods alone, and on EKS Auto Mode no pod answers them",
            at=at,
            see=((auto.span, "Auto Mode"),) if auto.span is not None else (),
        )
