"""Kubernetes inside Terraform: typed resources as objects, and the values of Helm charts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from eks_netlint.frontends import terraform
from eks_netlint.lowering import commands, helm, helmset, manifests
from eks_netlint.lowering.declared import Declared
from eks_netlint.manifests import Manifest
from eks_netlint.values import Absent, Fields, Items, Known, Unknown, Value, dig

Load = Callable[[str], Declared]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    def load(text: str) -> Declared:
        (tmp_path / "main.tf").write_text(text)
        (root,) = terraform.load(tmp_path).roots
        return Declared(root.resources)

    return load


def plain(value: Value | Absent) -> object:
    match value:
        case Known():
            return value.value
        case Items():
            return [plain(member) for member in value.members] + (["..."] if value.rest is not None else [])
        case Fields():
            entries = {str(key): plain(member) for key, member in value.entries.items()}
            return {**entries, "...": "..."} if value.rest is not None else entries
        case Unknown():
            return "?"
        case _:
            return None


def objects(declared: Declared) -> list[Manifest]:
    texts = list(commands.commands(declared))
    return list(manifests.manifests(declared, list(helm.charts(declared)), texts, every=True).known)


class TestTyped:
    def one(self, load: Load, text: str) -> object:
        (found,) = objects(load(text))
        return plain(found.body)

    def test_network_policy(self, load: Load) -> None:
        text = """
        variable "cidr" {}
        resource "kubernetes_network_policy_v1" "p" {
          metadata {
            name      = "p"
            namespace = "shop"
          }
          spec {
            pod_selector {
              match_labels = { app_name = "web" }
              match_expressions {
                key      = "tier"
                operator = "In"
                values   = ["a", "b"]
              }
            }
            ingress {
              ports {
                port     = "http"
                protocol = "TCP"
              }
              ports {
                port     = "8125"
                end_port = 9000
              }
              from {
                namespace_selector {
                  match_labels = { name = "default" }
                }
              }
              from {
                ip_block {
                  cidr   = var.cidr
                  except = ["10.0.0.0/24"]
                }
              }
            }
            egress {}
            policy_types = ["Ingress", "Egress"]
          }
        }
        """
        assert self.one(load, text) == {
            "apiVersion": "networking.k8s.io/v1",
            "kind": "NetworkPolicy",
            "metadata": {"name": "p", "namespace": "shop"},
            "spec": {
                "podSelector": {
                    "matchLabels": {"app_name": "web"},
                    "matchExpressions": [{"key": "tier", "operator": "In", "values": ["a", "b"]}],
                },
                "ingress": [
                    {
                        "ports": [{"port": "http", "protocol": "TCP"}, {"port": "8125", "endPort": 9000}],
                        "from": [
                            {"namespaceSelector": {"matchLabels": {"name": "default"}}},
                            {"ipBlock": {"cidr": "?", "except": ["10.0.0.0/24"]}},
                        ],
                    }
                ],
                "egress": [{}],
                "policyTypes": ["Ingress", "Egress"],
            },
        }

    def test_service(self, load: Load) -> None:
        text = """
        resource "kubernetes_service" "s" {
          metadata { generate_name = "s-" }
          spec {
            selector                    = { app = "web" }
            type                        = "LoadBalancer"
            load_balancer_source_ranges = ["10.0.0.0/8"]
            load_balancer_ip            = "10.1.1.1"
            cluster_ips                 = []
            external_traffic_policy     = null
            port {
              port        = 80
              target_port = 8080
            }
          }
          wait_for_load_balancer = false
        }
        """
        assert self.one(load, text) == {
            "apiVersion": "v1",
            "kind": "Service",
            "metadata": {"generateName": "s-"},
            "spec": {
                "selector": {"app": "web"},
                "type": "LoadBalancer",
                "loadBalancerSourceRanges": ["10.0.0.0/8"],
                "loadBalancerIP": "10.1.1.1",
                "clusterIPs": [],
                "ports": [{"port": 80, "targetPort": 8080}],
            },
        }

    def test_deployment(self, load: Load) -> None:
        text = """
        variable "args" {}
        resource "kubernetes_deployment_v1" "d" {
          metadata { name = "d" }
          spec {
            replicas = 2
            selector { match_labels = { app = "d" } }
            template {
              metadata { labels = { app = "d" } }
              spec {
                host_network = true
                host_pid     = true
                container {
                  name  = "c"
                  image = "i"
                  args  = [var.args]
                  port { container_port = 80 }
                  env {
                    name = "IP"
                    value_from {
                      field_ref { field_path = "status.podIP" }
                    }
                  }
                  resources { limits = { cpu = "1" } }
                }
                toleration { operator = "Exists" }
              }
            }
          }
        }
        """
        found = self.one(load, text)
        assert isinstance(found, dict)
        assert found["apiVersion"] == "apps/v1" and found["spec"]["selector"] == {"matchLabels": {"app": "d"}}
        assert found["spec"]["template"]["spec"] == {
            "hostNetwork": True,
            "hostPID": True,
            "containers": [
                {
                    "name": "c",
                    "image": "i",
                    "args": ["?"],
                    "ports": [{"containerPort": 80}],
                    "env": [{"name": "IP", "valueFrom": {"fieldRef": {"fieldPath": "status.podIP"}}}],
                    "resources": {"limits": {"cpu": "1"}},
                }
            ],
            "tolerations": [{"operator": "Exists"}],
        }

    def test_ingress(self, load: Load) -> None:
        text = """
        resource "kubernetes_ingress_v1" "i" {
          metadata {
            name        = "i"
            annotations = { "alb.ingress.kubernetes.io/scheme" = "internal" }
          }
          spec {
            ingress_class_name = "alb"
            rule {
              http {
                path {
                  path      = "/"
                  path_type = "Prefix"
                  backend {
                    service {
                      name = "s"
                      port { number = 80 }
                    }
                  }
                }
              }
            }
          }
        }
        resource "kubernetes_ingress" "old" {
          metadata { name = "old" }
        }
        """
        assert self.one(load, text) == {
            "apiVersion": "networking.k8s.io/v1",
            "kind": "Ingress",
            "metadata": {"name": "i", "annotations": {"alb.ingress.kubernetes.io/scheme": "internal"}},
            "spec": {
                "ingressClassName": "alb",
                "rules": [
                    {
                        "http": {
                            "paths": [
                                {
                                    "path": "/",
                                    "pathType": "Prefix",
                                    "backend": {"service": {"name": "s", "port": {"number": 80}}},
                                }
                            ]
                        }
                    }
                ],
            },
        }

    def test_dynamic_blocks_that_are_not_known(self, load: Load) -> None:
        text = """
        variable "ports" {}
        resource "kubernetes_service_v1" "s" {
          metadata { name = "s" }
          spec {
            dynamic "port" {
              for_each = var.ports
              content { port = port.value }
            }
          }
        }
        """
        (found,) = objects(load(text))
        assert plain(found.get("spec", "ports")) == ["..."]

    def test_places_are_those_of_the_blocks(self, load: Load) -> None:
        (found,) = objects(load('resource "kubernetes_namespace" "n" {\n  metadata {\n    name = "shop"\n  }\n}\n'))
        assert found.identity == ("", "Namespace", "", "shop")
        span = found.get("metadata", "name").span
        assert span is not None and (span.line, span.text) == (3, '"shop"')


def charts(declared: Declared) -> list[helm.Chart]:
    return list(helm.charts(declared))


class TestCharts:
    @pytest.mark.parametrize(
        "settings",
        [
            """
            set {
              name  = "a.b\\\\.c"
              value = "x"
            }
            set {
              name  = "a.n"
              value = 5
            }
            set_list {
              name  = "l"
              value = ["1", "z"]
            }
            set_sensitive {
              name  = "s"
              value = "t"
            }
            """,
            """
            set           = [{ name = "a.b\\\\.c", value = "x" }, { name = "a.n", value = "5" }]
            set_list      = [{ name = "l", value = ["1", "z"] }]
            set_sensitive = [{ name = "s", value = "t" }]
            """,
        ],
    )
    def test_settings_as_blocks_and_as_lists(self, load: Load, settings: str) -> None:
        text = f"""
        resource "helm_release" "r" {{
          name       = "cni"
          namespace  = "kube-system"
          repository = "https://example.com"
          chart      = "oci://public.ecr.aws/karpenter/karpenter"
          version    = "1.2.3"
          values     = [yamlencode({{ a = {{ n = 1, m = 2 }} }}), <<-Y
            a:
              m: 3
            l: [9]
          Y
          ]
          {settings}
        }}
        """
        (chart,) = charts(load(text))
        assert plain(chart.values) == {"a": {"n": 5, "m": 3, "b.c": "x"}, "l": [1, "z"], "s": "t"}
        assert (chart.name, chart.version, chart.namespace, chart.release) == (
            "karpenter", Known("1.2.3"), Known("kube-system"), Known("cni"),
        )  # fmt: skip

    def test_places(self, load: Load) -> None:
        text = (
            'resource "helm_release" "r" {\n  name = "c"\n  chart = "cilium"\n  values = [<<-Y\n'
            "    cni:\n      chainingMode: aws-cni\n  Y\n  ]\n  set {\n"
            '    name  = "policyEnforcementMode"\n    value = "always"\n  }\n}\n'
        )
        (chart,) = charts(load(text))
        places = ((("cni", "chainingMode"), 6, "aws-cni"), (("policyEnforcementMode",), 11, '"always"'))
        for path, line, written in places:
            span = dig(chart.values, *path).span
            assert span is not None and (span.line, span.text) == (line, written)

    def test_what_is_not_known(self, load: Load) -> None:
        text = """
        variable "x" {}
        resource "helm_release" "a" {
          name   = "a"
          chart  = "https://example.com/charts/cilium-1.17.2.tgz"
          values = ["a: {b: 1}", "a: {c: ${var.x}}\\nd: 1"]
        }
        resource "helm_release" "b" {
          name   = "b"
          chart  = "cilium"
          values = ["a: 1", var.x]
        }
        resource "helm_release" "c" {
          name   = "c"
          chart  = "cilium"
          values = ["a: 1"]
          set {
            name  = var.x
            value = "2"
          }
        }
        resource "helm_release" "d" {
          name  = "d"
          chart = var.x
        }
        """
        found = {plain(chart.release): chart for chart in charts(load(text))}
        assert plain(found["a"].values) == {"a": {"b": 1, "c": "?"}, "d": 1}
        assert (found["a"].name, found["a"].version) == ("cilium", Known("1.17.2"))
        assert plain(found["b"].values) == {"...": "..."}
        assert plain(found["c"].values) == {"a": "?", "...": "..."}
        assert set(found) == {"a", "b", "c"}


@pytest.mark.parametrize(
    ("name", "value", "kind", "made"),
    [
        ("a", "true", "auto", {"a": True}),
        ("a", "null", "auto", {"a": None}),
        ("a", "0", "auto", {"a": 0}),
        ("a", "007", "auto", {"a": "007"}),
        ("a", "-3", "auto", {"a": -3}),
        ("a", "1.5", "auto", {"a": "1.5"}),
        ("a", "true", "string", {"a": "true"}),
        ("a", r"x\,y", "auto", {"a": "x,y"}),
        ("a", "x,y", "auto", {"a": "?"}),
        ("a", "{x,1}", "auto", {"a": ["x", 1]}),
        ("a", "{}", "auto", {"a": []}),
        ("a", "x,y", "literal", {"a": "x,y"}),
        ("a", "", "auto", {"a": ""}),
        (r"a\.b.c", "x", "auto", {"a.b": {"c": "x"}}),
        ("a[0].b", "x", "auto", {"a": [{"b": "x"}]}),
        ("a[1]", "x", "auto", {"a": [None, "x"]}),
        ("a[99999]", "x", "auto", {"a": "?"}),
        (r"node\.kubernetes\.io/x", "y", "auto", {"node.kubernetes.io/x": "y"}),
        ("", "x", "auto", {"...": "..."}),
        ("a[", "x", "auto", {"...": "..."}),
    ],
)
def test_one_setting(name: str, value: str, kind: str, made: object) -> None:
    setting = Fields({"name": Known(name), "value": Known(value), "type": Known(kind)})
    assert plain(helmset.put(Fields({}), setting)) == made


def test_a_setting_under_what_is_not_known() -> None:
    why = Unknown("why")
    setting = Fields({"name": Known("a.b"), "value": Known("1")})
    assert plain(helmset.put(Fields({}, why), setting)) == {"a": {"b": 1, "...": "..."}, "...": "..."}
    assert plain(helmset.put(Fields({"a": why}), setting)) == {"a": {"b": 1, "...": "..."}}
    item = Fields({"name": Known("a[0]"), "value": Known("1")})
    assert plain(helmset.put(Fields({"a": why}), item)) == {"a": "?"}
