"""
The subnets that an Application Load Balancer may use lie in fewer than two Availability Zones.

Why it matters
    AWS takes an Application Load Balancer with subnets of two zones at least.  The controller gives up ("couldn't
    auto-discover subnets") and the Ingress never gets an address.

How to fix
    Tag subnets of a second zone for the scheme (kubernetes.io/role/elb = 1 for internet-facing load balancers,
    kubernetes.io/role/internal-elb = 1 for internal ones), or name two in alb.ingress.kubernetes.io/subnets.

Known limits
    Subnets without room are EKN112's.  Network Load Balancers take one zone, and are left out; so is the feature gate
    ALBSingleSubnet, which works for accounts that AWS has admitted.  Undecided where the VPC is declared elsewhere.

Sources
    aws-load-balancer-controller docs/deploy/subnet_discovery.md (v3.5, 2026-08)
    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html (2026-11)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.kubernetes.balancer_places import OneZone, one_zone
from eks_netlint.model.kubernetes.balancers import Ingress
from eks_netlint.model.nouns import Network
from eks_netlint.rules import Severity, Undecided, Verdict, Violation, rule
from eks_netlint.values import Unknown


@rule(id="EKN113", name="load-balancer-in-one-zone", on=Ingress, severity=Severity.HIGH)
def check(ingress: Ingress, network: Network) -> Iterator[Verdict]:
    """Count the zones in which the load balancer of an ingress may be."""
    found = one_zone(ingress, network)
    if isinstance(found, Unknown):
        yield Undecided((found,))
    elif found is not None:
        more = len(found.makers) - 1
        also = "" if more == 0 else f", as {more} other ingress{'' if more == 1 else 'es'}"
        yield Violation(
            f"{_what(found)}{also}, and an Application Load Balancer takes two zones",
            at=found.span,
            see=tuple((subnet.span, f"subnet {subnet.address}") for subnet in found.subnets[:3]),
        )


def _what(found: OneZone) -> str:
    if found.named:
        return "names one subnet"
    if not found.subnets:
        return "finds no subnet on its side of the VPC"
    number = len(found.subnets)
    verb = "names" if found.span is not None else "finds"
    return f"{verb} {number} subnet{'' if number == 1 else 's'} in one zone"
