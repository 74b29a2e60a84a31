"""Target groups: who asks for them, which settings count, and whose pods are behind them."""

from __future__ import annotations

from pathlib import Path

import pytest

from eks_netlint.analysis import Options, read
from eks_netlint.model.kubernetes.traffic import TargetGroup, groups_before, target_groups
from eks_netlint.model.nouns import Network
from eks_netlint.values import Fact, Known, Truth, Unknown

APP = """\
apiVersion: v1
kind: Service
metadata:
  name: web
  annotations: {%(service)s}
spec:
  type: NodePort
  selector: {app: web}
  ports:
    - {name: http, port: 80, targetPort: web}
    - {name: admin, port: 9000, targetPort: 9000}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: web
  annotations: {%(ingress)s}
spec:
  ingressClassName: alb
  rules:
    - http:
        paths:
          - {path: /, pathType: Prefix, backend: {service: {name: web, port: {name: http}}}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web, tier: front}}
    spec:
      containers:
        - {name: log, image: log, ports: [{containerPort: 24224}]}
        - {name: web, image: web, ports: [{name: web, containerPort: 8080}]}
"""
ALB = "alb.ingress.kubernetes.io/"
NLB = "service.beta.kubernetes.io/aws-load-balancer-"


def network(tree: Path, text: str) -> Network:
    (tree / "app.yaml").write_text(text)
    (reading,) = read([tree], Options(tree=tree))
    assert not reading.problems
    return reading.networks[0]


def app(tree: Path, service: str = "", ingress: str = "", more: str = "") -> TargetGroup:
    (group,) = target_groups(network(tree, APP % {"service": service, "ingress": ingress} + more))
    return group


def said(fact: Fact[str] | Fact[str | None] | Fact[int] | Fact[int | str]) -> object:
    assert isinstance(fact, Known)
    return fact.value


class TestAnIngress:
    def test_what_the_service_says_counts_before_what_the_ingress_says(self, tmp_path: Path) -> None:
        group = app(tmp_path, f"{ALB}target-type: ip", f"{ALB}target-type: instance, {ALB}healthcheck-path: /up")
        assert said(group.target_type) == "ip"
        assert not isinstance(group.health, Unknown) and said(group.health.path) == "/up"

    def test_what_the_class_says_counts_before_both(self, tmp_path: Path) -> None:
        group = app(tmp_path, f"{ALB}target-type: ip", f"{ALB}target-type: ip", """---
apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata: {name: alb}
spec: {controller: ingress.k8s.aws/alb, parameters: {apiGroup: elbv2.k8s.aws, kind: IngressClassParams, name: own}}
---
apiVersion: elbv2.k8s.aws/v1beta1
kind: IngressClassParams
metadata: {name: own}
spec: {targetType: instance}
""")
        assert said(group.target_type) == "instance"

    def test_nothing_said_and_no_controller_is_unknown(self, tmp_path: Path) -> None:
        assert isinstance(app(tmp_path).target_type, Unknown)

    def test_defaults_are_marked(self, tmp_path: Path) -> None:
        group = app(tmp_path, ingress=f"{ALB}target-type: ip")
        assert not isinstance(group.health, Unknown)
        facts = (group.health.path, group.health.codes, group.health.interval, group.health.healthy, group.drain)
        assert [said(fact) for fact in facts] == ["/", "200", 15, 2, 300]
        assert all(isinstance(fact, Known) and fact.is_default for fact in facts)

    def test_grpc_is_asked_otherwise(self, tmp_path: Path) -> None:
        group = app(tmp_path, ingress=f"{ALB}target-type: ip, {ALB}backend-protocol-version: GRPC")
        assert not isinstance(group.health, Unknown)
        assert (said(group.health.path), said(group.health.codes)) == ("/AWS.ALB/healthcheck", "12")

    def test_attributes_are_taken_apart(self, tmp_path: Path) -> None:
        pairs = "'stickiness.enabled=true,deregistration_delay.timeout_seconds=30'"
        group = app(tmp_path, ingress=f"{ALB}target-type: ip, {ALB}target-group-attributes: {pairs}")
        assert said(group.drain) == 30
        enabled = group.attributes.get("stickiness.enabled")
        assert isinstance(enabled, Known) and enabled.value == "true"

    def test_the_pods_behind_it(self, tmp_path: Path) -> None:
        made = network(tmp_path, APP % {"service": "", "ingress": f"{ALB}target-type: ip"})
        assert made.kubernetes is not None
        ((group, answer),) = groups_before(made.kubernetes.workloads[0], made)
        assert answer is Truth.YES and group.maker.address == "Ingress/web"

    def test_an_ingress_of_another_class_makes_none(self, tmp_path: Path) -> None:
        text = APP.replace("ingressClassName: alb", "ingressClassName: nginx")
        assert target_groups(network(tmp_path, text % {"service": "", "ingress": ""})) == ()


SERVICE = """\
apiVersion: v1
kind: Service
metadata:
  name: web
  annotations: {%s}
spec:
  type: LoadBalancer
  loadBalancerClass: service.k8s.aws/nlb
  externalTrafficPolicy: Local
  selector: {app: web}
  ports: [{port: 443}, {port: 22}]
"""


class TestAService:
    def test_nodes_answer_for_their_own_pods(self, tmp_path: Path) -> None:
        groups = target_groups(network(tmp_path, SERVICE % f"{NLB}nlb-target-type: instance"))
        assert len(groups) == 2
        health = groups[0].health
        assert not isinstance(health, Unknown)
        assert (said(health.protocol), said(health.path), said(health.healthy)) == ("HTTP", "/healthz", 2)

    def test_pods_are_asked_over_tcp(self, tmp_path: Path) -> None:
        health = target_groups(network(tmp_path, SERVICE % f"{NLB}nlb-target-type: ip"))[0].health
        assert not isinstance(health, Unknown)
        assert (said(health.protocol), said(health.path), said(health.healthy)) == ("TCP", None, 3)

    def test_attributes_of_one_port(self, tmp_path: Path) -> None:
        own = f"{NLB}target-group-attributes.22: 'deregistration_delay.timeout_seconds=5'"
        groups = target_groups(network(tmp_path, SERVICE % f"{NLB}nlb-target-type: ip, {own}"))
        assert [said(group.drain) for group in groups] == [300, 5]


GATEWAY = """\
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: {name: aws-alb}
spec: {controllerName: gateway.k8s.aws/alb}
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: main}
spec:
  gatewayClassName: aws-alb
  infrastructure: {parametersRef: {group: gateway.k8s.aws, kind: LoadBalancerConfiguration, name: main}}
  listeners: [{name: http, port: 80, protocol: HTTP}]
---
apiVersion: gateway.k8s.aws/v1
kind: LoadBalancerConfiguration
metadata: {name: main}
spec: {defaultTargetGroupConfiguration: {name: defaults}}
---
apiVersion: gateway.k8s.aws/v1
kind: TargetGroupConfiguration
metadata: {name: defaults}
spec:
  defaultConfiguration:
    targetType: ip
    targetGroupAttributes: [{key: deregistration_delay.timeout_seconds, value: "30"}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: web}
spec:
  parentRefs: [{name: main}]
  rules: [{backendRefs: [{name: web, port: 80}]}]
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {ports: [{port: 80}]}
"""
OWN = """---
apiVersion: gateway.k8s.aws/v1
kind: TargetGroupConfiguration
metadata: {name: web}
spec:
  targetReference: {name: web}
  %s
"""


class TestAGateway:
    def test_the_default_of_the_gateway_counts(self, tmp_path: Path) -> None:
        (group,) = target_groups(network(tmp_path, GATEWAY))
        assert (group.balancer, said(group.target_type), said(group.drain)) == ("ALB", "ip", 30)

    def test_the_service_comes_before_it_member_by_member(self, tmp_path: Path) -> None:
        own = OWN % "defaultConfiguration: {targetType: instance, healthCheckConfig: {healthCheckPath: /up}}"
        (group,) = target_groups(network(tmp_path, GATEWAY + own))
        assert not isinstance(group.health, Unknown)
        assert (said(group.target_type), said(group.drain), said(group.health.path)) == ("instance", 30, "/up")

    def test_settings_of_single_routes_are_not_followed(self, tmp_path: Path) -> None:
        own = OWN % "routeConfigurations: [{routeIdentifier: {kind: HTTPRoute}, targetGroupProps: {targetType: ip}}]"
        (group,) = target_groups(network(tmp_path, GATEWAY + own))
        assert isinstance(group.target_type, Unknown)

    def test_a_gateway_of_somebody_else_makes_none(self, tmp_path: Path) -> None:
        text = GATEWAY.replace("gateway.k8s.aws/alb", "istio.io/gateway-controller")
        assert target_groups(network(tmp_path, text)) == ()


BINDING = """\
apiVersion: elbv2.k8s.aws/v1beta1
kind: TargetGroupBinding
metadata: {name: web}
spec:
  serviceRef: {name: web, port: 80}
  targetGroupARN: arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/web/0123456789abcdef
%s---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {ports: [{port: 80}]}
"""


class TestABinding:
    @pytest.mark.parametrize(("line", "known"), [("", False), ("  targetType: ip\n", True)])
    def test_its_target_type_is_looked_up_unless_it_is_written(self, tmp_path: Path, line: str, known: bool) -> None:
        (group,) = target_groups(network(tmp_path, BINDING % line))
        assert isinstance(group.target_type, Known) is known
        assert isinstance(group.drain, Unknown)
