"""How nodes and their pods get out: by route, or to the endpoints that stand in for one."""

from __future__ import annotations

from eks_netlint.model.nouns import Cluster, FargateProfile, Network, NodeGroup, Subnet
from eks_netlint.model.placement import holds
from eks_netlint.model.routing.nouns import GATEWAY_TYPE, INTERNET, Endpoint, RouteTable, Routing
from eks_netlint.model.routing.ways import EVERYWHERE, EVERYWHERE6, to_internet, way_out
from eks_netlint.records import dataclass
from eks_netlint.values import Known, Truth, Unknown, first_of

TO_JOIN = ("ec2", "ecr.api", "ecr.dkr", "s3")
"""Services without which a node neither gets addresses for pods nor the images of its first ones."""

FOR_ROLES = "sts"
"""What pods with IAM roles need besides (Amazon EKS user guide, "Private clusters", 2026-11)."""


@dataclass(frozen=True, slots=True)
class Stuck:
    """Nodes that cannot get out of their subnets: which those are, and what they lack."""

    subnets: tuple[Subnet, ...]
    hosts: tuple[NodeGroup | FargateProfile, ...]
    missing: tuple[str, ...]
    endpoints: int


def hosts(subnet: Subnet, network: Network) -> tuple[NodeGroup | FargateProfile, ...]:
    """What surely runs nodes or Fargate pods in the subnet."""
    known = network.answers.get("hosts")
    if not isinstance(known, dict):
        known = network.answers["hosts"] = _hosts(network)
    found: tuple[NodeGroup | FargateProfile, ...] = known.get(subnet.address, ())
    return found


def _hosts(network: Network) -> dict[str, tuple[NodeGroup | FargateProfile, ...]]:
    """What surely runs in each subnet, by its address, worked out once."""
    made: dict[str, tuple[NodeGroup | FargateProfile, ...]] = {}
    every: tuple[NodeGroup | FargateProfile, ...] = (*network.node_groups, *network.fargate_profiles)
    for each in every:
        if each.exists is Truth.YES:
            for address in dict.fromkeys(one.address for one in each.subnets.known):
                made[address] = (*made.get(address, ()), each)
    return made


def possible_hosts(subnet: Subnet, network: Network, *, fargate: bool = True) -> Unknown | None:
    """Why something may run in the subnet that is not surely there, where that is so."""
    if subnet.exists is Truth.NO:
        return None
    for each in _uncertain(network):
        if not fargate and not isinstance(each, NodeGroup):
            continue
        member = holds(each.subnets, subnet)
        if member is Truth.UNSURE and each.subnets.rest is not None:
            return each.subnets.rest
        if member is Truth.YES and each.exists is Truth.UNSURE:
            return Unknown(f"{each.address} may not exist", each.span) if each.unsure is None else each.unsure
    return None


def _uncertain(network: Network) -> tuple[NodeGroup | FargateProfile, ...]:
    """What may exist, and what may be in more subnets than are known; nothing in most networks."""
    known = network.answers.get("uncertain hosts")
    if not isinstance(known, tuple):
        every: tuple[NodeGroup | FargateProfile, ...] = (*network.node_groups, *network.fargate_profiles)
        doubtful = (one for one in every if one.subnets.rest is not None or one.exists is Truth.UNSURE)
        known = network.answers["uncertain hosts"] = tuple(one for one in doubtful if one.exists is not Truth.NO)
    return known


def groups_in(subnet: Subnet, network: Network) -> tuple[NodeGroup, ...]:
    """Node groups that surely have the subnet."""
    return tuple(each for each in hosts(subnet, network) if isinstance(each, NodeGroup))


def stuck(table: RouteTable, network: Network) -> Stuck | Unknown | None:
    """Nodes in subnets of a route table that have no way out, None where they have one or nobody runs there.

    Of several tables that one block or one call declares the first answers for all that lack the same: one fault.
    """
    found = _of_table(table, network)
    if not isinstance(found, Stuck):
        return found
    alike = [
        each
        for other in (network.routing or Routing()).tables
        if other.span == table.span and isinstance(each := _of_table(other, network), Stuck)
    ]
    alike = [each for each in alike if (each.missing, each.endpoints) == (found.missing, found.endpoints)]
    return _together(alike) if alike[0].subnets == found.subnets else None


def _of_table(table: RouteTable, network: Network) -> Stuck | Unknown | None:
    key = ("stuck in", table.address)
    if key not in network.answers:
        network.answers[key] = _work_out_table(table, network)
    return network.answers[key]  # type: ignore[return-value]  # what was put there


def _work_out_table(table: RouteTable, network: Network) -> Stuck | Unknown | None:
    routing = network.routing or Routing()
    found: list[Stuck] = []
    doubt: Unknown | None = None
    for subnet in network.subnets:
        theirs = routing.table_of.get(subnet.address)
        if isinstance(theirs, RouteTable) and theirs.address == table.address:
            answer = _stuck(subnet, network)
            if isinstance(answer, Stuck):
                found.append(answer)
            doubt = first_of(doubt, answer if isinstance(answer, Unknown) else None)
        elif isinstance(theirs, Unknown) and not subnet.adopted and doubt is None:
            doubt = _perhaps(subnet, table, theirs, network)
    return _together(found) if found else doubt


def _together(found: list[Stuck]) -> Stuck:
    """What several lack, as one answer."""
    hosts_of_all = {each.address: each for one in found for each in one.hosts}
    missing = dict.fromkeys(service for one in found for service in one.missing)
    subnets = tuple(subnet for one in found for subnet in one.subnets)
    return Stuck(subnets, tuple(hosts_of_all.values()), tuple(missing), found[0].endpoints)


def _perhaps(subnet: Subnet, table: RouteTable, theirs: Unknown, network: Network) -> Unknown | None:
    """Why a subnet with nodes may be one of a table that may have no default route."""
    if not hosts(subnet, network) and possible_hosts(subnet, network) is None:
        return None
    return None if way_out(table, EVERYWHERE).there is Truth.YES else theirs


def _stuck(subnet: Subnet, network: Network) -> Stuck | Unknown | None:
    key = ("stuck", subnet.address)
    if key not in network.answers:
        network.answers[key] = _work_out(subnet, network)
    return network.answers[key]  # type: ignore[return-value]  # what was put there


def _work_out(subnet: Subnet, network: Network) -> Stuck | Unknown | None:
    who = hosts(subnet, network)
    doubt = None if who else possible_hosts(subnet, network)
    if (not who and doubt is None) or network.routing is None or subnet.exists is Truth.NO:
        return None
    out = to_internet(subnet, network)
    if out.there is Truth.YES:
        return None
    if out.there is Truth.UNSURE:
        return reason(out.unknown, subnet)
    found = without_route(subnet, who, network)
    return found if found is None or doubt is None else doubt


def without_route(
    subnet: Subnet, who: tuple[NodeGroup | FargateProfile, ...], network: Network
) -> Stuck | Unknown | None:
    """What nodes lack in a subnet that surely has no default route of its own in the files."""
    routing = network.routing or Routing()
    doubt = elsewhere(subnet, routing)
    if doubt is not None:
        return doubt
    if to_internet(subnet, network, EVERYWHERE6).there is not Truth.NO:
        return Unknown("whether the nodes get out by IPv6 is not known", subnet.span)
    missing: list[str] = []
    for service in (*TO_JOIN, FOR_ROLES):
        match serves(service, subnet, routing):
            case Truth.NO:
                missing.append(service)
            case Truth.UNSURE:
                return Unknown(f"whether there is an endpoint for {service} is not known", subnet.span)
    if not missing:
        return None
    if subnet.exists is not Truth.YES:
        return subnet.unsure if subnet.unsure is not None else Unknown("the subnet may not exist", subnet.span)
    count = sum(1 for each in routing.endpoints.known if _of_vpc(each, subnet) is Truth.YES)
    return Stuck((subnet,), who, tuple(missing), count)


def elsewhere(subnet: Subnet, routing: Routing) -> Unknown | None:
    """Why routes or endpoints may be made where the files do not show them."""
    vpc = "" if isinstance(subnet.vpc, Unknown) else subnet.vpc.address
    attached = first_of(routing.attached.get(vpc), routing.attached.get(""))
    if attached is not None:
        return Unknown(f"a {attached.value} is attached to the VPC: routes to it may be made elsewhere", attached.span)
    return routing.endpoints.rest


def serves(service: str, subnet: Subnet, routing: Routing) -> Truth:
    """Whether a VPC endpoint stands in for the service in the subnet."""
    answer = Truth.NO
    for each in routing.endpoints.known:
        if isinstance(each.service, Unknown):
            answer |= Truth.UNSURE & _of_vpc(each, subnet)
        elif each.service.value == service:
            answer |= _of_vpc(each, subnet) & each.exists & _leads(each, subnet, routing)
    return answer


def _of_vpc(endpoint: Endpoint, subnet: Subnet) -> Truth:
    if isinstance(endpoint.vpc, Unknown) or isinstance(subnet.vpc, Unknown):
        return Truth.UNSURE
    return Truth.of(endpoint.vpc.address == subnet.vpc.address)


def _leads(endpoint: Endpoint, subnet: Subnet, routing: Routing) -> Truth:
    """Whether the subnet reaches it: one of interfaces is in the VPC, one by routes in the tables it is told of."""
    if isinstance(endpoint.kind, Unknown):
        return Truth.UNSURE
    if endpoint.kind.value != GATEWAY_TYPE:
        return Truth.YES if endpoint.subnets.known else Truth.UNSURE if endpoint.subnets.rest is not None else Truth.NO
    table = routing.table(subnet)
    if isinstance(table, RouteTable) and table.address in endpoint.tables.known:
        return Truth.YES
    return Truth.UNSURE if endpoint.tables.rest is not None or isinstance(table, Unknown) else Truth.NO


def clusters_of(who: tuple[NodeGroup | FargateProfile, ...]) -> tuple[Cluster, ...]:
    """The clusters whose nodes these are."""
    found = {each.cluster.address: each.cluster for each in who if isinstance(each.cluster, Cluster)}
    return tuple(found.values())


def unaddressed(subnet: Subnet, network: Network) -> tuple[NodeGroup, ...] | Unknown | None:
    """Groups whose nodes are in a public subnet without a public address, so that its default route is none for them.

    None where there are none; what endpoints stand in for needs no address.
    """
    if subnet.public is not Truth.YES:
        return None
    found: list[NodeGroup] = []
    for group in groups_in(subnet, network):
        wish = group.public_ip
        if isinstance(wish, Unknown):
            return wish
        given = subnet.map_public_ip if wish.value is None else wish
        if isinstance(given, Unknown):
            return given
        if not given.value:
            found.append(group)
    doubt = None if found else possible_hosts(subnet, network, fargate=False)
    addressed = isinstance(subnet.map_public_ip, Known) and subnet.map_public_ip.value
    if not found and (doubt is None or addressed):
        return None
    lacks = without_route(subnet, tuple(found), network)
    if isinstance(lacks, Unknown):
        return lacks
    if lacks is None:
        return None
    return tuple(found) if doubt is None else doubt


def reason(found: Unknown | None, subnet: Subnet) -> Unknown:
    """The reason, or that the route is not known."""
    return Unknown("where the default route of the subnet leads is not known", subnet.span) if found is None else found


def by_internet_gateway(subnet: Subnet, network: Network) -> Truth:
    """Whether packets of the subnet leave by an internet gateway."""
    out = to_internet(subnet, network)
    if out.there is not Truth.YES:
        return out.there
    return Truth.UNSURE if out.unknown is not None else Truth.of(out.kind == INTERNET)
