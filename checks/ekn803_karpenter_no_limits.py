"""
Nothing bounds how many nodes a pool may start.

Why it matters
    A pool without limits grows for as long as pods are pending: a loop that makes pods, or a wrong replica count, takes
    every address of its subnets, and what else lives there gets none.

How to fix
    Set spec.limits of the NodePool (cpu, memory, or nodes).

Known limits
    That the limits fit the subnets is not checked.  Reported where the subnets tagged for Karpenter are in the files;
    elsewhere it is undecided what the nodes would take from whom.

Sources
    karpenter-provider-aws website/content/en/docs/concepts/nodepools.md, spec.limits (v1.14.1, 2026-08-21)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.discovery import KARPENTER_TAG
from eks_netlint.model.kubernetes.pools import NodePool
from eks_netlint.model.nouns import Network
from eks_netlint.rules import Severity, Undecided, Verdict, Violation, rule
from eks_netlint.values import Cause, Truth, Unknown


@rule(id="EKN803", name="karpenter-no-limits", on=NodePool, severity=Severity.LOW)
def check(pool: NodePool, network: Network) -> Iterator[Verdict]:
    """Look for limits, and for the subnets that the nodes would fill."""
    if pool.limited is Truth.YES:
        return
    tagged = [subnet for subnet in network.subnets if subnet.tags.has(KARPENTER_TAG) is Truth.YES]
    if pool.limited is Truth.UNSURE:
        yield Undecided((Unknown("whether the pool has limits is not known", pool.span),))
    elif not tagged:
        yield Undecided((Unknown("which subnets its nodes grow into is not in the files", pool.span, Cause.OUTSIDE),))
    else:
        yield Violation(
            f"has no limits: its nodes grow until no address is left in {_named([one.address for one in tagged])}",
            see=tuple((subnet.span, "tagged for Karpenter") for subnet in tagged[:4]),
        )


def _named(names: list[str]) -> str:
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
