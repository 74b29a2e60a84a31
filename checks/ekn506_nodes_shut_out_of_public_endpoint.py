"""
The API server is reached at its public endpoint only, and that has no room in its list for the addresses of nodes.

Why it matters
    Nodes ask the API server from the address of their NAT gateway, or from their own public one.  An endpoint with
    public_access_cidrs takes connections from the ranges listed only: nodes never join, or drop out.

How to fix
    Turn the private endpoint on (endpoint_private_access = true), or list the address of every NAT gateway, such as
    "${aws_eip.nat.public_ip}/32".

Known limits
    Addresses of NAT gateways show when they are made.  Listed are those that the list names by reference, and of others
    it is only told whether there are more of them than addresses in the list; where there is room it is undecided.

Sources
    https://docs.aws.amazon.com/eks/latest/userguide/cluster-endpoint.html (2026-11)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.nouns import Admitted, Cluster, Network
from eks_netlint.model.routing.access import ShutOut, shut_out
from eks_netlint.rules import Severity, SumLine, Undecided, Verdict, Violation, rule
from eks_netlint.values import Known, Unknown


@rule(id="EKN506", name="nodes-shut-out-of-public-endpoint", on=Cluster, severity=Severity.HIGH)
def check(cluster: Cluster, network: Network) -> Iterator[Verdict]:
    """Compare the addresses from which nodes ask with those that are let in."""
    found = shut_out(cluster, network)
    at = cluster.admitted.ranges.span if isinstance(cluster.admitted, Admitted) else None
    if isinstance(found, Unknown):
        yield Undecided((found,), at=at)
    elif found is not None:
        private = cluster.endpoint_private
        default = isinstance(private, Known) and private.is_default
        yield Violation(
            f"nodes ask from {_addresses(found.needed)} that public_access_cidrs does not name, it has room for "
            f"{found.room}, and the private endpoint is off",
            at=at,
            sum=(*_lines(found), SumLine("listed", found.room, role="available", span=at)),
            see=tuple((span, what) for what, _, span in found.senders[:3]),
            assumed=("endpoint_private_access is false by default",) if default else (),
        )


def _addresses(number: int) -> str:
    return "1 address" if number == 1 else f"{number} addresses"


def _lines(found: ShutOut) -> Iterator[SumLine]:
    for what, number, span in found.senders:
        yield SumLine(what, number, span=span)
    yield SumLine("", found.needed, role="total")
