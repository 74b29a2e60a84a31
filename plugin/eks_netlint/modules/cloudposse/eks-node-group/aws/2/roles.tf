# What outputs lead to

locals {
  makes_role = local.enabled && length(var.node_role_arn) == 0
  role_arn   = local.makes_role ? aws_iam_role.default[0].arn : try(var.node_role_arn[0], null)
}

resource "aws_iam_role" "default" {
  count = local.makes_role ? 1 : 0

  name               = module.label.id
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [] })
}

output "eks_node_group_role_arn" {
  value = join("", aws_iam_role.default[*].arn)
}

output "eks_node_group_role_name" {
  value = join("", aws_iam_role.default[*].name)
}

output "eks_node_group_id" {
  value = join("", aws_eks_node_group.default[*].id, aws_eks_node_group.cbd[*].id)
}

output "eks_node_group_arn" {
  value = join("", aws_eks_node_group.default[*].arn, aws_eks_node_group.cbd[*].arn)
}

output "eks_node_group_resources" {
  value = local.enabled ? (var.create_before_destroy ? aws_eks_node_group.cbd[*].resources : aws_eks_node_group.default[*].resources) : []
}

output "eks_node_group_status" {
  value = join("", aws_eks_node_group.default[*].status, aws_eks_node_group.cbd[*].status)
}

output "eks_node_group_remote_access_security_group_id" {
  value = join("", module.ssh_access[*].id)
}

output "eks_node_group_cbd_pet_name" {
  value = join("", random_pet.cbd[*].id)
}

output "eks_node_group_launch_template_id" {
  value = local.template_id
}

output "eks_node_group_launch_template_name" {
  value = !local.enabled ? null : local.takes_template ? data.aws_launch_template.this[0].name : aws_launch_template.default[0].name
}

output "eks_node_group_tags_all" {
  value = !local.enabled ? {} : var.create_before_destroy ? aws_eks_node_group.cbd[0].tags_all : aws_eks_node_group.default[0].tags_all
}

output "eks_node_group_windows_note" {
  value = null
}
