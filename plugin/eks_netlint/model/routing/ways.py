"""May a packet get from a subnet to another, to a range or to the internet: route, network ACLs, and the way back."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network
from typing import Union

from eks_netlint.model.nouns import Network, Subnet
from eks_netlint.model.placement import same_vpc
from eks_netlint.model.proof import Ports, Proof, Step
from eks_netlint.model.routing.acls import step as acl_step
from eks_netlint.model.routing.nouns import (
    EGRESS_ONLY,
    INTERNET,
    LOCAL,
    NAT,
    Peering,
    Range,
    Route,
    RouteTable,
    Routing,
)
from eks_netlint.records import dataclass
from eks_netlint.values import Known, Truth, Unknown

EVERYWHERE: Range = IPv4Network("0.0.0.0/0")
EVERYWHERE6: Range = IPv6Network("::/0")

REPLIES = (32768, 60999)
"""Ports from which Linux opens connections by default, hence to which replies go (ip_local_port_range, 2026-11)."""

Place = Union[Subnet, Range]
"""A subnet of the network, or a range of addresses that may lie anywhere."""


@dataclass(frozen=True, slots=True)
class Way:
    """The route that packets to a range take: NO route at all, or its ``kind``; UNSURE has the reason.

    ``routes`` are those that take part, the narrowest first: several where the range is larger than theirs.
    """

    there: Truth
    kind: str = ""
    routes: tuple[Route, ...] = ()
    unknown: Unknown | None = None


def way_out(table: RouteTable | Unknown, range_: Range) -> Way:
    """The route by which packets to every address of the range leave, besides the local ones."""
    if isinstance(table, Unknown):
        return Way(Truth.UNSURE, unknown=table)
    doubt = table.routes.rest
    found: list[Route] = []
    for route in table.routes.known:
        if isinstance(route.destination, Unknown):
            doubt = route.destination if doubt is None else doubt
        elif route.destination.value is not None and _holds(route.destination.value, range_):
            if route.exists is Truth.YES:
                found.append(route)
            elif doubt is None:
                why = Unknown("whether a route is there is not known", route.span)
                doubt = why if route.unsure is None else route.unsure
    found.sort(key=lambda route: -_length(route))
    if not found:
        return Way(Truth.NO) if doubt is None else Way(Truth.UNSURE, unknown=doubt)
    first = found[0]
    if isinstance(first.kind, Unknown):
        return Way(Truth.YES, "", tuple(found), first.kind)
    return Way(Truth.YES, first.kind.value, tuple(found), None)


def to_internet(subnet: Subnet, network: Network, range_: Range = EVERYWHERE) -> Way:
    """How packets of the subnet leave for the internet; worked out once for each subnet."""
    routing = network.routing or Routing()
    key = ("way out", subnet.address, range_)
    known = network.answers.get(key)
    if not isinstance(known, Way):
        known = way_out(routing.table(subnet), range_)
        network.answers[key] = known
    return known


def way(source: Place, goal: Place, ports: Ports, network: Network) -> Proof:
    """Whether packets get from one place to the other's ports and their replies back.

    A range is taken for addresses outside; of two ranges nothing can be said, so that there are no steps.
    Security groups are not asked.
    """
    steps: list[Step] = []
    one, other = _range(source), _range(goal)
    replies = Ports(ports.protocol, *REPLIES)
    if isinstance(source, Subnet):
        steps.append(_routed(source, goal, network, "route"))
        steps += _guarded(source, goal, True, ports, other, "", network)
    if isinstance(goal, Subnet):
        steps += _guarded(goal, source, False, ports, one, "", network)
        steps.append(_routed(goal, source, network, "return route"))
        steps += _guarded(goal, source, True, replies, one, "replies on", network)
    if isinstance(source, Subnet):
        steps += _guarded(source, goal, False, replies, other, "replies on", network)
    return Proof(tuple(steps))


def _range(place: Place) -> Range | Unknown:
    if not isinstance(place, Subnet):
        return place
    return place.cidr if isinstance(place.cidr, Unknown) else place.cidr.value


def _guarded(
    subnet: Subnet, other: Place, egress: bool, ports: Ports, range_: Range | Unknown, text: str, network: Network
) -> list[Step]:
    """The ACL of a subnet, which traffic inside the subnet does not meet."""
    if isinstance(other, Subnet) and other.address == subnet.address:
        return []
    acl = (network.routing or Routing()).acl(subnet)
    if isinstance(acl, Unknown) and subnet.adopted:
        return []  # of what exists already the files show no ACL, and few write any
    wide = range_ if not isinstance(range_, Unknown) else EVERYWHERE
    found = acl_step(acl, egress, ports, wide, text)
    if isinstance(range_, Unknown) and found.passes is Truth.NO:
        return [Step(found.kind, Truth.UNSURE, found.text, found.span, range_, found.subject)]
    return [found]


def _routed(source: Subnet, goal: Place, network: Network, kind: str) -> Step:
    """The route from a subnet to the other place: local in one VPC, else what the subnet's table says."""
    if isinstance(goal, Subnet):
        local = same_vpc(source, goal)
        if local is Truth.YES:
            return Step(kind, Truth.YES, f"{source.address} and {goal.address} are in one VPC", source.span)
        if local is Truth.UNSURE:
            vpc = source.vpc if isinstance(source.vpc, Unknown) else goal.vpc
            why = vpc if isinstance(vpc, Unknown) else Unknown("whether both are in one VPC", source.span)
            return Step(kind, Truth.UNSURE, "whether both are in one VPC is not known", source.span, why)
    elif _inside(source, goal):
        return Step(kind, Truth.YES, f"{goal} is of the VPC of {source.address}", source.span)
    range_ = _range(goal)
    if isinstance(range_, Unknown):
        return Step(kind, Truth.UNSURE, "the range to which a route must lead is not known", source.span, range_)
    return _by_table(source, goal, range_, network, kind)


def _by_table(source: Subnet, goal: Place, range_: Range, network: Network, kind: str) -> Step:
    routing = network.routing or Routing()
    table = routing.table(source)
    found = way_out(table, range_)
    name = table.address if isinstance(table, RouteTable) else source.address
    if found.there is Truth.NO:
        span = table.span if isinstance(table, RouteTable) else source.span
        return Step(kind, Truth.NO, f"{name} has no route to {range_}", span, None, name)
    if found.there is Truth.UNSURE:
        why = f"whether {name} has a route to {range_} is not known"
        return Step(kind, Truth.UNSURE, why, source.span, found.unknown, name)
    if found.unknown is not None:
        why = f"where the route of {name} to {range_} leads is not known"
        return Step(kind, Truth.UNSURE, why, found.routes[0].span, found.unknown, name)
    return _through(found, source, goal, range_, routing, kind)


def _through(found: Way, source: Subnet, goal: Place, range_: Range, routing: Routing, kind: str) -> Step:
    """What a route's target makes of packets: gateways lead to public addresses only."""
    route = found.routes[0]
    text = f"{route.address} leads to {range_} through {_named(found.kind)}"
    public = range_.is_global or range_.prefixlen == 0
    if found.kind in (INTERNET, NAT, EGRESS_ONLY) and not public and isinstance(goal, Subnet):
        refused = f"the route of {source.address} to {range_} leads to {_named(found.kind)} only"
        return Step(kind, Truth.NO, refused, route.span, None, route.address)
    if found.kind == LOCAL or public:
        return Step(kind, Truth.YES, text, route.span, None, route.address)
    peering = next((each for each in routing.peerings if each.address == route.target), None)
    if peering is not None and isinstance(goal, Subnet):
        return _peered(peering, goal, text, route, kind)
    why = Unknown(f"where {_named(found.kind)} leads further is not in these files", route.span)
    passes = Truth.YES if not isinstance(goal, Subnet) else Truth.UNSURE
    return Step(kind, passes, text, route.span, None if passes is Truth.YES else why, route.address)


def _peered(peering: Peering, goal: Subnet, text: str, route: Route, kind: str) -> Step:
    ends = [each for each in (peering.vpc, peering.peer) if not isinstance(each, Unknown)]
    if isinstance(goal.vpc, Unknown) or len(ends) != 2 or any(each.address == goal.vpc.address for each in ends):
        return Step(kind, Truth.YES, text, route.span, None, route.address)
    refused = f"{peering.address} does not lead to {goal.vpc.address}"
    return Step(kind, Truth.NO, refused, route.span, None, route.address)


def _named(kind: str) -> str:
    return {"other": "something else", "": "an unknown gateway"}.get(kind, f"the {kind}")


def _inside(subnet: Subnet, range_: Range) -> bool:
    """Whether a range is surely of the subnet's own VPC."""
    ranges = [] if isinstance(subnet.vpc, Unknown) else [each.value for each in subnet.vpc.cidrs.known]
    if isinstance(subnet.cidr, Known):
        ranges.append(subnet.cidr.value)
    return any(_holds(each, range_) for each in ranges)


def _holds(outer: Range, inner: Range) -> bool:
    return outer.version == inner.version and inner.subnet_of(outer)  # type: ignore[arg-type]  # of one version


def _length(route: Route) -> int:
    said = route.destination
    return said.value.prefixlen if isinstance(said, Known) and said.value is not None else -1
