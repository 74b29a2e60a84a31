# terraform-aws-modules/eks/aws, major version 18: what it makes of the network. docs/decisions/0003-module-stubs.md

data "aws_partition" "current" {}

locals {
  create   = var.create && var.putin_khuylo
  policies = "arn:${data.aws_partition.current.partition}:iam::aws:policy"

  role_arn                  = try(aws_iam_role.this[0].arn, var.iam_role_arn)
  cluster_security_group_id = local.make_cluster_group ? aws_security_group.cluster[0].id : var.cluster_security_group_id
}

resource "aws_eks_cluster" "this" {
  count = local.create ? 1 : 0

  name     = var.cluster_name
  role_arn = local.role_arn
  version  = var.cluster_version

  vpc_config {
    subnet_ids              = coalescelist(var.control_plane_subnet_ids, var.subnet_ids)
    security_group_ids      = compact(distinct(concat(var.cluster_additional_security_group_ids, [local.cluster_security_group_id])))
    endpoint_private_access = var.cluster_endpoint_private_access
    endpoint_public_access  = var.cluster_endpoint_public_access
    public_access_cidrs     = var.cluster_endpoint_public_access_cidrs
  }

  kubernetes_network_config {
    ip_family         = var.cluster_ip_family
    service_ipv4_cidr = var.cluster_service_ipv4_cidr
  }

  tags = merge(var.tags, var.cluster_tags)
}

# Add-ons: this major knows neither their configuration nor an order before the nodes

resource "aws_eks_addon" "this" {
  for_each = { for name, addon in var.cluster_addons : name => addon if local.create }

  cluster_name             = aws_eks_cluster.this[0].name
  addon_name               = try(each.value.name, each.key)
  addon_version            = lookup(each.value, "addon_version", null)
  service_account_role_arn = lookup(each.value, "service_account_role_arn", null)

  depends_on = [
    module.fargate_profile,
    module.eks_managed_node_group,
    module.self_managed_node_group,
  ]

  tags = var.tags
}
