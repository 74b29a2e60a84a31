"""
A load balancer is to register nodes, and the Service allocates no node ports.

Why it matters
    Node targets are reached on the node port.  With allocateLoadBalancerNodePorts: false there is none, and the
    controller ends with an error instead of making the target group.

How to fix
    Register pods (annotation aws-load-balancer-nlb-target-type: ip), or let node ports be allocated.

Known limits
    A Service that had node ports before the field was set keeps them.

Sources
    aws-load-balancer-controller docs/guide/service/annotations.md and pkg/service/model_build_target_group.go,
    buildTargetType (v3.5, 2026-08)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.kubernetes.nouns import Service
from eks_netlint.model.kubernetes.traffic import INSTANCE, registers
from eks_netlint.model.nouns import Network
from eks_netlint.rules import Severity, Undecided, Verdict, Violation, rule
from eks_netlint.values import Known, Unknown


@rule(id="EKN607", name="node-targets-without-node-ports", on=Service, severity=Severity.HIGH)
def check(service: Service, network: Network) -> Iterator[Verdict]:
    """Look for node targets without node ports."""
    kind, allocates = registers(service, network), service.node_ports
    if kind is None or (isinstance(allocates, Known) and allocates.value):
        return
    if isinstance(kind, Known) and kind.value != INSTANCE:
        return
    if isinstance(kind, Unknown) or isinstance(allocates, Unknown):
        yield Undecided(tuple(fact for fact in (kind, allocates) if isinstance(fact, Unknown)))
        return
    without = [one for one in service.ports.known if isinstance(one.node_port, Known) and one.node_port.value is None]
    if without:
        assumed = ("target type instance, as nobody names one",) if kind.is_default else ()
        message = f"node targets, and no node port is allocated for {len(without)} of {len(service.ports.known)} ports"
        see = () if kind.span is None or kind.is_default else ((kind.span, "targets are nodes"),)
        yield Violation(message, at=allocates.span, see=see, assumed=assumed)
