"""
The security groups of pods keep kubelet's probes out.

Why it matters
    In mode strict, the default, kubelet's probes reach a pod with groups of its own through the VPC.  Unless these let
    the node's group in on the probes' ports no pod becomes ready, and containers are restarted again and again.

How to fix
    Let the groups of the nodes in on the ports of the probes.

Known limits
    The pods are taken to run on any node of the cluster: where only some of them are let in the rule is undecided.  Ids
    of groups in Kubernetes files tell no group that Terraform makes.

Sources
    Amazon EKS user guide, sg-pods-example-deployment (2026-11)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.kubernetes.nodes import cluster_at
from eks_netlint.model.kubernetes.nouns import Workload
from eks_netlint.model.kubernetes.pod_groups import STRICT_ASSUMED, policies_for, strictly
from eks_netlint.model.nouns import Network
from eks_netlint.model.security.own_groups import Asked, probes_asked
from eks_netlint.rules import Severity, Undecided, Verdict, Violation, rule
from eks_netlint.rules.fixes import fixes_of
from eks_netlint.values import Known, Truth, Unknown


@rule(id="EKN461", name="sgp-probes-kept-out", on=Workload, severity=Severity.HIGH)
def check(workload: Workload, network: Network) -> Iterator[Verdict]:
    """Ask whether kubelet reaches the ports of the probes."""
    held = policies_for(workload, network)
    if not held:
        return
    cluster = cluster_at(workload.cluster, network)
    strict = cluster if isinstance(cluster, Unknown) else strictly(cluster.cni)
    if isinstance(strict, Known) and not strict.value:
        return
    if isinstance(cluster, Unknown) or isinstance(strict, Unknown):
        yield Undecided((strict,) if isinstance(strict, Unknown) else ())
        return
    asked = list(probes_asked(workload, cluster, network))
    stopped = [one for one in asked if isinstance(one, Asked) and one.answer is Truth.NO]
    if stopped:
        first = stopped[0]
        missing = first.proofs[0].missing
        ports = ", ".join(str(one.ports) for one in stopped)
        yield Violation(
            f"kubelet cannot probe its pods on {ports}" + ("" if missing is None else f": {missing.text}"),
            at=None if first.of is None else first.of.span,
            see=(
                (held[0][0].span, "gives the pods groups of their own"),
                *(() if missing is None or missing.span is None else ((missing.span, missing.text),)),
            ),
            assumed=(STRICT_ASSUMED,) if strict.is_default else (),
            fixes=fixes_of((proof for one in stopped for proof in one.proofs), network),
        )
        return
    doubts = [why for one in asked for why in ((one,) if isinstance(one, Unknown) else _doubts(one))]
    if not asked and not any(answer is Truth.YES for _, answer in held):
        doubts.append(Unknown("whether its pods have groups of their own is not known", workload.span))
    if doubts:
        yield Undecided(tuple(dict.fromkeys(doubts)))


def _doubts(one: Asked) -> tuple[Unknown, ...]:
    return one.unknowns if one.answer is Truth.UNSURE else ()
