"""Policies of cilium.io: CiliumNetworkPolicy, CiliumClusterwideNetworkPolicy and CiliumCIDRGroup."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from eks_netlint.lowering import read
from eks_netlint.lowering.kubernetes.lists import cidr, cidrs, elements, objects
from eks_netlint.lowering.kubernetes.metadata import selector_of
from eks_netlint.lowering.kubernetes.policies_kubernetes import Spec
from eks_netlint.lowering.kubernetes.policy_ports import every, gathered, of, protocol_of
from eks_netlint.model.kubernetes.labels import EVERYTHING, NAMESPACE_NAME, Requirement, Selector
from eks_netlint.model.kubernetes.policies import (
    ALLOW,
    DEFAULT_TIER,
    DENY,
    EGRESS,
    INGRESS,
    AddressSet,
    Block,
    Entity,
    Name,
    Nodes,
    Others,
    Peer,
    Pods,
    Ports,
    Rule,
    ServicePods,
)
from eks_netlint.model.nouns import Members
from eks_netlint.records import replace
from eks_netlint.source import Span
from eks_netlint.values import Absent, Cause, Fact, Fields, Items, Known, Unknown, Value

NAMESPACE = "io.kubernetes.pod.namespace"
NAMESPACE_LABELS = "io.cilium.k8s.namespace.labels."
RESERVED = "reserved:"
"""Labels by which Cilium tells the namespace of a pod, its labels, and what is no pod."""

_SOURCES = ("k8s:", "any:")
_L3 = ("Endpoints", "CIDR", "CIDRSet", "Entities", "Groups", "Nodes", "Services", "FQDNs")
_SECTIONS = (
    ("ingress", INGRESS, ALLOW),
    ("ingressDeny", INGRESS, DENY),
    ("egress", EGRESS, ALLOW),
    ("egressDeny", EGRESS, DENY),
)

Groups = Mapping[str, AddressSet]
"""The CiliumCIDRGroups of the tree by their names."""


def spec_of(value: Value | Absent, span: Span, clusterwide: bool, groups: Groups) -> Spec:
    """One ``spec``, or one element of ``specs``."""
    said = value if isinstance(value, Fields | Unknown) else Absent(span)
    rules: list[Rule] = []
    rest: Unknown | None = None
    some: dict[str, Fact[bool]] = {INGRESS: read.default(False, span), EGRESS: read.default(False, span)}
    for section, direction, action in _SECTIONS:
        found, _ = objects(read.inside(said, section))
        rules += [_rule(one, section, direction, action, clusterwide, groups) for one in found.known]
        rest = read.either(rest, found.rest)
        if found.known:
            some[direction] = read.default(True, found.span or span)
        elif found.rest is not None and not _surely(some[direction]):
            some[direction] = found.rest
    switch = read.inside(said, "enableDefaultDeny")
    inside = switch if isinstance(switch, Fields | Unknown) else Absent(span)
    ingress, egress = (
        read.truth(read.inside(inside, direction.lower()), some[direction]) for direction in (INGRESS, EGRESS)
    )
    subjects = _subjects(said, clusterwide)
    return Spec(subjects, read.default(DEFAULT_TIER, span), Known(None), ingress, egress, Members(tuple(rules), rest))


def _surely(fact: Fact[bool]) -> bool:
    return isinstance(fact, Known) and fact.value


def _subjects(said: Fields | Unknown | Absent, clusterwide: bool) -> Members[Pods]:
    """The pods of ``endpointSelector``: none of a policy for nodes, or for what is no pod."""
    value = read.inside(said, "endpointSelector")
    if read.nothing(value):
        return Members()
    chosen = selector_of(value)
    if _reserved(chosen):
        return Members()
    pods, spaces = divided(chosen)
    among = (spaces if spaces.requirements else EVERYTHING) if clusterwide else None
    return Members((Pods("endpointSelector", pods, among, span=value.span),))


def _reserved(chosen: Selector) -> tuple[Requirement, ...]:
    return tuple(one for one in chosen.requirements if one.key.startswith(RESERVED))


def divided(chosen: Selector) -> tuple[Selector, Selector]:
    """What a selector asks of the labels of a pod, and what of its namespace."""
    pods: list[Requirement] = []
    spaces: list[Requirement] = []
    for one in chosen.requirements:
        key = _key(one.key)
        if key == NAMESPACE:
            spaces.append(replace(one, key=NAMESPACE_NAME))
        elif key.startswith(NAMESPACE_LABELS):
            spaces.append(replace(one, key=key.removeprefix(NAMESPACE_LABELS)))
        else:
            pods.append(replace(one, key=key))
    return Selector(tuple(pods), chosen.rest, chosen.span), Selector(tuple(spaces), None, chosen.span)


def _key(written: str) -> str:
    """A label without its source: those of pods come from Kubernetes."""
    for source in _SOURCES:
        if written.startswith(source):
            return written.removeprefix(source)
    return written


def _rule(
    rule: Fields, section: str, direction: str, action: str, clusterwide: bool, groups: Groups
) -> Rule:
    prefix = "from" if direction == INGRESS else "to"
    requires = rule.get(f"{prefix}Requires")
    only = None if read.nothing(requires) else Unknown(f"{prefix}Requires is not followed", requires.span)
    ports = _ports(rule)
    peers = _peers(rule, prefix, clusterwide, groups)
    if peers is None and ports is None and rule.rest is None:
        peers = Members()  # a rule that says nothing only turns default deny on
    if rule.rest is not None:
        only = read.either(only, rule.rest)
    return Rule(direction, Known(action, rule.span), peers, ports, section, Known(None), only, rule.span)


def _peers(rule: Fields, prefix: str, clusterwide: bool, groups: Groups) -> Members[Peer] | None:
    """The peers of every member that names some; None where there is none of them."""
    peers: list[Peer] = []
    rest: Unknown | None = None
    written = False
    for name in _L3:
        key = prefix + name
        found = elements(rule.get(key)) if key in rule.entries else None
        if found is None:
            continue
        written = True
        rest = read.either(rest, found.rest)
        if not found.known and found.rest is None and name != "Endpoints":  # versions differ in what it means
            rest = read.either(rest, Unknown(f"an empty {key}", found.span))
        for one in found.known:
            made = [replace(peer, entry=one.span) for peer in _of(key, name, one, clusterwide, groups)]
            peers += made
    return Members(tuple(peers), rest, rule.span) if written else None


def _of(key: str, name: str, one: Value, clusterwide: bool, groups: Groups) -> Iterator[Peer]:
    """The peers of one element."""
    at = one.span
    if isinstance(one, Unknown) and name not in ("CIDR", "Entities"):
        yield Others(key, one, span=at)
        return
    match name:
        case "Endpoints":
            yield from _endpoints(key, one, clusterwide)
        case "CIDR":
            yield Block(key, cidr(one), Members(), span=at)
        case "CIDRSet" if isinstance(one, Fields):
            yield from _cidr_set(key, one, groups)
        case "Entities":
            yield Entity(key, read.text(one, Known("none", at)), span=at)
        case "Nodes":
            yield Nodes(key, selector_of(one), span=at)
        case "Services" if isinstance(one, Fields):
            yield _service(key, one)
        case "FQDNs" if isinstance(one, Fields):
            yield from names(key, one)
        case "Groups":
            yield Others(key, Unknown("addresses of security groups", at, Cause.OUTSIDE), span=at)
        case _:
            yield Others(key, Unknown(f"{key} in a form that is not known", at), span=at)


def _endpoints(key: str, one: Value, clusterwide: bool) -> Iterator[Peer]:
    chosen = selector_of(one)
    reserved = _reserved(chosen)
    if reserved:
        for requirement in reserved:
            yield Entity(key, Known(requirement.key.removeprefix(RESERVED), one.span), span=one.span)
        return
    pods, spaces = divided(chosen)
    among = spaces if spaces.requirements else EVERYTHING if clusterwide else None
    yield Pods(key, pods, among, span=one.span)


def _cidr_set(key: str, one: Fields, groups: Groups) -> Iterator[Peer]:
    excepts = cidrs(one.get("except"))
    named = read.text(one.get("cidrGroupRef"), None)
    if "cidr" in one.entries or (named is None and "cidrGroupSelector" not in one.entries):
        yield Block(key, cidr(one.get("cidr")), excepts, span=one.span)
        return
    group = groups.get(named.value) if isinstance(named, Known) else None
    if group is None or group.ranges.rest is not None:
        yield Others(key, Unknown("a CiliumCIDRGroup that is not in the files", one.span, Cause.OUTSIDE), span=one.span)
    else:
        for each in group.ranges.known:
            yield Block(key, each, excepts, span=one.span)


def _service(key: str, one: Fields) -> Peer:
    plain, chosen = one.get("k8sService"), one.get("k8sServiceSelector")
    said = plain if isinstance(plain, Fields) else chosen
    inside = said if isinstance(said, Fields | Unknown) else Absent(one.span)
    namespace = read.text(read.inside(inside, "namespace"), None)
    name = read.text(read.inside(inside, "serviceName"), Known(None))
    return ServicePods(key, name, namespace, span=one.span)


def names(key: str, one: Fields) -> Iterator[Name]:
    """``matchName`` and ``matchPattern`` of an element of ``toFQDNs`` or of ``rules.dns``."""
    for member, exact in (("matchName", True), ("matchPattern", False)):
        value = one.get(member)
        if not read.nothing(value):
            yield Name(key, read.text(value, Known("", value.span)), exact, span=value.span, entry=one.span)


def _ports(rule: Fields) -> Members[Ports] | None:
    """``toPorts`` and ``icmps``; None where neither names any."""
    made: list[Ports | Unknown] = []
    rest: Unknown | None = None
    for key, reader in (("toPorts", _port_rule), ("icmps", _icmp)):
        found = elements(rule.get(key)) if key in rule.entries else None
        if found is not None:
            rest = read.either(rest, found.rest)
            for one in found.known:
                made += reader(one) if isinstance(one, Fields) else [Unknown(f"{key} is not known", one.span)]
    return gathered(made, rest, rule.span) if made or rest is not None else None


def _port_rule(one: Fields) -> Iterator[Ports | Unknown]:
    proxied, lookups = _proxied(one)
    found = elements(one.get("ports"))
    if found is None or (not found.known and found.rest is None):
        yield Unknown("toPorts without ports", one.span)
        return
    for each in found.known:
        if not isinstance(each, Fields):
            yield each if isinstance(each, Unknown) else Unknown("no port", each.span)
            continue
        protocol = protocol_of(each.get("protocol"), read.default("ANY", each.span))
        port = of(each.get("port"), protocol, each.get("endPort"), each.span)
        if isinstance(port.first, Known) and port.first.value == 0:
            port = every(protocol, each.span)  # the port 0 is Cilium's wildcard
        yield replace(port, proxied=proxied, lookups=lookups)
    if found.rest is not None:
        yield found.rest


def _proxied(one: Fields) -> tuple[str, Members[Name]]:
    """By which rules a proxy reads the traffic, and the names that may be looked up."""
    rules = one.get("rules")
    if isinstance(rules, Fields):
        if "dns" in rules.entries and not read.nothing(rules.get("dns")):
            found, _ = objects(rules.get("dns"))
            return "dns", Members(tuple(name for each in found.known for name in names("dns", each)), found.rest)
        for key in ("http", "kafka"):
            if key in rules.entries:
                return key, Members()
        if rules.entries or rules.rest is not None:
            return "other", Members()
    if isinstance(rules, Unknown) and "rules" in one.entries:
        return "other", Members((), rules)
    return ("tls" if "serverNames" in one.entries else ""), Members()


def _icmp(one: Fields) -> Iterator[Ports | Unknown]:
    found = elements(one.get("fields"))
    if found is None:
        yield Unknown("icmps without fields", one.span)
        return
    for each in found.known:
        if not isinstance(each, Fields):
            yield Unknown("an ICMP message that is not known", each.span)
            continue
        family = read.text(each.get("family"), read.default("IPv4", each.span))
        protocol: Fact[str] = family
        if isinstance(family, Known):
            protocol = Known("ICMPv6" if family.value == "IPv6" else "ICMP", family.span)
        yield replace(every(protocol, each.span), icmp=_type(each.get("type")))
    if found.rest is not None:
        yield found.rest


def _type(value: Value | Absent) -> Fact[int | str | None]:
    number = read.whole(value, Known(None))
    if isinstance(number, Known):
        return Known(number.value, number.span)
    named = read.text(value, Known(None))
    return named if isinstance(named, Unknown) else Known(named.value, named.span)


def specs_of(body: Fields) -> tuple[Value | Absent, ...]:
    """``spec`` and the elements of ``specs``: each is a policy by itself."""
    more = body.get("specs")
    alone = () if read.nothing(body.get("spec")) and not read.nothing(more) else (body.get("spec"),)
    if isinstance(more, Items):
        rest = () if more.rest is None else (more.rest,)
        return (*alone, *more.members, *rest)
    return alone if read.nothing(more) else (*alone, more)
