# The way out of the private subnets: NAT gateways, or instances, in chosen public subnets of the first zones.

module "nat_label" {
  source  = "cloudposse/label/null"
  version = "0.25.0"

  attributes = ["nat"]
  context    = module.this.context
}

module "nat_instance_label" {
  source  = "cloudposse/label/null"
  version = "0.25.0"

  attributes = ["nat", "instance"]
  context    = module.this.context
}

locals {
  # Who asks for instances and says nothing of gateways gets instances.
  wants_gateway = var.nat_instance_enabled == true ? var.nat_gateway_enabled == true : var.nat_gateway_enabled != false
  nat_gateway   = local.wants_gateway && local.useful
  nat_instance  = !local.wants_gateway && var.nat_instance_enabled == true && local.private4
  nat           = local.nat_gateway || local.nat_instance

  # Where they stand in a zone, by name or by place; then in the list of all public subnets.
  public_names = var.public_subnets_per_az_names != null ? var.public_subnets_per_az_names : var.subnets_per_az_names
  places = var.nat_gateway_public_subnet_names == null ? var.nat_gateway_public_subnet_indices : [
    for name in var.nat_gateway_public_subnet_names : try(index(local.public_names, name), -1)
  ]
  useful = local.private4 || local.public_dns64 || local.private_dns64
  seats = local.useful ? flatten([
    for zone in range(min(length(local.zones), var.max_nats)) : [
      for place in local.places : zone * local.public_each + place if place >= 0 && place < local.public_each
    ]
  ]) : []
  nats = length(local.seats)

  # Which one a route table leads to: one of its zone, taken in turn; the first zones' again where there are too few.
  per_zone       = local.nats > 0 ? length(local.places) : 0
  private_nat_of = !local.nat || !local.private4 ? [] : [for table in range(local.private_tables) : (floor(table / local.private_each) * local.per_zone + table % local.private_each % local.per_zone) % local.nats]
  public_nat_of  = !local.nat_gateway || !local.public_dns64 ? [] : [for table in range(local.public_tables) : (floor(table / local.public_each) * local.per_zone + table % local.public_each % local.per_zone) % local.nats]

  given_addresses = length(var.nat_elastic_ips)
  allocations     = !local.nat ? [] : local.given_addresses > 0 ? data.aws_eip.nat[*].id : aws_eip.default[*].id
  asks_image      = local.nat_instance && length(var.nat_instance_ami_id) == 0
}

data "aws_eip" "nat" {
  count = local.nat ? local.given_addresses : 0

  public_ip = var.nat_elastic_ips[count.index]
}

resource "aws_eip" "default" {
  count = local.nat && local.given_addresses == 0 ? local.nats : 0

  tags = merge(module.nat_label.tags, { Name = "${module.nat_label.id}${module.this.delimiter}${local.short[local.public_slots[local.seats[count.index]]]}" })
}

resource "aws_nat_gateway" "default" {
  count = local.nat_gateway ? local.nats : 0

  allocation_id = local.allocations[count.index]
  subnet_id     = aws_subnet.public[local.seats[count.index]].id
  tags          = merge(module.nat_label.tags, { Name = "${module.nat_label.id}${module.this.delimiter}${local.short[local.public_slots[local.seats[count.index]]]}" })
}

resource "aws_route" "nat4" {
  count = local.nat_gateway && local.private4 ? local.private_tables : 0

  route_table_id         = aws_route_table.private[count.index].id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.default[local.private_nat_of[count.index]].id
}

resource "aws_route" "private_nat64" {
  count = local.nat_gateway && local.private_dns64 ? local.private_tables : 0

  route_table_id              = aws_route_table.private[count.index].id
  destination_ipv6_cidr_block = "64:ff9b::/96"
  nat_gateway_id              = aws_nat_gateway.default[local.private_nat_of[count.index]].id
}

resource "aws_route" "public_nat64" {
  count = local.nat_gateway && local.public_dns64 ? local.public_tables : 0

  route_table_id              = local.public_table_ids[count.index]
  destination_ipv6_cidr_block = "64:ff9b::/96"
  nat_gateway_id              = aws_nat_gateway.default[local.public_nat_of[count.index]].id
}

# Instances

resource "aws_security_group" "nat_instance" {
  count = local.nat_instance ? 1 : 0

  name        = module.nat_instance_label.id
  description = "Security Group for NAT Instance"
  vpc_id      = var.vpc_id
  tags        = module.nat_instance_label.tags
}

resource "aws_security_group_rule" "nat_instance_egress" {
  count = local.nat_instance ? 1 : 0

  security_group_id = aws_security_group.nat_instance[0].id
  type              = "egress"
  protocol          = "-1"
  from_port         = 0
  to_port           = 0
  cidr_blocks       = ["0.0.0.0/0"]
}

resource "aws_security_group_rule" "nat_instance_ingress" {
  count = local.nat_instance ? 1 : 0

  security_group_id = aws_security_group.nat_instance[0].id
  type              = "ingress"
  protocol          = "-1"
  from_port         = 0
  to_port           = 0
  cidr_blocks       = [local.block4]
}

data "aws_ami" "nat_instance" {
  count = local.asks_image ? 1 : 0

  most_recent = true
  owners      = ["amazon"]

  filter {
    name   = "name"
    values = ["amzn-ami-vpc-nat*"]
  }
}

resource "aws_instance" "nat_instance" {
  count = local.nat_instance ? local.nats : 0

  ami                         = local.asks_image ? data.aws_ami.nat_instance[0].id : var.nat_instance_ami_id[0]
  instance_type               = var.nat_instance_type
  subnet_id                   = aws_subnet.public[local.seats[count.index]].id
  vpc_security_group_ids      = [aws_security_group.nat_instance[0].id]
  associate_public_ip_address = true
  source_dest_check           = false
  tags                        = merge(module.nat_instance_label.tags, { Name = "${module.nat_instance_label.id}${module.this.delimiter}${local.short[local.public_slots[local.seats[count.index]]]}" })
}

resource "aws_eip_association" "nat_instance" {
  count = local.nat_instance ? local.nats : 0

  instance_id   = aws_instance.nat_instance[count.index].id
  allocation_id = local.allocations[count.index]
}

resource "aws_route" "nat_instance" {
  count = local.nat_instance ? local.private_tables : 0

  route_table_id         = aws_route_table.private[count.index].id
  destination_cidr_block = "0.0.0.0/0"
  network_interface_id   = aws_instance.nat_instance[local.private_nat_of[count.index]].primary_network_interface_id
}
