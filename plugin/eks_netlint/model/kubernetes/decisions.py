"""What the policies of a cluster decide together of one connection: allowed, denied or not decided, and by which rule.

Each engine reads its policies in stages, and the first stage that decides does:

1. the Admin tier (policy.networking.k8s.io, networking.k8s.aws), lowest priority first, rules in their order;
2. policies of namespaces: those of Kubernetes, AWS and Cilium add up, and whoever is selected by one that restricts the
   direction is denied what none allows; a deny rule of Cilium goes before.  Calico reads its tiers in their order, in
   each the policies in theirs, with those of Kubernetes at order 1000 of the tier ``default``;
3. the Baseline tier; and what nobody decides is allowed.

What is not known is carried along: an answer holds however the unknown turns out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from eks_netlint.model.kubernetes.labels import any_of
from eks_netlint.model.kubernetes.policies import (
    ADMIN,
    ADMIN_TIER,
    ALLOW,
    AWS,
    BASELINE_TIER,
    CALICO,
    CILIUM,
    DEFAULT_TIER,
    DENY,
    KUBERNETES,
    LOG,
    PASS,
    Policy,
    Rule,
)
from eks_netlint.model.kubernetes.shelves import Selected
from eks_netlint.model.nouns import Network
from eks_netlint.records import dataclass
from eks_netlint.values import Fact, Known, Truth, Unknown

KUBERNETES_ORDER = 1000.0
DEFAULT_TIER_ORDER = 1_000_000.0
"""Where Calico reads policies of Kubernetes, and its own tier (projectcalico api/pkg/apis/projectcalico/v3/tier.go)."""

_NONE, _ALLOW, _DENY, _PASS, _SHUT = 0, 1, 2, 4, 8
_OPEN = 16
"""How a stage may end, added up: allowed or denied by a rule, passed on, denied for want of a rule, or silent."""

_ENDS = {ALLOW: _ALLOW, DENY: _DENY, PASS: _PASS}


@dataclass(frozen=True, slots=True)
class Reason:
    """A rule that has a part in an answer, or with None a policy that denies what no rule of its allows.

    ``sure`` is whether it surely applies.
    """

    policy: Policy
    rule: Rule | None
    action: str
    sure: Truth

    @property
    def key(self) -> tuple[int, int, str, Truth]:
        """What tells it from others: nouns are told apart as objects."""
        return id(self.policy), id(self.rule), self.action, self.sure


def distinct(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    """Each reason once, in their order."""
    return tuple({one.key: one for one in reasons}.values())


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether a connection is allowed.  No reasons and YES: no policy has anything to say of it."""

    allowed: Truth
    reasons: tuple[Reason, ...] = ()

    def same(self, other: Answer) -> bool:
        """Whether another says the same for the same reasons."""
        if self is other:
            return True
        if self.allowed is not other.allowed or len(self.reasons) != len(other.reasons):
            return False
        return [one.key for one in self.reasons] == [one.key for one in other.reasons]


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule of a policy that may be about the connection, but for its ports.

    ``selected`` is whether the policy selects the pods and its rules of the direction mean anything, ``met`` whether
    the rule is about the other side.
    """

    policy: Policy
    rule: Rule
    selected: Truth
    met: Truth


@dataclass(frozen=True, slots=True)
class Case:
    """All that bears on connections of one direction between pods and another side."""

    hits: tuple[Hit, ...]
    selected: tuple[Selected, ...]
    direction: str
    rest: Unknown | None


Ports = Callable[[Rule], Truth]
"""Whether a rule is about the port in question."""


class _Trail:
    """The reasons met on the way to an answer."""

    def __init__(self) -> None:
        self.reasons: list[Reason] = []

    def note(self, policy: Policy, rule: Rule | None, action: str, sure: Truth) -> None:
        self.reasons.append(Reason(policy, rule, action, sure))


def decide(case: Case, ports: Ports, network: Network) -> Answer:
    """The answer of every engine together: a connection has to please each."""
    trail = _Trail()
    dialects = {one.policy.dialect for one in case.selected}
    systems: list[frozenset[str]] = []
    if CALICO in dialects:
        systems.append(frozenset({CALICO, KUBERNETES, ADMIN}))
    if CILIUM in dialects or AWS in dialects or not systems:
        systems.append(frozenset({CILIUM, AWS, KUBERNETES, ADMIN}))
    allowed = Truth.YES
    for dialects_of_one in systems:
        allowed = allowed & _system(case, ports, dialects_of_one, network, trail)
    told = _telling(allowed, trail.reasons)
    once = len(systems) == 1 and not any(is_admin(one.policy) for one in case.selected)  # read by one stage alone
    return Answer(allowed, told if once else distinct(told))


def _system(case: Case, ports: Ports, dialects: frozenset[str], network: Network, trail: _Trail) -> Truth:
    selected = [one for one in case.selected if one.policy.dialect in dialects]
    hits = [one for one in case.hits if one.policy.dialect in dialects]
    ends, going = _NONE, True
    for tier in (ADMIN_TIER, DEFAULT_TIER, BASELINE_TIER):
        if not going:
            break
        if tier == DEFAULT_TIER:
            end = _namespaced(selected, hits, ports, case.direction, network, trail)
        else:
            end = _ordered(_of_tier(selected, tier), hits, ports, trail)
        ends |= end & ~(_OPEN | _PASS)
        going = bool(end & (_OPEN | _PASS))
    if going:
        ends |= _OPEN
    if case.rest is not None:  # a policy that nobody knows may deny, or allow what is denied for want of a rule
        ends |= _SHUT if ends & _OPEN else _NONE
        ends |= _ALLOW if ends & _SHUT else _NONE
    return _truth(ends)


def _truth(ends: int) -> Truth:
    if not ends & (_DENY | _SHUT):
        return Truth.YES
    return Truth.UNSURE if ends & (_ALLOW | _OPEN) else Truth.NO


def _telling(allowed: Truth, reasons: Sequence[Reason]) -> tuple[Reason, ...]:
    """The reasons that made the answer: those against it are of no interest, but where it is open."""
    if allowed is Truth.UNSURE:
        return tuple(reasons)
    kind = {ALLOW} if allowed is Truth.YES else {DENY, "restrict"}
    sure = tuple(one for one in reasons if one.action in kind and one.sure is Truth.YES)
    return sure or tuple(one for one in reasons if one.action in kind)


def is_admin(policy: Policy) -> bool:
    """Whether a policy stands before or behind those of namespaces."""
    return policy.dialect in (ADMIN, AWS) and policy.clusterwide


def _of_tier(selected: Iterable[Selected], name: str) -> list[Selected]:
    """The policies of a tier; one whose tier is not known may be of either."""
    found = []
    for one in selected:
        if is_admin(one.policy):
            tier = one.policy.tier
            if isinstance(tier, Unknown):
                found.append(Selected(one.policy, one.sure & Truth.UNSURE))
            elif tier.value == name:
                found.append(one)
    return found


def _ordered(selected: list[Selected], hits: list[Hit], ports: Ports, trail: _Trail) -> int:
    """How a tier ends whose policies are read by their priority; what has the same is read in an order nobody knows."""
    return _in_order([(_place(one.policy.order), one) for one in selected], hits, ports, trail)


def _place(order: Fact[float | None]) -> float | None:
    """The place of a policy, None if it is not known; what has none is last."""
    if isinstance(order, Unknown):
        return None
    return float("inf") if order.value is None else order.value


def _in_order(
    placed: list[tuple[float | None, Selected]], hits: list[Hit], ports: Ports, trail: _Trail
) -> int:
    floating = [one for place, one in placed if place is None]
    places = sorted({place for place, _ in placed if place is not None})
    ends, silent = _NONE, True
    for place in places:
        end = _abreast([one for at, one in placed if at == place], hits, ports, trail)
        ends |= end & ~_OPEN
        if not end & _OPEN:
            silent = False
            break
    for one in floating:
        end = _policy(one, hits, ports, trail)
        ends |= end & ~_OPEN
        silent = silent and bool(end & _OPEN)
    return ends | (_OPEN if silent else _NONE)


def _abreast(selected: list[Selected], hits: list[Hit], ports: Ports, trail: _Trail) -> int:
    """How policies of one place end: each may be the first."""
    ends = [_policy(one, hits, ports, trail) for one in selected]
    together = _NONE
    for end in ends:
        together |= end & ~_OPEN
    return together | (_OPEN if all(end & _OPEN for end in ends) else _NONE)


def _policy(one: Selected, hits: list[Hit], ports: Ports, trail: _Trail) -> int:
    """How the rules of one policy end, read in their order; open if none of them is about the connection."""
    # a rule that is not known may stand before any of the others
    ends = _NONE if one.policy.rules.rest is None else _ALLOW | _DENY | _PASS
    for hit in hits:
        if hit.policy is not one.policy:
            continue
        sure = one.sure & hit.selected & hit.met & ports(hit.rule)
        if sure is Truth.NO:
            continue
        action = hit.rule.action
        if isinstance(action, Known) and action.value == LOG:
            continue
        trail.note(hit.policy, hit.rule, action.value if isinstance(action, Known) else "?", sure)
        ends |= _ENDS[action.value] if isinstance(action, Known) else _ALLOW | _DENY | _PASS
        if sure is Truth.YES:
            return ends
    return ends | _OPEN


def _namespaced(
    selected: list[Selected], hits: list[Hit], ports: Ports, direction: str, network: Network, trail: _Trail
) -> int:
    own = [one for one in selected if not is_admin(one.policy)]
    if any(one.policy.dialect == CALICO for one in own):
        return _tiers(own, hits, ports, direction, network, trail)
    return _added(own, hits, ports, direction, trail)


def _added(own: list[Selected], hits: list[Hit], ports: Ports, direction: str, trail: _Trail) -> int:
    """How policies end that add up: open if none restricts the direction."""
    denied, allowed = Truth.NO, Truth.NO
    met: dict[int, Truth] = {}  # by policy, whether a rule of it allows the connection if it selects the pods
    for hit in hits:
        if is_admin(hit.policy):
            continue
        rule = hit.met & ports(hit.rule)
        sure = hit.selected & rule
        if sure is Truth.NO:
            continue
        action = hit.rule.action
        trail.note(hit.policy, hit.rule, action.value if isinstance(action, Known) else "?", sure)
        if isinstance(action, Unknown):
            denied, allowed = denied | Truth.UNSURE, allowed | Truth.UNSURE
        elif action.value == DENY:
            denied = denied | sure
        else:
            allowed = allowed | sure
            met[id(hit.policy)] = met.get(id(hit.policy), Truth.NO) | rule
    for one in own:
        if one.policy.rules.rest is not None:
            met[id(one.policy)] = met.get(id(one.policy), Truth.NO) | Truth.UNSURE
            allowed = allowed | Truth.UNSURE
            if one.policy.dialect == CILIUM:  # the only one of these that denies
                denied = denied | Truth.UNSURE
    if denied is Truth.YES:
        return _DENY
    ends = _DENY if denied is Truth.UNSURE else _NONE
    return ends | (_ALLOW if allowed is Truth.YES else _restricted(own, met, allowed, direction, trail))


def _restricted(
    own: list[Selected], met: dict[int, Truth], allowed: Truth, direction: str, trail: _Trail
) -> int:
    """How policies end that surely allow nothing by any of their rules."""
    shut, isolated = False, Truth.NO
    for one in own:
        restricts = one.sure & restricting(one.policy, direction)
        isolated = isolated | restricts
        if restricts is not Truth.NO and met.get(id(one.policy), Truth.NO) is not Truth.YES:
            shut = True
            trail.note(one.policy, None, "restrict", restricts)
    ends = _NONE if allowed is Truth.NO else _ALLOW
    ends |= _SHUT if shut else _NONE
    return ends | (_NONE if isolated is Truth.YES else _OPEN)


def restricting(policy: Policy, direction: str) -> Truth:
    """Whether a policy denies to those whom it selects what no rule allows in the direction."""
    restricts = policy.restricts(direction)
    return Truth.UNSURE if isinstance(restricts, Unknown) else Truth.of(restricts.value)


def _tiers(
    own: list[Selected], hits: list[Hit], ports: Ports, direction: str, network: Network, trail: _Trail
) -> int:
    """How Calico's tiers end: silent where no policy of any tier selects the pods, or all pass."""
    tiers: dict[str, list[Selected]] = {}
    unknown: list[Selected] = []
    for one in own:
        tier = one.policy.tier
        name = DEFAULT_TIER if one.policy.dialect != CALICO else None if isinstance(tier, Unknown) else tier.value
        if name is None:
            unknown.append(one)
        else:
            tiers.setdefault(name, []).append(one)
    placed = sorted(((_tier_place(name, network), name) for name in tiers), key=lambda one: (one[0] or 0.0, one[1]))
    known = [name for place, name in placed if place is not None]
    floating = [tiers[name] for place, name in placed if place is None] + ([unknown] if unknown else [])
    ends, silent = _NONE, True
    for name in known:
        end = _tier(name, tiers[name], hits, ports, direction, network, trail)
        ends |= end & ~(_OPEN | _PASS)
        if not end & (_OPEN | _PASS):
            silent = False
            break
    for policies in floating:
        name = "" if policies is unknown else _name_of(policies)
        end = _tier(name, policies, hits, ports, direction, network, trail)
        ends |= end & ~(_OPEN | _PASS)
        silent = silent and bool(end & (_OPEN | _PASS))
    return ends | (_OPEN if silent else _NONE)


def _name_of(policies: list[Selected]) -> str:
    tier = policies[0].policy.tier
    return tier.value if isinstance(tier, Known) else ""


def _tier_place(name: str, network: Network) -> float | None:
    if name == DEFAULT_TIER:
        return DEFAULT_TIER_ORDER
    for one in () if network.kubernetes is None else network.kubernetes.tiers:
        if isinstance(one.name, Known) and one.name.value == name:
            return _place(one.order)
    return None


def _tier(
    name: str, own: list[Selected], hits: list[Hit], ports: Ports, direction: str, network: Network, trail: _Trail
) -> int:
    """How one tier ends: what its policies select and say nothing of meets the tier's last word."""
    concerned = [Selected(one.policy, one.sure & restricting(one.policy, direction)) for one in own]
    concerned = [one for one in concerned if one.sure is not Truth.NO]
    placed: list[tuple[float | None, Selected]] = []
    for one in concerned:
        here = KUBERNETES_ORDER if one.policy.dialect != CALICO else _place(one.policy.order)
        placed.append((here, one))
    ends = _in_named_order(placed, hits, ports, trail)
    if not ends & _OPEN or not concerned:
        return ends
    selected = any_of(one.sure for one in concerned)
    otherwise = _otherwise(name, network)
    last = _ENDS.get(otherwise.value, _DENY) if isinstance(otherwise, Known) else _DENY | _PASS
    if last & _DENY:
        last = _SHUT | last & ~_DENY
        for one in concerned:
            trail.note(one.policy, None, "restrict", one.sure)
    return (ends & ~_OPEN) | last | (_NONE if selected is Truth.YES else _OPEN)


def _in_named_order(
    placed: list[tuple[float | None, Selected]], hits: list[Hit], ports: Ports, trail: _Trail
) -> int:
    """As ``_in_order``, where those of one place are told apart by their names."""
    numbered = sorted((one for one in placed if one[0] is not None), key=lambda one: (one[0] or 0.0, _name(one[1])))
    nameless = {place for place, one in numbered if isinstance(one.policy.name, Unknown)}
    steps: list[tuple[float | None, Selected]] = [one for one in placed if one[0] is None]
    rank, before = 0.0, None
    for place, one in numbered:
        if place not in nameless or place != before:
            rank += 1
        before = place
        steps.append((rank, one))
    return _in_order(steps, hits, ports, trail)


def _name(one: Selected) -> str:
    return one.policy.name.value if isinstance(one.policy.name, Known) else ""


def _otherwise(name: str, network: Network) -> Fact[str]:
    for one in () if network.kubernetes is None else network.kubernetes.tiers:
        if isinstance(one.name, Known) and one.name.value == name:
            return one.otherwise
    if name == DEFAULT_TIER:
        return Known(DENY)
    return Unknown("the tier is not in the files")
