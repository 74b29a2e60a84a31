"""
Nodes of pods with security groups of their own, enforced strictly, lie in public subnets.

Why it matters
    The branch interface of such a pod never has a public address, and in mode strict nothing translates it to that of
    its node: in a subnet whose default route is an internet gateway the pod reaches nothing outside the VPC.

How to fix
    Run these pods on nodes in private subnets with a NAT gateway, or set POD_SECURITY_GROUP_ENFORCING_MODE=standard and
    leave AWS_VPC_K8S_CNI_EXTERNALSNAT off.

Known limits
    Whether the pods want anything outside the VPC is not known.  Without a SecurityGroupPolicy in the files nothing is
    said.

Sources
    Amazon EKS user guide, sg-pods considerations; aws-eks-best-practices, sgpp (2026-11)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.kubernetes.pod_groups import STRICT_ASSUMED, group_policies, strictly
from eks_netlint.model.limits import limits_of, takes_trunk
from eks_netlint.model.nouns import Cluster, Network, NodeGroup
from eks_netlint.model.security.parties import pods
from eks_netlint.rules import Severity, Undecided, Verdict, Violation, rule
from eks_netlint.values import Known, Truth, Unknown


@rule(id="EKN462", name="sgp-pods-in-public-subnets", on=NodeGroup, severity=Severity.HIGH)
def check(group: NodeGroup, network: Network) -> Iterator[Verdict]:
    """Look at the default routes of the subnets in which the pods' interfaces are made."""
    cluster = group.cluster
    policies = group_policies(cluster, network) if isinstance(cluster, Cluster) else ()
    if not isinstance(cluster, Cluster) or not policies or not _may_bear(group):
        return
    strict = strictly(cluster.cni)
    if isinstance(strict, Known) and not strict.value:
        return
    subnets = [subnet for party in pods(group, network) for subnet in party.subnets.known]
    public = [subnet for subnet in subnets if subnet.public is Truth.YES]
    doubts = [subnet.default_route for subnet in subnets if isinstance(subnet.default_route, Unknown)]
    if isinstance(strict, Unknown) or not public:
        if public or doubts:
            yield Undecided((strict,) if isinstance(strict, Unknown) else tuple(doubts))
        return
    routes = (subnet.default_route.span for subnet in public if subnet.default_route.span is not None)
    yield Violation(
        f"pods with groups of their own, in mode strict, have no way to the internet from {len(public)} of "
        f"{len(subnets)} subnets: the default route is an internet gateway",
        at=group.subnets.span,
        severity=Severity.HIGH if len(public) == len(subnets) else Severity.MEDIUM,
        see=(
            *((span, "the default route") for span in dict.fromkeys(routes)),
            *((one.span, "gives pods groups of their own") for one in policies[:2]),
        ),
        assumed=(STRICT_ASSUMED,) if strict.is_default else (),
    )


def _may_bear(group: NodeGroup) -> bool:
    """Whether some node of the group may have a trunk interface."""
    types = [limits_of(named.value) for named in group.instance_types.known]
    return not types or any(isinstance(one, Unknown) or takes_trunk(one) for one in types)
