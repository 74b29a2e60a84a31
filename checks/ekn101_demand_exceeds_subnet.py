"""
The nodes of a subnet can ask for more addresses than it has.

Why it matters
    Once the last address is taken new pods stay in ContainerCreating ("failed to assign an IP address to container")
    and new nodes fail to launch, while the nodes that run stay Ready.

How to fix
    Give the node groups larger or more subnets, move pods to a secondary range with custom networking, turn on
    prefix delegation, lower WARM_IP_TARGET and set MINIMUM_IP_TARGET, or lower the maximum size of the group.

Known limits
    Every node counts at the maximum size of its group and full of pods (110, or 250 above 30 vCPU, where max pods is
    no more than the AMI's default); nodes spread evenly over zones.
    What these files do not declare (load balancers made by controllers, pods on Fargate) takes addresses too and is
    not counted.  The largest update surge on top is EKN103's.  Pod subnets of custom networking are EKN120's.

Sources
    amazon-vpc-cni-k8s docs/troubleshooting.md and pkg/ipamd/ipamd.go (v1.23.1, 2026-08-20)
    https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html (five addresses reserved in each subnet)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.budget import budget
from eks_netlint.model.nouns import Network, Subnet
from eks_netlint.rules import Severity, Undecided, Verdict, Violation, rule
from eks_netlint.rules.sums import addresses_sum, counted, places, speaks_for_nodes
from eks_netlint.values import Truth


@rule(
    id="EKN101",
    name="demand-exceeds-subnet",
    on=Subnet,
    severity=Severity.HIGH,
    silences=("EKN102", "EKN103", "EKN119"),
)
def check(subnet: Subnet, network: Network) -> Iterator[Verdict]:
    """Compare the demand at maximum size with the addresses of the subnet."""
    made = budget(subnet, network)
    if not speaks_for_nodes(made):
        return
    match made.exceeds("maximum"):
        case Truth.YES:
            yield Violation(
                f"needs {counted(made.maximum.demand)} addresses at maximum size{places(made)}, "
                f"has {made.available.high}",
                at=made.at,
                sum=addresses_sum(made, "maximum"),
                see=((subnet.span, f"subnet {subnet.address}"),),
                assumed=made.assumptions,
            )
        case Truth.UNSURE:
            yield Undecided(made.unknowns("maximum"), at=made.at)
