# terraform-aws-modules/eks/aws, major version 20: what it makes of the network. docs/decisions/0003-module-stubs.md

data "aws_partition" "current" {
  count = local.create ? 1 : 0
}

data "aws_caller_identity" "current" {
  count = local.create ? 1 : 0
}

locals {
  create     = var.create && var.putin_khuylo
  on_outpost = length(var.outpost_config) > 0
  auto_mode  = try(var.cluster_compute_config.enabled, false)
  policies   = "arn:${try(data.aws_partition.current[0].partition, "")}:iam::aws:policy"

  role_arn                  = try(aws_iam_role.this[0].arn, var.iam_role_arn)
  cluster_security_group_id = local.make_cluster_group ? aws_security_group.cluster[0].id : var.cluster_security_group_id
}

resource "aws_eks_cluster" "this" {
  count = local.create ? 1 : 0

  name     = var.cluster_name
  role_arn = local.role_arn
  version  = var.cluster_version

  bootstrap_self_managed_addons = local.auto_mode ? coalesce(var.bootstrap_self_managed_addons, false) : var.bootstrap_self_managed_addons

  vpc_config {
    subnet_ids              = coalescelist(var.control_plane_subnet_ids, var.subnet_ids)
    security_group_ids      = compact(distinct(concat(var.cluster_additional_security_group_ids, [local.cluster_security_group_id])))
    endpoint_private_access = var.cluster_endpoint_private_access
    endpoint_public_access  = var.cluster_endpoint_public_access
    public_access_cidrs     = var.cluster_endpoint_public_access_cidrs
  }

  dynamic "kubernetes_network_config" {
    for_each = local.on_outpost ? [] : [1]

    content {
      ip_family         = var.cluster_ip_family
      service_ipv4_cidr = var.cluster_service_ipv4_cidr
      service_ipv6_cidr = var.cluster_service_ipv6_cidr

      dynamic "elastic_load_balancing" {
        for_each = local.auto_mode ? [1] : []

        content {
          enabled = true
        }
      }
    }
  }

  dynamic "compute_config" {
    for_each = length(var.cluster_compute_config) > 0 ? [var.cluster_compute_config] : []

    content {
      enabled       = local.auto_mode
      node_pools    = local.auto_mode ? try(compute_config.value.node_pools, []) : null
      node_role_arn = local.auto_mode && length(try(compute_config.value.node_pools, [])) > 0 ? try(compute_config.value.node_role_arn, aws_iam_role.eks_auto[0].arn, null) : null
    }
  }

  dynamic "storage_config" {
    for_each = local.auto_mode ? [1] : []

    content {
      block_storage {
        enabled = true
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
    for_each = length(var.cluster_remote_network_config) > 0 && !local.on_outpost ? [var.cluster_remote_network_config] : []

    content {
      dynamic "remote_node_networks" {
        for_each = [remote_network_config.value.remote_node_networks]

        content {
          cidrs = remote_node_networks.value.cidrs
        }
      }

      dynamic "remote_pod_networks" {
        for_each = try([remote_network_config.value.remote_pod_networks], [])

        content {
          cidrs = remote_pod_networks.value.cidrs
        }
      }
    }
  }

  tags = merge({ terraform-aws-modules = "eks" }, var.tags, var.cluster_tags)
}

# Add-ons

locals {
  addons = { for name, addon in var.cluster_addons : name => addon if local.create && !local.on_outpost }
}

data "aws_eks_addon_version" "this" {
  for_each = local.addons

  addon_name         = try(each.value.name, each.key)
  kubernetes_version = coalesce(var.cluster_version, aws_eks_cluster.this[0].version)
  most_recent        = try(each.value.most_recent, null)
}

resource "aws_eks_addon" "this" {
  for_each = { for name, addon in local.addons : name => addon if !try(addon.before_compute, false) }

  cluster_name             = aws_eks_cluster.this[0].id
  addon_name               = try(each.value.name, each.key)
  addon_version            = coalesce(try(each.value.addon_version, null), data.aws_eks_addon_version.this[each.key].version)
  configuration_values     = try(each.value.configuration_values, null)
  service_account_role_arn = try(each.value.service_account_role_arn, null)

  depends_on = [
    module.fargate_profile,
    module.eks_managed_node_group,
    module.self_managed_node_group,
  ]

  tags = merge(var.tags, try(each.value.tags, {}))
}

resource "aws_eks_addon" "before_compute" {
  for_each = { for name, addon in local.addons : name => addon if try(addon.before_compute, false) }

  cluster_name             = aws_eks_cluster.this[0].id
  addon_name               = try(each.value.name, each.key)
  addon_version            = coalesce(try(each.value.addon_version, null), data.aws_eks_addon_version.this[each.key].version)
  configuration_values     = try(each.value.configuration_values, null)
  service_account_role_arn = try(each.value.service_account_role_arn, null)

  tags = merge(var.tags, try(each.value.tags, {}))
}
