"""
The security groups that an Ingress names for its ALB are let in by no node or pod.

Why it matters
    With security-groups the AWS Load Balancer Controller makes no group of its own, and opens nothing: unless it is
    told to, the rules of nodes and pods are yours.  Targets stay unhealthy, and clients get 504.

How to fix
    Set alb.ingress.kubernetes.io/manage-backend-security-group-rules to "true", or let the port in from the groups
    that the annotation names: the pods' port with target type ip, node ports with instance.

Known limits
    Ids of groups in Kubernetes files tell no group that Terraform makes.  The subnets of the load balancer are taken to
    be anywhere in the VPC: a rule for a part of it leaves the rule undecided.  What rules of another state and the
    controller's flags in another repository open is not seen.

Sources
    aws-load-balancer-controller docs/deploy/security_groups.md, docs/guide/ingress/annotations.md (v3.5, 2026-08)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.kubernetes.balancers import Ingress
from eks_netlint.model.nouns import Network
from eks_netlint.model.security.fronted import chosen, opened, to_targets
from eks_netlint.model.security.parties import carried_by
from eks_netlint.model.security.served import gathered
from eks_netlint.rules import Severity, Undecided, Verdict, rule
from eks_netlint.rules.flows import stopped
from eks_netlint.values import Known, Unknown

DEFAULT = "the controller opens nothing unless it is told to"


@rule(id="EKN640", name="balancer-group-not-let-in", on=Ingress, severity=Severity.HIGH)
def check(ingress: Ingress, network: Network) -> Iterator[Verdict]:
    """Ask whether the ALB reaches its targets by rules that somebody wrote."""
    said = chosen(ingress, network)
    if said is None:
        return
    managed = opened(ingress, network)
    if isinstance(managed, Known) and managed.value:
        return
    carried = carried_by(network, ingress)
    found = gathered(to_targets(ingress, network))
    unsure = [why for why in (managed, carried.rest) if isinstance(why, Unknown)]
    if unsure and (found.stopped or found.doubts):
        yield Undecided((*unsure, *found.doubts), at=carried.span)
        return
    severity = Severity.MEDIUM if found.passing else Severity.HIGH
    assumed = (DEFAULT,) if isinstance(managed, Known) and managed.is_default else ()
    message = "the ALB cannot reach its targets on {ports}: {why}"
    yield from stopped(found, message, network, severity, said.span, assumed)
