# cloudposse/eks-cluster/aws, major version 4: the cluster and its add-ons. docs/decisions/0016-more-stubs.md

locals {
  enabled    = module.this.enabled
  makes_role = local.enabled && var.create_eks_service_role
  role_arn   = local.makes_role ? one(aws_iam_role.default[*].arn) : var.eks_cluster_service_role_arn

  balances = var.auto_mode_elastic_load_balancing.enabled
  automatic = alltrue([
    var.auto_mode_compute_config.enabled, var.auto_mode_storage_config.block_storage.enabled, local.balances,
  ])
  bootstrap = var.bootstrap_self_managed_addons_enabled != null ? var.bootstrap_self_managed_addons_enabled : local.automatic ? false : null

  makes_key = local.enabled && var.cluster_encryption_config_enabled && var.cluster_encryption_config_kms_key_id == ""
  key_arn   = local.makes_key ? one(aws_kms_key.cluster[*].arn) : var.cluster_encryption_config_kms_key_id
}

module "label" {
  source  = "cloudposse/label/null"
  version = "0.25.0"

  attributes = var.cluster_attributes
  context    = module.this.context
}

data "aws_partition" "current" {
  count = local.enabled ? 1 : 0
}

resource "aws_eks_cluster" "default" {
  count = local.enabled ? 1 : 0

  name                          = module.label.id
  role_arn                      = local.role_arn
  version                       = var.kubernetes_version
  bootstrap_self_managed_addons = local.bootstrap

  vpc_config {
    subnet_ids              = var.subnet_ids
    security_group_ids      = var.associated_security_group_ids
    endpoint_private_access = var.endpoint_private_access
    endpoint_public_access  = var.endpoint_public_access
    public_access_cidrs     = var.public_access_cidrs
  }

  dynamic "kubernetes_network_config" {
    for_each = !var.kubernetes_network_ipv6_enabled && (var.service_ipv4_cidr != null || local.balances) ? [1] : []

    content {
      service_ipv4_cidr = var.service_ipv4_cidr

      dynamic "elastic_load_balancing" {
        for_each = local.balances ? [1] : []

        content {
          enabled = true
        }
      }
    }
  }

  dynamic "kubernetes_network_config" {
    for_each = var.kubernetes_network_ipv6_enabled ? [1] : []

    content {
      ip_family = "ipv6"

      dynamic "elastic_load_balancing" {
        for_each = local.balances ? [1] : []

        content {
          enabled = true
        }
      }
    }
  }

  dynamic "remote_network_config" {
    for_each = var.remote_network_config[*]

    content {
      remote_node_networks {
        cidrs = remote_network_config.value.remote_node_networks_cidrs
      }

      dynamic "remote_pod_networks" {
        for_each = remote_network_config.value.remote_pod_networks_cidrs == null ? [] : [1]

        content {
          cidrs = remote_network_config.value.remote_pod_networks_cidrs
        }
      }
    }
  }

  dynamic "compute_config" {
    for_each = var.auto_mode_compute_config.enabled ? [var.auto_mode_compute_config] : []

    content {
      enabled       = true
      node_pools    = compute_config.value.node_pools
      node_role_arn = compute_config.value.node_role_arn
    }
  }

  dynamic "storage_config" {
    for_each = var.auto_mode_storage_config.block_storage.enabled ? [1] : []

    content {
      block_storage {
        enabled = true
      }
    }
  }

  access_config {
    authentication_mode                         = var.access_config.authentication_mode
    bootstrap_cluster_creator_admin_permissions = var.access_config.bootstrap_cluster_creator_admin_permissions
  }

  tags = module.label.tags
}

resource "aws_eks_addon" "cluster" {
  for_each = { for addon in var.addons : addon.addon_name => addon if local.enabled }

  cluster_name             = one(aws_eks_cluster.default[*].name)
  addon_name               = each.key
  addon_version            = each.value.addon_version
  configuration_values     = each.value.configuration_values
  service_account_role_arn = each.value.service_account_role_arn

  tags = merge(module.label.tags, each.value.additional_tags)
}

# Who reaches the security group that EKS makes

locals {
  security_group_id = one(aws_eks_cluster.default[*].vpc_config[0].cluster_security_group_id)
  manages_rules     = local.enabled && var.managed_security_group_rules_enabled
}

resource "aws_vpc_security_group_ingress_rule" "managed_ingress_security_groups" {
  count = local.manages_rules ? length(var.allowed_security_group_ids) : 0

  security_group_id            = local.security_group_id
  ip_protocol                  = "-1"
  referenced_security_group_id = var.allowed_security_group_ids[count.index]
}

resource "aws_vpc_security_group_ingress_rule" "managed_ingress_cidr_blocks" {
  count = local.manages_rules ? length(var.allowed_cidr_blocks) : 0

  security_group_id = local.security_group_id
  ip_protocol       = "-1"
  cidr_ipv4         = var.allowed_cidr_blocks[count.index]
}

resource "aws_vpc_security_group_ingress_rule" "custom_ingress_rules" {
  for_each = { for rule in var.custom_ingress_rules : rule.source_security_group_id => rule }

  security_group_id            = local.security_group_id
  ip_protocol                  = each.value.protocol
  from_port                    = each.value.from_port
  to_port                      = each.value.to_port
  referenced_security_group_id = each.value.source_security_group_id
}
