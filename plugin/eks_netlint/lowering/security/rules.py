"""Rules of security groups in each form that Terraform has for them.

Forms: registry.terraform.io hashicorp/aws v6, aws_security_group, aws_security_group_rule,
aws_vpc_security_group_ingress_rule, aws_vpc_security_group_egress_rule, aws_default_security_group (2026-11).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from ipaddress import ip_network
from typing import Union

from eks_netlint.lowering import read
from eks_netlint.lowering.declared import Declared
from eks_netlint.lowering.security import spelled
from eks_netlint.model.nouns import Members
from eks_netlint.model.proof import ANY, Ports
from eks_netlint.model.security.nouns import EGRESS, INGRESS, GroupRule, Range
from eks_netlint.resources import Resource
from eks_netlint.source import Span
from eks_netlint.values import Absent, Fact, Fields, Known, Truth, Unknown, Value

Source = Union[Resource, Fields]
Names = Callable[["Value | Absent"], "str | Unknown"]
"""Address of the group that an id means."""

_NOBODY: Members[str] = Members()
EVERYWHERE = tuple(Known(ip_network(each)) for each in ("0.0.0.0/0", "::/0"))


def inline(resource: Resource, direction: str, own: str, peers: Peers) -> Members[GroupRule]:
    """The rules in blocks of a group; no blocks, no rules: Terraform takes away the one that AWS makes."""
    found = read.blocks(resource.get(direction))
    made = tuple(
        _rule(
            f"{own}.{direction}[{index}]", resource, direction, _ports(block), block.span or resource.span,
            _ranges(block, peers), _both(peers.groups(block.get("security_groups")), peers.itself(block, own)),
            peers.lists(block.get("prefix_list_ids")), "inline",
        )
        for index, block in enumerate(found.known)
    )  # fmt: skip
    return Members(made, found.rest, found.span)


def separate(resource: Resource, own: str, peers: Peers) -> GroupRule | Unknown:
    """The rule that a resource of its own is."""
    if resource.type == "aws_security_group_rule":
        direction = read.text(resource.get("type"), Unknown("no type is written", resource.span))
        if isinstance(direction, Unknown):
            return direction
        groups = _both(peers.groups(read.alone(resource.get("source_security_group_id"))), peers.itself(resource, own))
        lists: Value | Absent = resource.get("prefix_list_ids")
        ports, word = _ports(resource), direction.value
    else:
        word = INGRESS if "ingress" in resource.type else EGRESS
        groups = peers.groups(read.alone(resource.get("referenced_security_group_id")))
        ports = spelled.ports(resource.get("ip_protocol"), resource.get("from_port"), resource.get("to_port"))
        lists = read.alone(resource.get("prefix_list_id"))
    ranges = _ranges(resource, peers)
    return _rule(
        resource.address, resource, word, ports, resource.span, ranges, groups, peers.lists(lists), resource.type
    )


def made_by_aws(own: str, owner: Resource, direction: str) -> GroupRule:
    """All from the group itself, or all to everywhere: what AWS puts into the groups that it makes."""
    everywhere = Members(EVERYWHERE) if direction == EGRESS else Members[Known[Range]]()
    itself = Members((own,)) if direction == INGRESS else Members[str]()
    ports = read.default(Ports(ANY), owner.span)
    return _rule(f"{own}.{direction}", owner, direction, ports, owner.span, everywhere, itself, Members(), "AWS")


class Peers:
    """Who the peers of rules are: groups by their address, prefix lists by what is in them."""

    def __init__(self, declared: Declared, name: Names) -> None:
        self._declared = declared
        self._name = name
        self._entries: dict[str, Members[Known[Range]]] = {}

    def groups(self, value: Value | Absent) -> Members[str]:
        """Addresses of the groups in a list of ids."""
        if read.nothing(value):
            return _NOBODY
        found = read.members(value)
        known: dict[str, None] = {}
        rest = found.rest
        for member in found.known:
            if read.empty(member):
                continue
            name = self._name(member)
            if isinstance(name, str):
                known[name] = None
            else:
                rest = read.either(rest, name)
        return Members(tuple(known), rest, found.span)

    def itself(self, source: Source, own: str) -> Members[str]:
        """The group itself where the rule says so."""
        said = read.truth(source.get("self"), Known(False))
        if isinstance(said, Unknown):
            return Members((), Unknown("whether the rule allows the group itself is not known", said.span, said.cause))
        return Members((own,)) if said.value else _NOBODY

    def lists(self, value: Value | Absent) -> Members[str]:
        """Ids or spellings of the prefix lists whose entries the files do not tell."""
        if read.nothing(value):
            return _NOBODY
        found = read.members(value)
        known, rest = [], found.rest
        for member in found.known:
            key = self._declared.key(member)
            if key is None:
                rest = read.either(rest, member if isinstance(member, Unknown) else Unknown("no list", member.span))
            elif self._own_list(key) is None:
                known.append(key)
        return Members(tuple(known), rest)

    def entries(self, value: Value | Absent) -> Iterator[Members[Known[Range]]]:
        """The ranges of each prefix list that the files declare."""
        for member in read.members(value).known:
            found = self._own_list(self._declared.key(member) or "")
            if found is not None:
                yield found

    def _own_list(self, key: str) -> Members[Known[Range]] | None:
        if key not in self._entries:
            resource = self._declared.at(key)
            if resource is None or resource.mode != "managed" or resource.type != "aws_ec2_managed_prefix_list":
                return None
            blocks = read.blocks(resource.get("entry"))
            found = spelled.ranges(*(block.get("cidr") for block in blocks.known))
            extra = [
                entry.get("cidr")
                for entry in self._declared.managed("aws_ec2_managed_prefix_list_entry")
                if self._declared.key(entry.get("prefix_list_id")) == key and entry.exists is Truth.YES
            ]
            more = spelled.ranges(*extra)
            rest = _first(found.rest, blocks.rest, more.rest)
            self._entries[key] = Members((*found.known, *more.known), rest)
        return self._entries[key]


def _ports(source: Source) -> Fact[Ports]:
    return spelled.ports(source.get("protocol"), source.get("from_port"), source.get("to_port"))


_RANGES = ("cidr_blocks", "ipv6_cidr_blocks", "cidr_ipv4", "cidr_ipv6")


def _ranges(source: Source, peers: Peers) -> Members[Known[Range]]:
    names, lists = _names(source)
    found = spelled.ranges(*(source.get(name) for name in names))
    value = source.get(lists)
    if read.nothing(value):
        return found
    listed = list(peers.entries(read.alone(value) if lists == "prefix_list_id" else value))
    if not listed:
        return found
    known = (*found.known, *(each for one in listed for each in one.known))
    return Members(known, _first(found.rest, *(one.rest for one in listed)), found.span)


def _names(source: Source) -> tuple[tuple[str, ...], str]:
    """Arguments of a form that take ranges, and the one that takes prefix lists."""
    if isinstance(source, Fields) or source.type == "aws_security_group_rule":
        return _RANGES[:2], "prefix_list_ids"
    return _RANGES[2:], "prefix_list_id"


def _both(one: Members[str], other: Members[str]) -> Members[str]:
    if one is _NOBODY or other is _NOBODY:
        return one if other is _NOBODY else other
    return Members((*one.known, *other.known), _first(one.rest, other.rest), one.span)


def _first(*reasons: Unknown | None) -> Unknown | None:
    return next((reason for reason in reasons if reason is not None), None)


def _rule(
    address: str,
    resource: Resource,
    direction: str,
    ports: Fact[Ports],
    span: Span,
    ranges: Members[Known[Range]],
    groups: Members[str],
    lists: Members[str],
    form: str,
) -> GroupRule:
    return GroupRule(
        address, span, direction, ports, ranges, groups, lists, form,
        calls=resource.calls, exists=resource.exists, unsure=resource.unsure,
    )  # fmt: skip
