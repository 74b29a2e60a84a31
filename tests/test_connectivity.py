"""``eks-netlint connectivity``: the table in each format, what decides, and what differs of two trees."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from eks_netlint.cli import main
from eks_netlint.connectivity import BadQuestion, Question, question

FIXTURES = Path(__file__).parent.parent / "fixtures" / "connectivity"

PAYMENTS = """apiVersion: apps/v1
kind: Deployment
metadata: {name: payments, namespace: shop}
spec: {template: {metadata: {labels: {app: payments}}, spec: {containers: [{name: a, image: b}]}}}
"""
POLICY = """---
apiVersion: cilium.io/v2
kind: CiliumNetworkPolicy
metadata: {name: payments, namespace: shop}
spec:
  endpointSelector: {matchLabels: {app: payments}}
  egress:
  - toCIDR: [10.0.0.0/8]
    toPorts: [{ports: [{port: "5432", protocol: TCP}]}]
"""


TERRAFORM = """resource "kubernetes_namespace_v1" "shop" {
  metadata {
    name   = "shop"
    labels = { team = "sales" }
  }
}

resource "kubernetes_deployment_v1" "web" {
  metadata {
    name      = "web"
    namespace = kubernetes_namespace_v1.shop.metadata[0].name
  }
  spec {
    selector {
      match_labels = { app = "web" }
    }
    template {
      metadata {
        labels = { app = "web" }
      }
      spec {
        container {
          name  = "web"
          image = "nginx"
          port {
            name           = "http"
            container_port = 8080
          }
        }
      }
    }
  }
}

resource "kubernetes_pod_v1" "client" {
  metadata {
    name      = "client"
    namespace = kubernetes_namespace_v1.shop.metadata[0].name
    labels    = { app = "client" }
  }
  spec {
    container {
      name  = "client"
      image = "curl"
    }
  }
}

resource "kubernetes_network_policy_v1" "web" {
  metadata {
    name      = "web"
    namespace = "shop"
  }
  spec {
    pod_selector {
      match_labels = { app = "web" }
    }
    policy_types = ["Ingress"]
    ingress {
      from {
        pod_selector {
          match_labels = { app = "client" }
        }
      }
      ports {
        port = "http"
      }
    }
  }
}

resource "kubernetes_manifest" "client" {
  manifest = {
    apiVersion = "cilium.io/v2"
    kind       = "CiliumNetworkPolicy"
    metadata   = { name = "client", namespace = "shop" }
    spec = {
      endpointSelector = { matchLabels = { app = "client" } }
      egress = [
        { toEndpoints = [{ matchLabels = { app = "web" } }] },
        { toFQDNs = [{ matchName = "api.example.com" }] },
      ]
    }
  }
}
"""
YAML = """apiVersion: v1
kind: Namespace
metadata: {name: shop, labels: {team: sales}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: nginx, ports: [{name: http, containerPort: 8080}]}]}
---
apiVersion: v1
kind: Pod
metadata: {name: client, namespace: shop, labels: {app: client}}
spec: {containers: [{name: client, image: curl}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  policyTypes: [Ingress]
  ingress: [{from: [{podSelector: {matchLabels: {app: client}}}], ports: [{port: http}]}]
---
apiVersion: cilium.io/v2
kind: CiliumNetworkPolicy
metadata: {name: client, namespace: shop}
spec:
  endpointSelector: {matchLabels: {app: client}}
  egress:
  - toEndpoints: [{matchLabels: {app: web}}]
  - toFQDNs: [{matchName: api.example.com}]
"""


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def shown(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(["connectivity", *arguments]) == 0
    return capsys.readouterr().out


def put(tree: Path, name: str) -> None:
    shutil.copy(FIXTURES / f"{name}.yaml", tree / "all.yaml")


def test_text(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(tree, "policies_add_up")
    assert shown(capsys).splitlines()[2:6] == [
        "shop/api  Pod  all.yaml:9",
        "  reaches        anything that lets it in: no policy restricts it",
        "  is reached by  shop/orders   TCP 8080       all.yaml:42",
        "                 shop/metrics  TCP 9090-9099  all.yaml:51",
    ]


def test_what_names_and_addresses_are_open(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(tree, "cilium")
    lines = shown(capsys).splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith("shop/web "))
    assert [" ".join(line.split()[:-1]) for line in lines[at + 1 : at + 5]] == [
        "reaches kube-system/coredns TCP 53; UDP 53; SCTP 53",
        "198.51.100.0/25 TCP 8443",
        "api.example.com TCP 443",
        "*.files.example.com TCP 443",
    ]


def test_json(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(tree, "policies_add_up")
    (network,) = json.loads(shown(capsys, "--format", "json"))["networks"]
    api = network["workloads"][0]
    assert (api["workload"], api["kind"], api["line"]) == ("shop/api", "Pod", 9)
    assert api["reaches"]["restricted"] is False and api["reachedBy"]["restricted"] is True
    assert api["reachedBy"]["ways"][0] == {
        "kind": "pods",
        "names": ["shop/orders"],
        "ports": [{
            "protocol": "TCP", "first": 8080, "last": 8080, "allowed": "yes",
            "reasons": [{
                "policy": "NetworkPolicy/shop/sales", "action": "allow", "sure": True, "path": "all.yaml", "line": 42,
            }],
        }],
    }  # fmt: skip


def test_markdown_and_graph(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(tree, "egress_and_dns")
    assert r"| shop/asks | kube\-system/coredns: TCP 53; UDP 53 | anything |" in shown(capsys, "--format", "markdown")
    graph = shown(capsys, "--format", "dot")
    assert '"shop/asks" -> "kube-system/coredns" [label="TCP 53; UDP 53"];' in graph
    assert '"shop/web" [peripheries=2];' in graph


@pytest.mark.skipif(shutil.which("dot") is None, reason="no graphviz")
def test_graphviz_reads_the_graph(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for file in FIXTURES.glob("*.yaml"):
        put(tree, file.stem)
        graph = shown(capsys, "--format", "dot")
        subprocess.run(["dot", "-Tsvg"], input=graph.encode(), stdout=subprocess.DEVNULL, check=True, timeout=60)


def test_explain(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(tree, "cilium")
    text = (FIXTURES / "cilium.yaml").read_text().splitlines()
    line = text.index('  - toPorts: [{ports: [{port: "8081"}]}]') + 1
    assert shown(capsys, "--explain", "shop/front", "api:8081").splitlines()[:5] == [
        "shop/front -> shop/api  TCP 8081: denied",
        "  what shop/front opens: allowed",
        "    no policy that speaks of it says anything of this",
        "  what shop/api lets in: denied",
        f"    CiliumNetworkPolicy/shop/api denies it  all.yaml:{line}",
    ]
    assert "shop/web -> api.example.com  TCP 443: allowed" in shown(capsys, "--explain", "web", "api.example.com:443")
    told = shown(capsys, "--explain", "198.51.100.0/24", "edge:53/udp")
    assert "198.51.100.0/24 -> shop/edge  UDP 53: allowed" in told
    answers = json.loads(shown(capsys, "--explain", "front", "shop/api:8080", "--format", "json"))["answers"]
    assert [(one["source"], one["ports"][0]["allowed"]) for one in answers] == [
        ("shop/front", "yes"), ("far/front", "no"),
    ]  # fmt: skip


def test_a_question_that_cannot_be_meant(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(tree, "cilium")
    for wrong in (["--explain", "nobody", "else"], ["--explain", "web", "api:99999"], ["--diff", ".", ".", "x"]):
        assert main(["connectivity", *wrong]) == 2
        assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("target", "asked"),
    [
        ("b", Question("a", "b")),
        ("x/b:80", Question("a", "x/b", 80, "TCP")),
        ("b:53/udp", Question("a", "b", 53, "UDP")),
        ("10.0.0.0/8:80", Question("a", "10.0.0.0/8", 80, "TCP")),
        ("2001:db8::1/128", Question("a", "2001:db8::1/128")),
        ("b:http", Question("a", "b:http")),
    ],
)
def test_questions(target: str, asked: Question) -> None:
    assert question("a", target) == asked


@pytest.mark.parametrize("target", ["b:0", "b:65536", "b:80/icmp"])
def test_no_port(target: str) -> None:
    with pytest.raises(BadQuestion):
        question("a", target)


def test_diff(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, text in (("old", POLICY), ("new", POLICY.replace("10.0.0.0/8", "0.0.0.0/0").replace("5432", "443"))):
        (tree / name).mkdir()
        (tree / name / "all.yaml").write_text(PAYMENTS + text)
    assert shown(capsys, "--diff", "old", "new").splitlines() == [
        "newly allows shop/payments -> 0.0.0.0/0  TCP 443  (new/all.yaml:12)",
        "no longer allows shop/payments -> 10.0.0.0/8  TCP 5432  (old/all.yaml:12)",
    ]
    changes = json.loads(shown(capsys, "--diff", "old", "new", "--format", "json"))["changes"]
    assert [(one["change"], one["target"], one["ports"]) for one in changes] == [
        ("newly allows", "0.0.0.0/0", [{"protocol": "TCP", "first": 443, "last": 443}]),
        ("no longer allows", "10.0.0.0/8", [{"protocol": "TCP", "first": 5432, "last": 5432}]),
    ]
    assert shown(capsys, "--diff", "new", "new") == "no difference in what is allowed\n"


def test_diff_of_pods_names_and_workloads_that_come_and_go(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    client = PAYMENTS.replace("payments", "client")
    rules = "  - toEndpoints: [{matchLabels: {app: client}}]\n  - toFQDNs: [{matchName: api.example.com}]\n"
    for name, text in (("old", POLICY), ("new", POLICY + rules)):
        (tree / name).mkdir()
        (tree / name / "all.yaml").write_text(f"{PAYMENTS}---\n{client}{text}")
    assert shown(capsys, "--diff", "old", "new").splitlines() == [
        "newly allows shop/payments -> shop/client  every port  (new/all.yaml:19)",
        "newly allows shop/payments -> api.example.com  every port  (new/all.yaml:20)",
    ]
    (tree / "new" / "all.yaml").write_text(f"{PAYMENTS}{POLICY}")
    lost = shown(capsys, "--diff", "old", "new").splitlines()
    assert all(line.startswith("no longer allows ") and "shop/client" in line for line in lost) and lost


def test_where_objects_without_a_namespace_are_applied(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(tree, "namespace_not_written")
    assert "not decided" in shown(capsys, "--explain", "far/client", "api:80")
    told = shown(capsys, "--explain", "far/client", "api:80", "--namespace", "near")
    assert "far/client -> near/api  TCP 80: denied" in told


def ways(text: str) -> dict[str, object]:
    (network,) = json.loads(text)["networks"]
    return {
        one["workload"]: [
            [(way["names"], [(port["protocol"], port.get("first"), port["allowed"]) for port in way["ports"]])
             for way in one[side]["ways"]]
            for side in ("reaches", "reachedBy")
        ]
        for one in network["workloads"]
    }  # fmt: skip


def test_what_terraform_applies_is_as_what_files_say(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, text in (("main.tf", TERRAFORM), ("all.yaml", YAML)):
        (tree / name).parent.joinpath(name[:3]).mkdir()
        (tree / name[:3] / name).write_text(text)
    ours, theirs = (ways(shown(capsys, folder, "--format", "json")) for folder in ("mai", "all"))
    assert ours == theirs and len(ours) == 2
    assert "main.tf:59" in shown(capsys, "mai", "--explain", "client", "web:8080")


def test_a_tree_without_workloads(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tree / "main.tf").write_text('resource "aws_vpc" "a" {\n  cidr_block = "10.0.0.0/16"\n}\n')
    assert "no workload found" in shown(capsys)


def test_what_cannot_be_read_is_told_and_leaves_a_code(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(tree, "cilium")
    (tree / "broken.yaml").write_text("apiVersion: v1\nkind: Pod\nmetadata: {name: [\n")
    assert main(["connectivity"]) == 3
    assert "broken.yaml:" in capsys.readouterr().err


def test_standard_input(tree: Path) -> None:
    put(tree, "nothing_comes_in")
    done = subprocess.run(
        [sys.executable, "-m", "eks_netlint", "connectivity", "-"],
        input=(tree / "all.yaml").read_bytes(), capture_output=True, check=True, cwd=tree / "..", timeout=60,
    )  # fmt: skip
    assert b"shop/web  Pod" in done.stdout and b"is reached by  nothing" in done.stdout


def test_names_steer_no_terminal(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = POLICY.replace("10.0.0.0/8", "192.0.2.0/24").replace("name: payments", 'name: "pay\\e[31mments"')
    (tree / "all.yaml").write_text(PAYMENTS.replace("name: payments", 'name: "pay\\e[31mments\\"]"') + text)
    for format in ("text", "markdown", "dot", "json"):
        assert "\x1b" not in shown(capsys, "--format", format)
