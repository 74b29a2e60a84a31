"""What two states of one network allow differently: connections that are gained and lost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from eks_netlint.model.kubernetes.connections import PROTOCOLS, parts, stretches
from eks_netlint.model.kubernetes.decisions import Reason, distinct
from eks_netlint.model.kubernetes.endpoints import Endpoint
from eks_netlint.model.kubernetes.matches import EVERYWHERE, NOBODY, Called, Other, largest
from eks_netlint.model.kubernetes.policies import EGRESS, INGRESS, Range
from eks_netlint.model.kubernetes.reach import collapsed, names_of, reachability
from eks_netlint.model.kubernetes.stances import Stretch
from eks_netlint.model.nouns import Network
from eks_netlint.records import dataclass
from eks_netlint.values import Truth

GAINED, MAY_GAIN, LOST, MAY_LOSE = "newly allows", "may newly allow", "no longer allows", "may no longer allow"
"""The ways in which a port may change; what was and stays open for some other reason is none."""

ANY_POD = "any other pod"

_CHANGES = {
    (Truth.NO, Truth.YES): GAINED,
    (Truth.NO, Truth.UNSURE): MAY_GAIN,
    (Truth.YES, Truth.NO): LOST,
    (Truth.YES, Truth.UNSURE): MAY_LOSE,
    (Truth.UNSURE, Truth.YES): "",
    (Truth.UNSURE, Truth.NO): "",
}

PortRange = tuple[str, int, int]
"""A protocol and its first and last port."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change: who may reach whom at which ports, and the rules that say so now (LOST: that said so before)."""

    kind: str
    source: str
    target: str
    ports: tuple[PortRange, ...]
    reasons: tuple[Reason, ...]


class Compared:
    """Two states of a network side by side; workloads are the same if their names are."""

    def __init__(self, old: Network, new: Network) -> None:
        self._networks = (old, new)
        self._reach = (reachability(old), reachability(new))
        self._known = tuple({one.title: one for one in each.endpoints.values()} for each in self._reach)
        self.titles = tuple(dict.fromkeys(title for known in self._known for title in known))

    def changes(self) -> Iterator[Change]:
        """Every change, workload by workload."""
        for title in self.titles:
            yield from self._pods(title)
            for direction in (EGRESS, INGRESS):
                yield from self._one(title, direction, ANY_POD, (NOBODY, NOBODY))
                yield from self._addresses(title, direction)
            for name in dict.fromkeys(self._names(title)):
                asked = Called(name, by_name=True)
                yield from self._one(title, EGRESS, name, (asked, asked))

    def _names(self, title: str) -> Iterator[str]:
        for known, network in zip(self._known, self._networks, strict=True):
            if title in known:
                yield from names_of(known[title], network)

    def _pods(self, title: str) -> Iterator[Change]:
        others: dict[str, None] = {}
        for known, reach in zip(self._known, self._reach, strict=True):
            if title in known:
                keys = reach.partners(known[title].key, EGRESS)
                others.update((reach.endpoints[key].title, None) for key in keys)
        for other in others:
            yield from compared(title, other, *(self._between(at, title, other) for at in (0, 1)))

    def _between(self, at: int, one: str, two: str) -> tuple[Stretch, ...] | None:
        """What is open between two workloads; None where one of them is not there."""
        known = self._known[at]
        if one not in known or two not in known:
            return None
        return self._reach[at].between(known[one].key, known[two].key)

    def _one(self, title: str, direction: str, name: str, others: tuple[Other, Other]) -> Iterator[Change]:
        found = [self._stretches(at, title, direction, other) for at, other in enumerate(others)]
        ends = (title, name) if direction == EGRESS else (name, title)
        yield from compared(*ends, *found)

    def _stretches(self, at: int, title: str, direction: str, other: Other) -> tuple[Stretch, ...] | None:
        endpoint = self._known[at].get(title)
        return None if endpoint is None else stretches(endpoint, direction, other, self._networks[at])

    def _addresses(self, title: str, direction: str) -> Iterator[Change]:
        """Ranges outside of the cluster, those together of which the same is to be said."""
        alike: dict[tuple[str, tuple[PortRange, ...]], tuple[list[Range], list[Change]]] = {}
        for whole in EVERYWHERE:
            for part in self._parts(title, direction, whole):
                piece = largest(part)
                for change in self._one(title, direction, str(piece), (piece, piece)):
                    ranges, changes = alike.setdefault((change.kind, change.ports), ([], []))
                    ranges.extend(part)
                    changes.append(change)
        for (kind, ports), (ranges, changes) in alike.items():
            reasons = distinct(reason for change in changes for reason in change.reasons)
            name = ", ".join(collapsed(ranges))
            ends = (title, name) if direction == EGRESS else (name, title)
            yield Change(kind, *ends, ports, reasons)

    def _parts(self, title: str, direction: str, whole: Range) -> tuple[tuple[Range, ...], ...]:
        found: frozenset[Range] = frozenset()
        cut: tuple[tuple[Range, ...], ...] = ((whole,),)
        for known, network in zip(self._known, self._networks, strict=True):
            endpoint: Endpoint | None = known.get(title)
            if endpoint is not None:
                cut = parts(endpoint, direction, whole, network, found)
                found = frozenset(piece for part in cut for piece in part)
        return cut


def compared(
    source: str, target: str, old: tuple[Stretch, ...] | None, new: tuple[Stretch, ...] | None
) -> Iterator[Change]:
    """The changes between two ends; an end that is not there can be reached at no port."""
    found: dict[str, list[PortRange]] = {}
    reasons: dict[str, list[Reason]] = {}
    for protocol in PROTOCOLS:
        before = [one for one in old or () if one.protocol == protocol]
        after = [one for one in new or () if one.protocol == protocol]
        for first, last in _steps(before, after):
            was, is_now = _at(before, first), _at(after, first)
            kind = _CHANGES.get((_truth(was), _truth(is_now)), "")
            if kind:
                told = was if kind in (LOST, MAY_LOSE) else is_now
                _append(found.setdefault(kind, []), (protocol, first, last))
                reasons.setdefault(kind, []).extend(() if told is None else told.answer.reasons)
    for kind, ports in found.items():
        yield Change(kind, source, target, tuple(ports), distinct(reasons[kind]))


def _steps(before: Iterable[Stretch], after: Iterable[Stretch]) -> Iterator[tuple[int, int]]:
    edges = sorted({edge for one in (*before, *after) for edge in (one.first, one.last + 1)})
    yield from ((first, following - 1) for first, following in pairwise(edges))


def _at(found: Iterable[Stretch], port: int) -> Stretch | None:
    return next((one for one in found if one.first <= port <= one.last), None)


def _truth(one: Stretch | None) -> Truth:
    return Truth.NO if one is None else one.answer.allowed


def _append(ports: list[PortRange], one: PortRange) -> None:
    if ports and ports[-1][0] == one[0] and ports[-1][2] + 1 == one[1]:
        ports[-1] = (one[0], ports[-1][1], one[2])
    else:
        ports.append(one)
