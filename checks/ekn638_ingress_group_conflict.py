"""
Two ingresses of one group say different things of the ALB that they share.

Why it matters
    Scheme, subnets, security groups, redirects, attributes and some more may have one value in an IngressGroup.  Where
    two members differ the controller ends with an error for the whole group: no rule, no target, no certificate of any
    member is updated until somebody finds out.

How to fix
    Write the setting once, or alike on every member; or set it in the IngressClassParams of their class.

Known limits
    Ingresses in different folders may belong to different clusters: their conflict is undecided unless they are known
    to run on one.  Mutual authentication and attributes of listeners are not compared.

Sources
    aws-load-balancer-controller docs/guide/ingress/annotations.md, IngressGroup;
    pkg/ingress/model_build_load_balancer.go (v3.5, 2026-08)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.kubernetes.balancers import Ingress
from eks_netlint.model.kubernetes.ingress_groups import conflicts
from eks_netlint.model.nouns import Network
from eks_netlint.rules import Severity, Undecided, Verdict, Violation, rule


@rule(id="EKN638", name="ingress-group-conflict", on=Ingress, severity=Severity.HIGH)
def check(ingress: Ingress, network: Network) -> Iterator[Verdict]:
    """Compare with the members of the group that stand before."""
    for found in conflicts(ingress, network):
        if found.doubts:
            yield Undecided(found.doubts, at=found.mine.span)
            continue
        message = (
            f"group {found.group}: {found.setting} is {found.mine.value} here and {found.other.value} in "
            f"{found.holder.address}; the controller stops for the whole group"
        )
        place = found.other.span or found.holder.span
        yield Violation(message, at=found.mine.span, see=((place, f"{found.setting} of {found.holder.address}"),))
