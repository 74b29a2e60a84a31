"""Calls of the vpc module on which ``check_stub`` compares the real module with our stub."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Case:
    """Arguments of one module call, the major versions that take them, and whether moto can make what it asks for."""

    name: str
    arguments: str
    since: int = 3
    until: int = 99
    submodule: str = ""
    applies: bool = True


AROUND = """
data "aws_availability_zones" "available" {
  state = "available"
}

resource "aws_vpc" "other" {
  cidr_block = "172.20.0.0/16"
}

resource "aws_subnet" "other" {
  count      = 2
  vpc_id     = aws_vpc.other.id
  cidr_block = cidrsubnet("172.20.0.0/16", 8, count.index)
}

resource "aws_route_table" "other" {
  vpc_id = aws_vpc.other.id
}

resource "aws_security_group" "other" {
  vpc_id = aws_vpc.other.id
}

resource "aws_eip" "other" {
  count  = 3
  domain = "vpc"
}

"""
"""What the calls refer to: things whose ids are not known before apply."""

_BASE = """
  name = "net"
  cidr = "10.0.0.0/16"
  azs  = ["us-east-1a", "us-east-1b", "us-east-1c"]
"""
_PLAIN = (
    _BASE
    + """
  private_subnets = ["10.0.0.0/20", "10.0.16.0/20", "10.0.32.0/20"]
  public_subnets  = ["10.0.48.0/24", "10.0.49.0/24", "10.0.50.0/24"]
"""
)
_ALL_TIERS = (
    _PLAIN
    + """
  intra_subnets       = ["10.0.60.0/24", "10.0.61.0/24"]
  database_subnets    = ["10.0.70.0/24", "10.0.71.0/24"]
  elasticache_subnets = ["10.0.80.0/24", "10.0.81.0/24"]
  redshift_subnets    = ["10.0.90.0/24", "10.0.91.0/24"]
"""
)
_ACL_RULES = """[
    {
      rule_number = 10
      rule_action = "allow"
      protocol    = "tcp"
      from_port   = 443
      to_port     = 443
      cidr_block  = "10.0.0.0/8"
    },
    {
      rule_number     = 20
      rule_action     = "deny"
      protocol        = "icmp"
      icmp_type       = -1
      icmp_code       = -1
      ipv6_cidr_block = "::/0"
    },
  ]"""


def _tiers(text: str, *tiers: str) -> str:
    return "".join(text.replace("TIER", tier) for tier in tiers)


_TIERS = ("public", "private", "intra", "database", "elasticache", "redshift")

CASES = (
    Case("nothing", 'cidr = "10.0.0.0/16"'),
    Case("nothing-at-all", "", since=4),
    Case("plain", _PLAIN),
    Case("all-tiers", _ALL_TIERS),
    Case(
        "zones-from-data",
        """
  name            = "net"
  cidr            = "10.0.0.0/16"
  azs             = [for index in [1, 2, 0] : data.aws_availability_zones.available.names[index]]
  private_subnets = ["10.0.0.0/20", "10.0.16.0/20", "10.0.32.0/20"]
  public_subnets  = ["10.0.48.0/24", "10.0.49.0/24", "10.0.50.0/24"]
""",
    ),
    Case("zone-ids", _PLAIN.replace("us-east-1a", "use1-az1").replace("us-east-1b", "use1-az2")),
    Case(
        "single-nat",
        _ALL_TIERS
        + """
  enable_nat_gateway = true
  single_nat_gateway = true
""",
    ),
    Case(
        "nat-per-zone",
        _ALL_TIERS
        + """
  enable_nat_gateway = true
  one_nat_gateway_per_az = true
""",
    ),
    Case("nat-per-subnet", _PLAIN + "enable_nat_gateway = true"),
    Case(
        "nat-with-strings-for-flags",
        _PLAIN
        + """
  enable_nat_gateway = "true"
  single_nat_gateway = "true"
  enable_dns_hostnames = "false"
""",
    ),
    Case(
        "own-nat-addresses",
        _PLAIN
        + """
  enable_nat_gateway  = true
  reuse_nat_ips       = true
  external_nat_ip_ids = aws_eip.other[*].id
  external_nat_ips    = aws_eip.other[*].public_ip
""",
    ),
    Case(
        "nat-to-part-of-the-world",
        _PLAIN
        + """
  enable_nat_gateway = true
  single_nat_gateway = true
  nat_gateway_destination_cidr_block = "8.0.0.0/8"
""",
    ),
    Case(
        "nat-without-private-route",
        _PLAIN
        + """
  enable_nat_gateway = true
  create_private_nat_gateway_route = false
""",
        since=5,
    ),
    Case(
        "secondary-ranges",
        _PLAIN.replace("10.0.32.0/20", "100.64.0.0/18") + 'secondary_cidr_blocks = ["100.64.0.0/16", "10.99.0.0/16"]',
    ),
    Case("public-only", _BASE + 'public_subnets = ["10.0.1.0/24", "10.0.2.0/24"]'),
    Case(
        "public-without-gateway",
        _BASE
        + """
  public_subnets = ["10.0.1.0/24"]
  create_igw = false
""",
    ),
    Case("private-only", _BASE + 'private_subnets = ["10.0.1.0/24", "10.0.2.0/24", "10.0.3.0/24"]'),
    Case("intra-only", _BASE + 'intra_subnets = ["10.0.1.0/24", "10.0.2.0/24", "10.0.3.0/24"]'),
    Case(
        "fewer-subnets-than-zones",
        _BASE
        + """
  private_subnets = ["10.0.1.0/24"]
  public_subnets = ["10.0.2.0/24"]
""",
    ),
    Case(
        "more-subnets-than-zones",
        _BASE
        + """
  private_subnets    = [for i in range(7) : cidrsubnet("10.0.0.0/16", 6, i)]
  public_subnets     = [for i in range(4) : cidrsubnet("10.0.0.0/16", 8, 200 + i)]
  enable_nat_gateway = true
""",
    ),
    Case(
        "database-tables",
        _ALL_TIERS
        + """
  create_database_subnet_route_table = true
  create_database_nat_gateway_route = true
  enable_nat_gateway = true
""",
    ),
    Case(
        "database-tables-single-nat",
        _ALL_TIERS
        + """
  create_database_subnet_route_table = true
  create_database_nat_gateway_route  = true
  enable_nat_gateway                 = true
  single_nat_gateway                 = true
""",
    ),
    Case(
        "database-to-internet",
        _ALL_TIERS
        + """
  create_database_subnet_route_table = true
  create_database_internet_gateway_route = true
  enable_ipv6 = true
""",
        applies=False,
    ),
    Case(
        "own-tables-everywhere",
        _ALL_TIERS
        + """
  create_redshift_subnet_route_table    = true
  create_elasticache_subnet_route_table = true
  create_database_subnet_group          = false
  create_redshift_subnet_group          = false
  create_elasticache_subnet_group       = false
""",
    ),
    Case(
        "many-tables-ipv6",
        _PLAIN
        + """
  create_multiple_public_route_tables = true
  enable_ipv6                         = true
""",
        since=5,
        applies=False,
    ),
    Case("public-redshift", _ALL_TIERS + "enable_public_redshift = true"),
    Case(
        "many-tables",
        _ALL_TIERS
        + """
  create_multiple_public_route_tables = true
  create_multiple_intra_route_tables = true
""",
        since=5,
    ),
    Case(
        "tags",
        _ALL_TIERS
        + """
  tags       = { Team = "net", Name = "ours", Size = 3 }
  vpc_tags   = { Kind = "vpc" }
  igw_tags   = { Kind = "igw" }
  nat_gateway_tags   = { Kind = "nat" }
  nat_eip_tags       = { Kind = "eip" }
  enable_nat_gateway = true
  public_subnet_tags_per_az  = { "us-east-1b" = { Zone = "b" }, "us-east-1z" = { Zone = "z" } }
  private_subnet_tags_per_az = { "us-east-1a" = { Zone = "a", Team = "zone" } }
"""
        + _tiers('  TIER_subnet_tags = { "karpenter.sh/discovery" = "TIER" }\n', *_TIERS)
        + _tiers('  TIER_route_table_tags = { Kind = "TIER" }\n', *_TIERS),
    ),
    Case(
        "names",
        _ALL_TIERS
        + """
  database_subnet_group_name = "DB"
  redshift_subnet_group_name = "RS"
  elasticache_subnet_group_name = "ec"
"""
        + _tiers('  TIER_subnet_names = ["first TIER"]\n  TIER_subnet_suffix = "t-TIER"\n', *_TIERS),
        applies=False,
    ),
    Case("map-public-ip-on", _PLAIN + "map_public_ip_on_launch = true"),
    Case("map-public-ip-off", _PLAIN + "map_public_ip_on_launch = false"),
    Case(
        "ipv6",
        _ALL_TIERS
        + """
  enable_ipv6                    = true
  enable_nat_gateway             = true
  public_subnet_ipv6_prefixes    = [0, 1, 2]
  private_subnet_ipv6_prefixes   = [3, 4, 5]
  database_subnet_ipv6_prefixes  = [6, 7]
  intra_subnet_ipv6_prefixes     = [8, 9]
  private_subnet_assign_ipv6_address_on_creation = true
  create_database_subnet_route_table             = true
  create_database_nat_gateway_route              = true
""",
        applies=False,
    ),
    Case(
        "ipv6-single-nat",
        _PLAIN
        + """
  enable_ipv6 = true
  enable_nat_gateway = true
  single_nat_gateway = true
""",
        applies=False,
    ),
    Case(
        "ipv6-without-egress-gateway",
        _PLAIN
        + """
  enable_ipv6 = true
  create_egress_only_igw = false
""",
        applies=False,
    ),
    Case(
        "ipv6-assigned-everywhere",
        _PLAIN
        + """
  enable_ipv6 = true
  assign_ipv6_address_on_creation = true
""",
        until=3,
        applies=False,
    ),
    Case(
        "ipv6-native",
        _BASE
        + """
  enable_ipv6                  = true
  public_subnet_ipv6_native    = true
  public_subnet_ipv6_prefixes  = [0, 1, 2]
  private_subnet_ipv6_native   = true
  private_subnet_ipv6_prefixes = [3, 4, 5]
  private_subnet_enable_dns64  = false
  private_subnet_enable_resource_name_dns_a_record_on_launch = true
""",
        since=4,
        applies=False,
    ),
    Case(
        "host-names",
        _PLAIN
        + """
  private_subnet_private_dns_hostname_type_on_launch         = "resource-name"
  private_subnet_enable_resource_name_dns_a_record_on_launch = true
  enable_network_address_usage_metrics                       = true
""",
        since=4,
    ),
    Case(
        "ipam",
        _BASE.replace('cidr = "10.0.0.0/16"', "use_ipam_pool = true")
        + """
  ipv4_ipam_pool_id = "ipam-pool-0123456789abcdef0"
  ipv4_netmask_length = 16
  private_subnets = ["10.0.0.0/20"]
""",
    ),
    Case(
        "none-wanted",
        _ALL_TIERS
        + """
  create_vpc = false
  enable_nat_gateway = true
  enable_flow_log = true
""",
    ),
    Case(
        "acls",
        _ALL_TIERS
        + _tiers("  TIER_dedicated_network_acl = true\n", *_TIERS)
        + f"""
  private_inbound_acl_rules   = {_ACL_RULES}
  database_outbound_acl_rules = {_ACL_RULES}
  public_acl_tags             = {{ Kind = "acl" }}
""",
    ),
    Case(
        "outpost",
        _PLAIN
        + """
  outpost_subnets = ["10.0.100.0/24", "10.0.101.0/24"]
  outpost_az      = "us-east-1b"
  outpost_arn     = "arn:aws:outposts:us-east-1:123456789012:outpost/op-1234567890abcdef0"
  outpost_dedicated_network_acl = true
""",
        until=3,
    ),
    Case(
        "outpost-with-its-own-pool",
        _PLAIN
        + """
  outpost_subnets = ["10.0.100.0/24", "10.0.101.0/24"]
  outpost_az      = "us-east-1b"
  outpost_arn     = "arn:aws:outposts:us-east-1:123456789012:outpost/op-1234567890abcdef0"
  customer_owned_ipv4_pool        = "ipv4pool-coip-0123456789abcdef0"
  map_customer_owned_ip_on_launch = true
  outpost_dedicated_network_acl   = true
""",
        since=4,
    ),
    Case(
        "vpn",
        _ALL_TIERS
        + """
  enable_vpn_gateway                 = true
  propagate_public_route_tables_vgw  = true
  propagate_private_route_tables_vgw = true
  propagate_intra_route_tables_vgw   = true
  customer_gateways = {
    office = { bgp_asn = 65112, ip_address = "49.33.1.162", device_name = "box" }
    home   = { bgp_asn = 65113, ip_address = "5.5.5.5", device_name = "bag" }
  }
""",
    ),
    Case(
        "vpn-given",
        _PLAIN
        + """
  vpn_gateway_id = "vgw-0123456789abcdef0"
  propagate_private_route_tables_vgw = true
""",
    ),
    Case(
        "dhcp",
        _PLAIN
        + """
  enable_dhcp_options = true
  dhcp_options_domain_name = "svc"
  dhcp_options_ntp_servers = ["10.0.0.9"]
""",
    ),
    Case(
        "defaults-managed",
        _PLAIN
        + """
  manage_default_vpc             = true
  manage_default_security_group  = true
  manage_default_network_acl     = true
  manage_default_route_table     = true
  default_security_group_name    = "sg"
  default_security_group_ingress = [
    { self = true },
    { from_port = 443, to_port = 443, protocol = "tcp", cidr_blocks = "10.0.0.0/8,10.1.0.0/16" },
  ]
  default_security_group_egress  = [{ cidr_blocks = "0.0.0.0/0" }]
  default_route_table_routes     = [{ cidr_block = "10.9.0.0/16", transit_gateway_id = "tgw-0123456789abcdef0" }]
""",
    ),
    Case(
        "defaults-left-alone",
        _PLAIN
        + """
  manage_default_security_group = false
  manage_default_network_acl = false
  manage_default_route_table = false
""",
    ),
    Case(
        "flow-log",
        _PLAIN
        + """
  enable_flow_log = true
  create_flow_log_cloudwatch_log_group = true
  create_flow_log_cloudwatch_iam_role = true
""",
    ),
    Case(
        "flow-log-to-s3",
        _PLAIN
        + """
  enable_flow_log = true
  flow_log_destination_type = "s3"
  flow_log_destination_arn = "arn:aws:s3:::logs"
""",
    ),
    Case(
        "public-access-blocked",
        _PLAIN
        + """
  vpc_block_public_access_options    = { internet_gateway_block_mode = "block-bidirectional" }
  vpc_block_public_access_exclusions = {
    vpc    = { exclude_vpc = true, internet_gateway_exclusion_mode = "allow-bidirectional" }
    subnet = {
      exclude_subnet = true
      subnet_type    = "private"
      subnet_index   = 1
      internet_gateway_exclusion_mode = "allow-egress"
    }
  }
""",
        since=5,
        applies=False,
    ),
    Case(
        "endpoints",
        """
  vpc_id             = aws_vpc.other.id
  subnet_ids         = aws_subnet.other[*].id
  security_group_ids = [aws_security_group.other.id]
  tags               = { Team = "net" }
  endpoints = {
    s3       = { service = "s3", service_type = "Gateway", route_table_ids = [aws_route_table.other.id] }
    dynamodb = { service = "dynamodb", service_type = "Gateway", tags = { Name = "table" } }
    sts      = { service = "sts", private_dns_enabled = true }
    ec2      = { service_name = "com.amazonaws.us-east-1.ec2", subnet_ids = [aws_subnet.other[0].id] }
    none     = { service = "kms", create = false }
  }
""",
        submodule="modules/vpc-endpoints",
    ),
    Case(
        "endpoints-unwanted",
        """
  create = false
  endpoints = { s3 = { service = "s3" } }
""",
        submodule="modules/vpc-endpoints",
    ),
    Case(
        "endpoints-own-group",
        """
  vpc_id                     = aws_vpc.other.id
  subnet_ids                 = ["subnet-0123456789abcdef0"]
  create_security_group      = true
  security_group_name_prefix = "endpoints-"
  security_group_rules = {
    https = { description = "from the VPC", cidr_blocks = ["10.0.0.0/16"] }
    out   = { type = "egress", protocol = "-1", from_port = 0, to_port = 0, cidr_blocks = ["0.0.0.0/0"] }
  }
  endpoints = {
    "ecr.api" = {
      service             = "ecr.api"
      private_dns_enabled = true
      dns_options         = { private_dns_only_for_inbound_resolver_endpoint = false }
    }
    plain = {
      service          = "logs"
      service_endpoint = "com.amazonaws.us-east-1.logs"
      policy           = jsonencode({ Version = "2012-10-17", Statement = [] })
    }
    s3 = { service = "s3", service_type = "Gateway" }
  }
""",
        since=5,
        submodule="modules/vpc-endpoints",
    ),
)
