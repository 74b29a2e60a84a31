"""What a ``ClusterConfig`` says, and a list for the resources that eksctl makes of it."""

from __future__ import annotations

from collections.abc import Mapping

from eks_netlint.lowering import read
from eks_netlint.records import dataclass, field
from eks_netlint.resources import Resource, WrittenAttributes
from eks_netlint.source import Span
from eks_netlint.values import Absent, Cause, Fact, Fields, Items, Known, Reference, Truth, Unknown, Value, dig

CLUSTER = "cluster"
"""Address of the cluster."""


@dataclass(frozen=True, slots=True)
class Said:
    """The members of one ``ClusterConfig``, and the places that stand for what is not written."""

    resource: Resource

    def get(self, *path: str) -> Value | Absent:
        """The value at a path; absent where it is not written."""
        found = self.resource.get(path[0])
        return dig(found, *path[1:]) if len(path) > 1 else found

    @property
    def span(self) -> Span:
        """The place of the cluster: its name."""
        return self.resource.span

    def place(self, *path: str) -> Span:
        """The first line of what stands at a path, or of the nearest thing around it that is written."""
        for end in range(len(path), 0, -1):
            found = self.get(*path[:end])
            if not isinstance(found, Absent) and found.span is not None:
                return head(found.span)
        return self.span

    def truth(self, *path: str, otherwise: bool = False) -> Fact[bool]:
        """A switch, with what eksctl takes where it is not written."""
        return read.truth(self.get(*path), read.default(otherwise, self.place(*path)))

    @property
    def name(self) -> Value:
        """The name of the cluster."""
        found = self.get("metadata", "name")
        return Unknown("no name is written for the cluster", self.span) if isinstance(found, Absent) else found

    @property
    def region(self) -> Fact[str]:
        """The region; the one of whoever runs eksctl where none is written."""
        return read.text(self.get("metadata", "region"), Unknown("no region is written", self.place("metadata")))

    @property
    def private(self) -> Fact[bool]:
        """Whether the cluster is fully private."""
        return self.truth("privateCluster", "enabled")

    @property
    def auto_mode(self) -> Fact[bool]:
        """Whether EKS Auto Mode runs the nodes."""
        return self.truth("autoModeConfig", "enabled")

    @property
    def on_outposts(self) -> bool:
        """Whether the control plane runs on an Outpost."""
        return not read.empty(self.get("outpost", "controlPlaneOutpostARN"))

    @property
    def ipv6(self) -> Fact[bool]:
        """Whether pods get addresses of IPv6 (apis/eksctl.io/v1alpha5, IPv6Enabled)."""
        family = read.text(self.get("kubernetesNetworkConfig", "ipFamily"), read.default("ipv4", self.span))
        if isinstance(family, Unknown):
            return family
        return Known(family.value.lower() == "ipv6", family.span, family.origin)

    @property
    def has_vpc(self) -> bool:
        """Whether the VPC is there already: it is named, or its subnets are (ctl/create/cluster.go)."""
        subnets = (self.get("vpc", "subnets", kind) for kind in ("private", "public"))
        return not read.empty(self.get("vpc", "id")) or any(not read.empty(one) for one in subnets)


@dataclass(slots=True)
class Made:
    """The resources that eksctl makes, in the order in which they were added."""

    resources: list[Resource] = field(default_factory=list)

    def add(
        self,
        kind: str,
        address: str,
        entries: Mapping[str, Value | Absent],
        span: Span,
        unsure: Unknown | None = None,
        mode: str = "managed",
    ) -> Reference:
        """Add one and give its id; ``unsure`` says why it may not exist."""
        written = {name: value for name, value in entries.items() if not isinstance(value, Absent)}
        exists = Truth.YES if unsure is None else Truth.UNSURE
        name = address.rpartition(".")[2]
        self.resources.append(
            Resource(
                kind, name, address, WrittenAttributes(written, span), span, mode, exists=exists, unsure=unsure
            )
        )
        return identity(address, span)


def identity(address: str, span: Span | None = None, path: tuple[str | int, ...] = ("id",)) -> Reference:
    """What AWS gives a resource that eksctl makes."""
    return Reference("eksctl makes it", span, Cause.APPLY, address, path, True)


def head(span: Span) -> Span:
    """The first line of a place."""
    end = span.document.data.find(b"\n", span.start, span.end)
    return span if end < 0 else Span(span.document, span.start, end)


def listed(*members: Value, rest: Unknown | None = None, span: Span | None = None) -> Items:
    """A list."""
    return Items(members, rest, "list", True, span)


def mapped(entries: Mapping[str, Value | Absent], span: Span | None = None) -> Fields:
    """A block with what is written of it."""
    written: dict[str | Reference, Value] = {
        name: value for name, value in entries.items() if not isinstance(value, Absent)
    }
    return Fields(written, None, "object", span)
