"""
Nodes carry several security groups that are tagged for the cluster.

Why it matters
    Who opens nodes and pods to a load balancer looks for the one group tagged kubernetes.io/cluster/<name> on their
    network interface, and gives up where there are several: "expected exactly one securityGroup tagged".  Targets of
    new load balancers stay unhealthy.

How to fix
    Leave the tag on one of the groups only: with terraform-aws-modules/eks set
    attach_cluster_primary_security_group=false, or take the tag off with node_security_group_tags.

Known limits
    Without the AWS Load Balancer Controller in the files the finding is medium: the controller of Services in the
    cluster's control plane wants one group too.  Tags that somebody else adds are not seen.

Sources
    aws-load-balancer-controller docs/guide/service/nlb.md, pkg/networking/networking_manager.go (v3.5, 2026-08)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.kubernetes.controllers import LBC, controllers_of
from eks_netlint.model.nouns import Cluster, Network, NodeGroup
from eks_netlint.model.security.nouns import CLUSTER, SecurityGroup
from eks_netlint.model.security.parties import carried_by
from eks_netlint.rules import Severity, Undecided, Verdict, Violation, rule
from eks_netlint.values import Known, Truth, Unknown


@rule(id="EKN641", name="several-groups-tagged", on=NodeGroup, severity=Severity.HIGH)
def check(group: NodeGroup, network: Network) -> Iterator[Verdict]:
    """Count the groups with the tag."""
    cluster = group.cluster
    carried = carried_by(network, group)
    if not isinstance(cluster, Cluster):
        if carried.rest is not None or len(carried.known) > 1:
            yield Undecided((cluster,))
        return
    answers = [(one, _tagged(one, cluster)) for one in carried.known]
    tagged = [one for one, answer in answers if answer is Truth.YES]
    if len(tagged) > 1:
        runs = next(controllers_of(cluster, network, LBC), None) is not None
        yield Violation(
            f"{len(tagged)} groups of the nodes are tagged for the cluster, load balancers want one: "
            + ", ".join(one.address for one in tagged),
            at=carried.span,
            severity=Severity.HIGH if runs else Severity.MEDIUM,
            see=tuple((one.span, _said(one)) for one in tagged),
        )
        return
    doubts = [_why(one) for one, answer in answers if answer is Truth.UNSURE]
    if carried.rest is not None:
        yield Undecided((*doubts, carried.rest))
    elif len(tagged) + len(doubts) > 1:
        yield Undecided(tuple(doubts))


def _tagged(group: SecurityGroup, cluster: Cluster) -> Truth:
    """Whether a group carries the tag of the cluster; that which EKS makes always does."""
    if group.kind == CLUSTER:
        return Truth.YES
    name = cluster.name
    if isinstance(name, Known):
        key = f"kubernetes.io/cluster/{name.value}"
        return group.tags.has(key) & group.exists
    keys = (*group.tags.known, *group.tags.heads)
    may = group.tags.rest is not None or any(key.startswith("kubernetes.io/cluster/") for key in keys)
    return Truth.UNSURE if may else Truth.NO


def _said(group: SecurityGroup) -> str:
    return "EKS tags it" if group.kind == CLUSTER else f"{group.address} is tagged"


def _why(group: SecurityGroup) -> Unknown:
    rest = group.tags.rest
    return Unknown(f"the tags of {group.address} are not known", group.span) if rest is None else rest
