data "aws_partition" "current" {}

locals {
  needed    = var.create_eks && length(var.fargate_profiles) > 0
  role_arn  = coalescelist(aws_iam_role.eks_fargate_pod[*].arn, data.aws_iam_role.custom_fargate_iam_role[*].arn, [""])[0]
  role_name = coalescelist(aws_iam_role.eks_fargate_pod[*].name, data.aws_iam_role.custom_fargate_iam_role[*].name, [""])[0]
}

resource "aws_eks_fargate_profile" "this" {
  for_each = { for key, profile in var.fargate_profiles : key => profile if var.create_eks }

  cluster_name           = var.cluster_name
  fargate_profile_name   = lookup(each.value, "name", "${var.cluster_name}-fargate-${replace(each.key, "_", "-")}")
  pod_execution_role_arn = local.role_arn
  subnet_ids             = lookup(each.value, "subnets", var.subnets)

  dynamic "selector" {
    for_each = each.value.selectors

    content {
      namespace = selector.value["namespace"]
      labels    = lookup(selector.value, "labels", {})
    }
  }

  tags = merge(var.tags, lookup(each.value, "tags", {}))
}

data "aws_iam_role" "custom_fargate_iam_role" {
  count = local.needed && !var.create_fargate_pod_execution_role ? 1 : 0

  name = var.fargate_pod_execution_role_name
}

resource "aws_iam_role" "eks_fargate_pod" {
  count = local.needed && var.create_fargate_pod_execution_role ? 1 : 0

  name_prefix        = "${substr(var.cluster_name, 0, 24)}-fargate"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [] })
}

resource "aws_iam_role_policy_attachment" "eks_fargate_pod" {
  count = local.needed && var.create_fargate_pod_execution_role ? 1 : 0

  policy_arn = "arn:${data.aws_partition.current.partition}:iam::aws:policy/AmazonEKSFargatePodExecutionRolePolicy"
  role       = aws_iam_role.eks_fargate_pod[0].name
}

output "fargate_profile_ids" {
  value = [for profile in aws_eks_fargate_profile.this : profile.id]
}

output "fargate_profile_arns" {
  value = [for profile in aws_eks_fargate_profile.this : profile.arn]
}

output "iam_role_name" {
  value = local.role_name
}

output "iam_role_arn" {
  value = local.role_arn
}

output "aws_auth_roles" {
  value = [for arn in [local.role_arn] : { worker_role_arn = arn, platform = "fargate" } if local.needed]
}
