# Public subnets: one route table for all unless each needs its own for NAT64.

module "public_label" {
  source  = "cloudposse/label/null"
  version = "0.25.0"

  attributes = [var.public_label]
  tags = merge(
    var.public_subnets_additional_tags,
    var.subnet_type_tag_key == null || var.subnet_type_tag_value_format == null ? {} : {
      (var.subnet_type_tag_key) = format(var.subnet_type_tag_value_format, var.public_label)
    },
  )
  context = module.this.context
}

resource "aws_subnet" "public" {
  count = local.public ? local.size : 0

  vpc_id                  = var.vpc_id
  availability_zone       = local.slots[count.index]
  cidr_block              = local.public4 ? element(local.public_cidrs, count.index) : null
  ipv6_cidr_block         = local.public6 ? element(local.public_cidrs6, count.index) : null
  ipv6_native             = local.public6 && !local.public4
  map_public_ip_on_launch = local.public4 ? var.map_public_ip_on_launch : null

  assign_ipv6_address_on_creation                = local.public6 ? var.public_assign_ipv6_address_on_creation : null
  enable_dns64                                   = local.public6 ? local.public_dns64 : null
  enable_resource_name_dns_a_record_on_launch    = local.public4 ? var.ipv4_public_instance_hostnames_enabled : null
  enable_resource_name_dns_aaaa_record_on_launch = local.public6 ? var.ipv6_public_instance_hostnames_enabled || !local.public4 : null
  private_dns_hostname_type_on_launch            = local.public4 ? var.ipv4_public_instance_hostname_type : null

  tags = merge(module.public_label.tags, { Name = "${module.public_label.id}${module.this.delimiter}${local.short[count.index]}" })
}

locals {
  foreign_tables = length(var.public_route_table_ids)
  makes_tables   = local.public && var.public_route_table_enabled && local.foreign_tables == 0
  table_for_each = var.public_route_table_per_subnet_enabled == null ? local.public_dns64 : var.public_route_table_per_subnet_enabled
  public_tables = !local.public ? 0 : local.foreign_tables > 0 ? local.foreign_tables : (
    !var.public_route_table_enabled ? 0 : local.table_for_each ? local.size : 1
  )
  public_table_ids = local.makes_tables ? aws_route_table.public[*].id : var.public_route_table_ids
}

resource "aws_route_table" "public" {
  count = local.makes_tables ? local.public_tables : 0

  vpc_id = var.vpc_id
  tags   = module.public_label.tags
}

resource "aws_route" "public" {
  count = local.public4 && length(var.igw_id) > 0 ? local.public_tables : 0

  route_table_id         = local.public_table_ids[count.index]
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = var.igw_id[0]
}

resource "aws_route" "public6" {
  count = local.public6 && length(var.igw_id) > 0 ? local.public_tables : 0

  route_table_id              = local.public_table_ids[count.index]
  destination_ipv6_cidr_block = "::/0"
  gateway_id                  = var.igw_id[0]
}

resource "aws_route_table_association" "public" {
  count = local.public && var.public_route_table_enabled ? local.size : 0

  subnet_id      = aws_subnet.public[count.index].id
  route_table_id = element(local.public_table_ids, count.index)
}

resource "aws_network_acl" "public" {
  count = local.public && var.public_open_network_acl_enabled ? 1 : 0

  vpc_id     = var.vpc_id
  subnet_ids = aws_subnet.public[*].id
  tags       = module.public_label.tags
}

resource "aws_network_acl_rule" "public4_ingress" {
  count = local.public4 && var.public_open_network_acl_enabled ? 1 : 0

  network_acl_id = aws_network_acl.public[0].id
  egress         = false
  rule_action    = "allow"
  rule_number    = var.open_network_acl_ipv4_rule_number
  protocol       = "-1"
  from_port      = 0
  to_port        = 0
  cidr_block     = "0.0.0.0/0"
}

resource "aws_network_acl_rule" "public4_egress" {
  count = local.public4 && var.public_open_network_acl_enabled ? 1 : 0

  network_acl_id = aws_network_acl.public[0].id
  egress         = true
  rule_action    = "allow"
  rule_number    = var.open_network_acl_ipv4_rule_number
  protocol       = "-1"
  from_port      = 0
  to_port        = 0
  cidr_block     = "0.0.0.0/0"
}

resource "aws_network_acl_rule" "public6_ingress" {
  count = local.public6 && var.public_open_network_acl_enabled ? 1 : 0

  network_acl_id  = aws_network_acl.public[0].id
  egress          = false
  rule_action     = "allow"
  rule_number     = var.open_network_acl_ipv6_rule_number
  protocol        = "-1"
  from_port       = 0
  to_port         = 0
  ipv6_cidr_block = "::/0"
}

resource "aws_network_acl_rule" "public6_egress" {
  count = local.public6 && var.public_open_network_acl_enabled ? 1 : 0

  network_acl_id  = aws_network_acl.public[0].id
  egress          = true
  rule_action     = "allow"
  rule_number     = var.open_network_acl_ipv6_rule_number
  protocol        = "-1"
  from_port       = 0
  to_port         = 0
  ipv6_cidr_block = "::/0"
}
