"""
A rolling update ends old pods before the load balancer uses the new ones.

Why it matters
    A new pod is ready when its own probe says so; the load balancer sends to it only after its own health checks have
    passed.  In between the Deployment ends old pods, and with few replicas the target group holds only targets that are
    still unproven or already draining: 502 and 503 at every rollout.

How to fix
    Label the namespace elbv2.k8s.aws/pod-readiness-gate-inject: enabled, or set minReadySeconds to what the health
    checks take.

Known limits
    A single replica, and workloads other than Deployments with a rolling update, are left out.  A namespace that these
    files do not declare leaves it undecided, and so does EKS Auto Mode.  The time that the controller takes to register
    a pod is not counted.

Sources
    aws-load-balancer-controller docs/deploy/pod_readiness_gate.md (v3.5, 2026-08)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.kubernetes.nouns import Workload
from eks_netlint.model.kubernetes.rollouts import Overtaking, exposed, gated, overtaking
from eks_netlint.model.nouns import Network
from eks_netlint.rules import Severity, SumLine, Undecided, Verdict, Violation, rule
from eks_netlint.values import Known, Truth, Unknown


@rule(id="EKN635", name="readiness-gate-not-enabled", on=Workload, severity=Severity.MEDIUM)
def check(workload: Workload, network: Network) -> Iterator[Verdict]:
    """Compare how long a new pod waits with how long the load balancer takes."""
    strategy, replicas = workload.strategy, workload.replicas
    if workload.kind != "Deployment" or (isinstance(strategy, Known) and strategy.value != "RollingUpdate"):
        return
    if isinstance(replicas, Known) and replicas.value is not None and replicas.value < 2:
        return
    gate = gated(workload, network)
    if gate is Truth.YES:
        return
    doubts: dict[Unknown, None] = {}
    for found in exposed(workload, network):
        if isinstance(found, Unknown):
            doubts[found] = None
            continue
        if found.by_address is Truth.NO:
            continue
        sums = overtaking(workload, found)
        if isinstance(sums, Overtaking) and sums.waits >= sums.takes:
            continue
        facts = (strategy, replicas, gate, sums, *found.group.doubts)
        unknown = [fact for fact in facts if isinstance(fact, Unknown)]
        if isinstance(sums, Overtaking) and not unknown:
            yield _violation(workload, sums)
            return
        doubts |= dict.fromkeys(unknown)
    if doubts:
        yield Undecided(tuple(doubts))


def _violation(workload: Workload, sums: Overtaking) -> Violation:
    lines = (
        SumLine("until a health check is passed", sums.takes, "seconds", sums.healthy.value, sums.interval.value,
                span=sums.healthy.span or sums.interval.span),
        SumLine("", sums.takes, "seconds", role="total"),
        SumLine("a new pod waits (initialDelaySeconds + minReadySeconds)", sums.waits, "seconds", role="available"),
        SumLine("short", sums.takes - sums.waits, "seconds", role="short"),
    )  # fmt: skip
    defaults = [name for name, fact in (("interval", sums.interval), ("threshold", sums.healthy)) if fact.is_default]
    maker = sums.group.maker
    return Violation(
        f"no readiness gate: a new pod waits {sums.waits} s, the load balancer takes at least {sums.takes} s to use it",
        at=workload.span,
        sum=lines,
        see=((maker.span, maker.address),),
        assumed=(f"the controller's default health check {' and '.join(defaults)}",) if defaults else (),
    )
