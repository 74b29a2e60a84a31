"""
Prefix delegation is on in a subnet that others use too, and no range of it is reserved for prefixes.

Why it matters
    Databases, endpoints and load balancers take single addresses anywhere in the subnet.  In time every /28 block
    holds one of them and nodes get no further prefix although most addresses are free.

How to fix
    Reserve a range with aws_ec2_subnet_cidr_reservation (reservation_type "prefix"), or give the nodes a subnet of
    their own.

Known limits
    Only what these files declare in the subnet is seen.  The control plane's own interfaces are few and not counted,
    nor is a NAT gateway, whose one address never moves.

Sources
    aws-eks-best-practices networking/prefix-mode_linux.adoc (2026-05-04)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.budget import budget
from eks_netlint.model.nouns import Network, Subnet
from eks_netlint.model.sums import others
from eks_netlint.rules import Severity, Undecided, Verdict, Violation, rule
from eks_netlint.rules.sums import places
from eks_netlint.values import Known, Unknown

NAT = "NAT gateway"


@rule(id="EKN110", name="prefix-mode-no-reservation", on=Subnet, severity=Severity.LOW)
def check(subnet: Subnet, network: Network) -> Iterator[Verdict]:
    """Look for single addresses taken beside prefixes where nothing is reserved."""
    made = budget(subnet, network)
    takers = [line for line in others(made.maximum) if line.label != NAT]
    if made.maximum.blocks.high == 0 or not takers:
        return
    kinds = [each.kind for each in subnet.reservations.known]
    if any(isinstance(kind, Known) and kind.value == "prefix" for kind in kinds):
        return
    if made.maximum.blocks.low == 0:
        yield Undecided(made.unknowns("maximum") or (Unknown("whether nodes take prefixes here", subnet.span),))
        return
    doubts = [kind for kind in kinds if isinstance(kind, Unknown)]
    if subnet.reservations.rest is not None:
        doubts.append(subnet.reservations.rest)
    beside = [line for line in takers if line.total.low > 0]
    if not beside:
        doubts += [reason for line in takers for reason in line.unknowns]
    if doubts:
        yield Undecided(tuple(dict.fromkeys(doubts)))
        return
    named = ", ".join(dict.fromkeys(line.label for line in beside))
    yield Violation(
        f"prefixes share the subnet with {named} and nothing is reserved for prefixes"
        f"{places(made)}",
        at=subnet.cidr.span,
        see=tuple((line.span, line.label) for line in beside if line.span is not None)[:4],
        assumed=made.assumptions,
    )
