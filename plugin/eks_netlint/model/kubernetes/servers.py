"""How a policy lets its pods reach DNS: over which protocols, and by which kind of peer."""

from __future__ import annotations

from eks_netlint.model.kubernetes.policies import ALLOW, Pods, Policy, Rule
from eks_netlint.model.kubernetes.resolution import is_narrow, may_look_up, port_of, to_servers, ways_out
from eks_netlint.model.kubernetes.selection import Target, targets
from eks_netlint.model.nouns import Network
from eks_netlint.values import Known, Truth


def udp_alone(policy: Policy, network: Network) -> Rule | None:
    """The rule of a policy that lets lookups out over UDP and not over TCP, None if there is none."""
    for rule in ways_out(policy):
        allows = isinstance(rule.action, Known) and rule.action.value == ALLOW
        if allows and to_servers(policy, rule, network) is Truth.YES and port_of(rule, "UDP") is Truth.YES:
            return rule if port_of(rule, "TCP") is Truth.NO and is_narrow(rule) else None
    return None


def over_tcp(policy: Policy, network: Network) -> Truth:
    """Whether all the pods of a policy may look up names over TCP, by whichever policy.

    Asked of those pods of which this policy is the first that lets lookups out over UDP alone.
    """
    answers = []
    for target in targets(policy, network):
        first = next((one for one in target.sure if udp_alone(one, network) is not None), None)
        if first is None or first is policy:
            answers.append(may_look_up(target, "TCP", network))
    if Truth.NO in answers:
        return Truth.NO
    return Truth.YES if all(answer is Truth.YES for answer in answers) else Truth.UNSURE


def by_pods_alone(target: Target, network: Network) -> tuple[Policy, Rule] | None:
    """The policy and its rule that lets lookups out to pods, where no rule lets them out to anything else."""
    found: tuple[Policy, Rule] | None = None
    for policy, _ in target.held:
        for rule in ways_out(policy):
            if port_of(rule, "UDP") is Truth.NO or to_servers(policy, rule, network) is Truth.NO:
                continue
            peers = rule.peers
            if peers is None or peers.rest is not None or not all(isinstance(one, Pods) for one in peers.known):
                return None
            if found is None and is_narrow(rule):
                found = (policy, rule)
    return found
