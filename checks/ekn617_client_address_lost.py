"""
Something looks at client addresses behind a Service whose traffic passes node ports with externalTrafficPolicy Cluster.

Why it matters
    Under Cluster the node that gets a connection may hand it to a pod on another node, and puts its own address in the
    place of the client's.  Allow lists of addresses that the pods or their network policies hold then match no client:
    everybody is refused, or whoever reaches a node gets in.  It is an extra hop, too.

How to fix
    Register pods (target type ip, with preserve_client_ip.enabled=true), or set externalTrafficPolicy: Local.

Known limits
    Only what the manifests show to need the client's address is reported: network policies that allow public addresses,
    allow lists of ingress-nginx, source ranges of the Service (low: the load balancer's security group applies them).
    A Service behind an ALB is left out: the address is in a header.

Sources
    kubernetes.io, Source IP for Services of type NodePort and LoadBalancer (2026-11)
    aws-eks-best-practices networking/loadbalancing (2026-05-04)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.kubernetes.exposure import address_needed, masquerades
from eks_netlint.model.kubernetes.nouns import Service
from eks_netlint.model.nouns import Network
from eks_netlint.rules import Severity, Undecided, Verdict, Violation, rule
from eks_netlint.values import Known, Truth


@rule(id="EKN617", name="client-address-lost", on=Service, severity=Severity.MEDIUM)
def check(service: Service, network: Network) -> Iterator[Verdict]:
    """Compare who needs the client's address with what node ports leave of it."""
    for need in address_needed(service, network):
        hides, why = masquerades(service, network)
        if hides is Truth.UNSURE:
            yield Undecided(why, at=need.span)
        elif hides is Truth.YES:
            traffic = service.traffic
            unwritten = isinstance(traffic, Known) and traffic.is_default
            yield Violation(
                f"{need.what}, and pods see the address of a node: externalTrafficPolicy is Cluster",
                at=service.kind_of.span if unwritten else traffic.span,
                severity=Severity.LOW if need.applied_before else Severity.MEDIUM,
                see=((need.span, need.what),),
                assumed=("externalTrafficPolicy Cluster, as none is written",) if unwritten else (),
            )
