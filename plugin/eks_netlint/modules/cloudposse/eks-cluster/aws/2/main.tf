# cloudposse/eks-cluster/aws, major versions 2 and 3: the cluster and its add-ons. docs/decisions/0016-more-stubs.md

locals {
  enabled    = module.this.enabled
  makes_role = local.enabled && var.create_eks_service_role
  role_arn   = local.makes_role ? one(aws_iam_role.default[*].arn) : var.eks_cluster_service_role_arn

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

  name     = module.label.id
  role_arn = local.role_arn
  version  = var.kubernetes_version

  vpc_config {
    subnet_ids              = var.subnet_ids
    security_group_ids      = concat(var.associated_security_group_ids, local.makes_group ? aws_security_group.default[*].id : [])
    endpoint_private_access = var.endpoint_private_access
    endpoint_public_access  = var.endpoint_public_access
    public_access_cidrs     = var.public_access_cidrs
  }

  dynamic "kubernetes_network_config" {
    for_each = var.kubernetes_network_ipv6_enabled ? [] : compact([var.service_ipv4_cidr])

    content {
      service_ipv4_cidr = kubernetes_network_config.value
    }
  }

  dynamic "kubernetes_network_config" {
    for_each = var.kubernetes_network_ipv6_enabled ? [1] : []

    content {
      ip_family = "ipv6"
    }
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

  tags = module.label.tags
}

# Who reaches the security group that EKS makes, and the one that the module may add to it

locals {
  security_group_id = one(aws_eks_cluster.default[*].vpc_config[0].cluster_security_group_id)
  manages_rules     = local.enabled && var.managed_security_group_rules_enabled
  makes_group       = local.enabled && var.create_security_group
  allowed_groups    = concat(var.allowed_security_groups, var.allowed_security_group_ids, var.workers_security_group_ids)
}

resource "aws_security_group_rule" "managed_ingress_security_groups" {
  count = local.manages_rules ? length(local.allowed_groups) : 0

  security_group_id        = local.security_group_id
  type                     = "ingress"
  protocol                 = "-1"
  from_port                = 0
  to_port                  = 65535
  source_security_group_id = local.allowed_groups[count.index]
}

resource "aws_security_group_rule" "managed_ingress_cidr_blocks" {
  count = local.manages_rules && length(var.allowed_cidr_blocks) > 0 ? 1 : 0

  security_group_id = local.security_group_id
  type              = "ingress"
  protocol          = "-1"
  from_port         = 0
  to_port           = 65535
  cidr_blocks       = var.allowed_cidr_blocks
}

resource "aws_security_group_rule" "custom_ingress_rules" {
  for_each = { for rule in var.custom_ingress_rules : rule.source_security_group_id => rule }

  security_group_id        = local.security_group_id
  type                     = "ingress"
  protocol                 = each.value.protocol
  from_port                = each.value.from_port
  to_port                  = each.value.to_port
  source_security_group_id = each.value.source_security_group_id
}

resource "aws_security_group" "default" {
  count = local.makes_group ? 1 : 0

  name   = module.label.id
  vpc_id = var.vpc_id
  tags   = module.label.tags
}

resource "aws_security_group_rule" "egress" {
  count = local.makes_group ? 1 : 0

  security_group_id = aws_security_group.default[0].id
  type              = "egress"
  protocol          = "-1"
  from_port         = 0
  to_port           = 0
  cidr_blocks       = ["0.0.0.0/0"]
}

resource "aws_security_group_rule" "ingress_workers" {
  count = local.makes_group ? length(var.workers_security_group_ids) : 0

  security_group_id        = aws_security_group.default[0].id
  type                     = "ingress"
  protocol                 = "-1"
  from_port                = 0
  to_port                  = 65535
  source_security_group_id = var.workers_security_group_ids[count.index]
}

resource "aws_security_group_rule" "ingress_security_groups" {
  count = local.makes_group ? length(var.allowed_security_groups) : 0

  security_group_id        = aws_security_group.default[0].id
  type                     = "ingress"
  protocol                 = "-1"
  from_port                = 0
  to_port                  = 65535
  source_security_group_id = var.allowed_security_groups[count.index]
}

resource "aws_security_group_rule" "ingress_cidr_blocks" {
  count = local.makes_group && length(var.allowed_cidr_blocks) > 0 ? 1 : 0

  security_group_id = aws_security_group.default[0].id
  type              = "ingress"
  protocol          = "-1"
  from_port         = 0
  to_port           = 65535
  cidr_blocks       = var.allowed_cidr_blocks
}
