"""
A VPC is divided into subnets that hold few nodes, and how many nodes come is not in the files.

Why it matters
    The range is cut into 8 or 16 equal subnets, used or not: of a /24 each has 27 addresses, less than one node of
    m5.large full of pods takes.  Karpenter and EKS Auto Mode start nodes until no address is left, and subnets do not
    grow afterwards.

How to fix
    Give the VPC a larger range (vpc.cidr, up to a /16): each subnet gets a range with a prefix longer by 3, by 4 from
    five zones on.

Known limits
    Speaks of VPCs that a tool divides evenly, as eksctl does, and only where Karpenter or Auto Mode starts nodes, or no
    node group is there yet: what node groups take is EKN101's and EKN102's.

Sources
    eksctl-io/eksctl pkg/vpc/vpc.go, getSubnetNetworkSize (v0.230, 2026-08)
    The threshold is this project's choice and a setting: eight nodes of m5.large full of pods.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from eks_netlint.model.nouns import Network, Vpc
from eks_netlint.model.routing.layouts import layout_of, smallest, uncounted
from eks_netlint.rules import Setting, Severity, SumLine, Undecided, Verdict, Violation, rule
from eks_netlint.values import Unknown


@rule(
    id="EKN815",
    name="vpc-range-small-for-growth",
    on=Vpc,
    severity=Severity.MEDIUM,
    settings={"addresses": Setting(240, "addresses of a subnet for nodes nobody counts", "this project's choice")},
)
def check(vpc: Vpc, network: Network, settings: Mapping[str, float]) -> Iterator[Verdict]:
    """Compare the addresses of the smallest subnet with what growth wants."""
    layout, wanted = layout_of(vpc, network), int(settings["addresses"])
    who = None if layout is None else uncounted(network)
    if layout is None or who is None:
        return
    found = smallest(layout)
    if isinstance(found, Unknown) or isinstance(who, Unknown):
        enough = not isinstance(found, Unknown) and found.available >= wanted
        if not enough:
            yield Undecided(tuple(one for one in (found, who) if isinstance(one, Unknown)))
        return
    if found.available < wanted:
        yield Violation(
            f"each of {found.count} subnets of {found.whole} has {found.available} addresses, "
            f"{wanted} are wanted for {who}: a /{found.better(wanted)} would do",
            at=layout.cidr.span,
            sum=(
                SumLine(f"{found.each}, 5 reserved by AWS", found.available, "addresses", span=layout.cidr.span),
                SumLine(f"wanted for {who}", wanted, "addresses", role="total"),
            ),
        )
