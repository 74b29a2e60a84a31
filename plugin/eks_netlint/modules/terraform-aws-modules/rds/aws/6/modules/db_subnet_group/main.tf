resource "aws_db_subnet_group" "this" {
  count = var.create ? 1 : 0

  name        = var.use_name_prefix ? null : var.name
  name_prefix = var.use_name_prefix ? "${var.name}-" : null
  description = coalesce(var.description, "${var.name} subnet group")
  subnet_ids  = var.subnet_ids
  tags        = merge(var.tags, { Name = var.name })
}
