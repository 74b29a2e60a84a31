"""
A pool asks for instance types on which hardly a pod has room.

Why it matters
    What runs on every node fills a nano or micro: it admits four pods, of which aws-node and kube-proxy take two.  The
    pool then starts many nodes for few pods, each with addresses and DaemonSets of its own; where no type has room,
    pods stay pending.

How to fix
    Leave the small sizes out: instance-size NotIn nano, micro, small.

Known limits
    Only types that a requirement names count, by type, size, family or category.  DaemonSets count that surely run on
    every node; charts may bring more.

Sources
    karpenter-provider-aws ENILimitedPods in pkg/providers/instancetype/types.go (v1.14.1, 2026-08-21)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.kubernetes.node_choice import daemon_sets, rooms, system_pods, unknown_choice
from eks_netlint.model.kubernetes.pools import NodePool
from eks_netlint.model.nouns import Network
from eks_netlint.rules import Severity, Undecided, Verdict, Violation, rule
from eks_netlint.values import Truth

LEAST = 3
"""Pods that have to have room besides what runs on every node."""


@rule(id="EKN804", name="karpenter-small-instance-types", on=NodePool, severity=Severity.HIGH)
def check(pool: NodePool, network: Network) -> Iterator[Verdict]:
    """Count the pods that have room on the smallest types."""
    unknown = unknown_choice(pool)
    if unknown is not None:
        yield Undecided((unknown,))
        return
    sets = daemon_sets(pool.cluster, network) if pool.tainted is Truth.NO else ()
    system = system_pods(pool)
    found = list(rooms(pool, system + len(sets), network))
    sure = [room for room, admitted in found if admitted is Truth.YES]
    if not sure:
        return
    smallest = min(sure, key=lambda room: (room.left, room.limits.instance_type))
    own = " and ".join(part for part in (
        f"{system} of aws-node and kube-proxy" if system else "", f"{len(sets)} of DaemonSets" if sets else "",
    ) if part)  # fmt: skip
    counted = f"{smallest.limits.instance_type} admits {smallest.pods} pods" + (f", {own}" if own else "")
    see = tuple((one.span, "runs on every node") for one in sets[:4])
    if all(room.left <= 0 for room, _ in found):
        yield Violation(f"no type that it allows has room for a pod: {counted}", at=pool.requirements.span, see=see)
        return
    few = [room for room in sure if 0 < room.left < LEAST]  # a type without any room is never started
    if few:
        one = min(few, key=lambda room: (room.left, room.limits.instance_type))
        types = f"{len(few)} types" if len(few) > 1 else "a type"
        counted = f"{one.limits.instance_type} admits {one.pods} pods" + (f", {own}" if own else "")
        yield Violation(
            f"allows {types} with room for fewer than {LEAST} pods: {counted}",
            at=pool.requirements.span, see=see, severity=Severity.MEDIUM,
        )  # fmt: skip
