"""Whether policies leave the way out to every address open, and what that undoes."""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.kubernetes.labels import any_of
from eks_netlint.model.kubernetes.names import names
from eks_netlint.model.kubernetes.nouns import Workload
from eks_netlint.model.kubernetes.policies import ALLOW, Block, Entity, Peer, Policy, Rule
from eks_netlint.model.kubernetes.resolution import is_narrow, narrow, ways_out
from eks_netlint.model.kubernetes.selection import covers, kubernetes, nearby, reached, targets
from eks_netlint.model.nouns import Members, Network
from eks_netlint.records import dataclass, replace
from eks_netlint.source import Span
from eks_netlint.values import Known, Truth, Unknown

_WORLD = frozenset({"world", "all"})
_ICMP = frozenset({"ICMP", "ICMPv6"})


@dataclass(frozen=True, slots=True)
class Opening:
    """A rule that lets traffic out to any address; ``what`` says how it is written, ``doubt`` why it may not."""

    rule: Rule
    what: str
    span: Span | None
    doubt: Unknown | None = None


def openings(policy: Policy) -> Iterator[Opening]:
    """The rules of a policy that let traffic out to any address on some port besides 53.

    Ranges that are left out of every address (``except``) do not make it narrow: the world is there.
    """
    for rule in ways_out(policy):
        ported = ~narrow(rule) & _some_port(rule)
        allows = Truth.UNSURE if isinstance(rule.action, Unknown) else Truth.of(rule.action.value == ALLOW)
        sure = ported & allows & (Truth.YES if rule.only is None else Truth.UNSURE)
        if sure is Truth.NO:
            continue
        why = None if sure is Truth.YES else Unknown("whether the rule is open is not known", rule.span)
        if rule.peers is None:
            yield Opening(rule, "no destination", rule.span, why)
            continue
        found = next(_worlds(rule, rule.peers), None)
        if found is not None:
            yield found if why is None else replace(found, doubt=why)


def _worlds(rule: Rule, peers: Members[Peer]) -> Iterator[Opening]:
    """The peers of a rule that are every address, those that surely are first."""
    unsure: list[Opening] = []
    for peer in peers.known:
        span = peer.span or rule.span
        match peer:
            case Block(cidr=Unknown() as why) | Entity(name=Unknown() as why):
                unsure.append(Opening(rule, "", span, why))
            case Block(cidr=Known(value=cidr)) if cidr.prefixlen == 0:
                yield Opening(rule, str(cidr), span, peer.only)
            case Entity(name=Known(value=word)) if word in _WORLD:
                yield Opening(rule, word, span, peer.only)
    if peers.rest is not None:
        unsure.append(Opening(rule, "", rule.span, peers.rest))
    yield from unsure


def _some_port(rule: Rule) -> Truth:
    """Whether it lets through traffic with ports, not ICMP alone."""
    if rule.ports is None:
        return Truth.YES
    answer = any_of(
        Truth.UNSURE if isinstance(one.protocol, Unknown) else Truth.of(one.protocol.value not in _ICMP)
        for one in rule.ports.known
    )
    return answer if rule.ports.rest is None else answer | Truth.UNSURE


@dataclass(frozen=True, slots=True)
class Undone:
    """What an opening undoes: ``why`` for the reader, the places of what holds no more, or why it is not known."""

    why: str = ""
    see: tuple[tuple[Span, str], ...] = ()
    doubts: tuple[Unknown, ...] = ()


def undone(policy: Policy, opening: Opening, network: Network) -> Undone | None:
    """What the user restricts of the same pods and an opening of this policy lets through all the same.

    Restrictions are names in a policy of the same pods, the allowed names and the sensitive labels of the config, and
    where the opening has no ports the rules of another policy of the same pods.
    """
    every = targets(policy, network)
    others = {id(other): other for target in every for other in target.sure}
    others.update({id(other): other for other in _inside(policy, network) if other.exists is Truth.YES})
    named = [other for key, other in others.items() if key in _named(network)]
    if named:
        count = len({id(name) for other in named for name in names(other)})
        places = tuple((names(one)[0].span or one.span, f"names of {one.address}") for one in named[:3])
        plural = "" if count == 1 else "s"
        return Undone(f"the {count} name{plural} of {_those(named, policy)} restrict nothing", places)
    if network.wanted.names:
        return Undone("the names that the config allows restrict nothing")
    found = reached(policy, network) if network.wanted.sensitive else ()
    workload = next((one for one, truth in found if truth is Truth.YES and is_sensitive(one, network)), None)
    if workload is not None:
        return Undone(f"{workload.address} carries a label that the config calls sensitive", ((workload.span, "it"),))
    if opening.rule.ports is None and not _spares(opening):
        narrow = [other for key, other in others.items() if other is not policy and key in _narrow(network)]
        if narrow:
            places = tuple((one.span, one.address) for one in narrow[:3])
            return Undone(f"the rules of {_those(narrow, policy)} restrict nothing", places)
    for one, _ in found:
        if is_sensitive(one, network) or may_be_sensitive(one, network) is not None:
            return Undone(doubts=(Unknown(f"whether it opens the sensitive {one.address} is not known", one.span),))
    unsure = (other for target in every for other, truth in target.held if truth is Truth.UNSURE)
    worth = _named(network) if opening.rule.ports is not None else _named(network) | _narrow(network)
    may = [other for other in unsure if id(other) in worth]
    if may:
        first = may[0]
        why = Unknown(f"whether {first.address} holds for the same pods is not known", first.span)
        return Undone(doubts=(why,))
    return None


def _inside(policy: Policy, network: Network) -> Iterator[Policy]:
    """The policies all of whose pods a policy selects and that it may undo, itself included."""
    worth = _named(network) | _narrow(network)
    for other in nearby(policy, network) if worth else ():
        if other is policy or (id(other) in worth and covers(policy, other, network) is Truth.YES):
            yield other


def _named(network: Network) -> frozenset[int]:
    """The policies that let traffic out to names, told apart as objects."""
    found = network.answers.get("policies with names")
    if not isinstance(found, frozenset):
        found = frozenset(id(one) for one in kubernetes(network).policies if names(one))
        network.answers["policies with names"] = found
    return found


def _narrow(network: Network) -> frozenset[int]:
    """The policies that let some traffic out, and none to everywhere."""
    found = network.answers.get("narrow policies")
    if not isinstance(found, frozenset):
        found = frozenset(id(one) for one in kubernetes(network).policies if _is_narrow(one))
        network.answers["narrow policies"] = found
    return found


def _those(policies: list[Policy], own: Policy) -> str:
    if policies == [own]:
        return "this policy"
    first = next(one for one in policies if one is not own)
    more = f" and {len(policies) - 1} more" if len(policies) > 1 else ""
    return f"{first.address}{more}"


def _spares(opening: Opening) -> bool:
    """Whether some ranges are left out, so that rules inside of them still mean something."""
    peers = () if opening.rule.peers is None else opening.rule.peers.known
    return any(isinstance(peer, Block) and (peer.excepts.known or peer.excepts.rest is not None) for peer in peers)


def _is_narrow(policy: Policy) -> bool:
    """Whether a policy lets out some traffic, besides lookups, and none to everywhere."""
    rules = [rule for rule in ways_out(policy) if rule.peers is not None]
    written = any(not is_narrow(rule) and rule.peers is not None and rule.peers.known for rule in rules)
    restricts = isinstance(policy.egress, Known) and policy.egress.value
    return restricts and written and not any(True for _ in openings(policy))


def is_sensitive(workload: Workload, network: Network) -> bool:
    """Whether a workload surely carries a label that the config calls sensitive, on itself or on its pods."""
    return any(
        isinstance(found := labels.get(key), Known) and value in (None, found.value)
        for key, value in network.wanted.sensitive
        for labels in (workload.pod.labels, workload.labels)
    )


def may_be_sensitive(workload: Workload, network: Network) -> Unknown | None:
    """Why it may carry such a label, though none is known."""
    for key, _ in network.wanted.sensitive:
        for labels in (workload.pod.labels, workload.labels):
            found = labels.get(key)
            if isinstance(found, Unknown):
                return found
    return None
