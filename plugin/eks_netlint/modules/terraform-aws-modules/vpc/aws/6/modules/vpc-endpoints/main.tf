# Interface and gateway endpoints with their security group.

variable "create" {
  type    = bool
  default = true
}

variable "region" {
  type    = string
  default = null
}

variable "vpc_id" {
  type    = string
  default = null
}

variable "endpoints" {
  type    = any
  default = {}
}

variable "security_group_ids" {
  type    = list(string)
  default = []
}

variable "subnet_ids" {
  type    = list(string)
  default = []
}

variable "tags" {
  type    = map(string)
  default = {}
}

variable "timeouts" {
  type    = map(string)
  default = {}
}

variable "create_security_group" {
  type    = bool
  default = false
}

variable "security_group_name" {
  type    = string
  default = null
}

variable "security_group_name_prefix" {
  type    = string
  default = null
}

variable "security_group_description" {
  type    = string
  default = null
}

variable "security_group_rules" {
  type    = any
  default = {}
}

variable "security_group_tags" {
  type    = map(string)
  default = {}
}

data "aws_region" "current" {}

locals {
  endpoints          = { for key, endpoint in var.endpoints : key => endpoint if var.create && try(endpoint.create, true) }
  types              = { for key, endpoint in local.endpoints : key => try(endpoint.service_type, "Interface") }
  security_group_ids = concat(var.security_group_ids, aws_security_group.this[*].id)
}

resource "aws_vpc_endpoint" "this" {
  for_each = local.endpoints

  vpc_id = var.vpc_id
  # The real module asks AWS for the name; this is what AWS answers.
  service_name = try(
    each.value.service_endpoint,
    coalesce(each.value.service_name),
    "com.amazonaws.${try(coalesce(each.value.service_region), data.aws_region.current.name)}.${each.value.service}",
  )
  service_region    = try(each.value.service_region, null)
  vpc_endpoint_type = local.types[each.key]
  auto_accept       = try(each.value.auto_accept, null)
  policy            = try(each.value.policy, null)
  ip_address_type   = try(each.value.ip_address_type, null)

  subnet_ids          = local.types[each.key] == "Interface" ? distinct(concat(var.subnet_ids, try(each.value.subnet_ids, []))) : null
  security_group_ids  = local.types[each.key] == "Interface" ? try(coalescelist(distinct(concat(local.security_group_ids, try(each.value.security_group_ids, [])))), null) : null
  private_dns_enabled = local.types[each.key] == "Interface" ? try(each.value.private_dns_enabled, null) : null
  route_table_ids     = local.types[each.key] == "Gateway" ? try(each.value.route_table_ids, null) : null

  dynamic "dns_options" {
    for_each = try([each.value.dns_options], [])
    content {
      # One level deeper than one would expect: so it is in the real module.
      dns_record_ip_type                             = try(dns_options.value.dns_options.dns_record_ip_type, null)
      private_dns_only_for_inbound_resolver_endpoint = try(dns_options.value.private_dns_only_for_inbound_resolver_endpoint, null)
    }
  }

  dynamic "subnet_configuration" {
    for_each = try(each.value.subnet_configurations, [])
    content {
      subnet_id = try(subnet_configuration.value.subnet_id, null)
      ipv4      = try(subnet_configuration.value.ipv4, null)
      ipv6      = try(subnet_configuration.value.ipv6, null)
    }
  }

  tags = merge(var.tags, { Name = replace(each.key, ".", "-") }, try(each.value.tags, {}))
}

resource "aws_security_group" "this" {
  count = var.create && var.create_security_group ? 1 : 0

  vpc_id      = var.vpc_id
  name        = var.security_group_name
  name_prefix = var.security_group_name_prefix
  description = var.security_group_description
  tags = merge(
    var.tags,
    var.security_group_tags,
    { Name = try(coalesce(var.security_group_name, var.security_group_name_prefix), "") },
  )

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_security_group_rule" "this" {
  for_each = { for key, rule in var.security_group_rules : key => rule if var.create && var.create_security_group }

  security_group_id        = aws_security_group.this[0].id
  type                     = try(each.value.type, "ingress")
  protocol                 = try(each.value.protocol, "tcp")
  from_port                = try(each.value.from_port, 443)
  to_port                  = try(each.value.to_port, 443)
  description              = try(each.value.description, null)
  cidr_blocks              = try(each.value.cidr_blocks, null)
  ipv6_cidr_blocks         = try(each.value.ipv6_cidr_blocks, null)
  prefix_list_ids          = try(each.value.prefix_list_ids, null)
  self                     = try(each.value.self, null)
  source_security_group_id = try(each.value.source_security_group_id, null)
}


output "endpoints" {
  value = aws_vpc_endpoint.this
}

output "security_group_arn" {
  value = try(aws_security_group.this[0].arn, null)
}

output "security_group_id" {
  value = try(aws_security_group.this[0].id, null)
}
