"""
An ALB asks pods for something else than their own readiness probe does.

Why it matters
    The health check of an ALB asks for / and takes 200 only, unless it is told otherwise.  An application that answers
    404 or a redirect there is unhealthy to the ALB and ready to Kubernetes: clients get 502 and 503 while nothing in
    the cluster looks wrong.

How to fix
    Set alb.ingress.kubernetes.io/healthcheck-path, healthcheck-port and success-codes to what the readiness probe asks.

Known limits
    What the application answers at a path is not in the files: the finding is low unless the ALB sends no client's
    request there either, so that nobody has to serve it.  Any probe of the container counts, and success codes that
    somebody chose are taken for thought.

Sources
    aws-load-balancer-controller docs/guide/ingress/annotations.md, health check (v3.5, 2026-08)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.kubernetes.balancers import Ingress
from eks_netlint.model.kubernetes.health import Mismatch, mismatches
from eks_netlint.model.kubernetes.traffic import groups_made_by
from eks_netlint.model.nouns import Network
from eks_netlint.rules import Severity, Undecided, Verdict, Violation, rule
from eks_netlint.values import Unknown


@rule(id="EKN633", name="health-check-differs-from-probe", on=Ingress, severity=Severity.MEDIUM)
def check(ingress: Ingress, network: Network) -> Iterator[Verdict]:
    """Compare health checks with readiness probes, each once."""
    told: set[tuple[str, str]] = set()
    for group in groups_made_by(ingress, network):
        place = None if group.backend is None else group.backend.span
        for found in mismatches(group, network):
            if isinstance(found, Unknown):
                yield Undecided((found,), at=place)
            elif group.unsure is not None:
                yield Undecided((group.unsure,), at=place)
            elif (found.workload.address, found.what) not in told:
                told.add((found.workload.address, found.what))
                yield _violation(found, found.at or place)


def _violation(found: Mismatch, at: object) -> Violation:
    probe = found.probe.span or found.workload.span
    return Violation(
        found.what,
        at=at,  # type: ignore[arg-type]  # a span or None
        severity=Severity.MEDIUM if found.unrouted else Severity.LOW,
        see=((probe, f"readiness probe of {found.workload.address}"),),
        assumed=("healthcheck-path / and success code 200, the controller's defaults",) if found.default else (),
    )
