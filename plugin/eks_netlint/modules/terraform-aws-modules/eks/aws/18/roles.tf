# Roles, and what only the outputs need. A policy document says nothing of the network, so it is a placeholder.

locals {
  make_role = local.create && var.create_iam_role

  role_name = coalesce(var.iam_role_name, "${var.cluster_name}-cluster")

  trust = jsonencode({ Version = "2012-10-17", Statement = [] })

  role_policies = toset(compact(concat(
    ["${local.policies}/AmazonEKSClusterPolicy", "${local.policies}/AmazonEKSVPCResourceController"],
    var.iam_role_additional_policies,
  )))
}

resource "aws_iam_role" "this" {
  count = local.make_role ? 1 : 0

  name               = var.iam_role_use_name_prefix ? null : local.role_name
  name_prefix        = var.iam_role_use_name_prefix ? "${local.role_name}${var.prefix_separator}" : null
  assume_role_policy = local.trust
}

resource "aws_iam_role_policy_attachment" "this" {
  for_each = { for arn in local.role_policies : arn => arn if local.make_role }

  policy_arn = each.value
  role       = aws_iam_role.this[0].name
}

resource "aws_iam_policy" "cni_ipv6_policy" {
  count = var.create && var.create_cni_ipv6_iam_policy ? 1 : 0

  name   = "AmazonEKS_CNI_IPv6_Policy"
  policy = local.trust
}

resource "aws_iam_openid_connect_provider" "oidc_provider" {
  count = local.create && var.enable_irsa ? 1 : 0

  client_id_list = distinct(compact(concat(["sts.${data.aws_partition.current.dns_suffix}"], var.openid_connect_audiences)))
  url            = aws_eks_cluster.this[0].identity[0].oidc[0].issuer
}

resource "aws_eks_identity_provider_config" "this" {
  for_each = { for name, provider in var.cluster_identity_providers : name => provider if local.create }

  cluster_name = aws_eks_cluster.this[0].name

  oidc {
    client_id                     = each.value.client_id
    identity_provider_config_name = try(each.value.identity_provider_config_name, each.key)
    issuer_url                    = try(each.value.issuer_url, aws_eks_cluster.this[0].identity[0].oidc[0].issuer)
  }
}

resource "aws_cloudwatch_log_group" "this" {
  count = local.create && var.create_cloudwatch_log_group ? 1 : 0

  name = "/aws/eks/${var.cluster_name}/cluster"
}

module "kms" {
  source = "./modules/_kms"

  create = local.create && var.create_kms_key
}
