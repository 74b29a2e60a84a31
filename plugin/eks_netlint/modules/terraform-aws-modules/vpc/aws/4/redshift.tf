# Redshift subnets with their routes and ACL.

variable "redshift_subnets" {
  type    = list(string)
  default = []
}

variable "redshift_subnet_assign_ipv6_address_on_creation" {
  type    = bool
  default = false
}

variable "redshift_subnet_enable_dns64" {
  type    = bool
  default = true
}

variable "redshift_subnet_enable_resource_name_dns_aaaa_record_on_launch" {
  type    = bool
  default = true
}

variable "redshift_subnet_enable_resource_name_dns_a_record_on_launch" {
  type    = bool
  default = false
}

variable "redshift_subnet_ipv6_prefixes" {
  type    = list(string)
  default = []
}

variable "redshift_subnet_ipv6_native" {
  type    = bool
  default = false
}

variable "redshift_subnet_private_dns_hostname_type_on_launch" {
  type    = string
  default = null
}

variable "redshift_subnet_names" {
  type    = list(string)
  default = []
}

variable "redshift_subnet_suffix" {
  type    = string
  default = "redshift"
}

variable "enable_public_redshift" {
  type    = bool
  default = false
}

variable "create_redshift_subnet_route_table" {
  type    = bool
  default = false
}

variable "redshift_subnet_tags" {
  type    = map(string)
  default = {}
}

variable "redshift_route_table_tags" {
  type    = map(string)
  default = {}
}

variable "create_redshift_subnet_group" {
  type    = bool
  default = true
}

variable "redshift_subnet_group_name" {
  type    = string
  default = null
}

variable "redshift_subnet_group_tags" {
  type    = map(string)
  default = {}
}

variable "redshift_dedicated_network_acl" {
  type    = bool
  default = false
}

variable "redshift_inbound_acl_rules" {
  type = list(map(string))
  default = [
    {
      rule_number = 100
      rule_action = "allow"
      from_port   = 0
      to_port     = 0
      protocol    = "-1"
      cidr_block  = "0.0.0.0/0"
    },
  ]
}

variable "redshift_outbound_acl_rules" {
  type = list(map(string))
  default = [
    {
      rule_number = 100
      rule_action = "allow"
      from_port   = 0
      to_port     = 0
      protocol    = "-1"
      cidr_block  = "0.0.0.0/0"
    },
  ]
}

variable "redshift_acl_tags" {
  type    = map(string)
  default = {}
}

locals {
  redshift_size = local.create ? max(length(var.redshift_subnets), length(var.redshift_subnet_ipv6_prefixes)) : 0
}

resource "aws_subnet" "redshift" {
  count = local.redshift_size

  vpc_id                          = local.vpc_id
  cidr_block                      = var.redshift_subnet_ipv6_native ? null : try(var.redshift_subnets[count.index], "")
  availability_zone               = length(regexall("^[a-z]{2}-", element(var.azs, count.index))) > 0 ? element(var.azs, count.index) : null
  availability_zone_id            = length(regexall("^[a-z]{2}-", element(var.azs, count.index))) > 0 ? null : element(var.azs, count.index)
  assign_ipv6_address_on_creation = var.redshift_subnet_ipv6_native && var.enable_ipv6 ? true : var.redshift_subnet_assign_ipv6_address_on_creation
  ipv6_cidr_block                 = var.enable_ipv6 && length(var.redshift_subnet_ipv6_prefixes) > 0 ? cidrsubnet(aws_vpc.this[0].ipv6_cidr_block, 8, var.redshift_subnet_ipv6_prefixes[count.index]) : null
  ipv6_native                     = var.redshift_subnet_ipv6_native && var.enable_ipv6

  enable_dns64                                   = var.redshift_subnet_enable_dns64 && var.enable_ipv6
  enable_resource_name_dns_aaaa_record_on_launch = var.redshift_subnet_enable_resource_name_dns_aaaa_record_on_launch && var.enable_ipv6
  enable_resource_name_dns_a_record_on_launch    = var.redshift_subnet_enable_resource_name_dns_a_record_on_launch && !var.redshift_subnet_ipv6_native
  private_dns_hostname_type_on_launch            = var.redshift_subnet_private_dns_hostname_type_on_launch

  tags = merge(
    { Name = try(var.redshift_subnet_names[count.index], "${var.name}-${var.redshift_subnet_suffix}-${element(var.azs, count.index)}") },
    var.tags,
    var.redshift_subnet_tags,
  )
}

resource "aws_redshift_subnet_group" "redshift" {
  count = local.redshift_size > 0 && var.create_redshift_subnet_group ? 1 : 0

  name        = lower(coalesce(var.redshift_subnet_group_name, var.name))
  description = "Redshift subnet group for ${var.name}"
  subnet_ids  = aws_subnet.redshift[*].id
  tags = merge(
    { Name = coalesce(var.redshift_subnet_group_name, var.name) },
    var.tags,
    var.redshift_subnet_group_tags,
  )
}

resource "aws_route_table" "redshift" {
  count = local.redshift_size > 0 && var.create_redshift_subnet_route_table ? 1 : 0

  vpc_id = local.vpc_id
  tags   = merge({ Name = "${var.name}-${var.redshift_subnet_suffix}" }, var.tags, var.redshift_route_table_tags)
}

locals {
  redshift_shares = var.single_nat_gateway || var.create_redshift_subnet_route_table
}

resource "aws_route_table_association" "redshift" {
  count = var.enable_public_redshift ? 0 : local.redshift_size

  subnet_id = aws_subnet.redshift[count.index].id
  route_table_id = element(
    coalescelist(aws_route_table.redshift[*].id, aws_route_table.private[*].id),
    local.redshift_shares ? 0 : count.index,
  )
}

resource "aws_route_table_association" "redshift_public" {
  count = var.enable_public_redshift ? local.redshift_size : 0

  subnet_id = aws_subnet.redshift[count.index].id
  route_table_id = element(
    coalescelist(aws_route_table.redshift[*].id, aws_route_table.public[*].id),
    local.redshift_shares ? 0 : count.index,
  )
}

locals {
  redshift_acl = local.redshift_size > 0 && var.redshift_dedicated_network_acl
}

resource "aws_network_acl" "redshift" {
  count = local.redshift_acl ? 1 : 0

  vpc_id     = local.vpc_id
  subnet_ids = aws_subnet.redshift[*].id
  tags       = merge({ Name = "${var.name}-${var.redshift_subnet_suffix}" }, var.tags, var.redshift_acl_tags)
}

resource "aws_network_acl_rule" "redshift_inbound" {
  count = local.redshift_acl ? length(var.redshift_inbound_acl_rules) : 0

  network_acl_id  = aws_network_acl.redshift[0].id
  egress          = false
  rule_number     = var.redshift_inbound_acl_rules[count.index].rule_number
  rule_action     = var.redshift_inbound_acl_rules[count.index].rule_action
  protocol        = var.redshift_inbound_acl_rules[count.index].protocol
  from_port       = try(var.redshift_inbound_acl_rules[count.index].from_port, null)
  to_port         = try(var.redshift_inbound_acl_rules[count.index].to_port, null)
  icmp_type       = try(var.redshift_inbound_acl_rules[count.index].icmp_type, null)
  icmp_code       = try(var.redshift_inbound_acl_rules[count.index].icmp_code, null)
  cidr_block      = try(var.redshift_inbound_acl_rules[count.index].cidr_block, null)
  ipv6_cidr_block = try(var.redshift_inbound_acl_rules[count.index].ipv6_cidr_block, null)
}

resource "aws_network_acl_rule" "redshift_outbound" {
  count = local.redshift_acl ? length(var.redshift_outbound_acl_rules) : 0

  network_acl_id  = aws_network_acl.redshift[0].id
  egress          = true
  rule_number     = var.redshift_outbound_acl_rules[count.index].rule_number
  rule_action     = var.redshift_outbound_acl_rules[count.index].rule_action
  protocol        = var.redshift_outbound_acl_rules[count.index].protocol
  from_port       = try(var.redshift_outbound_acl_rules[count.index].from_port, null)
  to_port         = try(var.redshift_outbound_acl_rules[count.index].to_port, null)
  icmp_type       = try(var.redshift_outbound_acl_rules[count.index].icmp_type, null)
  icmp_code       = try(var.redshift_outbound_acl_rules[count.index].icmp_code, null)
  cidr_block      = try(var.redshift_outbound_acl_rules[count.index].cidr_block, null)
  ipv6_cidr_block = try(var.redshift_outbound_acl_rules[count.index].ipv6_cidr_block, null)
}

output "redshift_subnets" {
  value = aws_subnet.redshift[*].id
}

output "redshift_subnet_arns" {
  value = aws_subnet.redshift[*].arn
}

output "redshift_subnets_cidr_blocks" {
  value = compact(aws_subnet.redshift[*].cidr_block)
}

output "redshift_subnets_ipv6_cidr_blocks" {
  value = compact(aws_subnet.redshift[*].ipv6_cidr_block)
}

output "redshift_subnet_group" {
  value = try(aws_redshift_subnet_group.redshift[0].id, null)
}

output "redshift_route_table_ids" {
  value = length(aws_route_table.redshift[*].id) > 0 ? aws_route_table.redshift[*].id : var.enable_public_redshift ? aws_route_table.public[*].id : aws_route_table.private[*].id
}

output "redshift_route_table_association_ids" {
  value = aws_route_table_association.redshift[*].id
}

output "redshift_public_route_table_association_ids" {
  value = aws_route_table_association.redshift_public[*].id
}

output "redshift_network_acl_id" {
  value = try(aws_network_acl.redshift[0].id, null)
}

output "redshift_network_acl_arn" {
  value = try(aws_network_acl.redshift[0].arn, null)
}
