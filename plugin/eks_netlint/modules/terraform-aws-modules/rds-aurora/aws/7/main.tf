# An Aurora cluster with its instances, subnet group and security group.

locals {
  create     = var.create_cluster && var.putin_khuylo
  serverless = var.engine_mode == "serverless"
  port       = coalesce(var.port, contains(["aurora-postgresql", "postgres"], var.engine) ? 5432 : 3306)
  group_name = try(coalesce(var.db_subnet_group_name, var.name), "")

  random   = local.create && var.create_random_password
  password = local.random ? random_password.master_password[0].result : var.master_password

  db_subnet_group_name = var.create_db_subnet_group ? try(aws_db_subnet_group.this[0].name, null) : local.group_name
}

resource "random_password" "master_password" {
  count = local.random ? 1 : 0

  length = var.random_password_length
}

resource "aws_db_subnet_group" "this" {
  count = local.create && var.create_db_subnet_group ? 1 : 0

  name       = local.group_name
  subnet_ids = var.subnets
  tags       = var.tags
}

resource "aws_rds_cluster" "this" {
  count = local.create ? 1 : 0

  cluster_identifier        = var.cluster_use_name_prefix ? null : var.name
  cluster_identifier_prefix = var.cluster_use_name_prefix ? "${var.name}-" : null

  engine                    = var.engine
  engine_mode               = var.engine_mode
  engine_version            = var.engine_version
  global_cluster_identifier = var.global_cluster_identifier
  cluster_members           = var.cluster_members
  database_name             = var.is_primary_cluster ? var.database_name : null
  master_username           = var.is_primary_cluster ? var.master_username : null
  master_password           = var.is_primary_cluster ? local.password : null

  # Of a cluster of several zones, which has no instances of its own.
  db_cluster_instance_class = var.db_cluster_instance_class
  allocated_storage         = var.allocated_storage
  storage_type              = var.storage_type
  iops                      = var.iops


  availability_zones     = var.availability_zones
  db_subnet_group_name   = local.db_subnet_group_name
  vpc_security_group_ids = compact(concat(aws_security_group.this[*].id, var.vpc_security_group_ids))
  network_type           = var.network_type
  port                   = local.port

  db_cluster_parameter_group_name = var.create_db_cluster_parameter_group ? aws_rds_cluster_parameter_group.this[0].id : var.db_cluster_parameter_group_name

  tags = merge(var.tags, var.cluster_tags)
}

resource "aws_rds_cluster_instance" "this" {
  for_each = { for key, instance in var.instances : key => instance if local.create && !local.serverless }

  identifier        = var.instances_use_identifier_prefix ? null : try(each.value.identifier, "${var.name}-${each.key}")
  identifier_prefix = var.instances_use_identifier_prefix ? try(each.value.identifier_prefix, "${var.name}-${each.key}-") : null

  cluster_identifier   = aws_rds_cluster.this[0].id
  engine               = var.engine
  engine_version       = var.engine_version
  instance_class       = try(each.value.instance_class, var.instance_class)
  availability_zone    = try(each.value.availability_zone, null)
  db_subnet_group_name = local.db_subnet_group_name
  publicly_accessible  = try(each.value.publicly_accessible, var.publicly_accessible)
  promotion_tier       = try(each.value.promotion_tier, null)

  tags = merge(var.tags, try(each.value.tags, {}))
}

resource "aws_rds_cluster_endpoint" "this" {
  for_each = { for key, endpoint in var.endpoints : key => endpoint if local.create && !local.serverless }

  cluster_identifier          = aws_rds_cluster.this[0].id
  cluster_endpoint_identifier = each.value.identifier
  custom_endpoint_type        = each.value.type
  excluded_members            = try(each.value.excluded_members, null)
  static_members              = try(each.value.static_members, null)
}

resource "aws_security_group" "this" {
  count = local.create && var.create_security_group ? 1 : 0

  name        = var.security_group_use_name_prefix ? null : var.name
  name_prefix = var.security_group_use_name_prefix ? "${var.name}-" : null
  vpc_id      = var.vpc_id
  tags        = merge(var.tags, var.security_group_tags, { Name = var.name })
}

resource "aws_security_group_rule" "default_ingress" {
  count = local.create && var.create_security_group ? length(var.allowed_security_groups) : 0

  security_group_id        = aws_security_group.this[0].id
  type                     = "ingress"
  protocol                 = "tcp"
  from_port                = local.port
  to_port                  = local.port
  source_security_group_id = var.allowed_security_groups[count.index]
}

resource "aws_security_group_rule" "cidr_ingress" {
  count = local.create && var.create_security_group && length(var.allowed_cidr_blocks) > 0 ? 1 : 0

  security_group_id = aws_security_group.this[0].id
  type              = "ingress"
  protocol          = "tcp"
  from_port         = local.port
  to_port           = local.port
  cidr_blocks       = var.allowed_cidr_blocks
}

resource "aws_security_group_rule" "egress" {
  for_each = { for key, rule in var.security_group_egress_rules : key => rule if local.create && var.create_security_group }

  security_group_id        = aws_security_group.this[0].id
  type                     = "egress"
  protocol                 = "tcp"
  from_port                = try(each.value.from_port, local.port)
  to_port                  = try(each.value.to_port, local.port)
  cidr_blocks              = try(each.value.cidr_blocks, null)
  ipv6_cidr_blocks         = try(each.value.ipv6_cidr_blocks, null)
  prefix_list_ids          = try(each.value.prefix_list_ids, null)
  source_security_group_id = try(each.value.source_security_group_id, null)
}

# What only outputs lead to.

resource "aws_rds_cluster_parameter_group" "this" {
  count = local.create && var.create_db_cluster_parameter_group ? 1 : 0

  family = var.db_cluster_parameter_group_family
}

resource "aws_db_parameter_group" "this" {
  count = local.create && var.create_db_parameter_group ? 1 : 0

  family = var.db_parameter_group_family
}

resource "aws_rds_cluster_role_association" "this" {
  for_each = { for key, role in var.iam_roles : key => role if local.create }

  db_cluster_identifier = aws_rds_cluster.this[0].id
  feature_name          = each.value.feature_name
  role_arn              = each.value.role_arn
}

resource "aws_iam_role" "rds_enhanced_monitoring" {
  count = local.create && var.create_monitoring_role && var.monitoring_interval > 0 ? 1 : 0

  name               = var.iam_role_use_name_prefix ? null : var.iam_role_name
  name_prefix        = var.iam_role_use_name_prefix ? "${var.iam_role_name}-" : null
  assume_role_policy = "{}"
}

resource "aws_cloudwatch_log_group" "this" {
  for_each = toset(local.create && var.create_cloudwatch_log_group && !var.cluster_use_name_prefix ? var.enabled_cloudwatch_logs_exports : [])

  name = "/aws/rds/cluster/${var.name}/${each.value}"
}
