"""
A subnet is tagged for load balancers of the other side: a private one for internet-facing ones, or a public one for
internal ones.

Why it matters
    A controller puts internet-facing load balancers into subnets tagged kubernetes.io/role/elb.  In a subnet that no
    internet gateway leads to, nobody outside reaches them.

How to fix
    Tag public subnets kubernetes.io/role/elb and private ones kubernetes.io/role/internal-elb.

Known limits
    Undecided where the route table is declared elsewhere.  An internal load balancer works in a public subnet, so that
    is low.

Sources
    aws-load-balancer-controller docs/deploy/subnet_discovery.md (v3.5, 2026-08)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.nouns import Network, Subnet
from eks_netlint.rules import Severity, Undecided, Verdict, Violation, rule
from eks_netlint.values import Known, Truth, Unknown

OUTSIDE, INSIDE = "kubernetes.io/role/elb", "kubernetes.io/role/internal-elb"
TAGGED = ("1", "")


@rule(id="EKN643", name="subnet-role-tag-wrong-side", on=Subnet, severity=Severity.HIGH)
def check(subnet: Subnet, network: Network) -> Iterator[Verdict]:
    """Compare the role tags with the default route."""
    outside, inside = subnet.tags.known.get(OUTSIDE), subnet.tags.known.get(INSIDE)
    wrong = [each for each in (outside, inside) if isinstance(each, Known) and each.value in TAGGED]
    if not wrong or subnet.adopted:
        return
    if isinstance(subnet.default_route, Unknown):
        yield Undecided((subnet.default_route,))
    elif subnet.public is Truth.NO and outside in wrong and outside is not None:
        leads = subnet.default_route.value
        way = "it has no default route" if leads == "none" else f"its default route leads to {_named(leads)}"
        yield Violation(
            f"tagged {OUTSIDE} for internet-facing load balancers, but {way}", at=outside.span
        )
    elif subnet.public is Truth.YES and inside in wrong and inside is not None and outside not in wrong:
        yield Violation(
            f"tagged {INSIDE} for internal load balancers, but its default route leads to an internet gateway",
            at=inside.span,
            severity=Severity.LOW,
        )


def _named(kind: str) -> str:
    return "a NAT gateway" if kind == "nat" else "something other than an internet gateway"
