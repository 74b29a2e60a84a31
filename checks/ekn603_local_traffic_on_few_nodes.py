"""
A load balancer registers nodes, only nodes with a pod answer, and nothing spreads the pods.

Why it matters
    With externalTrafficPolicy Local a node without a ready pod of the Service fails its health check.  Replicas that
    share a node get all the traffic on that node; when it is drained, or its pods are rolled, connections are dropped
    until the load balancer has found the next one.

How to fix
    Register pods instead (target type ip), or spread the replicas with topology spread constraints over hostnames and
    zones.

Known limits
    Pods that these files do not show leave it undecided.  Preferred anti-affinity does not count: the scheduler may
    ignore it.  Deployments that something else schedules apart are not seen.

Sources
    aws-load-balancer-controller docs/guide/service/nlb.md (v3.5, 2026-08)
    aws-eks-best-practices networking/loadbalancing (2026-05-04)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.kubernetes.exposure import local_pods
from eks_netlint.model.kubernetes.nouns import Service
from eks_netlint.model.nouns import Network
from eks_netlint.rules import Severity, Undecided, Verdict, Violation, rule
from eks_netlint.values import Known, Unknown


@rule(id="EKN603", name="local-traffic-on-few-nodes", on=Service, severity=Severity.MEDIUM)
def check(service: Service, network: Network) -> Iterator[Verdict]:
    """Look for pods behind node targets that may share a node."""
    for found in local_pods(service, network):
        if isinstance(found, Unknown):
            yield Undecided((found,), at=service.traffic.span)
            continue
        replicas = found.replicas
        number = replicas.value if isinstance(replicas, Known) else None
        name = f"{found.kind} {found.name.value}" if isinstance(found.name, Known) else found.kind
        said = {None: f"the pods of {name}", 1: f"the only pod of {name}"}.get(number, f"all {number} pods of {name}")
        consequence = "sits on one node" if number == 1 else "may share one node"
        message = (
            f"node targets with externalTrafficPolicy Local: {said} {consequence}, "
            "and every other node fails the health check"
        )
        where = found.pod.span or found.span
        yield Violation(message, at=service.traffic.span, see=((where, f"{name}, without spread constraints"),))
