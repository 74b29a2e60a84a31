"""Clusters, node groups, CNI settings and ENIConfigs from Terraform text."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from eks_netlint.frontends import terraform
from eks_netlint.lowering import aws
from eks_netlint.model.nouns import Cluster, CniSettings, MaxPods, Network, NodeGroup, Subnet
from eks_netlint.values import Bounds, Fact, Known, Truth, Unknown

Lower = Callable[[str], Network]


@pytest.fixture
def lower(tmp_path: Path) -> Lower:
    def lower(text: str) -> Network:
        (tmp_path / "main.tf").write_text(text)
        (root,) = terraform.load(tmp_path).roots
        return aws.lower(root.name, root.resources)

    return lower


def plain(facts: Mapping[str, Fact[str | None]]) -> dict[str, object]:
    return {name: fact.value if isinstance(fact, Known) else fact for name, fact in facts.items()}


CLUSTER = """
resource "aws_subnet" "a" {
  vpc_id            = "vpc-1"
  cidr_block        = "10.0.1.0/24"
  availability_zone = "eu-west-1a"
}
resource "aws_subnet" "b" {
  vpc_id            = "vpc-1"
  cidr_block        = "10.0.2.0/24"
  availability_zone = "eu-west-1b"
}
resource "aws_eks_cluster" "c" {
  name    = "prod"
  version = "1.33"
  vpc_config {
    subnet_ids = [aws_subnet.a.id, aws_subnet.b.id]
  }
}
"""


def group(arguments: str = "", scaling: str = "min_size = 1\nmax_size = 3\ndesired_size = 2") -> str:
    return f"""
    resource "aws_eks_node_group" "g" {{
      cluster_name = aws_eks_cluster.c.name
      subnet_ids   = [aws_subnet.a.id]
      {arguments}
      scaling_config {{
        {scaling}
      }}
    }}
    """


def addon(configuration: str, more: str = "") -> str:
    return f"""
    resource "aws_eks_addon" "vpc_cni" {{
      cluster_name         = aws_eks_cluster.c.name
      addon_name           = "vpc-cni"
      configuration_values = {configuration}
      {more}
    }}
    """


def cni(network: Network) -> CniSettings:
    return network.clusters[0].cni


def only(network: Network) -> NodeGroup:
    (found,) = network.node_groups
    return found


class TestCluster:
    def test_facts_and_defaults(self, lower: Lower) -> None:
        (cluster,) = lower(CLUSTER).clusters
        assert cluster.name == Known("prod") and cluster.version == Known("1.33")
        assert [s.address for s in cluster.subnets.known] == ["aws_subnet.a", "aws_subnet.b"]
        for fact, expected in (
            (cluster.service_cidr, None),
            (cluster.ip_family, "ipv4"),
            (cluster.auto_mode, False),
            (cluster.endpoint_private, False),
            (cluster.endpoint_public, True),
        ):
            assert fact == Known(expected) and isinstance(fact, Known) and fact.is_default
        assert cluster.outpost is Truth.NO

    def test_written(self, lower: Lower) -> None:
        (cluster,) = lower(
            """
            variable "public" { type = bool }
            resource "aws_eks_cluster" "c" {
              name = "c"
              vpc_config {
                subnet_ids              = []
                endpoint_private_access = true
                endpoint_public_access  = var.public
              }
              kubernetes_network_config {
                service_ipv4_cidr = "172.20.0.0/16"
                ip_family         = "ipv6"
              }
              compute_config { enabled = true }
              outpost_config { outpost_arns = ["x"] }
            }
            """
        ).clusters
        assert str(cluster.service_cidr.value if isinstance(cluster.service_cidr, Known) else "") == "172.20.0.0/16"
        assert cluster.ip_family == Known("ipv6") and cluster.auto_mode == Known(True)
        assert cluster.endpoint_private == Known(True) and isinstance(cluster.endpoint_public, Unknown)
        assert cluster.outpost is Truth.YES

    def test_joins_by_reference_name_and_place(self, lower: Lower) -> None:
        text = CLUSTER + group()
        for name in (
            "aws_eks_cluster.c.name",
            "aws_eks_cluster.c.id",
            '"prod"',
            "data.aws_eks_cluster.d.name",
            "data.aws_eks_cluster.d.id",
        ):
            network = lower(
                text.replace("aws_eks_cluster.c.name", name)
                + 'data "aws_eks_cluster" "d" { name = aws_eks_cluster.c.name }'
            )
            assert isinstance(only(network).cluster, Cluster), name
            assert [c.address for c in network.clusters] == ["aws_eks_cluster.c"]

    def test_another_name_is_another_cluster(self, lower: Lower) -> None:
        network = lower(CLUSTER + group().replace("aws_eks_cluster.c.name", '"other"'))
        found = only(network).cluster
        assert isinstance(found, Cluster) and found.address == "other"
        assert found.cni.rest is not None and isinstance(found.version, Unknown)

    def test_a_cluster_that_is_only_referred_to(self, lower: Lower) -> None:
        network = lower(
            """
            variable "cluster_name" {}
            resource "aws_eks_addon" "cni" {
              cluster_name         = var.cluster_name
              addon_name           = "vpc-cni"
              configuration_values = jsonencode({ env = { WARM_IP_TARGET = "2" } })
            }
            """
        )
        (cluster,) = network.clusters
        assert cluster.address == "var.cluster_name" and plain(cluster.cni.env) == {"WARM_IP_TARGET": "2"}


class TestManagedGroups:
    def test_facts_and_defaults(self, lower: Lower) -> None:
        found = only(lower(CLUSTER + group()))
        assert (found.min_size, found.desired_size, found.max_size) == (Known(1), Known(2), Known(3))
        assert found.kind == "managed" and found.subnets.complete
        assert found.instance_types.known == (Known("t3.medium"),) and found.instance_types.known[0].is_default
        assert found.ami_family == Known("AL2023") and found.custom_ami == Known(False)
        assert found.max_pods.pods == Known(None) and found.public_ip == Known(None)
        assert found.surge is not None and found.surge.max_unavailable == Known(1)
        assert found.surge.max_unavailable_percentage == Known(None) and found.surge.strategy == Known("DEFAULT")

    def test_written(self, lower: Lower) -> None:
        found = only(
            lower(
                CLUSTER
                + group(
                    """
                    instance_types = ["m5.large", "m5.xlarge"]
                    ami_type       = "BOTTLEROCKET_ARM_64"
                    labels         = { "k8s.amazonaws.com/eniConfig" = "x" }
                    update_config {
                      max_unavailable_percentage = 33
                    }
                    """
                )
            )
        )
        assert [t.value for t in found.instance_types.known] == ["m5.large", "m5.xlarge"]
        assert found.ami_family == Known("BOTTLEROCKET") and dict(found.labels) == {
            "k8s.amazonaws.com/eniConfig": Known("x")
        }
        assert found.surge is not None and found.surge.max_unavailable == Known(None)
        assert found.surge.max_unavailable_percentage == Known(33)

    def test_old_clusters_start_on_al2(self, lower: Lower) -> None:
        assert only(lower(CLUSTER.replace("1.33", "1.29") + group())).ami_family == Known("AL2")

    def test_an_unknown_size_stays_unknown(self, lower: Lower) -> None:
        text = 'variable "max" {}' + CLUSTER + group(scaling="min_size = 1\nmax_size = var.max\ndesired_size = 1")
        found = only(lower(text))
        assert isinstance(found.max_size, Unknown) and found.min_size == Known(1)

    def test_launch_template(self, lower: Lower) -> None:
        script = base64.b64encode(b"kind: NodeConfig\nspec:\n  kubelet:\n    config:\n      maxPods: 110\n").decode()
        template = f"""
        data "aws_ami" "a" {{}}
        resource "aws_launch_template" "t" {{
          name          = "nodes"
          instance_type = "c5.large"
          image_id      = data.aws_ami.a.id
          user_data     = "{script}"
          network_interfaces {{ associate_public_ip_address = true }}
        }}
        """
        for named in ("id = aws_launch_template.t.id", 'name = "nodes"', "name = aws_launch_template.t.name"):
            found = only(lower(CLUSTER + template + group(f'launch_template {{\n{named}\nversion = "1"\n}}')))
            assert found.instance_types.known == (Known("c5.large"),)
            assert found.custom_ami == Known(True) and found.ami_family == Known("AL2023")
            assert found.max_pods.pods == Known(110) and "NodeConfig" in found.max_pods.where
            assert found.public_ip == Known(True)

    def test_user_data_of_a_template_file_and_encode(self, lower: Lower) -> None:
        template = """
        variable "extra" {}
        resource "aws_launch_template" "t" {
          user_data = base64encode(<<-EOT
            #!/bin/bash
            /etc/eks/bootstrap.sh prod --b64-cluster-ca ${aws_eks_cluster.c.certificate_authority[0].data} \\
              --use-max-pods false --kubelet-extra-args '--max-pods=50'
          EOT
          )
        }
        """
        found = only(lower(CLUSTER + template + group("launch_template {\nid = aws_launch_template.t.id\n}")))
        assert found.max_pods.pods == Known(50)
        assert spelled(found.max_pods) == "--max-pods=50"

    def test_max_pods_are_placed_where_the_caller_spells_them(self, lower: Lower) -> None:
        # terraform-aws-eks v18.31.2, examples/self_managed_node_group: the script is rendered inside the module
        cluster = """
        module "eks" {
          source       = "terraform-aws-modules/eks/aws"
          version      = "~> 20.0"
          cluster_name = "prod"
          subnet_ids   = ["subnet-1", "subnet-2"]
          self_managed_node_groups = {
            # bootstrap_extra_args = "--kubelet-extra-args '--max-pods=110'"
            a = {
              ami_type             = "AL2_x86_64"
              instance_type        = "m5.large"
              bootstrap_extra_args = "--kubelet-extra-args '--max-pods=110'"
            }
          }
        }
        """
        found = only(lower(cluster))
        assert found.max_pods.pods == Known(110) and spelled(found.max_pods) == "--max-pods=110"

    def test_a_foreign_launch_template_makes_what_it_decides_unknown(self, lower: Lower) -> None:
        found = only(lower('variable "lt" {}' + CLUSTER + group("launch_template {\nid = var.lt\n}")))
        assert found.instance_types.rest is not None and not found.instance_types.known
        assert isinstance(found.custom_ami, Unknown) and isinstance(found.max_pods.pods, Unknown)
        assert isinstance(found.public_ip, Unknown)


def spelled(found: MaxPods) -> str:
    assert found.pods.span is not None
    return found.pods.span.text


SELF_MANAGED = """
resource "aws_launch_template" "t" {
  image_id      = "ami-1"
  instance_type = "m5.large"
}
resource "aws_autoscaling_group" "g" {
  min_size            = 1
  max_size            = 6
  vpc_zone_identifier = [aws_subnet.a.id, aws_subnet.b.id]
  launch_template {
    id = aws_launch_template.t.id
  }
  tag {
    key                 = "kubernetes.io/cluster/${aws_eks_cluster.c.name}"
    value               = "owned"
    propagate_at_launch = true
  }
}
"""


class TestSelfManagedGroups:
    def test_by_tag(self, lower: Lower) -> None:
        found = only(lower(CLUSTER + SELF_MANAGED))
        assert found.kind == "self-managed" and isinstance(found.cluster, Cluster) and found.surge is None
        assert found.max_size == Known(6) and found.desired_size == Known(1)
        assert found.instance_types.known == (Known("m5.large"),) and found.custom_ami == Known(True)

    def test_mixed_instances(self, lower: Lower) -> None:
        mixed = """mixed_instances_policy {
            launch_template {
              launch_template_specification { launch_template_id = aws_launch_template.t.id }
              override { instance_type = "m5.large" }
              override { instance_type = "m5a.large" }
            }
          }"""
        text = SELF_MANAGED.replace("launch_template {\n    id = aws_launch_template.t.id\n  }", mixed)
        found = only(lower(CLUSTER + text))
        assert [t.value for t in found.instance_types.known] == ["m5.large", "m5a.large"]
        chosen = text.replace('instance_type = "m5a.large"', "instance_requirements {}")
        assert only(lower(CLUSTER + chosen)).instance_types.rest is not None

    def test_by_user_data_and_launch_configuration(self, lower: Lower) -> None:
        found = only(
            lower(
                CLUSTER
                + """
                resource "aws_launch_configuration" "l" {
                  image_id                    = "ami-1"
                  instance_type               = "m5.large"
                  associate_public_ip_address = true
                  user_data                   = "/etc/eks/bootstrap.sh prod --kubelet-extra-args '--max-pods=17'"
                }
                resource "aws_autoscaling_group" "g" {
                  min_size             = 1
                  max_size             = 2
                  desired_capacity     = 2
                  launch_configuration = aws_launch_configuration.l.name
                  vpc_zone_identifier  = [aws_subnet.a.id]
                }
                """
            )
        )
        assert found.max_pods.pods == Known(17) and found.ami_family == Known("AL2") and found.public_ip == Known(True)


class TestFargate:
    def test_profile(self, lower: Lower) -> None:
        network = lower(
            CLUSTER
            + """
            resource "aws_eks_fargate_profile" "f" {
              cluster_name = aws_eks_cluster.c.name
              subnet_ids   = [aws_subnet.a.id]
            }
            """
        )
        (profile,) = network.fargate_profiles
        assert isinstance(profile.cluster, Cluster) and [s.address for s in profile.subnets.known] == ["aws_subnet.a"]


PREFIXES = '{ env = { ENABLE_PREFIX_DELEGATION = "true", WARM_PREFIX_TARGET = 1 }, init = { env = { A = true } } }'
CILIUM = 'resource "helm_release" "c" {\n  name = "c"\n  chart = "cilium"\n}'
CHAINED = CILIUM.replace("\n}", '\n  values = ["cni: {chainingMode: aws-cni}"]\n}')


class TestCni:
    def test_nothing_said(self, lower: Lower) -> None:
        found = cni(lower(CLUSTER + group()))
        assert found.declared is Truth.NO and found.runs is Truth.YES and not found.env and found.rest is None
        assert found.address == "aws_eks_cluster.c"

    @pytest.mark.parametrize(
        "configuration",
        [
            f"jsonencode({PREFIXES})",
            f"yamlencode({PREFIXES})",
            """<<-EOT
              {"env": {"ENABLE_PREFIX_DELEGATION": "true", "WARM_PREFIX_TARGET": "1"},
               "init": {"env": {"A": "true"}}}
            EOT""",
        ],
    )
    def test_add_on(self, lower: Lower, configuration: str) -> None:
        found = cni(lower(CLUSTER + group() + addon(configuration, 'addon_version = "v1.18.1-eksbuild.3"')))
        assert plain(found.env) == {"ENABLE_PREFIX_DELEGATION": "true", "WARM_PREFIX_TARGET": "1"}
        assert plain(found.init_env) == {"A": "true"}
        assert found.rest is None and found.declared is Truth.YES and found.version == Known("v1.18.1-eksbuild.3")
        assert found.before_compute == Known(None) and found.address == "aws_eks_addon.vpc_cni"
        assert found.sources == ("add-on configuration_values",)
        span = found.env["WARM_PREFIX_TARGET"].span
        assert span is not None and "1" in span.text

    def test_unknown_members_and_unknown_configuration(self, lower: Lower) -> None:
        text = 'variable "x" {}' + CLUSTER + group()
        found = cni(lower(text + addon("jsonencode({ env = { WARM_IP_TARGET = var.x } })")))
        assert isinstance(found.env["WARM_IP_TARGET"], Unknown) and found.rest is None
        found = cni(lower(text + addon("var.x")))
        assert not found.env and found.rest is not None
        found = cni(lower(text + addon("jsonencode({ env = merge({ A = 1 }, var.x) })")))
        assert found.rest is not None

    def test_an_add_on_that_may_not_exist(self, lower: Lower) -> None:
        text = 'variable "on" { type = bool }' + CLUSTER + group()
        found = cni(lower(text + addon('jsonencode({ env = { A = "1" } })', "count = var.on ? 1 : 0")))
        assert isinstance(found.env["A"], Unknown) and found.declared is Truth.UNSURE

    def test_helm_release(self, lower: Lower) -> None:
        found = cni(
            lower(
                CLUSTER
                + group()
                + """
                resource "helm_release" "cni" {
                  name    = "aws-vpc-cni"
                  chart   = "aws-vpc-cni"
                  version = "1.19.0"
                  values  = [yamlencode({ env = { WARM_IP_TARGET = 1 } }), <<-EOT
                    env:
                      MINIMUM_IP_TARGET: "5"
                  EOT
                  ]
                  set {
                    name  = "init.env.DISABLE_TCP_EARLY_DEMUX"
                    value = "true"
                  }
                }
                """
            )
        )
        assert plain(found.env) == {"WARM_IP_TARGET": "1", "MINIMUM_IP_TARGET": "5"}
        assert plain(found.init_env) == {"DISABLE_TCP_EARLY_DEMUX": "true"}
        assert found.sources == ("helm_release values",) and found.rest is None

    def test_commands_override(self, lower: Lower) -> None:
        found = cni(
            lower(
                CLUSTER
                + group()
                + addon('jsonencode({ env = { WARM_IP_TARGET = "1", B = "1" } })')
                + """
                resource "null_resource" "env" {
                  provisioner "local-exec" {
                    command = "kubectl set env daemonset aws-node -n kube-system WARM_IP_TARGET=9"
                  }
                }
                """
            )
        )
        assert plain(found.env) == {"WARM_IP_TARGET": "9", "B": "1"}
        assert found.sources == ("add-on configuration_values", "kubectl set env")

    def test_daemon_set_and_kubernetes_env(self, lower: Lower) -> None:
        found = cni(
            lower(
                CLUSTER
                + group()
                + """
                resource "kubectl_manifest" "ds" {
                  yaml_body = <<-YAML
                    apiVersion: apps/v1
                    kind: DaemonSet
                    metadata:
                      name: aws-node
                    spec:
                      template:
                        spec:
                          containers:
                            - name: aws-node
                              env:
                                - name: WARM_ENI_TARGET
                                  value: "2"
                  YAML
                }
                resource "kubernetes_env" "e" {
                  container   = "aws-node"
                  api_version = "apps/v1"
                  kind        = "DaemonSet"
                  metadata { name = "aws-node" }
                  env {
                    name  = "MAX_ENI"
                    value = 2
                  }
                }
                """
            )
        )
        assert plain(found.env) == {"WARM_ENI_TARGET": "2", "MAX_ENI": "2"}

    def test_modules_without_source(self, lower: Lower) -> None:
        found = cni(
            lower(
                CLUSTER
                + group()
                + """
                module "addons" {
                  source       = "aws-ia/eks-blueprints-addons/aws"
                  version      = "~> 1.0"
                  cluster_name = aws_eks_cluster.c.name
                  eks_addons = {
                    vpc-cni = {
                      most_recent          = true
                      configuration_values = jsonencode({ env = { WARM_IP_TARGET = "3" } })
                    }
                  }
                }
                """
            )
        )
        assert plain(found.env) == {"WARM_IP_TARGET": "3"} and found.declared is Truth.YES
        found = cni(
            lower(
                CLUSTER
                + group()
                + """
                module "addons" {
                  source                    = "github.com/aws-ia/terraform-aws-eks-blueprints//modules/addons"
                  eks_cluster_id            = aws_eks_cluster.c.id
                  enable_amazon_eks_vpc_cni = true
                  amazon_eks_vpc_cni_config = { configuration_values = jsonencode({ env = { A = "1" } }) }
                }
                """
            )
        )
        assert plain(found.env) == {"A": "1"} and found.sources == ("amazon_eks_vpc_cni_config",)

    @pytest.mark.parametrize(
        ("compute", "more", "runs"),
        [
            ("compute_config { enabled = true }", "", Truth.NO),
            ("compute_config { enabled = true }", group(), Truth.YES),
            ("", "", Truth.YES),
            ("bootstrap_self_managed_addons = false", group(), Truth.UNSURE),
            ("bootstrap_self_managed_addons = false", group() + addon("null"), Truth.YES),
            ("", group() + CILIUM, Truth.UNSURE),
            (
                "bootstrap_self_managed_addons = false",
                group() + CILIUM,
                Truth.NO,
            ),
            (
                "",
                group() + CHAINED,
                Truth.YES,
            ),
        ],
    )
    def test_whether_it_runs(self, lower: Lower, compute: str, more: str, runs: Truth) -> None:
        text = CLUSTER.replace('version = "1.33"', f'version = "1.33"\n{compute}')
        assert cni(lower(text + more)).runs is runs


CUSTOM = 'AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG = "true", ENI_CONFIG_LABEL_DEF = "topology.kubernetes.io/zone"'


class TestEniConfigs:
    def test_kubectl_manifest_for_each(self, lower: Lower) -> None:
        network = lower(
            CLUSTER
            + group()
            + addon(f"jsonencode({{ env = {{ {CUSTOM} }} }})")
            + """
            data "aws_availability_zones" "z" {}
            locals { azs = slice(data.aws_availability_zones.z.names, 0, 2) }
            resource "aws_subnet" "pod" {
              count             = 2
              vpc_id            = "vpc-1"
              cidr_block        = cidrsubnet("100.64.0.0/16", 2, count.index)
              availability_zone = local.azs[count.index]
            }
            resource "kubectl_manifest" "eni" {
              for_each = zipmap(local.azs, aws_subnet.pod[*].id)
              yaml_body = yamlencode({
                apiVersion = "crd.k8s.amazonaws.com/v1alpha1"
                kind       = "ENIConfig"
                metadata   = { name = each.key }
                spec = {
                  securityGroups = ["sg-1", aws_eks_cluster.c.vpc_config[0].cluster_security_group_id]
                  subnet         = each.value
                }
              })
            }
            """
        )
        one, two = network.eni_configs.known
        assert network.eni_configs.complete
        for config, address in ((one, "aws_subnet.pod[0]"), (two, "aws_subnet.pod[1]")):
            assert isinstance(config.subnet, Subnet) and config.subnet.address == address
            assert config.security_groups == Bounds(2, 2) and isinstance(config.cluster, Cluster)
            assert config.zone is not None and isinstance(config.subnet.zone, Known)
            assert config.zone.same(config.subnet.zone.value) is Truth.YES
        assert one.zone is not None and two.zone is not None and one.zone.same(two.zone) is Truth.NO

    def test_heredoc_with_interpolations(self, lower: Lower) -> None:
        network = lower(
            CLUSTER
            + group()
            + """
            resource "kubectl_manifest" "eni" {
              yaml_body = <<-YAML
                apiVersion: crd.k8s.amazonaws.com/v1alpha1
                kind: ENIConfig
                metadata:
                  name: ${aws_subnet.a.availability_zone}
                spec:
                  subnet: ${aws_subnet.a.id}
                  securityGroups:
                    - ${aws_eks_cluster.c.vpc_config[0].cluster_security_group_id}
              YAML
            }
            """
        )
        (config,) = network.eni_configs.known
        assert config.name == Known("eu-west-1a")
        assert isinstance(config.subnet, Subnet) and config.subnet.address == "aws_subnet.a"
        assert config.security_groups == Bounds(1, 1)

    def test_kubernetes_manifest(self, lower: Lower) -> None:
        network = lower(
            CLUSTER
            + """
            resource "kubernetes_manifest" "eni" {
              manifest = {
                apiVersion = "crd.k8s.amazonaws.com/v1alpha1"
                kind       = "ENIConfig"
                metadata   = { name = "default" }
                spec       = { subnet = aws_subnet.b.id }
              }
            }
            """
        )
        (config,) = network.eni_configs.known
        assert config.zone is None and config.security_groups == Bounds(0, 0)

    def test_add_on_values(self, lower: Lower) -> None:
        network = lower(
            CLUSTER
            + group()
            + addon(
                f"""jsonencode({{
                  env = {{ {CUSTOM} }}
                  eniConfig = {{
                    create  = true
                    region  = "eu-west-1"
                    subnets = {{
                      eu-west-1a = {{ id = aws_subnet.a.id, securityGroups = ["sg-1"] }}
                      eu-west-1b = {{ id = aws_subnet.b.id }}
                    }}
                  }}
                }})"""
            )
        )
        assert [
            (c.name, c.subnet.address if isinstance(c.subnet, Subnet) else "") for c in network.eni_configs.known
        ] == [
            (Known("eu-west-1a"), "aws_subnet.a"),
            (Known("eu-west-1b"), "aws_subnet.b"),
        ]

    def test_created_by_nobody(self, lower: Lower) -> None:
        off = "jsonencode({ eniConfig = { create = false, subnets = { a = { id = aws_subnet.a.id } } } })"
        assert lower(CLUSTER + group() + addon(off)).eni_configs.known == ()

    def test_custom_networking_without_any(self, lower: Lower) -> None:
        network = lower(CLUSTER + group() + addon(f"jsonencode({{ env = {{ {CUSTOM} }} }})"))
        assert network.eni_configs.rest is not None and "elsewhere" in network.eni_configs.rest.why
        assert lower(CLUSTER + group()).eni_configs.complete

    def test_a_manifest_nobody_can_read_may_be_one(self, lower: Lower) -> None:
        network = lower('variable "yaml" {}' + CLUSTER + 'resource "kubectl_manifest" "m" { yaml_body = var.yaml }')
        assert network.eni_configs.rest is not None


class TestTexts:
    """YAML inside Terraform: where each value was written, and what a template leaves open."""

    def spans(self, lower: Lower, body: str, more: str = "") -> list[tuple[str, str]]:
        network = lower(more + CLUSTER + f'resource "kubectl_manifest" "eni" {{\n  yaml_body = {body}\n}}\n')
        found = []
        for config in network.eni_configs.known:
            assert config.name.span is not None
            source = config.name.span.document.line_text(config.name.span.line)
            found.append((config.name.span.text, source.strip()))
        return found

    @pytest.mark.parametrize(
        "body",
        [
            "<<-YAML\n    kind: ENIConfig\n    # a\n    metadata:\n      name: zone-a # b\n  YAML",
            "trimspace(<<YAML\n\nkind: ENIConfig\nmetadata:\n  name: zone-a # b\nYAML\n)",
            "<<YAML\nmetadata:\n  labels:\n    ${indent(4, var.labels)}\n  name: zone-a # b\nkind: ENIConfig\nYAML",
            "<<Y\nmetadata:\n%{ if var.more }\n  labels: {x: y}\n%{ endif ~}\n  name: zone-a # b\nkind: ENIConfig\nY",
        ],
    )
    def test_a_value_in_a_heredoc_points_at_its_line(self, lower: Lower, body: str) -> None:
        more = 'variable "labels" { default = "a: b\\nc: d\\n" }\nvariable "more" { default = false }\n'
        assert self.spans(lower, body, more) == [("zone-a", "name: zone-a # b")]

    def test_elsewhere_it_points_at_the_whole(self, lower: Lower) -> None:
        body = '"kind: ENIConfig\\nmetadata:\\n  name: zone-a\\n"'
        assert self.spans(lower, body) == [(body, f"yaml_body = {body}")]

    @pytest.mark.parametrize(
        ("body", "why"),
        [
            ("<<Y\nkind: ENIConfig\nmetadata:\n  name: a\n%{ if var.x }\n  labels: {}\n%{ endif }\nY", "variable x"),
            ("<<Y\nkind: ENIConfig\nmetadata:\n  name: a\n  ${var.x}\nY", "variable x"),
            ("<<Y\nkind: ENIConfig\nspec: {securityGroups: [%{ for s in var.x }${s},%{ endfor }]}\nY", "variable x"),
            ("<<Y\n${var.x}\nY", "variable x"),
            ("<<Y\nkind: ENIConfig\nmetadata: [\nY", "not valid YAML"),
        ],
    )
    def test_what_may_be_any_text_leaves_the_document_open(self, lower: Lower, body: str, why: str) -> None:
        text = f'variable "x" {{}}\n{CLUSTER}resource "kubectl_manifest" "e" {{\n  yaml_body = {body}\n}}\n'
        found = lower(text).eni_configs
        assert not found.known and found.rest is not None and why in found.rest.why

    def test_a_scalar_that_is_not_known_costs_itself_only(self, lower: Lower) -> None:
        body = (
            "<<Y\nkind: ENIConfig\nmetadata:\n  name: a\n  labels: ${jsonencode({ x = var.x })}\n"
            'spec:\n  subnet: "${var.x}"\n  securityGroups: ${jsonencode([var.x, "sg-2"])}\nY'
        )
        text = f'variable "x" {{}}\n{CLUSTER}resource "kubectl_manifest" "e" {{\n  yaml_body = {body}\n}}\n'
        (config,) = lower(text).eni_configs.known
        assert config.name == Known("a") and isinstance(config.subnet, Unknown | Subnet)
        assert config.security_groups == Bounds(2, 2)

    def test_a_document_beside_it_stays(self, lower: Lower) -> None:
        body = "<<Y\nkind: ENIConfig\nmetadata: {name: a}\n---\n%{ if var.x }\nkind: ENIConfig\n%{ endif }\nY"
        text = f'variable "x" {{}}\n{CLUSTER}resource "kubectl_manifest" "e" {{\n  yaml_body = {body}\n}}\n'
        found = lower(text).eni_configs
        assert [config.name for config in found.known] == [Known("a")] and found.rest is not None
