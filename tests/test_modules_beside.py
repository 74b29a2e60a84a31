"""What is called beside vpc and eks, and takes addresses of their subnets: seen through our stubs."""

from __future__ import annotations

from pathlib import Path

import pytest

from eks_netlint.analysis import Options, analyse
from eks_netlint.frontends import terraform
from eks_netlint.lowering import aws
from eks_netlint.model.nouns import Taker

VPC = """
module "vpc" {
  source           = "terraform-aws-modules/vpc/aws"
  version          = "~> 5.0"
  name             = "net"
  cidr             = "10.0.0.0/16"
  azs              = ["eu-west-1a", "eu-west-1b"]
  private_subnets  = ["10.0.0.0/24", "10.0.1.0/24"]
  database_subnets = ["10.0.2.0/28", "10.0.2.16/28"]
}
"""

PRIVATE = ["module.vpc.aws_subnet.private[0]", "module.vpc.aws_subnet.private[1]"]
DATABASE = ["module.vpc.aws_subnet.database[0]", "module.vpc.aws_subnet.database[1]"]


def takers(directory: Path, source: str, version: str, arguments: str) -> list[Taker]:
    """What the called module takes from subnets."""
    call = f'module "it" {{\n  source  = "{source}"\n  version = "{version}"\n{arguments}}}\n'
    (directory / "main.tf").write_text(VPC + call, encoding="utf-8")
    loaded = terraform.load(directory, [directory])
    assert loaded.problems == ()
    network = aws.lower("main", loaded.roots[0].resources)
    return [taker for taker in network.takers if taker.address.startswith("module.it.")]


def places(taker: Taker) -> list[str]:
    assert taker.subnets.rest is None
    return [subnet.address for subnet in taker.subnets.known]


def each(taker: Taker) -> tuple[int, int | None]:
    return taker.each.low, taker.each.high


@pytest.mark.parametrize("version", ["~> 3.0", "~> 4.0", "~> 5.0", "~> 6.0"])
def test_endpoints(version: str, tmp_path: Path) -> None:
    arguments = """
  vpc_id     = module.vpc.vpc_id
  subnet_ids = module.vpc.private_subnets
  endpoints = {
    ecr_api = { service = "ecr.api" }
    s3      = { service = "s3", service_type = "Gateway", route_table_ids = module.vpc.private_route_table_ids }
  }
"""
    source = "terraform-aws-modules/vpc/aws//modules/vpc-endpoints"
    (found,) = takers(tmp_path, source, version, arguments)
    assert (found.kind, found.address) == ("interface endpoint", 'module.it.aws_vpc_endpoint.this["ecr_api"]')
    assert (places(found), each(found)) == (PRIVATE, (1, 1))


@pytest.mark.parametrize("version", ["~> 5.0", "~> 6.0", "~> 7.0"])
def test_a_database_in_the_subnet_group_of_the_vpc(version: str, tmp_path: Path) -> None:
    arguments = """
  identifier           = "orders"
  engine               = "postgres"
  multi_az             = true
  db_subnet_group_name = module.vpc.database_subnet_group_name
"""
    (found,) = takers(tmp_path, "terraform-aws-modules/rds/aws", version, arguments)
    assert (found.kind, found.address) == ("RDS instance", "module.it.module.db_instance.aws_db_instance.this[0]")
    assert (places(found), each(found)) == (DATABASE, (0, 2))


def test_a_database_in_a_subnet_group_of_its_own(tmp_path: Path) -> None:
    arguments = """
  identifier             = "orders"
  engine                 = "postgres"
  create_db_subnet_group = true
  subnet_ids             = [module.vpc.private_subnets[0]]
"""
    (found,) = takers(tmp_path, "terraform-aws-modules/rds/aws", "~> 6.0", arguments)
    assert (places(found), each(found)) == (PRIVATE[:1], (1, 1))


@pytest.mark.parametrize("version", ["~> 7.0", "~> 8.0", "~> 9.0"])
def test_a_cluster_of_databases(version: str, tmp_path: Path) -> None:
    arguments = """
  name                   = "orders"
  engine                 = "aurora-postgresql"
  create_db_subnet_group = true
  subnets                = module.vpc.database_subnets
  instances              = { one = {}, two = {} }
"""
    found = takers(tmp_path, "terraform-aws-modules/rds-aurora/aws", version, arguments)
    assert [taker.address for taker in found] == [
        'module.it.aws_rds_cluster_instance.this["one"]',
        'module.it.aws_rds_cluster_instance.this["two"]',
    ]
    assert [(places(taker), each(taker)) for taker in found] == [(DATABASE, (0, 1))] * 2


def test_a_cache(tmp_path: Path) -> None:
    arguments = """
  replication_group_id    = "sessions"
  cluster_mode_enabled    = true
  num_node_groups         = 2
  replicas_per_node_group = 1
  subnet_ids              = module.vpc.private_subnets
"""
    (found,) = takers(tmp_path, "terraform-aws-modules/elasticache/aws", "~> 1.0", arguments)
    assert (found.kind, places(found), each(found)) == ("ElastiCache node", PRIVATE, (0, 4))


@pytest.mark.parametrize("version", ["~> 9.0", "~> 10.0"])
@pytest.mark.parametrize(("kind", "least", "most"), [("application", 1, 8), ("network", 1, 1)])
def test_a_load_balancer(kind: str, least: int, most: int, version: str, tmp_path: Path) -> None:
    arguments = f"""
  name               = "web"
  load_balancer_type = "{kind}"
  vpc_id             = module.vpc.vpc_id
  subnets            = module.vpc.private_subnets
"""
    (found,) = takers(tmp_path, "terraform-aws-modules/alb/aws", version, arguments)
    assert (found.kind, found.address) == ("load balancer", "module.it.aws_lb.this[0]")
    assert (places(found), each(found)) == (PRIVATE, (least, most))


def test_a_load_balancer_mapped_to_subnets(tmp_path: Path) -> None:
    arguments = """
  load_balancer_type = "network"
  subnet_mapping     = [for subnet in module.vpc.private_subnets : { subnet_id = subnet }]
"""
    (found,) = takers(tmp_path, "terraform-aws-modules/alb/aws", "~> 9.0", arguments)
    assert (places(found), each(found)) == (PRIVATE, (1, 1))


@pytest.mark.parametrize("version", ["~> 1.0", "~> 2.0"])
def test_mount_targets_of_a_file_system(version: str, tmp_path: Path) -> None:
    arguments = """
  name = "files"
  mount_targets = {
    for zone, subnet in zipmap(["a", "b"], module.vpc.private_subnets) : zone => { subnet_id = subnet }
  }
"""
    found = takers(tmp_path, "terraform-aws-modules/efs/aws", version, arguments)
    assert [(taker.kind, places(taker), each(taker)) for taker in found] == [
        ("EFS mount target", PRIVATE[:1], (1, 1)),
        ("EFS mount target", PRIVATE[1:], (1, 1)),
    ]


def test_a_security_group_takes_nothing(tmp_path: Path) -> None:
    arguments = '  name = "web"\n  vpc_id = module.vpc.vpc_id\n  ingress_rules = ["http-80-tcp"]\n'
    assert takers(tmp_path, "terraform-aws-modules/security-group/aws", "~> 5.0", arguments) == []


CLUSTER = """
module "eks" {
  source          = "terraform-aws-modules/eks/aws"
  version         = "~> 20.0"
  cluster_name    = "main"
  cluster_version = "1.30"
  vpc_id          = module.vpc.vpc_id
  subnet_ids      = module.vpc.private_subnets

  cluster_addons = {
    vpc-cni = {
      service_account_role_arn = ROLE
      configuration_values     = jsonencode({ env = { WARM_IP_TARGET = "2", MINIMUM_IP_TARGET = "10" } })
    }
  }
  eks_managed_node_groups = { app = { instance_types = ["m5.large"], max_size = 40 } }
}
"""

ROLES = """
module "role" {
  source                = "terraform-aws-modules/iam/aws//modules/iam-role-for-service-accounts-eks"
  version               = "~> 5.0"
  role_name             = "cni"
  attach_vpc_cni_policy = true
  vpc_cni_enable_ipv4   = true
}

module "identity" {
  source       = "terraform-aws-modules/eks-pod-identity/aws"
  version      = "~> 1.0"
  name         = "cni"
  associations = { main = { cluster_name = module.eks.cluster_name } }
}
"""


def judged(directory: Path, text: str) -> tuple[list[str], list[str]]:
    """What every rule says of a text: findings, and what is undecided and why."""
    directory.mkdir()
    (directory / "main.tf").write_text(text, encoding="utf-8")
    report = analyse([directory], Options(tree=directory))
    assert report.problems == ()
    findings = [f"{finding.rule} {finding.message}" for finding in report.findings]
    return sorted(findings), sorted(f"{undecided.rule} {undecided.why}" for undecided in report.undecided)


def test_modules_that_make_roles_make_nothing_unknown(tmp_path: Path) -> None:
    """They have no stub and need none: whose role something runs under bears on no rule."""
    alone = judged(tmp_path / "alone", VPC + CLUSTER.replace("ROLE", '"arn:aws:iam::111122223333:role/cni"'))
    beside = judged(tmp_path / "beside", VPC + CLUSTER.replace("ROLE", "module.role.iam_role_arn") + ROLES)
    lines = [[one for one in each[0] if "EKN501" not in one] for each in (beside, alone)]  # a module may mend a way out
    assert lines[0] == lines[1]
    assert alone[0] != []


def test_a_number_that_a_module_gives_stands_at_the_call_of_that_module(tmp_path: Path) -> None:
    """The largest size is a default of the eks module: its line must not point at the vpc."""
    cluster = """
module "cluster" {
  source     = "terraform-aws-modules/eks/aws"
  version    = "~> 20.0"
  vpc_id     = module.vpc.vpc_id
  subnet_ids = module.vpc.private_subnets
  eks_managed_node_groups = {
    a = { instance_types = ["m5.8xlarge"] }
  }
}
"""
    (tmp_path / "main.tf").write_text(VPC + cluster, encoding="utf-8")
    report = analyse([tmp_path], Options(tree=tmp_path))
    found = next(one for one in report.findings if one.sum and one.resource == PRIVATE[0])
    call = 1 + (VPC + cluster).splitlines().index('module "cluster" {')
    nodes = [line for line in found.sum if "m5.8xlarge" in line.label]
    assert nodes
    assert {None if line.span is None else line.span.line for line in nodes} == {call}
    (there,) = (line for line in found.sum if line.role == "available")
    assert there.span is not None
    assert there.span.line < call
