# terraform-aws-modules/eks/aws, major version 17: what it makes of the network. docs/decisions/0003-module-stubs.md

data "aws_partition" "current" {}

locals {
  policies = "arn:${data.aws_partition.current.partition}:iam::aws:policy"

  cluster_name                      = coalescelist(aws_eks_cluster.this[*].name, [""])[0]
  cluster_endpoint                  = coalescelist(aws_eks_cluster.this[*].endpoint, [""])[0]
  cluster_auth_base64               = coalescelist(aws_eks_cluster.this[*].certificate_authority[0].data, [""])[0]
  cluster_primary_security_group_id = coalescelist(aws_eks_cluster.this[*].vpc_config[0].cluster_security_group_id, [""])[0]

  cluster_security_group_id = var.cluster_create_security_group ? join("", aws_security_group.cluster[*].id) : var.cluster_security_group_id
  worker_security_group_id  = var.worker_create_security_group ? join("", aws_security_group.workers[*].id) : var.worker_security_group_id
}

resource "aws_eks_cluster" "this" {
  count = var.create_eks ? 1 : 0

  name     = var.cluster_name
  role_arn = local.cluster_iam_role_arn
  version  = var.cluster_version

  vpc_config {
    subnet_ids              = var.subnets
    security_group_ids      = compact([local.cluster_security_group_id])
    endpoint_private_access = var.cluster_endpoint_private_access
    endpoint_public_access  = var.cluster_endpoint_public_access
    public_access_cidrs     = var.cluster_endpoint_public_access_cidrs
  }

  kubernetes_network_config {
    service_ipv4_cidr = var.cluster_service_ipv4_cidr
  }

  tags = merge(var.tags, var.cluster_tags)
}

module "node_groups" {
  source = "./modules/node_groups"

  create_eks = var.create_eks

  cluster_name        = local.cluster_name
  cluster_endpoint    = local.cluster_endpoint
  cluster_auth_base64 = local.cluster_auth_base64

  default_iam_role_arn                 = coalescelist(aws_iam_role.workers[*].arn, [""])[0]
  workers_group_defaults               = local.group_defaults
  worker_security_group_id             = local.worker_security_group_id
  worker_additional_security_group_ids = var.worker_additional_security_group_ids
  node_groups_defaults                 = var.node_groups_defaults
  node_groups                          = var.node_groups

  tags = var.tags
}

module "fargate" {
  source = "./modules/fargate"

  create_eks                        = var.create_eks
  create_fargate_pod_execution_role = var.create_fargate_pod_execution_role
  fargate_pod_execution_role_name   = var.fargate_pod_execution_role_name

  cluster_name     = local.cluster_name
  subnets          = coalescelist(var.fargate_subnets, var.subnets, [""])
  fargate_profiles = var.fargate_profiles

  tags = var.tags
}
