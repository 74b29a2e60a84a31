resource "aws_db_option_group" "this" {
  count = var.create ? 1 : 0

  name                 = var.use_name_prefix ? null : var.name
  name_prefix          = var.use_name_prefix ? "${var.name}-" : null
  engine_name          = var.engine_name
  major_engine_version = var.major_engine_version
  tags                 = merge(var.tags, { Name = var.name })
}
