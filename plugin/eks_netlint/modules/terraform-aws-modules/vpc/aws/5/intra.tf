# Intra subnets with their routes and ACL.

variable "intra_subnets" {
  type    = list(string)
  default = []
}

variable "intra_subnet_assign_ipv6_address_on_creation" {
  type    = bool
  default = false
}

variable "intra_subnet_enable_dns64" {
  type    = bool
  default = true
}

variable "intra_subnet_enable_resource_name_dns_aaaa_record_on_launch" {
  type    = bool
  default = true
}

variable "intra_subnet_enable_resource_name_dns_a_record_on_launch" {
  type    = bool
  default = false
}

variable "create_multiple_intra_route_tables" {
  type    = bool
  default = false
}

variable "intra_subnet_ipv6_prefixes" {
  type    = list(string)
  default = []
}

variable "intra_subnet_ipv6_native" {
  type    = bool
  default = false
}

variable "intra_subnet_private_dns_hostname_type_on_launch" {
  type    = string
  default = null
}

variable "intra_subnet_names" {
  type    = list(string)
  default = []
}

variable "intra_subnet_suffix" {
  type    = string
  default = "intra"
}

variable "intra_subnet_tags" {
  type    = map(string)
  default = {}
}

variable "intra_route_table_tags" {
  type    = map(string)
  default = {}
}

variable "intra_dedicated_network_acl" {
  type    = bool
  default = false
}

variable "intra_inbound_acl_rules" {
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

variable "intra_outbound_acl_rules" {
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

variable "intra_acl_tags" {
  type    = map(string)
  default = {}
}

locals {
  intra_size = local.create ? max(length(var.intra_subnets), length(var.intra_subnet_ipv6_prefixes)) : 0
}

resource "aws_subnet" "intra" {
  count = local.intra_size

  vpc_id                          = local.vpc_id
  cidr_block                      = var.intra_subnet_ipv6_native ? null : try(var.intra_subnets[count.index], "")
  availability_zone               = length(regexall("^[a-z]{2}-", element(var.azs, count.index))) > 0 ? element(var.azs, count.index) : null
  availability_zone_id            = length(regexall("^[a-z]{2}-", element(var.azs, count.index))) > 0 ? null : element(var.azs, count.index)
  assign_ipv6_address_on_creation = var.intra_subnet_ipv6_native && var.enable_ipv6 ? true : var.intra_subnet_assign_ipv6_address_on_creation
  ipv6_cidr_block                 = var.enable_ipv6 && length(var.intra_subnet_ipv6_prefixes) > 0 ? cidrsubnet(aws_vpc.this[0].ipv6_cidr_block, 8, var.intra_subnet_ipv6_prefixes[count.index]) : null
  ipv6_native                     = var.intra_subnet_ipv6_native && var.enable_ipv6

  enable_dns64                                   = var.intra_subnet_enable_dns64 && var.enable_ipv6
  enable_resource_name_dns_aaaa_record_on_launch = var.intra_subnet_enable_resource_name_dns_aaaa_record_on_launch && var.enable_ipv6
  enable_resource_name_dns_a_record_on_launch    = var.intra_subnet_enable_resource_name_dns_a_record_on_launch && !var.intra_subnet_ipv6_native
  private_dns_hostname_type_on_launch            = var.intra_subnet_private_dns_hostname_type_on_launch

  tags = merge(
    { Name = try(var.intra_subnet_names[count.index], "${var.name}-${var.intra_subnet_suffix}-${element(var.azs, count.index)}") },
    var.tags,
    var.intra_subnet_tags,
  )
}

resource "aws_route_table" "intra" {
  count = local.intra_size == 0 ? 0 : var.create_multiple_intra_route_tables ? local.intra_size : 1

  vpc_id = local.vpc_id
  tags = merge(
    { Name = "${var.name}-${var.intra_subnet_suffix}${var.create_multiple_intra_route_tables ? "-${element(var.azs, count.index)}" : ""}" },
    var.tags,
    var.intra_route_table_tags,
  )
}

resource "aws_route_table_association" "intra" {
  count = local.intra_size

  subnet_id      = aws_subnet.intra[count.index].id
  route_table_id = aws_route_table.intra[var.create_multiple_intra_route_tables ? count.index : 0].id
}

locals {
  intra_acl = local.intra_size > 0 && var.intra_dedicated_network_acl
}

resource "aws_network_acl" "intra" {
  count = local.intra_acl ? 1 : 0

  vpc_id     = local.vpc_id
  subnet_ids = aws_subnet.intra[*].id
  tags       = merge({ Name = "${var.name}-${var.intra_subnet_suffix}" }, var.tags, var.intra_acl_tags)
}

resource "aws_network_acl_rule" "intra_inbound" {
  count = local.intra_acl ? length(var.intra_inbound_acl_rules) : 0

  network_acl_id  = aws_network_acl.intra[0].id
  egress          = false
  rule_number     = var.intra_inbound_acl_rules[count.index].rule_number
  rule_action     = var.intra_inbound_acl_rules[count.index].rule_action
  protocol        = var.intra_inbound_acl_rules[count.index].protocol
  from_port       = try(var.intra_inbound_acl_rules[count.index].from_port, null)
  to_port         = try(var.intra_inbound_acl_rules[count.index].to_port, null)
  icmp_type       = try(var.intra_inbound_acl_rules[count.index].icmp_type, null)
  icmp_code       = try(var.intra_inbound_acl_rules[count.index].icmp_code, null)
  cidr_block      = try(var.intra_inbound_acl_rules[count.index].cidr_block, null)
  ipv6_cidr_block = try(var.intra_inbound_acl_rules[count.index].ipv6_cidr_block, null)
}

resource "aws_network_acl_rule" "intra_outbound" {
  count = local.intra_acl ? length(var.intra_outbound_acl_rules) : 0

  network_acl_id  = aws_network_acl.intra[0].id
  egress          = true
  rule_number     = var.intra_outbound_acl_rules[count.index].rule_number
  rule_action     = var.intra_outbound_acl_rules[count.index].rule_action
  protocol        = var.intra_outbound_acl_rules[count.index].protocol
  from_port       = try(var.intra_outbound_acl_rules[count.index].from_port, null)
  to_port         = try(var.intra_outbound_acl_rules[count.index].to_port, null)
  icmp_type       = try(var.intra_outbound_acl_rules[count.index].icmp_type, null)
  icmp_code       = try(var.intra_outbound_acl_rules[count.index].icmp_code, null)
  cidr_block      = try(var.intra_outbound_acl_rules[count.index].cidr_block, null)
  ipv6_cidr_block = try(var.intra_outbound_acl_rules[count.index].ipv6_cidr_block, null)
}

output "intra_subnet_objects" {
  value = aws_subnet.intra
}

output "intra_subnets" {
  value = aws_subnet.intra[*].id
}

output "intra_subnet_arns" {
  value = aws_subnet.intra[*].arn
}

output "intra_subnets_cidr_blocks" {
  value = compact(aws_subnet.intra[*].cidr_block)
}

output "intra_subnets_ipv6_cidr_blocks" {
  value = compact(aws_subnet.intra[*].ipv6_cidr_block)
}

output "intra_route_table_ids" {
  value = aws_route_table.intra[*].id
}

output "intra_route_table_association_ids" {
  value = aws_route_table_association.intra[*].id
}

output "intra_network_acl_id" {
  value = try(aws_network_acl.intra[0].id, null)
}

output "intra_network_acl_arn" {
  value = try(aws_network_acl.intra[0].arn, null)
}
