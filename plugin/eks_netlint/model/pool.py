"""How many addresses of its subnets one node takes: the VPC CNI's pool of interfaces, addresses and prefixes.

The growth rules are those of isDatastorePoolTooLow, datastoreTargetState, getPrefixesNeeded and hasRoomForEni in
pkg/ipamd/ipamd.go of amazon-vpc-cni-k8s v1.23.1 (2026-08-20).  Pods are taken to arrive one by one, which attaches
the fewest addresses of all orders.
"""

from __future__ import annotations

import itertools

from eks_netlint.model.cni import CniMode, EffectiveWarm, effective_warm
from eks_netlint.model.limits import InstanceLimits, supports_prefixes, takes_trunk
from eks_netlint.records import dataclass
from eks_netlint.values import Fact, Known, Truth, Unknown

ADDRESSES_PER_PREFIX = 16
"""Addresses of a /28 prefix (docs/prefix-and-ip-target.md of amazon-vpc-cni-k8s v1.23.1)."""

DEFAULT_WARM = EffectiveWarm("eni", 1, 0)


@dataclass(frozen=True, slots=True)
class PoolSettings:
    """The CNI's settings as plain numbers: one completion of what the files leave open.

    ``prefix`` is what was asked for; a type that cannot have prefixes gets secondary addresses all the same.
    ``warm`` is the target in force for what was asked for, ``warm_without_prefix`` the one of a type that falls back.
    ``ipv6``: pods take IPv6 addresses only.
    """

    prefix: bool = False
    custom_networking: bool = False
    pod_eni: bool = False
    max_eni: int | None = None
    warm: EffectiveWarm = DEFAULT_WARM
    warm_without_prefix: EffectiveWarm = DEFAULT_WARM
    ipv6: bool = False


@dataclass(frozen=True, slots=True)
class NodeAddresses:
    """What one node takes: interfaces, addresses of the node's own subnet and, with custom networking, of the pods'.

    Without custom networking everything is in the node's subnet and ``pod_subnet`` is 0.  ``prefixes`` counts the
    /28 blocks inside those numbers, ``for_pods`` the attached addresses that pods may have.
    """

    enis: int
    node_subnet: int
    pod_subnet: int
    prefixes: int = 0
    for_pods: int = 0

    @property
    def total(self) -> int:
        """Addresses in both subnets."""
        return self.node_subnet + self.pod_subnet


def _ceil(number: int, by: int) -> int:
    return -(-number // by)


def usable_enis(limits: InstanceLimits, settings: PoolSettings) -> int:
    """Interfaces whose addresses pods may have: MAX_ENI, custom networking and the trunk interface taken off."""
    enis = limits.enis if settings.max_eni is None else min(limits.enis, settings.max_eni)
    if settings.custom_networking:
        enis -= 1
    return max(enis - trunk_enis(limits, settings), 0)


def trunk_enis(limits: InstanceLimits, settings: PoolSettings) -> int:
    """1 where the node gets a trunk interface; none is attached where the primary interface is the only one."""
    enis = limits.enis if settings.max_eni is None else min(limits.enis, settings.max_eni)
    return int(settings.pod_eni and takes_trunk(limits) and enis > 1)


def has_prefixes(limits: InstanceLimits, settings: PoolSettings) -> bool:
    """Whether the node's pods get /28 prefixes; where the table does not tell, they are taken to."""
    return settings.prefix and supports_prefixes(limits) is not Truth.NO


def _wanted(pods: int, warm: EffectiveWarm, chunk: int) -> int:
    """Chunks (of ``chunk`` addresses) the targets ask for with so many pods, before any limit."""
    match warm.by:
        case "ip":
            # with no warm target the pool stays at the minimum for ever (README of the CNI, MINIMUM_IP_TARGET note 2)
            ahead = pods + warm.warm if warm.warm > 0 else 0
            return max(_ceil(ahead, chunk), _ceil(warm.minimum, chunk))
        case "prefix" | "eni":
            # a target of zero still asks for one more chunk once no address is free
            return _ceil(pods, chunk) + warm.warm if warm.warm > 0 else pods // chunk + 1
        case other:
            raise ValueError(f"no warm target is called {other!r}")


def _attached(pods: int, warm: EffectiveWarm, chunk: int, per_eni: int, enis: int, max_pods: int | None) -> int:
    """Chunks attached: growth stops at the instance's limit and once the attached addresses reach max pods.

    What an idle node is short of is attached an interface at a time, so that it may overshoot max pods.
    """
    most = per_eni * enis
    if max_pods is None:
        return min(_wanted(pods, warm, chunk), most)
    enough = _ceil(max_pods, chunk)
    idle = min(_wanted(0, warm, chunk), most)
    if idle > enough:
        idle = min(idle, _ceil(enough, per_eni) * per_eni)
    return min(max(idle, min(_wanted(pods, warm, chunk), enough)), most)


def node_addresses(
    limits: InstanceLimits, pods: int, settings: PoolSettings, max_pods: int | None = None
) -> NodeAddresses:
    """What a node takes that runs so many pods needing an address (no host network, no branch interface).

    ``max_pods`` is the kubelet's; None leaves growth unbounded but for the instance's own limit.
    """
    if settings.ipv6:
        return NodeAddresses(1, 1, 0)
    prefix = has_prefixes(limits, settings)
    per_eni, enis = limits.pod_addresses_per_eni, usable_enis(limits, settings)
    warm = settings.warm if prefix or not settings.prefix else settings.warm_without_prefix
    trunk = trunk_enis(limits, settings)
    if prefix:
        prefixes = _attached(pods, warm, ADDRESSES_PER_PREFIX, per_eni, enis, max_pods)
        slots, addresses = prefixes, prefixes * ADDRESSES_PER_PREFIX
    elif warm.by == "ip":
        prefixes = 0
        slots = addresses = _attached(pods, warm, 1, per_eni, enis, max_pods)
    else:
        prefixes = 0
        slots = addresses = per_eni * _attached(pods, warm, per_eni, 1, enis, max_pods)
    attached = _ceil(slots, per_eni)
    if settings.custom_networking:
        # the trunk follows the ENIConfig (UpdateCustomNetworkingSpecs, pkg/aws/ec2/instance.go of the controller)
        return NodeAddresses(1 + attached + trunk, 1, addresses + attached + trunk, prefixes, addresses)
    attached = max(attached, 1)
    return NodeAddresses(attached + trunk, addresses + attached + trunk, 0, prefixes, addresses)


def windows_addresses(limits: InstanceLimits, pods: int) -> NodeAddresses:
    """What a Windows node takes: one interface only; by default one warm address and at least three.

    warmWindowsIPTarget 1 and minimumWindowsIPTarget 3 in charts/aws-vpc-cni/values.yaml v1.23.1 (2026-08-20).
    """
    addresses = min(max(pods + 1, 3), limits.pod_addresses_per_eni)
    return NodeAddresses(1, 1 + addresses, 0, 0, addresses)


_SMALLEST = EffectiveWarm("ip", 0, 1)
_LARGEST = {True: EffectiveWarm("prefix", 10_000, 0), False: EffectiveWarm("eni", 10_000, 0)}


def _choices(fact: Fact[bool]) -> tuple[bool, ...]:
    return (fact.value,) if isinstance(fact, Known) else (False, True)


def _warms(how: CniMode, prefix: bool) -> tuple[EffectiveWarm, ...]:
    warm = effective_warm(how, prefix)
    return (warm.value,) if isinstance(warm, Known) else (_SMALLEST, _LARGEST[prefix])


def completions(how: CniMode, ip_family: Fact[str]) -> tuple[PoolSettings, ...]:
    """Settings between which every completion of the unknown ones lies: one where all that matters is known.

    Whatever grows with each target is bounded by the first and last of them; no setting in between takes more or less.
    """
    families = (ip_family.value == "ipv6",) if isinstance(ip_family, Known) else (False, True)
    caps = (how.max_eni.value,) if isinstance(how.max_eni, Known) else (None, 1)
    made = []
    for prefix, custom, pod_eni, ipv6, cap in itertools.product(
        _choices(how.prefix_delegation), _choices(how.custom_networking), _choices(how.pod_eni), families, caps
    ):
        if ipv6:
            made.append(PoolSettings(ipv6=True))
            continue
        plain = _warms(how, False)
        for number, warm in enumerate(_warms(how, prefix)):
            other = plain[min(number, len(plain) - 1)]
            made.append(PoolSettings(prefix, custom, pod_eni, cap, warm, other))
    return tuple(dict.fromkeys(made))


def unknown_settings(how: CniMode, ip_family: Fact[str]) -> tuple[Unknown, ...]:
    """The reasons why there is more than one completion."""
    prefix = isinstance(how.prefix_delegation, Known) and how.prefix_delegation.value
    facts = (how.prefix_delegation, how.custom_networking, how.pod_eni, how.max_eni, ip_family)
    reasons = [fact for fact in facts if isinstance(fact, Unknown)]
    warm = effective_warm(how, prefix)
    return tuple(dict.fromkeys([*reasons, warm] if isinstance(warm, Unknown) else reasons))
