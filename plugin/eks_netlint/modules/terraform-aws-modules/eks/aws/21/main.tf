# terraform-aws-modules/eks/aws, major version 21: what it makes of the network. docs/decisions/0003-module-stubs.md

data "aws_partition" "current" {
  count = local.create ? 1 : 0
}

data "aws_caller_identity" "current" {
  count = local.create ? 1 : 0
}

locals {
  create     = var.create && var.putin_khuylo
  on_outpost = var.outpost_config != null
  account_id = try(data.aws_caller_identity.current[0].account_id, "")
  partition  = try(data.aws_partition.current[0].partition, "")
  policies   = "arn:${local.partition}:iam::aws:policy"

  role_arn          = try(aws_iam_role.this[0].arn, var.iam_role_arn)
  security_group_id = local.make_cluster_group ? aws_security_group.cluster[0].id : var.security_group_id
}

resource "aws_eks_cluster" "this" {
  count = local.create ? 1 : 0

  name     = var.name
  role_arn = local.role_arn
  version  = var.kubernetes_version

  bootstrap_self_managed_addons = false

  vpc_config {
    subnet_ids              = coalescelist(var.control_plane_subnet_ids, var.subnet_ids)
    security_group_ids      = compact(distinct(concat(var.additional_security_group_ids, [local.security_group_id])))
    endpoint_private_access = var.endpoint_private_access
    endpoint_public_access  = var.endpoint_public_access
    public_access_cidrs     = var.endpoint_public_access_cidrs
  }

  dynamic "kubernetes_network_config" {
    for_each = local.on_outpost ? [] : [1]

    content {
      ip_family         = var.ip_family
      service_ipv4_cidr = var.service_ipv4_cidr
      service_ipv6_cidr = var.service_ipv6_cidr

      dynamic "elastic_load_balancing" {
        for_each = var.compute_config != null ? [var.compute_config] : []

        content {
          enabled = elastic_load_balancing.value.enabled
        }
      }
    }
  }

  dynamic "compute_config" {
    for_each = var.compute_config != null ? [var.compute_config] : []

    content {
      enabled       = compute_config.value.enabled
      node_pools    = compute_config.value.node_pools
      node_role_arn = compute_config.value.node_pools != null ? try(aws_iam_role.eks_auto[0].arn, compute_config.value.node_role_arn) : null
    }
  }

  dynamic "storage_config" {
    for_each = var.compute_config != null ? [var.compute_config] : []

    content {
      block_storage {
        enabled = storage_config.value.enabled
      }
    }
  }

  dynamic "outpost_config" {
    for_each = local.on_outpost ? [var.outpost_config] : []

    content {
      control_plane_instance_type = outpost_config.value.control_plane_instance_type
      outpost_arns                = outpost_config.value.outpost_arns
    }
  }

  dynamic "remote_network_config" {
    for_each = var.remote_network_config != null && !local.on_outpost ? [var.remote_network_config] : []

    content {
      dynamic "remote_node_networks" {
        for_each = [remote_network_config.value.remote_node_networks]

        content {
          cidrs = remote_node_networks.value.cidrs
        }
      }

      dynamic "remote_pod_networks" {
        for_each = remote_network_config.value.remote_pod_networks != null ? [remote_network_config.value.remote_pod_networks] : []

        content {
          cidrs = remote_pod_networks.value.cidrs
        }
      }
    }
  }

  tags = merge(var.tags, var.cluster_tags)
}

# Add-ons

locals {
  addons = { for name, addon in coalesce(var.addons, {}) : name => addon if local.create && !local.on_outpost }
}

data "aws_eks_addon_version" "this" {
  for_each = local.addons

  addon_name         = coalesce(each.value.name, each.key)
  kubernetes_version = coalesce(var.kubernetes_version, aws_eks_cluster.this[0].version)
  most_recent        = each.value.most_recent
}

resource "aws_eks_addon" "this" {
  for_each = { for name, addon in local.addons : name => addon if !addon.before_compute }

  cluster_name             = aws_eks_cluster.this[0].id
  addon_name               = coalesce(each.value.name, each.key)
  addon_version            = coalesce(each.value.addon_version, data.aws_eks_addon_version.this[each.key].version)
  configuration_values     = each.value.configuration_values
  service_account_role_arn = each.value.service_account_role_arn

  depends_on = [
    module.fargate_profile,
    module.eks_managed_node_group,
    module.self_managed_node_group,
  ]

  tags = merge(var.tags, each.value.tags)
}

resource "aws_eks_addon" "before_compute" {
  for_each = { for name, addon in local.addons : name => addon if addon.before_compute }

  cluster_name             = aws_eks_cluster.this[0].id
  addon_name               = coalesce(each.value.name, each.key)
  addon_version            = coalesce(each.value.addon_version, data.aws_eks_addon_version.this[each.key].version)
  configuration_values     = each.value.configuration_values
  service_account_role_arn = each.value.service_account_role_arn

  tags = merge(var.tags, each.value.tags)
}
