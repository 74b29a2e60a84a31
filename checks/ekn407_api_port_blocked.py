"""
Nodes cannot reach the API server: port 443 is not let through between their security groups.

Why it matters
    Instances start and never join the cluster; the node group fails after half an hour with NodeCreationFailure.

How to fix
    Let TCP 443 out of the nodes' security group, and in to a group that the control plane carries.

Known limits
    Where the private endpoint is off, only the way out of the nodes is looked at.  Groups that are only referred to,
    and rules that another state adds, leave it undecided.

Sources
    EKS user guide, "View Amazon EKS security group requirements for clusters" (2026-11)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.nouns import Cluster, Network
from eks_netlint.model.security.flows import api, needing
from eks_netlint.rules import Severity, Verdict, rule
from eks_netlint.rules.flows import judged


@rule(id="EKN407", name="api-port-blocked", on=Cluster, severity=Severity.HIGH)
def check(cluster: Cluster, network: Network) -> Iterator[Verdict]:
    """Ask whether the nodes reach the API server."""
    flows = ((group, api(group, network)) for group in needing(cluster, network))
    yield from judged(flows, "nodes cannot reach the API server on {ports}: {why}", network)
