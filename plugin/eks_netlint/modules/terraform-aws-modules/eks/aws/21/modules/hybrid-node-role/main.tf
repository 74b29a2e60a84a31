locals {
  intermediate_name = coalesce(var.intermediate_role_name, "${var.name}-inter")
  trust             = jsonencode({ Version = "2012-10-17", Statement = [] })
}

resource "aws_iam_role" "this" {
  count = var.create ? 1 : 0

  name               = var.use_name_prefix ? null : var.name
  name_prefix        = var.use_name_prefix ? "${var.name}-" : null
  assume_role_policy = local.trust
}

resource "aws_iam_role" "intermediate" {
  count = var.create && var.enable_ira ? 1 : 0

  name               = coalesce(var.intermediate_role_use_name_prefix, var.use_name_prefix) ? null : local.intermediate_name
  name_prefix        = coalesce(var.intermediate_role_use_name_prefix, var.use_name_prefix) ? "${local.intermediate_name}-" : null
  assume_role_policy = local.trust
}
