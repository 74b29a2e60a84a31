locals {
  private_names = var.private_subnets_per_az_names != null ? var.private_subnets_per_az_names : var.subnets_per_az_names

  nat_in  = { for nat in aws_nat_gateway.default : nat.subnet_id => nat.id }
  nat_for = local.nat_gateway && local.private4 ? { for place, subnet in aws_subnet.private : subnet.id => aws_nat_gateway.default[local.private_nat_of[place]].id } : {}

  private_in  = { for zone in local.zones : zone => [for subnet in aws_subnet.private : subnet.id if subnet.availability_zone == zone] }
  public_in   = { for zone in local.zones : zone => [for subnet in aws_subnet.public : subnet.id if subnet.availability_zone == zone] }
  private_via = { for zone, ids in local.private_in : zone => [for bound in aws_route_table_association.private : bound.route_table_id if contains(ids, bound.subnet_id)] }
  public_via  = { for zone, ids in local.public_in : zone => [for bound in aws_route_table_association.public : bound.route_table_id if contains(ids, bound.subnet_id)] }
}

output "availability_zones" {
  value = local.zones
}

output "availability_zone_ids" {
  value = local.by_id ? var.availability_zone_ids : [for zone in local.zones : local.id_of[zone]]
}

output "public_subnet_ids" {
  value = aws_subnet.public[*].id
}

output "public_subnet_arns" {
  value = aws_subnet.public[*].arn
}

output "public_subnet_cidrs" {
  value = local.public4 ? aws_subnet.public[*].cidr_block : []
}

output "public_subnet_ipv6_cidrs" {
  value = local.public6 ? aws_subnet.public[*].ipv6_cidr_block : []
}

output "private_subnet_ids" {
  value = aws_subnet.private[*].id
}

output "private_subnet_arns" {
  value = aws_subnet.private[*].arn
}

output "private_subnet_cidrs" {
  value = local.private4 ? aws_subnet.private[*].cidr_block : []
}

output "private_subnet_ipv6_cidrs" {
  value = local.private6 ? aws_subnet.private[*].ipv6_cidr_block : []
}

output "public_route_table_ids" {
  value = aws_route_table.public[*].id
}

output "private_route_table_ids" {
  value = aws_route_table.private[*].id
}

output "public_network_acl_id" {
  value = local.public && var.public_open_network_acl_enabled ? aws_network_acl.public[0].id : null
}

output "private_network_acl_id" {
  value = local.private && var.private_open_network_acl_enabled ? aws_network_acl.private[0].id : null
}

output "nat_gateway_ids" {
  value = aws_nat_gateway.default[*].id
}

output "nat_gateway_private_ips" {
  value = aws_nat_gateway.default[*].private_ip
}

output "nat_instance_ids" {
  value = aws_instance.nat_instance[*].id
}

output "nat_instance_ami_id" {
  value = !local.nat_instance ? null : local.asks_image ? data.aws_ami.nat_instance[0].id : var.nat_instance_ami_id[0]
}

output "nat_ips" {
  value = local.nat && local.given_addresses > 0 ? var.nat_elastic_ips : aws_eip.default[*].public_ip
}

output "nat_gateway_public_ips" {
  value = local.nat && local.given_addresses > 0 ? var.nat_elastic_ips : aws_eip.default[*].public_ip
}

output "nat_eip_allocation_ids" {
  value = local.allocations
}

output "az_private_subnets_map" {
  value = local.private_in
}

output "az_public_subnets_map" {
  value = local.public_in
}

output "az_private_route_table_ids_map" {
  value = local.private_via
}

output "az_public_route_table_ids_map" {
  value = local.public_via
}

output "named_private_subnets_map" {
  value = { for place, name in local.private_names : name => compact([for ids in values(local.private_in) : try(ids[place], "")]) }
}

output "named_public_subnets_map" {
  value = { for place, name in local.public_names : name => compact([for ids in values(local.public_in) : try(ids[place], "")]) }
}

output "named_private_route_table_ids_map" {
  value = { for place, name in local.private_names : name => compact([for ids in values(local.private_via) : try(ids[place], "")]) }
}

output "named_public_route_table_ids_map" {
  value = { for place, name in local.public_names : name => compact([for ids in values(local.public_via) : try(ids[place], "")]) }
}

output "named_private_subnets_stats_map" {
  value = {
    for place, name in local.private_names : name => [
      for zone, tables in local.private_via : {
        az             = zone
        route_table_id = try(tables[place], "")
        subnet_id      = try(local.private_in[zone][place], "")
        nat_gateway_id = try(local.nat_for[local.private_in[zone][place]], "")
      }
    ]
  }
}

output "named_public_subnets_stats_map" {
  value = {
    for place, name in local.public_names : name => [
      for zone, tables in local.public_via : {
        az             = zone
        route_table_id = try(tables[place], "")
        subnet_id      = try(local.public_in[zone][place], "")
        nat_gateway_id = try(local.nat_in[local.public_in[zone][place]], "")
      }
    ]
  }
}
