"""
The metrics-server add-on listens on 10251, and the control plane cannot reach that port on the nodes.

Why it matters
    The aggregated API v1beta1.metrics.k8s.io stays unavailable: kubectl top says so, and no HorizontalPodAutoscaler
    scales on CPU or memory.  The eks module opens the port from version 21 on.

How to fix
    Let TCP 10251 in to the nodes' security group from a group that the control plane carries.

Known limits
    An add-on that is told to listen on another port is not seen to do so.  The community's chart listens on 10250.

Sources
    terraform-aws-modules/eks node_groups.tf (v20.37.2, v21.0.0)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.kubernetes.webhooks import Addon
from eks_netlint.model.nouns import Network
from eks_netlint.model.security.served import METRICS_SERVER, gathered, metrics
from eks_netlint.rules import Severity, Verdict, rule
from eks_netlint.rules.flows import stopped


@rule(id="EKN405", name="metrics-server-port-blocked", on=Addon, severity=Severity.MEDIUM)
def check(addon: Addon, network: Network) -> Iterator[Verdict]:
    """Ask whether the control plane reaches the add-on's port on the nodes."""
    if addon.name != METRICS_SERVER:
        return
    found = gathered(metrics(addon, network))
    severity = Severity.LOW if found.passing else Severity.MEDIUM
    message = "the control plane cannot reach the metrics-server add-on on {ports}: {why}"
    yield from stopped(found, message, network, severity, None)
