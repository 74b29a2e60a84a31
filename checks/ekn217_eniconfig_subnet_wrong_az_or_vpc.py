"""
An ENIConfig names a subnet in another zone or another VPC than the nodes that use it.

Why it matters
    The CNI creates the interface in the subnet of the ENIConfig and attaches it to the node.  EC2 attaches no interface
    across zones or VPCs, so that every pod of those nodes stays in ContainerCreating.

How to fix
    Give each ENIConfig a subnet of the zone it serves, in the VPC of the nodes.

Known limits
    Zones known by name and zones known by id cannot be compared.  ENIConfigs that only annotations lead to are taken
    for what their name says.

Sources
    amazon-vpc-cni-k8s README.md, AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG (v1.23.1, 2026-08-20): the subnet in the ENIConfig
    must belong to the same Availability Zone that the worker node resides in
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.custom_networking import Misplaced, misplaced, place_of
from eks_netlint.model.nouns import Cluster, EniConfig, Network
from eks_netlint.rules import Severity, Undecided, Verdict, Violation, rule
from eks_netlint.values import Truth


@rule(id="EKN217", name="eniconfig-subnet-wrong-az-or-vpc", on=EniConfig, severity=Severity.HIGH)
def check(config: EniConfig, network: Network) -> Iterator[Verdict]:
    """Compare the subnet of an ENIConfig with the nodes it serves."""
    if isinstance(config.cluster, Cluster) and config.cluster.cni.runs is Truth.NO:
        return
    found = misplaced(config, network)
    if isinstance(found, Misplaced):
        places = [(found.nodes, "the nodes")] if found.nodes is not None else []
        yield Violation(found.problem, at=place_of(config), see=tuple(places))
    elif found is not None:
        yield Undecided((found,))
