"""
Max pods is set higher than the node's interfaces have addresses for.

Why it matters
    The scheduler fills the node to max pods, and the pods for which there is no address stay in ContainerCreating
    ("failed to assign an IP address to container") while other nodes have room.

How to fix
    Lower max pods to what the type holds, choose a larger type, or turn on prefix delegation.

Known limits
    Pods on the host's network need no address: a node full of those holds more.  Pods with interfaces of their own
    (security groups for pods) count against max pods but not against the addresses.

Sources
    amazon-vpc-cni-k8s README.md and misc/eni-max-pods.txt (v1.23.1, 2026-08-20)
    Karpenter troubleshooting, maxPods is greater than the node's supported pod density (v1.14.1, 2026-08-21)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.density import addresses_for_pods
from eks_netlint.model.nouns import Network, NodeGroup
from eks_netlint.model.placement import mode_of
from eks_netlint.rules import Severity, SumLine, Undecided, Verdict, Violation, rule
from eks_netlint.values import Bounds, Truth, Unknown


@rule(id="EKN212", name="max-pods-exceeds-addresses", on=NodeGroup, severity=Severity.HIGH)
def check(group: NodeGroup, network: Network) -> Iterator[Verdict]:
    """Compare a written max pods with the addresses of each type of the group."""
    how = mode_of(group.cluster, network)
    written = group.max_pods.pods
    if how.runs is Truth.NO or addresses_for_pods(group, how) is None:
        return
    if isinstance(written, Unknown):
        yield Undecided((written,))
        return
    if written.value is None:
        return
    doubts: list[Unknown] = [] if group.instance_types.rest is None else [group.instance_types.rest]
    for found in addresses_for_pods(group, how) or ():
        if isinstance(found, Unknown):
            doubts.append(found)
            continue
        match Bounds.exactly(written.value).exceeds(found.pods):
            case Truth.YES:
                yield Violation(
                    f"max pods is {written.value}, {found.instance_type} has addresses for {found.pods.high}",
                    at=written.span,
                    sum=(
                        SumLine("max pods", written.value, "pods", span=written.span),
                        SumLine(found.how, found.pods.high or 0, "pods", role="available"),
                    ),
                    see=((found.span, found.instance_type),) if found.span is not None else (),
                    assumed=found.assumed,
                )
                return
            case Truth.UNSURE:
                doubts.extend(found.unknowns)
    if doubts:
        yield Undecided(tuple(dict.fromkeys(doubts)), at=written.span)
