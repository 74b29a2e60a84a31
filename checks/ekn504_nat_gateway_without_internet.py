"""
A public NAT gateway stands in a subnet that does not reach an internet gateway.

Why it matters
    It carries packets as far as itself: every node behind it is cut off, though its routes look right.

How to fix
    Put the NAT gateway into a public subnet: one whose route table leads 0.0.0.0/0 to an internet gateway.

Known limits
    Private NAT gateways (connectivity_type = "private") and regional ones are exempt.  Undecided where the route table
    of the subnet is declared elsewhere.

Sources
    https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html (2026-11)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.nouns import Network
from eks_netlint.model.routing.egress import hosts
from eks_netlint.model.routing.nats import hidden
from eks_netlint.model.routing.nouns import INTERNET, NatGateway
from eks_netlint.rules import Severity, Undecided, Verdict, Violation, rule
from eks_netlint.rules.routes import ways_out
from eks_netlint.values import Unknown


@rule(id="EKN504", name="nat-gateway-without-internet", on=NatGateway, severity=Severity.HIGH)
def check(nat: NatGateway, network: Network) -> Iterator[Verdict]:
    """Follow the route of the gateway's own subnet."""
    found = hidden(nat, network)
    if isinstance(found, Unknown):
        yield Undecided((found,))
    elif found is not None:
        led = () if found.routed or hosts(found.subnet, network) else ways_out((found.subnet,), INTERNET, network)
        yield Violation(found.what, see=((found.subnet.span, f"subnet {found.subnet.address}"),), fixes=led)
