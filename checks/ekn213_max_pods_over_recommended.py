"""
Max pods is set above what Kubernetes and AWS recommend for the size of the node.

Why it matters
    Above 110 pods (250 on types with more than 30 vCPU) kubelet and the CNI become the bottleneck before the addresses
    do.

How to fix
    Set max pods to 110, or 250 on large types.

Known limits
    Only a number somebody wrote is reported.  It may be deliberate and measured.

Sources
    awslabs/amazon-eks-ami templates/al2023/runtime/max-pods-calculator.sh (v20260724)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.limits import limits_of
from eks_netlint.model.max_pods import recommended_cap
from eks_netlint.model.nouns import Network, NodeGroup
from eks_netlint.rules import Severity, Undecided, Verdict, Violation, rule
from eks_netlint.values import Unknown


@rule(id="EKN213", name="max-pods-over-recommended", on=NodeGroup, severity=Severity.LOW)
def check(group: NodeGroup, network: Network) -> Iterator[Verdict]:
    """Compare a written max pods with the cap for the types' vCPU."""
    written = group.max_pods.pods
    if isinstance(written, Unknown):
        yield Undecided((written,))
        return
    if written.value is None or written.is_default:
        return
    for named in group.instance_types.known:
        limits = limits_of(named.value)
        if isinstance(limits, Unknown) or limits.vcpu is None:
            continue
        cap = recommended_cap(limits.vcpu)
        if written.value > cap:
            yield Violation(
                f"max pods is {written.value}, recommended for the {limits.vcpu} vCPU of {named.value} is {cap}",
                at=written.span,
                see=((named.span, named.value),) if named.span is not None else (),
            )
            return
