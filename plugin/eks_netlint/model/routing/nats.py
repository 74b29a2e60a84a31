"""NAT gateways and the zones of the nodes whose packets they carry."""

from __future__ import annotations

from eks_netlint.model.nouns import Network, NodeGroup, Subnet
from eks_netlint.model.placement import distinct, same_zone, zone_count
from eks_netlint.model.routing.egress import groups_in, possible_hosts
from eks_netlint.model.routing.nouns import NAT, PUBLIC, ZONAL, NatGateway, Routing
from eks_netlint.model.routing.ways import to_internet
from eks_netlint.records import dataclass
from eks_netlint.values import Bounds, Known, Truth, Unknown, first_of


@dataclass(frozen=True, slots=True)
class Loss:
    """What a group loses of its nodes (at maximum size) when the zone of its NAT gateway fails.

    ``lost`` are nodes that stand in other zones and yet have no way out any more: nodes spread evenly over the zones of
    a group, so that each has as many as any other or one more.
    """

    group: NodeGroup
    zones: Bounds
    nodes: Bounds
    lost: Bounds


@dataclass(frozen=True, slots=True)
class Served:
    """Subnets with nodes whose default route leads to a NAT gateway; ``alone``: no other NAT gateway serves nodes.

    ``zones`` counts at most those in which nodes may be; ``losses`` is what each group loses with the gateway's zone;
    ``doubt`` is why more subnets may have nodes, or send them elsewhere.
    """

    subnets: tuple[Subnet, ...]
    zones: Bounds
    losses: tuple[Loss, ...]
    alone: bool
    doubt: Unknown | None = None


def nat_of(subnet: Subnet, network: Network) -> NatGateway | Unknown | None:
    """The NAT gateway to which the default route of the subnet leads, None where it leads elsewhere."""
    out = to_internet(subnet, network)
    if out.there is Truth.UNSURE or out.unknown is not None:
        why = Unknown("where the default route of the subnet leads is not known", subnet.span)
        return why if out.unknown is None else out.unknown
    if out.there is Truth.NO or out.kind != NAT:
        return None
    found = (network.routing or Routing()).nat(out.routes[0].target)
    if found is None:
        return Unknown("the NAT gateway of the default route is not in these files", out.routes[0].span)
    return found


def served(nat: NatGateway, network: Network) -> Served:
    """Whose packets the NAT gateway carries, worked out once."""
    key = ("served", nat.address)
    known = network.answers.get(key)
    if not isinstance(known, Served):
        known = network.answers[key] = _served(nat, network)
    return known


def _served(nat: NatGateway, network: Network) -> Served:
    mine: list[Subnet] = []
    perhaps: list[Subnet] = []
    others, doubt = False, None
    groups: dict[str, NodeGroup] = {}
    for subnet in network.subnets:
        there = groups_in(subnet, network)
        maybe = None if there else possible_hosts(subnet, network, fargate=False)
        if not there and maybe is None:
            continue
        found = nat_of(subnet, network)
        if found is None:
            continue
        own = isinstance(found, NatGateway) and found.address == nat.address
        if not own and isinstance(found, NatGateway) and there:
            others = True
        elif own and there:
            mine.append(subnet)
            groups.update({group.address: group for group in there})
        else:
            perhaps.append(subnet)
            doubt = first_of(doubt, maybe, found if isinstance(found, Unknown) else None)
    most = zone_count(distinct((*mine, *perhaps))).high
    losses = tuple(_loss(group, distinct(tuple(mine)), nat) for group in groups.values())
    return Served(
        distinct(tuple(mine)), Bounds(zone_count(tuple(mine)).low, most), losses, not others, doubt
    )


def _loss(group: NodeGroup, served: tuple[Subnet, ...], nat: NatGateway) -> Loss:
    """What the group loses, where its nodes in these subnets leave by the gateway."""
    zones = zone_count(distinct(group.subnets.known))
    zones = zones if group.subnets.rest is None else Bounds(zones.low, None)
    addresses = {subnet.address for subnet in group.subnets.known}
    outside = _outside(tuple(subnet for subnet in served if subnet.address in addresses), nat)
    size = group.max_size
    if isinstance(size, Unknown):
        return Loss(group, zones, Bounds(0, None), Bounds(0, None))
    nodes = size.value
    least = 0 if zones.high is None else nodes - _most(nodes, zones.high - outside.low, zones.high)
    highest = outside.low if outside.high is None else outside.high
    most = _most(nodes, min(highest, zones.low), zones.low)
    return Loss(group, zones, Bounds.exactly(nodes), Bounds(least, most))


def _most(nodes: int, some: int, zones: int) -> int:
    """How many of the nodes that are spread over all zones may be in some of them."""
    return some * (nodes // zones) + min(nodes % zones, some)


def _outside(subnets: tuple[Subnet, ...], nat: NatGateway) -> Bounds:
    """In how many zones besides that of the gateway the subnets are."""
    zones, home = zone_count(subnets), nat.subnet
    if home is None or isinstance(home, Unknown):
        return Bounds(max(zones.low - 1, 0), zones.high)
    apart = zone_count(tuple(each for each in subnets if same_zone(each, home) is Truth.NO))
    maybe = zone_count(tuple(each for each in subnets if same_zone(each, home) is not Truth.YES))
    return Bounds(max(apart.low, zones.low - 1), maybe.high)


def in_one_zone(nat: NatGateway) -> Truth:
    """Whether it stands in one zone: a regional one stands in all."""
    if isinstance(nat.mode, Unknown):
        return Truth.UNSURE
    return Truth.of(nat.mode.value == ZONAL) & nat.exists


def crossing(subnet: Subnet, network: Network) -> NatGateway | Unknown | None:
    """The NAT gateway in another zone to which the nodes of the subnet send, though there are several of them."""
    nat = nat_of(subnet, network)
    doubt = None if groups_in(subnet, network) else possible_hosts(subnet, network, fargate=False)
    if not isinstance(nat, NatGateway) or (doubt is None and not groups_in(subnet, network)):
        return None
    if isinstance(nat.subnet, Unknown) or nat.subnet is None:
        return nat.subnet
    carried = served(nat, network)
    if carried.alone and carried.doubt is None:
        return None
    far = ~same_zone(subnet, nat.subnet) & in_one_zone(nat)
    if far is Truth.UNSURE:
        return Unknown(f"whether {nat.address} is in the zone of the subnet is not known", subnet.span)
    if far is Truth.NO:
        return None
    doubt = first_of(doubt, carried.doubt if carried.alone else None)
    return nat if doubt is None else doubt


@dataclass(frozen=True, slots=True)
class Hidden:
    """A public NAT gateway in a subnet from which no internet gateway is reached, in words.

    ``routed`` says that the subnet has a default route, to something else.
    """

    what: str
    subnet: Subnet
    routed: bool = False


def hidden(nat: NatGateway, network: Network) -> Hidden | Unknown | None:
    """Whether a NAT gateway itself does not reach the internet; private ones need not, regional ones have no subnet."""
    for fact, wanted in ((nat.connectivity, PUBLIC), (nat.mode, ZONAL)):
        if isinstance(fact, Known) and fact.value != wanted:
            return None
    subnet = nat.subnet
    if subnet is None or isinstance(subnet, Unknown):
        return subnet
    out = to_internet(subnet, network)
    doubts = (nat.connectivity, nat.mode, out.unknown)
    doubt = next((each for each in doubts if isinstance(each, Unknown)), None)
    if doubt is not None:
        return doubt
    if out.there is Truth.YES:
        if out.kind == "internet gateway":
            return None
        return Hidden(f"the default route of its subnet {subnet.address} leads to the {out.kind}", subnet, routed=True)
    if out.there is Truth.UNSURE:
        return Unknown("whether its subnet reaches an internet gateway is not known", subnet.span)
    return Hidden(f"its subnet {subnet.address} has no route to an internet gateway", subnet)
