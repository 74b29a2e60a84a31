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
  ip_address      = try(each.value.ip_address, null)
  security_groups = var.create_security_group ? concat([aws_security_group.this[0].id], try(each.value.security_groups, [])) : try(each.value.security_groups, null)
}

resource "aws_security_group" "this" {
  count = local.firewall ? 1 : 0

  name        = var.security_group_use_name_prefix ? null : local.firewall_name
  name_prefix = var.security_group_use_name_prefix ? "${local.firewall_name}-" : null
  vpc_id      = var.security_group_vpc_id
  tags        = merge(var.tags, { Name = local.firewall_name })
}

resource "aws_security_group_rule" "this" {
  for_each = { for key, rule in var.security_group_rules : key => rule if local.firewall }

  security_group_id        = aws_security_group.this[0].id
  type                     = try(each.value.type, "ingress")
  protocol                 = try(each.value.protocol, "tcp")
  from_port                = try(each.value.from_port, 2049)
  to_port                  = try(each.value.to_port, 2049)
  cidr_blocks              = lookup(each.value, "cidr_blocks", null)
  ipv6_cidr_blocks         = lookup(each.value, "ipv6_cidr_blocks", null)
  prefix_list_ids          = lookup(each.value, "prefix_list_ids", null)
  self                     = try(each.value.self, null)
  source_security_group_id = lookup(each.value, "source_security_group_id", null)
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
    region = try(var.replication_configuration_destination.region, null)
  }
}
