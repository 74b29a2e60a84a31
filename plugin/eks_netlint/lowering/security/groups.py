"""The security groups of a network, found by the values that refer to them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from eks_netlint.lowering import read
from eks_netlint.lowering.declared import Declared
from eks_netlint.lowering.security.rules import Peers, inline, made_by_aws, separate
from eks_netlint.lowering.vpc import Vpcs
from eks_netlint.model.nouns import Members, Tags, Vpc
from eks_netlint.model.security.nouns import (
    ADOPTED,
    CLUSTER,
    DECLARED,
    DEFAULT,
    EGRESS,
    INGRESS,
    GroupRule,
    SecurityGroup,
)
from eks_netlint.resources import Resource
from eks_netlint.source import Span
from eks_netlint.values import Absent, Cause, Fact, Known, Reference, Unknown, Value

GROUP, STANDARD = "aws_security_group", "aws_default_security_group"
RULES = (
    "aws_security_group_rule",
    "aws_vpc_security_group_ingress_rule",
    "aws_vpc_security_group_egress_rule",
)
_OF_VPC, _OF_CLUSTER = "default_security_group_id", "cluster_security_group_id"
_OWNERS = {"aws_vpc": _OF_VPC, "aws_default_vpc": _OF_VPC, "aws_eks_cluster": _OF_CLUSTER}


class Groups:
    """Every group that is declared, made by AWS or referred to, each with the rules that the files give it.

    Of a group that is only referred to the other rules are not known.
    """

    def __init__(self, declared: Declared, vpcs: Vpcs) -> None:
        self._declared = declared
        self._vpcs = vpcs
        self._peers = Peers(declared, self._name)
        self._values: dict[str, tuple[Value | Absent, Span | None]] = {}
        self._made: dict[str, SecurityGroup] = {}
        self._standard = {
            vpc: resource.address
            for resource in declared.managed(STANDARD)
            if (vpc := declared.key(resource.get("vpc_id"))) is not None
        }
        self._separate: dict[str, list[Resource]] = defaultdict(list)
        self._loose: Unknown | None = None
        self._sort_rules()

    @property
    def all(self) -> tuple[SecurityGroup, ...]:
        """Every declared group, those asked for, and those that a rule names."""
        for resource in self._declared.managed(GROUP, STANDARD):
            self._group(resource.address, None)
        for key in (*self._separate, *self._values):
            self._group(key, None)
        named = [name for group in self._made.values() for rule in group.rules.known for name in rule.groups.known]
        while named:
            key = named.pop()
            if key not in self._made:
                named += [name for rule in self._group(key, None).rules.known for name in rule.groups.known]
        return tuple(self._made.values())

    def of(self, value: Value | Absent, span: Span, *, written_elsewhere: bool = False) -> Members[SecurityGroup]:
        """The groups that a list of ids means.

        ``span`` is where the list would stand.  ``written_elsewhere`` is for literals of a Kubernetes file, which
        may be ids of groups that these files declare.
        """
        found = read.members(value)
        known: dict[str, SecurityGroup] = {}
        rest = found.rest
        for member in found.known:
            if read.empty(member):
                continue
            group = self.one(member, span, written_elsewhere=written_elsewhere)
            if isinstance(group, Unknown):
                rest = read.either(rest, group)
            else:
                known.setdefault(group.address, group)
        return Members(tuple(known.values()), rest, found.span)

    def one(self, value: Value | Absent, span: Span, *, written_elsewhere: bool = False) -> SecurityGroup | Unknown:
        """The group that an id means; unknown where the value identifies nothing."""
        if written_elsewhere and isinstance(value, Known) and value.value not in self._values:
            return Unknown(f"which security group {value.value} is, is not in the files", value.span or span)
        name = self._name(value)
        if isinstance(name, Unknown):
            return name
        return self._group(name, span)

    def of_cluster(self, cluster: str, span: Span) -> SecurityGroup:
        """The group that EKS makes with the cluster of this address."""
        return self._group(_of_owner(cluster, "aws_eks_cluster"), span)

    def of_vpc(self, vpc: Vpc | Unknown) -> SecurityGroup | Unknown:
        """The default group of a VPC: what interfaces carry to which nobody gives another."""
        if isinstance(vpc, Unknown):
            return vpc
        return self._group(self._default_of(vpc.address), vpc.span)

    def _default_of(self, vpc: str) -> str:
        return self._standard.get(vpc) or _of_owner(vpc, "aws_vpc")

    def _name(self, value: Value | Absent) -> str | Unknown:
        """Address of the group that an id means, remembered so that there will be a group of that address."""
        value = self._declared.chase(value)
        key = self._declared.key(value)
        if key is None:
            why = "which security group is meant is not known"
            return value if isinstance(value, Unknown) else Unknown(why, value.span)
        owner = self._declared.target(value)
        if owner is not None and isinstance(value, Reference) and value.path:
            if value.path[-1] == _OF_VPC and owner.mode == "managed":
                key = self._default_of(owner.address)
            elif value.path[-1] == _OF_CLUSTER and owner.type == "aws_eks_cluster":
                key = _of_owner(self._looked_up(owner), owner.type)
        self._values.setdefault(key, (value, value.span))
        return key

    def _looked_up(self, owner: Resource) -> str:
        """Address of a cluster; one that a data source finds by the name of a declared one is that one."""
        if owner.mode != "data":
            return owner.address
        wanted = self._declared.chase(owner.get("name"))
        target, key = self._declared.target(wanted), self._declared.key(wanted)
        if target is not None and target.type == "aws_eks_cluster":
            return target.address if target.mode == "managed" else owner.address
        named = [
            cluster.address
            for cluster in self._declared.managed("aws_eks_cluster")
            if key is not None and self._declared.key(cluster.get("name")) == key
        ]
        return named[0] if len(named) == 1 else owner.address

    def _sort_rules(self) -> None:
        for resource in self._declared.managed(*RULES):
            key = self._name(resource.get("security_group_id"))
            if isinstance(key, Unknown) or _found_by_search(key):
                why = "a rule is added to a security group that is not known"
                self._loose = read.either(self._loose, Unknown(why, resource.span))
            if isinstance(key, str):
                self._separate[key].append(resource)

    def _group(self, key: str, span: Span | None) -> SecurityGroup:
        if key not in self._made:
            self._made[key] = self._new(key, span)
        return self._made[key]

    def _new(self, key: str, span: Span | None) -> SecurityGroup:
        resource = self._declared.at(key)
        if resource is not None and resource.mode == "managed" and resource.type in (GROUP, STANDARD):
            kind = DECLARED if resource.type == GROUP else DEFAULT
            return self._of_resource(key, resource, resource, kind, (*self._inline(resource),))
        owner = self._declared.at(key.removesuffix(f".{_OF_VPC}").removesuffix(f".vpc_config[0].{_OF_CLUSTER}"))
        if owner is not None and owner.mode == "managed" and owner.type in _OWNERS and key != owner.address:
            made = [made_by_aws(key, owner, direction) for direction in (INGRESS, EGRESS)]
            kind = CLUSTER if owner.type == "aws_eks_cluster" else DEFAULT
            return self._of_resource(key, owner, None, kind, (Members(tuple(made)),))
        return self._adopted(key, span)

    def _inline(self, resource: Resource) -> Iterator[Members[GroupRule]]:
        for direction in (INGRESS, EGRESS):
            yield inline(resource, direction, resource.address, self._peers)

    def _of_resource(
        self, key: str, place: Resource, own: Resource | None, kind: str, inside: tuple[Members[GroupRule], ...]
    ) -> SecurityGroup:
        """A group that these files make, of its own block or with another resource."""
        vpc = place.get("vpc_id") if own is not None else Absent(place.span)
        absent = Unknown("no name is written", place.span)
        return SecurityGroup(
            key,
            place.span,
            self._vpcs.of(vpc) if own is not None else self._vpc_of(place),
            read.text(own.get("name"), absent) if own is not None else self._named_by_aws(kind, place),
            read.tags(own.get("tags")) if own is not None else _tags_of(place),
            self._rules(key, inside, self._loose),
            kind,
            calls=place.calls,
            exists=place.exists,
            unsure=place.unsure,
        )

    def _vpc_of(self, place: Resource) -> Vpc | Unknown:
        if place.type == "aws_eks_cluster":
            return Unknown("the VPC is that of the cluster's subnets", place.span)
        return self._vpcs.of(Reference("a VPC", place.span, address=place.address, path=("id",), solid=True))

    def _named_by_aws(self, kind: str, place: Resource) -> Fact[str]:
        return Known("default", place.span) if kind == DEFAULT else Unknown("EKS names the group", place.span)

    def _rules(self, key: str, inside: Iterable[Members[GroupRule]], rest: Unknown | None) -> Members[GroupRule]:
        known: list[GroupRule] = []
        for found in inside:
            known += found.known
            rest = read.either(found.rest, rest) if rest is None else rest
        for resource in self._separate.get(key, ()):
            rule = separate(resource, key, self._peers)
            if isinstance(rule, Unknown):
                rest = read.either(rest, rule)
            else:
                known.append(rule)
        return Members(tuple(known), rest)

    def _adopted(self, key: str, span: Span | None) -> SecurityGroup:
        value, place = self._values.get(key, (Absent(), None))
        rules = self._separate.get(key, ())
        where = next((each for each in (place, span, *(rule.span for rule in rules)) if each is not None), None)
        assert where is not None, key  # every key was met somewhere
        cause = value.cause if isinstance(value, Unknown) else Cause.OUTSIDE
        why = Unknown(f"security group {key} is not declared in these files", where, cause)
        return SecurityGroup(
            key, where, why, why, Tags({}, why), self._rules(key, (), why), ADOPTED, isinstance(value, Known)
        )


def _of_owner(address: str, type_: str) -> str:
    inside = f"vpc_config[0].{_OF_CLUSTER}" if type_ == "aws_eks_cluster" else _OF_VPC
    return f"{address}.{inside}"


def _found_by_search(key: str) -> bool:
    """Whether a group is what a data source finds, which may be one that these files declare."""
    return f".{key}".rpartition(".data.")[2].startswith("aws_security_group") and ".data." in f".{key}"


def _tags_of(place: Resource) -> Tags:
    """Tags of a group that AWS makes: not those of its owner."""
    return Tags({}, Unknown("what tags AWS and others put on the group is not in the files", place.span))
