resource "aws_elasticache_serverless_cache" "this" {
  count = var.create ? 1 : 0

  name                 = var.cache_name
  engine               = var.engine
  major_engine_version = var.major_engine_version
  security_group_ids   = var.security_group_ids
  subnet_ids           = var.subnet_ids
  tags                 = var.tags
}
