# A cache: one cluster, or a replication group, alone or part of a global one.

locals {
  alone       = var.replication_group_id == null # no member of a group that is there already
  global      = var.create_primary_global_replication_group || var.create_secondary_global_replication_group
  known_port  = var.engine == "memcached" ? 11211 : 6379
  port        = coalesce(var.port, local.known_port)
  firewall    = var.create && var.create_security_group
  tags        = merge(var.tags, { terraform-aws-modules = "elasticache" })
  own_subnets = var.create && var.create_subnet_group

  firewall_name        = try(coalesce(var.security_group_name, var.cluster_id, var.replication_group_id), "")
  security_group_ids   = concat(var.security_group_ids, aws_security_group.this[*].id)
  subnet_group_name    = local.own_subnets ? aws_elasticache_subnet_group.this[0].name : var.subnet_group_name
  own_parameters       = var.create && var.create_parameter_group
  parameter_group_name = local.own_parameters ? aws_elasticache_parameter_group.this[0].id : var.parameter_group_name
}

resource "aws_elasticache_cluster" "this" {
  count = var.create && var.create_cluster ? 1 : 0

  cluster_id           = var.cluster_id
  replication_group_id = var.create && var.create_replication_group ? aws_elasticache_replication_group.this[0].id : var.replication_group_id
  engine               = local.alone ? var.engine : null
  engine_version       = local.alone ? var.engine_version : null
  node_type            = local.alone ? var.node_type : null
  num_cache_nodes      = local.alone ? var.num_cache_nodes : null
  port                 = local.alone ? local.port : null

  availability_zone            = var.availability_zone
  az_mode                      = local.alone ? var.az_mode : null
  preferred_availability_zones = var.preferred_availability_zones

  subnet_group_name    = local.alone ? local.subnet_group_name : null
  security_group_ids   = local.alone ? local.security_group_ids : null
  network_type         = var.network_type
  ip_discovery         = var.ip_discovery
  parameter_group_name = local.alone ? local.parameter_group_name : null

  transit_encryption_enabled = var.engine == "memcached" ? var.transit_encryption_enabled : null

  tags = local.tags
}

resource "aws_elasticache_replication_group" "this" {
  count = var.create && var.create_replication_group && !local.global ? 1 : 0

  replication_group_id        = var.replication_group_id
  description                 = coalesce(var.description, "Replication group")
  global_replication_group_id = var.global_replication_group_id
  engine                      = var.engine
  engine_version              = var.engine_version
  node_type                   = var.node_type
  port                        = local.port
  auth_token                  = var.auth_token

  cluster_mode                = var.cluster_mode
  num_cache_clusters          = var.cluster_mode_enabled ? null : var.num_cache_clusters
  num_node_groups             = var.cluster_mode_enabled ? var.num_node_groups : null
  replicas_per_node_group     = var.replicas_per_node_group
  multi_az_enabled            = var.multi_az_enabled
  automatic_failover_enabled  = var.multi_az_enabled || var.cluster_mode_enabled ? true : var.automatic_failover_enabled
  preferred_cache_cluster_azs = var.preferred_cache_cluster_azs

  subnet_group_name    = local.subnet_group_name
  security_group_ids   = local.security_group_ids
  network_type         = var.network_type
  ip_discovery         = var.ip_discovery
  parameter_group_name = local.parameter_group_name

  transit_encryption_enabled = var.transit_encryption_enabled

  tags = local.tags
}

resource "aws_elasticache_replication_group" "global" {
  count = var.create && var.create_replication_group && local.global ? 1 : 0

  replication_group_id        = var.replication_group_id
  description                 = coalesce(var.description, "Global replication group")
  global_replication_group_id = var.create_secondary_global_replication_group ? var.global_replication_group_id : null
  engine                      = var.create_secondary_global_replication_group ? null : var.engine
  engine_version              = var.create_secondary_global_replication_group ? null : var.engine_version
  node_type                   = var.node_type
  port                        = local.port
  auth_token                  = var.auth_token

  cluster_mode                = var.cluster_mode
  num_cache_clusters          = var.cluster_mode_enabled ? null : var.num_cache_clusters
  num_node_groups             = var.cluster_mode_enabled && !var.create_secondary_global_replication_group ? var.num_node_groups : null
  replicas_per_node_group     = var.replicas_per_node_group
  multi_az_enabled            = var.multi_az_enabled
  automatic_failover_enabled  = var.multi_az_enabled || var.cluster_mode_enabled ? true : var.automatic_failover_enabled
  preferred_cache_cluster_azs = var.preferred_cache_cluster_azs

  subnet_group_name    = local.subnet_group_name
  security_group_ids   = local.security_group_ids
  network_type         = var.network_type
  ip_discovery         = var.ip_discovery
  parameter_group_name = var.create_secondary_global_replication_group ? null : local.parameter_group_name

  transit_encryption_enabled = var.create_secondary_global_replication_group ? null : var.transit_encryption_enabled

  tags = local.tags
}

resource "aws_elasticache_global_replication_group" "this" {
  count = var.create && var.create_replication_group && var.create_primary_global_replication_group ? 1 : 0

  global_replication_group_id_suffix = coalesce(var.global_replication_group_id_suffix, var.replication_group_id)
  primary_replication_group_id       = aws_elasticache_replication_group.global[0].id
}

resource "aws_elasticache_subnet_group" "this" {
  count = local.own_subnets ? 1 : 0

  name       = try(coalesce(var.subnet_group_name, var.cluster_id, var.replication_group_id), "")
  subnet_ids = var.subnet_ids
  tags       = local.tags
}

resource "aws_security_group" "this" {
  count = local.firewall ? 1 : 0

  name        = var.security_group_use_name_prefix ? null : local.firewall_name
  name_prefix = var.security_group_use_name_prefix ? "${local.firewall_name}-" : null
  vpc_id      = var.vpc_id
  tags        = merge(local.tags, var.security_group_tags)
}

resource "aws_vpc_security_group_ingress_rule" "this" {
  for_each = { for key, rule in var.security_group_rules : key => rule if local.firewall && try(rule.type, "ingress") == "ingress" }

  security_group_id            = aws_security_group.this[0].id
  ip_protocol                  = try(each.value.ip_protocol, "tcp")
  from_port                    = try(each.value.from_port, local.known_port)
  to_port                      = try(each.value.to_port, local.known_port)
  cidr_ipv4                    = lookup(each.value, "cidr_ipv4", null)
  cidr_ipv6                    = lookup(each.value, "cidr_ipv6", null)
  prefix_list_id               = lookup(each.value, "prefix_list_id", null)
  referenced_security_group_id = lookup(each.value, "referenced_security_group_id", null) == "self" ? aws_security_group.this[0].id : lookup(each.value, "referenced_security_group_id", null)
}

resource "aws_vpc_security_group_egress_rule" "this" {
  for_each = { for key, rule in var.security_group_rules : key => rule if local.firewall && try(rule.type, "ingress") == "egress" }

  security_group_id            = aws_security_group.this[0].id
  ip_protocol                  = try(each.value.ip_protocol, "tcp")
  from_port                    = try(each.value.from_port, null)
  to_port                      = try(each.value.to_port, null)
  cidr_ipv4                    = lookup(each.value, "cidr_ipv4", null)
  cidr_ipv6                    = lookup(each.value, "cidr_ipv6", null)
  prefix_list_id               = lookup(each.value, "prefix_list_id", null)
  referenced_security_group_id = lookup(each.value, "referenced_security_group_id", null) == "self" ? aws_security_group.this[0].id : lookup(each.value, "referenced_security_group_id", null)
}

# What only outputs lead to.

resource "random_id" "this" {
  count = local.own_parameters ? 1 : 0

  byte_length = 8
}

resource "aws_elasticache_parameter_group" "this" {
  count = local.own_parameters ? 1 : 0

  name   = coalesce(var.parameter_group_name, "${try(coalesce(var.cluster_id, var.replication_group_id), "")}-${replace(var.parameter_group_family, ".", "-")}-${try(random_id.this[0].hex, "")}")
  family = var.parameter_group_family
}

resource "aws_cloudwatch_log_group" "this" {
  for_each = {
    for key, log in var.log_delivery_configuration : key => log
    if var.create && var.engine != "memcached" && try(log.create_cloudwatch_log_group, true) && try(log.destination_type, "") == "cloudwatch-logs"
  }

  name = "/aws/elasticache/${try(each.value.cloudwatch_log_group_name, coalesce(var.cluster_id, var.replication_group_id), "")}"
}
