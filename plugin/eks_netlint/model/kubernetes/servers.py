"""How a policy lets its pods reach DNS: over which protocols, and by which kind of peer."""

from __future__ import annotations

from eks_netlint.model.kubernetes.policies import ALLOW, Pods, Policy, Rule
from eks_netlint.model.kubernetes.resolution import is_narrow, may_look_up, narrow, port_of, to_servers, ways_out
from eks_netlint.model.kubernetes.selection import targets
from eks_netlint.model.nouns import Network
from eks_netlint.records import dataclass
from eks_netlint.values import Truth, Unknown


@dataclass(frozen=True, slots=True)
class Alone:
    """A rule that lets lookups out over UDP and not over TCP; ``sure`` is UNSURE where it may be of another kind."""

    rule: Rule
    sure: Truth


def udp_alone(policy: Policy, network: Network) -> Alone | None:
    """The first rule of a policy that lets lookups out, if it does so over UDP alone or may."""
    for rule in ways_out(policy):
        allows = Truth.UNSURE if isinstance(rule.action, Unknown) else Truth.of(rule.action.value == ALLOW)
        lookup = allows & narrow(rule) & to_servers(policy, rule, network) & port_of(rule, "UDP")
        if lookup is not Truth.NO:
            sure = lookup & ~port_of(rule, "TCP")
            return None if sure is Truth.NO else Alone(rule, sure)
    return None


def over_tcp(policy: Policy, network: Network) -> Truth:
    """Whether all the pods of a policy may look up names over TCP, by whichever policy.

    Asked of those pods of which this policy is the first that lets lookups out over UDP alone.
    """
    answers = []
    for target in targets(policy, network):
        before = [one for one, truth in target.held if truth is Truth.YES]
        first = next((one for one in before if one is policy or udp_alone(one, network) is not None), policy)
        told = None if first is policy else udp_alone(first, network)
        if told is None or told.sure is not Truth.YES:  # else it is told of that one
            answer = may_look_up(target, "TCP", network)
            answers.append(answer if told is None or answer is Truth.YES else Truth.UNSURE)
    if Truth.NO in answers:
        return Truth.NO
    return Truth.YES if all(answer is Truth.YES for answer in answers) else Truth.UNSURE


@dataclass(frozen=True, slots=True)
class _Lookups:
    """To whom one policy lets lookups out: to anything but pods (``others``), to pods by a ``rule`` made for it."""

    others: bool
    rule: Rule | None


def by_pods_alone(policy: Policy, network: Network) -> Rule | None:
    """The rule of a policy that lets lookups out to pods, where no rule lets them out to anything else.

    None where another policy of the same pods has such a rule, and stands before: it is told of that one.
    """
    own = _lookups(policy, network)
    if own.others or own.rule is None:
        return None
    for target in targets(policy, network):
        every = [(one, _lookups(one, network)) for one, _ in target.held]
        if not any(lets.others for _, lets in every):
            first = next((one for one, lets in every if lets.rule is not None), None)
            if first is policy:
                return own.rule
    return None


def _lookups(policy: Policy, network: Network) -> _Lookups:
    known = network.answers.setdefault("lookups by policy", {})
    assert isinstance(known, dict)
    found: _Lookups | None = known.get(id(policy))
    if found is None:
        rules = [
            rule
            for rule in ways_out(policy)
            if port_of(rule, "UDP") is not Truth.NO and to_servers(policy, rule, network) is not Truth.NO
        ]
        others = not all(_is_for_pods(rule) for rule in rules)
        found = known[id(policy)] = _Lookups(others, next((rule for rule in rules if is_narrow(rule)), None))
    return found


def _is_for_pods(rule: Rule) -> bool:
    """Whether a rule is surely about pods and nothing else."""
    peers = rule.peers
    return peers is not None and peers.rest is None and all(isinstance(one, Pods) for one in peers.known)
