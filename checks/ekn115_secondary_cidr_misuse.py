"""
A VPC's address range is one that AWS refuses, or pods use up space that is routed elsewhere.

Why it matters
    AWS accepts blocks between /16 and /28 that do not overlap: anything else fails at apply.  And with custom
    networking pods need many addresses that nobody outside the VPC has to reach: taking them from RFC 1918 space uses
    up what other networks of the organisation could have.

How to fix
    Give pods a block of 100.64.0.0/10 or 198.19.0.0/16; keep every block between /16 and /28 and apart from the others.

Known limits
    Whether pods are meant to be reached from peered networks by their own address is not in the files; then
    private space is right and this low finding can be ignored.

Sources
    https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html
    aws-eks-best-practices networking/ip-optimization (2026-05-04)
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from eks_netlint.model.nouns import Network, Vpc
from eks_netlint.model.ranges import LARGEST, SMALLEST, is_routed_space, pod_subnets_in
from eks_netlint.rules import Severity, Undecided, Verdict, Violation, rule
from eks_netlint.values import Known, Unknown


@rule(id="EKN115", name="secondary-cidr-misuse", on=Vpc, severity=Severity.HIGH)
def check(vpc: Vpc, network: Network) -> Iterator[Verdict]:
    """Check each block against what AWS accepts, and pod subnets against routed space."""
    for block in vpc.cidrs.known:
        if not LARGEST <= block.value.prefixlen <= SMALLEST:
            yield Violation(
                f"block {block.value} is not between /{LARGEST} and /{SMALLEST}: AWS refuses it", at=block.span
            )
    for one, other in combinations(vpc.cidrs.known, 2):
        if one.value.overlaps(other.value):
            where = ((one.span, f"block {one.value}"),) if one.span is not None else ()
            yield Violation(f"block {other.value} overlaps {one.value}: AWS refuses it", at=other.span, see=where)
    for block in vpc.cidrs.known[1:]:
        inside = [
            subnet
            for _, subnet in pod_subnets_in(vpc, network)
            if isinstance(subnet.cidr, Known) and subnet.cidr.value.subnet_of(block.value)
        ]
        if inside and is_routed_space(block.value):
            yield Violation(
                f"{len(inside)} pod subnets take routable space of {block.value}, "
                "100.64.0.0/10 costs nobody an address",
                at=block.span,
                severity=Severity.LOW,
                see=tuple((subnet.span, f"pod subnet {subnet.address}") for subnet in inside[:3]),
            )
    if vpc.cidrs.rest is not None:
        yield Undecided((vpc.cidrs.rest,), at=vpc.cidrs.rest.span)
    lost = tuple(subnet.cidr for _, subnet in pod_subnets_in(vpc, network) if isinstance(subnet.cidr, Unknown))
    if lost:
        yield Undecided(lost)
