"""Policies of projectcalico.org and crd.projectcalico.org, their tiers and sets of addresses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from ipaddress import ip_network

from eks_netlint.lowering import read
from eks_netlint.lowering.kubernetes import calico_selectors
from eks_netlint.lowering.kubernetes.calico_selectors import EVERY, GLOBAL, Alternatives, NotFollowed
from eks_netlint.lowering.kubernetes.lists import cidr, elements, objects
from eks_netlint.lowering.kubernetes.policies_kubernetes import Spec, restricted
from eks_netlint.lowering.kubernetes.policy_ports import complement, every, gathered, of, protocol_of
from eks_netlint.model.kubernetes.labels import (
    EXISTS,
    IN,
    NAMESPACE_NAME,
    Labels,
    Requirement,
    Selector,
    all_of,
)
from eks_netlint.model.kubernetes.policies import (
    ALLOW,
    DEFAULT_TIER,
    DENY,
    EGRESS,
    INGRESS,
    LOG,
    PASS,
    AddressSet,
    Block,
    Name,
    Others,
    Peer,
    Pods,
    Ports,
    Range,
    Rule,
    ServicePods,
)
from eks_netlint.model.nouns import Members
from eks_netlint.records import replace
from eks_netlint.source import Span
from eks_netlint.values import Absent, Cause, Fact, Fields, Known, Truth, Unknown, Value

NAMESPACE = "projectcalico.org/namespace"
ORCHESTRATOR = "projectcalico.org/orchestrator"
_OF_NAMESPACE = "pcns."
_NAME = "projectcalico.org/name"
_ACTIONS = {action: action for action in (ALLOW, DENY, PASS, LOG)}
_PROTOCOLS = ("TCP", "UDP", "SCTP", "ICMP", "ICMPv6", "UDPLite")
_ALL: tuple[Range, ...] = (ip_network("0.0.0.0/0"), ip_network("::/0"))
_PEER_MEMBERS = (
    "nets", "notNets", "selector", "notSelector", "namespaceSelector", "serviceAccounts", "services", "domains",
)  # fmt: skip
_OF_HOSTS = ("doNotTrack", "preDNAT")
"""Policies that are these apply to interfaces of hosts, never to those of pods."""

Chosen = tuple[tuple[Selector, Selector], ...]
"""Alternatives, each a selector of pods and one of namespaces."""


def spec_of(spec: Value | Absent, span: Span, clusterwide: bool, sets: Sequence[AddressSet]) -> Spec:
    """The ``spec`` of a NetworkPolicy or GlobalNetworkPolicy."""
    said = spec if isinstance(spec, Fields | Unknown) else Absent(span)
    ingress, _ = objects(read.inside(said, "ingress"))
    egress, _ = objects(read.inside(said, "egress"))
    rules = [_rule(one, INGRESS, clusterwide, sets) for one in ingress.known]
    rules += [_rule(one, EGRESS, clusterwide, sets) for one in egress.known]
    types = restricted(read.inside(said, "types"), ingress, egress, span, always=False)
    tier = read.text(read.inside(said, "tier"), read.default(DEFAULT_TIER, span))
    rest = read.either(ingress.rest, egress.rest)
    subjects = _subjects(said, clusterwide, span)
    return Spec(subjects, tier, order_of(read.inside(said, "order")), *types, Members(tuple(rules), rest))


def order_of(value: Value | Absent) -> Fact[float | None]:
    """``order``: null where none is written, which is last."""
    if isinstance(value, Unknown):
        return value
    if read.nothing(value):
        return Known(None, value.span)
    if isinstance(value, Known) and isinstance(value.value, int | float) and not isinstance(value.value, bool):
        return Known(float(value.value), value.span, value.origin)
    number = read.whole(value, Unknown("no number", value.span))
    return number if isinstance(number, Unknown) else Known(float(number.value), number.span, number.origin)


def _subjects(said: Fields | Unknown | Absent, clusterwide: bool, span: Span) -> Members[Pods]:
    for key in _OF_HOSTS:
        only_hosts = read.truth(read.inside(said, key), Known(False))
        if isinstance(only_hosts, Unknown):
            return Members((), only_hosts, span)
        if only_hosts.value:
            return Members()
    accounts = read.inside(said, "serviceAccountSelector")
    only = None if read.empty(accounts) else Unknown("serviceAccountSelector is not followed", accounts.span)
    value = read.inside(said, "selector")
    spaces = read.inside(said, "namespaceSelector") if clusterwide else Absent(span)
    chosen = _chosen(value, spaces, clusterwide)
    if isinstance(chosen, Unknown):
        return Members((), chosen, span)
    where = value.span or span
    return Members(tuple(Pods("selector", *_placed(one, clusterwide), span=where, only=only) for one in chosen))


def _placed(one: tuple[Selector, Selector], clusterwide: bool) -> tuple[Selector, Selector | None]:
    pods, spaces = one
    return pods, (spaces if clusterwide or spaces.requirements or spaces.rest is not None else None)


def _chosen(value: Value | Absent, spaces: Value | Absent, clusterwide: bool) -> Chosen | Unknown:
    """What ``selector`` and ``namespaceSelector`` choose together."""
    try:
        pods, among = _alternatives(value), _alternatives(spaces)
        if isinstance(pods, Unknown):
            return pods
        if isinstance(among, Unknown):
            return among
        moved = tuple(tuple(_of_space(one) for one in each) for each in among)
        return tuple(_divided(each) for each in calico_selectors.both(pods, moved))
    except NotFollowed as why:
        return Unknown(str(why), value.span or spaces.span, Cause.UNSUPPORTED)


def _alternatives(value: Value | Absent) -> Alternatives | Unknown:
    said = read.text(value, None)
    if said is None:
        return EVERY
    return said if isinstance(said, Unknown) else calico_selectors.alternatives(said.value)


def _of_space(one: Requirement | Unknown) -> Requirement | Unknown:
    """A requirement on the labels of a namespace, spelled as one on those of a pod (``pcns.``)."""
    if isinstance(one, Unknown) or one.key == GLOBAL:
        return one
    return replace(one, key=_OF_NAMESPACE + one.key)


def _divided(each: tuple[Requirement | Unknown, ...]) -> tuple[Selector, Selector]:
    """Requirements told apart: on labels of pods, and on those of namespaces."""
    pods: list[Requirement] = []
    spaces: list[Requirement] = []
    rest: Unknown | None = None
    for one in each:
        if isinstance(one, Unknown):
            rest = read.either(rest, one)
        elif one.key == NAMESPACE or one.key.startswith(_OF_NAMESPACE):
            key = one.key.removeprefix(_OF_NAMESPACE)
            spaces.append(replace(one, key=NAMESPACE_NAME if key in (NAMESPACE, _NAME) else key))
        elif not _meets_orchestrator(one):
            pods.append(one)
    return Selector(tuple(pods), rest), Selector(tuple(spaces))


def _meets_orchestrator(one: Requirement) -> bool:
    """Whether it is a requirement that every pod of Kubernetes meets."""
    return one.key == ORCHESTRATOR and (
        one.operator == EXISTS or (one.operator == IN and any(_is_k8s(value) for value in one.values))
    )


def _is_k8s(value: Fact[str]) -> bool:
    return isinstance(value, Known) and value.value == "k8s"


def _rule(rule: Fields, direction: str, clusterwide: bool, sets: Sequence[AddressSet]) -> Rule:
    said = read.text(rule.get("action"), Unknown("no action is written", rule.span))
    action: Fact[str] = said
    if isinstance(said, Known):
        known = _ACTIONS.get(said.value.capitalize())
        action = Unknown(f"{said.value!r} is no action", said.span) if known is None else Known(known, said.span)
    source, destination = _side(rule.get("source")), _side(rule.get("destination"))
    other, own = (source, destination) if direction == INGRESS else (destination, source)
    peers, odd = _peers(other, clusterwide, sets, rule.span)
    only = read.either(odd, _conditions(rule, own, source))
    section = direction.lower()
    return Rule(direction, action, peers, _ports(rule, destination), section, Known(None), only, rule.span)


def _side(value: Value | Absent) -> Fields:
    """``source`` or ``destination``; one that is not known may say anything."""
    if isinstance(value, Fields):
        return value
    return Fields({}, value if isinstance(value, Unknown) else None, span=value.span)


def _conditions(rule: Fields, own: Fields, source: Fields) -> Unknown | None:
    """Why a rule may match less than its peers and ports say."""
    for key in ("ipVersion", "notICMP", "http"):
        if not read.nothing(rule.get(key)):
            return Unknown(f"{key} of a rule is not followed", rule.get(key).span)
    for key in _PEER_MEMBERS:
        if not read.empty(own.get(key)):
            return Unknown("a rule that says something of the selected side itself", own.span)
    for key in ("ports", "notPorts"):
        if not read.empty(source.get(key)):
            return Unknown("ports of the source are not followed", source.span)
    return read.either(rule.rest, own.rest)


def _peers(
    side: Fields, clusterwide: bool, sets: Sequence[AddressSet], at: Span | None
) -> tuple[Members[Peer] | None, Unknown | None]:
    """The peers of the other side, None for any; and a condition of theirs that is not followed."""
    if side.rest is not None:
        return Members((), side.rest, side.span), None
    said = {key for key in _PEER_MEMBERS if not read.empty(side.get(key))}
    if not said:
        return None, None
    if "services" in said or "domains" in said:
        odd = None if len(said) == 1 else Unknown("a side of a rule with further conditions", side.span)
        return Members(tuple(_named(side)), None, side.span), odd
    chosen = said & {"selector", "notSelector", "namespaceSelector", "serviceAccounts"}
    if not chosen:
        return _blocks(side), None
    odd = None
    if said - chosen:
        odd = Unknown("a side of a rule with both a selector and nets", side.span)
    elif "serviceAccounts" in said:
        odd = Unknown("serviceAccounts of a rule are not followed", side.span)
    return _selected(side, clusterwide, sets), odd


def _named(side: Fields) -> Iterator[Peer]:
    service = side.get("services")
    if isinstance(service, Fields):
        name, namespace = read.text(service.get("name"), Known(None)), read.text(service.get("namespace"), None)
        yield ServicePods("services", name, namespace, span=service.span, entry=side.span)
    elif isinstance(service, Unknown):
        yield Others("services", service, span=service.span, entry=side.span)
    domains = read.members(side.get("domains"))
    for one in domains.known:
        yield Name("domains", read.text(one, Known("", one.span)), exact=False, span=one.span, entry=side.span)
    if domains.rest is not None:
        yield Others("domains", domains.rest, span=domains.span, entry=side.span)


def _blocks(side: Fields) -> Members[Peer]:
    nets, excepts = read.members(side.get("nets")), read.members(side.get("notNets"))
    without = tuple(cidr(one) for one in excepts.known)
    blocks: list[Peer] = []
    if nets.known or nets.rest is not None:
        for one in nets.known:
            blocks.append(Block("nets", cidr(one), Members(without, excepts.rest), span=one.span, entry=side.span))
    else:
        for every_one in _ALL:
            named = Members(without, excepts.rest)
            blocks.append(Block("notNets", Known(every_one), named, span=excepts.span, entry=side.span))
    return Members(tuple(blocks), nets.rest, side.span)


def _selected(side: Fields, clusterwide: bool, sets: Sequence[AddressSet]) -> Members[Peer]:
    """Pods and sets of addresses by their labels."""
    try:
        wanted, unwanted = _alternatives(side.get("selector")), _alternatives(side.get("notSelector"))
        if isinstance(wanted, Unknown) or isinstance(unwanted, Unknown):
            why = wanted if isinstance(wanted, Unknown) else unwanted
            return Members((), why if isinstance(why, Unknown) else None, side.span)
        if not read.empty(side.get("notSelector")):
            wanted = calico_selectors.both(wanted, calico_selectors.negated(unwanted))
        spaces = _alternatives(side.get("namespaceSelector"))
        if isinstance(spaces, Unknown):
            return Members((), spaces, side.span)
    except NotFollowed as why:
        return Members((), Unknown(str(why), side.span, Cause.UNSUPPORTED), side.span)
    written = not read.empty(side.get("namespaceSelector"))
    value = side.get("selector") if not read.empty(side.get("selector")) else side.get("namespaceSelector")
    peers: list[Peer] = []
    for space in spaces:
        for each in wanted:
            peers += _of_alternative(each, space, written, clusterwide, sets, value.span or side.span, side.span)
    return Members(tuple(peers), None, side.span)


def _of_alternative(
    each: tuple[Requirement | Unknown, ...],
    space: tuple[Requirement | Unknown, ...],
    written: bool,
    clusterwide: bool,
    sets: Sequence[AddressSet],
    span: Span | None,
    entry: Span | None,
) -> Iterator[Peer]:
    """The pods of one alternative, and the sets of addresses; ``global()`` chooses sets of the cluster only."""
    outside = any(isinstance(one, Requirement) and one.key == GLOBAL and one.operator == EXISTS for one in space)
    kept = tuple(one for one in space if isinstance(one, Unknown) or one.key != GLOBAL)
    if not outside:
        pods, among = _divided((*each, *(_of_space(one) for one in kept)))
        here = not written and not clusterwide and not among.requirements
        yield Pods("selector", pods, None if here else among, span=span, entry=entry)
    if outside or (clusterwide and not written):
        found = [one for one in sets if one.clusterwide and _has(one.labels, each) is Truth.YES]
        for one in found:
            for member in one.ranges.known:
                yield Block("selector", member, Members(), span=span, entry=entry)
        if outside and (not found or any(one.ranges.rest is not None for one in found)):
            why = "a GlobalNetworkSet that is not in the files"
            yield Others("selector", Unknown(why, span, Cause.OUTSIDE), span=span, entry=entry)


def _has(labels: Labels, each: tuple[Requirement | Unknown, ...]) -> Truth:
    return all_of(Truth.UNSURE if isinstance(one, Unknown) else one.met_by(labels) for one in each)


def _ports(rule: Fields, destination: Fields) -> Members[Ports] | None:
    """The protocol of the rule with the ports of its destination."""
    protocol, unwanted = rule.get("protocol"), rule.get("notProtocol")
    span = rule.span
    if destination.rest is not None:
        return Members((), destination.rest, span)
    protocols: tuple[Fact[str], ...] = (Known("ANY", span),)
    if not read.nothing(protocol):
        protocols = (protocol_of(protocol, Known("ANY", span)),)
    elif not read.nothing(unwanted):
        without = protocol_of(unwanted, Known("ANY", span))
        if isinstance(without, Unknown):
            return Members((), without, span)
        protocols = tuple(Known(name, span) for name in _PROTOCOLS if name != without.value)
    named, excepted = elements(destination.get("ports")), elements(destination.get("notPorts"))
    if excepted is not None:
        left = complement(gathered(_each(excepted, protocols), excepted.rest, excepted.span), protocols)
        if named is not None or isinstance(left, Unknown):
            why = left if isinstance(left, Unknown) else Unknown("both ports and notPorts", span)
            return Members((), why, span)
        return Members(left, None, span)
    if named is not None and (named.known or named.rest is not None):
        return gathered(_each(named, protocols), named.rest, named.span)
    if read.nothing(protocol) and read.nothing(unwanted):
        return None
    message = read.inside(_side(rule.get("icmp")), "type")
    kind = read.whole(message, Known(None))
    icmp: Fact[int | str | None] = kind if isinstance(kind, Unknown) else Known(kind.value, kind.span)
    return Members(tuple(replace(every(one, span), icmp=icmp) for one in protocols), None, span)


def _each(found: Members[Value], protocols: Sequence[Fact[str]]) -> Iterator[Ports | Unknown]:
    """Numbers, names and ranges (``8000:9000``)."""
    for one in found.known:
        for protocol in protocols:
            said = read.text(one, None)
            if not isinstance(said, Known):
                yield said if isinstance(said, Unknown) else Unknown("no port", one.span)
                continue
            first, colon, last = said.value.partition(":")
            if colon and first.isdigit() and last.isdigit():
                yield of(Known(int(first), one.span), protocol, Known(int(last), one.span), one.span)
            else:
                yield of(one, protocol, Absent(), one.span)
