"""Namespaces, workloads and services from manifests: defaults as defaults, unknown as unknown, wrong as unknown."""

from __future__ import annotations

from pathlib import Path

import pytest

from eks_netlint.analysis import Options, read
from eks_netlint.frontends import kubernetes
from eks_netlint.lowering.kubernetes import lower
from eks_netlint.lowering.manifests import Manifests
from eks_netlint.model.kubernetes.labels import Labels
from eks_netlint.model.kubernetes.nouns import Container, Kubernetes, Probe, Service, Workload
from eks_netlint.values import Fact, Known, Origin, Truth, Unknown

DEPLOYMENT = """apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop, labels: {app: web}}
spec:
  replicas: 3
  strategy: {type: Recreate}
  template:
    metadata:
      labels: {app: web, tier: "${TIER}", version: 1}
      annotations: {a: "b"}
    spec:
      hostNetwork: true
      terminationGracePeriodSeconds: 60
      serviceAccountName: web
      nodeSelector: {kubernetes.io/os: linux}
      tolerations: [{operator: Exists}]
      topologySpreadConstraints: [{topologyKey: topology.kubernetes.io/zone}]
      readinessGates: [{conditionType: target-health.elbv2.k8s.aws/x}]
      dnsPolicy: None
      dnsConfig:
        nameservers: [169.254.20.10]
        options: [{name: ndots, value: "2"}, {name: edns0}]
      affinity:
        podAntiAffinity:
          requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: kubernetes.io/hostname}]
      initContainers:
      - {name: once, image: a}
      - {name: proxy, image: b, restartPolicy: Always}
      containers:
      - name: web
        image: nginx:1.27
        command: [nginx]
        args: ["-g", "daemon off;"]
        ports: [{containerPort: 8080, name: http}, {containerPort: 53, protocol: UDP}]
        readinessProbe: {httpGet: {port: http, path: /ok}, periodSeconds: 5}
        livenessProbe: {tcpSocket: {port: "8080"}}
        lifecycle: {preStop: {exec: {command: [sh, -c, "sleep 15; nginx -s quit"]}}}
        env: [{name: A, value: "1"}, {name: B, valueFrom: {fieldRef: {fieldPath: spec.nodeName}}}, {name: C}]
"""
BARE = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {template: {spec: {containers: [{}]}}}\n"
SERVICE = "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {ports: [{port: 80}], selector: {app: web}}\n"


def lowered(tree: Path, *documents: str) -> Kubernetes:
    (tree / "all.yaml").write_text("---\n".join(documents))
    loaded = kubernetes.load(tree, every=False)
    assert not loaded.problems
    return lower(Manifests(tuple(loaded.manifests), None))


def workload(tree: Path, *documents: str) -> Workload:
    (found,) = lowered(tree, *documents).workloads
    return found


def service(tree: Path, text: str) -> Service:
    (found,) = lowered(tree, text).services
    return found


def default(value: object) -> tuple[object, Origin]:
    return value, Origin.DEFAULT


def said(fact: Fact[object]) -> tuple[object, Origin]:
    assert isinstance(fact, Known)
    return fact.value, fact.origin


class TestWorkloads:
    def test_what_is_written(self, tmp_path: Path) -> None:
        found = workload(tmp_path, DEPLOYMENT)
        pod = found.pod
        assert (found.address, found.kind) == ("Deployment/shop/web", "Deployment")
        assert (found.name, found.namespace, found.replicas) == (Known("web"), Known("shop"), Known(3))
        assert found.strategy == Known("Recreate") and found.labels == Labels({"app": Known("web")})
        assert pod.labels.known["version"] == Known("1") and isinstance(pod.labels.known["tier"], Unknown)
        assert pod.annotations.get("a") == Known("b") and pod.host_network == Known(True)
        assert (pod.grace, pod.service_account, pod.dns_policy) == (Known(60), Known("web"), Known("None"))
        assert pod.tolerates is not None and pod.node_selector.get("kubernetes.io/os") == Known("linux")
        keys = [one.value for one in pod.spread.known if isinstance(one, Known)]
        assert keys == ["topology.kubernetes.io/zone", "kubernetes.io/hostname"]
        assert pod.readiness_gates.known == (Known("target-health.elbv2.k8s.aws/x"),)
        assert not isinstance(pod.dns_config, Unknown) and pod.dns_config is not None
        assert pod.dns_config.options == {"ndots": Known("2"), "edns0": Known(None)}
        assert pod.dns_config.nameservers.known == (Known("169.254.20.10"),)

    def test_containers(self, tmp_path: Path) -> None:
        web, proxy = workload(tmp_path, DEPLOYMENT).pod.containers.known
        assert (web.name, web.image, proxy.name) == (Known("web"), Known("nginx:1.27"), Known("proxy"))
        assert [one.value for one in web.command.known] == ["nginx", "-g", "daemon off;"]
        assert [(one.number, one.protocol, one.name) for one in web.ports.known] == [
            (Known(8080), Known("TCP"), Known("http")), (Known(53), Known("UDP"), Known(None)),
        ]  # fmt: skip
        assert isinstance(web.readiness, Probe) and isinstance(web.liveness, Probe) and web.startup is None
        assert (web.readiness.kind, web.readiness.port, web.readiness.path) == ("httpGet", Known("http"), Known("/ok"))
        assert said(web.readiness.period) == (5, Origin.WRITTEN) and said(web.readiness.timeout) == default(1)
        assert (web.liveness.kind, web.liveness.port) == ("tcpSocket", Known(8080))
        assert web.pre_stop == Known(15) and proxy.pre_stop is None
        assert web.env["A"] == Known("1") and isinstance(web.env["B"], Unknown) and web.env["C"] == Known("")

    def test_defaults(self, tmp_path: Path) -> None:
        found = workload(tmp_path, BARE)
        pod = found.pod
        assert said(found.namespace) == default("default") and said(found.replicas) == default(1)
        assert said(found.strategy) == default("RollingUpdate") and said(pod.host_network) == default(False)
        assert said(pod.dns_policy) == default("ClusterFirst") and said(pod.grace) == default(30)
        assert said(pod.service_account) == default("default") and pod.dns_config is None and pod.tolerates is None
        (container,) = pod.containers.known
        assert isinstance(container.image, Unknown) and container.ports.complete and not container.ports.known

    @pytest.mark.parametrize(
        ("kind", "spec", "replicas", "strategy"),
        [
            ("DaemonSet", "{}", None, "RollingUpdate"),
            ("StatefulSet", "{replicas: 2, updateStrategy: {type: OnDelete}}", 2, "OnDelete"),
            ("ReplicaSet", "{}", 1, ""),
            ("ReplicationController", "{}", 1, ""),
            ("Job", "{parallelism: 4}", 4, ""),
            ("CronJob", "{jobTemplate: {spec: {parallelism: 2, template: {metadata: {labels: {a: b}}}}}}", 2, ""),
            ("Pod", "{containers: []}", 1, ""),
            ("Rollout", "{strategy: {canary: {}}}", 1, "Canary"),
        ],
    )
    def test_kinds(self, tmp_path: Path, kind: str, spec: str, replicas: int | None, strategy: str) -> None:
        group = {"Pod": "v1", "Job": "batch/v1", "CronJob": "batch/v1", "Rollout": "argoproj.io/v1alpha1"}
        group["ReplicationController"] = "v1"
        text = f"apiVersion: {group.get(kind, 'apps/v1')}\nkind: {kind}\nmetadata: {{name: a}}\nspec: {spec}\n"
        found = workload(tmp_path, text)
        assert (found.replicas, found.strategy) == (Known(replicas), Known(strategy))
        assert (found.pod.labels.get("a") == Known("b")) is (kind == "CronJob")

    def test_an_autoscaler_decides(self, tmp_path: Path) -> None:
        scaler = """apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web, namespace: NS}
spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: NAME}}
"""

        def replicas(namespace: str, name: str) -> object:
            return workload(tmp_path, DEPLOYMENT, scaler.replace("NS", namespace).replace("NAME", name)).replicas

        assert replicas("shop", "web") == Known(None)
        assert replicas("shop", "other") == replicas("elsewhere", "web") == Known(3)
        assert isinstance(replicas("shop", '"${NAME}"'), Unknown)

    def test_labels_that_the_cluster_makes_up(self, tmp_path: Path) -> None:
        text = BARE.replace("Deployment", "StatefulSet")
        label = workload(tmp_path, text).pod.labels.get("statefulset.kubernetes.io/pod-name")
        assert isinstance(label, Unknown)
        assert workload(tmp_path, BARE).pod.labels.get("statefulset.kubernetes.io/pod-name") is None

    def test_what_is_as_nobody_wants_it(self, tmp_path: Path) -> None:
        text = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: [a], labels: [b]}\nspec: 5\n"
        found = workload(tmp_path, text)
        assert isinstance(found.name, Unknown) and found.labels.rest is not None
        assert found.pod.containers.rest is not None and isinstance(found.pod.host_network, Unknown)

    def test_a_probe_of_no_known_kind(self, tmp_path: Path) -> None:
        text = BARE.replace("[{}]", "[{readinessProbe: {periodSeconds: 2}, livenessProbe: 3}]")
        container: Container = workload(tmp_path, text).pod.containers.known[0]
        assert isinstance(container.readiness, Probe) and container.readiness.kind == ""
        assert isinstance(container.liveness, Unknown)


class TestServices:
    def test_defaults(self, tmp_path: Path) -> None:
        found = service(tmp_path, SERVICE)
        assert said(found.kind_of) == default("ClusterIP") and said(found.traffic) == default("Cluster")
        assert said(found.node_ports) == default(True) and found.load_balancer_class == Known(None)
        (port,) = found.ports.known
        assert (said(port.port), said(port.target)) == ((80, Origin.WRITTEN), default(80))
        assert port.node_port == port.name == Known(None) and said(port.protocol) == default("TCP")
        assert found.selector is not None
        assert found.selector.selects(Labels({"app": Known("web"), "x": Known("y")})) is Truth.YES
        assert found.selector.selects(Labels({"app": Known("api")})) is Truth.NO

    @pytest.mark.parametrize(
        "spec", ["{}", "{selector: {}}", "{selector: null}", "{type: ExternalName, selector: {a: b}}"]
    )
    def test_no_selector(self, tmp_path: Path, spec: str) -> None:
        assert service(tmp_path, SERVICE.partition("spec:")[0] + f"spec: {spec}\n").selector is None

    def test_an_unknown_selector(self, tmp_path: Path) -> None:
        found = service(tmp_path, SERVICE.replace("{app: web}", '"${SELECTOR}"'))
        assert found.selector is not None and found.selector.rest is not None


def test_namespaces_carry_their_name(tmp_path: Path) -> None:
    (found,) = lowered(tmp_path, "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {a: b}}\n").namespaces
    assert found.labels.known == {"a": Known("b"), "kubernetes.io/metadata.name": Known("shop")}


CLUSTERS = """
resource "aws_eks_cluster" "a" {
  name     = "a"
  role_arn = "arn:aws:iam::111122223333:role/cluster"
  vpc_config { subnet_ids = ["subnet-1"] }
}
"""


class TestNetworks:
    def network(self, tree: Path, files: dict[str, str]) -> list[tuple[str, Kubernetes | None]]:
        for name, text in files.items():
            (tree / name).parent.mkdir(exist_ok=True)
            (tree / name).write_text(text)
        (reading,) = read([tree], Options(tree=tree))
        assert not reading.problems
        return [(network.name, network.kubernetes) for network in reading.networks]

    def test_files_run_on_the_sole_cluster(self, tmp_path: Path) -> None:
        ((name, found),) = self.network(tmp_path, {"infra/main.tf": CLUSTERS, "k8s/web.yaml": DEPLOYMENT})
        assert name == "infra" and found is not None
        assert [one.address for one in found.workloads] == ["Deployment/shop/web"]
        assert found.workloads[0].cluster is None

    def test_files_of_several_clusters_are_a_network_of_their_own(self, tmp_path: Path) -> None:
        files = {"one/main.tf": CLUSTERS, "two/main.tf": CLUSTERS, "k8s/web.yaml": DEPLOYMENT, "k8s/svc.yaml": SERVICE}
        *_, (name, found) = self.network(tmp_path, files)
        assert name == "k8s" and found is not None and (len(found.workloads), len(found.services)) == (1, 1)

    def test_files_alone(self, tmp_path: Path) -> None:
        ((name, found),) = self.network(tmp_path, {"k8s/web.yaml": DEPLOYMENT})
        assert name == "k8s" and found is not None and len(found.workloads) == 1

    def test_terraform_without_objects_says_nothing_of_them(self, tmp_path: Path) -> None:
        ((name, found),) = self.network(tmp_path, {"main.tf": CLUSTERS})
        assert name == "." and (found is None or not found.named("Kubernetes"))
        assert self.network(tmp_path, {"main.tf": 'resource "aws_vpc" "a" {}'}) == [(".", None)]

    def test_terraform_makes_the_same_objects(self, tmp_path: Path) -> None:
        typed = """
resource "kubernetes_namespace_v1" "shop" {
  metadata { name = "shop" }
}
resource "kubernetes_deployment_v1" "web" {
  metadata {
    name      = "web"
    namespace = kubernetes_namespace_v1.shop.metadata[0].name
    labels    = { app = "web" }
  }
  spec {
    replicas = 2
    strategy { type = "Recreate" }
    template {
      metadata { labels = { app = "web" } }
      spec {
        topology_spread_constraint { topology_key = "topology.kubernetes.io/zone" }
        affinity {
          pod_anti_affinity {
            required_during_scheduling_ignored_during_execution { topology_key = "kubernetes.io/hostname" }
          }
        }
        dns_config {
          nameservers = ["169.254.20.10"]
          option { name = "ndots" }
        }
        container {
          name  = "web"
          image = "nginx"
          port { container_port = 8080 }
          env {
            name  = "A"
            value = "1"
          }
          readiness_probe {
            http_get {
              path = "/ok"
              port = "8080"
            }
          }
          lifecycle {
            pre_stop {
              exec { command = ["sleep", "15"] }
            }
          }
        }
      }
    }
  }
}
resource "kubernetes_horizontal_pod_autoscaler_v2" "web" {
  metadata { name = "other" }
  spec {
    max_replicas = 3
    scale_target_ref {
      kind = "Deployment"
      name = "other"
    }
  }
}
resource "kubernetes_service" "web" {
  metadata {
    name = "web"
  }
  spec {
    type                        = "LoadBalancer"
    cluster_ip                  = "None"
    external_traffic_policy     = "Local"
    load_balancer_source_ranges = ["10.0.0.0/8"]
    selector = { app = "web" }
    port {
      port        = 80
      target_port = "8080"
    }
  }
}
"""
        ((_, found),) = self.network(tmp_path, {"main.tf": CLUSTERS + typed})
        assert found is not None
        (web,) = found.workloads
        assert (web.address, web.namespace) == ("kubernetes_deployment_v1.web", Known("shop"))
        assert web.replicas == Known(2) and web.strategy == Known("Recreate")
        assert list(web.pod.spread.known) == [
            Known("topology.kubernetes.io/zone"), Known("kubernetes.io/hostname"),
        ]  # fmt: skip
        assert not isinstance(web.pod.dns_config, Unknown) and web.pod.dns_config is not None
        assert web.pod.dns_config.options == {"ndots": Known(None)}
        (container,) = web.pod.containers.known
        assert container.pre_stop == Known(15) and container.env == {"A": Known("1")} and container.env_rest is None
        assert isinstance(container.readiness, Probe) and container.readiness.port == Known(8080)
        (svc,) = found.services
        assert (svc.kind_of, svc.cluster_ip, svc.traffic) == (Known("LoadBalancer"), Known("None"), Known("Local"))
        assert svc.ports.known[0].target == Known(8080) and svc.source_ranges.known == (Known("10.0.0.0/8"),)
        (namespace,) = found.namespaces
        assert namespace.name == Known("shop")

    def test_templates_leave_their_kinds_open(self, tmp_path: Path) -> None:
        files = {"chart/Chart.yaml": "name: c\n", "chart/templates": ""}
        del files["chart/templates"]
        (tmp_path / "chart/templates").mkdir(parents=True)
        (tmp_path / "chart/templates/s.yaml").write_text(SERVICE.replace("web", "{{ .Release.Name }}"))
        ((_, found),) = self.network(tmp_path, {**files, "web.yaml": DEPLOYMENT})
        assert found is not None and found.rest is None
        assert found.rest_of("Service", "Pod") is not None and found.rest_of("Pod") is None
