"""Questions about connections: which ports pods may use to reach others or be reached by them, and which rule says so.

``INGRESS`` is what arrives at the pods in question, ``EGRESS`` what they open themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from ipaddress import IPv4Network, IPv6Network
from itertools import pairwise

from eks_netlint.model.kubernetes.decisions import Answer, Case, decide, distinct
from eks_netlint.model.kubernetes.endpoints import Endpoint, bare, named_ports
from eks_netlint.model.kubernetes.matches import Other, cut, largest
from eks_netlint.model.kubernetes.policies import EGRESS, INGRESS, Ports, Range, Rule
from eks_netlint.model.kubernetes.shelves import Selected
from eks_netlint.model.kubernetes.stances import Stretch, stance_of
from eks_netlint.model.nouns import Network
from eks_netlint.values import Known, Truth, Unknown

PORTED = ("TCP", "UDP", "SCTP")
"""Protocols with ports."""

PROTOCOLS = (*PORTED, "ICMP", "ICMPv6")
"""Protocols that are told apart; of the others no policy of Kubernetes speaks."""

LOWEST, HIGHEST = 1, 65535

ANYTHING = tuple(
    Stretch(protocol, LOWEST if protocol in PORTED else 0, HIGHEST if protocol in PORTED else 0, Answer(Truth.YES))
    for protocol in PROTOCOLS
)
"""What is open where nobody restricts anything."""


def selecting(endpoint: Endpoint, direction: str, network: Network) -> tuple[Selected, ...]:
    """The policies that select pods, or may, and have something to say of a direction."""
    return stance_of(endpoint, direction, network).selected


def isolated(endpoint: Endpoint, direction: str, network: Network) -> Truth:
    """Whether pods are denied in a direction what no rule allows.  Admin and Baseline tiers do not."""
    stance = stance_of(endpoint, direction, network)
    return stance.isolated if stance.rest is None else stance.isolated | Truth.UNSURE


def allowed(
    endpoint: Endpoint, direction: str, other: Other, protocol: str, port: int, network: Network
) -> Answer:
    """Whether pods may use a port of a protocol, theirs (INGRESS) or that of the other side (EGRESS).

    A range is allowed if all of it is, and denied if all of it is; a part of it makes it UNSURE.
    """
    if isinstance(other, IPv4Network | IPv6Network):
        several = (largest(part) for part in parts(endpoint, direction, other, network))
        return _whole([allowed_piece(endpoint, direction, one, protocol, port, network) for one in several])
    return allowed_piece(endpoint, direction, other, protocol, port, network)


def allowed_piece(
    endpoint: Endpoint, direction: str, other: Other, protocol: str, port: int, network: Network
) -> Answer:
    """As ``allowed``, of what need not be cut."""
    receiver = endpoint if direction == INGRESS else other
    bearing = stance_of(endpoint, direction, network).bearing(other)
    key = protocol, port, bearing.receiver(receiver)
    answer = bearing.answers.get(key)
    if answer is None:
        answer = bearing.answers[key] = decide(bearing.case, _asking(protocol, port, receiver), network)
    return answer


def _whole(answers: list[Answer]) -> Answer:
    found = {one.allowed for one in answers}
    together = answers[0].allowed if len(found) == 1 else Truth.UNSURE
    return Answer(together, distinct(reason for one in answers for reason in one.reasons))


def pieces(
    endpoint: Endpoint, direction: str, whole: Range, network: Network, also: frozenset[Range] = frozenset()
) -> tuple[Range, ...]:
    """A range, cut wherever a rule about the pods begins or ends, and at the others."""
    return tuple(piece for part in parts(endpoint, direction, whole, network, also) for piece in part)


def parts(
    endpoint: Endpoint, direction: str, whole: Range, network: Network, also: frozenset[Range] = frozenset()
) -> tuple[tuple[Range, ...], ...]:
    """The same pieces, those together of which each rule says the same: they lie side by side."""
    return cut(whole, stance_of(endpoint, direction, network).cuts | also)


def stretches(endpoint: Endpoint, direction: str, other: Other, network: Network) -> tuple[Stretch, ...]:
    """Every port of every protocol between pods and another side, in as few stretches as there can be."""
    stance = stance_of(endpoint, direction, network)
    if not stance.selected and stance.rest is None:
        return ANYTHING
    receiver = endpoint if direction == INGRESS else other
    bearing = stance.bearing(other)
    key = bearing.receiver(receiver)
    found = bearing.stretches.get(key)
    if found is None:
        found = bearing.stretches[key] = _stretches(bearing.case, receiver, network)
    return found


def _stretches(case: Case, receiver: Other, network: Network) -> tuple[Stretch, ...]:
    known: dict[tuple[Truth, ...], Answer] = {}  # an answer hangs on nothing but which rules are about the port
    found: list[Stretch] = []
    for protocol in PROTOCOLS:
        edges = _edges(case, protocol, receiver) if protocol in PORTED else [0, 1]
        for first, after in pairwise(edges):
            met = tuple([uses(hit.rule, protocol, first, receiver) for hit in case.hits])
            answer = known.get(met)
            if answer is None:
                answer = known[met] = decide(case, _asking(protocol, first, receiver), network)
            before = found[-1] if found else None
            if before is not None and before.protocol == protocol and before.answer.same(answer):
                found[-1] = Stretch(protocol, before.first, after - 1, answer)
            else:
                found.append(Stretch(protocol, first, after - 1, answer))
    return tuple(found)


def _asking(protocol: str, port: int, receiver: Other) -> Callable[[Rule], Truth]:
    return lambda rule: uses(rule, protocol, port, receiver)


def uses(rule: Rule, protocol: str, port: int, receiver: Other) -> Truth:
    """Whether a rule is about a port of whoever is reached; any type of message of a protocol without ports."""
    if rule.ports is None:
        return Truth.YES
    answer = Truth.NO
    for one in rule.ports.known:
        answer = answer | _is(one, protocol, port, receiver)
        if answer is Truth.YES:
            return answer
    return answer if rule.ports.rest is None else answer | Truth.UNSURE


def _is(ports: Ports, protocol: str, port: int, receiver: Other) -> Truth:
    said = ports.protocol
    if isinstance(said, Unknown):
        right = Truth.UNSURE
    elif said.value != protocol and not (said.value == "ANY" and protocol in PORTED):
        return Truth.NO
    else:
        right = Truth.YES
    if protocol not in PORTED:
        any_type = isinstance(ports.icmp, Known) and ports.icmp.value is None
        return right & (Truth.YES if any_type else Truth.UNSURE)
    return right & _number(ports, protocol, port, receiver)


def _number(ports: Ports, protocol: str, port: int, receiver: Other) -> Truth:
    name, first, last = ports.name, ports.first, ports.last
    if isinstance(name, Unknown):
        return Truth.UNSURE
    if name.value is not None:
        if not isinstance(receiver, Endpoint):
            return Truth.UNSURE
        numbers, more = named_ports(receiver, name.value, protocol)
        return Truth.of(port in numbers) | more
    if isinstance(first, Unknown):
        return Truth.UNSURE
    if first.value is None:
        return Truth.YES
    if port < first.value:
        return Truth.NO
    if isinstance(last, Unknown):
        return Truth.YES if port == first.value else Truth.UNSURE
    return Truth.of(port <= (first.value if last.value is None else last.value))


def _edges(case: Case, protocol: str, receiver: Other) -> list[int]:
    """Where answers may change: the first ports of stretches, and one behind the last."""
    edges = {LOWEST, HIGHEST + 1}
    for hit in case.hits:
        for one in () if hit.rule.ports is None else hit.rule.ports.known:
            for first, last in _written(one, protocol, receiver):
                edges.update((max(first, LOWEST), min(last, HIGHEST) + 1))
    return sorted(edges)


def _written(ports: Ports, protocol: str, receiver: Other) -> Iterator[tuple[int, int]]:
    if isinstance(ports.name, Known) and ports.name.value is not None:
        if isinstance(receiver, Endpoint):
            for number in named_ports(receiver, ports.name.value, protocol)[0]:
                yield number, number
    elif isinstance(ports.first, Known) and ports.first.value is not None:
        first = ports.first.value
        last = ports.last.value if isinstance(ports.last, Known) and ports.last.value is not None else first
        yield first, max(first, last)


def between(one: Endpoint, two: Endpoint, network: Network) -> tuple[Stretch, ...]:
    """Every port at which the first may reach the second: both the one's egress and the other's ingress count."""
    return both_allow(stretches(one, EGRESS, two, network), stretches(two, INGRESS, one, network))


def both_allow(out: tuple[Stretch, ...], into: tuple[Stretch, ...]) -> tuple[Stretch, ...]:
    """What passes both ends, of which each says something of every port."""
    if out is ANYTHING:
        return into
    if into is ANYTHING:
        return out
    together: dict[tuple[int, int], Answer] = {}
    found: list[Stretch] = []
    for protocol in PROTOCOLS:
        here = [each for each in out if each.protocol == protocol]
        there = [each for each in into if each.protocol == protocol]
        for mine in here:
            for theirs in there:
                first, last = max(mine.first, theirs.first), min(mine.last, theirs.last)
                if first <= last:
                    key = (id(mine.answer), id(theirs.answer))
                    answer = together.get(key)
                    if answer is None:
                        answer = together[key] = _both(mine.answer, theirs.answer)
                    found.append(Stretch(protocol, first, last, answer))
    return tuple(found)


def _both(one: Answer, two: Answer) -> Answer:
    together = one.allowed & two.allowed
    told = [each for each in (one, two) if together is Truth.YES or each.allowed is not Truth.YES]
    if together is Truth.NO:
        told = [each for each in told if each.allowed is Truth.NO]
    return Answer(together, distinct(reason for each in told for reason in each.reasons))


def connects(one: Endpoint, two: Endpoint, protocol: str, port: int, network: Network) -> Answer:
    """Whether the first may reach the second at a port."""
    out = allowed_piece(one, EGRESS, two, protocol, port, network)
    return _both(out, allowed_piece(two, INGRESS, one, protocol, port, network))


def cluster_dns(network: Network) -> Endpoint:
    """The pods of CoreDNS as EKS runs them (labels of its add-on, v1.11)."""
    labels = {"k8s-app": "kube-dns", "eks.amazonaws.com/component": "coredns"}
    return bare("coredns", labels, "kube-system", network)
