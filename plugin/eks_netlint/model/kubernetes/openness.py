"""Whether policies leave the way out to every address open, and what that undoes."""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.kubernetes.names import names
from eks_netlint.model.kubernetes.nouns import Workload
from eks_netlint.model.kubernetes.policies import ALLOW, Block, Entity, Peer, Policy, Rule
from eks_netlint.model.kubernetes.resolution import is_narrow, ways_out
from eks_netlint.model.kubernetes.selection import covers, nearby, targets
from eks_netlint.model.nouns import Network
from eks_netlint.records import dataclass
from eks_netlint.source import Span
from eks_netlint.values import Known, Truth, Unknown

_WORLD = frozenset({"world", "all"})
_ICMP = frozenset({"ICMP", "ICMPv6"})


@dataclass(frozen=True, slots=True)
class Opening:
    """A rule that lets traffic out to any address; ``what`` says how it is written."""

    rule: Rule
    what: str
    span: Span | None


def openings(policy: Policy) -> Iterator[Opening]:
    """The rules of a policy that let traffic out to any address on some port besides 53.

    Ranges that are left out of every address (``except``) do not make it narrow: the world is there.
    """
    for rule in ways_out(policy):
        allows = isinstance(rule.action, Known) and rule.action.value == ALLOW
        if not allows or rule.only is not None or is_narrow(rule) or not _some_port(rule):
            continue
        if rule.peers is None:
            yield Opening(rule, "no destination", rule.span)
            continue
        for peer in rule.peers.known:
            what = _world(peer)
            if what:
                yield Opening(rule, what, peer.span or rule.span)
                break


def _world(peer: Peer) -> str:
    match peer:
        case Block(cidr=Known(value=cidr), only=None) if cidr.prefixlen == 0:
            return str(cidr)
        case Entity(name=Known(value=word), only=None) if word in _WORLD:
            return word
        case _:
            return ""


def _some_port(rule: Rule) -> bool:
    """Whether it lets through traffic with ports, not ICMP alone."""
    if rule.ports is None:
        return True
    return any(isinstance(one.protocol, Known) and one.protocol.value not in _ICMP for one in rule.ports.known)


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
    named = [other for other in others.values() if names(other)]
    if named:
        count = len({id(name) for other in named for name in names(other)})
        places = tuple((names(one)[0].span or one.span, f"names of {one.address}") for one in named[:3])
        plural = "" if count == 1 else "s"
        return Undone(f"the {count} name{plural} of {_those(named, policy)} restrict nothing", places)
    if network.wanted.names:
        return Undone("the names that the config allows restrict nothing")
    selected = (target.workload for target in every if target.workload is not None)
    workload = next((one for one in selected if is_sensitive(one, network)), None)
    if workload is not None:
        return Undone(f"{workload.address} carries a label that the config calls sensitive", ((workload.span, "it"),))
    if opening.rule.ports is None and not _spares(opening):
        narrow = [other for other in others.values() if other is not policy and _is_narrow(other)]
        if narrow:
            places = tuple((one.span, one.address) for one in narrow[:3])
            return Undone(f"the rules of {_those(narrow, policy)} restrict nothing", places)
    may = [other for target in every for other, truth in target.held if truth is Truth.UNSURE and names(other)]
    if may:
        first = may[0]
        why = Unknown(f"whether the names of {first.address} hold for the same pods is not known", first.span)
        return Undone(doubts=(why,))
    return None


def _inside(policy: Policy, network: Network) -> Iterator[Policy]:
    """The policies all of whose pods a policy selects, itself included."""
    for other in nearby(policy, network):
        if other is policy or ((names(other) or _is_narrow(other)) and covers(policy, other, network) is Truth.YES):
            yield other


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
