"""Network ACLs with their entries, and which subnet has which."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from eks_netlint.lowering import read
from eks_netlint.lowering.declared import Declared
from eks_netlint.lowering.routing.handed import Handed
from eks_netlint.lowering.security import spelled
from eks_netlint.lowering.vpc import Vpcs
from eks_netlint.model.nouns import Members, Subnet, Vpc
from eks_netlint.model.proof import ANY, Ports
from eks_netlint.model.routing.nouns import Acl, AclRule, Range
from eks_netlint.resources import Resource
from eks_netlint.source import Span
from eks_netlint.values import Absent, Cause, Fact, Fields, Known, Reference, Truth, Unknown, Value

DEFAULT = "default_network_acl_id"


class Acls:
    """Every network ACL of the network."""

    def __init__(self, declared: Declared, vpcs: Vpcs, handed: Handed) -> None:
        self._declared = declared
        self._vpcs = vpcs
        self._handed = handed
        self._separate: dict[str, list[Resource]] = defaultdict(list)
        for resource in declared.managed("aws_network_acl_rule"):
            key = declared.key(resource.get("network_acl_id"))
            self._separate["" if key is None else key].append(resource)
        self._of_subnet: dict[str, list[tuple[str, Resource]]] = defaultdict(list)
        self._stray: Unknown | None = None
        self._made: dict[str, Acl] = {}
        self._defaults: dict[str, str] = {}
        for resource in declared.managed("aws_network_acl", "aws_default_network_acl"):
            self._made[resource.address] = self._acl(resource)
            self._associate(resource)

    @property
    def all(self) -> tuple[Acl, ...]:
        """Every ACL met so far, declared ones first."""
        return tuple(self._made.values())

    def of(self, subnet: Subnet) -> Acl | Unknown:
        """The ACL of a subnet: the one associated with it, else the default one of its VPC."""
        found = self._of_subnet.get(subnet.address, ())
        if len(found) == 1 and found[0][1].exists is Truth.YES:
            named = found[0][0]
            if named in self._made:
                return self._made[named]
            return Unknown("the network ACL of the subnet is not in these files", found[0][1].span, Cause.OUTSIDE)
        if found:
            why = Unknown("the subnet is associated with several network ACLs", found[0][1].span)
            return read.either(found[0][1].unsure, why)
        if self._stray is not None:
            return self._stray
        if subnet.adopted or isinstance(subnet.vpc, Unknown) or subnet.vpc.looked_up:
            return Unknown("the network ACL of the subnet is not in these files", subnet.span, Cause.OUTSIDE)
        doubt = self._handed.takes(subnet.address)
        return self._default(subnet.vpc) if doubt is None else doubt

    def _default(self, vpc: Vpc) -> Acl:
        managed = self._defaults.get(vpc.address)
        if managed is not None:
            return self._made[managed]
        key = f"{vpc.address}.{DEFAULT}"
        if key not in self._made:
            rules = (*_all_pass(vpc.span), *self._entries(key))
            rest = read.either(self._loose(), self._handed.takes(key))
            self._made[key] = Acl(key, vpc.span, vpc, Members(rules, rest), True, calls=vpc.calls, exists=vpc.exists)
        return self._made[key]

    def _acl(self, resource: Resource) -> Acl:
        vpc = self._vpcs.of(resource.get("vpc_id"))
        names = [resource.address]
        default = resource.type == "aws_default_network_acl"
        if default:
            owner = self._declared.chase(resource.get("default_network_acl_id"))
            if isinstance(owner, Reference) and owner.path:
                vpc = self._vpcs.of(Reference("VPC", resource.span, address=owner.address, path=("id",)))
                names.append(str(owner))
                self._defaults[owner.address] = resource.address
        known: list[AclRule] = []
        rest = read.either(self._loose(), self._handed.takes(*names))
        for direction in ("ingress", "egress"):
            found = read.blocks(resource.get(direction))
            rest = read.either(rest, found.rest)
            known += [_inline(each, direction == "egress", resource.span) for each in found.known]
        for name in names:
            known += self._entries(name)
        return Acl(
            resource.address, resource.span, vpc, Members(tuple(known), rest), default,
            calls=resource.calls, exists=resource.exists, unsure=resource.unsure,
        )  # fmt: skip

    def _associate(self, resource: Resource) -> None:
        found = read.members(resource.get("subnet_ids"))
        if found.rest is not None and resource.type == "aws_network_acl":
            self._stray = Unknown("which subnets a network ACL guards is not known", resource.span)
        for each in found.known:
            key = self._declared.key(each)
            if key is not None:
                self._of_subnet[key].append((resource.address, resource))
        for association in self._declared.managed("aws_network_acl_association"):
            if self._declared.key(association.get("network_acl_id")) == resource.address:
                key = self._declared.key(association.get("subnet_id"))
                if key is None:
                    self._stray = Unknown("which subnets a network ACL guards is not known", association.span)
                else:
                    self._of_subnet[key].append((resource.address, association))

    def _loose(self) -> Unknown | None:
        found = self._separate.get("")
        return Unknown("an entry is added to a network ACL that is not known", found[0].span) if found else None

    def _entries(self, key: str) -> Iterator[AclRule]:
        for resource in self._separate.get(key, ()):
            if resource.exists is Truth.NO:
                continue
            allows = _allows(resource.get("rule_action"))
            if resource.exists is Truth.UNSURE:
                allows = read.either(resource.unsure, Unknown("whether an entry is there is not known", resource.span))
            yield AclRule(
                read.whole(resource.get("rule_number"), Unknown("no number is written", resource.span)),
                read.truth(resource.get("egress"), read.default(False, resource.span)),
                allows,
                spelled.ports(resource.get("protocol"), resource.get("from_port"), resource.get("to_port")),
                _range(resource.get("cidr_block"), resource.get("ipv6_cidr_block"), resource.span),
                resource.span,
            )


def _inline(block: Fields, egress: bool, near: Span) -> AclRule:
    span = near if block.span is None else block.span
    return AclRule(
        read.whole(block.get("rule_no"), Unknown("no number is written", span)),
        Known(egress, span),
        _allows(block.get("action")),
        spelled.ports(block.get("protocol"), block.get("from_port"), block.get("to_port")),
        _range(block.get("cidr_block"), block.get("ipv6_cidr_block"), span),
        span,
    )


def _allows(value: Value | Absent) -> Fact[bool]:
    found = read.text(value, Unknown("no action is written", value.span))
    if isinstance(found, Unknown):
        return found
    return Known(found.value.lower() == "allow", found.span, found.origin)


def _range(four: Value | Absent, six: Value | Absent, span: Span) -> Fact[Range]:
    for value in (four, six):
        if read.empty(value):
            continue
        if isinstance(value, Unknown):
            return value
        found = spelled.ranges(value)
        if found.known:
            return found.known[0]
        if found.rest is not None:
            return found.rest
    return Unknown("no range is written for the entry", span)


def _all_pass(span: Span) -> Iterator[AclRule]:
    """What AWS puts into a default ACL (Amazon VPC user guide, "Default network ACL", 2026-11)."""
    everything = spelled.ranges(Known("0.0.0.0/0"), Known("::/0"))
    for number, each in zip((100, 101), everything.known, strict=True):
        for egress in (False, True):
            ports = Known(Ports(ANY), span)
            yield AclRule(read.default(number), read.default(egress), read.default(True), ports, each, span)
