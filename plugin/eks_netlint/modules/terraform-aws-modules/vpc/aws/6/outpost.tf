# Outpost subnets with their routes and ACL.

variable "outpost_subnets" {
  type    = list(string)
  default = []
}

variable "outpost_subnet_assign_ipv6_address_on_creation" {
  type    = bool
  default = false
}

variable "outpost_az" {
  type    = string
  default = null
}

variable "customer_owned_ipv4_pool" {
  type    = string
  default = null
}

variable "outpost_subnet_enable_dns64" {
  type    = bool
  default = true
}

variable "outpost_subnet_enable_resource_name_dns_aaaa_record_on_launch" {
  type    = bool
  default = true
}

variable "outpost_subnet_enable_resource_name_dns_a_record_on_launch" {
  type    = bool
  default = false
}

variable "outpost_subnet_ipv6_prefixes" {
  type    = list(string)
  default = []
}

variable "outpost_subnet_ipv6_native" {
  type    = bool
  default = false
}

variable "map_customer_owned_ip_on_launch" {
  type    = bool
  default = false
}

variable "outpost_arn" {
  type    = string
  default = null
}

variable "outpost_subnet_private_dns_hostname_type_on_launch" {
  type    = string
  default = null
}

variable "outpost_subnet_names" {
  type    = list(string)
  default = []
}

variable "outpost_subnet_suffix" {
  type    = string
  default = "outpost"
}

variable "outpost_subnet_tags" {
  type    = map(string)
  default = {}
}

variable "outpost_dedicated_network_acl" {
  type    = bool
  default = false
}

variable "outpost_inbound_acl_rules" {
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

variable "outpost_outbound_acl_rules" {
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

variable "outpost_acl_tags" {
  type    = map(string)
  default = {}
}

locals {
  outpost_size = local.create ? max(length(var.outpost_subnets), length(var.outpost_subnet_ipv6_prefixes)) : 0
}

resource "aws_subnet" "outpost" {
  count = local.outpost_size

  vpc_id                          = local.vpc_id
  cidr_block                      = var.outpost_subnet_ipv6_native ? null : try(var.outpost_subnets[count.index], "")
  availability_zone               = var.outpost_az
  outpost_arn                     = var.outpost_arn
  customer_owned_ipv4_pool        = var.customer_owned_ipv4_pool
  map_customer_owned_ip_on_launch = var.map_customer_owned_ip_on_launch
  assign_ipv6_address_on_creation = var.outpost_subnet_ipv6_native && var.enable_ipv6 ? true : var.outpost_subnet_assign_ipv6_address_on_creation
  ipv6_cidr_block                 = var.enable_ipv6 && length(var.outpost_subnet_ipv6_prefixes) > 0 ? cidrsubnet(aws_vpc.this[0].ipv6_cidr_block, 8, var.outpost_subnet_ipv6_prefixes[count.index]) : null
  ipv6_native                     = var.outpost_subnet_ipv6_native && var.enable_ipv6

  enable_dns64                                   = var.outpost_subnet_enable_dns64 && var.enable_ipv6
  enable_resource_name_dns_aaaa_record_on_launch = var.outpost_subnet_enable_resource_name_dns_aaaa_record_on_launch && var.enable_ipv6
  enable_resource_name_dns_a_record_on_launch    = var.outpost_subnet_enable_resource_name_dns_a_record_on_launch && !var.outpost_subnet_ipv6_native
  private_dns_hostname_type_on_launch            = var.outpost_subnet_private_dns_hostname_type_on_launch

  tags = merge(
    { Name = try(var.outpost_subnet_names[count.index], "${var.name}-${var.outpost_subnet_suffix}-${var.outpost_az}") },
    var.tags,
    var.outpost_subnet_tags,
  )
}

resource "aws_route_table_association" "outpost" {
  count = local.outpost_size

  subnet_id      = aws_subnet.outpost[count.index].id
  route_table_id = element(aws_route_table.private[*].id, var.single_nat_gateway ? 0 : count.index)
}

locals {
  outpost_acl = local.outpost_size > 0 && var.outpost_dedicated_network_acl
}

resource "aws_network_acl" "outpost" {
  count = local.outpost_acl ? 1 : 0

  vpc_id     = local.vpc_id
  subnet_ids = aws_subnet.outpost[*].id
  tags       = merge({ Name = "${var.name}-${var.outpost_subnet_suffix}" }, var.tags, var.outpost_acl_tags)
}

resource "aws_network_acl_rule" "outpost_inbound" {
  count = local.outpost_acl ? length(var.outpost_inbound_acl_rules) : 0

  network_acl_id  = aws_network_acl.outpost[0].id
  egress          = false
  rule_number     = var.outpost_inbound_acl_rules[count.index].rule_number
  rule_action     = var.outpost_inbound_acl_rules[count.index].rule_action
  protocol        = var.outpost_inbound_acl_rules[count.index].protocol
  from_port       = try(var.outpost_inbound_acl_rules[count.index].from_port, null)
  to_port         = try(var.outpost_inbound_acl_rules[count.index].to_port, null)
  icmp_type       = try(var.outpost_inbound_acl_rules[count.index].icmp_type, null)
  icmp_code       = try(var.outpost_inbound_acl_rules[count.index].icmp_code, null)
  cidr_block      = try(var.outpost_inbound_acl_rules[count.index].cidr_block, null)
  ipv6_cidr_block = try(var.outpost_inbound_acl_rules[count.index].ipv6_cidr_block, null)
}

resource "aws_network_acl_rule" "outpost_outbound" {
  count = local.outpost_acl ? length(var.outpost_outbound_acl_rules) : 0

  network_acl_id  = aws_network_acl.outpost[0].id
  egress          = true
  rule_number     = var.outpost_outbound_acl_rules[count.index].rule_number
  rule_action     = var.outpost_outbound_acl_rules[count.index].rule_action
  protocol        = var.outpost_outbound_acl_rules[count.index].protocol
  from_port       = try(var.outpost_outbound_acl_rules[count.index].from_port, null)
  to_port         = try(var.outpost_outbound_acl_rules[count.index].to_port, null)
  icmp_type       = try(var.outpost_outbound_acl_rules[count.index].icmp_type, null)
  icmp_code       = try(var.outpost_outbound_acl_rules[count.index].icmp_code, null)
  cidr_block      = try(var.outpost_outbound_acl_rules[count.index].cidr_block, null)
  ipv6_cidr_block = try(var.outpost_outbound_acl_rules[count.index].ipv6_cidr_block, null)
}

output "outpost_subnet_objects" {
  value = aws_subnet.outpost
}

output "outpost_subnets" {
  value = aws_subnet.outpost[*].id
}

output "outpost_subnet_arns" {
  value = aws_subnet.outpost[*].arn
}

output "outpost_subnets_cidr_blocks" {
  value = compact(aws_subnet.outpost[*].cidr_block)
}

output "outpost_subnets_ipv6_cidr_blocks" {
  value = compact(aws_subnet.outpost[*].ipv6_cidr_block)
}

output "outpost_network_acl_id" {
  value = try(aws_network_acl.outpost[0].id, null)
}

output "outpost_network_acl_arn" {
  value = try(aws_network_acl.outpost[0].arn, null)
}
