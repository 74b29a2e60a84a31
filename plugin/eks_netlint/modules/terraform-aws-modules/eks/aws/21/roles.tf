# Roles, and what only the outputs need. A policy document says nothing of the network, so it is a placeholder.

locals {
  auto_mode_roles = try(var.compute_config.enabled, false) || var.create_auto_mode_iam_resources
  make_role       = local.create && var.create_iam_role
  make_auto_role  = local.create && var.create_node_iam_role && local.auto_mode_roles

  role_name      = coalesce(var.iam_role_name, "${var.name}-cluster")
  auto_role_name = coalesce(var.node_iam_role_name, "${var.name}-eks-auto")

  trust = jsonencode({ Version = "2012-10-17", Statement = [] })

  role_policies = merge(
    local.on_outpost && local.auto_mode_roles ? {} : {
      AmazonEKSClusterPolicy = local.on_outpost ? "AmazonEKSLocalOutpostClusterPolicy" : "AmazonEKSClusterPolicy"
    },
    local.on_outpost || !local.auto_mode_roles ? {} : {
      AmazonEKSComputePolicy       = "AmazonEKSComputePolicy"
      AmazonEKSBlockStoragePolicy  = "AmazonEKSBlockStoragePolicy"
      AmazonEKSLoadBalancingPolicy = "AmazonEKSLoadBalancingPolicy"
      AmazonEKSNetworkingPolicy    = "AmazonEKSNetworkingPolicy"
    },
  )
}

resource "aws_iam_role" "this" {
  count = local.make_role ? 1 : 0

  name               = var.iam_role_use_name_prefix ? null : local.role_name
  name_prefix        = var.iam_role_use_name_prefix ? "${local.role_name}${var.prefix_separator}" : null
  assume_role_policy = local.trust
}

resource "aws_iam_role_policy_attachment" "this" {
  for_each = { for key, name in local.role_policies : key => name if local.make_role }

  policy_arn = "${local.policies}/${each.value}"
  role       = aws_iam_role.this[0].name
}

resource "aws_iam_role_policy_attachment" "additional" {
  for_each = { for key, arn in var.iam_role_additional_policies : key => arn if local.make_role }

  policy_arn = each.value
  role       = aws_iam_role.this[0].name
}

resource "aws_iam_role" "eks_auto" {
  count = local.make_auto_role ? 1 : 0

  name               = var.node_iam_role_use_name_prefix ? null : local.auto_role_name
  name_prefix        = var.node_iam_role_use_name_prefix ? "${local.auto_role_name}-" : null
  assume_role_policy = local.trust
}

resource "aws_iam_policy" "cni_ipv6_policy" {
  count = var.create && var.create_cni_ipv6_iam_policy ? 1 : 0

  name   = "AmazonEKS_CNI_IPv6_Policy"
  policy = local.trust
}

resource "aws_iam_openid_connect_provider" "oidc_provider" {
  count = local.create && var.enable_irsa && !local.on_outpost ? 1 : 0

  client_id_list = distinct(compact(concat(["sts.amazonaws.com"], var.openid_connect_audiences)))
  url            = aws_eks_cluster.this[0].identity[0].oidc[0].issuer
}

resource "aws_eks_access_entry" "this" {
  for_each = { for name, entry in local.access_entries : name => entry if local.create }

  cluster_name      = aws_eks_cluster.this[0].id
  principal_arn     = each.value.principal_arn
  type              = try(each.value.type, null)
  kubernetes_groups = try(each.value.kubernetes_groups, null)
}

locals {
  admin_policy = "arn:${local.partition}:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy"

  access_entries = merge(
    { for name in ["cluster_creator"] : name => {
      type                = "STANDARD"
      principal_arn       = try(data.aws_caller_identity.current[0].arn, "")
      policy_associations = { admin = { policy_arn = local.admin_policy, access_scope = { type = "cluster" } } }
    } if var.enable_cluster_creator_admin_permissions },
    var.access_entries,
  )

  access_policies = merge([
    for entry, access in local.access_entries : {
      for name, policy in access.policy_associations : "${entry}_${name}" => {
        principal_arn = access.principal_arn
        policy_arn    = policy.policy_arn
        scope         = policy.access_scope
      }
    }
  ]...)
}

resource "aws_eks_access_policy_association" "this" {
  for_each = { for name, policy in local.access_policies : name => policy if local.create }

  cluster_name  = aws_eks_cluster.this[0].id
  principal_arn = each.value.principal_arn
  policy_arn    = each.value.policy_arn

  access_scope {
    type       = each.value.scope.type
    namespaces = try(each.value.scope.namespaces, null)
  }
}

resource "aws_eks_identity_provider_config" "this" {
  for_each = { for name, provider in coalesce(var.identity_providers, {}) : name => provider if local.create && !local.on_outpost }

  cluster_name = aws_eks_cluster.this[0].id

  oidc {
    client_id                     = each.value.client_id
    identity_provider_config_name = coalesce(each.value.identity_provider_config_name, each.key)
    issuer_url                    = each.value.issuer_url
  }
}

resource "aws_cloudwatch_log_group" "this" {
  count = local.create && var.create_cloudwatch_log_group ? 1 : 0

  name = "/aws/eks/${var.name}/cluster"
}

module "kms" {
  source = "./modules/_kms"

  create = local.create && var.create_kms_key && var.encryption_config != null && !local.on_outpost
}
