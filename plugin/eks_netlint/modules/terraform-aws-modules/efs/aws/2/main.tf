# A file system with a mount target in each subnet, and their security group.

locals {
  firewall      = var.create && var.create_security_group && length(var.mount_targets) > 0
  firewall_name = try(coalesce(var.security_group_name, var.name), "")
}

resource "aws_efs_file_system" "this" {
  count = var.create ? 1 : 0

  availability_zone_name = var.availability_zone_name
  creation_token         = var.creation_token
  tags                   = merge(var.tags, { Name = var.name })
}

resource "aws_efs_mount_target" "this" {
  for_each = { for key, target in var.mount_targets : key => target if var.create }

  file_system_id  = aws_efs_file_system.this[0].id
  subnet_id       = each.value.subnet_id
  ip_address      = each.value.ip_address
  security_groups = var.create_security_group ? concat([aws_security_group.this[0].id], each.value.security_groups) : each.value.security_groups
}

resource "aws_security_group" "this" {
  count = local.firewall ? 1 : 0

  name        = var.security_group_use_name_prefix ? null : local.firewall_name
  name_prefix = var.security_group_use_name_prefix ? "${local.firewall_name}-" : null
  vpc_id      = var.security_group_vpc_id
  tags        = merge(var.tags, { Name = local.firewall_name })
}

resource "aws_vpc_security_group_ingress_rule" "this" {
  for_each = { for key, rule in var.security_group_ingress_rules : key => rule if local.firewall }

  security_group_id            = aws_security_group.this[0].id
  ip_protocol                  = each.value.ip_protocol
  from_port                    = each.value.from_port
  to_port                      = try(coalesce(each.value.to_port, each.value.from_port), null)
  cidr_ipv4                    = each.value.cidr_ipv4
  cidr_ipv6                    = each.value.cidr_ipv6
  prefix_list_id               = each.value.prefix_list_id
  referenced_security_group_id = each.value.referenced_security_group_id == "self" ? aws_security_group.this[0].id : each.value.referenced_security_group_id
}

resource "aws_vpc_security_group_egress_rule" "this" {
  for_each = { for key, rule in var.security_group_egress_rules : key => rule if local.firewall }

  security_group_id            = aws_security_group.this[0].id
  ip_protocol                  = each.value.ip_protocol
  from_port                    = try(coalesce(each.value.from_port, each.value.to_port), null)
  to_port                      = each.value.to_port
  cidr_ipv4                    = each.value.cidr_ipv4
  cidr_ipv6                    = each.value.cidr_ipv6
  prefix_list_id               = each.value.prefix_list_id
  referenced_security_group_id = each.value.referenced_security_group_id == "self" ? aws_security_group.this[0].id : each.value.referenced_security_group_id
}

# What only outputs lead to.

resource "aws_efs_access_point" "this" {
  for_each = { for key, point in var.access_points : key => point if var.create }

  file_system_id = aws_efs_file_system.this[0].id
}

resource "aws_efs_replication_configuration" "this" {
  count = var.create && var.create_replication_configuration ? 1 : 0

  source_file_system_id = aws_efs_file_system.this[0].id

  destination {
    region = var.replication_configuration_destination.region
  }
}
