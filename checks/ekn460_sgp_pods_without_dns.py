"""
Pods with security groups of their own cannot ask CoreDNS.

Why it matters
    Their groups stand between them and the nodes on which CoreDNS runs: unless those let port 53 out, and the groups of
    the nodes let it in, no name resolves.  Without TCP long answers do not arrive.

How to fix
    Let UDP and TCP 53 out of the pods' groups, and into the groups of the nodes, from the pods' groups.

Known limits
    CoreDNS is taken to run on any node of the cluster: where only some of them let the pods in the rule is undecided.
    Ids of groups in Kubernetes files tell no group that Terraform makes.  Which service accounts a policy selects is
    not read.

Sources
    Amazon EKS user guide, sg-pods-example-deployment (2026-11)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.kubernetes.nodes import cluster_at
from eks_netlint.model.kubernetes.pools import SecurityGroupPolicy
from eks_netlint.model.nouns import Network
from eks_netlint.model.security.own_groups import names_asked
from eks_netlint.rules import Severity, Undecided, Verdict, Violation, rule
from eks_netlint.rules.fixes import fixes_of
from eks_netlint.values import Truth, Unknown


@rule(id="EKN460", name="sgp-pods-without-dns", on=SecurityGroupPolicy, severity=Severity.HIGH)
def check(policy: SecurityGroupPolicy, network: Network) -> Iterator[Verdict]:
    """Ask whether port 53 of CoreDNS is reached, over UDP and TCP."""
    cluster = cluster_at(policy.cluster, network)
    if isinstance(cluster, Unknown):
        yield Undecided((cluster,))
        return
    if cluster.cni.runs is Truth.NO:
        return
    asked = list(names_asked(policy, cluster, network))
    stopped = [one for one in asked if one.answer is Truth.NO]
    doubts = [why for one in asked if one.answer is Truth.UNSURE for why in one.unknowns]
    if not stopped:
        if doubts:
            yield Undecided(tuple(dict.fromkeys(doubts)))
        return
    steps = [step for one in stopped for step in one.proofs[0].steps if step.passes is Truth.NO]
    by_udp = any(one.ports.protocol == "udp" for one in stopped)
    ports = " and ".join(dict.fromkeys(str(one.ports) for one in stopped))
    yield Violation(
        f"pods with groups of their own cannot ask CoreDNS on {ports}: {steps[0].text}",
        at=policy.groups.span,
        severity=Severity.HIGH if by_udp else Severity.MEDIUM,
        see=tuple(dict.fromkeys((step.span, step.text) for step in steps if step.span is not None))[:4],
        fixes=fixes_of((proof for one in stopped for proof in one.proofs), network),
    )
