"""
The eks module configures the CNI only after the first nodes have started.

Why it matters
    Nodes that join before the add-on is configured keep what they started with: interfaces in their own subnet instead
    of the ENIConfig's, and the max pods of single addresses instead of prefixes.  Only nodes that start later differ.

How to fix
    Set before_compute = true on the vpc-cni add-on of the module.

Known limits
    Nodes that were replaced since the first apply are configured well.  Clusters without node groups in these files,
    and prefixes for groups that set max pods themselves, are not reported.

Sources
    aws-eks-best-practices networking/custom-networking.adoc (2026-05-04)
    terraform-aws-modules/eks README.md and main.tf, before_compute (v19.21.0 to v21.19.0)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.density import groups_of, strays
from eks_netlint.model.features import for_new_nodes
from eks_netlint.model.nouns import CniSettings, Network
from eks_netlint.rules import Severity, Undecided, Verdict, Violation, rule
from eks_netlint.rules.running import if_it_runs
from eks_netlint.values import Known, Truth, Unknown


@rule(id="EKN219", name="custom-networking-after-nodes", on=CniSettings, severity=Severity.MEDIUM)
def check(cni: CniSettings, network: Network) -> Iterator[Verdict]:
    """Look for settings of new nodes that come after the nodes."""
    order, groups, lost = cni.before_compute, groups_of(cni, network), strays(network)
    if cni.runs is Truth.NO or not (groups or lost) or (isinstance(order, Known) and order.value is not False):
        return
    late = for_new_nodes(cni, network)
    on = [(name, fact) for name, fact in late if isinstance(fact, Known) and fact.value]
    doubts = tuple(fact for _, fact in late if isinstance(fact, Unknown))
    if isinstance(order, Unknown) or not on or not groups:
        if on or doubts:
            yield Undecided((order,) if isinstance(order, Unknown) else doubts or tuple(why for _, why in lost))
        return
    count = f"{len(groups)} node group{'' if len(groups) == 1 else 's'}"
    violation = Violation(
        f"nodes of {count} start before the CNI is told of {' and '.join(name for name, _ in on)}: "
        "the add-on has no before_compute",
        at=on[0][1].span,
        see=tuple((span, "starts before the add-on") for span in dict.fromkeys(group.span for group in groups))[:4],
    )
    yield if_it_runs(cni, violation)
