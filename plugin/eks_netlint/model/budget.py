"""Will the addresses of a subnet suffice: every taker of every subnet of a network, worked out once.

The subject is one subnet.  Where the CNI may put pods' interfaces into any of several subnets (discovery tags, an
ENIConfig nobody can tell), only those subnets together can be proved to overflow, and they are judged as one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from eks_netlint.model.demand import NodeNeed, node_need, size_of, surge_of
from eks_netlint.model.nouns import Members, Network, NodeGroup, Noun, Subnet
from eks_netlint.model.placement import (
    Home,
    Spread,
    distinct,
    mode_of,
    pod_home,
    same_vpc,
    same_zone,
    spread,
)
from eks_netlint.model.sums import LEVELS, ZERO, Budget, Level, Line, times
from eks_netlint.model.supply import Supply, supply
from eks_netlint.values import Bounds, Fact, Known, Truth, Unknown

__all__ = ["LEVELS", "Budget", "Level", "Line", "budget", "budgets", "nodes_in"]

CONTROL_PLANE_ENIS = (2, 4)
"""EKS places 2 to 4 network interfaces over the cluster's subnets, in at least two zones: EKS user guide,
network-reqs (2024-12-18)."""


@dataclass(frozen=True, slots=True)
class _Share:
    """One group's nodes in one of its subnets; ``subnet`` None for those in subnets nobody can tell."""

    group: NodeGroup
    subnet: Subnet | None
    spread: Spread
    need: NodeNeed
    home: Home
    unknowns: tuple[Unknown, ...]

    def size(self, name: str) -> Fact[int]:
        """Size of the group at a level, surge not counted."""
        return {"minimum": self.group.min_size, "desired": self.group.desired_size}.get(name, self.group.max_size)

    def nodes(self, name: str) -> Bounds:
        """Nodes in the subnet at a level, surge not counted."""
        return self.spread.nodes(size_of(self.size(name)))

    def extra(self) -> Bounds:
        """Nodes that an update brings on top of the maximum."""
        return self.spread.extra(size_of(self.group.max_size), surge_of(self.group))


def _shares(network: Network) -> tuple[_Share, ...]:
    found: list[_Share] = []
    for group in network.node_groups:
        if group.exists is Truth.NO:
            continue
        need = node_need(group, network)
        for subnet in distinct(group.subnets.known):
            placed = spread(group, subnet)
            if placed is not None:
                home = pod_home(group, subnet, network)
                doubts = (*_doubts(group), *_doubts(subnet), *_zone_doubts(group, placed, subnet))
                found.append(_Share(group, subnet, placed, need, home, doubts))
        if group.subnets.rest is not None:
            rest = group.subnets.rest
            anywhere = Spread(((1, 1),), False)
            found.append(_Share(group, None, anywhere, need, Home((), (), rest), (*_doubts(group), rest)))
    return tuple(found)


def _doubts(noun: Noun) -> tuple[Unknown, ...]:
    """Why the thing may not exist."""
    if noun.exists is Truth.YES:
        return ()
    return (Unknown(f"{noun.address} may not exist", noun.span) if noun.unsure is None else noun.unsure,)


def _zone_doubts(group: NodeGroup, placed: Spread, subnet: Subnet) -> tuple[Unknown, ...]:
    found = [] if group.subnets.rest is None else [group.subnets.rest]
    if len(placed.pairs) > 1:
        zones = [each.zone for each in (subnet, *group.subnets.known) if isinstance(each.zone, Unknown)]
        found += zones or [Unknown(f"which subnets of {group.address} share a zone is not known", group.span)]
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Ask:
    """What one node of a share asks of some subnets; ``unsure`` where that depends on where its pods land."""

    each: Bounds
    blocks: Bounds
    unsure: bool = False


def _may_hold(group: NodeGroup, subnet: Subnet) -> bool:
    """Whether nodes of a group with unknown further subnets, or their pods, may be in this one."""
    return all(same_vpc(each, subnet) is not Truth.NO for each in group.subnets.known)


def _ask(share: _Share, members: tuple[Subnet, ...]) -> _Ask | None:
    """What one node asks of the members together; None where it surely asks nothing."""
    need, inside = share.need, {subnet.address for subnet in members}
    some_blocks = Bounds(0, need.prefixes.high)
    if share.subnet is None:
        here = any(_may_hold(share.group, subnet) for subnet in members)
        return _Ask(Bounds(0, need.both.high), some_blocks, True) if here else None
    nodes_here = share.subnet.address in inside
    home = {subnet.address for subnet in share.home.members}
    if share.home.unknown is None and share.home.sure and home <= inside:
        return _Ask(need.both if nodes_here else need.pods, need.prefixes)
    if share.home.unknown is None and not home & inside:
        return _Ask(need.node, ZERO) if nodes_here else None
    if nodes_here:
        return _Ask(Bounds(need.node.low, need.both.high), some_blocks, True)
    if all(_elsewhere(share.subnet, subnet) for subnet in members):
        return None
    return _Ask(Bounds(0, need.pods.high), some_blocks, True)


def _elsewhere(one: Subnet, other: Subnet) -> bool:
    """Whether an interface of a node in one subnet cannot be in the other: they share neither VPC nor zone."""
    return same_vpc(one, other) is Truth.NO or same_zone(one, other) is Truth.NO


def _group_line(share: _Share, ask: _Ask, name: str, nodes: Bounds, label: str) -> Line:
    unknowns: list[Unknown] = list(share.unknowns) if share.subnet is None or not nodes.is_exact else []
    size = share.size(name)
    if isinstance(size, Unknown):
        unknowns.append(size)
    if ask.unsure or not ask.each.is_exact:
        unknowns += share.need.unknowns
        if ask.unsure:
            several = Unknown("pods' addresses may come from several subnets")
            unknowns.append(several if share.home.unknown is None else share.home.unknown)
    assumed = list(share.need.assumed)
    if isinstance(size, Known) and size.is_default:
        assumed.append(f"{name.split('+')[0]} size {size.value} of {share.group.address} is a default")
    return Line(
        label,
        times(nodes, ask.each),
        times(nodes, ask.blocks),
        nodes,
        ask.each,
        span=size.span,
        group=share.group,
        source=share.group.address,
        unknowns=tuple(dict.fromkeys(unknowns)),
        assumed=tuple(dict.fromkeys(assumed)),
    )


def _group_lines(shares: Iterable[_Share], members: tuple[Subnet, ...], name: str) -> Iterator[Line]:
    for share in shares:
        ask = _ask(share, members)
        nodes = share.nodes(name)
        if ask is not None and nodes.high != 0:
            yield _group_line(share, ask, name, nodes, share.need.label)


def _surge_line(shares: Iterable[_Share], members: tuple[Subnet, ...]) -> Iterator[Line]:
    """The largest single update: EKS upgrades managed groups one at a time."""
    by_group: dict[str, list[Line]] = {}
    for share in shares:
        ask = _ask(share, members)
        extra = share.extra()
        if ask is not None and extra.high != 0:
            line = _group_line(share, ask, "maximum+surge", extra, f"{share.need.label} for an upgrade")
            by_group.setdefault(share.group.address, []).append(line)
    if not by_group:
        return
    least = max(by_group.values(), key=lambda lines: sum(line.total.low for line in lines))
    highs = [sum((line.total for line in lines), ZERO).high for lines in by_group.values()]
    block_highs = [sum((line.blocks for line in lines), ZERO).high for lines in by_group.values()]
    sure = sum((line.total for line in least), ZERO)
    yield from least
    spare = Line(
        "another group's upgrade",
        Bounds(0, _above(highs, sure.high)),
        Bounds(0, _above(block_highs, sum((line.blocks for line in least), ZERO).high)),
        source="upgrade",
        unknowns=tuple(reason for lines in by_group.values() for line in lines for reason in line.unknowns),
    )
    if spare.total.high != 0:
        yield spare


def _above(highs: list[int | None], covered: int | None) -> int | None:
    """By how much the highest of them exceeds what is covered."""
    known = [high for high in highs if high is not None]
    if covered is None:
        return 0
    return None if len(known) < len(highs) else max(known) - covered


def _holds(collection: Members[Subnet], subnet: Subnet) -> Truth:
    if any(each.address == subnet.address for each in collection.known):
        return Truth.YES
    return Truth.NO if collection.rest is None else Truth.UNSURE


def _taker_lines(network: Network, subnet: Subnet) -> Iterator[Line]:
    """NAT gateways, endpoints, databases, load balancers, each with its own address in the subnet."""
    for taker in network.takers:
        there = _holds(taker.subnets, subnet) & taker.exists
        if there is Truth.NO or taker.each.high == 0:
            continue
        reasons = [each for each in (taker.unsure, taker.subnets.rest) if each is not None and there is Truth.UNSURE]
        if not reasons and not (taker.each.is_exact and there is Truth.YES):
            reasons.append(Unknown(f"how many addresses {taker.address} takes here is not in the files", taker.span))
        total = taker.each if there is Truth.YES else Bounds(0, taker.each.high)
        yield Line(taker.kind, total, span=taker.span, source=taker.address, unknowns=tuple(reasons))


def _control_plane_lines(network: Network, subnet: Subnet) -> Iterator[Line]:
    """Each cluster's own interfaces: at least one elsewhere, for they are in two zones; one here at least of two."""
    fewest, most = CONTROL_PLANE_ENIS
    for cluster in network.clusters:
        there = _holds(cluster.subnets, subnet) & cluster.exists
        if there is Truth.NO or cluster.outpost is not Truth.NO:
            continue
        pair = there is Truth.YES and cluster.subnets.complete and len(distinct(cluster.subnets.known)) == fewest
        reason = Unknown(
            f"EKS spreads {fewest} to {most} interfaces of {cluster.address} over its subnets as it likes", cluster.span
        )
        taken = Bounds(1 if pair else 0, most - 1)
        yield Line("control plane", taken, span=cluster.span, source=cluster.address, unknowns=(reason,))


def _fixed_lines(network: Network, members: tuple[Subnet, ...]) -> tuple[Line, ...]:
    return tuple(
        line
        for subnet in members
        for line in (*_control_plane_lines(network, subnet), *_taker_lines(network, subnet))
    )


def _notes(network: Network, members: tuple[Subnet, ...]) -> tuple[str, ...]:
    found = []
    for profile in network.fargate_profiles:
        if any(_holds(profile.subnets, subnet) is not Truth.NO for subnet in members):
            found.append(f"pods on Fargate of {profile.address} take one address each and are not counted")
    return tuple(found)


def _through_eni_config(shares: Iterable[_Share], subnet: Subnet, network: Network) -> Truth:
    """Whether an ENIConfig leads pods into the subnet."""
    answer = Truth.NO
    for share in shares:
        custom = mode_of(share.group.cluster, network).custom_networking
        if isinstance(custom, Known) and not custom.value:
            continue
        if any(each.address == subnet.address for each in share.home.members):
            sure = isinstance(custom, Known) and any(each.address == subnet.address for each in share.home.sure)
            answer |= Truth.YES if sure else Truth.UNSURE
    return answer


def _judge(network: Network, shares: tuple[_Share, ...], subnet: Subnet, members: tuple[Subnet, ...]) -> Budget:
    """The budget of the members together, as the subnet sees it."""
    sure = {each.address for share in shares for each in share.home.sure} | {subnet.address}
    offers = [
        supply(each) if each.address in sure else _perhaps(supply(each), each) for each in members
    ]
    fixed = _fixed_lines(network, members)
    levels = []
    for name in LEVELS:
        lines = [*_group_lines(shares, members, name)]
        if name == LEVELS[-1]:
            lines += _surge_line(shares, members)
        levels.append(Level(name, (*lines, *fixed)))
    offer = offers[0]
    for more in offers[1:]:
        offer = offer + more
    through = _through_eni_config(shares, subnet, network)
    return Budget(subnet, members, offer, tuple(levels), through, notes=_notes(network, members))


def _perhaps(offer: Supply, subnet: Subnet) -> Supply:
    """The offer of a subnet that pods may not be able to use."""
    why = Unknown(f"whether pods get addresses of {subnet.address} is not in the files", subnet.span)
    low = replace(
        offer,
        addresses=Bounds(0, offer.addresses.high),
        singles=Bounds(0, offer.singles.high),
        blocks=Bounds(0, offer.blocks.high),
    )
    return replace(low, unknowns=(*offer.unknowns, why))


def _together(shares: Iterable[_Share], subnets: tuple[Subnet, ...]) -> dict[str, tuple[Subnet, ...]]:
    """For each subnet those among which the CNI may choose for some pods, itself included."""
    parent = {subnet.address: subnet.address for subnet in subnets}

    def root(address: str) -> str:
        while parent[address] != address:
            address = parent[address]
        return address

    for share in shares:
        members = [each.address for each in share.home.members if each.address in parent]
        for other in members[1:]:
            parent[root(other)] = root(members[0])
    sets: dict[str, list[Subnet]] = {}
    for subnet in subnets:
        sets.setdefault(root(subnet.address), []).append(subnet)
    return {subnet.address: tuple(sets[root(subnet.address)]) for subnet in subnets}


def _of(network: Network, shares: tuple[_Share, ...], subnet: Subnet, members: tuple[Subnet, ...]) -> Budget:
    """Its own budget where that decides at every level, else that of all subnets its pods may use."""
    own = _judge(network, shares, subnet, (subnet,))
    if len(members) == 1 or own.exceeds("maximum") is Truth.YES or own.exceeds(LEVELS[-1]) is Truth.NO:
        return own
    return _judge(network, shares, subnet, members)


_RANK = {Truth.YES: 0, Truth.UNSURE: 1, Truth.NO: 2}


def _takers(made: Budget) -> tuple[object, ...]:
    """What makes two subnets twins: the same groups in the same role, and the same other takers."""
    if len(made.members) > 1:
        return ("together", *(subnet.address for subnet in made.members))
    nodes = [(line.source, line.each, line.label) for line in made.maximum.lines if line.group is not None]
    fixed = [(line.label, line.source) for line in made.maximum.lines if line.group is None and line.total.low > 0]
    return (made.through_eni_config, *nodes, "fixed", *fixed)


def _with_leaders(made: list[Budget]) -> dict[str, Budget]:
    families: dict[tuple[object, ...], list[Budget]] = {}
    for each in made:
        families.setdefault(_takers(each), []).append(each)
    found: dict[str, Budget] = {}
    for family in families.values():
        # sort is stable: the first in the files leads among equals
        ranked = sorted(family, key=lambda each: (*_severity(each), each.available.high or 0))
        leader = ranked[0].subnet
        for each in family:
            twins = tuple(other.subnet for other in family if other.subnet.address != each.subnet.address)
            found[each.subnet.address] = replace(each, leader=leader, twins=twins)
    return found


def _severity(made: Budget) -> tuple[int, int]:
    return _RANK[made.exceeds("maximum")], _RANK[made.exceeds(LEVELS[-1])]


def budgets(network: Network) -> dict[str, Budget]:
    """The budget of each subnet of the network by its address, worked out once."""
    known = network.answers.get("budgets")
    if isinstance(known, dict):
        return known
    shares = _shares(network)
    seen = [*network.subnets, *(share.subnet for share in shares if share.subnet is not None)]
    seen += [each for share in shares for each in share.home.members]
    subnets = distinct(tuple(seen))
    together = _together(shares, subnets)
    made = _with_leaders([_of(network, shares, subnet, together[subnet.address]) for subnet in subnets])
    network.answers["budgets"] = made
    return made


def budget(subnet: Subnet, network: Network) -> Budget:
    """The budget of one subnet: what takes from it at each load level, and what it offers."""
    known = budgets(network).get(subnet.address)
    return known if known is not None else _judge(network, _shares(network), subnet, (subnet,))


def nodes_in(group: NodeGroup, subnet: Subnet, size: Fact[int]) -> Bounds:
    """Nodes of the group in the subnet when it has that size."""
    placed = spread(group, subnet)
    return ZERO if placed is None else placed.nodes(size_of(size))
