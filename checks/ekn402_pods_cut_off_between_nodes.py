"""
Pods on different nodes cannot reach each other: no unprivileged TCP port is open between them.

Why it matters
    A Service works as long as its pods happen to run on the caller's node, and times out on all others.  Version 18 of
    the eks module opens nothing between nodes but DNS.

How to fix
    Let TCP 1025-65535 (or all traffic) in and out of the nodes' security group from itself, as version 19 of the module
    does by default.

Known limits
    A group that opens some of these ports is taken to open those that its pods need.

Sources
    terraform-aws-modules/eks node_groups.tf (v18.31.2, v19.21.0)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.nouns import Cluster, Network
from eks_netlint.model.security.flows import closed_between_pods, needing
from eks_netlint.rules import Severity, Verdict, rule
from eks_netlint.rules.flows import judged


@rule(id="EKN402", name="pods-cut-off-between-nodes", on=Cluster, severity=Severity.MEDIUM)
def check(cluster: Cluster, network: Network) -> Iterator[Verdict]:
    """Ask whether pods on two nodes of the group reach each other on any usual port."""
    flows = ((group, closed_between_pods(group, network)) for group in needing(cluster, network))
    yield from judged(flows, "pods on different nodes cannot reach each other: {why}", network)
