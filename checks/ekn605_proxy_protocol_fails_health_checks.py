"""
Proxy protocol is switched on for node targets with externalTrafficPolicy Local.

Why it matters
    With Local the load balancer asks the node's health check port, which answers plain HTTP.  With proxy protocol v2
    the health checks carry its header too, kube-proxy does not understand them, and every target is unhealthy.

How to fix
    Register pods (target type ip), or drop either proxy protocol or externalTrafficPolicy Local.

Known limits
    A health check that annotations lead to another port than the node's is taken to work.

Sources
    aws-load-balancer-controller docs/guide/service/nlb.md, limitations of proxy protocol (v3.5, 2026-08)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.kubernetes.exposure import proxy_protocol
from eks_netlint.model.kubernetes.nouns import Service
from eks_netlint.model.kubernetes.traffic import INSTANCE, LOCAL, registers
from eks_netlint.model.nouns import Network
from eks_netlint.rules import Severity, Undecided, Verdict, Violation, rule
from eks_netlint.values import Known, Unknown


@rule(id="EKN605", name="proxy-protocol-fails-health-checks", on=Service, severity=Severity.HIGH)
def check(service: Service, network: Network) -> Iterator[Verdict]:
    """Look for node targets, Local and proxy protocol together."""
    kind, traffic, proxy = registers(service, network), service.traffic, proxy_protocol(service, network)
    if kind is None or (isinstance(traffic, Known) and traffic.value != LOCAL):
        return
    if (isinstance(kind, Known) and kind.value != INSTANCE) or (isinstance(proxy, Known) and not proxy.value):
        return
    unknown = tuple(fact for fact in (kind, traffic, proxy) if isinstance(fact, Unknown))
    if unknown:
        yield Undecided(unknown)
        return
    assumed = ("target type instance, as nobody names one",) if isinstance(kind, Known) and kind.is_default else ()
    places = [(traffic.span, "externalTrafficPolicy Local"), (kind.span, "targets are nodes")]
    message = "proxy protocol with node targets and externalTrafficPolicy Local: every health check fails"
    see = tuple((span, said) for span, said in places if span is not None and not assumed)
    yield Violation(message, at=proxy.span, see=see, assumed=assumed)
