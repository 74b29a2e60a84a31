"""
A subnet in which nodes run is excluded from pods, and nothing else in its zone is tagged for them.

Why it matters
    With kubernetes.io/role/cni = 0 the CNI creates no interface in the node's own subnet.  Where no other subnet of the
    zone is tagged it creates none at all, and every pod of the node stays in ContainerCreating.

How to fix
    Tag a subnet of the same zone and VPC with kubernetes.io/role/cni = 1, or remove the tag.

Known limits
    Subnets that these files do not show may be tagged too.  Before VPC CNI 1.22.1 the value 0 is not read.

Sources
    amazon-vpc-cni-k8s pkg/awsutils/awsutils.go, createENI, and CHANGELOG.md, v1.22.1 (v1.23.1, 2026-08-20)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.discovery import role_tag
from eks_netlint.model.exclusion import stranded
from eks_netlint.model.nouns import Cluster, Network, Subnet
from eks_netlint.model.placement import EXCLUSION_SINCE, ROLE_TAG
from eks_netlint.rules import Severity, Undecided, Verdict, Violation, rule
from eks_netlint.values import Known


@rule(id="EKN263", name="cni-primary-excluded-no-alternative", on=Subnet, severity=Severity.HIGH)
def check(subnet: Subnet, network: Network) -> Iterator[Verdict]:
    """Look for nodes whose subnet is excluded and who have no other."""
    found = stranded(subnet, network)
    if found.groups:
        versions = [group.cluster.cni.version for group in found.groups if isinstance(group.cluster, Cluster)]
        unpinned = any(isinstance(version, Known) and version.value is None for version in versions)
        count = f"{len(found.groups)} node group{'' if len(found.groups) == 1 else 's'}"
        yield Violation(
            f"{ROLE_TAG} is 0 where nodes of {count} run, and no other subnet in its zone is tagged for pods",
            at=role_tag(subnet).span,
            see=tuple((span, "their pods get no address") for span in dict.fromkeys(g.span for g in found.groups))[:4],
            assumed=(f"VPC CNI {EXCLUSION_SINCE} or newer",) if unpinned else (),
        )
    elif found.doubts:
        yield Undecided(found.doubts, at=role_tag(subnet).span)
