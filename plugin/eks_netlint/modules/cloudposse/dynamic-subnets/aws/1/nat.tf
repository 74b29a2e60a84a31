# The way out of the private subnets: a NAT gateway in every zone, an instance, or, in vain, both.

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
  addresses_given = length(var.nat_elastic_ips) > 0
  gateways        = var.nat_gateway_enabled ? local.size : 0
  machines        = var.nat_instance_enabled ? local.size : 0
  any_machine     = local.enabled && var.nat_instance_enabled ? 1 : 0
}

data "aws_eip" "nat_ips" {
  count = local.enabled ? length(var.nat_elastic_ips) : 0

  public_ip = var.nat_elastic_ips[count.index]
}

resource "aws_eip" "default" {
  count = local.addresses_given ? 0 : local.gateways

  tags = merge(module.private_label.tags, local.private_names[count.index])
}

resource "aws_nat_gateway" "default" {
  count = local.gateways

  allocation_id = element(local.addresses_given ? data.aws_eip.nat_ips[*].id : aws_eip.default[*].id, count.index)
  subnet_id     = aws_subnet.public[count.index].id
  tags          = merge(module.nat_label.tags, local.nat_names[count.index])
}

resource "aws_route" "default" {
  count = local.gateways

  route_table_id         = aws_route_table.private[count.index].id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.default[count.index].id
}

resource "aws_security_group" "nat_instance" {
  count = local.any_machine

  name        = module.nat_instance_label.id
  description = "Security Group for NAT Instance"
  vpc_id      = var.vpc_id
  tags        = module.nat_instance_label.tags
}

resource "aws_security_group_rule" "nat_instance_egress" {
  count = local.any_machine

  security_group_id = aws_security_group.nat_instance[0].id
  type              = "egress"
  protocol          = "-1"
  from_port         = 0
  to_port           = 0
  cidr_blocks       = ["0.0.0.0/0"]
}

resource "aws_security_group_rule" "nat_instance_ingress" {
  count = local.any_machine

  security_group_id = aws_security_group.nat_instance[0].id
  type              = "ingress"
  protocol          = "-1"
  from_port         = 0
  to_port           = 0
  cidr_blocks       = [local.block]
}

data "aws_ami" "nat_instance" {
  count = local.any_machine

  most_recent = true
  owners      = ["amazon"]

  filter {
    name   = "name"
    values = ["amzn-ami-vpc-nat*"]
  }
}

resource "aws_instance" "nat_instance" {
  count = local.machines

  ami                         = data.aws_ami.nat_instance[0].id
  instance_type               = var.nat_instance_type
  subnet_id                   = aws_subnet.public[count.index].id
  vpc_security_group_ids      = [aws_security_group.nat_instance[0].id]
  associate_public_ip_address = true
  source_dest_check           = false
  tags                        = merge(module.nat_instance_label.tags, local.machine_names[count.index])
}

resource "aws_eip" "nat_instance" {
  count = local.addresses_given ? 0 : local.machines

  tags = merge(module.nat_instance_label.tags, local.machine_names[count.index])
}

resource "aws_eip_association" "nat_instance" {
  count = local.machines

  instance_id   = aws_instance.nat_instance[count.index].id
  allocation_id = element(local.addresses_given ? data.aws_eip.nat_ips[*].id : aws_eip.nat_instance[*].id, count.index)
}

resource "aws_route" "nat_instance" {
  count = local.machines

  route_table_id         = aws_route_table.private[count.index].id
  destination_cidr_block = "0.0.0.0/0"
  network_interface_id   = aws_instance.nat_instance[count.index].primary_network_interface_id
}
