"""
A Service sends to a port of its pods that is not open between the nodes.

Why it matters
    Callers on the pod's own node get an answer, all others time out: the Service works now and then.  The node group of
    the eks module opens TCP 1025-65535 between nodes, so that pods on ports like 80 and 443 are cut off.

How to fix
    Let the pods listen on a port above 1024, or let the port in to the nodes' security group from itself.

Known limits
    Only TCP.  Services behind a load balancer are low: the controller opens the port for it, and nobody else may call
    them.  Pods with security groups of their own are not judged; nodes between which nothing is open at all are
    reported once.  Pods may run on nodes that Karpenter makes, too: where these are not closed the finding is medium.

Sources
    terraform-aws-modules/eks node_groups.tf, ingress_nodes_ephemeral (v19.21.0, v21.19.0)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.kubernetes.nouns import Service
from eks_netlint.model.nouns import Network
from eks_netlint.model.security.served import behind_balancer, gathered, to_service
from eks_netlint.rules import Severity, Verdict, rule
from eks_netlint.rules.flows import stopped


@rule(id="EKN401", name="service-port-blocked-between-nodes", on=Service, severity=Severity.HIGH)
def check(service: Service, network: Network) -> Iterator[Verdict]:
    """Ask whether pods on one node reach the pods of the Service on another."""
    found = gathered(to_service(service, network))
    severity = Severity.MEDIUM if found.passing or found.doubts else Severity.HIGH
    if behind_balancer(service, network):
        severity = Severity.LOW
    message = "pods on other nodes cannot reach the pods of the Service on {ports}: {why}"
    yield from stopped(found, message, network, severity, service.ports.span)
