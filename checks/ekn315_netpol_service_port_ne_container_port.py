"""
A policy allows the port of pods that are reached by a Service of another port, which the VPC CNI looks at.

Why it matters
    The VPC CNI's agent judges what a pod sends before the address of a Service is translated.  To let it through, the
    controller adds the Service's address with the port of the policy if the Service has that port.  Where the Service
    maps 80 to 8080 and the policy allows 8080, what is sent to the Service is dropped.

How to fix
    Give the Service the port of the container, or use a named port in the policy and as targetPort of the Service.

Known limits
    Only rules on what pods send, to pods behind Services of these files, where the VPC CNI enforces policies.

Sources
    https://docs.aws.amazon.com/eks/latest/userguide/cni-network-policy.html, considerations
    amazon-network-policy-controller-k8s pkg/k8s/service_utils.go, LookupServiceListenPort (2026-08)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.kubernetes.enforcement import by_the_cni
from eks_netlint.model.kubernetes.mapped import mapped
from eks_netlint.model.kubernetes.policies import Policy
from eks_netlint.model.nouns import Network
from eks_netlint.rules import Severity, Undecided, Verdict, Violation, rule
from eks_netlint.values import Unknown


@rule(id="EKN315", name="netpol-service-port-ne-container-port", on=Policy, severity=Severity.MEDIUM)
def check(policy: Policy, network: Network) -> Iterator[Verdict]:
    """Compare ports of rules with those of the Services before the pods they are for."""
    found = mapped(policy, network)
    if not found:
        return
    cni = by_the_cni(policy, network)
    if isinstance(cni, Unknown):
        yield Undecided((cni,), at=found[0].span)
    elif cni.value:
        for one in found:
            yield Violation(
                f"allows port {one.target}, and {one.service.address} is reached at port {one.port}, which is denied",
                at=one.span,
                see=((one.place or one.service.span, f"port {one.port} goes to port {one.target}"),),
            )
