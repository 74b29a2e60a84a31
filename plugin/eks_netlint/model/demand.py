"""What one node of a group asks of subnets, and how many nodes there are: the terms of the budget."""

from __future__ import annotations

from collections.abc import Iterable

from eks_netlint.model.cni import CniMode, defaults_in_force
from eks_netlint.model.limits import InstanceLimits, limits_of
from eks_netlint.model.max_pods import (
    HOST_NETWORK_PODS,
    MaxPodsAnswer,
    design_pods,
    effective_max_pods,
    kubelet_max_pods,
)
from eks_netlint.model.nouns import Network, NodeGroup
from eks_netlint.model.placement import distinct, mode_of, zone_count
from eks_netlint.model.pool import (
    ADDRESSES_PER_PREFIX,
    NodeAddresses,
    PoolSettings,
    completions,
    node_addresses,
    unknown_settings,
    windows_addresses,
)
from eks_netlint.records import dataclass, replace
from eks_netlint.values import Bounds, Fact, Known, Truth, Unknown

SURGE_QUOTA = 100
"""Most nodes an update replaces at once: EKS user guide, managed-node-update-behavior (2024-12-18)."""


@dataclass(frozen=True, slots=True)
class NodeNeed:
    """Addresses one node takes under the design load (``design_pods``), the worst of the group's types.

    ``node`` lands in the node's own subnet whatever happens; ``pods`` where the CNI puts the pods' interfaces;
    ``both`` is their sum; ``prefixes`` are the /28 blocks in ``pods``, ``singles`` what of ``pods`` is in no block.
    ``label`` names the type.  ``unknowns`` are the reasons where they are not exact, ``assumed`` the defaults that
    took part.
    """

    label: str
    node: Bounds
    pods: Bounds
    both: Bounds
    prefixes: Bounds
    singles: Bounds
    unknowns: tuple[Unknown, ...] = ()
    assumed: tuple[str, ...] = ()


Part = tuple[int, int]
"""Share of the design load, as numerator and denominator."""

WHOLE: Part = (1, 1)

_Parts = tuple[int, int, int, int, int]
_NOTHING: _Parts = (0, 0, 0, 0, 0)


def _parts(taken: NodeAddresses) -> _Parts:
    """Node, pods, both, prefixes and singles of what a node takes."""
    node, pods = (taken.node_subnet, taken.pod_subnet) if taken.pod_subnet else (1, taken.node_subnet - 1)
    return node, pods, taken.total, taken.prefixes, pods - ADDRESSES_PER_PREFIX * taken.prefixes


def _worst(parts: Iterable[_Parts]) -> _Parts:
    columns = list(zip(*parts, strict=True)) or [(0,)] * len(_NOTHING)
    node, pods, both, prefixes, singles = (max(column) for column in columns)
    return node, pods, both, prefixes, singles


def _between(least: list[_Parts], most: list[_Parts] | None) -> tuple[Bounds, ...]:
    """Bounds of each part over the completions; no upper bound where ``most`` is None."""
    lows = [min(column) for column in zip(*least, strict=True)]
    if most is None:
        return tuple(Bounds(low, None) for low in lows)
    highs = [max(column) for column in zip(*most, strict=True)]
    return tuple(Bounds(low, high) for low, high in zip(lows, highs, strict=True))


def _any_pods(limits: InstanceLimits, settings: PoolSettings, windows: bool) -> tuple[_Parts, _Parts]:
    """Between an idle node that may hold one pod and a node whose pods fill every interface."""
    everything = limits.enis * limits.pod_addresses_per_eni * ADDRESSES_PER_PREFIX
    if windows:
        return _parts(windows_addresses(limits, 0)), _parts(windows_addresses(limits, everything))
    return _parts(node_addresses(limits, 0, settings, 1)), _parts(node_addresses(limits, everything, settings))


def _of_type(
    group: NodeGroup, named: str, settings: PoolSettings, windows: bool, part: Part = WHOLE
) -> tuple[_Parts, _Parts | None]:
    """Least and most that a node of one type takes: two of the design load's pods need no address."""
    limits = limits_of(named)
    if isinstance(limits, Unknown):
        return _parts(NodeAddresses(1, 1, 0)), None
    pods = kubelet_max_pods(group, named, settings, windows)
    if isinstance(pods, Unknown):
        return _any_pods(limits, settings, windows)
    if windows:
        exact = _parts(windows_addresses(limits, _portion(pods, part)))
    else:
        addressed = max(design_pods(group, named, pods) - HOST_NETWORK_PODS, 0)
        exact = _parts(node_addresses(limits, _portion(addressed, part), settings, pods))
    return exact, exact


def _portion(pods: int, part: Part) -> int:
    return -(-pods * part[0] // part[1])


def _label(group: NodeGroup, settings: PoolSettings, windows: bool) -> str:
    """The type that takes most, and that there are others."""
    types = [named.value for named in group.instance_types.known]
    if not types:
        return "node of an unknown type"
    worst = max(types, key=lambda named: _of_type(group, named, settings, windows)[0][2])
    return worst if len(types) == 1 else f"{worst} (largest of {len(types)} types)"


def node_need(group: NodeGroup, network: Network, part: Part = WHOLE) -> NodeNeed:
    """What one node of the group takes under (a part of) the design load, worked out once a network."""
    key = ("node need", group.address, part)
    known = network.answers.get(key)
    if not isinstance(known, NodeNeed):
        known = _node_need(group, mode_of(group.cluster, network), part)
        network.answers[key] = known
    return known


def surge_need(group: NodeGroup, network: Network, nodes: Bounds, extra: Bounds) -> NodeNeed:
    """What one of the ``extra`` nodes takes that come to the group's ``nodes`` while it is updated.

    An update makes no pods: those of n nodes move to s new ones, and while the last old node is drained and still
    holds its addresses they are spread over n + s - 1.
    """
    fewest: Part = (0, 1)
    if nodes.low and extra.high is not None:
        fewest = (nodes.low, nodes.low + max(extra.high, 1) - 1)
    most = WHOLE if nodes.high is None else (nodes.high, nodes.high + max(extra.low, 1) - 1) if nodes.high else (0, 1)
    low, high = node_need(group, network, fewest), node_need(group, network, most)
    if low == high:
        return low
    return replace(
        high,
        node=Bounds(low.node.low, high.node.high),
        pods=Bounds(low.pods.low, high.pods.high),
        both=Bounds(low.both.low, high.both.high),
        prefixes=Bounds(low.prefixes.low, high.prefixes.high),
        singles=Bounds(low.singles.low, high.singles.high),
    )


def _node_need(group: NodeGroup, how: CniMode, part: Part) -> NodeNeed:
    family: Fact[str] = group.cluster if isinstance(group.cluster, Unknown) else group.cluster.ip_family
    settings = completions(how, family)
    windows = (group.ami_family.value == "WINDOWS",) if isinstance(group.ami_family, Known) else (False, True)
    least: list[_Parts] = []
    most: list[_Parts] | None = []
    for each in settings:
        for runs_windows in windows:
            asks = [_of_type(group, named.value, each, runs_windows, part) for named in group.instance_types.known]
            least.append(_worst(ask[0] for ask in asks) if asks else _parts(NodeAddresses(1, 1, 0)))
            highs = [ask[1] for ask in asks if ask[1] is not None]
            if most is None or len(highs) < len(asks) or not asks or group.instance_types.rest is not None:
                most = None
            else:
                most.append(_worst(highs))
    if how.runs is not Truth.YES:
        least.append(_parts(NodeAddresses(1, 1, 0)))
        most = None
    node, pods, both, prefixes, singles = _between(least, most)
    exact = all(each.is_exact for each in (node, pods, both, prefixes))
    return NodeNeed(
        _label(group, settings[0], windows[0]),
        node,
        pods,
        both,
        prefixes,
        singles,
        () if exact else _reasons(group, how, family),
        _assumed(group, how, family),
    )


def _reasons(group: NodeGroup, how: CniMode, family: Fact[str]) -> tuple[Unknown, ...]:
    """Why the need of a node is not exact."""
    found: list[Unknown] = []
    if how.runs is Truth.NO:
        found.append(Unknown("another CNI than the VPC CNI hands out the pods' addresses", group.span))
    elif how.runs is Truth.UNSURE and not isinstance(group.cluster, Unknown):
        found.append(Unknown("whether the VPC CNI runs is not in the files", group.span))
    found += unknown_settings(how, family)
    if group.instance_types.rest is not None:
        found.append(group.instance_types.rest)
    for named in group.instance_types.known:
        limits = limits_of(named.value)
        if isinstance(limits, Unknown):
            found.append(Unknown(limits.why, named.span))
            continue
        pods = effective_max_pods(group, named.value, how)
        if isinstance(pods, Unknown):
            found.append(pods)
    if isinstance(group.ami_family, Unknown):
        found.append(group.ami_family)
    return tuple(dict.fromkeys(found)) or (Unknown("the instance types of the group are not in the files", group.span),)


def _assumed(group: NodeGroup, how: CniMode, family: Fact[str]) -> tuple[str, ...]:
    """Each default that took part in the need of a node."""
    found: list[str] = []
    ipv6 = isinstance(family, Known) and family.value == "ipv6"
    for named in group.instance_types.known:
        if named.is_default:
            found.append(f"instance type {named.value} is the default")
        pods = None if ipv6 else effective_max_pods(group, named.value, how)
        if isinstance(pods, Known) and pods.value.assumed:
            found.append(_pods_assumed(group, named.value, pods.value))
    defaults = () if ipv6 else defaults_in_force(how)
    if defaults:
        found.append(f"VPC CNI defaults {', '.join(defaults)}")
    return tuple(dict.fromkeys(found))


def _pods_assumed(group: NodeGroup, named: str, answer: MaxPodsAnswer) -> str:
    load = design_pods(group, named, answer.pods)
    told = f"max pods {answer.pods} of {named}: {answer.explanation}"
    return told if load == answer.pods else f"{told}, counted with the {load} pods recommended for its vCPUs"


def size_of(fact: Fact[int]) -> Bounds:
    """A size as bounds."""
    return Bounds(0, None) if isinstance(fact, Unknown) else Bounds.exactly(fact.value)


def _unavailable(group: NodeGroup, size: Bounds) -> Bounds:
    """Nodes that an update of the group replaces at once: a count, or a percentage of its size rounded up, else 1."""
    if group.surge is None:
        return Bounds.exactly(0)
    count, share = group.surge.max_unavailable, group.surge.max_unavailable_percentage
    if isinstance(count, Unknown) or isinstance(share, Unknown):
        return Bounds(1, SURGE_QUOTA)
    if share.value is not None:
        low = max(-(-size.low * share.value // 100), 1)
        high = SURGE_QUOTA if size.high is None else max(-(-size.high * share.value // 100), 1)
        return Bounds(min(low, SURGE_QUOTA), min(high, SURGE_QUOTA))
    return Bounds.exactly(min(count.value or 1, SURGE_QUOTA))


def surge_of(group: NodeGroup) -> Bounds:
    """Nodes by which an update lifts a managed group above its size: max(2 x zones, max unavailable).

    EKS user guide, managed-node-update-behavior (2024-12-18).  The MINIMAL strategy terminates before it launches,
    and self-managed groups are none of EKS's business: 0.
    """
    if group.kind != "managed" or group.surge is None:
        return Bounds.exactly(0)
    strategy = group.surge.strategy
    if isinstance(strategy, Known) and strategy.value == "MINIMAL":
        return Bounds.exactly(0)
    zones = zone_count(distinct(group.subnets.known))
    away = _unavailable(group, size_of(group.max_size))
    low = max(2 * zones.low, away.low) if isinstance(strategy, Known) else 0
    most = zone_count(distinct(group.subnets.known + group.subnets.within)).high
    if (group.subnets.rest is not None and not group.subnets.within) or most is None or away.high is None:
        return Bounds(low, None)
    return Bounds(low, max(2 * most, away.high))


def surge_unknowns(group: NodeGroup) -> tuple[Unknown, ...]:
    """Why the surge of a group is not exact."""
    surge = group.surge
    if surge is None:
        return ()
    facts = (surge.max_unavailable, surge.max_unavailable_percentage, surge.strategy)
    return tuple(fact for fact in facts if isinstance(fact, Unknown))
