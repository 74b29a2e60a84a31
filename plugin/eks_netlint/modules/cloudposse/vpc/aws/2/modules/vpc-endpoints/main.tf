# Endpoints of a VPC under the caller's keys; subnets and route tables are bound to them one by one.

locals {
  enabled   = module.this.enabled && length(var.gateway_vpc_endpoints) + length(var.interface_vpc_endpoints) > 0
  gateways  = local.enabled ? var.gateway_vpc_endpoints : {}
  interface = local.enabled ? var.interface_vpc_endpoints : {}

  tables = merge([
    for key, endpoint in local.gateways : {
      for index, table in endpoint.route_table_ids : "${key}[${index}]" => { endpoint = key, table = table }
    }
  ]...)
  subnets = merge([
    for key, endpoint in local.interface : {
      for index, subnet in endpoint.subnet_ids : "${key}[${index}]" => { endpoint = key, subnet = subnet }
    }
  ]...)
}

data "aws_vpc_endpoint_service" "gateway_endpoint_service" {
  for_each = local.gateways

  service      = each.value.name
  service_type = "Gateway"
}

data "aws_vpc_endpoint_service" "interface_endpoint_service" {
  for_each = local.interface

  service      = each.value.name
  service_type = "Interface"
}

resource "aws_vpc_endpoint" "gateway_endpoint" {
  for_each = local.gateways

  vpc_id            = var.vpc_id
  service_name      = data.aws_vpc_endpoint_service.gateway_endpoint_service[each.key].service_name
  vpc_endpoint_type = "Gateway"
  policy            = each.value.policy
}

resource "aws_vpc_endpoint_route_table_association" "gateway" {
  for_each = local.tables

  route_table_id  = each.value.table
  vpc_endpoint_id = aws_vpc_endpoint.gateway_endpoint[each.value.endpoint].id
}

resource "aws_vpc_endpoint" "interface_endpoint" {
  for_each = local.interface

  vpc_id              = var.vpc_id
  service_name        = data.aws_vpc_endpoint_service.interface_endpoint_service[each.key].service_name
  vpc_endpoint_type   = "Interface"
  policy              = each.value.policy
  private_dns_enabled = each.value.private_dns_enabled
  security_group_ids  = length(each.value.security_group_ids) > 0 ? each.value.security_group_ids : null
}

resource "aws_vpc_endpoint_subnet_association" "interface" {
  for_each = local.subnets

  subnet_id       = each.value.subnet
  vpc_endpoint_id = aws_vpc_endpoint.interface_endpoint[each.value.endpoint].id
}

output "gateway_vpc_endpoints_map" {
  value = aws_vpc_endpoint.gateway_endpoint
}

output "interface_vpc_endpoints_map" {
  value = aws_vpc_endpoint.interface_endpoint
}
