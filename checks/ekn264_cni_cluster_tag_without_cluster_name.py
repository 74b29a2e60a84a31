"""
A subnet is tagged for the pods of one cluster, and the clusters here do not obey the tag.

Why it matters
    A CNI without CLUSTER_NAME ignores such tags and takes addresses that are meant for another cluster.  A CNI with
    another name, or a subnet without kubernetes.io/role/cni, leaves the subnet unused.

How to fix
    Set CLUSTER_NAME on a VPC CNI that you install yourself; spell the tag cni.networking.k8s.aws/cluster/<name> with
    the cluster's name, beside kubernetes.io/role/cni = 1.

Known limits
    EKS sets CLUSTER_NAME on its add-on; that is taken for granted.  A tag for a cluster of other files cannot be told
    from a misspelled one, so there the finding is low.

Sources
    amazon-vpc-cni-k8s pkg/awsutils/awsutils.go, ValidSubnetTagsMatchingClusterName, and CHANGELOG.md, v1.22.1 (v1.23.1,
    2026-08-20)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.cluster_tags import TagFault, cluster_tags, tag_faults
from eks_netlint.model.nouns import Network, Subnet
from eks_netlint.rules import Severity, Undecided, Verdict, Violation, rule
from eks_netlint.values import Unknown


@rule(id="EKN264", name="cni-cluster-tag-without-cluster-name", on=Subnet, severity=Severity.MEDIUM)
def check(subnet: Subnet, network: Network) -> Iterator[Verdict]:
    """Ask each cluster what it makes of the subnet's tags."""
    tags, found = cluster_tags(subnet), tuple(tag_faults(subnet, network))
    for fault in found:
        if isinstance(fault, TagFault):
            yield Violation(
                f"{tags} {fault.problem}",
                at=tags.span,
                severity=Severity.LOW if fault.likely else Severity.MEDIUM,
                see=((fault.span, "the cluster's side"),) if fault.span is not None else (),
                assumed=fault.assumed,
            )
            return
    if found:
        yield Undecided(tuple(each for each in dict.fromkeys(found) if isinstance(each, Unknown)), at=tags.span)
