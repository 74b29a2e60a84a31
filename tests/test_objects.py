"""Objects in files of Kubernetes beside Terraform: the same findings in every language, joined to the sole cluster."""

from __future__ import annotations

from pathlib import Path

import pytest

from builders import cluster, network, unknown
from eks_netlint.analysis import Options, analyse
from eks_netlint.belonging import Home, belong
from eks_netlint.frontends import kubernetes
from eks_netlint.manifests import Manifest
from eks_netlint.model.nouns import Network
from eks_netlint.records import replace
from eks_netlint.report import Report

CLUSTER = """
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}
resource "aws_subnet" "a" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.1.0/24"
  availability_zone = "eu-west-1a"
}
resource "aws_subnet" "b" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.2.0/24"
  availability_zone = "eu-west-1b"
}
resource "aws_eks_cluster" "main" {
  name     = "main"
  role_arn = "arn:aws:iam::111122223333:role/cluster"
  vpc_config {
    subnet_ids = [aws_subnet.a.id, aws_subnet.b.id]
  }
}
resource "aws_eks_node_group" "main" {
  cluster_name   = aws_eks_cluster.main.name
  node_role_arn  = "arn:aws:iam::111122223333:role/node"
  subnet_ids     = [aws_subnet.a.id, aws_subnet.b.id]
  instance_types = ["m5.large"]
  scaling_config {
    min_size     = 1
    desired_size = 2
    max_size     = 6
  }
}
"""
SETTINGS = """env = {
      AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG = "true"
      ENI_CONFIG_LABEL_DEF               = "topology.kubernetes.io/zone"
    }"""
ADD_ON = f"""
resource "aws_eks_addon" "cni" {{
  cluster_name = aws_eks_cluster.main.name
  addon_name   = "vpc-cni"
  configuration_values = jsonencode({{
    {SETTINGS}
    MORE
  }})
}}
"""
CHART = f"""
resource "helm_release" "cni" {{
  name   = "aws-vpc-cni"
  chart  = "aws-vpc-cni"
  values = [yamlencode({{
    {SETTINGS}
    MORE
  }})]
}}
"""
YAML = """apiVersion: crd.k8s.amazonaws.com/v1alpha1
kind: ENIConfig
metadata:
  name: eu-west-1a
spec:
  subnet: subnet-0aa
  securityGroups: [sg-1]
"""
VALUES = """eniConfig = {
      create  = true
      region  = "eu-west-1"
      subnets = { eu-west-1a = { id = "subnet-0aa", securityGroups = ["sg-1"] } }
    }"""
OBJECT = """{
    apiVersion = "crd.k8s.amazonaws.com/v1alpha1"
    kind       = "ENIConfig"
    metadata   = { name = "eu-west-1a" }
    spec       = { subnet = "subnet-0aa", securityGroups = ["sg-1"] }
  }"""
PLAIN = ADD_ON.replace("MORE", "")


def applied(type: str, argument: str, value: str) -> str:
    return f'{PLAIN}resource "{type}" "eni" {{\n  {argument} = {value}\n}}\n'


FORMS = {
    "file": {"main.tf": PLAIN, "eni.yaml": YAML},
    "file beside the root": {"infra/main.tf": PLAIN, "k8s/deep/eni.yml": "---\n" + YAML + "---\n"},
    "file of JSON": {
        "main.tf": PLAIN,
        "eni.json": '{"apiVersion": "crd.k8s.amazonaws.com/v1alpha1", "kind": "ENIConfig", "metadata": '
        '{"name": "eu-west-1a"}, "spec": {"subnet": "subnet-0aa"}}',
    },
    "list": {
        "main.tf": PLAIN,
        "eni.yaml": "apiVersion: v1\nkind: List\nitems:\n- " + YAML.rstrip().replace("\n", "\n  ") + "\n",
    },
    "kubernetes_manifest": {"main.tf": applied("kubernetes_manifest", "manifest", OBJECT)},
    "kubernetes_manifest, yamldecode": {
        "main.tf": applied("kubernetes_manifest", "manifest", 'yamldecode(file("${path.module}/eni.yaml"))'),
        "eni.yaml": YAML,
    },
    "kubectl_manifest, yamlencode": {"main.tf": applied("kubectl_manifest", "yaml_body", f"yamlencode({OBJECT})")},
    "kubectl_manifest, heredoc": {"main.tf": applied("kubectl_manifest", "yaml_body", f"<<-Y\n{YAML}Y")},
    "kubectl_manifest, file": {
        "main.tf": applied("kubectl_manifest", "yaml_body", 'file("${path.module}/eni.yaml")'),
        "eni.yaml": YAML,
    },
    "kubectl_manifest, templatefile": {
        "main.tf": applied("kubectl_manifest", "yaml_body", 'templatefile("eni.tftpl", { az = "eu-west-1a" })'),
        "eni.tftpl": YAML.replace("eu-west-1a", "${az}"),
    },
    "values of the chart": {"main.tf": CHART.replace("MORE", VALUES)},
    "values of the add-on": {"main.tf": ADD_ON.replace("MORE", VALUES)},
}
SELECTED = ("EKN215", "EKN216", "EKN217")


def written(tree: Path, files: dict[str, str], base: str = CLUSTER) -> None:
    for name, text in files.items():
        path = tree / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(base + text if name.endswith("main.tf") else text)


def run(tree: Path, *paths: str, select: tuple[str, ...] = SELECTED, touched: bool = False) -> Report:
    found = [tree / path for path in paths] or [tree]
    return analyse(found, Options(select=select, tree=tree, touched=touched))


@pytest.mark.parametrize("form", FORMS)
def test_the_same_findings_in_every_form(tmp_path: Path, form: str) -> None:
    written(tmp_path, FORMS[form])
    report = run(tmp_path)
    assert not report.problems and not report.notes
    (finding,) = report.findings
    assert finding.rule == "EKN216"
    assert finding.message == "nodes run in 1 zone without an ENIConfig: eu-west-1b; ENIConfigs: eu-west-1a"
    assert [open.rule for open in report.undecided] == ["EKN217"]  # no file says in which zone subnet-0aa lies


def test_no_eni_config_leaves_it_open(tmp_path: Path) -> None:
    written(tmp_path, {"main.tf": PLAIN})
    assert not run(tmp_path).findings


def test_a_daemon_set_in_a_file_configures_the_cni(tmp_path: Path) -> None:
    daemon_set = """apiVersion: apps/v1
kind: DaemonSet
metadata: {name: aws-node, namespace: kube-system}
spec:
  template:
    spec:
      containers:
      - name: aws-node
        image: 602401143452.dkr.ecr.eu-west-1.amazonaws.com/amazon-k8s-cni:v1.19.0
        env:
        - {name: WARM_IP_TARGET, value: '5'}
        - {name: WARM_PREFIX_TARGET, value: '1'}
"""
    written(tmp_path, {"main.tf": "", "cni/aws-node.yaml": daemon_set})
    report = run(tmp_path, select=("EKN201",))
    (finding,) = report.findings
    assert (finding.at.path, finding.at.line, finding.at.text) == ("cni/aws-node.yaml", 11, "'5'")


class TestWhichCluster:
    def test_of_several_nobody_knows(self, tmp_path: Path) -> None:
        written(tmp_path, {"one/main.tf": PLAIN, "two/main.tf": PLAIN, "k8s/eni.yaml": YAML})
        report = run(tmp_path)
        assert not report.findings and not report.problems
        assert {open.rule for open in report.undecided} == {"EKN216", "EKN217"}
        assert [(open.network, open.block.path) for open in report.undecided if open.rule == "EKN217"] == [
            ("k8s", "k8s/eni.yaml")
        ]
        (note,) = report.notes
        assert note.message == "on which cluster an object of Kubernetes runs is not known: the tree holds 2 clusters"

    def test_a_path_does_not_make_it_the_only_one(self, tmp_path: Path) -> None:
        written(tmp_path, {"one/main.tf": PLAIN, "two/main.tf": PLAIN, "k8s/eni.yaml": YAML})
        report = run(tmp_path, "one")
        assert not report.findings and not report.notes
        assert "other roots" in run(tmp_path, "one", "k8s").notes[0].message

    def test_objects_outside_of_the_path_are_read(self, tmp_path: Path) -> None:
        written(tmp_path, {"one/main.tf": PLAIN, "k8s/eni.yaml": YAML})
        written(tmp_path, {"vpc/main.tf": ""}, 'resource "aws_vpc" "x" {}\n')
        assert len(run(tmp_path, "one").findings) == 1

    def test_manifests_alone(self, tmp_path: Path) -> None:
        written(tmp_path, {"k8s/eni.yaml": YAML})
        for path in (".", "k8s", "k8s/eni.yaml"):
            report = run(tmp_path, path)
            assert not report.findings and not report.problems and report.files == 1
            assert [open.rule for open in report.undecided] == ["EKN217"]

    def test_nothing_of_ours(self, tmp_path: Path) -> None:
        written(tmp_path, {"k8s/values.yaml": "a: 1\n"})
        assert run(tmp_path, "k8s").problems and run(tmp_path, "k8s/values.yaml").problems

    def test_a_touched_manifest_selects_every_root(self, tmp_path: Path) -> None:
        written(tmp_path, {"infra/main.tf": PLAIN, "k8s/eni.yaml": YAML, "k8s/values.yaml": "a: 1\n"})
        assert len(run(tmp_path, "k8s/eni.yaml", touched=True).findings) == 1
        assert not run(tmp_path, "k8s/values.yaml", touched=True).networks

    def test_what_two_files_do_not_agree_on(self, tmp_path: Path) -> None:
        other = YAML.replace("subnet-0aa", "subnet-0bb")
        written(tmp_path, {"main.tf": PLAIN, "k8s/one.yaml": YAML, "k8s/two.yaml": other})
        report = run(tmp_path)
        assert [finding.rule for finding in report.findings] == ["EKN216"]
        (open,) = report.undecided
        assert "k8s/one.yaml:1 and k8s/two.yaml:1 say different things of one object" in open.why

    def test_a_broken_manifest_is_a_problem(self, tmp_path: Path) -> None:
        other = "kind: Secret\napiVersion: ["
        written(tmp_path, {"main.tf": PLAIN, "eni.yaml": YAML + "\tx: y\n", "other.yaml": other})
        (problem,) = run(tmp_path).problems
        assert (problem.path, problem.line) == ("eni.yaml", 8)

    def test_what_is_broken_outside_of_the_paths_is_a_note(self, tmp_path: Path) -> None:
        broken = "kind: Pod\napiVersion: ["
        written(tmp_path, {"one/main.tf": PLAIN, "k8s/eni.yaml": YAML, "k8s/a.yaml": broken, "k8s/b.yaml": broken})
        report = run(tmp_path, "one")
        assert len(report.findings) == 1 and not report.problems
        assert [note.message for note in report.notes] == [
            "a manifest outside of the given paths could not be read (k8s/a.yaml:2, and 1 more)"
        ]
        assert len(run(tmp_path).problems) == 2

    def test_templates_leave_open_whether_there_are_others(self, tmp_path: Path) -> None:
        files = {"main.tf": PLAIN, "k8s/eni.yaml": YAML, "c/Chart.yaml": "name: c\n", "c/templates/e.yaml": YAML}
        written(tmp_path, files)
        report = run(tmp_path, select=("EKN216",))
        assert not report.findings and "templates of a Helm chart" in report.undecided[0].why

    def test_what_only_mentions_the_cni_is_nobodys_business(self, tmp_path: Path) -> None:
        other = "apiVersion: v1\nkind: Secret\nmetadata: {name: debug}\nspec: {command: [kubectl, logs, ds/aws-node]}\n"
        written(tmp_path, {"one/main.tf": PLAIN, "two/main.tf": PLAIN, "k8s/pod.yaml": other})
        assert not run(tmp_path).notes


def manifests(tmp_path: Path, *files: str) -> list[Manifest]:
    for name in files:
        (tmp_path / name).write_text(YAML)
    return kubernetes.load(tmp_path).manifests


class TestBelonging:
    def test_somebody_may_say(self, tmp_path: Path) -> None:
        found = manifests(tmp_path, "a.yaml", "b.yaml", "c.yaml")
        homes = {"a.yaml": Home("one"), "b.yaml": Home("two", "module.b.aws_eks_cluster.x")}
        networks = (Network("one", clusters=(cluster("a"),)), Network("two", clusters=(cluster("b"), cluster("c"))))
        belonging = belong(found, networks, lambda manifest: homes.get(manifest.span.path))
        assert {name: [one.cluster for one in joined] for name, joined in belonging.joined.items()} == {
            "one": [""], "two": ["module.b.aws_eks_cluster.x"],
        }  # fmt: skip
        assert [stray.span.path for stray in belonging.strays] == ["c.yaml"]

    def test_a_cluster_that_is_referred_to_is_the_declared_one(self, tmp_path: Path) -> None:
        found = manifests(tmp_path, "a.yaml")
        own = cluster("main")
        same = cluster("main", adopted=True)
        unnamed = replace(cluster("x", adopted=True), name=unknown("var.name"))
        other = cluster("other", adopted=True)

        def home(*clusters_of: tuple[object, ...]) -> list[str]:
            networks = [Network(f"n{at}", clusters=found) for at, found in enumerate(clusters_of)]  # type: ignore[arg-type]  # object for brevity
            return list(belong(found, networks).joined)

        assert home((own,), (same,), (unnamed,)) == ["n0"]
        assert home((own,), (other,)) == []
        assert home((), (same,)) == ["n1"]
        assert home((same,), (other,)) == []
        assert home(()) == []

    def test_variants_of_one_root_are_one(self, tmp_path: Path) -> None:
        found = manifests(tmp_path, "a.yaml")
        assert list(belong(found, [network(cluster("a")), network(cluster("a"))]).joined) == ["."]
