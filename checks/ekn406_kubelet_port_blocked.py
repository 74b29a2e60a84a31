"""
The control plane cannot reach the kubelet of the nodes: port 10250 is not let through.

Why it matters
    Nodes become ready and pods run, but kubectl logs, exec, attach and port-forward time out, and so do metrics.

How to fix
    Let TCP 10250 in to the nodes' security group from a group that the control plane carries.

Known limits
    Groups that are only referred to, and rules that another state adds, leave it undecided.

Sources
    EKS user guide, "View Amazon EKS security group requirements for clusters" (2026-11)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.nouns import Cluster, Network
from eks_netlint.model.security.flows import kubelet, needing
from eks_netlint.rules import Severity, Verdict, rule
from eks_netlint.rules.flows import judged


@rule(id="EKN406", name="kubelet-port-blocked", on=Cluster, severity=Severity.HIGH)
def check(cluster: Cluster, network: Network) -> Iterator[Verdict]:
    """Ask whether the control plane reaches the nodes on the kubelet's port."""
    flows = ((group, kubelet(group, network)) for group in needing(cluster, network))
    yield from judged(flows, "the control plane cannot reach the kubelet on {ports}: {why}", network)
