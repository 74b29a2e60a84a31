# Database subnets with their routes and ACL.

variable "database_subnets" {
  type    = list(string)
  default = []
}

variable "database_subnet_assign_ipv6_address_on_creation" {
  type    = bool
  default = false
}

variable "database_subnet_enable_dns64" {
  type    = bool
  default = true
}

variable "database_subnet_enable_resource_name_dns_aaaa_record_on_launch" {
  type    = bool
  default = true
}

variable "database_subnet_enable_resource_name_dns_a_record_on_launch" {
  type    = bool
  default = false
}

variable "database_subnet_ipv6_prefixes" {
  type    = list(string)
  default = []
}

variable "database_subnet_ipv6_native" {
  type    = bool
  default = false
}

variable "database_subnet_private_dns_hostname_type_on_launch" {
  type    = string
  default = null
}

variable "database_subnet_names" {
  type    = list(string)
  default = []
}

variable "database_subnet_suffix" {
  type    = string
  default = "db"
}

variable "create_database_subnet_route_table" {
  type    = bool
  default = false
}

variable "create_database_internet_gateway_route" {
  type    = bool
  default = false
}

variable "create_database_nat_gateway_route" {
  type    = bool
  default = false
}

variable "database_subnet_tags" {
  type    = map(string)
  default = {}
}

variable "database_route_table_tags" {
  type    = map(string)
  default = {}
}

variable "create_database_subnet_group" {
  type    = bool
  default = true
}

variable "database_subnet_group_name" {
  type    = string
  default = null
}

variable "database_subnet_group_tags" {
  type    = map(string)
  default = {}
}

variable "database_dedicated_network_acl" {
  type    = bool
  default = false
}

variable "database_inbound_acl_rules" {
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

variable "database_outbound_acl_rules" {
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

variable "database_acl_tags" {
  type    = map(string)
  default = {}
}

locals {
  database_size = local.create ? max(length(var.database_subnets), length(var.database_subnet_ipv6_prefixes)) : 0
}

resource "aws_subnet" "database" {
  count = local.database_size

  vpc_id                          = local.vpc_id
  cidr_block                      = var.database_subnet_ipv6_native ? null : try(var.database_subnets[count.index], "")
  availability_zone               = length(regexall("^[a-z]{2}-", element(var.azs, count.index))) > 0 ? element(var.azs, count.index) : null
  availability_zone_id            = length(regexall("^[a-z]{2}-", element(var.azs, count.index))) > 0 ? null : element(var.azs, count.index)
  assign_ipv6_address_on_creation = var.database_subnet_ipv6_native && var.enable_ipv6 ? true : var.database_subnet_assign_ipv6_address_on_creation
  ipv6_cidr_block                 = var.enable_ipv6 && length(var.database_subnet_ipv6_prefixes) > 0 ? cidrsubnet(aws_vpc.this[0].ipv6_cidr_block, 8, var.database_subnet_ipv6_prefixes[count.index]) : null
  ipv6_native                     = var.database_subnet_ipv6_native && var.enable_ipv6

  enable_dns64                                   = var.database_subnet_enable_dns64 && var.enable_ipv6
  enable_resource_name_dns_aaaa_record_on_launch = var.database_subnet_enable_resource_name_dns_aaaa_record_on_launch && var.enable_ipv6
  enable_resource_name_dns_a_record_on_launch    = var.database_subnet_enable_resource_name_dns_a_record_on_launch && !var.database_subnet_ipv6_native
  private_dns_hostname_type_on_launch            = var.database_subnet_private_dns_hostname_type_on_launch

  tags = merge(
    { Name = try(var.database_subnet_names[count.index], "${var.name}-${var.database_subnet_suffix}-${element(var.azs, count.index)}") },
    var.tags,
    var.database_subnet_tags,
  )
}

resource "aws_db_subnet_group" "database" {
  count = local.database_size > 0 && var.create_database_subnet_group ? 1 : 0

  name        = lower(coalesce(var.database_subnet_group_name, var.name))
  description = "Database subnet group for ${var.name}"
  subnet_ids  = aws_subnet.database[*].id
  tags = merge(
    { Name = lower(coalesce(var.database_subnet_group_name, var.name)) },
    var.tags,
    var.database_subnet_group_tags,
  )
}

locals {
  database_routed = local.database_size > 0 && var.create_database_subnet_route_table
  database_shares = var.single_nat_gateway || var.create_database_internet_gateway_route
  database_nat    = local.database_routed && !var.create_database_internet_gateway_route && var.create_database_nat_gateway_route && var.enable_nat_gateway
}

resource "aws_route_table" "database" {
  count = !local.database_routed ? 0 : local.database_shares ? 1 : local.database_size

  vpc_id = local.vpc_id
  tags = merge(
    { Name = "${var.name}-${var.database_subnet_suffix}${local.database_shares ? "" : "-${element(var.azs, count.index)}"}" },
    var.tags,
    var.database_route_table_tags,
  )
}

resource "aws_route_table_association" "database" {
  count = local.database_size

  subnet_id = aws_subnet.database[count.index].id
  route_table_id = element(
    coalescelist(aws_route_table.database[*].id, aws_route_table.private[*].id),
    var.create_database_subnet_route_table && local.database_shares ? 0 : count.index,
  )
}

resource "aws_route" "database_internet_gateway" {
  count = local.database_routed && var.create_database_internet_gateway_route && !var.create_database_nat_gateway_route && var.create_igw ? 1 : 0

  route_table_id         = aws_route_table.database[0].id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.this[0].id
}

resource "aws_route" "database_nat_gateway" {
  count = !local.database_nat ? 0 : var.single_nat_gateway ? 1 : local.database_size

  route_table_id         = aws_route_table.database[count.index].id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = element(aws_nat_gateway.this[*].id, count.index)
}

resource "aws_route" "database_dns64_nat_gateway" {
  count = !(local.database_nat && var.enable_ipv6 && var.private_subnet_enable_dns64) ? 0 : var.single_nat_gateway ? 1 : local.database_size

  route_table_id              = aws_route_table.database[count.index].id
  destination_ipv6_cidr_block = "64:ff9b::/96"
  nat_gateway_id              = element(aws_nat_gateway.this[*].id, count.index)
}

resource "aws_route" "database_ipv6_egress" {
  count = local.database_routed && var.create_database_internet_gateway_route && var.create_egress_only_igw && var.enable_ipv6 ? 1 : 0

  route_table_id              = aws_route_table.database[0].id
  destination_ipv6_cidr_block = "::/0"
  egress_only_gateway_id      = aws_egress_only_internet_gateway.this[0].id
}

locals {
  database_acl = local.database_size > 0 && var.database_dedicated_network_acl
}

resource "aws_network_acl" "database" {
  count = local.database_acl ? 1 : 0

  vpc_id     = local.vpc_id
  subnet_ids = aws_subnet.database[*].id
  tags       = merge({ Name = "${var.name}-${var.database_subnet_suffix}" }, var.tags, var.database_acl_tags)
}

resource "aws_network_acl_rule" "database_inbound" {
  count = local.database_acl ? length(var.database_inbound_acl_rules) : 0

  network_acl_id  = aws_network_acl.database[0].id
  egress          = false
  rule_number     = var.database_inbound_acl_rules[count.index].rule_number
  rule_action     = var.database_inbound_acl_rules[count.index].rule_action
  protocol        = var.database_inbound_acl_rules[count.index].protocol
  from_port       = try(var.database_inbound_acl_rules[count.index].from_port, null)
  to_port         = try(var.database_inbound_acl_rules[count.index].to_port, null)
  icmp_type       = try(var.database_inbound_acl_rules[count.index].icmp_type, null)
  icmp_code       = try(var.database_inbound_acl_rules[count.index].icmp_code, null)
  cidr_block      = try(var.database_inbound_acl_rules[count.index].cidr_block, null)
  ipv6_cidr_block = try(var.database_inbound_acl_rules[count.index].ipv6_cidr_block, null)
}

resource "aws_network_acl_rule" "database_outbound" {
  count = local.database_acl ? length(var.database_outbound_acl_rules) : 0

  network_acl_id  = aws_network_acl.database[0].id
  egress          = true
  rule_number     = var.database_outbound_acl_rules[count.index].rule_number
  rule_action     = var.database_outbound_acl_rules[count.index].rule_action
  protocol        = var.database_outbound_acl_rules[count.index].protocol
  from_port       = try(var.database_outbound_acl_rules[count.index].from_port, null)
  to_port         = try(var.database_outbound_acl_rules[count.index].to_port, null)
  icmp_type       = try(var.database_outbound_acl_rules[count.index].icmp_type, null)
  icmp_code       = try(var.database_outbound_acl_rules[count.index].icmp_code, null)
  cidr_block      = try(var.database_outbound_acl_rules[count.index].cidr_block, null)
  ipv6_cidr_block = try(var.database_outbound_acl_rules[count.index].ipv6_cidr_block, null)
}

output "database_subnet_objects" {
  value = aws_subnet.database
}

output "database_subnets" {
  value = aws_subnet.database[*].id
}

output "database_subnet_arns" {
  value = aws_subnet.database[*].arn
}

output "database_subnets_cidr_blocks" {
  value = compact(aws_subnet.database[*].cidr_block)
}

output "database_subnets_ipv6_cidr_blocks" {
  value = compact(aws_subnet.database[*].ipv6_cidr_block)
}

output "database_subnet_group" {
  value = try(aws_db_subnet_group.database[0].id, null)
}

output "database_subnet_group_name" {
  value = try(aws_db_subnet_group.database[0].name, null)
}

output "database_route_table_ids" {
  value = length(aws_route_table.database[*].id) > 0 ? aws_route_table.database[*].id : aws_route_table.private[*].id
}

output "database_internet_gateway_route_id" {
  value = try(aws_route.database_internet_gateway[0].id, null)
}

output "database_nat_gateway_route_ids" {
  value = aws_route.database_nat_gateway[*].id
}

output "database_ipv6_egress_route_id" {
  value = try(aws_route.database_ipv6_egress[0].id, null)
}

output "database_route_table_association_ids" {
  value = aws_route_table_association.database[*].id
}

output "database_network_acl_id" {
  value = try(aws_network_acl.database[0].id, null)
}

output "database_network_acl_arn" {
  value = try(aws_network_acl.database[0].arn, null)
}
