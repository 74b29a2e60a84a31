"""Network policies of every dialect as one noun, each part with the place it was written at.

A policy selects pods (``subjects``), and says of traffic in one direction what is to happen to it (``rules``).  What
follows from the policies of a cluster together is asked in ``model.kubernetes.verdicts``.  Dialects:

- KUBERNETES: NetworkPolicy of networking.k8s.io.
- ADMIN: AdminNetworkPolicy, BaselineAdminNetworkPolicy, ClusterNetworkPolicy of policy.networking.k8s.io.
- CILIUM: CiliumNetworkPolicy, CiliumClusterwideNetworkPolicy of cilium.io.
- CALICO: NetworkPolicy, GlobalNetworkPolicy of projectcalico.org and crd.projectcalico.org.
- AWS: ApplicationNetworkPolicy, ClusterNetworkPolicy of networking.k8s.aws.
"""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network
from typing import Union

from eks_netlint.model.kubernetes.labels import Selector
from eks_netlint.model.kubernetes.nouns import Object
from eks_netlint.model.nouns import Members
from eks_netlint.records import dataclass, field
from eks_netlint.source import Span
from eks_netlint.values import Fact, Known, Unknown

KUBERNETES, ADMIN, CILIUM, CALICO, AWS = "kubernetes", "admin", "cilium", "calico", "aws"
"""The dialects (``Policy.dialect``)."""

INGRESS, EGRESS = "Ingress", "Egress"
"""The directions (``Rule.direction``)."""

ALLOW, DENY, PASS, LOG = "Allow", "Deny", "Pass", "Log"
"""What a rule does (``Rule.action``); ``Accept`` of ClusterNetworkPolicy is ALLOW."""

ADMIN_TIER, DEFAULT_TIER, BASELINE_TIER = "Admin", "default", "Baseline"
"""Tiers that need no object; Calico has others, each made by a ``Tier``."""

Range = Union[IPv4Network, IPv6Network]
"""A range of addresses of either family."""


@dataclass(frozen=True, slots=True)
class Peer:
    """The other side of a rule.

    ``key`` is the member it is written in (``podSelector``, ``ipBlock``, ``toFQDNs``, ``domainNames``, ...), ``entry``
    the element of ``from`` or ``to`` around it, or the rule where there are no elements.  ``only`` is given where
    something that is not followed makes it match less than it seems.
    """

    key: str
    span: Span | None = field(default=None, compare=False, kw_only=True)
    entry: Span | None = field(default=None, compare=False, kw_only=True)
    only: Unknown | None = field(default=None, kw_only=True)


@dataclass(frozen=True, slots=True)
class Pods(Peer):
    """Pods by their labels and the labels of their namespaces; no ``namespaces``: in the policy's own namespace."""

    pods: Selector
    namespaces: Selector | None


@dataclass(frozen=True, slots=True)
class Block(Peer):
    """Addresses of a range, without those of ``excepts``."""

    cidr: Fact[Range]
    excepts: Members[Fact[Range]]


@dataclass(frozen=True, slots=True)
class Name(Peer):
    """Addresses that a DNS name stands for, as it is written.

    ``pattern`` may hold ``*``: of Cilium within one label (alone: any name), of the other dialects as the first label
    for one or more of them.  ``exact`` is whether a ``*`` means nothing (``matchName``).
    """

    pattern: Fact[str]
    exact: bool


@dataclass(frozen=True, slots=True)
class Entity(Peer):
    """What Cilium knows by itself: all, world, cluster, host, remote-node, kube-apiserver, ingress, init, none, ..."""

    name: Fact[str]


@dataclass(frozen=True, slots=True)
class ServicePods(Peer):
    """Pods or addresses behind a Service, by name (null: selected by labels); no ``namespace``: the policy's own."""

    name: Fact[str | None]
    namespace: Fact[str] | None


@dataclass(frozen=True, slots=True)
class Nodes(Peer):
    """Nodes by their labels."""

    nodes: Selector


@dataclass(frozen=True, slots=True)
class Others(Peer):
    """Something that the files do not tell the addresses of: security groups, sets of addresses by name."""

    what: Unknown


@dataclass(frozen=True, slots=True)
class Ports:
    """Ports of one protocol at the receiving end.

    ``protocol`` is TCP, UDP, SCTP, ICMP, ICMPv6, UDPLite or ANY.  ``first`` and ``last`` (inclusive) are null where
    every port is meant or ``name`` is given, the name of a container port.  ``icmp`` is the type of an ICMP message,
    null for any.  ``proxied`` says by which rules a proxy reads the traffic: "" for none, "dns", "http", "kafka",
    "tls", "other"; ``lookups`` are the names that may be looked up where it is "dns".
    """

    protocol: Fact[str]
    first: Fact[int | None]
    last: Fact[int | None]
    name: Fact[str | None]
    icmp: Fact[int | str | None] = field(default_factory=lambda: Known(None))
    proxied: str = ""
    lookups: Members[Name] = field(default_factory=Members)
    span: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Rule:
    """What happens to traffic of one direction that has one of the peers and goes to one of the ports.

    No ``peers``: any, inside and outside of the cluster; no ``ports``: any, of every protocol.  Known members none
    and nothing unknown: it matches nothing.  ``only`` is given where it has conditions that are not followed, so that
    it may match less than it seems.  ``section`` is where it is written: ``egress``, ``egressDeny``, ...
    """

    direction: str
    action: Fact[str]
    peers: Members[Peer] | None
    ports: Members[Ports] | None
    section: str
    name: Fact[str | None] = field(default_factory=lambda: Known(None))
    only: Unknown | None = None
    span: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Policy(Object):
    """A network policy.

    ``subjects`` are the pods it selects, one of several descriptions of them: none for one of nodes.  The namespace of
    a ``clusterwide`` one means nothing.  ``ingress`` and ``egress`` say whether it denies what no rule allows to the
    pods that it selects: by ``policyTypes`` and ``types``, or by Cilium's ``enableDefaultDeny``; never of a tier that
    stands before or behind the policies of namespaces.  A NetworkPolicy's rules of a direction that it does not
    restrict mean nothing, and are here all the same.

    ``order`` is the place within the tier, lowest first (ADMIN, AWS: priority); null is last.
    """

    dialect: str
    clusterwide: bool
    subjects: Members[Pods]
    tier: Fact[str]
    order: Fact[float | None]
    ingress: Fact[bool]
    egress: Fact[bool]
    rules: Members[Rule]

    def restricts(self, direction: str) -> Fact[bool]:
        """Whether it denies what no rule allows in one direction."""
        return self.ingress if direction == INGRESS else self.egress


@dataclass(frozen=True, slots=True)
class Tier(Object):
    """A tier of Calico: ``order`` as of a policy, ``otherwise`` what happens if its policies select and say nothing."""

    order: Fact[float | None]
    otherwise: Fact[str]


@dataclass(frozen=True, slots=True)
class AddressSet(Object):
    """Addresses under a name and labels: Calico's NetworkSet and GlobalNetworkSet, Cilium's CiliumCIDRGroup."""

    dialect: str
    clusterwide: bool
    ranges: Members[Fact[Range]]
    names: Members[Name]
