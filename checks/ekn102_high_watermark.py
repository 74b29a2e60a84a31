"""
The nodes of a subnet can take nearly all of its addresses.

Why it matters
    A subnet that is nearly full at the maximum size of its groups has no room for a rolling update of large
    deployments, a new service, a load balancer or one more group.

How to fix
    Give the node groups larger or more subnets, or turn on prefix delegation or custom networking, before the
    subnet is full: addresses of a subnet cannot be added later.

Known limits
    Every node counts at the maximum size of its group and full of pods.  What controllers create at run time is not
    in the files.

Sources
    amazon-vpc-cni-k8s docs/troubleshooting.md (v1.23.1, 2026-08-20)
    The threshold is this project's choice and a setting.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from eks_netlint.model.budget import budget
from eks_netlint.model.nouns import Network, Subnet
from eks_netlint.rules import Setting, Severity, Undecided, Verdict, Violation, rule
from eks_netlint.rules.sums import addresses_sum, counted, places, speaks_for_nodes
from eks_netlint.values import Truth


@rule(
    id="EKN102",
    name="high-watermark",
    on=Subnet,
    severity=Severity.MEDIUM,
    settings={"percent": Setting(80, "share of the subnet that may be taken at maximum size", "rule catalogue A02")},
)
def check(subnet: Subnet, network: Network, settings: Mapping[str, float]) -> Iterator[Verdict]:
    """Compare the demand at maximum size with a share of the subnet's addresses."""
    made = budget(subnet, network)
    if not speaks_for_nodes(made) or made.exceeds("maximum") is Truth.YES:
        return
    percent = int(settings["percent"])
    demand, offer = made.maximum.demand, made.available
    match (demand * 100).exceeds(offer * percent):
        case Truth.YES if offer.high:
            yield Violation(
                f"takes {counted(demand)} of {offer.high} addresses at maximum size{places(made)}, "
                f"{demand.low * 100 // offer.high}% of the subnet",
                at=made.at,
                sum=addresses_sum(made, "maximum"),
                see=((subnet.span, f"subnet {subnet.address}"),),
                assumed=made.assumptions,
            )
        case Truth.UNSURE:
            yield Undecided(made.unknowns("maximum"), at=made.at)
