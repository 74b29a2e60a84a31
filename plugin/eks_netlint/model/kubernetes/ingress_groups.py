"""Ingresses that share one ALB, and what they say differently of it.

Which settings may have one value only: pkg/ingress/model_build_load_balancer*.go and model_builder.go of
aws-load-balancer-controller v3.5 (2026-08).
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from eks_netlint.model.kubernetes.balancers import Ingress, IngressClassParams
from eks_netlint.model.kubernetes.classes import PREFIX, alb_class
from eks_netlint.model.kubernetes.nouns import Kubernetes
from eks_netlint.model.kubernetes.places import on_one_cluster, together
from eks_netlint.model.nouns import Network
from eks_netlint.records import dataclass
from eks_netlint.values import Fact, Known, Truth, Unknown

_ONE_VALUE = (
    "load-balancer-name", "scheme", "ip-address-type", "customer-owned-ipv4-pool", "ssl-redirect",
    "shield-advanced-protection", "manage-backend-security-group-rules", "wafv2-acl-arn", "wafv2-acl-name",
    "waf-acl-id", "web-acl-id", "enable-frontend-nlb", "frontend-nlb-scheme", "ipam-ipv4-pool-id", "security-groups",
)  # fmt: skip
_ONE_SET = ("subnets", "frontend-nlb-subnets")
_BY_KEY = ("load-balancer-attributes", "minimum-load-balancer-capacity", "tags")
_BY_PORT = ("inbound-cidrs", "ssl-policy")
_HTTP, _HTTPS = '[{"HTTP": 80}]', '[{"HTTPS": 443}]'


@dataclass(frozen=True, slots=True)
class Conflict:
    """A setting of which two ingresses of one group say different things; ``doubts`` why they may not meet."""

    group: str
    setting: str
    mine: Known[str]
    other: Known[str]
    holder: Ingress
    doubts: tuple[Unknown, ...]


@dataclass(frozen=True, slots=True)
class _Member:
    """An ingress of a group as the controller classifies it."""

    ingress: Ingress
    group: Known[str]
    params: IngressClassParams | None
    unsure: Unknown | None

    def says(self, name: str) -> Fact[str] | None:
        """What counts for it: of its class, else of its annotation."""
        of_class = None if self.params is None else self.params.settings.get(name)
        return of_class if of_class is not None else self.ingress.annotations.get(PREFIX + name)


def conflicts(ingress: Ingress, network: Network) -> Iterator[Conflict]:
    """What this ingress says differently than one before it in its group, each setting once."""
    members = _members(network)
    me = next((one for one in members if one.ingress is ingress), None)
    if me is None:
        return
    told: set[str] = set()
    for other in members[: members.index(me)]:
        if other.group.value != me.group.value or on_one_cluster(other.ingress.cluster, ingress.cluster) is Truth.NO:
            continue
        for setting, mine, theirs in _differences(me, other):
            if setting not in told:
                told.add(setting)
                yield Conflict(me.group.value, setting, mine, theirs, other.ingress, tuple(_doubts(me, other, network)))


def _doubts(me: _Member, other: _Member, network: Network) -> Iterator[Unknown]:
    for one in (me, other):
        if one.unsure is not None:
            yield one.unsure
        if one.ingress.exists is not Truth.YES:
            yield Unknown("not known whether it exists", one.ingress.span)
    if together(me.ingress, other.ingress, network) is not Truth.YES:
        yield Unknown("whether both are applied to one cluster is not in the files", other.ingress.span)


def _members(network: Network) -> tuple[_Member, ...]:
    key = "ingress groups"
    known = network.answers.get(key)
    if not isinstance(known, tuple):
        kubernetes = Kubernetes() if network.kubernetes is None else network.kubernetes
        found = (_member(one, network) for one in kubernetes.ingresses)
        known = network.answers[key] = tuple(one for one in found if one is not None)
    return known


def _member(ingress: Ingress, network: Network) -> _Member | None:
    classified = alb_class(ingress, network)
    if classified.makes_alb is Truth.NO:
        return None
    params = classified.params if isinstance(classified.params, IngressClassParams) else None
    group: Fact[str | None] | Fact[str] | None = None if params is None else params.group
    if group is None or (isinstance(group, Known) and group.value is None):
        group = ingress.annotations.get(PREFIX + "group.name")
    if not isinstance(group, Known) or not group.value:
        return None
    return _Member(ingress, Known(str(group.value), group.span), params, classified.unsure)


def _differences(me: _Member, other: _Member) -> Iterator[tuple[str, Known[str], Known[str]]]:
    for name in (*_ONE_VALUE, *_ONE_SET, *_BY_KEY, *_BY_PORT):
        mine, theirs = me.says(name), other.says(name)
        if not isinstance(mine, Known) or not isinstance(theirs, Known):
            continue
        if name in _BY_KEY:
            yield from _by_key(name, mine, theirs)
        elif name in _BY_PORT:
            if _ports(me) & _ports(other) and _parts(mine) != _parts(theirs):
                yield name, mine, theirs
        elif (_parts(mine) != _parts(theirs)) if name in _ONE_SET else (mine.value.strip() != theirs.value.strip()):
            yield name, mine, theirs


def _by_key(name: str, mine: Known[str], theirs: Known[str]) -> Iterator[tuple[str, Known[str], Known[str]]]:
    left, right = _pairs(mine), _pairs(theirs)
    for key in left.keys() & right.keys():
        if left[key] != right[key]:
            yield f"{name} {key}", Known(left[key], mine.span), Known(right[key], theirs.span)


def _pairs(said: Known[str]) -> dict[str, str]:
    found = (part.partition("=") for part in said.value.split(",") if "=" in part)
    return {key.strip(): value.strip() for key, _, value in found}


def _parts(said: Known[str]) -> frozenset[str]:
    return frozenset(part.strip() for part in said.value.split(",") if part.strip())


def _ports(member: _Member) -> frozenset[int]:
    """The ports that the ingress listens at; none where that is not known."""
    said, certificate = member.says("listen-ports"), member.says("certificate-arn")
    if isinstance(said, Unknown):
        return frozenset()
    text = said.value if said is not None else _HTTP if certificate is None else _HTTPS
    try:
        listed = json.loads(text)
        return frozenset(int(port) for entry in listed for port in entry.values())
    except (ValueError, TypeError, AttributeError):
        return frozenset()
