"""
The security groups of a database, cache or file system let nothing in that the cluster's pods carry.

Why it matters
    Connections from pods time out, while psql on the node may well work: with custom networking pods carry the groups
    of their ENIConfig and have addresses of its subnet, not those of the node.

How to fix
    Let the port in from the security group that the pods carry, or from the subnets in which they get their addresses.

Known limits
    A store whose rules name nothing of the cluster is taken to be meant for others, and not reported.  Rules that
    another state adds, prefix lists and groups that are only referred to leave it undecided.  Pods with groups of
    their own (SecurityGroupPolicy) are taken to want a store whose address a container is told, or whose group and
    theirs name each other.  Routes are other rules' business.

Sources
    aws-eks-best-practices security/network, security groups for pods (2026-05-04)
    amazon-vpc-cni-k8s docs, ENIConfig securityGroups (v1.23.1, 2026-08-20)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.nouns import Network
from eks_netlint.model.security.nouns import Store
from eks_netlint.model.security.reachable import Way, meant_for_pods, rules_of, ways
from eks_netlint.rules import Severity, Undecided, Verdict, Violation, rule
from eks_netlint.rules.fixes import fixes_of
from eks_netlint.values import Truth, Unknown


@rule(id="EKN412", name="store-unreachable-from-pods", on=Store, severity=Severity.HIGH)
def check(store: Store, network: Network) -> Iterator[Verdict]:
    """Look for pods that the groups of the store keep out."""
    found = list(ways(store, network))
    known = [way for way in found if isinstance(way, Way)]
    out = [way for way in known if way.proof.answer is Truth.NO]
    split = [way for way in out if way.of_nodes is not None and way.of_nodes.answer is Truth.YES]
    wanted = [way for way in out if way.wanted]
    if split:
        yield _violation(store, split, "their nodes can", Severity.HIGH, network)
    elif wanted:
        yield _violation(store, wanted, "which they are to use", Severity.HIGH, network)
    elif out and len(out) == len(found):
        if meant_for_pods(store, network):
            yield _violation(store, out, "and no other pods can", Severity.HIGH, network)
        elif not rules_of(store.groups):
            yield _violation(store, out, "and no rule lets anybody in", Severity.MEDIUM, network)
    elif not out:
        doubts = [way for way in found if isinstance(way, Unknown)]
        doubts += [why for way in known for why in way.proof.unknowns]
        if doubts:
            yield Undecided(tuple(dict.fromkeys(doubts)), at=store.groups.span)


def _violation(store: Store, out: list[Way], others: str, severity: Severity, network: Network) -> Violation:
    first = out[0]
    missing = first.proof.missing
    names = ", ".join(dict.fromkeys(way.pods.name for way in out))
    text = "" if missing is None else f": {missing.text}"
    carried = [(group.span, f"{group.address}, which the pods carry") for group in first.pods.groups.known[:2]]
    guard = [] if missing is None or missing.span is None else [(missing.span, missing.text)]
    return Violation(
        f"{names} cannot reach the {store.kind} on {first.ports}, {others}{text}",
        at=store.groups.span,
        severity=severity,
        see=(*guard, *carried),
        fixes=fixes_of((way.proof for way in out), network),
    )
