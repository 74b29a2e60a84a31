"""Whether the security groups of one end let a flow pass: one step of its proof for each end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from eks_netlint.model.nouns import Network
from eks_netlint.model.proof import ANY, Ports, Step
from eks_netlint.model.security.nouns import DECLARED, EGRESS, GroupRule, Opening, Range, Security, SecurityGroup
from eks_netlint.model.security.parties import EVERYWHERE, EVERYWHERE_6, Party, Place
from eks_netlint.model.security.tables import Covered, Table, fills, table
from eks_netlint.records import dataclass
from eks_netlint.values import Known, Truth, Unknown


@dataclass(frozen=True, slots=True)
class _Asked:
    """One question: may the peer's packets pass the groups of its own end."""

    direction: str
    own: Party
    peer: Party
    ports: Ports
    network: Network

    @property
    def tables(self) -> Iterator[tuple[SecurityGroup, Table]]:
        for group in self.own.groups.known:
            yield group, table(group, self.direction, self.network)


@dataclass(frozen=True, slots=True)
class _Found:
    passes: Truth
    rule: GroupRule | None = None
    why: tuple[Unknown, ...] = ()
    place: str = ""


def admits(direction: str, own: Party, peer: Party, ports: Ports, network: Network) -> Step | None:
    """The step at the end ``own``: whether its groups let these ports out to the peer, or in from it.

    None where no group stands in the way.  All ports have to pass; of an end that is in one of several subnets only
    those of that one.
    """
    if not own.guarded or (not own.groups.known and own.groups.rest is None):
        return None
    asked = _Asked(direction, own, peer, ports, network)
    found = _by_group(asked)
    if found.passes is not Truth.YES:
        found = _better(found, _by_range(asked))
    if found.passes is not Truth.YES:
        found = _with_doubts(asked, found)
    return _step(asked, found)


def _by_group(asked: _Asked) -> _Found:
    """Whether rules name a group that the peer carries."""
    doubts: list[Unknown] = []
    for group, rules in asked.tables:
        for peer in asked.peer.groups.known:
            answer = rules.of_group(peer.address, asked.ports)
            if answer.covered is not Covered.ALL:
                continue
            unsure = tuple(_existence((group, peer)))
            if not unsure:
                return _Found(Truth.YES, answer.rule)
            doubts += unsure
    return _Found(Truth.UNSURE, None, tuple(doubts)) if doubts else _Found(Truth.NO)


def _existence(groups: Iterable[SecurityGroup]) -> Iterator[Unknown]:
    for group in groups:
        if group.exists is not Truth.YES:
            yield Unknown("whether it exists is not known", group.span) if group.unsure is None else group.unsure


def _by_range(asked: _Asked) -> _Found:
    """Whether rules name ranges that hold the peer's addresses, in all its places or in the one it is in."""
    found = [_of_place(asked, place) for place in asked.peer.places]
    if not found or all(one.passes is Truth.YES for one in found):
        return found[0] if found else _Found(Truth.NO)
    never = [one for one in found if one.passes is Truth.NO]
    if len(never) == len(found) or (never and asked.peer.spread):
        return never[0] if len(never) < len(found) else _Found(Truth.NO)
    reasons = tuple(why for one in found for why in one.why)
    return _Found(Truth.UNSURE, None, reasons or (_somewhere(asked.peer),))


def _somewhere(peer: Party) -> Unknown:
    return Unknown(f"in which of its subnets {peer.name} lies is not known", peer.span)


def _of_place(asked: _Asked, place: Place) -> _Found:
    if place.why is not None:
        return _of_unsure_place(asked, place)
    doubts: list[Unknown] = []
    inside: list[tuple[Range, GroupRule]] = []
    for group, rules in asked.tables:
        for wanted in place.ranges:
            answer = rules.around(wanted, asked.ports)
            unsure = tuple(_existence((group,)))
            if answer.covered is Covered.ALL and not unsure:
                return _Found(Truth.YES, answer.rule)
            found = rules.within(wanted, asked.ports)
            if unsure:
                doubts += unsure if found or answer.covered is Covered.ALL else ()
            else:
                inside += found
    if inside and all(fills((one for one, _ in inside), wanted) for wanted in place.ranges):
        return _Found(Truth.YES, inside[0][1])
    if inside:
        doubts.append(Unknown(f"only a part of {place.name} is let through", inside[0][1].span))
    return _Found(Truth.UNSURE, None, tuple(doubts)) if doubts else _Found(Truth.NO, place=place.name)


def _of_unsure_place(asked: _Asked, place: Place) -> _Found:
    """A place whose range is not known: it passes where all it can be passes."""
    assert place.why is not None
    wanted = place.ranges or (EVERYWHERE if place.version == 4 else EVERYWHERE_6,)
    might: list[Unknown] = []
    for group, rules in asked.tables:
        answers = [rules.around(one, asked.ports) for one in wanted]
        unsure = tuple(_existence((group,)))
        if all(answer.covered is Covered.ALL for answer in answers) and not unsure:
            return _Found(Truth.YES, answers[0].rule)
        partly = any(answer.covered is not Covered.NONE for answer in answers)
        if partly or any(rules.within(one, asked.ports) for one in wanted):
            might += unsure or (place.why,)
    return _Found(Truth.UNSURE, None, tuple(might)) if might else _Found(Truth.NO, place=place.name)


def _better(one: _Found, other: _Found) -> _Found:
    if other.passes is Truth.YES:
        return other
    if Truth.UNSURE in (one.passes, other.passes):
        return _Found(Truth.UNSURE, None, (*one.why, *other.why))
    return other


def _with_doubts(asked: _Asked, found: _Found) -> _Found:
    """What may let it pass all the same."""
    doubts = [*found.why, *_doubts(asked)]
    if asked.own.groups.rest is not None:
        doubts.append(asked.own.groups.rest)
    return _Found(Truth.UNSURE, None, tuple(dict.fromkeys(doubts))) if doubts else found


def _doubts(asked: _Asked) -> Iterator[Unknown]:
    for group, rules in asked.tables:
        if group.rules.rest is not None:
            yield group.rules.rest
        for rule in rules.open:
            yield from _of_open(asked, rule)
        for name, opened in rules.groups.items():
            if opened.answer(asked.ports).covered is not Covered.NONE:
                yield from _may_be_carried(asked, name)


def _of_open(asked: _Asked, rule: GroupRule) -> Iterator[Unknown]:
    """Why a rule that is not wholly known may allow it; nothing where it surely does not."""
    if isinstance(rule.ports, Known) and not overlap(rule.ports.value, asked.ports):
        return
    reasons = [one for one in (rule.groups.rest, rule.ranges.rest, rule.prefix_lists.rest) if one is not None]
    if rule.prefix_lists.known:
        reasons.append(Unknown(f"what is in prefix list {rule.prefix_lists.known[0]} is not in the files", rule.span))
    matches = any(one.address in rule.groups.known for one in asked.peer.groups.known) or any(
        _touches(place, known.value) for place in asked.peer.places for known in rule.ranges.known
    )
    if matches or reasons:
        if isinstance(rule.ports, Unknown):
            yield rule.ports
        if rule.exists is not Truth.YES:
            yield Unknown("whether a rule exists is not known", rule.span) if rule.unsure is None else rule.unsure
    yield from reasons
    for name in rule.groups.known:
        yield from _may_be_carried(asked, name)


def _touches(place: Place, allowed: Range) -> bool:
    if allowed.version != place.version:
        return False
    return not place.ranges or any(_overlap(allowed, one) for one in place.ranges)


def _overlap(one: Range, other: Range) -> bool:
    first = (int(one.network_address), int(one.broadcast_address))
    second = (int(other.network_address), int(other.broadcast_address))
    return one.version == other.version and first[0] <= second[1] and second[0] <= first[1]


def _may_be_carried(asked: _Asked, name: str) -> Iterator[Unknown]:
    """Why a group of this name may be one that the peer carries under another name."""
    if asked.peer.groups.rest is not None:
        yield asked.peer.groups.rest
    named = groups_by_address(asked.network).get(name)
    for carried in asked.peer.groups.known:
        if carried.address != name and (not carried.sure or named is None or not named.sure):
            unsure = carried if named is None or named.sure else named
            yield Unknown(f"which security group {unsure.address} is, is not in the files", unsure.span)


def groups_by_address(network: Network) -> dict[str, SecurityGroup]:
    """Every group of the network by its address."""
    key = "security groups by address"
    known = network.answers.get(key)
    if not isinstance(known, dict):
        every = (Security() if network.security is None else network.security).groups
        known = network.answers[key] = {group.address: group for group in every}
    return known


def overlap(one: Ports, other: Ports) -> bool:
    """Whether some packet is of both."""
    same = ANY in (one.protocol, other.protocol) or one.protocol == other.protocol
    return same and one.low <= other.high and other.low <= one.high


def _step(asked: _Asked, found: _Found) -> Step:
    own, peer = asked.own, asked.peer
    way, end = ("out to", "egress") if asked.direction == EGRESS else ("in from", "ingress")
    names = ", ".join(group.address for group in own.groups.known) or f"a group of {own.name}"
    where = f" ({found.place})" if found.place else ""
    span = own.groups.known[0].span if own.groups.known else own.span
    if found.passes is Truth.YES:
        span = span if found.rule is None else found.rule.span
        text = f"{names} lets {asked.ports} {way} {peer.name}"
    elif found.passes is Truth.NO:
        text = f"no rule of {names} lets {asked.ports} {way} {peer.name}{where}"
    else:
        text = f"whether {names} lets {asked.ports} {way} {peer.name} is not known: {found.why[0].why}"
    subject = own.groups.known[0].address if own.groups.known else own.name
    lacks = _lacking(asked) if found.passes is Truth.NO else None
    return Step(f"{end} rule", found.passes, text, span, found.why[0] if found.why else None, subject, lacks)


def _lacking(asked: _Asked) -> Opening | None:
    """The rule that would let it pass: for a group that the peer carries, else for its addresses."""
    own = _chosen(asked.own.groups.known)
    if own is None:
        return None
    peer = _chosen(asked.peer.groups.known) if asked.peer.guarded else None
    if peer is not None:
        return Opening(asked.direction, own, asked.ports, (peer,))
    places = asked.peer.places
    if any(place.why is not None for place in places):
        return None
    ranges = dict.fromkeys(one for place in places for one in place.ranges)
    return Opening(asked.direction, own, asked.ports, (), tuple(ranges))


def _chosen(groups: Iterable[SecurityGroup]) -> SecurityGroup | None:
    """Of several groups the one that most can name: declared in these files, in the outermost module."""
    return min(groups, key=lambda one: (one.kind != DECLARED, one.address.count("module.")), default=None)
