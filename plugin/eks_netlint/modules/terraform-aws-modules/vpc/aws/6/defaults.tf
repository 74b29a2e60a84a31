# What AWS makes with every VPC, where the module takes it over.

variable "manage_default_vpc" {
  type    = bool
  default = false
}

variable "default_vpc_name" {
  type    = string
  default = null
}

variable "default_vpc_enable_dns_support" {
  type    = bool
  default = true
}

variable "default_vpc_enable_dns_hostnames" {
  type    = bool
  default = true
}

variable "default_vpc_tags" {
  type    = map(string)
  default = {}
}

variable "manage_default_security_group" {
  type    = bool
  default = true
}

variable "default_security_group_name" {
  type    = string
  default = null
}

variable "default_security_group_ingress" {
  type    = list(map(string))
  default = []
}

variable "default_security_group_egress" {
  type    = list(map(string))
  default = []
}

variable "default_security_group_tags" {
  type    = map(string)
  default = {}
}

variable "manage_default_network_acl" {
  type    = bool
  default = true
}

variable "default_network_acl_name" {
  type    = string
  default = null
}

variable "default_network_acl_ingress" {
  type = list(map(string))
  default = [
    {
      rule_no    = 100
      action     = "allow"
      from_port  = 0
      to_port    = 0
      protocol   = "-1"
      cidr_block = "0.0.0.0/0"
    },
    {
      rule_no         = 101
      action          = "allow"
      from_port       = 0
      to_port         = 0
      protocol        = "-1"
      ipv6_cidr_block = "::/0"
    },
  ]
}

variable "default_network_acl_egress" {
  type = list(map(string))
  default = [
    {
      rule_no    = 100
      action     = "allow"
      from_port  = 0
      to_port    = 0
      protocol   = "-1"
      cidr_block = "0.0.0.0/0"
    },
    {
      rule_no         = 101
      action          = "allow"
      from_port       = 0
      to_port         = 0
      protocol        = "-1"
      ipv6_cidr_block = "::/0"
    },
  ]
}

variable "default_network_acl_tags" {
  type    = map(string)
  default = {}
}

variable "manage_default_route_table" {
  type    = bool
  default = true
}

variable "default_route_table_name" {
  type    = string
  default = null
}

variable "default_route_table_propagating_vgws" {
  type    = list(string)
  default = []
}

variable "default_route_table_routes" {
  type    = list(map(string))
  default = []
}

variable "default_route_table_tags" {
  type    = map(string)
  default = {}
}

resource "aws_default_vpc" "this" {
  count = var.manage_default_vpc ? 1 : 0

  enable_dns_support   = var.default_vpc_enable_dns_support
  enable_dns_hostnames = var.default_vpc_enable_dns_hostnames

  tags = merge({ Name = coalesce(var.default_vpc_name, "default") }, var.tags, var.default_vpc_tags)
}

resource "aws_default_security_group" "this" {
  count = local.create && var.manage_default_security_group ? 1 : 0

  vpc_id = aws_vpc.this[0].id

  dynamic "ingress" {
    for_each = var.default_security_group_ingress
    iterator = rule
    content {
      protocol         = try(rule.value.protocol, "-1")
      from_port        = try(rule.value.from_port, 0)
      to_port          = try(rule.value.to_port, 0)
      description      = try(rule.value.description, null)
      self             = try(rule.value.self, null)
      cidr_blocks      = compact(split(",", try(rule.value.cidr_blocks, "")))
      ipv6_cidr_blocks = compact(split(",", try(rule.value.ipv6_cidr_blocks, "")))
      prefix_list_ids  = compact(split(",", try(rule.value.prefix_list_ids, "")))
      security_groups  = compact(split(",", try(rule.value.security_groups, "")))
    }
  }

  dynamic "egress" {
    for_each = var.default_security_group_egress
    iterator = rule
    content {
      protocol         = try(rule.value.protocol, "-1")
      from_port        = try(rule.value.from_port, 0)
      to_port          = try(rule.value.to_port, 0)
      description      = try(rule.value.description, null)
      self             = try(rule.value.self, null)
      cidr_blocks      = compact(split(",", try(rule.value.cidr_blocks, "")))
      ipv6_cidr_blocks = compact(split(",", try(rule.value.ipv6_cidr_blocks, "")))
      prefix_list_ids  = compact(split(",", try(rule.value.prefix_list_ids, "")))
      security_groups  = compact(split(",", try(rule.value.security_groups, "")))
    }
  }

  tags = merge({ Name = coalesce(var.default_security_group_name, "${var.name}-default") }, var.tags, var.default_security_group_tags)
}

resource "aws_default_network_acl" "this" {
  count = local.create && var.manage_default_network_acl ? 1 : 0

  default_network_acl_id = aws_vpc.this[0].default_network_acl_id
  subnet_ids             = null # the subnets without an ACL of their own join it by themselves

  dynamic "ingress" {
    for_each = var.default_network_acl_ingress
    iterator = rule
    content {
      rule_no         = rule.value.rule_no
      action          = rule.value.action
      protocol        = rule.value.protocol
      from_port       = rule.value.from_port
      to_port         = rule.value.to_port
      icmp_type       = try(rule.value.icmp_type, null)
      icmp_code       = try(rule.value.icmp_code, null)
      cidr_block      = try(rule.value.cidr_block, null)
      ipv6_cidr_block = try(rule.value.ipv6_cidr_block, null)
    }
  }

  dynamic "egress" {
    for_each = var.default_network_acl_egress
    iterator = rule
    content {
      rule_no         = rule.value.rule_no
      action          = rule.value.action
      protocol        = rule.value.protocol
      from_port       = rule.value.from_port
      to_port         = rule.value.to_port
      icmp_type       = try(rule.value.icmp_type, null)
      icmp_code       = try(rule.value.icmp_code, null)
      cidr_block      = try(rule.value.cidr_block, null)
      ipv6_cidr_block = try(rule.value.ipv6_cidr_block, null)
    }
  }

  tags = merge({ Name = coalesce(var.default_network_acl_name, "${var.name}-default") }, var.tags, var.default_network_acl_tags)

  lifecycle {
    ignore_changes = [subnet_ids]
  }
}

resource "aws_default_route_table" "default" {
  count = local.create && var.manage_default_route_table ? 1 : 0

  default_route_table_id = aws_vpc.this[0].default_route_table_id
  propagating_vgws       = var.default_route_table_propagating_vgws

  dynamic "route" {
    for_each = var.default_route_table_routes
    content {
      cidr_block                = route.value.cidr_block
      ipv6_cidr_block           = try(route.value.ipv6_cidr_block, null)
      egress_only_gateway_id    = try(route.value.egress_only_gateway_id, null)
      gateway_id                = try(route.value.gateway_id, null)
      instance_id               = try(route.value.instance_id, null)
      nat_gateway_id            = try(route.value.nat_gateway_id, null)
      network_interface_id      = try(route.value.network_interface_id, null)
      transit_gateway_id        = try(route.value.transit_gateway_id, null)
      vpc_endpoint_id           = try(route.value.vpc_endpoint_id, null)
      vpc_peering_connection_id = try(route.value.vpc_peering_connection_id, null)
    }
  }

  tags = merge({ Name = coalesce(var.default_route_table_name, "${var.name}-default") }, var.tags, var.default_route_table_tags)
}

output "default_vpc_id" {
  value = try(aws_default_vpc.this[0].id, null)
}

output "default_vpc_arn" {
  value = try(aws_default_vpc.this[0].arn, null)
}

output "default_vpc_cidr_block" {
  value = try(aws_default_vpc.this[0].cidr_block, null)
}

output "default_vpc_default_security_group_id" {
  value = try(aws_default_vpc.this[0].default_security_group_id, null)
}

output "default_vpc_default_network_acl_id" {
  value = try(aws_default_vpc.this[0].default_network_acl_id, null)
}

output "default_vpc_default_route_table_id" {
  value = try(aws_default_vpc.this[0].default_route_table_id, null)
}

output "default_vpc_instance_tenancy" {
  value = try(aws_default_vpc.this[0].instance_tenancy, null)
}

output "default_vpc_enable_dns_support" {
  value = try(aws_default_vpc.this[0].enable_dns_support, null)
}

output "default_vpc_enable_dns_hostnames" {
  value = try(aws_default_vpc.this[0].enable_dns_hostnames, null)
}

output "default_vpc_main_route_table_id" {
  value = try(aws_default_vpc.this[0].main_route_table_id, null)
}
