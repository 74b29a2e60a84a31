"""Features of the VPC CNI and the version that brought each."""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.cni import mode, parse_bool, setting
from eks_netlint.model.density import cluster_of, groups_of, strays
from eks_netlint.model.limits import InstanceLimits, limits_of
from eks_netlint.model.nouns import CniSettings, Network, NodeGroup
from eks_netlint.records import dataclass
from eks_netlint.source import Span
from eks_netlint.values import Fact, Known, Truth, Unknown

_SWITCHES = {
    "ENABLE_POD_ENI": "1.7.7",
    "ENABLE_SUBNET_DISCOVERY": "1.18.0",
    "ENABLE_MULTI_NIC": "1.20.0",
    "ENABLE_IMDS_ONLY_MODE": "1.19.6",
    "ENABLE_V6_EGRESS": "1.13.0",
    "ANNOTATE_POD_IP": "1.9.3",
    "ENABLE_BANDWIDTH_PLUGIN": "1.10.0",
    "ENABLE_IPv6": "1.10.0",
    "DISABLE_POD_V6": "1.15.0",
}
_VALUES = {
    ("POD_SECURITY_GROUP_ENFORCING_MODE", "standard"): "1.11.0",
    ("NETWORK_POLICY_ENFORCING_MODE", "strict"): "1.17.1",
}
"""Setting (switched on, or at that value) and the first version that knows it: README of amazon-vpc-cni-k8s v1.23.1
(2026-08-20); pod ENI from the EKS user guide, which asks for 1.7.7."""

PREFIX_SINCE, PREFIX_IPV6_SINCE, PREFIX_METAL_SINCE = "1.9.0", "1.10.1", "1.11.0"
"""Prefix delegation for IPv4, for IPv6, and on bare metal: README of amazon-vpc-cni-k8s v1.23.1 (2026-08-20)."""


@dataclass(frozen=True, slots=True)
class Feature:
    """A feature that is switched on, the version that brought it, and where it is switched on."""

    name: str
    since: str
    span: Span | None


def features_on(cni: CniSettings, network: Network) -> Iterator[Feature]:
    """Features that are surely switched on by what is written."""
    for name, since in _SWITCHES.items():
        fact = setting(cni, name)
        if isinstance(fact, Known) and not fact.is_default and fact.value and parse_bool(fact.value):
            yield Feature(f"{name}={fact.value}", since, fact.span)
    for (name, value), since in _VALUES.items():
        fact = setting(cni, name)
        if isinstance(fact, Known) and not fact.is_default and fact.value == value:
            yield Feature(f"{name}={value}", since, fact.span)
    yield from _prefixes(cni, network)


def _prefixes(cni: CniSettings, network: Network) -> Iterator[Feature]:
    fact = setting(cni, "ENABLE_PREFIX_DELEGATION")
    if not isinstance(fact, Known) or fact.is_default or not fact.value or not parse_bool(fact.value):
        return
    cluster = cluster_of(cni, network)
    ipv6 = cluster is not None and isinstance(cluster.ip_family, Known) and cluster.ip_family.value == "ipv6"
    if ipv6:
        yield Feature("prefix delegation for IPv6", PREFIX_IPV6_SINCE, fact.span)
    elif metal := next(_metal(cni, network), None):
        yield Feature(f"prefix delegation on {metal}", PREFIX_METAL_SINCE, fact.span)
    else:
        yield Feature("prefix delegation", PREFIX_SINCE, fact.span)


def _metal(cni: CniSettings, network: Network) -> Iterator[str]:
    for group in groups_of(cni, network):
        for named in group.instance_types.known:
            limits = limits_of(named.value)
            if isinstance(limits, InstanceLimits) and limits.bare_metal:
                yield named.value


def for_new_nodes(cni: CniSettings, network: Network) -> tuple[tuple[str, Fact[bool]], ...]:
    """What only nodes that start later take over, and whether it is on.

    Custom networking is one: a node keeps the interfaces it has.  Prefixes are one where EKS sets max pods, which it
    does when the nodes of a managed group start (EKS user guide, cni-increase-ip-addresses, 2024-12).
    """
    how = mode(cni)
    prefixes = how.prefix_delegation
    if isinstance(prefixes, Known) and prefixes.value:
        by_eks = [_max_pods_by_eks(group) for group in groups_of(cni, network)]
        by_eks += [why for group, why in strays(network) if group.kind == "managed"]
        if not any(isinstance(fact, Known) and fact.value for fact in by_eks):
            prefixes = next((fact for fact in by_eks if isinstance(fact, Unknown)), Known(False))
    return ("custom networking", how.custom_networking), ("prefix delegation", prefixes)


def _max_pods_by_eks(group: NodeGroup) -> Fact[bool]:
    if group.kind != "managed":
        return Known(False)
    if isinstance(group.max_pods.pods, Unknown) or isinstance(group.custom_ami, Unknown):
        return next(fact for fact in (group.max_pods.pods, group.custom_ami) if isinstance(fact, Unknown))
    if group.exists is not Truth.YES:
        return Unknown("not known whether it exists", group.span) if group.unsure is None else group.unsure
    return Known(group.max_pods.pods.value is None and not group.custom_ami.value)
