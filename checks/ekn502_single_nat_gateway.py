"""
Nodes in several Availability Zones send all their traffic out through the NAT gateway of one zone.

Why it matters
    When that zone fails, nodes in the others lose every way out with it: image pulls, AWS APIs, everything outside.
    Until then each byte from another zone is paid for twice.

How to fix
    One NAT gateway for each zone (one_nat_gateway_per_az = true in terraform-aws-modules/vpc), or a regional one
    (availability_mode = "regional").

Known limits
    Low for few nodes, where one gateway is usually a choice of cost: the number is a setting.  Nodes of Karpenter are
    not counted.

Sources
    aws-eks-best-practices networking/subnets.adoc (2026-05-04)
    https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateways-regional.html (2026-11)
    The threshold is this project's choice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from eks_netlint.model.nouns import Network
from eks_netlint.model.routing.nats import in_one_zone, served
from eks_netlint.model.routing.nouns import NatGateway
from eks_netlint.rules import Setting, Severity, Undecided, Verdict, Violation, rule
from eks_netlint.values import Truth, Unknown


@rule(
    id="EKN502",
    name="single-nat-gateway",
    on=NatGateway,
    severity=Severity.MEDIUM,
    settings={"nodes": Setting(20, "nodes at maximum size from which the finding is medium", "this project's choice")},
)
def check(nat: NatGateway, network: Network, settings: Mapping[str, float]) -> Iterator[Verdict]:
    """Count the zones of the nodes whose packets the gateway carries."""
    alone = in_one_zone(nat)
    if alone is Truth.NO:
        return
    found = served(nat, network)
    if not found.alone or found.zones.high is None or found.zones.high < 2:
        return
    if alone is Truth.UNSURE or found.zones.low < 2 or found.doubt is not None:
        zones = [each.zone for each in found.subnets if isinstance(each.zone, Unknown)]
        doubts = [each for each in (nat.mode, found.doubt) if isinstance(each, Unknown)] or zones
        yield Undecided(tuple(doubts) or (Unknown("in how many zones the nodes are is not known", nat.span),))
        return
    many = found.nodes.low >= int(settings["nodes"])
    zones_count = found.zones.low
    yield Violation(
        f"carries all traffic out of nodes in {zones_count} zones and stands in one of them "
        f"({found.nodes} nodes at maximum size)",
        severity=Severity.MEDIUM if many else Severity.LOW,
        see=tuple((each.span, f"subnet {each.address}") for each in found.subnets[:4]),
    )
