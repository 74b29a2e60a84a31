# Customer and VPN gateways, and the route tables that learn from them.

variable "customer_gateways" {
  type    = map(map(any))
  default = {}
}

variable "customer_gateway_tags" {
  type    = map(string)
  default = {}
}

variable "enable_vpn_gateway" {
  type    = bool
  default = false
}

variable "vpn_gateway_id" {
  type    = string
  default = ""
}

variable "amazon_side_asn" {
  type    = string
  default = "64512"
}

variable "vpn_gateway_az" {
  type    = string
  default = null
}

variable "propagate_intra_route_tables_vgw" {
  type    = bool
  default = false
}

variable "propagate_private_route_tables_vgw" {
  type    = bool
  default = false
}

variable "propagate_public_route_tables_vgw" {
  type    = bool
  default = false
}

variable "vpn_gateway_tags" {
  type    = map(string)
  default = {}
}

resource "aws_customer_gateway" "this" {
  for_each = var.customer_gateways

  type        = "ipsec.1"
  bgp_asn     = try(each.value.bgp_asn, null)
  ip_address  = each.value.ip_address
  device_name = try(each.value.device_name, null)

  tags = merge({ Name = "${var.name}-${each.key}" }, var.tags, var.customer_gateway_tags)
}

locals {
  vpn         = local.create && (var.enable_vpn_gateway || var.vpn_gateway_id != "")
  vpn_gateway = concat(aws_vpn_gateway.this[*].id, aws_vpn_gateway_attachment.this[*].vpn_gateway_id)
}

resource "aws_vpn_gateway" "this" {
  count = local.create && var.enable_vpn_gateway ? 1 : 0

  vpc_id            = local.vpc_id
  amazon_side_asn   = var.amazon_side_asn
  availability_zone = var.vpn_gateway_az

  tags = merge({ Name = var.name }, var.tags, var.vpn_gateway_tags)
}

resource "aws_vpn_gateway_attachment" "this" {
  count = var.vpn_gateway_id != "" ? 1 : 0

  vpc_id         = local.vpc_id
  vpn_gateway_id = var.vpn_gateway_id
}

resource "aws_vpn_gateway_route_propagation" "public" {
  count = local.vpn && var.propagate_public_route_tables_vgw ? 1 : 0

  route_table_id = aws_route_table.public[count.index].id
  vpn_gateway_id = element(local.vpn_gateway, count.index)
}

resource "aws_vpn_gateway_route_propagation" "private" {
  count = local.vpn && var.propagate_private_route_tables_vgw ? local.private_size : 0

  route_table_id = element(aws_route_table.private[*].id, count.index)
  vpn_gateway_id = element(local.vpn_gateway, count.index)
}

resource "aws_vpn_gateway_route_propagation" "intra" {
  count = local.vpn && var.propagate_intra_route_tables_vgw ? local.intra_size : 0

  route_table_id = element(aws_route_table.intra[*].id, count.index)
  vpn_gateway_id = element(local.vpn_gateway, count.index)
}

output "cgw_ids" {
  value = [for gateway in aws_customer_gateway.this : gateway.id]
}

output "cgw_arns" {
  value = [for gateway in aws_customer_gateway.this : gateway.arn]
}

output "this_customer_gateway" {
  value = aws_customer_gateway.this
}

output "vgw_id" {
  value = try(aws_vpn_gateway.this[0].id, aws_vpn_gateway_attachment.this[0].vpn_gateway_id, null)
}

output "vgw_arn" {
  value = try(aws_vpn_gateway.this[0].arn, null)
}
