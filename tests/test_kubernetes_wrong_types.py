"""Whatever stands in a field of a manifest, lowering raises nothing: each field, each wrong type."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from eks_netlint import yamltext
from eks_netlint.kinds import KINDS
from eks_netlint.lowering import aws
from eks_netlint.lowering.kubernetes import lower
from eks_netlint.lowering.manifests import Manifests
from eks_netlint.manifests import Manifest
from eks_netlint.model.nouns import Network
from eks_netlint.resources import KUBERNETES, Resource, WrittenAttributes
from eks_netlint.rules.engine import judge
from eks_netlint.rules.registry import load_ruleset
from eks_netlint.source import Document, Span
from eks_netlint.values import Cause, Fields, Items, Known, Unknown, Value

POD = {
    "metadata": {"labels": {"app": "web"}, "annotations": {"a": "b"}},
    "spec": {
        "hostNetwork": False, "dnsPolicy": "None", "terminationGracePeriodSeconds": 5, "serviceAccountName": "a",
        "nodeSelector": {"a": "b"}, "tolerations": [{"operator": "Exists"}],
        "dnsConfig": {"nameservers": ["10.0.0.1"], "searches": ["a"], "options": [{"name": "ndots", "value": "2"}]},
        "topologySpreadConstraints": [{"topologyKey": "zone"}], "readinessGates": [{"conditionType": "x"}],
        "affinity": {"podAntiAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [{"topologyKey": "h"}]}},
        "initContainers": [{"name": "i", "restartPolicy": "Always"}],
        "containers": [{
            "name": "web", "image": "nginx", "command": ["a"], "args": ["b"], "envFrom": [],
            "env": [{"name": "A", "value": "1"}, {"name": "B", "valueFrom": {"fieldRef": {"fieldPath": "x"}}}],
            "ports": [{"containerPort": 80, "protocol": "TCP", "name": "http"}],
            "readinessProbe": {"httpGet": {"port": "http", "path": "/"}, "periodSeconds": 5},
            "lifecycle": {"preStop": {"exec": {"command": ["sleep", "5"]}}},
            "resources": {"requests": {"cpu": "1", "vpc.amazonaws.com/pod-eni": "1"}},
        }],
    },
}  # fmt: skip
SELECTOR = {"matchLabels": {"app": "web"}, "matchExpressions": [{"key": "a", "operator": "In", "values": ["b"]}]}
PEERS = [
    {"podSelector": SELECTOR, "namespaceSelector": SELECTOR},
    {"ipBlock": {"cidr": "10.0.0.0/8", "except": ["10.1.0.0/16"]}},
]
PORTS = [{"port": 80, "protocol": "TCP", "endPort": 90}, {"port": "http"}]
CILIUM = {
    "endpointSelector": SELECTOR, "enableDefaultDeny": {"egress": True},
    "egress": [
        {"toFQDNs": [{"matchName": "a.b"}, {"matchPattern": "*.b"}], "toPorts": [{
            "ports": [{"port": "53", "protocol": "ANY", "endPort": 60}], "rules": {"dns": [{"matchPattern": "*"}]},
        }]},
        {"toEndpoints": [SELECTOR], "toEntities": ["world"], "toCIDR": ["10.0.0.0/8"], "icmps": [{"fields": []}],
         "toCIDRSet": [{"cidr": "10.0.0.0/8", "except": ["10.1.0.0/16"]}], "toServices": [{"k8sService": {}}]},
    ],
    "egressDeny": [{"toEntities": ["all"]}], "ingress": [{"fromEndpoints": [SELECTOR], "fromEntities": ["host"]}],
    "ingressDeny": [{"fromCIDR": ["10.0.0.0/8"]}],
}  # fmt: skip
CALICO = {
    "order": 10, "tier": "default", "selector": "app == 'web'", "types": ["Ingress"], "namespaceSelector": "all()",
    "ingress": [{"action": "Allow", "protocol": "TCP", "source": {"nets": ["10.0.0.0/8"], "selector": "a == 'b'"},
                 "destination": {"ports": [80, "1:9"], "domains": ["a.b"]}}],
    "egress": [{"action": "Deny", "notProtocol": "UDP", "destination": {"notNets": ["10.0.0.0/8"]}}],
}  # fmt: skip
ADMIN = {
    "priority": 5, "subject": {"namespaces": SELECTOR, "pods": {"namespaceSelector": {}, "podSelector": {}}},
    "ingress": [{"action": "Allow", "from": [{"namespaces": {}}], "ports": [{"portNumber": {"port": 1}}]}],
    "egress": [{"action": "Deny", "to": [{"networks": ["10.0.0.0/8"]}, {"domainNames": ["a.b"]}],
                "ports": [{"portRange": {"start": 1, "end": 9}}, {"namedPort": "a"}]}],
}  # fmt: skip
ROUTE = {
    "parentRefs": [{"name": "g", "sectionName": "s", "port": 80}], "hostnames": ["a.b"],
    "rules": [{"matches": [{"path": {"value": "/"}}], "backendRefs": [{"name": "web", "port": 80, "weight": 1}]}],
}  # fmt: skip
CONFIGURATION = {
    "targetReference": {"name": "web"}, "scheme": "internal",
    "defaultConfiguration": {"targetType": "ip", "healthCheckConfig": {"healthCheckPort": "80"}},
    "loadBalancerSubnets": [{"identifier": "subnet-1"}], "listenerConfigurations": [{"protocolPort": "HTTPS:443"}],
}  # fmt: skip
SPECS: dict[str, object] = {
    "Pod": POD["spec"],
    "Deployment": {"replicas": 2, "strategy": {"type": "Recreate"}, "selector": SELECTOR, "template": POD},
    "DaemonSet": {"updateStrategy": {"type": "OnDelete"}, "selector": SELECTOR, "template": POD},
    "Job": {"parallelism": 2, "template": POD},
    "CronJob": {"jobTemplate": {"spec": {"parallelism": 2, "template": POD}}},
    "Rollout": {"strategy": {"canary": {}}, "workloadRef": {"name": "a"}, "replicas": 2},
    "HorizontalPodAutoscaler": {"minReplicas": 1, "scaleTargetRef": {"kind": "Deployment", "name": "web"}},
    "PodDisruptionBudget": {"selector": SELECTOR, "minAvailable": "50%", "maxUnavailable": 1},
    "Service": {
        "type": "LoadBalancer", "selector": {"app": "web"}, "externalTrafficPolicy": "Local", "clusterIP": "None",
        "ports": [{"name": "http", "port": 80, "targetPort": "http", "nodePort": 30000, "protocol": "TCP"}],
        "loadBalancerSourceRanges": ["10.0.0.0/8"], "allocateLoadBalancerNodePorts": True, "loadBalancerClass": "a",
    },
    "Ingress": {
        "ingressClassName": "alb", "defaultBackend": {"service": {"name": "web", "port": {"number": 80}}},
        "rules": [{"host": "a", "http": {"paths": [
            {"path": "/", "pathType": "Prefix", "backend": {"service": {"name": "web", "port": {"name": "http"}}}},
        ]}}],
        "tls": [{"hosts": ["a"], "secretName": "b"}],
    },
    "IngressClass": {"controller": "ingress.k8s.aws/alb", "parameters": {"kind": "IngressClassParams", "name": "a"}},
    "IngressClassParams": {"scheme": "internal", "group": {"name": "a"}, "targetType": "ip", "tags": [{"key": "a"}]},
    "TargetGroupBinding": {
        "serviceRef": {"name": "web", "port": 80}, "targetGroupARN": "arn:a", "targetType": "ip",
        "networking": {"ingress": [{"from": [{"securityGroup": {"groupID": "sg-1"}}], "ports": [{"port": 80}]}]},
    },
    "Gateway": {"gatewayClassName": "a", "listeners": [{"name": "s", "port": 80, "protocol": "HTTP", "tls": {}}]},
    "GatewayClass": {"controllerName": "gateway.k8s.aws/alb", "parametersRef": {"name": "a", "kind": "b"}},
    **dict.fromkeys(("HTTPRoute", "GRPCRoute", "TCPRoute", "TLSRoute", "UDPRoute"), ROUTE),
    **dict.fromkeys(
        ("TargetGroupConfiguration", "LoadBalancerConfiguration", "ListenerRuleConfiguration"), CONFIGURATION
    ),
    "NetworkPolicy": {
        "podSelector": SELECTOR, "policyTypes": ["Ingress", "Egress"], "ingress": [{"from": PEERS, "ports": PORTS}],
        "egress": [{"to": PEERS, "ports": PORTS}],
    },
    "CiliumNetworkPolicy": CILIUM,
    "CiliumClusterwideNetworkPolicy": CILIUM,
    "GlobalNetworkPolicy": CALICO,
    "NetworkSet": {"nets": ["10.0.0.0/8"], "allowedEgressDomains": ["a.b"]},
    "Tier": {"order": 10, "defaultAction": "Pass"},
    "AdminNetworkPolicy": ADMIN,
    "BaselineAdminNetworkPolicy": ADMIN,
    "ClusterNetworkPolicy": {**ADMIN, "tier": "Admin"},
    "ApplicationNetworkPolicy": {
        "podSelector": SELECTOR, "policyTypes": ["Egress"],
        "egress": [{"to": [{"domainNames": ["a.b"]}], "ports": PORTS}],
    },
    "SecurityGroupPolicy": {"podSelector": SELECTOR, "securityGroups": {"groupIds": ["sg-1"]}},
    "ENIConfig": {"subnet": "subnet-1", "securityGroups": ["sg-1"]},
    "NodePool": {
        "limits": {"cpu": "100"}, "weight": 1, "disruption": {"consolidationPolicy": "WhenEmpty", "budgets": []},
        "template": {"metadata": {"labels": {"a": "b"}}, "spec": {
            "nodeClassRef": {"group": "karpenter.k8s.aws", "kind": "EC2NodeClass", "name": "a"},
            "requirements": [{"key": "node.kubernetes.io/instance-type", "operator": "In", "values": ["t3.micro"]}],
        }},
    },
    "EC2NodeClass": {
        "subnetSelectorTerms": [{"tags": {"a": "b"}}, {"id": "subnet-1"}], "kubelet": {"maxPods": 20},
        "securityGroupSelectorTerms": [{"id": "sg-1"}], "amiSelectorTerms": [{"alias": "al2023@latest"}],
    },
    "NodeClass": {
        "subnetSelectorTerms": [{"id": "subnet-1"}], "networkPolicy": "DefaultAllow",
        "podSubnetSelectorTerms": [{"id": "subnet-1"}], "advancedNetworking": {"ipv4PrefixSize": "32"},
    },
}  # fmt: skip
"""A spec of every kind with the fields that somebody reads."""

WRONG: tuple[object, ...] = (None, True, 7, -1.5, "", "wrong", "999999999999999999999", [], {}, [7, None], {"a": [{}]})


def document(kind: str) -> dict[str, object]:
    group = min(KINDS[kind])
    written: dict[str, object] = {
        "apiVersion": "v1" if group == "core" else f"{group}/v1", "kind": kind,
        "metadata": {"name": "web", "namespace": "a", "labels": {"app": "web"}, "annotations": {"a": "b"}},
    }  # fmt: skip
    if kind.endswith("WebhookConfiguration"):
        service = {"name": "web", "namespace": "a", "port": 443, "path": "/"}
        written["webhooks"] = [{"name": "a", "clientConfig": {"service": service}, "failurePolicy": "Fail"}]
    elif kind == "ConfigMap":
        written["data"] = {"Corefile": ".:53 {\n}\n", "config.conf": "mode: ipvs\n"}
    elif kind in SPECS:
        written["spec"] = SPECS[kind]
    return written


def value_of(written: object) -> Value:
    text = json.dumps(written)
    data = Document("a.yaml", text.encode())
    (value,) = yamltext.read(text, yamltext.places(data, text))
    return value


def broken(value: Value) -> Iterator[Value]:
    """The value with each of its members in turn being of each wrong type, and once unknown."""
    yield from (*map(value_of, [one for one in WRONG if one is not None]), Known(None), HIDDEN)
    if isinstance(value, Fields):
        for key, inner in value.entries.items():
            for other in broken(inner):
                yield Fields({**value.entries, key: other}, None, "object", value.span)
        yield Fields({}, HIDDEN, "object", value.span)
    elif isinstance(value, Items):
        for at, inner in enumerate(value.members):
            for other in broken(inner):
                yield Items((*value.members[:at], other, *value.members[at + 1 :]), None, "tuple", True, value.span)
        yield Items(value.members, HIDDEN, "tuple", True, value.span)


HIDDEN = Unknown("hidden", None, Cause.OUTSIDE)
SPAN = Span(Document("a.yaml", b"{}"), 0, 2)


def manifest(body: Value) -> Manifest | None:
    if not isinstance(body, Fields) or not isinstance(kind := body.get("kind"), Known):
        return None
    if not isinstance(kind.value, str):
        return None
    resource = Resource(kind.value, "web", f"{kind.value}/a/web", WrittenAttributes({}, SPAN), SPAN, KUBERNETES)
    return Manifest(kind.value, body, resource)


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_of_every_wrong_type(kind: str) -> None:
    whole = value_of(document(kind))
    assert isinstance(whole, Fields)
    pod = manifest(value_of(document("Deployment")))
    assert pod is not None
    for body in broken(whole):
        found = manifest(body)
        if found is not None:
            lower(Manifests((found, pod), None))


@pytest.mark.parametrize("kind", KINDS)
def test_rules_bear_what_lowering_makes_of_it(kind: str) -> None:
    """A sample of the same: every rule is asked about a network in which one field is wrong."""
    rules = load_ruleset().rules
    other = manifest(value_of(document("Deployment")))
    assert other is not None
    for at, body in enumerate(broken(value_of(document(kind)))):
        found = manifest(body) if at % 23 == 0 else None
        if found is not None:
            network: Network = aws.lower("a", (), (found, other))
            problems = judge(network, rules).problems
            assert not problems, (problems[0].message, json_of(body))


def json_of(value: Value) -> object:
    match value:
        case Known():
            return value.value
        case Fields():
            return {str(key): json_of(member) for key, member in value.entries.items()}
        case Items():
            return [json_of(member) for member in value.members]
        case _:
            return "?"


def test_a_large_document_is_bounded(tmp_path: Path) -> None:
    from eks_netlint.frontends import kubernetes

    (tmp_path / "a.yaml").write_bytes(b"apiVersion: v1\nkind: Service\nx: " + b"a" * 100_000_000)
    started = time.process_time()
    loaded = kubernetes.load(tmp_path, every=False)
    (problem,) = loaded.problems
    assert "larger than" in problem.message and [one.kind for one in loaded.lost] == ["Service"]
    assert time.process_time() - started < 1
