# aws-ia/eks-blueprints-addon/aws, major version 1: a Helm release and the role of its pods. docs/decisions/0016-more-stubs.md

resource "helm_release" "this" {
  count = var.create && var.create_release ? 1 : 0

  name             = try(coalesce(var.name, var.chart), "")
  namespace        = try(coalesce(var.namespace, "default"))
  create_namespace = var.create_namespace
  repository       = var.repository
  chart            = var.chart
  version          = var.chart_version
  values           = var.values

  dynamic "set" {
    for_each = var.set

    content {
      name  = set.value.name
      value = set.value.value
      type  = try(set.value.type, null)
    }
  }

  dynamic "set" {
    for_each = local.make_role ? toset(var.set_irsa_names) : []

    content {
      name  = set.value
      value = aws_iam_role.this[0].arn
    }
  }

  dynamic "set_sensitive" {
    for_each = var.set_sensitive

    content {
      name  = set_sensitive.value.name
      value = set_sensitive.value.value
      type  = try(set_sensitive.value.type, null)
    }
  }
}

locals {
  make_role   = var.create && var.create_role
  rules       = concat(var.source_policy_documents, var.override_policy_documents, var.policy_statements)
  make_policy = local.make_role && var.create_policy && length(local.rules) > 0
  role_name   = try(coalesce(var.role_name, var.name), "")
  policy_name = try(coalesce(var.policy_name, local.role_name), "")
}

resource "aws_iam_role" "this" {
  count = local.make_role ? 1 : 0

  name               = var.role_name_use_prefix ? null : local.role_name
  name_prefix        = var.role_name_use_prefix ? "${local.role_name}-" : null
  path               = var.role_path
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [] })
}

resource "aws_iam_policy" "this" {
  count = local.make_policy ? 1 : 0

  name        = var.policy_name_use_prefix ? null : local.policy_name
  name_prefix = var.policy_name_use_prefix ? "${local.policy_name}-" : null
  path        = coalesce(var.policy_path, var.role_path)
  policy      = jsonencode({ Version = "2012-10-17", Statement = [] })
}

resource "aws_iam_role_policy_attachment" "this" {
  count = local.make_policy ? 1 : 0

  role       = aws_iam_role.this[0].name
  policy_arn = aws_iam_policy.this[0].arn
}

resource "aws_iam_role_policy_attachment" "additional" {
  for_each = { for name, arn in var.role_policies : name => arn if local.make_role }

  role       = aws_iam_role.this[0].name
  policy_arn = each.value
}

output "chart" {
  value = try(helm_release.this[0].metadata[0].chart, null)
}

output "name" {
  value = try(helm_release.this[0].metadata[0].name, null)
}

output "namespace" {
  value = try(helm_release.this[0].metadata[0].namespace, null)
}

output "revision" {
  value = try(helm_release.this[0].metadata[0].revision, null)
}

output "version" {
  value = try(helm_release.this[0].metadata[0].version, null)
}

output "app_version" {
  value = try(helm_release.this[0].metadata[0].app_version, null)
}

output "values" {
  value = try(helm_release.this[0].metadata[0].values, [])
}

output "iam_role_arn" {
  value = try(aws_iam_role.this[0].arn, null)
}

output "iam_role_name" {
  value = try(aws_iam_role.this[0].name, null)
}

output "iam_role_path" {
  value = try(aws_iam_role.this[0].path, null)
}

output "iam_role_unique_id" {
  value = try(aws_iam_role.this[0].unique_id, null)
}

output "iam_policy_arn" {
  value = try(aws_iam_policy.this[0].arn, null)
}

output "iam_policy" {
  value = try(aws_iam_policy.this[0].policy, null)
}
