"""
Network policies are there, and nothing on the cluster enforces them.

Why it matters
    A policy is an object of the API like any other: kubectl takes it without a word.  Where no engine runs, all traffic
    that it denies goes on, and everybody believes that it does not.

How to fix
    Configure the vpc-cni add-on with enableNetworkPolicy "true", on Auto Mode apply the ConfigMap amazon-vpc-cni with
    enable-network-policy-controller "true", or install Calico or Cilium.

Known limits
    An engine that nothing in these files installs is not seen.  Policies of Cilium or Calico show that theirs
    is installed elsewhere: then it is undecided, as it is without a cluster.

Sources
    amazon-vpc-cni-k8s docs/network-policy-faq.md (v1.23.1, 2026-08-20)
    https://docs.aws.amazon.com/eks/latest/userguide/cni-network-policy.html
    https://docs.aws.amazon.com/eks/latest/userguide/auto-net-pol.html (2026)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.kubernetes.enforcement import unenforced
from eks_netlint.model.kubernetes.nouns import Kubernetes
from eks_netlint.model.nouns import Network
from eks_netlint.rules import Severity, Undecided, Verdict, Violation, rule


@rule(id="EKN301", name="network-policy-unenforced", on=Kubernetes, severity=Severity.HIGH)
def check(_: Kubernetes, network: Network) -> Iterator[Verdict]:
    """Look for an engine on each cluster that has policies."""
    for found in unenforced(network):
        first, count = found.policies[0], len(found.policies)
        if found.doubts:
            yield Undecided(found.doubts, at=first.span)
            continue
        policies = "1 network policy is" if count == 1 else f"{count} network policies are"
        yield Violation(
            f"{policies} not enforced: {found.why}",
            at=found.at,
            severity=Severity.HIGH if found.configured else Severity.MEDIUM,
            see=tuple((policy.span, policy.address) for policy in found.policies[:4]),
            assumed=() if found.configured else ("policies are not enforced unless somebody turns it on",),
        )
