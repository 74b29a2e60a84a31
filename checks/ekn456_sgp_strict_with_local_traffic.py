"""
A Service keeps traffic on its node, and its pods have security groups that are enforced strictly.

Why it matters
    In mode strict, the default, what reaches a node port cannot be handed to a pod with a group of its own on that
    node.  With externalTrafficPolicy Local there is no other way: connections from the load balancer time out.

How to fix
    Register the pods themselves, target type ip, or set POD_SECURITY_GROUP_ENFORCING_MODE=standard.

Known limits
    Which service accounts a policy selects is not read.

Sources
    Amazon EKS user guide, sg-pods considerations (2026-11)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.kubernetes.nodes import cluster_at
from eks_netlint.model.kubernetes.nouns import Service
from eks_netlint.model.kubernetes.pod_groups import STRICT_ASSUMED, has_own_groups, policies_for, strictly
from eks_netlint.model.kubernetes.traffic import IP, LOCAL, groups_of_service, workloads_behind
from eks_netlint.model.nouns import Network
from eks_netlint.rules import Severity, Undecided, Verdict, Violation, rule
from eks_netlint.values import Known, Truth, Unknown


@rule(id="EKN456", name="sgp-strict-with-local-traffic", on=Service, severity=Severity.HIGH)
def check(service: Service, network: Network) -> Iterator[Verdict]:
    """Look for pods with groups behind node ports that keep traffic on their node."""
    kind, traffic = service.kind_of, service.traffic
    if isinstance(kind, Known) and kind.value not in ("NodePort", "LoadBalancer"):
        return
    if isinstance(traffic, Known) and traffic.value != LOCAL:
        return
    guarded = [one for one in workloads_behind(service, network) if has_own_groups(one, network) is not Truth.NO]
    if not guarded:
        return
    cluster = cluster_at(service.cluster, network)
    strict = cluster if isinstance(cluster, Unknown) else strictly(cluster.cni)
    if isinstance(strict, Known) and not strict.value:
        return
    groups = groups_of_service(service, network)
    types = [group.target_type for group in groups]
    if types and all(isinstance(one, Known) and one.value == IP for one in types):
        return
    surely = [one for one in guarded if has_own_groups(one, network) is Truth.YES]
    doubts = [fact for fact in (kind, traffic, strict, *types) if isinstance(fact, Unknown)]
    if not surely:
        doubts.append(Unknown(f"whether pods of {guarded[0].address} have groups of their own is not known", None))
    if doubts or isinstance(strict, Unknown):
        yield Undecided(tuple(doubts))
        return
    policy = policies_for(surely[0], network)[0][0]
    yield Violation(
        f"externalTrafficPolicy Local before pods of {surely[0].address}, whose security groups are enforced strictly",
        at=traffic.span,
        see=(
            (policy.span, "gives them groups of their own"),
            *(() if strict.span is None else ((strict.span, "security groups for pods are on"),)),
        ),
        assumed=(STRICT_ASSUMED,) if strict.is_default else (),
    )
