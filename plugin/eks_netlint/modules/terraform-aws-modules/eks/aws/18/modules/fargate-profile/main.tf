data "aws_partition" "current" {}

data "aws_caller_identity" "current" {}

resource "aws_eks_fargate_profile" "this" {
  count = var.create ? 1 : 0

  cluster_name           = var.cluster_name
  fargate_profile_name   = var.name
  pod_execution_role_arn = var.create_iam_role ? aws_iam_role.this[0].arn : var.iam_role_arn
  subnet_ids             = var.subnet_ids

  dynamic "selector" {
    for_each = var.selectors

    content {
      namespace = selector.value.namespace
      labels    = lookup(selector.value, "labels", {})
    }
  }

  tags = var.tags
}

locals {
  make_role = var.create && var.create_iam_role
  role_name = coalesce(var.iam_role_name, var.name, "fargate-profile")
  arn       = "arn:${data.aws_partition.current.partition}:iam::"

  cni_policy = var.cluster_ip_family == "ipv6" ? "${local.arn}${data.aws_caller_identity.current.account_id}:policy/AmazonEKS_CNI_IPv6_Policy" : "${local.arn}aws:policy/AmazonEKS_CNI_Policy"

  role_policies = toset(compact(concat(
    ["${local.arn}aws:policy/AmazonEKSFargatePodExecutionRolePolicy"],
    var.iam_role_attach_cni_policy ? [local.cni_policy] : [],
    var.iam_role_additional_policies,
  )))
}

resource "aws_iam_role" "this" {
  count = local.make_role ? 1 : 0

  name               = var.iam_role_use_name_prefix ? null : local.role_name
  name_prefix        = var.iam_role_use_name_prefix ? "${local.role_name}-" : null
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [] })
}

resource "aws_iam_role_policy_attachment" "this" {
  for_each = { for arn in local.role_policies : arn => arn if local.make_role }

  policy_arn = each.value
  role       = aws_iam_role.this[0].name
}
