"""
A subnet is tagged for pods and the CNI never uses it.

Why it matters
    The subnet was added because addresses run out.  As it is no node takes one of it, and the others run out all the
    same.

How to fix
    Keep subnet discovery on (VPC CNI 1.18 or newer, no custom networking), put the subnet into a zone where nodes run,
    and give the tag a value such as 1.

Known limits
    Nodes that these files do not show (Karpenter, other roots) may run in the zone; a subnet tagged for Karpenter
    there, or a cluster without node groups, leaves it undecided.

Sources
    https://docs.aws.amazon.com/eks/latest/userguide/cni-subnet-selection.html (1.18.0 or later; custom networking takes
    precedence)
    amazon-vpc-cni-k8s pkg/awsutils/awsutils.go, isSubnetValidForENICreation (v1.23.1, 2026-08-20)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.discovery import reach, role_tag, running_clusters
from eks_netlint.model.nouns import Network, Subnet
from eks_netlint.model.placement import ROLE_TAG
from eks_netlint.rules import Severity, Undecided, Verdict, Violation, rule
from eks_netlint.values import Known, Truth, Unknown


@rule(id="EKN261", name="cni-role-tag-no-effect", on=Subnet, severity=Severity.MEDIUM)
def check(subnet: Subnet, network: Network) -> Iterator[Verdict]:
    """Look for a cluster whose pods get addresses of the tagged subnet."""
    tag = role_tag(subnet)
    if isinstance(tag, Known) and tag.value in (None, "0"):
        return  # excluded on purpose: EKN263
    if network.clusters and not running_clusters(network):
        return
    found = reach(subnet, network)
    if found.answer is Truth.YES:
        return
    if found.answer is Truth.UNSURE or isinstance(tag, Unknown):
        yield Undecided((tag,) if isinstance(tag, Unknown) else found.unknowns, at=tag.span)
        return
    yield Violation(
        f"{ROLE_TAG} has no effect: {found.why}",
        at=tag.span,
        see=((found.span, found.why),) if found.span is not None else (),
    )
