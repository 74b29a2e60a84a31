"""The questions of ``eks-netlint connectivity``: tables, what decides a connection, and what differs of two trees."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import TypeVar

from eks_netlint.model.kubernetes.changes import Change, Compared
from eks_netlint.model.kubernetes.connections import (
    HIGHEST,
    PORTED,
    both_allow,
    pieces,
    selecting,
    stretches,
)
from eks_netlint.model.kubernetes.endpoints import Endpoint, endpoints
from eks_netlint.model.kubernetes.matches import Called, Other
from eks_netlint.model.kubernetes.nouns import Kubernetes, Object
from eks_netlint.model.kubernetes.policies import EGRESS, INGRESS
from eks_netlint.model.kubernetes.reach import Reach, reachability
from eks_netlint.model.kubernetes.stances import Stretch
from eks_netlint.model.nouns import Network
from eks_netlint.records import dataclass, replace
from eks_netlint.values import Known, Truth

O = TypeVar("O", bound=Object)  # noqa: E741 - an object

INTERNET = "internet"
"""What stands for every IPv4 address outside."""


class BadQuestion(ValueError):
    """A question that cannot be meant; the message says why."""


@dataclass(frozen=True, slots=True)
class Side:
    """What the policies of one end say: ``direction`` is the end's, and ``speaks`` whether any policy speaks of it."""

    endpoint: Endpoint
    direction: str
    speaks: bool
    found: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class Explained:
    """Why connections from one end to another are allowed or not; of each port in question what both sides say."""

    network: Network
    source: str
    target: str
    sides: tuple[Side, ...]
    found: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """Two ends as they are written, and the port and protocol in question: 0 and "" where none is."""

    source: str
    target: str
    port: int = 0
    protocol: str = ""


def question(source: str, target: str) -> Question:
    """``A`` and ``B``, ``B:443`` or ``B:53/udp``; raises ``BadQuestion``."""
    head, colon, tail = target.rpartition(":")
    number, _, protocol = tail.partition("/")
    if not colon or not number.isascii() or not number.isdigit() or ("/" in tail and not protocol) or ":" in head:
        return Question(source, target)
    protocol = (protocol or "tcp").upper()
    if not 1 <= int(number) <= HIGHEST or protocol not in PORTED:
        raise BadQuestion(f"{tail}: a port is a number up to {HIGHEST}, and a protocol tcp, udp or sctp")
    return Question(source, head, int(number), protocol)


def tables(network: Network) -> tuple[Reach, ...]:
    """What each workload may reach and be reached by, in the order of the files."""
    found = reachability(network)
    return tuple(found.reach(key) for key in found.endpoints)


def explain(asked: Question, networks: Sequence[Network]) -> Iterator[Explained]:
    """The answer of every network that has the workloads in question; raises ``BadQuestion`` if none has."""
    answers = 0
    for network in networks:
        sources, targets = _ends(asked.source, network), _ends(asked.target, network)
        for source in sources:
            for target in targets:
                if isinstance(source, Endpoint) or isinstance(target, Endpoint):
                    answers += 1
                    yield _explained(asked, source, target, network)
    if not answers:
        titles = sorted(one.title for network in networks for one in endpoints(network))
        known = f"; there are {', '.join(titles[:8])}{' and others' if len(titles) > 8 else ''}" if titles else ""
        raise BadQuestion(f"neither {asked.source} nor {asked.target} is a workload of these files{known}")


def _ends(written: str, network: Network) -> list[Other]:
    """What an end is: workloads by name or ``namespace/name``, a range of addresses, else a DNS name."""
    found = [one for one in endpoints(network) if one.title == written]
    found = found or [one for one in endpoints(network) if one.title.rpartition("/")[2] == written]
    if found:
        return list(found)
    if written == INTERNET:
        return [ip_network("0.0.0.0/0")]
    try:
        return [ip_network(written, strict=False)]
    except ValueError:
        return [Called(written)] if "." in written else []


def _explained(asked: Question, source: Other, target: Other, network: Network) -> Explained:
    sides: list[Side] = []
    for here, there, direction in ((source, target, EGRESS), (target, source, INGRESS)):
        if isinstance(here, Endpoint):
            found = _about(here, direction, there, network)
            speaks = bool(selecting(here, direction, network))
            sides.append(Side(here, direction, speaks, tuple(_asked(asked, found))))
    both = sides[0].found if len(sides) == 1 else both_allow(sides[0].found, sides[1].found)
    return Explained(network, _told(source), _told(target), tuple(sides), both)


def _about(here: Endpoint, direction: str, there: Other, network: Network) -> tuple[Stretch, ...]:
    """The stretches of an end; of a range each port that is not open to all of it is open to a part at most."""
    if not isinstance(there, IPv4Network | IPv6Network):
        return stretches(here, direction, there, network)
    together: tuple[Stretch, ...] | None = None
    for piece in pieces(here, direction, there, network):
        found = stretches(here, direction, piece, network)
        together = found if together is None else parts(together, found)
    return together or ()


def parts(one: tuple[Stretch, ...], two: tuple[Stretch, ...]) -> tuple[Stretch, ...]:
    """What holds of two ranges together: where they differ, nothing does."""
    found: list[Stretch] = []
    for both in both_allow(one, two):
        mine = next(each for each in one if each.protocol == both.protocol and each.first <= both.first <= each.last)
        theirs = next(each for each in two if each.protocol == both.protocol and each.first <= both.first <= each.last)
        same = mine.answer.allowed is theirs.answer.allowed
        answer = both.answer if same else replace(both.answer, allowed=Truth.UNSURE)
        if not same:
            told = (*mine.answer.reasons, *theirs.answer.reasons)
            answer = replace(answer, reasons=tuple({reason.key: reason for reason in told}.values()))
        found.append(replace(both, answer=answer))
    return tuple(found)


def _asked(asked: Question, found: Sequence[Stretch]) -> Iterator[Stretch]:
    for one in found:
        if not asked.port:
            yield one
        elif one.protocol == asked.protocol and one.first <= asked.port <= one.last:
            yield replace(one, first=asked.port, last=asked.port)


def _told(end: Other) -> str:
    match end:
        case Endpoint():
            return end.title
        case Called():
            return end.name
        case _:
            return str(end)


def differences(old: Sequence[Network], new: Sequence[Network]) -> Iterator[tuple[str, Change]]:
    """What the files of two trees allow differently, by the name of the network."""
    before, after = _paired(old), _paired(new)
    if len(before) == len(after) == 1:
        before = dict(zip(after, before.values(), strict=True))
    for name in dict.fromkeys((*before, *after)):
        empty = Network(name, kubernetes=Kubernetes())
        for change in Compared(before.get(name, empty), after.get(name, empty)).changes():
            yield name, change


def _paired(networks: Sequence[Network]) -> dict[str, Network]:
    return {one.name: one for one in networks if one.kubernetes is not None}


def applied_to(network: Network, namespace: str) -> Network:
    """The network with every object that writes no namespace applied to this one."""
    found = network.kubernetes
    if found is None:
        return network
    settled = replace(
        found,
        workloads=tuple(_settled(one, namespace) for one in found.workloads),
        services=tuple(_settled(one, namespace) for one in found.services),
        policies=tuple(_settled(one, namespace) for one in found.policies),
        address_sets=tuple(_settled(one, namespace) for one in found.address_sets),
    )
    return replace(network, kubernetes=settled, answers={})


def _settled(one: O, namespace: str) -> O:
    written = one.namespace
    if isinstance(written, Known) and written.is_default:
        return replace(one, namespace=Known(namespace, written.span))
    return one

