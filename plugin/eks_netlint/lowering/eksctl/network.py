"""The subnets that a cluster has, whether eksctl makes them or not, and which of them a node group takes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from eks_netlint.lowering import read
from eks_netlint.lowering import zones as spelled_zones
from eks_netlint.lowering.eksctl.said import listed
from eks_netlint.records import dataclass, field
from eks_netlint.source import Span
from eks_netlint.values import Absent, Fact, Fields, Items, Known, Truth, Unknown, Value


@dataclass(frozen=True, slots=True)
class Sub:
    """One subnet: its id, the names by which a file may call it, its zone.

    ``unsure`` says why it may not exist, ``local`` that it lies in a local zone, which the control plane does not use.
    """

    id: Value
    names: tuple[str, ...]
    zone: Value | Absent
    unsure: Unknown | None = None
    local: bool = False


@dataclass(frozen=True, slots=True)
class Network:
    """The VPC with its public and private subnets; ``rest`` says why there may be others.

    ``cidr`` is the range of the VPC, ``tables`` are the route tables of the private subnets.
    """

    vpc: Value
    cidr: Value | Absent
    public: tuple[Sub, ...]
    private: tuple[Sub, ...]
    rest: Unknown | None = None
    tables: tuple[Value, ...] = field(default_factory=tuple)

    def of_control_plane(self, only_private: Fact[bool]) -> Items:
        """The subnets of the cluster (cfn/builder/vpc_ipv4.go, ControlPlaneSubnetRefs)."""
        private = tuple(one for one in self.private if not one.local)
        public = tuple(one for one in self.public if not one.local)
        if isinstance(only_private, Unknown):
            return listed(*(one.id for one in private), rest=read.either(self.rest, only_private))
        return _ids(private if only_private.value else (*public, *private), self.rest)

    def of_nodes(self, group: Fields, private: Fact[bool], span: Span) -> Items:
        """The subnets of a node group (vpc/vpc.go, SelectNodeGroupSubnets; cfn/builder/nodegroup.go, AssignSubnets)."""
        if isinstance(private, Unknown):
            return listed(rest=private, span=span)
        own = self.private if private.value else self.public
        named, zones = read.members(group.get("subnets")), group.get("availabilityZones")
        local = group.get("localZones")
        if named.known or named.rest is not None:
            return listed(*(self._named(one, own) for one in named.known), rest=named.rest, span=span)
        if not read.empty(local):
            return self._in_zones(local, [one for one in own if one.local], span)
        own = tuple(one for one in own if not one.local)
        if not read.empty(zones):
            return self._in_zones(zones, own, span)
        if not own and self.rest is None:
            kind = "private" if private.value else "public"
            return listed(rest=Unknown(f"the group asks for {kind} subnets, and there are none", span), span=span)
        return _ids(own, self.rest)

    def _named(self, name: Value, own: Sequence[Sub]) -> Value:
        """A subnet by its key in ``vpc.subnets``, else by its id."""
        if isinstance(name, Known):
            for sub in (*own, *self.private, *self.public):
                if name.value in sub.names:
                    return sub.id
        return name

    def _in_zones(self, zones: Value | Absent, own: Sequence[Sub], span: Span) -> Items:
        wanted = read.members(zones)
        found: list[Value] = []
        rest = wanted.rest
        for zone in wanted.known:
            here = [sub for sub in own if _is_zone(sub.zone, zone) is Truth.YES]
            found += [sub.id for sub in here]
            if not here:
                word = str(zone.value) if isinstance(zone, Known) else "the zone"
                rest = Unknown(f"which subnet lies in {word} is not known", zone.span)
        return listed(*found, rest=rest, span=span)


def _is_zone(zone: Value | Absent, wanted: Value) -> Truth:
    mine, theirs = (spelled_zones.zone(one, Absent()) for one in (zone, wanted))
    if isinstance(mine, Unknown) or isinstance(theirs, Unknown):
        return Truth.UNSURE
    return mine.value.same(theirs.value)


def _ids(subs: Iterable[Sub], rest: Unknown | None) -> Items:
    """The ids of those that surely exist; what may exist makes the rest of the list unknown."""
    known: list[Value] = []
    for sub in subs:
        if sub.unsure is None:
            known.append(sub.id)
        else:
            rest = read.either(rest, sub.unsure)
    return listed(*known, rest=rest)
