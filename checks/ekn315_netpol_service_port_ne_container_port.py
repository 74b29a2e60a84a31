"""
A policy allows the port of a Service, and its pods listen at another.

Why it matters
    Policies are about the ports of pods: by the time they are looked at, the port of a Service has become the one that
    its targetPort names.  A rule for port 80 lets nothing through to pods behind a Service that sends 80 to 8080.

How to fix
    Allow the port of the container, by its number or its name.

Known limits
    Only pods and Services of these files; ports at which a container is not said to listen, by containerPort or by a
    Service, count as closed.  The documentation of the VPC CNI asks for equal ports of Service and container; its
    controller looks up the port of the Service by itself, so that different ports alone are not reported.

Sources
    https://kubernetes.io/docs/concepts/services-networking/network-policies/ (ports are those of pods)
    amazon-network-policy-controller-k8s pkg/k8s/service_utils.go, pkg/resolvers/endpoints.go (ecc7e6a, 2026-05-18)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.kubernetes.mapped import mapped
from eks_netlint.model.kubernetes.policies import Policy
from eks_netlint.model.kubernetes.selection import policies_rest
from eks_netlint.model.nouns import Network
from eks_netlint.rules import Severity, Undecided, Verdict, Violation, rule


@rule(id="EKN315", name="netpol-service-port-ne-container-port", on=Policy, severity=Severity.MEDIUM)
def check(policy: Policy, network: Network) -> Iterator[Verdict]:
    """Compare ports of rules with those of the Services before the pods they are for."""
    rest = policies_rest(network)
    for one in mapped(policy, network):
        unknowns = tuple(each for each in (one.doubt, rest) if each is not None)
        if unknowns:
            yield Undecided(unknowns, at=one.span)
            continue
        yield Violation(
            f"allows port {one.port} of {one.service.address}, which sends to port {one.listens} of its pods: no rule "
            "allows that",
            at=one.span,
            see=((one.place or one.service.span, f"port {one.port} goes to port {one.listens}"),),
        )
