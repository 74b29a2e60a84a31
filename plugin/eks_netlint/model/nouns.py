"""The nouns of a network: what the files declare, in the field's own words, whatever language said it.

Everything here is frozen and free of questions; questions live in the sibling modules (``capacity``, ``cni``,
``network``).  ``span`` of a noun is its declaring block (or the user's module call for what a stub made), never
``None``; each fact keeps the narrower place it was written at.
"""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import IPv4Network, IPv6Network
from typing import TYPE_CHECKING, Generic, TypeVar

from eks_netlint.records import dataclass, field
from eks_netlint.source import Span
from eks_netlint.values import Bounds, Fact, Known, Origin, Reference, Text, Truth, Unknown

if TYPE_CHECKING:
    from eks_netlint.model.kubernetes.nouns import Kubernetes  # stands on this module, and few trees have any
    from eks_netlint.model.routing.nouns import Routing
    from eks_netlint.model.security.nouns import Security

T = TypeVar("T")

_SECURITY = frozenset(["SecurityGroup", "Store", "Balancer"])
_ROUTING = frozenset(["RouteTable", "NatGateway", "Endpoint", "Acl", "Peering"])

HIDDEN: dict[int, dict[str, object]] = {}
"""Facts by the identity of their noun that ``asked.Watch`` has taken out until somebody asks for them."""


@dataclass(frozen=True, slots=True)
class Members(Generic[T]):
    """Known members of a collection and, where ``rest`` is given, the reason why there may be more.

    Where ``within`` is not empty, those further members are among it.
    """

    known: tuple[T, ...] = ()
    rest: Unknown | None = None
    span: Span | None = field(default=None, compare=False)
    within: tuple[T, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether every member is known."""
        return self.rest is None


@dataclass(frozen=True, slots=True)
class Noun:
    """What every declared thing has: an address, a place, and whether it surely exists."""

    address: str
    span: Span = field(compare=False, repr=False)
    calls: tuple[Span, ...] = field(default=(), compare=False, repr=False, kw_only=True)
    exists: Truth = field(default=Truth.YES, kw_only=True)
    unsure: Unknown | None = field(default=None, compare=False, kw_only=True)

    if not TYPE_CHECKING:  # for a type checker it would answer every name

        def __getattr__(self, name: str) -> object:
            """A fact that a watch has taken out: put it back, for it is asked for."""
            hidden = HIDDEN.get(id(self), {})
            if name not in hidden:
                raise AttributeError(f"{type(self).__name__} has no attribute {name!r}")
            value = hidden.pop(name)
            object.__setattr__(self, name, value)
            return value


@dataclass(frozen=True, slots=True)
class Zone:
    """An Availability Zone, known by name (``us-east-1a``), by id (``use1-az1``), or as an identity only."""

    name: str | None = None
    zone_id: str | None = None
    identity: Reference | Unknown | None = None

    def same(self, other: Zone) -> Truth:
        """Whether both are one zone; two members of one list of zones are distinct though neither has a name."""
        if self.zone_id is not None and other.zone_id is not None:
            return Truth.of(self.zone_id == other.zone_id)
        if self.name is not None and other.name is not None:
            return Truth.of(self.name == other.name)
        if self.identity is not None and self.identity == other.identity:
            return Truth.YES
        mine, theirs = self.identity, other.identity
        if isinstance(mine, Reference) and isinstance(theirs, Reference) and mine.address == theirs.address:
            one_list = mine.path[:-1] == theirs.path[:-1]  # names and zone_ids are two lists of the same zones
            return Truth.NO if one_list and mine.solid and theirs.solid else Truth.UNSURE
        if isinstance(mine, Text) and isinstance(theirs, Text) and _differ(mine.parts, theirs.parts):
            return Truth.NO
        return Truth.UNSURE

    def __str__(self) -> str:
        known = self.name or self.zone_id
        if known is not None:
            return known
        if isinstance(self.identity, Text):
            return "".join(part if isinstance(part, str) else f"${{{part}}}" for part in self.identity.parts)
        return str(self.identity) if isinstance(self.identity, Reference) else "unknown zone"


def _differ(mine: tuple[str | Unknown, ...], theirs: tuple[str | Unknown, ...]) -> bool:
    """Whether two names differ whatever their unknown parts are: ``${var.region}a`` and ``${var.region}b``."""
    if len(mine) != len(theirs):
        return False
    pairs = [(one, two) for one, two in zip(mine, theirs, strict=True) if one != two]
    return len(pairs) == 1 and all(isinstance(part, str) for part in pairs[0])


@dataclass(frozen=True, slots=True)
class Vpc(Noun):
    """A VPC with its address ranges; ``cidrs`` holds the primary range first, then the secondary ones."""

    cidrs: Members[Known[IPv4Network]]
    dns_support: Fact[bool]
    dns_hostnames: Fact[bool]

    @property
    def looked_up(self) -> bool:
        """Whether these files only look it up, so that others make it."""
        parts = self.address.split(".")
        while len(parts) > 2 and parts[0] == "module":
            parts = parts[2:]
        return parts[0] == "data"


@dataclass(frozen=True, slots=True)
class Reservation:
    """A subnet CIDR reservation; ``kind`` is "prefix" (for /28 prefixes) or "explicit" (kept from automatic use)."""

    cidr: Fact[IPv4Network]
    kind: Fact[str]
    span: Span = field(compare=False, repr=False)
    exists: Truth = Truth.YES


@dataclass(frozen=True, slots=True)
class Tags:
    """Tags of a thing: known entries and whether there may be others.

    ``heads`` are the beginnings of further keys whose end is not known: ``kubernetes.io/cluster/`` of
    ``kubernetes.io/cluster/${var.name}``; and whole keys of tags that may be put on this thing or on another.
    """

    known: Mapping[str, Fact[str]] = field(default_factory=dict)
    rest: Unknown | None = None
    heads: tuple[str, ...] = ()

    def has(self, key: str) -> Truth:
        """Whether the tag is there, whatever its value; one whose value may be null may not be there."""
        if key in self.known:
            said = self.known[key]
            solid = isinstance(said, Known | Text) or (isinstance(said, Reference) and said.solid)
            return Truth.YES if solid else Truth.UNSURE
        return Truth.NO if self.rest is None and not key.startswith(self.heads) else Truth.UNSURE

    def value(self, key: str) -> Fact[str | None]:
        """Value of the tag; known null where there surely is no such tag."""
        if key in self.known:
            found = self.known[key]
            return found if isinstance(found, Unknown) else Known(found.value, found.span, found.origin)
        if key.startswith(self.heads) and self.rest is None:
            return Unknown(f"whether the tag {key} is there is not known")
        return Known(None) if self.rest is None else self.rest


@dataclass(frozen=True, slots=True)
class Subnet(Noun):
    """A subnet.

    ``identity`` is what others refer to it by.  ``default_route`` says where 0.0.0.0/0 goes: "igw", "nat",
    "other" (transit gateway, firewall, peering, ENI) or "none".  ``adopted`` marks a subnet that exists already and
    is only referred to (by id or data source): its free addresses are not ours to know.
    """

    vpc: Vpc | Unknown
    cidr: Fact[IPv4Network]
    zone: Fact[Zone]
    default_route: Fact[str]
    map_public_ip: Fact[bool]
    tags: Tags
    reservations: Members[Reservation] = field(default_factory=Members)
    adopted: bool = False

    @property
    def public(self) -> Truth:
        """Whether its default route leads to an internet gateway."""
        if isinstance(self.default_route, Unknown):
            return Truth.UNSURE
        return Truth.of(self.default_route.value == "igw")


@dataclass(frozen=True, slots=True)
class CniSettings(Noun):
    """How the VPC CNI of one cluster is configured, whatever form said it.

    ``span`` is the add-on, Helm release or command that configures it, else the cluster.  ``env`` holds what was
    written for the aws-node container, ``init_env`` for its init container; ``rest`` is given where more may be set
    that the files do not show.  ``runs`` is NO where the cluster has no VPC CNI to configure (Auto Mode only,
    another CNI).  ``declared`` says that something in the files configures or installs it.
    ``version`` is null where none was pinned.  ``before_compute`` is null where the form has no such notion.
    ``network_policy`` says whether its agent enforces network policies: off unless somebody turns it on.
    """

    env: Mapping[str, Fact[str | None]]
    init_env: Mapping[str, Fact[str | None]] = field(default_factory=dict)
    rest: Unknown | None = None
    runs: Truth = Truth.YES
    declared: Truth = Truth.NO
    version: Fact[str | None] = field(default_factory=lambda: Known(None))
    before_compute: Fact[bool | None] = field(default_factory=lambda: Known(None))
    sources: tuple[str, ...] = ()  # "add-on configuration_values", "helm_release values", ...
    network_policy: Fact[bool] = field(default_factory=lambda: Known(False, None, Origin.DEFAULT))


@dataclass(frozen=True, slots=True)
class Admitted:
    """From where a public endpoint takes connections: the ranges listed, ``rest`` being why there may be more.

    ``things`` are elastic addresses and NAT gateways whose own address is listed, ``singles`` counts further single
    addresses that the files do not tell.
    """

    ranges: Members[Known[IPv4Network | IPv6Network]]
    things: tuple[str, ...] = ()
    singles: int = 0


@dataclass(frozen=True, slots=True)
class Cluster(Noun):
    """An EKS cluster.  ``subnets`` are those of the control plane's own network interfaces.

    ``adopted`` marks a cluster that is only referred to: it is declared elsewhere.  ``pod_interfaces`` says whether its
    role may make the network interfaces that pods with security groups of their own take.  ``admitted`` is None where
    the public endpoint takes connections from everywhere.
    """

    name: Fact[str]
    version: Fact[str]
    subnets: Members[Subnet]
    cni: CniSettings
    service_cidr: Fact[IPv4Network | None]
    ip_family: Fact[str]  # "ipv4" or "ipv6"
    auto_mode: Fact[bool]
    outpost: Truth = Truth.NO
    endpoint_private: Fact[bool] = field(default_factory=lambda: Unknown("not read"))
    endpoint_public: Fact[bool] = field(default_factory=lambda: Unknown("not read"))
    pod_interfaces: Fact[bool] = field(default_factory=lambda: Unknown("not read"))
    adopted: bool = False
    admitted: Admitted | Unknown | None = None


@dataclass(frozen=True, slots=True)
class PolicyEngine(Noun):
    """What enforces network policies besides the VPC CNI: Cilium, Calico and the like.

    ``kind`` is "Cilium", "Calico" or another product's name.  ``enforces`` is NO where it is told not to.
    ``l7_proxy`` is Cilium's: without it no rule on names or requests holds.  ``community`` is Calico's: whether it is
    the open-source edition.  ``cluster`` is None where it is the only one of the network or none is known.
    """

    kind: str
    cluster: Cluster | Unknown | None
    enforces: Fact[bool]
    l7_proxy: Fact[bool]
    community: Fact[bool] = field(default_factory=lambda: Known(True, None, Origin.DEFAULT))


@dataclass(frozen=True, slots=True)
class Surge:
    """How many nodes at once an update of a managed group may replace: a count, or a percentage of its size."""

    max_unavailable: Fact[int | None]
    max_unavailable_percentage: Fact[int | None]
    strategy: Fact[str]  # "DEFAULT" or "MINIMAL"


@dataclass(frozen=True, slots=True)
class MaxPods:
    """Max pods as somebody set it: kubelet flag, NodeConfig, bootstrap argument, launch template user data."""

    pods: Fact[int | None]
    where: str = ""  # "--max-pods in bootstrap_extra_args"


@dataclass(frozen=True, slots=True)
class NodeGroup(Noun):
    """A managed or self-managed node group.

    ``kind`` is "managed" or "self-managed".  ``instance_types`` are the types its nodes may have; a managed group
    that names none is t3.medium by default.  ``ami_family`` is one of AL2, AL2023, BOTTLEROCKET, WINDOWS, CUSTOM;
    ``custom_ami`` says that the group brings an AMI id (EKS then sets no max pods).  ``max_pods.pods`` is null where
    nobody set it.  ``surge`` is None for self-managed groups.  ``tainted`` says whether nodes refuse pods that do not
    tolerate them.
    """

    kind: str
    cluster: Cluster | Unknown
    subnets: Members[Subnet]
    min_size: Fact[int]
    desired_size: Fact[int]
    max_size: Fact[int]
    instance_types: Members[Known[str]]
    ami_family: Fact[str]
    custom_ami: Fact[bool]
    max_pods: MaxPods
    surge: Surge | None
    labels: Mapping[str, Fact[str]] = field(default_factory=dict)
    labels_rest: Unknown | None = None
    public_ip: Fact[bool | None] = field(default_factory=lambda: Known(None))  # launch template's own wish
    tainted: Truth = Truth.UNSURE


@dataclass(frozen=True, slots=True)
class FargateProfile(Noun):
    """A Fargate profile; each of its pods takes one address of its (private) subnets."""

    cluster: Cluster | Unknown
    subnets: Members[Subnet]


@dataclass(frozen=True, slots=True)
class EniConfig(Noun):
    """An ENIConfig of custom networking.  ``name`` is what the node label must say, often a zone."""

    name: Fact[str]
    zone: Zone | None  # the name read as a zone: by name, or by identity where the name is a zone reference
    subnet: Subnet | Unknown
    security_groups: Bounds
    cluster: Cluster | Unknown


@dataclass(frozen=True, slots=True)
class Taker(Noun):
    """Something other than a node that takes addresses of subnets: ``each`` addresses in every subnet of ``subnets``.

    ``kind`` is a reader's word: "NAT gateway", "interface endpoint", "RDS instance", "load balancer".
    """

    kind: str
    subnets: Members[Subnet]
    each: Bounds


@dataclass(frozen=True, slots=True)
class Layout:
    """How a tool lays out a VPC that it makes: it cuts ``cidr`` evenly into ``subnets``.

    ``vpc`` is the address of the VPC, ``nat`` the switch for NAT gateways: Single, HighlyAvailable or Disable.
    """

    vpc: str
    nat: Fact[str]
    cidr: Fact[IPv4Network]
    subnets: tuple[Subnet, ...]


@dataclass(frozen=True, slots=True)
class OutsideRange:
    """Addresses of a network that the files do not show and that the VPCs are connected to: on-premises, peered."""

    cidr: Known[IPv4Network]
    name: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the user wants of policies: the names that may be reached, and the labels of workloads that need rules.

    A name may begin with ``*.``, which stands for any first labels; no names: nobody told.  A label's value is None
    where any is meant.
    """

    names: tuple[Known[str], ...] = ()
    sensitive: tuple[tuple[str, str | None], ...] = ()


@dataclass(frozen=True, slots=True)
class Network:
    """One network: what one root, plan, template or cluster file declares.

    ``name`` is the path of the root relative to the tree, ``environment`` the one in which it is applied, empty where
    none is declared.  ``kubernetes`` is what runs on its clusters, None where the files say nothing of it.
    ``security`` are its security groups, None where the files say nothing of any; ``routing`` its routes, likewise.
    ``layouts`` tell of VPCs that a tool makes by a few switches.
    ``outside`` are ranges that the user told us of, ``wanted`` what the user wants of policies.
    ``answers`` is where question modules keep what they have already worked out for this network (nouns are no
    dictionary keys: use their ``address``).
    """

    name: str
    vpcs: tuple[Vpc, ...] = ()
    subnets: tuple[Subnet, ...] = ()
    clusters: tuple[Cluster, ...] = ()
    node_groups: tuple[NodeGroup, ...] = ()
    fargate_profiles: tuple[FargateProfile, ...] = ()
    eni_configs: Members[EniConfig] = field(default_factory=Members)
    takers: tuple[Taker, ...] = ()
    engines: Members[PolicyEngine] = field(default_factory=Members)
    outside: tuple[OutsideRange, ...] = ()
    layouts: tuple[Layout, ...] = ()
    kubernetes: Kubernetes | None = None
    security: Security | None = None
    routing: Routing | None = None
    wanted: Wanted = field(default_factory=Wanted)
    environment: str = field(default="", compare=False)
    answers: dict[object, object] = field(default_factory=dict, compare=False, repr=False)

    def subjects(self, kind: type[T]) -> tuple[T, ...]:
        """All nouns of one kind, in the order of the files: what a rule with ``on=kind`` is asked about.

        Raises ``KeyError`` for a kind that no network has.
        """
        found = self.named(kind.__name__)
        if not found and self.kubernetes is None:
            from eks_netlint.model.kubernetes.nouns import Kubernetes  # whoever asks has it

            found = self.named(kind.__name__, Kubernetes())
        return found  # type: ignore[return-value]  # a tuple of what has that name

    def named(self, kind: str, kubernetes: Kubernetes | None = None) -> tuple[object, ...]:
        """All nouns of the kind of that name, so that nobody has to import the kind to know that there are none."""
        every: dict[str, tuple[object, ...]] = {
            "Network": (self,),
            "Vpc": self.vpcs,
            "Subnet": self.subnets,
            "Cluster": self.clusters,
            "CniSettings": tuple(cluster.cni for cluster in self.clusters),
            "NodeGroup": self.node_groups,
            "FargateProfile": self.fargate_profiles,
            "EniConfig": self.eni_configs.known,
            "PolicyEngine": self.engines.known,
        }
        if kind in every:
            return every[kind]
        if kind in _SECURITY:
            return () if self.security is None else self.security.named(kind)
        if kind in _ROUTING:
            return () if self.routing is None else self.routing.named(kind)
        runs = self.kubernetes if kubernetes is None else kubernetes
        return () if runs is None else runs.named(kind)
