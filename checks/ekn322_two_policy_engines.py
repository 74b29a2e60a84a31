"""
Two engines enforce network policies on one cluster.

Why it matters
    Each writes its own rules for the same pods.  Traffic that one allows the other drops, rules of an engine that is
    replaced stay behind on the nodes, and nobody can tell from the policies what passes.

How to fix
    Keep one engine: remove enableNetworkPolicy from the VPC CNI, or uninstall the other one and replace the nodes.

Known limits
    Engines are known by their charts, their add-ons, and the images of their agents.

Sources
    https://docs.aws.amazon.com/eks/latest/userguide/cni-network-policy.html (remove other policy engines first)
    cilium install/kubernetes/cilium/values.yaml, policyEnforcementMode (v1.18, 2026-08)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.density import cluster_of
from eks_netlint.model.engines import engines_of
from eks_netlint.model.nouns import CniSettings, Network
from eks_netlint.rules import Severity, Undecided, Verdict, Violation, rule


@rule(id="EKN322", name="two-policy-engines", on=CniSettings, severity=Severity.HIGH)
def check(cni: CniSettings, network: Network) -> Iterator[Verdict]:
    """Count the engines of the cluster."""
    cluster = cluster_of(cni, network)
    if cluster is None:
        return
    engines = engines_of(cluster, network)
    running = {one.name: one for one in reversed(engines.running)}
    if len(running) > 1:
        first, *others = sorted(running.values(), key=lambda one: (one.span.path, one.span.line))
        names = " and ".join(one.name for one in (first, *others))
        yield Violation(
            f"{len(running)} engines enforce network policies: {names}",
            at=first.span,
            see=tuple((one.span, one.name) for one in others),
        )
    elif len({one.name for one in engines.known}) > 1 or (running and engines.doubts):
        yield Undecided(engines.doubts)
