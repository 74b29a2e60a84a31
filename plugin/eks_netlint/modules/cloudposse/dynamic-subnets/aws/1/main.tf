# cloudposse/dynamic-subnets/aws, major version 1 and what led to it: docs/decisions/0016-more-stubs.md

# An own block need not be the whole of the VPC, and an empty one stands for it.
data "aws_vpc" "default" {
  count = local.enabled ? 1 : 0

  id = var.vpc_id
}

data "aws_availability_zones" "available" {
  count = local.enabled ? 1 : 0
}

locals {
  enabled = module.this.enabled
  size    = local.enabled ? length(var.availability_zones) : 0
  block   = var.cidr_block != "" ? var.cidr_block : join("", data.aws_vpc.default[*].cidr_block)

  # Twice as many parts as zones are reserved; the public subnets take the second half.
  reserved = var.max_subnet_count == 0 ? length(flatten(data.aws_availability_zones.available[*].names)) : var.max_subnet_count
  bits     = ceil(log(local.reserved * 2, 2))

  # us-east-1a is use1a; of other names and styles nothing is said
  short = [
    for zone in var.availability_zones : var.availability_zone_attribute_style == "full" ? zone : replace(replace(
      regex(var.availability_zone_attribute_style == "short" ? "^[a-z]{2}-(?:gov-)?[a-z]+-[0-9][a-z]?$" : "(?:style of names not read)", zone),
      "/(g)ov|(n)orth|(s)outh|(e)ast|(w)est|(c)entral/", "$1$2$3$4$5$6",
    ), "-", "")
  ]

  private_names = [for zone in local.short : { Name = "${module.private_label.id}${module.this.delimiter}${zone}" }]
  public_names  = [for zone in local.short : { Name = "${module.public_label.id}${module.this.delimiter}${zone}" }]
  nat_names     = [for zone in local.short : { Name = "${module.nat_label.id}${module.this.delimiter}${zone}" }]
  machine_names = [for zone in local.short : { Name = "${module.nat_instance_label.id}${module.this.delimiter}${zone}" }]
}

module "private_label" {
  source  = "cloudposse/label/null"
  version = "0.25.0"

  attributes = ["private"]
  tags = merge(
    var.private_subnets_additional_tags,
    { (var.subnet_type_tag_key) = format(var.subnet_type_tag_value_format, "private") },
  )
  context = module.this.context
}

module "public_label" {
  source  = "cloudposse/label/null"
  version = "0.25.0"

  attributes = ["public"]
  tags = merge(
    var.public_subnets_additional_tags,
    { (var.subnet_type_tag_key) = format(var.subnet_type_tag_value_format, "public") },
  )
  context = module.this.context
}

# Private

resource "aws_subnet" "private" {
  count = local.size

  vpc_id            = var.vpc_id
  availability_zone = var.availability_zones[count.index]
  cidr_block        = cidrsubnet(local.block, local.bits, count.index)
  tags              = merge(module.private_label.tags, local.private_names[count.index])
}

resource "aws_route_table" "private" {
  count = local.size

  vpc_id = var.vpc_id
  tags   = merge(module.private_label.tags, local.private_names[count.index])
}

resource "aws_route_table_association" "private" {
  count = local.size

  subnet_id      = aws_subnet.private[count.index].id
  route_table_id = aws_route_table.private[count.index].id
}

resource "aws_network_acl" "private" {
  count = local.enabled && var.private_network_acl_id == "" ? 1 : 0

  vpc_id     = var.vpc_id
  subnet_ids = aws_subnet.private[*].id

  egress {
    rule_no    = 100
    action     = "allow"
    cidr_block = "0.0.0.0/0"
    from_port  = 0
    to_port    = 0
    protocol   = "-1"
  }

  ingress {
    rule_no    = 100
    action     = "allow"
    cidr_block = "0.0.0.0/0"
    from_port  = 0
    to_port    = 0
    protocol   = "-1"
  }

  tags = module.private_label.tags
}

# Public, on one route table that may be the VPC's own

resource "aws_subnet" "public" {
  count = local.size

  vpc_id                  = var.vpc_id
  availability_zone       = var.availability_zones[count.index]
  cidr_block              = cidrsubnet(local.block, local.bits, local.reserved + count.index)
  map_public_ip_on_launch = var.map_public_ip_on_launch
  tags                    = merge(module.public_label.tags, local.public_names[count.index])
}

locals {
  on_default_table = local.enabled && length(var.vpc_default_route_table_id) > 0
}

resource "aws_route_table" "public" {
  count = local.enabled && !local.on_default_table ? 1 : 0

  vpc_id = var.vpc_id
  tags   = module.public_label.tags
}

resource "aws_route" "public" {
  count = local.enabled && !local.on_default_table ? 1 : 0

  route_table_id         = aws_route_table.public[0].id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = var.igw_id
}

resource "aws_route_table_association" "public" {
  count = local.on_default_table ? 0 : local.size

  subnet_id      = aws_subnet.public[count.index].id
  route_table_id = aws_route_table.public[0].id
}

resource "aws_route_table_association" "public_default" {
  count = local.on_default_table ? local.size : 0

  subnet_id      = aws_subnet.public[count.index].id
  route_table_id = var.vpc_default_route_table_id
}

resource "aws_network_acl" "public" {
  count = local.enabled && var.public_network_acl_id == "" ? 1 : 0

  vpc_id     = var.vpc_id
  subnet_ids = aws_subnet.public[*].id

  egress {
    rule_no    = 100
    action     = "allow"
    cidr_block = "0.0.0.0/0"
    from_port  = 0
    to_port    = 0
    protocol   = "-1"
  }

  ingress {
    rule_no    = 100
    action     = "allow"
    cidr_block = "0.0.0.0/0"
    from_port  = 0
    to_port    = 0
    protocol   = "-1"
  }

  tags = module.public_label.tags
}
