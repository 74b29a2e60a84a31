"""
Pods end while the load balancer still sends to them.

Why it matters
    When a pod is to end, its container gets SIGTERM while the load balancer still has to learn of it, which takes some
    seconds.  Without a preStop hook that waits, requests of those seconds meet a closed port: 502 at every rollout and
    scale-in.  A pod that is killed before the deregistration delay is over cuts what it still answers.

How to fix
    Add lifecycle.preStop.sleep of some 15 seconds, set terminationGracePeriodSeconds above it and what requests take,
    and lower deregistration_delay.timeout_seconds to less than the grace period.

Known limits
    An application that goes on serving after SIGTERM needs no hook; the files do not show it, so that with nothing
    written but defaults the finding is low, and left to EKN634 where there is no readiness probe either.  A hook that
    does not say how long it sleeps is taken to be enough.

Sources
    aws-eks-best-practices networking/loadbalancing, gracefully shutdown (2026-05-04)
    Elastic Load Balancing user guide, deregistration delay (2026-11)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.kubernetes.nouns import Workload
from eks_netlint.model.kubernetes.rollouts import Ending, ending, exposed
from eks_netlint.model.nouns import Network
from eks_netlint.rules import Severity, SumLine, Undecided, Verdict, Violation, rule
from eks_netlint.values import Truth, Unknown


@rule(id="EKN636", name="pods-end-before-drain", on=Workload, severity=Severity.MEDIUM)
def check(workload: Workload, network: Network) -> Iterator[Verdict]:
    """Compare hook and grace period with the deregistration delay."""
    doubts: list[Unknown] = []
    for found in exposed(workload, network):
        if isinstance(found, Unknown):
            doubts.append(found)
            continue
        if found.by_address is Truth.NO:
            continue
        sums = ending(workload, found)
        if isinstance(sums, Ending):
            problem = _problem(sums)
            if problem is None:
                continue
            if not found.group.doubts:
                yield _violation(sums, *problem)
                return
        doubts += [*([sums] if isinstance(sums, Unknown) else []), *found.group.doubts]
    if doubts:
        yield Undecided(tuple(doubts))


def _problem(sums: Ending) -> tuple[str, Severity] | None:
    sleep = None if sums.sleep is None else sums.sleep.value
    if sleep is not None and sleep >= sums.grace.value > 0:
        said = f"preStop sleeps {sleep} s of a grace period of {sums.grace.value} s"
        return f"{said}: the application is killed, not ended", Severity.MEDIUM
    if sums.sleep is not None or sums.drain.value == 0:
        return None
    if sums.grace.value < sums.drain.value and not (sums.drain.is_default and sums.grace.is_default):
        said = f"no preStop hook, and pods are killed after {sums.grace.value} s of a drain of {sums.drain.value} s"
        return said, Severity.MEDIUM
    if sums.container.readiness is None:
        return None  # nobody has thought of rollouts yet, as EKN634 says
    return "no preStop hook: requests meet a closed port until the load balancer lets go of the pod", Severity.LOW


def _violation(sums: Ending, message: str, severity: Severity) -> Violation:
    sleep = 0 if sums.sleep is None or sums.sleep.value is None else sums.sleep.value
    lines = [
        SumLine("deregistration delay", sums.drain.value, "seconds", span=sums.drain.span),
        SumLine("", sums.drain.value, "seconds", role="total"),
        SumLine(f"grace period, preStop sleeping {sleep} s of it", sums.grace.value, "seconds", role="available",
                span=sums.grace.span),
    ]  # fmt: skip
    if sums.drain.value > sums.grace.value:
        lines.append(SumLine("short", sums.drain.value - sums.grace.value, "seconds", role="short"))
    named = (("deregistration delay", sums.drain), ("terminationGracePeriodSeconds", sums.grace))
    assumed = tuple(f"{name} {fact.value} by default" for name, fact in named if fact.is_default)
    maker = sums.group.maker
    at = sums.container.span if sums.sleep is None else sums.sleep.span
    see = ((maker.span, maker.address),)
    return Violation(message, at=at, severity=severity, sum=tuple(lines), see=see, assumed=assumed)
