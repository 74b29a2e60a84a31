"""
An ALB is to register nodes, and the Service behind it has no node port.

Why it matters
    Node targets are reached through a node port.  For a Service of type ClusterIP there is none: the controller ends
    with an error, and the whole group of ingresses stays as it was.

How to fix
    Annotate the Ingress or the Service with alb.ingress.kubernetes.io/target-type: ip, set targetType in its
    IngressClassParams, or make the Service a NodePort.

Known limits
    IngressClassParams count before annotations, those of the Service before those of the Ingress, then what the
    controller is told; where none of them is in the files it is undecided.  Nodes as targets are no finding by
    themselves.

Sources
    aws-load-balancer-controller docs/guide/ingress/annotations.md and pkg/ingress/model_build_target_group.go (v3.5,
    2026-08)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.kubernetes.balancers import Ingress
from eks_netlint.model.kubernetes.traffic import CLUSTER_IP, INSTANCE, TargetGroup, groups_made_by
from eks_netlint.model.nouns import Network
from eks_netlint.rules import Severity, Undecided, Verdict, Violation, rule
from eks_netlint.values import Known, Unknown


@rule(id="EKN631", name="node-targets-without-node-port-service", on=Ingress, severity=Severity.HIGH)
def check(ingress: Ingress, network: Network) -> Iterator[Verdict]:
    """Compare target types with the types of the Services, each Service once."""
    told: set[str] = set()
    for group in groups_made_by(ingress, network):
        kind, service = group.target_type, group.service
        if isinstance(kind, Known) and kind.value != INSTANCE:
            continue
        named = group.backend.service if group.backend is not None else None
        name = named.value if isinstance(named, Known) else ""
        if name in told:
            continue
        told.add(name)
        if isinstance(service, Unknown):
            yield Undecided((service,), at=None if group.backend is None else group.backend.span)
        elif isinstance(service.kind_of, Unknown):
            yield Undecided((service.kind_of,))
        elif service.kind_of.value == CLUSTER_IP:
            yield _verdict(group, name)


def _verdict(group: TargetGroup, name: str) -> Verdict:
    place = None if group.backend is None else group.backend.span
    if group.doubts or isinstance(group.service, Unknown) or isinstance(group.target_type, Unknown):
        return Undecided(group.doubts, at=place)
    default = group.target_type.is_default
    return Violation(
        f"node targets, and Service {name} is a ClusterIP without node ports: the controller ends with an error",
        at=place if default else group.target_type.span,
        see=((group.service.kind_of.span or group.service.span, f"Service {name}"),),
        assumed=("target type instance, the default of the controller",) if default else (),
    )
