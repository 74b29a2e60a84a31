"""
Pods behind a load balancer have no readiness probe.

Why it matters
    Without one a pod counts as ready the moment its container runs.  A rollout then ends old pods while the new ones
    still start, and whoever asks meanwhile gets a 502 or a refused connection; node targets send to a pod that is stuck
    for as long as it lives.

How to fix
    Add a readinessProbe that asks what the application answers when it can serve.

Known limits
    Pods that wait for a readiness gate of the load balancer are left out: it asks them itself.  Which of several
    containers serves the port has to be told by its container ports.  Load balancers of other clouds, and ingresses
    that make no ALB, are not looked at.

Sources
    aws-eks-best-practices networking/loadbalancing, availability and pod lifecycle (2026-05-04)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.kubernetes.nouns import Workload
from eks_netlint.model.kubernetes.rollouts import exposed, gated
from eks_netlint.model.nouns import Network
from eks_netlint.rules import Severity, Undecided, Verdict, Violation, rule
from eks_netlint.values import Truth, Unknown


@rule(
    id="EKN634",
    name="readiness-probe-missing-behind-balancer",
    on=Workload,
    severity=Severity.MEDIUM,
    silences=("EKN635",),
)
def check(workload: Workload, network: Network) -> Iterator[Verdict]:
    """Look for serving containers without a probe."""
    doubts: list[Unknown] = []
    for found in exposed(workload, network):
        if isinstance(found, Unknown):
            doubts.append(found)
            continue
        container = found.container
        if container is None:
            doubts.append(Unknown("which container serves the port is not told", workload.span))
            continue
        if isinstance(container.readiness, Unknown):
            doubts.append(container.readiness)
        if container.readiness is not None:
            continue
        gate = gated(workload, network)
        if found.by_address is Truth.YES and gate is Truth.YES:
            continue
        if isinstance(gate, Unknown) and found.by_address is Truth.UNSURE:
            doubts += [gate, *found.group.doubts]
            continue
        maker = found.group.maker
        message = f"no readiness probe: a pod behind {maker.address} counts as ready as soon as its container runs"
        yield Violation(message, at=container.span, see=((maker.span, maker.address),))
        return
    if doubts:
        yield Undecided(tuple(doubts))
