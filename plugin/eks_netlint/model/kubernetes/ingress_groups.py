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
from eks_netlint.model.nouns import Cluster, Network
from eks_netlint.records import dataclass, field
from eks_netlint.values import Fact, Known, Truth, Unknown

_ONE_VALUE = (
    "load-balancer-name", "scheme", "ip-address-type", "customer-owned-ipv4-pool", "ssl-redirect",
    "shield-advanced-protection", "manage-backend-security-group-rules", "wafv2-acl-arn", "wafv2-acl-name",
    "waf-acl-id", "web-acl-id", "enable-frontend-nlb", "frontend-nlb-scheme", "ipam-ipv4-pool-id", "security-groups",
)  # fmt: skip
_ONE_SET = ("subnets", "frontend-nlb-subnets")
_BY_KEY = ("load-balancer-attributes", "minimum-load-balancer-capacity", "tags")
_BY_PORT = ("inbound-cidrs", "ssl-policy")
_SETTINGS = (*_ONE_VALUE, *_ONE_SET, *_BY_KEY, *_BY_PORT)
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
    place: int
    group: Known[str]
    params: IngressClassParams | None
    unsure: Unknown | None

    def says(self, name: str) -> Fact[str] | None:
        """What counts for it: of its class, else of its annotation."""
        of_class = None if self.params is None else self.params.settings.get(name)
        return of_class if of_class is not None else self.ingress.annotations.get(PREFIX + name)


@dataclass(frozen=True, slots=True)
class _Groups:
    """Members by the identity of their ingress, and by group and setting those who say it first, each their own way."""

    members: dict[int, _Member] = field(default_factory=dict)
    holders: dict[tuple[str, str], list[tuple[_Member, Known[str]]]] = field(default_factory=dict)


def conflicts(ingress: Ingress, network: Network) -> Iterator[Conflict]:
    """What this ingress says differently than one before it in its group, each setting once."""
    groups = _groups(network)
    me = groups.members.get(id(ingress))
    if me is None:
        return
    for name in _SETTINGS:
        mine, told = me.says(name), set[str]()
        if not isinstance(mine, Known):
            continue
        for other, theirs in groups.holders.get((me.group.value, name), ()):
            if other.place >= me.place or on_one_cluster(other.ingress.cluster, ingress.cluster) is Truth.NO:
                continue
            for setting, left, right in _difference(name, me, mine, other, theirs):
                if setting not in told:
                    told.add(setting)
                    doubts = tuple(_doubts(me, other, network))
                    yield Conflict(me.group.value, setting, left, right, other.ingress, doubts)


def _doubts(me: _Member, other: _Member, network: Network) -> Iterator[Unknown]:
    for one in (me, other):
        if one.unsure is not None:
            yield one.unsure
        if one.ingress.exists is not Truth.YES:
            yield Unknown("not known whether it exists", one.ingress.span)
    if together(me.ingress, other.ingress, network) is not Truth.YES:
        yield Unknown("whether both are applied to one cluster is not in the files", other.ingress.span)


def _groups(network: Network) -> _Groups:
    key = "ingress groups"
    known = network.answers.get(key)
    if not isinstance(known, _Groups):
        known = network.answers[key] = _Groups()
        seen: set[tuple[object, ...]] = set()
        kubernetes = Kubernetes() if network.kubernetes is None else network.kubernetes
        for place, ingress in enumerate(kubernetes.ingresses):
            member = _member(ingress, place, network)
            if member is None:
                continue
            known.members[id(ingress)] = member
            for name in _SETTINGS:
                said = member.says(name)
                if isinstance(said, Known) and (alike := _alike(name, member, said)) not in seen:
                    seen.add(alike)
                    known.holders.setdefault((member.group.value, name), []).append((member, said))
    return known


def _alike(name: str, member: _Member, said: Known[str]) -> tuple[object, ...]:
    """What two members have in common of which only the first need be compared with others."""
    folder = member.ingress.span.path.rpartition("/")[0]
    ports = _ports(member) if name in _BY_PORT else frozenset[int]()
    where = member.ingress.cluster.address if isinstance(member.ingress.cluster, Cluster) else ""
    sure = (member.unsure is None, member.ingress.exists)
    return member.group.value, name, said.value, folder, ports, where, sure


def _member(ingress: Ingress, place: int, network: Network) -> _Member | None:
    classified = alb_class(ingress, network)
    if classified.makes_alb is Truth.NO:
        return None
    params = classified.params if isinstance(classified.params, IngressClassParams) else None
    group: Fact[str | None] | Fact[str] | None = None if params is None else params.group
    if group is None or (isinstance(group, Known) and group.value is None):
        group = ingress.annotations.get(PREFIX + "group.name")
    if not isinstance(group, Known) or not group.value:
        return None
    return _Member(ingress, place, Known(str(group.value), group.span), params, classified.unsure)


def _difference(
    name: str, me: _Member, mine: Known[str], other: _Member, theirs: Known[str]
) -> Iterator[tuple[str, Known[str], Known[str]]]:
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
