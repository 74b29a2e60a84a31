# Endpoints of a VPC under the caller's keys; until major 2 an endpoint named its own subnets.

locals {
  enabled   = module.this.enabled && length(var.gateway_vpc_endpoints) + length(var.interface_vpc_endpoints) > 0
  gateways  = local.enabled ? var.gateway_vpc_endpoints : {}
  interface = local.enabled ? var.interface_vpc_endpoints : {}
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

resource "aws_vpc_endpoint" "interface_endpoint" {
  for_each = local.interface

  vpc_id              = var.vpc_id
  service_name        = data.aws_vpc_endpoint_service.interface_endpoint_service[each.key].service_name
  vpc_endpoint_type   = "Interface"
  policy              = each.value.policy
  private_dns_enabled = each.value.private_dns_enabled
  security_group_ids  = each.value.security_group_ids
  subnet_ids          = each.value.subnet_ids
}

output "gateway_vpc_endpoints" {
  value = values(aws_vpc_endpoint.gateway_endpoint)
}

output "interface_vpc_endpoints" {
  value = values(aws_vpc_endpoint.interface_endpoint)
}
