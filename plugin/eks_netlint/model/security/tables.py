"""What the rules of one group allow in one direction, as sets of ports by peer: asked without going through rules."""

from __future__ import annotations

import enum
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from ipaddress import collapse_addresses

from eks_netlint.model.nouns import Network
from eks_netlint.model.proof import ANY, Ports
from eks_netlint.model.security.nouns import GroupRule, Range, SecurityGroup
from eks_netlint.records import dataclass
from eks_netlint.values import Truth, Unknown

_Place = tuple[int, int, int]  # version, prefix length, network as a number


class Covered(enum.Enum):
    """How much of what is asked for is allowed."""

    ALL = "all"
    SOME = "some"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Answer:
    """How much is allowed, and the rule that allows it or most of it."""

    covered: Covered
    rule: GroupRule | None = None


_NOTHING = Answer(Covered.NONE)


class PortSet:
    """Ports by protocol, each with the rule that opens it; asked for an interval it sweeps over sorted ones."""

    __slots__ = ("_by_protocol", "_sorted")

    def __init__(self) -> None:
        self._by_protocol: dict[str, list[tuple[int, int, GroupRule]]] = {}
        self._sorted = True

    def add(self, ports: Ports, rule: GroupRule) -> None:
        """Open these ports too."""
        self._by_protocol.setdefault(ports.protocol, []).append((ports.low, ports.high, rule))
        self._sorted = False

    def answer(self, ports: Ports) -> Answer:
        """How much of the ports is open."""
        return _swept(self.parts(ports), ports)

    def parts(self, ports: Ports) -> Iterator[tuple[int, int, GroupRule]]:
        """The intervals that may open some of the ports, those of all protocols included."""
        if not self._sorted:
            for intervals in self._by_protocol.values():
                intervals.sort(key=lambda one: one[:2])
            self._sorted = True
        for protocol in dict.fromkeys((ANY, ports.protocol)):
            for low, high, rule in self._by_protocol.get(protocol, ()):
                if low > ports.high:
                    break
                if high >= ports.low:
                    yield low, high, rule


def _swept(parts: Iterable[tuple[int, int, GroupRule]], ports: Ports) -> Answer:
    wanted, best = ports.low, None
    found = sorted(parts, key=lambda one: one[:2])
    for low, high, rule in found:
        best = rule if best is None else best
        if low > wanted:
            return Answer(Covered.SOME, best)
        wanted = max(wanted, high + 1)
        if wanted > ports.high:
            return Answer(Covered.ALL, rule if low <= ports.low else best)
    return _NOTHING if best is None else Answer(Covered.SOME, best)


class Table:
    """The sure rules of one group in one direction, by the group or range they allow; ``open`` are the others.

    A rule is open where its ports or some of its peers are not known, or whether it exists.
    """

    def __init__(self, rules: Iterable[GroupRule]) -> None:
        self.groups: dict[str, PortSet] = defaultdict(PortSet)
        self.open: list[GroupRule] = []
        self._ranges: dict[_Place, PortSet] = defaultdict(PortSet)
        self._lengths: dict[int, set[int]] = defaultdict(set)
        for rule in rules:
            self._add(rule)
        self._starts: dict[int, list[tuple[int, int]]] = {}
        for version, length, number in self._ranges:
            self._starts.setdefault(version, []).append((number, length))
        for starts in self._starts.values():
            starts.sort()

    def _add(self, rule: GroupRule) -> None:
        ports = rule.ports
        if isinstance(ports, Unknown) or rule.exists is not Truth.YES:
            self.open.append(rule)
            return
        if rule.groups.rest is not None or rule.ranges.rest is not None or _has_lists(rule):
            self.open.append(rule)
        for group in rule.groups.known:
            self.groups[group].add(ports.value, rule)
        for known in rule.ranges.known:
            one = known.value
            self._ranges[one.version, one.prefixlen, int(one.network_address)].add(ports.value, rule)
            self._lengths[one.version].add(one.prefixlen)

    def of_group(self, group: str, ports: Ports) -> Answer:
        """How much of the ports is open to a group."""
        found = self.groups.get(group)
        return _NOTHING if found is None else found.answer(ports)

    def around(self, wanted: Range, ports: Ports) -> Answer:
        """How much of the ports is open to all of a range, by rules whose range holds it."""
        return _swept(self._above(wanted, ports), ports)

    def within(self, wanted: Range, ports: Ports) -> list[tuple[Range, GroupRule]]:
        """Ranges inside a range to which all of the ports are open."""
        found: list[tuple[Range, GroupRule]] = []
        starts = self._starts.get(wanted.version, [])
        first, last = int(wanted.network_address), int(wanted.broadcast_address)
        above: list[tuple[int, int, GroupRule]] | None = None
        for number, length in starts[bisect_left(starts, (first, 0)) :]:
            if number > last:
                break
            if length > wanted.prefixlen:
                above = list(self._above(wanted, ports)) if above is None else above
                here = self._ranges[wanted.version, length, number].parts(ports)
                answer = _swept([*above, *here], ports)
                if answer.covered is Covered.ALL and answer.rule is not None:
                    found.append((type(wanted)((number, length)), answer.rule))
        return found

    def any_range(self, ports: Ports) -> GroupRule | None:
        """A rule that opens some of the ports to some range."""
        parts = (part for opened in self._ranges.values() for part in opened.parts(ports))
        return next((rule for _, _, rule in parts), None)

    def _above(self, wanted: Range, ports: Ports) -> Iterator[tuple[int, int, GroupRule]]:
        number, longest = int(wanted.network_address), wanted.max_prefixlen
        for length in self._lengths.get(wanted.version, ()):
            if length <= wanted.prefixlen:
                masked = number >> (longest - length) << (longest - length)
                found = self._ranges.get((wanted.version, length, masked))
                if found is not None:
                    yield from found.parts(ports)


def _has_lists(rule: GroupRule) -> bool:
    return bool(rule.prefix_lists.known) or rule.prefix_lists.rest is not None


def fills(parts: Iterable[Range], wanted: Range) -> bool:
    """Whether ranges inside a range make up all of it."""
    if wanted.version == 4:
        four = [one for one in parts if one.version == 4]
        return any(one == wanted for one in collapse_addresses(four))
    six = [one for one in parts if one.version == 6]
    return any(one == wanted for one in collapse_addresses(six))


def table(group: SecurityGroup, direction: str, network: Network) -> Table:
    """The table of a group, made once for a network."""
    key = ("rules of", group.address, direction)
    known = network.answers.get(key)
    if not isinstance(known, Table):
        rules = (rule for rule in group.rules.known if rule.direction == direction)
        known = network.answers[key] = Table(rules)
    return known

