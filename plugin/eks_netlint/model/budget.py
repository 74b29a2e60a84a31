"""Will the addresses of a subnet suffice: every taker of every subnet of a network, worked out once.

The subject is one subnet.  Where the CNI may put pods' interfaces into any of several subnets (discovery tags, an
ENIConfig nobody can tell), only those subnets together can be proved to overflow, and they are judged as one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from eks_netlint.model.demand import NodeNeed, node_need, size_of, surge_need, surge_of, surge_unknowns
from eks_netlint.model.nouns import Network, NodeGroup, Noun, Subnet
from eks_netlint.model.placement import (
    Home,
    Spread,
    distinct,
    holds,
    mode_of,
    pod_home,
    same_vpc,
    same_zone,
    spread,
)
from eks_netlint.model.sums import CONTROL_PLANE, LEVELS, ZERO, Budget, Level, Line, times, written_at
from eks_netlint.model.supply import supply
from eks_netlint.model.together import settle
from eks_netlint.records import dataclass, replace
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
    extra: Bounds = ZERO
    """Nodes that an update brings on top of the maximum, where the share is those."""

    def size(self, name: str) -> Fact[int]:
        """Size of the group at a level, surge not counted."""
        return {"minimum": self.group.min_size, "desired": self.group.desired_size}.get(name, self.group.max_size)

    def nodes(self, name: str) -> Bounds:
        """Nodes in the subnet at a level, surge not counted."""
        return self.spread.nodes(size_of(self.size(name)))

    @property
    def settled(self) -> bool:
        """Whether it is known which single subnet its nodes and which one its pods are in."""
        return self.subnet is not None and self.home.unknown is None and len(self.home.members) < 2


@dataclass(frozen=True, slots=True)
class _Shares:
    """All groups' nodes, and the nodes that an update of each group brings."""

    standing: tuple[_Share, ...]
    updated: tuple[_Share, ...]


def _shares(network: Network) -> _Shares:
    standing = _standing(network)
    surges = {group.address: surge_of(group) for group in network.node_groups}
    updated = (_updated(share, surges[share.group.address], network) for share in standing)
    return _Shares(standing, tuple(share for share in updated if share is not None))


def _standing(network: Network) -> tuple[_Share, ...]:
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
            found += _loose_shares(group, group.subnets.rest, need, network)
    return tuple(found)


def _loose_shares(group: NodeGroup, rest: Unknown, need: NodeNeed, network: Network) -> Iterator[_Share]:
    """The group's nodes in subnets nobody can tell: in those of which it may have one, else in any."""
    maybe, doubts = Spread(((1, 1),), False), (*_doubts(group), rest)
    if not group.subnets.within:
        yield _Share(group, None, maybe, need, Home((), (), rest), doubts)
    named = {subnet.address for subnet in group.subnets.known}
    for subnet in distinct(group.subnets.within):
        if subnet.address not in named:
            home = pod_home(group, subnet, network)
            yield _Share(group, subnet, maybe, need, home, (*doubts, *_doubts(subnet)))


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
    doubtful: bool = False


def _reaches(share: _Share, subnet: Subnet) -> bool:
    """Whether nodes or pods of the share may be in the subnet: one VPC, and one zone where nodes have a known one."""
    if share.subnet is None:
        return all(same_vpc(each, subnet) is not Truth.NO for each in share.group.subnets.known)
    if any(each.address == subnet.address for each in (share.subnet, *share.home.members)):
        return True
    if share.home.unknown is None:
        return False
    return same_vpc(share.subnet, subnet) is not Truth.NO and same_zone(share.subnet, subnet) is not Truth.NO


def _ask(share: _Share, members: tuple[Subnet, ...], confined: bool) -> _Ask | None:
    """What one node asks of the members together; None where it surely asks nothing.

    The least is what can land nowhere else.  The most is what may land nowhere else (``confined``), or else all that
    may land here.
    """
    need, inside = share.need, {subnet.address for subnet in members}
    if not any(_reaches(share, subnet) for subnet in members):
        return None
    if share.subnet is None:
        return _Ask(Bounds(0, need.both.high), Bounds(0, need.prefixes.high), True)
    nodes_here = share.subnet.address in inside
    sure, home = ({each.address for each in of} for of in (share.home.sure, share.home.members))
    if share.home.unknown is None:
        if sure and home <= inside:
            return _Ask(need.both if nodes_here else need.pods, need.prefixes)
        if not home & inside or (confined and not sure <= inside):
            return _Ask(need.node, ZERO) if nodes_here else None
    most = need.both if nodes_here else need.pods
    return _Ask(Bounds(need.node.low if nodes_here else 0, most.high), Bounds(0, need.prefixes.high), True)


def _group_line(share: _Share, ask: _Ask, name: str, nodes: Bounds, label: str) -> Line:
    unknowns: list[Unknown] = list(share.unknowns) if share.subnet is None or not nodes.is_exact else []
    size = share.size(name)
    if isinstance(size, Unknown):
        unknowns.append(size)
    if ask.doubtful or not ask.each.is_exact:
        unknowns += share.need.unknowns
        if ask.doubtful:
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
        span=written_at(size.span, share.group),
        group=share.group,
        source=share.group.address,
        unknowns=tuple(dict.fromkeys(unknowns)),
        assumed=tuple(dict.fromkeys(assumed)),
    )


_Asks = tuple[tuple[_Share, _Ask], ...]


def _group_lines(asks: _Asks, name: str) -> Iterator[Line]:
    for share, ask in asks:
        nodes = share.nodes(name)
        if nodes.high != 0:
            yield _group_line(share, ask, name, nodes, share.need.label)


def _updated(share: _Share, surge: Bounds, network: Network) -> _Share | None:
    """The nodes that an update brings: they take over the pods of the others.  None where it brings none."""
    extra = share.spread.extra(size_of(share.group.max_size), surge)
    if extra.high == 0:
        return None
    return replace(share, need=surge_need(share.group, network, share.nodes("maximum"), extra), extra=extra)


def _surge_lines(asks: _Asks) -> Iterator[Line]:
    """The largest single update: EKS upgrades managed groups one at a time."""
    by_group: dict[str, list[Line]] = {}
    for share, ask in asks:
        extra = share.extra
        line = _group_line(share, ask, "maximum+surge", extra, f"{share.need.label} for an upgrade")
        if not extra.is_exact:
            reasons = dict.fromkeys((*surge_unknowns(share.group), *line.unknowns))
            line = replace(line, unknowns=tuple(reasons))
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


def _taker_lines(network: Network, subnet: Subnet) -> Iterator[Line]:
    """NAT gateways, endpoints, databases, load balancers, each with its own address in the subnet."""
    for taker in network.takers:
        there = holds(taker.subnets, subnet) & taker.exists
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
        there = holds(cluster.subnets, subnet) & cluster.exists
        if there is Truth.NO or cluster.outpost is not Truth.NO:
            continue
        pair = there is Truth.YES and cluster.subnets.complete and len(distinct(cluster.subnets.known)) == fewest
        reason = Unknown(
            f"EKS spreads {fewest} to {most} interfaces of {cluster.address} over its subnets as it likes", cluster.span
        )
        taken = Bounds(1 if pair else 0, most - 1)
        yield Line(CONTROL_PLANE, taken, span=cluster.span, source=cluster.address, unknowns=(reason,))


def _fixed_lines(network: Network, members: tuple[Subnet, ...]) -> tuple[Line, ...]:
    return tuple(
        line
        for subnet in members
        for line in (*_control_plane_lines(network, subnet), *_taker_lines(network, subnet))
    )


def _notes(network: Network, members: tuple[Subnet, ...]) -> tuple[str, ...]:
    found = []
    for profile in network.fargate_profiles:
        if any(holds(profile.subnets, subnet) is not Truth.NO for subnet in members):
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


def _asked(shares: tuple[_Share, ...], members: tuple[Subnet, ...], confined: bool) -> _Asks:
    asked = ((share, _ask(share, members, confined)) for share in shares)
    return tuple((share, ask) for share, ask in asked if ask is not None)


def _judge(network: Network, shares: _Shares, members: tuple[Subnet, ...], confined: bool = False) -> Budget:
    """The budget of the members together, as the first of them sees it."""
    asks = _asked(shares.standing, members, confined)
    fixed = _fixed_lines(network, members)
    levels = [Level(name, (*_group_lines(asks, name), *fixed)) for name in LEVELS[:-1]]
    surge = _surge_lines(_asked(shares.updated, members, confined))
    levels.append(Level(LEVELS[-1], (*_group_lines(asks, "maximum"), *surge, *fixed)))
    offer = supply(members[0])
    for more in members[1:]:
        offer = offer + supply(more)
    through = _through_eni_config(shares.standing, members[0], network)
    return Budget(members[0], members, offer, tuple(levels), through, notes=_notes(network, members))


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
    seen = [*network.subnets, *(share.subnet for share in shares.standing if share.subnet is not None)]
    seen += [each for share in shares.standing for each in share.home.members]
    subnets = distinct(tuple(seen))
    alone = {subnet.address: _judge(network, shares, (subnet,)) for subnet in subnets}
    shared = [[each for each in subnets if _reaches(share, each)] for share in shares.standing if not share.settled]
    made = _with_leaders(list(settle(alone, shared, lambda members: _judge(network, shares, members, True)).values()))
    network.answers["budgets"] = made
    return made


def budget(subnet: Subnet, network: Network) -> Budget:
    """The budget of one subnet: what takes from it at each load level, and what it offers."""
    known = budgets(network).get(subnet.address)
    return known if known is not None else _judge(network, _shares(network), (subnet,))


def nodes_in(group: NodeGroup, subnet: Subnet, size: Fact[int]) -> Bounds:
    """Nodes of the group in the subnet when it has that size."""
    placed = spread(group, subnet)
    return ZERO if placed is None else placed.nodes(size_of(size))
