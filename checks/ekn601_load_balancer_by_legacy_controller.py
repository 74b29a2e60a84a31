"""
A Service of type LoadBalancer is left to the legacy cloud controller, or to nobody.

Why it matters
    Without a class, and without the annotations that give it to the AWS Load Balancer Controller, a Service becomes a
    Classic Load Balancer (or, with aws-load-balancer-type: nlb, a Network Load Balancer) of the legacy controller,
    which registers every node, knows no target type, and ignores most annotations.  With aws-load-balancer-type:
    external and no target type neither controller takes it, and it stays pending.

How to fix
    Set spec.loadBalancerClass to service.k8s.aws/nlb, and the annotation aws-load-balancer-nlb-target-type.

Known limits
    The chart of the AWS Load Balancer Controller installs a webhook that gives it every new Service without a class;
    where no controller is in the files, who takes the Service is undecided.  The annotation nlb alone is reported then,
    for it names the legacy controller.  In EKS Auto Mode such a Service is Auto Mode's.

Sources
    aws-load-balancer-controller docs/guide/service/nlb.md and pkg/service/service_utils.go (v3.5, 2026-08)
    EKS user guide, auto-configure-nlb (2026-11)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.kubernetes.controllers import LEGACY, NOBODY, TYPE, annotation, owner
from eks_netlint.model.kubernetes.nouns import Service
from eks_netlint.model.kubernetes.traffic import LOAD_BALANCER
from eks_netlint.model.nouns import Network
from eks_netlint.rules import Severity, Undecided, Verdict, Violation, rule
from eks_netlint.values import Known, Unknown


@rule(id="EKN601", name="load-balancer-by-legacy-controller", on=Service, severity=Severity.HIGH)
def check(service: Service, network: Network) -> Iterator[Verdict]:
    """Ask who makes the load balancer."""
    if isinstance(service.kind_of, Unknown):
        yield Undecided((service.kind_of,))
        return
    if service.kind_of.value != LOAD_BALANCER:
        return
    kind = annotation(service, TYPE)
    written = f"aws-load-balancer-type: {kind.value}" if isinstance(kind, Known) else ""
    match owner(service, network):
        case Unknown() if isinstance(kind, Known) and kind.value == "nlb":
            message = f"{written} names the legacy cloud controller, which knows no targets but nodes"
            assumed = ("no webhook gives the Service to another controller",)
            yield Violation(message, at=kind.span, severity=Severity.LOW, assumed=assumed)
        case Unknown() as why:
            yield Undecided((why,))
        case Known(value=who) if who == NOBODY and kind is not None:
            message = f"{written} without aws-load-balancer-nlb-target-type: no controller takes the Service"
            yield Violation(message, at=kind.span)
        case Known(value=who) if who == LEGACY:
            made = "a Network Load Balancer" if written.endswith(": nlb") else "a Classic Load Balancer"
            message = f"no loadBalancerClass, and the webhook is off: the legacy cloud controller makes {made}"
            yield Violation(message, at=service.kind_of.span, severity=Severity.MEDIUM)
