"""Policies of every dialect from manifests: what they select and say, unknown as unknown, wrong as unknown."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eks_netlint.frontends import kubernetes
from eks_netlint.lowering.kubernetes import lower
from eks_netlint.lowering.kubernetes.calico_selectors import NotFollowed, alternatives
from eks_netlint.lowering.manifests import Manifests
from eks_netlint.model.kubernetes.labels import Requirement, Selector
from eks_netlint.model.kubernetes.nouns import Kubernetes
from eks_netlint.model.kubernetes.policies import (
    Block,
    Entity,
    Name,
    Nodes,
    Others,
    Peer,
    Pods,
    Policy,
    Ports,
    Rule,
    ServicePods,
)
from eks_netlint.model.kubernetes.reach import reachability
from eks_netlint.model.nouns import Members, Network
from eks_netlint.values import Fact, Known, Unknown


def lowered(tree: Path, *documents: str) -> Kubernetes:
    (tree / "all.yaml").write_text("\n---\n".join(documents))
    loaded = kubernetes.load(tree, every=False)
    assert not loaded.problems
    return lower(Manifests(tuple(loaded.manifests), None))


def policy(tree: Path, *documents: str) -> Policy:
    (found,) = lowered(tree, *documents).policies
    return found


def said(fact: Fact[object]) -> object:
    return fact.value if isinstance(fact, Known) else "?"


def labels(selector: Selector | None) -> str:
    if selector is None:
        return "here"
    written = ",".join(requirement(one) for one in selector.requirements)
    return written + ("?" if selector.rest is not None else "")


def requirement(one: Requirement) -> str:
    return f"{one.key} {one.operator} {'|'.join(str(said(value)) for value in one.values)}".strip()


def peer(one: Peer) -> str:
    match one:
        case Pods():
            text = f"pods({labels(one.pods)}; {labels(one.namespaces)})"
        case Block():
            text = f"{said(one.cidr)}" + "".join(f" - {said(each)}" for each in one.excepts.known)
        case Name():
            text = f"name {said(one.pattern)}" + ("!" if one.exact else "")
        case Entity():
            text = f"entity {said(one.name)}"
        case ServicePods():
            text = f"service {said(one.name)}"
        case Nodes():
            text = f"nodes {labels(one.nodes)}"
        case _:
            assert isinstance(one, Others)
            text = "others"
    return text + ("?" if one.only is not None else "")


def port(one: Ports) -> str:
    number = said(one.name) or ("" if said(one.first) is None else f"{said(one.first)}-{said(one.last)}")
    return f"{said(one.protocol)} {number}".strip() + (f" {one.proxied}" if one.proxied else "")


def listed(members: Members[Peer] | None) -> str:
    if members is None:
        return "any"
    return " + ".join([*map(peer, members.known), *(["?"] if members.rest is not None else [])]) or "none"


def rule(one: Rule) -> str:
    ports = "any" if one.ports is None else ", ".join(map(port, one.ports.known)) + ("?" if one.ports.rest else "")
    sure = "" if one.only is None else " (perhaps)"
    return f"{one.section} {said(one.action)} {listed(one.peers)} : {ports}{sure}"


def rules(found: Policy) -> list[str]:
    return [rule(one) for one in found.rules.known]


def test_network_policy(tmp_path: Path) -> None:
    found = policy(
        tmp_path,
        """apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: p, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}, matchExpressions: [{key: tier, operator: In, values: [a, b]}]}
  policyTypes: [Ingress, Egress]
  ingress:
  - from:
    - podSelector: {}
    - namespaceSelector: {matchLabels: {team: a}}
      podSelector: {matchLabels: {app: client}}
    - ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16]}
    ports: [{port: http}, {port: 8000, endPort: 8010, protocol: UDP}, {protocol: SCTP}]
  - {}
  egress:
  - to: [{namespaceSelector: {}}]
""",
    )
    assert (found.dialect, found.clusterwide, said(found.ingress), said(found.egress)) == (
        "kubernetes", False, True, True,
    )  # fmt: skip
    assert [peer(one) for one in found.subjects.known] == ["pods(app In web,tier In a|b; here)"]
    assert rules(found) == [
        "ingress Allow pods(; here) + pods(app In client; team In a) + 10.0.0.0/8 - 10.1.0.0/16"
        " : TCP http, UDP 8000-8010, SCTP",
        "ingress Allow any : any",
        "egress Allow pods(; ) : any",
    ]
    spans = [one.span.line for one in found.rules.known if one.span is not None]
    assert spans == [8, 14, 16]


@pytest.mark.parametrize(
    ("spec", "ingress", "egress"),
    [
        ("podSelector: {}", True, False),
        ("podSelector: {}\n  egress: [{}]", True, True),
        ("podSelector: {}\n  egress: []", True, False),
        ("podSelector: {}\n  policyTypes: [Egress]", False, True),
        ("podSelector: {}\n  policyTypes: ['${KIND}']", "?", "?"),
        ("podSelector: {}\n  egress: ${RULES}", True, "?"),
    ],
)
def test_directions_that_are_restricted(tmp_path: Path, spec: str, ingress: object, egress: object) -> None:
    head = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p}\nspec:\n  "
    found = policy(tmp_path, head + spec)
    assert (said(found.ingress), said(found.egress)) == (ingress, egress)


def test_admin_policies(tmp_path: Path) -> None:
    old, new = lowered(
        tmp_path,
        """apiVersion: policy.networking.k8s.io/v1alpha1
kind: AdminNetworkPolicy
metadata: {name: a}
spec:
  priority: 10
  subject: {namespaces: {matchLabels: {team: a}}}
  ingress:
  - {name: x, action: Pass, from: [{pods: {namespaceSelector: {}, podSelector: {matchLabels: {app: b}}}}]}
  egress:
  - action: Deny
    to: [{networks: [10.0.0.0/8, "fd00::/8"]}, {nodes: {}}]
    ports: [{portNumber: {protocol: UDP, port: 53}}, {portRange: {protocol: TCP, start: 1, end: 9}}, {namedPort: web}]
""",
        """apiVersion: policy.networking.k8s.io/v1alpha2
kind: ClusterNetworkPolicy
metadata: {name: c}
spec:
  tier: Baseline
  priority: 5
  subject: {pods: {namespaceSelector: {}, podSelector: {matchLabels: {app: web}}}}
  egress:
  - {action: Accept, to: [{domainNames: ["*.example.com"]}], protocols: [{tcp: {destinationPort: {number: 443}}}]}
""",
    ).policies
    assert (said(old.tier), said(old.order), said(old.ingress)) == ("Admin", 10.0, False)
    assert rules(old) == [
        "ingress Pass pods(app In b; ) : any",
        "egress Deny 10.0.0.0/8 + fd00::/8 + nodes  : UDP 53-53, TCP 1-9, ANY web",
    ]
    assert (said(new.tier), said(new.order)) == ("Baseline", 5.0)
    assert rules(new) == ["egress Allow name *.example.com : TCP 443-443"]
    assert [peer(one) for one in new.subjects.known] == ["pods(app In web; )"]


def test_aws_policies(tmp_path: Path) -> None:
    found = policy(
        tmp_path,
        """apiVersion: networking.k8s.aws/v1alpha1
kind: ApplicationNetworkPolicy
metadata: {name: a, namespace: shop}
spec:
  podSelector: {}
  policyTypes: [Egress]
  egress:
  - to: [{domainNames: [api.example.com]}, {domainNames: [b], ipBlock: {cidr: 10.0.0.0/8}}]
    ports: [{port: 443}]
""",
    )
    assert found.dialect == "aws" and rules(found) == [
        "egress Allow name api.example.com + name b + 10.0.0.0/8 : TCP 443-443"
    ]
    assert found.rules.known[0].peers is not None
    entries = [one.entry for one in found.rules.known[0].peers.known]
    assert entries[1] is entries[2] and entries[0] is not entries[1]  # written in one element


def test_cilium(tmp_path: Path) -> None:
    documents = (
        """apiVersion: cilium.io/v2
kind: CiliumNetworkPolicy
metadata: {name: c, namespace: shop}
spec:
  endpointSelector: {matchLabels: {"k8s:app": web, "any:tier": a}}
  ingress:
  - fromEndpoints: [{}]
    toPorts: [{ports: [{port: "80", protocol: TCP}, {port: "0"}], rules: {http: [{}]}}]
  - fromEndpoints: [{matchLabels: {"k8s:io.kubernetes.pod.namespace": other, app: x}}]
  - fromEntities: [cluster, world]
  - fromEndpoints: []
  - {}
  egress:
  - toEndpoints: [{matchLabels: {"io.cilium.k8s.namespace.labels.team": a}}]
    toPorts: [{ports: [{port: "53", protocol: ANY}], rules: {dns: [{matchPattern: "*"}]}}]
  - toFQDNs: [{matchName: a.example.com}, {matchPattern: "*.b.com"}]
  - toCIDRSet: [{cidr: 10.0.0.0/8, except: [10.1.0.0/16]}, {cidrGroupRef: office}, {cidrGroupRef: nowhere}]
  - toServices: [{k8sService: {serviceName: db, namespace: data}}]
  - icmps: [{fields: [{type: 8}]}]
  egressDeny:
  - toEndpoints: [{matchLabels: {"reserved:kube-apiserver": ""}}]
""",
        """apiVersion: cilium.io/v2
kind: CiliumCIDRGroup
metadata: {name: office}
spec: {externalCIDRs: [192.0.2.0/24]}
""",
    )
    found = policy(tmp_path, *documents)
    assert [peer(one) for one in found.subjects.known] == ["pods(app In web,tier In a; here)"]
    assert (said(found.ingress), said(found.egress)) == (True, True)
    assert rules(found) == [
        "ingress Allow pods(; here) : TCP 80-80 http, ANY http",
        "ingress Allow pods(app In x; kubernetes.io/metadata.name In other) : any",
        "ingress Allow entity cluster + entity world : any",
        "ingress Allow none : any",
        "ingress Allow none : any",
        "egress Allow pods(; team In a) : ANY 53-53 dns",
        "egress Allow name a.example.com! + name *.b.com : any",
        "egress Allow 10.0.0.0/8 - 10.1.0.0/16 + 192.0.2.0/24 + others : any",
        "egress Allow service db : any",
        "egress Allow any : ICMP",
        "egressDeny Deny entity kube-apiserver : any",
    ]
    dns = found.rules.known[5].ports
    assert dns is not None and [said(one.pattern) for one in dns.known[0].lookups.known] == ["*"]


def test_cilium_default_deny_can_be_switched_off_and_specs_are_policies(tmp_path: Path) -> None:
    first, second = lowered(
        tmp_path,
        """apiVersion: cilium.io/v2
kind: CiliumClusterwideNetworkPolicy
metadata: {name: c}
specs:
- endpointSelector: {}
  enableDefaultDeny: {egress: false}
  egress: [{toEntities: [all]}]
- nodeSelector: {}
  ingress: []
""",
    ).policies
    assert (said(first.ingress), said(first.egress)) == (False, False)
    assert [peer(one) for one in first.subjects.known] == ["pods(; )"] and first.address.endswith("[0]")
    assert second.subjects.known == () and said(second.ingress) is False


def test_calico(tmp_path: Path) -> None:
    documents = (
        """apiVersion: crd.projectcalico.org/v1
kind: GlobalNetworkPolicy
metadata: {name: security.g}
spec:
  tier: security
  order: 10
  selector: app == 'web' || (has(db) && !(tier in {"a", 'b'}))
  namespaceSelector: team != "x"
  types: [Egress]
  egress:
  - {action: Log}
  - action: Deny
    protocol: TCP
    destination: {nets: [10.0.0.0/8], notNets: [10.1.0.0/16], ports: [80, "8000:8010", web]}
  - {action: Pass, destination: {selector: "role == 'db'", namespaceSelector: all()}}
  - {action: Allow, destination: {selector: kind == 'office', namespaceSelector: global()}}
  - {action: Allow, notProtocol: UDP, destination: {notPorts: [25], domains: [a.example.com]}}
  - {action: Allow, source: {selector: a == 'b'}, destination: {services: {name: db, namespace: x}}}
""",
        "apiVersion: projectcalico.org/v3\nkind: GlobalNetworkSet\nmetadata: {name: o, labels: {kind: office}}\n"
        "spec: {nets: [192.0.2.0/24]}",
        "apiVersion: projectcalico.org/v3\nkind: Tier\nmetadata: {name: security}\nspec: {order: 100}",
    )
    together = lowered(tmp_path, *documents)
    (found,), (tier,) = together.policies, together.tiers
    assert (said(tier.order), said(tier.otherwise)) == (100.0, "Deny")
    assert (said(found.tier), said(found.order), said(found.ingress), said(found.egress)) == (
        "security", 10.0, False, True,
    )  # fmt: skip
    assert [peer(one) for one in found.subjects.known] == [
        "pods(app In web; team NotIn x)",
        "pods(db Exists,tier NotIn a|b; team NotIn x)",
    ]
    assert rules(found) == [
        "egress Log any : any",
        "egress Deny 10.0.0.0/8 - 10.1.0.0/16 : TCP 80-80, TCP 8000-8010, TCP web",
        "egress Pass pods(role In db; ) : any",
        "egress Allow 192.0.2.0/24 : any",
        "egress Allow name a.example.com : " + ", ".join(
            f"{name} {ports}"
            for name in ("TCP", "SCTP", "ICMP", "ICMPv6", "UDPLite")
            for ports in ("0-24", "26-65535")
        ),
        "egress Allow service db : any (perhaps)",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("spec", "ingress", "egress"),
    [("{}", True, False), ("{egress: [{action: Allow}]}", False, True),
     ("{ingress: [{action: Allow}], egress: [{action: Allow}]}", True, True)],
)  # fmt: skip
def test_calico_types(tmp_path: Path, spec: str, ingress: bool, egress: bool) -> None:
    text = f"apiVersion: projectcalico.org/v3\nkind: NetworkPolicy\nmetadata: {{name: p}}\nspec: {spec}\n"
    found = policy(tmp_path, text)
    assert (said(found.ingress), said(found.egress)) == (ingress, egress)
    assert [peer(one) for one in found.subjects.known] == ["pods(; here)"]


@pytest.mark.parametrize("text", ["a ==", "a == b", "has(a", "(a == 'b'", "a in {'b'", "&& a", "a @ 'b'", "(" * 99])
def test_what_is_no_selector_is_not_followed(text: str) -> None:
    with pytest.raises(NotFollowed):
        alternatives(text)


def test_a_selector_may_have_too_many_alternatives() -> None:
    with pytest.raises(NotFollowed):
        alternatives(" && ".join(f"(a{n} == 'x' || b{n} == 'y')" for n in range(12)))


KINDS = [
    ("networking.k8s.io/v1", "NetworkPolicy"),
    ("policy.networking.k8s.io/v1alpha2", "ClusterNetworkPolicy"),
    ("policy.networking.k8s.io/v1alpha1", "AdminNetworkPolicy"),
    ("cilium.io/v2", "CiliumNetworkPolicy"),
    ("projectcalico.org/v3", "GlobalNetworkPolicy"),
    ("projectcalico.org/v3", "NetworkPolicy"),
    ("networking.k8s.aws/v1alpha1", "ApplicationNetworkPolicy"),
]
WORDS = st.sampled_from([
    "spec", "specs", "podSelector", "endpointSelector", "selector", "ingress", "egress", "egressDeny", "from",
    "to", "fromEndpoints", "toEndpoints", "toFQDNs", "toCIDRSet", "toEntities", "toServices", "toPorts",
    "icmps", "ports", "port", "protocol", "endPort", "rules", "dns", "ipBlock", "cidr", "except",
    "matchLabels", "matchExpressions", "key", "operator", "values", "policyTypes", "types", "subject", "pods",
    "namespaces", "namespaceSelector", "priority", "tier", "order", "action", "destination", "source", "nets",
    "notNets", "notPorts", "domains", "services", "domainNames", "networks", "protocols", "tcp",
    "destinationPort", "enableDefaultDeny",
])  # fmt: skip
SCALARS = st.sampled_from(["null", "1", "-1", "99999", "true", "''", "'x'", "${A}", "1.5", "10.0.0.0/8", "'a == b'"])
TREES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]"),
        st.dictionaries(WORDS, inner, max_size=4).map(
            lambda entries: "{" + ", ".join(f"{key}: {value}" for key, value in entries.items()) + "}"
        ),
    ),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(KINDS), TREES)
def test_whatever_is_written_nothing_is_raised(tmp_path: Path, kind: tuple[str, str], spec: str) -> None:
    text = f"apiVersion: {kind[0]}\nkind: {kind[1]}\nmetadata: {{name: p}}\nspec: {spec}\n"
    pods = [f"apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}, labels: {{a: b}}}}\n" for name in ("one", "two")]
    together = lowered(tmp_path, text, *pods)
    for found in together.policies:
        assert isinstance(found.tier, Known | Unknown) and isinstance(found.ingress, Known | Unknown)
        assert rules(found) is not None
    table = reachability(Network("test", kubernetes=together))
    assert len([table.reach(key) for key in table.endpoints]) == 2
