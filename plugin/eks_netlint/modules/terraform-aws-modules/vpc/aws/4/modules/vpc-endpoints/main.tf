# Interface and gateway endpoints.

variable "create" {
  type    = bool
  default = true
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

data "aws_region" "current" {}

locals {
  endpoints = { for key, endpoint in var.endpoints : key => endpoint if var.create && try(endpoint.create, true) }
  types     = { for key, endpoint in local.endpoints : key => try(endpoint.service_type, "Interface") }
}

resource "aws_vpc_endpoint" "this" {
  for_each = local.endpoints

  vpc_id = var.vpc_id
  # The real module asks AWS for the name; this is what AWS answers.
  service_name      = try(coalesce(each.value.service_name), "com.amazonaws.${data.aws_region.current.name}.${each.value.service}")
  vpc_endpoint_type = local.types[each.key]
  auto_accept       = try(each.value.auto_accept, null)
  policy            = try(each.value.policy, null)

  subnet_ids          = local.types[each.key] == "Interface" ? distinct(concat(var.subnet_ids, try(each.value.subnet_ids, []))) : null
  security_group_ids  = local.types[each.key] == "Interface" ? try(coalescelist(distinct(concat(var.security_group_ids, try(each.value.security_group_ids, [])))), null) : null
  private_dns_enabled = local.types[each.key] == "Interface" ? try(each.value.private_dns_enabled, null) : null
  route_table_ids     = local.types[each.key] == "Gateway" ? try(each.value.route_table_ids, null) : null

  tags = merge(var.tags, try(each.value.tags, {}))
}


output "endpoints" {
  value = aws_vpc_endpoint.this
}
