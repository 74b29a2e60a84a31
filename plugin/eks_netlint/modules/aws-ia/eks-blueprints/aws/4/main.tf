# aws-ia/eks-blueprints, major version 4: a cluster of terraform-aws-modules/eks with groups of its own.
# docs/decisions/0016-more-stubs.md

module "aws_eks" {
  source  = "terraform-aws-modules/eks/aws"
  version = "18.29.1"

  create           = var.create_eks
  cluster_name     = var.cluster_name
  cluster_version  = var.cluster_version
  cluster_timeouts = var.cluster_timeouts

  create_iam_role          = var.create_iam_role
  iam_role_arn             = var.iam_role_arn
  iam_role_use_name_prefix = false
  iam_role_name            = var.iam_role_name != null ? var.iam_role_name : "${var.cluster_name}-cluster-role"
  iam_role_path            = var.iam_role_path

  vpc_id                               = var.vpc_id
  subnet_ids                           = var.private_subnet_ids
  control_plane_subnet_ids             = var.control_plane_subnet_ids
  cluster_endpoint_private_access      = var.cluster_endpoint_private_access
  cluster_endpoint_public_access       = var.cluster_endpoint_public_access
  cluster_endpoint_public_access_cidrs = var.cluster_endpoint_public_access_cidrs
  cluster_ip_family                    = var.cluster_ip_family
  cluster_service_ipv4_cidr            = var.cluster_service_ipv4_cidr

  create_cluster_security_group           = var.create_cluster_security_group
  cluster_security_group_id               = var.cluster_security_group_id
  cluster_security_group_name             = var.cluster_security_group_name
  cluster_security_group_use_name_prefix  = var.cluster_security_group_use_name_prefix
  cluster_security_group_description      = var.cluster_security_group_description
  cluster_additional_security_group_ids   = var.cluster_additional_security_group_ids
  cluster_security_group_additional_rules = var.cluster_security_group_additional_rules
  cluster_security_group_tags             = var.cluster_security_group_tags

  create_node_security_group           = var.create_node_security_group
  node_security_group_name             = var.node_security_group_name
  node_security_group_use_name_prefix  = var.node_security_group_use_name_prefix
  node_security_group_description      = var.node_security_group_description
  node_security_group_additional_rules = var.node_security_group_additional_rules
  node_security_group_tags             = var.node_security_group_tags

  enable_irsa                 = var.enable_irsa
  create_cloudwatch_log_group = var.create_cloudwatch_log_group

  tags = var.tags
}

data "aws_region" "current" {}

locals {
  # The tags of a self-managed group say whose it is: by the name, which is known before the cluster's id.
  group_context = {
    eks_cluster_id     = module.aws_eks.cluster_id
    cluster_name       = var.cluster_name
    cluster_version    = var.cluster_version
    private_subnet_ids = var.private_subnet_ids
    public_subnet_ids  = var.public_subnet_ids
    worker_security_group_ids = length(var.self_managed_node_groups) + length(var.managed_node_groups) > 0 ? concat(
      [module.aws_eks.node_security_group_id], var.worker_additional_security_group_ids,
    ) : []
    iam_role_path = var.iam_role_path
    tags          = var.tags
  }
}

module "aws_eks_managed_node_groups" {
  source   = "./modules/aws-eks-managed-node-groups"
  for_each = var.managed_node_groups

  managed_ng = each.value
  context    = local.group_context
}

module "aws_eks_self_managed_node_groups" {
  source   = "./modules/aws-eks-self-managed-node-groups"
  for_each = var.self_managed_node_groups

  self_managed_ng = each.value
  context         = local.group_context
}

module "aws_eks_fargate_profiles" {
  source   = "./modules/aws-eks-fargate-profiles"
  for_each = var.fargate_profiles

  fargate_profile = each.value
  context         = local.group_context
}
