# A capability that AWS runs outside the cluster: nothing of the network, and a resource of provider 6 only

locals {
  role_name = try(coalesce(var.iam_role_name, var.name), "")
}

resource "aws_iam_role" "this" {
  count = var.create && var.create_iam_role ? 1 : 0

  name               = var.iam_role_use_name_prefix ? null : local.role_name
  name_prefix        = var.iam_role_use_name_prefix ? "${local.role_name}-" : null
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [] })
}
