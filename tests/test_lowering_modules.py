"""Networks made by the well-known modules, read through our stubs: the way almost everybody writes a cluster."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import IPv4Network
from pathlib import Path

import pytest

from eks_netlint.frontends import terraform
from eks_netlint.lowering import aws
from eks_netlint.model.nouns import Cluster, Network, Subnet
from eks_netlint.values import Known, Truth

Lower = Callable[..., Network]

VPC = """
data "aws_availability_zones" "available" {}
locals {
  azs = slice(data.aws_availability_zones.available.names, 0, 3)
}
module "vpc" {
  source  = "terraform-aws-modules/vpc/aws"
  version = "~> 5.0"

  name = "net"
  cidr = "10.0.0.0/16"
  azs  = local.azs

  secondary_cidr_blocks = ["100.64.0.0/16"]

  private_subnets = concat(
    [for k, v in local.azs : cidrsubnet("10.0.0.0/16", 4, k)],
    [for k, v in local.azs : cidrsubnet("100.64.0.0/16", 2, k)],
  )
  public_subnets = [for k, v in local.azs : cidrsubnet("10.0.0.0/16", 8, k + 48)]
  intra_subnets  = [for k, v in local.azs : cidrsubnet("10.0.0.0/16", 8, k + 52)]

  enable_nat_gateway = true
  single_nat_gateway = true

  private_subnet_tags = { "kubernetes.io/role/internal-elb" = 1 }
}
"""

EKS = """
module "eks" {
  source  = "terraform-aws-modules/eks/aws"
  version = "%(version)s"

  %(cluster)s

  vpc_id                   = module.vpc.vpc_id
  subnet_ids               = slice(module.vpc.private_subnets, 0, 3)
  control_plane_subnet_ids = module.vpc.intra_subnets

  %(addons)s = {
    coredns = {}
    vpc-cni = {
      before_compute = %(before)s
      configuration_values = jsonencode({
        env = {
          AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG = "true"
          ENI_CONFIG_LABEL_DEF               = "topology.kubernetes.io/zone"
        }
      })
    }
  }

  eks_managed_node_groups = {
    initial = {
      instance_types = ["m5.large"]
      min_size       = 1
      max_size       = 7
      desired_size   = 2
    }
  }
  self_managed_node_groups = {
    other = {
      instance_type = "c5.large"
      min_size      = 0
      max_size      = 4
      desired_size  = 1
    }
  }
}

resource "kubectl_manifest" "eni_config" {
  for_each = zipmap(local.azs, slice(module.vpc.private_subnets, 3, 6))
  yaml_body = yamlencode({
    apiVersion = "crd.k8s.amazonaws.com/v1alpha1"
    kind       = "ENIConfig"
    metadata   = { name = each.key }
    spec = {
      securityGroups = [module.eks.cluster_primary_security_group_id, module.eks.node_security_group_id]
      subnet         = each.value
    }
  })
}
"""

OLD = 'cluster_name    = "prod"\n  cluster_version = "1.31"'
NEW = 'name               = "prod"\n  kubernetes_version = "1.31"'


@pytest.fixture
def lower(tmp_path: Path) -> Lower:
    def lower(text: str) -> Network:
        (tmp_path / "main.tf").write_text(text)
        (root,) = terraform.load(tmp_path).roots
        return aws.lower(root.name, root.resources)

    return lower


def eks(version: str, before: str = "true") -> str:
    new = version.startswith("~> 21")
    names = {"cluster": NEW if new else OLD, "addons": "addons" if new else "cluster_addons"}
    return VPC + EKS % {"version": version, "before": before, **names}


def test_subnets_of_the_vpc_module(lower: Lower) -> None:
    network = lower(VPC)
    (vpc,) = network.vpcs
    assert [r.value for r in vpc.cidrs.known] == [IPv4Network("10.0.0.0/16"), IPv4Network("100.64.0.0/16")]
    by_kind = {
        kind: [s for s in network.subnets if f".{kind}[" in s.address] for kind in ("private", "public", "intra")
    }
    assert [len(found) for found in by_kind.values()] == [6, 3, 3]
    for kind, route in (("private", "nat"), ("public", "igw"), ("intra", "none")):
        assert all(s.default_route == Known(route) for s in by_kind[kind]), kind
    first, fourth = by_kind["private"][0], by_kind["private"][3]
    assert isinstance(first.zone, Known) and isinstance(fourth.zone, Known)
    assert first.zone.value.same(fourth.zone.value) is Truth.YES
    assert fourth.cidr == Known(IPv4Network("100.64.0.0/18"))
    assert first.tags.value("kubernetes.io/role/internal-elb") == Known("1")
    assert first.span.path == "main.tf" and "module" in first.span.text


@pytest.mark.parametrize("version", ["~> 19.0", "~> 20.0", "~> 21.0"])
def test_cluster_of_the_eks_module(lower: Lower, version: str) -> None:
    network = lower(eks(version))
    (cluster,) = network.clusters
    assert cluster.name == Known("prod") and cluster.version == Known("1.31")
    assert [s.address for s in cluster.subnets.known] == [f"module.vpc.aws_subnet.intra[{i}]" for i in range(3)]
    cni = cluster.cni
    assert cni.address == 'module.eks.aws_eks_addon.before_compute["vpc-cni"]'
    assert cni.before_compute == Known(True) and cni.version == Known(None) and cni.runs is Truth.YES
    assert dict(cni.env) == {
        "AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG": Known("true"),
        "ENI_CONFIG_LABEL_DEF": Known("topology.kubernetes.io/zone"),
    }
    span = cni.env["ENI_CONFIG_LABEL_DEF"].span
    assert span is not None and span.path == "main.tf" and "topology" in span.text
    assert cluster.endpoint_private == Known(True) and cluster.endpoint_public == Known(False)


@pytest.mark.parametrize("version", ["~> 19.0", "~> 20.0", "~> 21.0"])
def test_node_groups_of_the_eks_module(lower: Lower, version: str) -> None:
    managed, other = lower(eks(version)).node_groups
    assert managed.address == 'module.eks.module.eks_managed_node_group["initial"].aws_eks_node_group.this[0]'
    assert (
        managed.kind == "managed"
        and managed.max_size == Known(7)
        and managed.instance_types.known == (Known("m5.large"),)
    )
    assert managed.max_size.span is not None and managed.max_size.span.text == "7"
    assert managed.custom_ami == Known(False) and managed.max_pods.pods == Known(None)
    assert isinstance(managed.ami_family, Known) and managed.ami_family.value in ("AL2", "AL2023")
    assert managed.surge is not None and managed.surge.max_unavailable_percentage == Known(33)
    assert other.kind == "self-managed" and other.max_size == Known(4) and isinstance(other.cluster, Cluster)
    assert other.instance_types.known == (Known("c5.large"),) and other.max_pods.pods == Known(None)
    for group in (managed, other):
        assert [s.address for s in group.subnets.known] == [f"module.vpc.aws_subnet.private[{i}]" for i in range(3)]
        assert group.span.path == "main.tf"


def test_an_add_on_after_the_nodes(lower: Lower) -> None:
    cni = lower(eks("~> 20.0", "false")).clusters[0].cni
    assert cni.before_compute == Known(False) and cni.address == 'module.eks.aws_eks_addon.this["vpc-cni"]'


def test_eni_configs_by_zipmap(lower: Lower) -> None:
    network = lower(eks("~> 20.0"))
    assert network.eni_configs.complete
    for index, config in enumerate(network.eni_configs.known):
        assert isinstance(config.subnet, Subnet)
        assert config.subnet.address == f"module.vpc.aws_subnet.private[{index + 3}]"
        assert config.zone is not None and isinstance(config.subnet.zone, Known)
        assert config.zone.same(config.subnet.zone.value) is Truth.YES
        assert isinstance(config.cluster, Cluster)


def test_a_filter_by_prefix_tells_subnets_apart(lower: Lower) -> None:
    text = eks("~> 20.0").replace(
        "slice(module.vpc.private_subnets, 0, 3)",
        """compact([for id, cidr in zipmap(module.vpc.private_subnets, module.vpc.private_subnets_cidr_blocks) :
          substr(cidr, 0, 4) == "100." ? id : null])""",
    )
    group = lower(text).node_groups[0]
    assert {s.address for s in group.subnets.known} == {f"module.vpc.aws_subnet.private[{i}]" for i in (3, 4, 5)}
    assert group.subnets.complete


def test_two_clusters_keep_their_own(lower: Lower) -> None:
    one = eks("~> 20.0")
    two = EKS % {"version": "~> 20.0", "before": "true", "cluster": OLD, "addons": "cluster_addons"}
    two = (
        two.replace('module "eks"', 'module "eks_b"')
        .replace('"prod"', '"test"')
        .replace("module.eks.", "module.eks_b.")
    )
    two = two.replace('"eni_config"', '"eni_config_b"').replace("max_size       = 7", "max_size = 9")
    network = lower(one + two)
    assert [c.name for c in network.clusters] == [Known("prod"), Known("test")]
    for group in network.node_groups:
        assert isinstance(group.cluster, Cluster)
        assert group.cluster.address.split(".aws_eks")[0] == ".".join(group.address.split(".")[:2])
    # manifests stand at the top, beside both: the security groups they name say whose they are
    for config in network.eni_configs.known:
        expected = "module.eks_b." if "eni_config_b" in config.address else "module.eks."
        assert isinstance(config.cluster, Cluster) and config.cluster.address.startswith(expected)
