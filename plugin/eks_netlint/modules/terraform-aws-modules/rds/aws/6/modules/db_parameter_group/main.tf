resource "aws_db_parameter_group" "this" {
  count = var.create ? 1 : 0

  name        = var.use_name_prefix ? null : var.name
  name_prefix = var.use_name_prefix ? "${var.name}-" : null
  family      = var.family
  tags        = merge(var.tags, { Name = var.name })
}
