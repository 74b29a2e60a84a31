"""
Nodes in several Availability Zones send all their traffic out through the NAT gateway of one zone.

Why it matters
    When that zone fails, nodes in the others lose every way out with it: image pulls, AWS APIs, everything outside.
    Until then each byte from another zone is paid for twice.

How to fix
    One NAT gateway for each zone (one_nat_gateway_per_az = true in terraform-aws-modules/vpc), or a regional one
    (availability_mode = "regional").

Known limits
    Silent where few nodes lose their way out, for one gateway is then usually a choice of cost: the number is a
    setting.  Nodes are counted at the maximum size of their groups, spread evenly over the zones of each group; those
    of Karpenter are not counted.

Sources
    aws-eks-best-practices networking/subnets.adoc (2026-05-04)
    https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateways-regional.html (2026-11)
    The threshold is this project's choice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from eks_netlint.model.nouns import Network
from eks_netlint.model.routing.nats import Loss, Served, in_one_zone, served
from eks_netlint.model.routing.nouns import NatGateway
from eks_netlint.rules import Setting, Severity, SumLine, Undecided, Verdict, Violation, rule
from eks_netlint.rules.sums import counted
from eks_netlint.values import Bounds, Known, Truth, Unknown


@rule(
    id="EKN502",
    name="single-nat-gateway",
    on=NatGateway,
    severity=Severity.MEDIUM,
    settings={"nodes": Setting(20, "nodes in other zones from which there is a finding", "this project's choice")},
)
def check(nat: NatGateway, network: Network, settings: Mapping[str, float]) -> Iterator[Verdict]:
    """Count the nodes that lose their way out with the zone of the gateway."""
    alone = in_one_zone(nat)
    if alone is Truth.NO:
        return
    found, many = served(nat, network), int(settings["nodes"])
    lost = sum((loss.lost for loss in found.losses), Bounds.exactly(0))
    if not found.alone or found.zones.high == 1 or (lost.high is not None and lost.high < many and found.doubt is None):
        return
    if alone is Truth.UNSURE or lost.low < many or found.doubt is not None:
        yield Undecided(_doubts(nat, found))
        return
    nodes = sum((loss.nodes for loss in found.losses), Bounds.exactly(0))
    zone = nat.subnet.zone if nat.subnet is not None and not isinstance(nat.subnet, Unknown) else None
    where = f" {zone.value}" if isinstance(zone, Known) and zone.value.name is not None else ""
    yield Violation(
        f"carries all traffic out of {nodes} nodes in {found.zones.low} zones: when its zone{where} fails, "
        f"{counted(lost)} nodes in the others lose their way out",
        sum=(*map(_line, found.losses), SumLine("", lost.low, "nodes", role="total")),
        see=tuple((each.span, f"subnet {each.address}") for each in found.subnets[:4]),
    )


def _line(loss: Loss) -> SumLine:
    label = f"{loss.group.address}: {loss.nodes} over {loss.zones} zones, in the others"
    return SumLine(label, loss.lost.low, "nodes", span=loss.group.max_size.span)


def _doubts(nat: NatGateway, found: Served) -> tuple[Unknown, ...]:
    """Why it is open who leaves by the gateway, and from where."""
    sizes = [loss.group.max_size for loss in found.losses]
    for facts in ((nat.mode, found.doubt), sizes, [subnet.zone for subnet in found.subnets]):
        unknowns = tuple(each for each in facts if isinstance(each, Unknown))
        if unknowns:
            return unknowns
    return (Unknown("in how many zones the nodes are is not known", nat.span),)
