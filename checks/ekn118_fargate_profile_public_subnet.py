"""
A Fargate profile names a public subnet.

Why it matters
    Fargate pods get no public address, so EKS takes private subnets only: it refuses the profile.

How to fix
    Give the profile subnets without a direct route to an internet gateway.

Known limits
    A subnet whose route table is declared elsewhere leaves it undecided.

Sources
    https://docs.aws.amazon.com/eks/latest/userguide/fargate-profile.html (2026-11)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.nouns import FargateProfile, Network
from eks_netlint.rules import Severity, Undecided, Verdict, Violation, rule
from eks_netlint.values import Truth, Unknown


@rule(id="EKN118", name="fargate-profile-public-subnet", on=FargateProfile, severity=Severity.HIGH)
def check(profile: FargateProfile, network: Network) -> Iterator[Verdict]:
    """Look for subnets that lead to an internet gateway."""
    public = [subnet for subnet in profile.subnets.known if subnet.public is Truth.YES]
    if public:
        yield Violation(
            f"{len(public)} of its subnets {'is' if len(public) == 1 else 'are'} public ({public[0].address})",
            at=profile.subnets.span,
            see=tuple((subnet.span, f"subnet {subnet.address}") for subnet in public[:4]),
        )
        return
    doubts = [each.default_route for each in profile.subnets.known if isinstance(each.default_route, Unknown)]
    if profile.subnets.rest is not None:
        doubts.append(profile.subnets.rest)
    if doubts:
        yield Undecided(tuple(dict.fromkeys(doubts)), at=profile.subnets.span)
