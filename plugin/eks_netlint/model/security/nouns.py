"""The nouns of security groups.  Frozen and free of questions, as in ``model.nouns``.

A group is named by its ``address``: the resource's for one that the files declare; for one that AWS makes with a VPC
or a cluster the owner's with ``default_security_group_id`` or ``vpc_config[0].cluster_security_group_id`` behind it;
for one that is only referred to its id or the spelling of the reference.  Rules name other groups by that address, and
every address so named is that of a group in ``Security.groups``.
"""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import IPv4Network, IPv6Network
from typing import Union

from eks_netlint.model.nouns import Members, Noun, Subnet, Tags, Vpc
from eks_netlint.model.proof import Ports
from eks_netlint.records import dataclass, field
from eks_netlint.values import Fact, Known, Unknown

Range = Union[IPv4Network, IPv6Network]

INGRESS, EGRESS = "ingress", "egress"
DECLARED, DEFAULT, CLUSTER, ADOPTED = "declared", "default", "cluster", "adopted"


@dataclass(frozen=True, slots=True)
class GroupRule(Noun):
    """What one rule of a security group allows; its peers together are "any of these".

    ``direction`` is ``INGRESS`` or ``EGRESS``.
    ``groups`` are addresses of groups, the rule's own group where it says ``self``.  ``prefix_lists`` are ids or
    spellings of prefix lists whose ranges the files do not tell (those of declared lists are among ``ranges``).
    ``form`` is "inline", the type of the resource, or "AWS" for a rule that AWS makes.
    """

    direction: str
    ports: Fact[Ports]
    ranges: Members[Known[Range]]
    groups: Members[str]
    prefix_lists: Members[str]
    form: str = "inline"


@dataclass(frozen=True, slots=True)
class SecurityGroup(Noun):
    """A security group.

    ``kind`` is ``DECLARED``, ``DEFAULT`` (of its VPC), ``CLUSTER`` (EKS makes it with a cluster), or ``ADOPTED``: it is
    only referred to and what it holds besides the rules of these files is not known.  ``sure`` says that its id surely
    differs from that of every other group that is sure: what is adopted by a variable may be any.
    """

    vpc: Vpc | Unknown
    name: Fact[str]
    tags: Tags
    rules: Members[GroupRule]
    kind: str = DECLARED
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Opening:
    """What a group lacks to let ports pass: a rule for each of ``peers`` and each of ``ranges``."""

    direction: str
    group: SecurityGroup
    ports: Ports
    peers: tuple[SecurityGroup, ...] = ()
    ranges: tuple[Range, ...] = ()


@dataclass(frozen=True, slots=True)
class Store(Noun):
    """What pods connect to and security groups guard: a database, cache, broker or file system.

    ``kind`` is a reader's word, such as "RDS instance".  ``ports`` are what it listens on.  ``groups`` are what its
    interfaces carry, ``subnets`` where they may lie.
    """

    kind: str
    ports: Members[Fact[Ports]]
    groups: Members[SecurityGroup]
    subnets: Members[Subnet]


@dataclass(frozen=True, slots=True)
class Balancer(Noun):
    """A load balancer that Terraform makes.  ``kind`` is "application", "network", "gateway" or "classic"."""

    kind: Fact[str]
    groups: Members[SecurityGroup]
    subnets: Members[Subnet]


@dataclass(frozen=True, slots=True)
class Security:
    """The security groups of a network and who carries them.

    ``carried`` holds by the address of a noun (node group, cluster, ENIConfig, Fargate profile, SecurityGroupPolicy,
    NodeClass) what its network interfaces carry; of a cluster those of its control plane.
    ``rest`` is the reason why there may be further groups.
    """

    groups: tuple[SecurityGroup, ...] = ()
    carried: Mapping[str, Members[SecurityGroup]] = field(default_factory=dict)
    stores: tuple[Store, ...] = ()
    balancers: tuple[Balancer, ...] = ()
    rest: Unknown | None = None

    def group(self, address: str) -> SecurityGroup | None:
        """The group of that address."""
        return next((group for group in self.groups if group.address == address), None)

    def of(self, noun: Noun) -> Members[SecurityGroup]:
        """What the network interfaces of a noun carry."""
        why = Unknown(f"which security groups {noun.address} carries is not in the files", noun.span)
        return self.carried.get(noun.address, Members((), why, noun.span))

    def named(self, kind: str) -> tuple[object, ...]:
        """All nouns of the kind of that name; raises ``KeyError`` if there is no such kind."""
        return {"SecurityGroup": self.groups, "Store": self.stores, "Balancer": self.balancers}[kind]
