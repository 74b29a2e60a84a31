"""
externalTrafficPolicy Local is set on a Service whose load balancer sends to pods directly.

Why it matters
    Targets of type ip are pods: traffic does not pass a node port, and the policy has no effect on it.  Whoever set it
    to keep the client's address, or to balance evenly, does not get it from there.

How to fix
    Remove externalTrafficPolicy; to see client addresses set preserve_client_ip.enabled=true among the target group
    attributes, or use proxy protocol.

Known limits
    Traffic that enters through node ports by another way is not seen.

Sources
    aws-load-balancer-controller docs/guide/service/nlb.md (v3.5, 2026-08)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.kubernetes.nouns import Service
from eks_netlint.model.kubernetes.traffic import IP, LOCAL, registers
from eks_netlint.model.nouns import Network
from eks_netlint.rules import Severity, Undecided, Verdict, Violation, rule
from eks_netlint.values import Known, Unknown


@rule(id="EKN604", name="local-traffic-to-pod-targets", on=Service, severity=Severity.LOW)
def check(service: Service, network: Network) -> Iterator[Verdict]:
    """Compare the traffic policy with what the load balancer registers."""
    kind, traffic = registers(service, network), service.traffic
    if kind is None or (isinstance(traffic, Known) and traffic.value != LOCAL):
        return
    if isinstance(kind, Known) and kind.value != IP:
        return
    if isinstance(kind, Unknown) or isinstance(traffic, Unknown):
        yield Undecided(tuple(fact for fact in (kind, traffic) if isinstance(fact, Unknown)))
        return
    see = () if kind.span is None else ((kind.span, "targets are pods"),)
    assumed = ("target type ip, as the controller registers where nobody names one",) if kind.is_default else ()
    message = "externalTrafficPolicy Local has no effect: the load balancer's targets are pods"
    yield Violation(message, at=traffic.span, see=see, assumed=assumed)
