"""
A subnet for load balancers has fewer than eight addresses free for them, or is smaller than they take.

Why it matters
    The AWS Load Balancer Controller leaves subnets with fewer than eight free addresses out, and AWS refuses load
    balancers there: an Ingress gets no address ("unable to resolve at least one subnet"), or one zone is left out.

How to fix
    Give load balancers subnets of their own, of /27 or larger, and tag those kubernetes.io/role/elb or internal-elb.

Known limits
    Asked at the maximum size of the node groups.  Where the subnet is too small for the nodes and pods themselves
    EKN101 says so.  Load balancers that are there already, and what they take as they grow, are not counted.

Sources
    aws-load-balancer-controller docs/deploy/subnet_discovery.md (v3.5, 2026-08)
    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html (2026-11)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.nouns import Network, Subnet
from eks_netlint.rules import Severity, SumLine, Undecided, Verdict, Violation, rule
from eks_netlint.rules.sums import addresses_sum, places, ranges, upto
from eks_netlint.values import Unknown


@rule(id="EKN112", name="load-balancer-subnet-full", on=Subnet, severity=Severity.MEDIUM)
def check(subnet: Subnet, network: Network) -> Iterator[Verdict]:
    """Compare what is free beside nodes and pods with what a load balancer wants."""
    if network.kubernetes is None:
        return
    from eks_netlint.model.kubernetes.balancer_places import FREE, SHORTEST, Crowded, crowded  # few roots need it

    found = crowded(subnet, network)
    if isinstance(found, Unknown):
        yield Undecided((found,), at=subnet.cidr.span)
    elif isinstance(found, Crowded):
        names = ", ".join(maker.address for maker in found.makers[:2])
        small = f"is smaller than the /{SHORTEST} that Application Load Balancers take"
        free = f"{upto(found.free)} addresses free at maximum size{places(found.budget)}"
        full = f"has {free}, of {FREE} for a load balancer"
        wanted = SumLine("load balancer", FREE, span=found.makers[0].span)
        lines = [line for line in addresses_sum(found.budget, "maximum") if line.role == "take"]
        there = SumLine(ranges((subnet,)), found.budget.available.high or 0, role="available", span=subnet.cidr.span)
        total = sum(line.total for line in (*lines, wanted))
        yield Violation(
            f"{small if found.small else full}: {names}",
            at=subnet.cidr.span,
            sum=() if found.small else (*lines, wanted, SumLine("", total, role="total"), there),
            see=tuple((maker.span, maker.address) for maker in found.makers[:3]),
        )
