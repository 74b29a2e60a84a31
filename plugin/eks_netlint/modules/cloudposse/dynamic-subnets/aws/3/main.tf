# cloudposse/dynamic-subnets/aws, major version 3: zones and ranges. docs/decisions/0016-more-stubs.md

locals {
  enabled = module.this.enabled && (var.public_subnets_enabled || var.private_subnets_enabled) && (var.ipv4_enabled || var.ipv6_enabled)

  public   = local.enabled && var.public_subnets_enabled
  private  = local.enabled && var.private_subnets_enabled
  public4  = local.public && var.ipv4_enabled
  public6  = local.public && var.ipv6_enabled
  private4 = local.private && var.ipv4_enabled
  private6 = local.private && var.ipv6_enabled

  public_dns64  = local.public6 && var.public_dns64_nat64_enabled
  private_dns64 = local.private6 && (var.private_dns64_nat64_enabled == null ? local.public4 : var.private_dns64_nat64_enabled)
}

# Zones: by id, else by name, else all there are; one that is used several times stands side by side.

data "aws_availability_zones" "default" {
  count = local.enabled ? 1 : 0

  filter {
    name   = "opt-in-status"
    values = ["opt-in-not-required"]
  }
}

locals {
  known_names = local.enabled ? data.aws_availability_zones.default[0].names : []
  known_ids   = local.enabled ? data.aws_availability_zones.default[0].zone_ids : []
  name_of     = try(zipmap(local.known_ids, local.known_names), {})
  id_of       = try(zipmap(local.known_names, local.known_ids), {})

  by_id = local.enabled && length(var.availability_zone_ids) > 0
  possible = local.by_id ? [for id in var.availability_zone_ids : local.name_of[id]] : (
    local.enabled && length(var.availability_zones) > 0 ? var.availability_zones : sort(local.known_names)
  )
  zones = var.max_subnet_count == 0 || var.max_subnet_count >= length(local.possible) ? local.possible : slice(local.possible, 0, var.max_subnet_count)

  public_each  = coalesce(var.public_subnets_per_az_count, var.subnets_per_az_count)
  private_each = coalesce(var.private_subnets_per_az_count, var.subnets_per_az_count)

  public_slots  = [for place in range(local.public ? length(local.zones) * local.public_each : 0) : local.zones[floor(place / local.public_each)]]
  private_slots = [for place in range(local.private ? length(local.zones) * local.private_each : 0) : local.zones[floor(place / local.private_each)]]

  # us-east-1a is use1a; of other names and styles nothing is said
  short = {
    for zone in distinct(concat(local.public_slots, local.private_slots)) : zone => var.availability_zone_attribute_style == "full" ? zone : replace(replace(
      regex(var.availability_zone_attribute_style == "short" ? "^[a-z]{2}-(?:gov-)?[a-z]+-[0-9][a-z]?$" : "(?:style of names not read)", zone),
      "/(g)ov|(n)orth|(s)outh|(e)ast|(w)est|(c)entral/", "$1$2$3$4$5$6",
    ), "-", "")
  }
}

# Ranges: enough equal parts of the block for every zone that there may be, the private ones first

data "aws_vpc" "default" {
  count = local.asks_vpc ? 1 : 0

  id = var.vpc_id
}

locals {
  given4 = concat(try(var.ipv4_cidrs[0].private, []), try(var.ipv4_cidrs[0].public, []))
  given6 = concat(try(var.ipv6_cidrs[0].private, []), try(var.ipv6_cidrs[0].public, []))

  computes4 = local.enabled && var.ipv4_enabled && length(local.given4) == 0
  computes6 = local.enabled && var.ipv6_enabled && length(local.given6) == 0
  asks_vpc  = local.computes4 && length(var.ipv4_cidr_block) == 0 || local.computes6 && length(var.ipv6_cidr_block) == 0

  block4 = length(var.ipv4_cidr_block) > 0 ? var.ipv4_cidr_block[0] : local.asks_vpc ? data.aws_vpc.default[0].cidr_block : ""
  block6 = length(var.ipv6_cidr_block) > 0 ? var.ipv6_cidr_block[0] : local.asks_vpc ? data.aws_vpc.default[0].ipv6_cidr_block : ""

  most  = var.max_subnet_count == 0 ? length(local.known_names) : var.max_subnet_count
  lower = local.private ? local.most * local.private_each : 0
  all   = local.lower + (local.public ? local.most * local.public_each : 0)
  bits  = local.enabled ? ceil(log(local.all, 2)) : 1

  private_cidrs  = local.computes4 ? [for part in range(0, local.lower) : cidrsubnet(local.block4, local.bits, part)] : try(var.ipv4_cidrs[0].private, [])
  public_cidrs   = local.computes4 ? [for part in range(local.lower, local.all) : cidrsubnet(local.block4, local.bits, part)] : try(var.ipv4_cidrs[0].public, [])
  private_cidrs6 = local.computes6 ? [for part in range(0, local.lower) : cidrsubnet(local.block6, 8, part)] : try(var.ipv6_cidrs[0].private, [])
  public_cidrs6  = local.computes6 ? [for part in range(local.lower, local.all) : cidrsubnet(local.block6, 8, part)] : try(var.ipv6_cidrs[0].public, [])
}
