"""Policies of networking.k8s.io, policy.networking.k8s.io and networking.k8s.aws."""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.lowering import read
from eks_netlint.lowering.kubernetes.lists import cidr, cidrs, elements, objects
from eks_netlint.lowering.kubernetes.metadata import selector_of
from eks_netlint.lowering.kubernetes.policy_ports import admin_ports, ports
from eks_netlint.model.kubernetes.labels import EVERYTHING
from eks_netlint.model.kubernetes.policies import (
    ADMIN_TIER,
    ALLOW,
    BASELINE_TIER,
    DEFAULT_TIER,
    DENY,
    EGRESS,
    INGRESS,
    PASS,
    Block,
    Name,
    Nodes,
    Others,
    Peer,
    Pods,
    Rule,
)
from eks_netlint.model.nouns import Members
from eks_netlint.records import dataclass
from eks_netlint.source import Span
from eks_netlint.values import Absent, Fact, Fields, Known, Unknown, Value

_PEERS = {INGRESS: "from", EGRESS: "to"}
_ACTIONS = {"Allow": ALLOW, "Accept": ALLOW, "Deny": DENY, "Pass": PASS}
_NEVER = Known(False)


@dataclass(frozen=True, slots=True)
class Spec:
    """What a ``spec`` says, in the fields of a ``Policy``."""

    subjects: Members[Pods]
    tier: Fact[str]
    order: Fact[float | None]
    ingress: Fact[bool]
    egress: Fact[bool]
    rules: Members[Rule]


def namespaced(spec: Value | Absent, span: Span) -> Spec:
    """The ``spec`` of a NetworkPolicy or an ApplicationNetworkPolicy."""
    said = spec if isinstance(spec, Fields | Unknown) else Absent(span)
    chosen = read.inside(said, "podSelector")
    subject = Pods("podSelector", selector_of(chosen), None, span=chosen.span)
    ingress, _ = objects(read.inside(said, "ingress"))
    egress, _ = objects(read.inside(said, "egress"))
    both = [*(_rule(one, INGRESS) for one in ingress.known), *(_rule(one, EGRESS) for one in egress.known)]
    rules = Members(tuple(both), read.either(ingress.rest, egress.rest))
    types = restricted(read.inside(said, "policyTypes"), ingress, egress, span)
    return Spec(Members((subject,)), read.default(DEFAULT_TIER, span), Known(None), *types, rules)


def restricted(
    value: Value | Absent, ingress: Members[Fields], egress: Members[Fields], span: Span, always: bool = True
) -> tuple[Fact[bool], Fact[bool]]:
    """Which directions ``policyTypes`` (Calico: ``types``) restrict.

    Where it is not written: egress where there are rules of it, and ingress ``always`` or where there are no rules of
    egress only (SetDefaults_NetworkPolicy of k8s.io/kubernetes; Calico's defaulting of ``types``).
    """
    types = read.texts(value)
    if types.known:
        names = [one.value for one in types.known]
        inward, outward = (_listed(one, names, types) for one in (INGRESS, EGRESS))
        return inward, outward
    if types.rest is not None:
        return types.rest, types.rest
    outward = egress.rest if not egress.known and egress.rest is not None else read.default(bool(egress.known), span)
    if always or ingress.known or (isinstance(outward, Known) and not outward.value):
        return read.default(True, span), outward
    if isinstance(outward, Unknown) or ingress.rest is not None:
        return read.either(ingress.rest, Unknown("which rules there are is not known", span)), outward
    return read.default(False, span), outward


def _listed(name: str, names: list[str], types: Members[Known[str]]) -> Fact[bool]:
    if name not in names and types.rest is not None:
        return types.rest
    return Known(name in names, types.span)


def _rule(rule: Fields, direction: str) -> Rule:
    allow = Known(ALLOW, rule.span)
    section = direction.lower()
    found = elements(rule.get(_PEERS[direction]))
    if found is None or (not found.known and found.rest is None):
        return Rule(direction, allow, None, ports(rule.get("ports")), section, span=rule.span)
    peers = tuple(peer for one in found.known for peer in _peers(one))
    members: Members[Peer] = Members(peers, found.rest, found.span)
    return Rule(direction, allow, members, ports(rule.get("ports")), section, span=rule.span)


def _peers(element: Value) -> Iterator[Peer]:
    """The peers of one element of ``from`` or ``to``."""
    if not isinstance(element, Fields):
        what = element if isinstance(element, Unknown) else Unknown("no peer", element.span)
        yield Others("", what, span=element.span, entry=element.span)
        return
    at = element.span
    domains = element.get("domainNames")
    if "domainNames" in element.entries and not read.nothing(domains):
        yield from names(domains, at)
    block = element.get("ipBlock")
    if isinstance(block, Fields):
        yield Block("ipBlock", cidr(block.get("cidr")), cidrs(block.get("except")), span=block.span, entry=at)
    elif isinstance(block, Unknown) or element.rest is not None:
        what = block if isinstance(block, Unknown) else read.either(element.rest, Unknown("more may be written"))
        yield Others("ipBlock", what, span=block.span, entry=at)
        return
    pods, spaces = element.get("podSelector"), element.get("namespaceSelector")
    if read.nothing(pods) and read.nothing(spaces):
        if not isinstance(block, Fields) and read.nothing(domains):
            yield Others("", Unknown("a peer that says nothing", at), span=at, entry=at)
        return
    chosen = EVERYTHING if read.nothing(pods) else selector_of(pods)
    among = None if read.nothing(spaces) else selector_of(spaces)
    key = "namespaceSelector" if read.nothing(pods) else "podSelector"
    yield Pods(key, chosen, among, span=(spaces if read.nothing(pods) else pods).span, entry=at)


def names(value: Value | Absent, at: Span | None) -> Iterator[Peer]:
    """The names of ``domainNames``; ``*.`` at the beginning stands for one or more labels."""
    found = read.members(value)
    for one in found.known:
        pattern = read.text(one, Known("", one.span))
        yield Name("domainNames", pattern, exact=False, span=one.span, entry=at)
    if found.rest is not None:
        yield Others("domainNames", found.rest, span=found.span, entry=at)


def admin(spec: Value | Absent, span: Span, kind: str) -> Spec:
    """The ``spec`` of an AdminNetworkPolicy, a BaselineAdminNetworkPolicy or a ClusterNetworkPolicy."""
    said = spec if isinstance(spec, Fields | Unknown) else Absent(span)
    match kind:
        case "AdminNetworkPolicy":
            tier: Fact[str] = Known(ADMIN_TIER, span)
        case "BaselineAdminNetworkPolicy":
            tier = Known(BASELINE_TIER, span)
        case _:
            tier = read.text(read.inside(said, "tier"), Unknown("no tier is written", span))
    priority = read.whole(read.inside(said, "priority"), None)
    order: Fact[float | None] = Known(None, span)
    if isinstance(priority, Unknown):
        order = priority
    elif priority is not None:
        order = Known(float(priority.value), priority.span)
    rules: list[Rule] = []
    rest: Unknown | None = None
    for direction in (INGRESS, EGRESS):
        found, _ = objects(read.inside(said, direction.lower()))
        rules += [_admin_rule(one, direction) for one in found.known]
        rest = read.either(rest, found.rest)
    subjects = _subjects(read.inside(said, "subject"), span)
    return Spec(subjects, tier, order, _NEVER, _NEVER, Members(tuple(rules), rest))


def _subjects(value: Value | Absent, span: Span) -> Members[Pods]:
    if not isinstance(value, Fields):
        why = value if isinstance(value, Unknown) else Unknown("no subject is written", span)
        return Members((), why, value.span)
    found = _admin_pods(value, value.span)
    if found is None:
        return Members((), Unknown("a subject in none of the known forms", value.span), value.span)
    return Members((found,), value.rest, value.span)


def _admin_pods(value: Fields, at: Span | None) -> Pods | None:
    """``namespaces``, a selector of namespaces, or ``pods``, one of pods in namespaces."""
    spaces, pods = value.get("namespaces"), value.get("pods")
    if isinstance(spaces, Fields) and "namespaceSelector" not in spaces.entries:
        return Pods("namespaces", EVERYTHING, selector_of(spaces), span=spaces.span, entry=at)
    if isinstance(pods, Fields) and "namespaces" not in pods.entries:
        among, chosen = selector_of(pods.get("namespaceSelector")), selector_of(pods.get("podSelector"))
        return Pods("pods", chosen, among, span=pods.span, entry=at)
    return None


def _admin_rule(rule: Fields, direction: str) -> Rule:
    said = read.text(rule.get("action"), Unknown("no action is written", rule.span))
    action: Fact[str] = said
    if isinstance(said, Known):
        known = _ACTIONS.get(said.value)
        action = Unknown(f"{said.value!r} is no action", said.span) if known is None else Known(known, said.span)
    name = read.text(rule.get("name"), Known(None))
    found = elements(rule.get(_PEERS[direction]))
    peers: Members[Peer] = Members((), Unknown("no peers are written", rule.span), rule.span)
    if found is not None:
        peers = Members(tuple(peer for one in found.known for peer in _admin_peers(one)), found.rest, found.span)
    return Rule(direction, action, peers, admin_ports(rule), direction.lower(), name, span=rule.span)


def _admin_peers(element: Value) -> Iterator[Peer]:
    at = element.span
    if not isinstance(element, Fields):
        what = element if isinstance(element, Unknown) else Unknown("no peer", at)
        yield Others("", what, span=at, entry=at)
        return
    pods = _admin_pods(element, at)
    if pods is not None:
        yield pods
    networks = read.members(element.get("networks"))
    for one in networks.known:
        yield Block("networks", cidr(one), Members(), span=one.span, entry=at)
    if "domainNames" in element.entries:
        yield from names(element.get("domainNames"), at)
    if "nodes" in element.entries:
        yield Nodes("nodes", selector_of(element.get("nodes")), span=element.get("nodes").span, entry=at)
    odd = read.either(networks.rest, element.rest)
    if odd is None and pods is None and not ({"networks", "domainNames", "nodes"} & element.entries.keys()):
        odd = Unknown("a peer in none of the known forms", at)
    if odd is not None:
        yield Others("", odd, span=at, entry=at)
