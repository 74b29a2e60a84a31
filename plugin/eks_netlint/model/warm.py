"""Addresses that nodes keep idle ahead of their pods."""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.budget import budget, nodes_in
from eks_netlint.model.cni import CniMode, effective_warm
from eks_netlint.model.limits import InstanceLimits, limits_of
from eks_netlint.model.nouns import Network, NodeGroup, Subnet
from eks_netlint.model.placement import mode_of
from eks_netlint.model.sums import ZERO, written_at
from eks_netlint.model.supply import supply
from eks_netlint.records import dataclass
from eks_netlint.source import Span
from eks_netlint.values import Bounds, Known, Truth, Unknown


@dataclass(frozen=True, slots=True)
class IdleLine:
    """``nodes`` nodes of a group, each keeping ``each`` addresses free."""

    label: str
    nodes: int
    each: int
    span: Span | None


@dataclass(frozen=True, slots=True)
class Idle:
    """What the nodes of a subnet keep idle under the default target: ``kept`` of ``usable`` addresses."""

    kept: Bounds
    usable: Bounds
    lines: tuple[IdleLine, ...]
    unknowns: tuple[Unknown, ...]


def idle_in(subnet: Subnet, network: Network, addresses_per_eni: int, prefix_length: int) -> Idle | None:
    """What groups of large types keep idle in a subnet, None where the default target is not in force.

    A type counts from ``addresses_per_eni`` addresses an interface; subnets with a mask of ``prefix_length`` or
    shorter are not asked about.
    """
    if isinstance(subnet.cidr, Known) and subnet.cidr.value.prefixlen <= prefix_length:
        return None
    made = budget(subnet, network)
    if made.through_eni_config is Truth.YES:
        return None
    kept, lines, unknowns = ZERO, [], list(supply(subnet).unknowns)
    for group in made.groups:
        how = mode_of(group.cluster, network)
        each = _kept_by_one(group, how, addresses_per_eni)
        if each is None:
            continue
        doubts = tuple(_doubts(group, how, made.through_eni_config))
        nodes = nodes_in(group, subnet, group.max_size)
        sure = nodes.low if group.exists is Truth.YES and not doubts else 0
        kept += Bounds(sure * each, None if nodes.high is None else nodes.high * each)
        unknowns.extend(doubts)
        if not nodes.is_exact or not (sure or doubts):
            unknowns.extend(made.unknowns("maximum"))
        if doubts:
            continue
        lines.append(IdleLine(_types(group), sure, each, written_at(group.max_size.span, group)))
    if kept.high == 0:
        return None
    return Idle(kept, supply(subnet).singles, tuple(lines), tuple(dict.fromkeys(unknowns)))


def _kept_by_one(group: NodeGroup, how: CniMode, addresses_per_eni: int) -> int | None:
    """Addresses a node of the group keeps free by default: those of one interface of its smallest large type."""
    warm = effective_warm(how, prefix=False)
    if how.runs is Truth.NO or (isinstance(warm, Known) and not (warm.is_default and warm.value.by == "eni")):
        return None
    if any(isinstance(one, Known) and one.value for one in (how.custom_networking, how.prefix_delegation)):
        return None
    if not group.instance_types.complete or not group.instance_types.known:
        return None
    found = [limits_of(named.value) for named in group.instance_types.known]
    limits = [one for one in found if isinstance(one, InstanceLimits)]
    if len(limits) < len(found) or min(one.ipv4_per_eni for one in limits) < addresses_per_eni:
        return None
    return min(one.pod_addresses_per_eni for one in limits)


def _doubts(group: NodeGroup, how: CniMode, through_eni_config: Truth) -> Iterator[Unknown]:
    """Why the default may not be in force, or the addresses be elsewhere."""
    if isinstance(group.cluster, Unknown):
        yield group.cluster
        return
    if how.runs is Truth.UNSURE:
        yield Unknown("whether the VPC CNI runs on the cluster is not known", group.cluster.cni.span)
    if through_eni_config is not Truth.NO:
        yield Unknown("whether pods get addresses here through an ENIConfig is not known", group.span)
    facts = (how.custom_networking, how.prefix_delegation, effective_warm(how, prefix=False))
    yield from (fact for fact in facts if isinstance(fact, Unknown))


def _types(group: NodeGroup) -> str:
    return " or ".join(named.value for named in group.instance_types.known[:3])
