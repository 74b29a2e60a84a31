# A Fargate profile of the caller's namespaces.

variable "fargate_profile" {
  type    = any
  default = {}
}

variable "context" {
  type = any
}

locals {
  makes_role = try(var.fargate_profile.create_iam_role, true)
}

resource "aws_eks_fargate_profile" "eks_fargate" {
  cluster_name           = var.context.eks_cluster_id
  fargate_profile_name   = var.fargate_profile.fargate_profile_name
  pod_execution_role_arn = local.makes_role ? aws_iam_role.fargate[0].arn : var.fargate_profile.iam_role_arn
  subnet_ids             = var.fargate_profile.subnet_ids

  tags = merge(
    {
      "kubernetes.io/cluster/${var.context.eks_cluster_id}" = "owned"
      "k8s.io/cluster/${var.context.eks_cluster_id}"        = "owned"
    },
    var.context.tags,
    try(var.fargate_profile.additional_tags, {}),
  )

  dynamic "selector" {
    for_each = toset(var.fargate_profile.fargate_profile_namespaces)

    content {
      namespace = selector.value.namespace
      labels    = try(selector.value.k8s_labels, null)
    }
  }
}

resource "aws_iam_role" "fargate" {
  count = local.makes_role ? 1 : 0

  name               = "${var.context.eks_cluster_id}-${var.fargate_profile.fargate_profile_name}"
  path               = var.context.iam_role_path
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [] })
}

output "eks_fargate_profile_role_name" {
  value = try(aws_iam_role.fargate[0].name, null)
}

output "eks_fargate_profile_id" {
  value = aws_eks_fargate_profile.eks_fargate.id
}

output "eks_fargate_profile_arn" {
  value = aws_eks_fargate_profile.eks_fargate.arn
}
