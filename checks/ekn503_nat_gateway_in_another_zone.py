"""
A subnet with nodes sends its traffic out through a NAT gateway in another Availability Zone.

Why it matters
    The nodes lose their way out when either zone fails, and each byte crosses zones at a price, although there are
    NAT gateways enough.

How to fix
    Route the subnet to the NAT gateway of its own zone.

Known limits
    Where one NAT gateway serves all nodes EKN502 says so.

Sources
    aws-eks-best-practices networking/subnets.adoc (2026-05-04)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.nouns import Network, Subnet
from eks_netlint.model.routing.nats import crossing
from eks_netlint.rules import Severity, Undecided, Verdict, Violation, rule
from eks_netlint.values import Known, Unknown


@rule(id="EKN503", name="nat-gateway-in-another-zone", on=Subnet, severity=Severity.MEDIUM)
def check(subnet: Subnet, network: Network) -> Iterator[Verdict]:
    """Compare the zones of a subnet and of its NAT gateway."""
    found = crossing(subnet, network)
    if isinstance(found, Unknown):
        yield Undecided((found,))
    elif found is not None and not isinstance(found.subnet, Unknown) and found.subnet is not None:
        here, there = subnet.zone, found.subnet.zone
        zones = f" ({here.value} to {there.value})" if isinstance(here, Known) and isinstance(there, Known) else ""
        yield Violation(
            f"its default route leads to {found.address} in another zone{zones}",
            see=((found.span, f"{found.address} in {found.subnet.address}"),),
        )
