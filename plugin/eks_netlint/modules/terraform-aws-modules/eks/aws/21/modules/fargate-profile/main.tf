data "aws_partition" "current" {
  count = var.create && var.partition == "" ? 1 : 0
}

data "aws_caller_identity" "current" {
  count = var.create && var.account_id == "" ? 1 : 0
}

locals {
  partition  = try(data.aws_partition.current[0].partition, var.partition)
  account_id = try(data.aws_caller_identity.current[0].account_id, var.account_id)
}

resource "aws_eks_fargate_profile" "this" {
  count = var.create ? 1 : 0

  cluster_name           = var.cluster_name
  fargate_profile_name   = var.name
  pod_execution_role_arn = var.create_iam_role ? aws_iam_role.this[0].arn : var.iam_role_arn
  subnet_ids             = var.subnet_ids

  dynamic "selector" {
    for_each = var.selectors != null ? var.selectors : []

    content {
      namespace = selector.value.namespace
      labels    = selector.value.labels
    }
  }

  tags = var.tags
}

locals {
  make_role = var.create && var.create_iam_role
  role_name = coalesce(var.iam_role_name, var.name, "fargate-profile")
  arn       = "arn:${local.partition}:iam::"

  role_policies = merge(
    {
      AmazonEKSFargatePodExecutionRolePolicy = "${local.arn}aws:policy/AmazonEKSFargatePodExecutionRolePolicy"
    },
    !var.iam_role_attach_cni_policy || var.cluster_ip_family != "ipv4" ? {} : {
      AmazonEKS_CNI_Policy = "${local.arn}aws:policy/AmazonEKS_CNI_Policy"
    },
    !var.iam_role_attach_cni_policy || var.cluster_ip_family != "ipv6" ? {} : {
      AmazonEKS_CNI_IPv6_Policy = "${local.arn}${local.account_id}:policy/AmazonEKS_CNI_IPv6_Policy"
    },
  )
}

resource "aws_iam_role" "this" {
  count = local.make_role ? 1 : 0

  name               = var.iam_role_use_name_prefix ? null : local.role_name
  name_prefix        = var.iam_role_use_name_prefix ? "${local.role_name}-" : null
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [] })
}

resource "aws_iam_role_policy_attachment" "this" {
  for_each = { for name, arn in local.role_policies : name => arn if local.make_role }

  policy_arn = each.value
  role       = aws_iam_role.this[0].name
}

resource "aws_iam_role_policy_attachment" "additional" {
  for_each = { for name, arn in var.iam_role_additional_policies : name => arn if local.make_role }

  policy_arn = each.value
  role       = aws_iam_role.this[0].name
}
