"""What Cilium learns of names: from lookups that a DNS rule sends through its proxy, and from nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.kubernetes.names import covered, name_rules, names
from eks_netlint.model.kubernetes.policies import ALLOW, CILIUM, EGRESS, Name, Policy, Rule
from eks_netlint.model.kubernetes.resolution import port_of
from eks_netlint.model.kubernetes.selection import Target, kubernetes, policies_rest, targets
from eks_netlint.model.nouns import Cluster, Network, PolicyEngine
from eks_netlint.records import dataclass
from eks_netlint.source import Span
from eks_netlint.values import Known, Truth, Unknown

MOST = 4
"""Places that a finding names."""

DNS = "dns"
"""``Ports.proxied`` of what a DNS rule reads."""


@dataclass(frozen=True, slots=True)
class Unlearned:
    """Names of a policy whose addresses Cilium never learns, and for whose pods.

    ``has_rule`` says that a DNS rule holds for the pods, and does not let these names through.  ``plain`` are rules
    that open port 53 past the proxy, ``rules`` the DNS rules.  ``doubts`` say why another rule may let them through.
    """

    names: tuple[Name, ...] = ()
    whom: str = ""
    has_rule: bool = False
    plain: tuple[Span, ...] = ()
    rules: tuple[Span, ...] = ()
    doubts: tuple[Unknown, ...] = ()


def unlearned(policy: Policy, network: Network) -> Unlearned:
    """The names of a Cilium policy that no DNS rule shows Cilium, for some of the pods it selects."""
    rest = policies_rest(network)
    doubts: list[Unknown] = []
    without: list[Target] = []
    hidden: dict[int, Name] = {}
    every = targets(policy, network)
    for target in every:
        missing, unsure = _missing(policy, target)
        if missing and rest is not None:
            doubts.append(rest)
        elif missing and not any(_dns_rules(one) for one in target.sure):
            without.append(target)
        elif missing:
            hidden.update({id(name): name for name in missing})
        doubts.extend(unsure)
    if without:
        whom = "the pods it selects" if len(without) == len(every) else _listed(without)
        return Unlearned(names(policy), whom, plain=tuple(_plain(without))[:MOST])
    if hidden:
        rules = tuple(span for target in every for one in target.sure for span in _spans(one))
        return Unlearned(tuple(hidden.values()), has_rule=True, rules=tuple(dict.fromkeys(rules))[:MOST])
    return Unlearned(doubts=tuple(dict.fromkeys(doubts)))


def _missing(policy: Policy, target: Target) -> tuple[tuple[Name, ...], tuple[Unknown, ...]]:
    """Names that surely no DNS rule lets through for the pods, and why others may be none."""
    sure = [pattern for one in target.sure for pattern in _patterns(one)]
    unsure = [held for held, truth in target.held if truth is Truth.UNSURE and _dns_rules(held)]
    may = [pattern for held in unsure for pattern in _patterns(held)]
    doubts = [why for held, _ in target.held for why in _unknown_patterns(held)]
    missing: list[Name] = []
    for name in names(policy):
        seen = covered(name, CILIUM, sure)
        if seen is Truth.UNSURE and isinstance(name.pattern, Unknown) and sure:
            doubts.append(name.pattern)
        elif seen is not Truth.YES and not doubts:
            if unsure and (isinstance(name.pattern, Unknown) or covered(name, CILIUM, (*sure, *may)) is Truth.YES):
                doubts.append(Unknown(f"whether {unsure[0].address} holds for {target.name} is not known", name.span))
            else:
                missing.append(name)
    return tuple(missing), tuple(doubts)


def _dns_rules(policy: Policy) -> tuple[Rule, ...]:
    """The rules that send lookups through the proxy."""
    if policy.dialect != CILIUM:
        return ()
    return tuple(
        rule
        for rule in policy.rules.known
        if rule.direction == EGRESS
        and not (isinstance(rule.action, Known) and rule.action.value != ALLOW)
        and rule.ports is not None
        and any(ports.proxied == DNS for ports in rule.ports.known)
    )


def _patterns(policy: Policy) -> Iterator[tuple[str, str, bool]]:
    for rule in _dns_rules(policy):
        for ports in () if rule.ports is None else rule.ports.known:
            for name in ports.lookups.known:
                if isinstance(name.pattern, Known):
                    yield name.pattern.value, CILIUM, name.exact


def _unknown_patterns(policy: Policy) -> Iterator[Unknown]:
    if policy.dialect == CILIUM and policy.rules.rest is not None:
        yield policy.rules.rest
    for rule in _dns_rules(policy):
        if rule.only is not None:
            yield rule.only
        for ports in () if rule.ports is None else rule.ports.known:
            if ports.lookups.rest is not None:
                yield ports.lookups.rest
            yield from (name.pattern for name in ports.lookups.known if isinstance(name.pattern, Unknown))


def _spans(policy: Policy) -> Iterator[Span]:
    for rule in _dns_rules(policy):
        for ports in () if rule.ports is None else rule.ports.known:
            if ports.proxied == DNS and ports.span is not None:
                yield ports.span


def _plain(without: list[Target]) -> Iterator[Span]:
    """Rules that open port 53 without the proxy."""
    seen: dict[Span, None] = {}
    for target in without:
        for policy in target.sure:
            for rule in policy.rules.known:
                if rule.direction == EGRESS and rule.ports is not None and port_of(rule, "UDP") is Truth.YES:
                    span = rule.ports.span or rule.span
                    if span is not None:
                        seen[span] = None
    yield from seen


def _listed(without: list[Target], most: int = 3) -> str:
    told = ", ".join(target.name for target in without[:most])
    return told + (f" and {len(without) - most} more" if len(without) > most else "")


def needs_proxy(engine: PolicyEngine, network: Network) -> tuple[tuple[Policy, Span], ...]:
    """The Cilium policies of the engine's cluster that name DNS names, each with the first place."""
    found: list[tuple[Policy, Span]] = []
    for policy in kubernetes(network).policies:
        if policy.dialect != CILIUM or policy.exists is not Truth.YES or _elsewhere(policy, engine):
            continue
        rules = (*name_rules(policy), *_dns_rules(policy))
        if rules:
            written = names(policy)
            place = (written[0].span if written else rules[0].span) or policy.span
            found.append((policy, place))
    return tuple(found)


def _elsewhere(policy: Policy, engine: PolicyEngine) -> bool:
    a, b = policy.cluster, engine.cluster
    return isinstance(a, Cluster) and isinstance(b, Cluster) and a.address != b.address
