"""
The launch template of a managed node group sets security groups of its own, and they lack what the cluster's allows.

Why it matters
    EKS gives its cluster security group only to nodes whose template names no group.  Without its rules nodes never
    join, or join without logs, exec and name resolution.

How to fix
    Add the cluster's security group (vpc_config[0].cluster_security_group_id) to the template, or give the template's
    groups its rules: TCP 443 to the control plane, TCP 10250 from it, TCP and UDP 53 between nodes.

Known limits
    A template that blocks only one of these is reported by the rule of that flow.

Sources
    EKS user guide, "Customize managed nodes with launch templates", using custom security groups (2026-11)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.nouns import Network, NodeGroup
from eks_netlint.model.security.flows import lost_with_template
from eks_netlint.model.security.parties import carried_by
from eks_netlint.rules import Severity, Undecided, Verdict, Violation, rule
from eks_netlint.rules.fixes import fixes_of


@rule(id="EKN409", name="template-drops-cluster-group", on=NodeGroup, severity=Severity.HIGH)
def check(group: NodeGroup, network: Network) -> Iterator[Verdict]:
    """Look for a template whose groups stop several flows that every node needs."""
    carried = carried_by(network, group)
    lost = lost_with_template(group, network)
    stopped = [step for flow in lost if (step := flow.proof.missing) is not None]
    if stopped:
        names = ", ".join(one.address for one in carried.known)
        yield Violation(
            f"the launch template gives nodes {names} instead of the cluster's security group, and "
            f"{len(stopped)} flows that nodes need are stopped: {stopped[0].text}",
            at=carried.span,
            see=tuple((step.span, step.text) for step in stopped if step.span is not None),
            fixes=fixes_of((flow.proof for flow in lost), network),
        )
    elif carried.rest is not None and group.kind == "managed":
        yield Undecided((carried.rest,), at=carried.span)
