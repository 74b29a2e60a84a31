"""Calls of cloudposse's modules on which ``judge_stub`` compares the real modules with our stubs."""

from __future__ import annotations

from dataclasses import replace

from stub_subjects import Case, Subject


def _with(arguments: str, *lines: str) -> str:
    """Arguments with some more."""
    return arguments.rstrip("\n") + "".join(f"\n  {line}" for line in lines) + "\n"


_AROUND = """
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

resource "aws_internet_gateway" "other" {
  vpc_id = aws_vpc.other.id
}

resource "aws_egress_only_internet_gateway" "other" {
  vpc_id = aws_vpc.other.id
}

resource "aws_security_group" "other" {
  vpc_id = aws_vpc.other.id
}
"""
"""What the calls refer to: things whose ids are not known before apply."""

_NAMED = """
  namespace = "eg"
  stage     = "test"
  name      = "net"
"""

_LABEL_IDS = (
    Case("plain", _NAMED),
    Case("nothing", ""),
    Case("off", _with(_NAMED, "enabled = false")),
    Case("order", _with(_NAMED, 'attributes = ["a", "b"]', 'label_order = ["name", "attributes", "stage"]')),
    Case(
        "tenant",
        _with(_NAMED, 'tenant = "core"', 'environment = "ue1"', 'label_order = ["tenant", "environment", "name"]'),
        ">= 0.25",
    ),
    Case("odd-characters", 'namespace = "E.g_"\n  name = "My App!"\n  attributes = ["x y", "", "x y"]'),
    Case("kept-characters", 'name = "My App!"\n  regex_replace_chars = "/[^a-zA-Z0-9 ]/"\n  label_value_case = "none"'),
    Case("upper", _with(_NAMED, 'label_value_case = "upper"', 'label_key_case = "lower"')),
    Case("title", _with(_NAMED, 'label_value_case = "title"', 'label_key_case = "upper"', 'delimiter = ""')),
    Case("other-delimiter", _with(_NAMED, 'delimiter = "_"', 'attributes = ["one", "two"]')),
    Case("too-long", 'namespace = "eg"\n  name = "a-rather-long-name-of-an-application"\n  id_length_limit = 20'),
    Case("hardly-room", 'namespace = "eg"\n  name = "a-rather-long-name"\n  id_length_limit = 6'),
    Case("long-enough", _with(_NAMED, "id_length_limit = 64")),
    Case("tags", _with(_NAMED, 'tags = { Team = "x", Name = "mine" }', 'additional_tag_map = { propagate = "true" }')),
    Case("few-tags", _with(_NAMED, 'labels_as_tags = ["name", "stage"]'), ">= 0.25"),
    Case("no-tags", _with(_NAMED, "labels_as_tags = []", 'tags = { Team = "x" }'), ">= 0.25"),
    Case(
        "descriptors",
        _with(_NAMED, 'descriptor_formats = { stack = { format = "%v-%v", labels = ["stage", "name"] } }'),
        ">= 0.25",
    ),
    Case(
        "context",
        """
  attributes = ["private"]
  tags       = { Tier = "private" }
  context = {
    enabled             = true
    namespace           = "eg"
    tenant              = null
    environment         = null
    stage               = "prod"
    name                = "app"
    delimiter           = null
    attributes          = ["blue"]
    tags                = { Team = "x", Tier = "none" }
    additional_tag_map  = {}
    regex_replace_chars = null
    label_order         = []
    id_length_limit     = null
    label_key_case      = null
    label_value_case    = null
    descriptor_formats  = {}
    labels_as_tags      = ["unset"]
  }
""",
    ),
    Case(
        "old-context",
        """
  name = "mine"
  context = {
    enabled             = true
    namespace           = "eg"
    environment         = null
    stage               = "prod"
    name                = "app"
    delimiter           = "."
    attributes          = []
    tags                = {}
    additional_tag_map  = {}
    regex_replace_chars = null
    label_order         = ["name", "stage"]
    id_length_limit     = null
  }
""",
    ),
)

LABEL = Subject("cloudposse/label/null", "", _LABEL_IDS)

_VPC = _NAMED + '  ipv4_primary_cidr_block = "10.0.0.0/16"\n'
_ENDPOINTS = """
  name   = "net"
  vpc_id = aws_vpc.other.id
  gateway_vpc_endpoints = {
    s3 = {
      name            = "s3"
      policy          = null
      route_table_ids = [aws_route_table.other.id]
    }
  }
  interface_vpc_endpoints = {
    ec2 = {
      name                = "ec2"
      policy              = null
      private_dns_enabled = true
      security_group_ids  = [aws_security_group.other.id]
      subnet_ids          = aws_subnet.other[*].id
    }
    sts = {
      name                = "sts"
      policy              = null
      private_dns_enabled = false
      security_group_ids  = []
      subnet_ids          = [aws_subnet.other[1].id]
    }
  }
"""

VPC = Subject(
    "cloudposse/vpc/aws",
    _AROUND,
    (
        Case("plain", _VPC),
        Case("nothing", "", ">= 2"),
        Case("off", _with(_VPC, "enabled = false")),
        Case("no-ipv6", _with(_VPC, "assign_generated_ipv6_cidr_block = false")),
        Case("dedicated", _with(_VPC, 'instance_tenancy = "dedicated"')),
        Case("no-dns", _with(_VPC, "dns_hostnames_enabled = false", "dns_support_enabled = false")),
        Case("no-gateway", _with(_VPC, "internet_gateway_enabled = false")),
        Case("egress-only", _with(_VPC, "ipv6_egress_only_internet_gateway_enabled = true")),
        Case("default-group-kept", _with(_VPC, "default_security_group_deny_all = false")),
        Case("all-adopted", _with(_VPC, "default_route_table_no_routes = true", "default_network_acl_deny_all = true")),
        Case(
            "secondary",
            _VPC
            + """
  ipv4_additional_cidr_block_associations = {
    "100.64.0.0/16" = { ipv4_cidr_block = "100.64.0.0/16", ipv4_ipam_pool_id = null, ipv4_netmask_length = null }
    pods            = { ipv4_cidr_block = "100.65.0.0/17", ipv4_ipam_pool_id = null, ipv4_netmask_length = null }
  }
""",
        ),
        Case(
            "ipam",
            _NAMED
            + """
  ipv4_primary_cidr_block_association = { ipv4_ipam_pool_id = "ipam-pool-0123456789abcdef0", ipv4_netmask_length = 16 }
  ipv4_additional_cidr_block_associations = {
    more = { ipv4_cidr_block = null, ipv4_ipam_pool_id = "ipam-pool-0123456789abcdef0", ipv4_netmask_length = 20 }
  }
""",
        ),
        Case(
            "ipv6-pool",
            _VPC
            + """
  assign_generated_ipv6_cidr_block = null
  ipv6_primary_cidr_block_association = {
    ipv6_cidr_block     = null
    ipv6_ipam_pool_id   = "ipam-pool-0123456789abcdef0"
    ipv6_netmask_length = 56
  }
  ipv6_additional_cidr_block_associations = {
    more = { ipv6_cidr_block = null, ipv6_ipam_pool_id = "ipam-pool-0123456789abcdef0", ipv6_netmask_length = 56 }
  }
""",
            ">= 2",
        ),
        Case("tags", _with(_VPC, 'tags = { Team = "x" }', 'attributes = ["blue"]')),
        Case("taken-range", _with(_NAMED, "ipv4_primary_cidr_block = cidrsubnet(aws_vpc.other.cidr_block, 1, 1)")),
        Case("unknown-range", _with(_NAMED, "ipv4_primary_cidr_block = aws_vpc.other.id")),
        Case("old-names", _with(_NAMED, 'cidr_block = "10.1.0.0/16"', "ipv6_enabled = false"), "~> 1.0"),
        Case("old-and-new", _with(_VPC, 'cidr_block = "10.1.0.0/16"', "enable_dns_hostnames = false"), "~> 1.0"),
        Case("old-off", _with(_VPC, "enable_internet_gateway = false", "enable_dns_support = false"), "~> 1.0"),
        Case(
            "old-secondary",
            _VPC
            + """
  additional_cidr_blocks = ["100.64.0.0/16"]
  enable_default_security_group_with_custom_rules = false
""",
            "~> 1.0",
        ),
        Case("endpoints", _ENDPOINTS, "< 3.0", "modules/vpc-endpoints"),
        Case("no-endpoints", '  vpc_id = "vpc-1"', submodule="modules/vpc-endpoints"),
    ),
    submodules=("modules/vpc-endpoints",),
    untold=frozenset({"gateway_vpc_endpoints_map", "interface_vpc_endpoints_map"}),
)

_ZONES = '  availability_zones = ["us-east-1a", "us-east-1b", "us-east-1c"]\n'
_IN = _NAMED + "  vpc_id = aws_vpc.other.id\n"
_GATES = "  igw_id = [aws_internet_gateway.other.id]\n"
_BLOCK = _IN + _GATES + '  ipv4_cidr_block = ["10.0.0.0/16"]\n'
_PLAIN = _BLOCK + _ZONES
_THREE = _PLAIN + "  max_subnet_count = 3\n"
_SIX = (
    _THREE
    + """
  ipv6_enabled            = true
  ipv6_cidr_block         = ["2001:db8:1234::/56"]
  ipv6_egress_only_igw_id = [aws_egress_only_internet_gateway.other.id]
"""
)

_NEW = tuple(
    Case(name, arguments, "~> 2.0" if name in ("old-tags", "no-old-tags") else ">= 2", asks=asks)
    for name, arguments, asks in (
        ("plain", _PLAIN, True),
        ("all-zones", _BLOCK, True),
        ("two-of-all-zones", _with(_BLOCK, "max_subnet_count = 2"), True),
        ("three", _THREE, False),
        ("room-for-four", _with(_PLAIN, "max_subnet_count = 4"), False),
        ("room-for-eight", _with(_PLAIN, "max_subnet_count = 8"), False),
        ("two-of-three-zones", _with(_PLAIN, "max_subnet_count = 2"), False),
        ("one", _with(_PLAIN, "max_subnet_count = 1"), False),
        ("one-zone", _with(_BLOCK, 'availability_zones = ["us-east-1d"]', "max_subnet_count = 1"), False),
        ("zone-ids", _with(_BLOCK, 'availability_zone_ids = ["use1-az1", "use1-az2"]', "max_subnet_count = 2"), True),
        (
            "taken-zones",
            _with(
                _BLOCK,
                "availability_zones = slice(data.aws_availability_zones.available.names, 0, 2)",
                "max_subnet_count = 2",
            ),
            True,
        ),
        ("off", _with(_THREE, "enabled = false"), False),
        ("neither", _with(_THREE, "public_subnets_enabled = false", "private_subnets_enabled = false"), False),
        ("only-private", _with(_THREE, "public_subnets_enabled = false", "nat_gateway_enabled = false"), False),
        ("only-public", _with(_THREE, "private_subnets_enabled = false"), False),
        ("no-nat", _with(_THREE, "nat_gateway_enabled = false"), False),
        ("one-nat", _with(_THREE, "max_nats = 1"), False),
        ("two-nats", _with(_THREE, "max_nats = 2"), False),
        (
            "instances",
            _with(_THREE, "nat_instance_enabled = true", 'nat_instance_ami_id = ["ami-0123456789abcdef0"]'),
            False,
        ),
        (
            "two-instances",
            _with(_THREE, "nat_instance_enabled = true", 'nat_instance_type = "t3.small"', "max_nats = 2"),
            False,
        ),
        ("gateways-of-both", _with(_THREE, "nat_instance_enabled = true", "nat_gateway_enabled = true"), False),
        ("vpc-asked", _IN + _GATES + _with(_ZONES, "max_subnet_count = 3"), True),
        ("no-gateway", _IN + _with(_ZONES, 'ipv4_cidr_block = ["10.0.0.0/16"]', "max_subnet_count = 3"), False),
        (
            "given-ranges",
            _IN
            + _GATES
            + _ZONES
            + """
  ipv4_cidrs = [{
    private = ["10.0.0.0/20", "10.0.16.0/20", "10.0.32.0/20"]
    public  = ["10.0.48.0/24", "10.0.49.0/24", "10.0.50.0/24"]
  }]
""",
            False,
        ),
        (
            "few-public-ranges",
            _IN
            + _GATES
            + _ZONES
            + """
  ipv4_cidrs = [{
    private = ["10.0.0.0/20", "10.0.16.0/20", "10.0.32.0/20"]
    public  = ["10.0.48.0/24"]
  }]
  public_subnets_enabled = false
  nat_gateway_enabled    = false
""",
            False,
        ),
        ("tables-given", _with(_THREE, "public_route_table_ids = [aws_route_table.other.id]"), False),
        ("table-each", _with(_THREE, "public_route_table_per_subnet_enabled = true"), False),
        (
            "no-tables",
            _with(
                _THREE,
                "public_route_table_enabled = false",
                "private_route_table_enabled = false",
                "nat_gateway_enabled = false",
            ),
            False,
        ),
        (
            "no-acls",
            _with(_THREE, "public_open_network_acl_enabled = false", "private_open_network_acl_enabled = false"),
            False,
        ),
        ("no-public-addresses", _with(_THREE, "map_public_ip_on_launch = false"), False),
        ("six", _SIX, False),
        ("six-only", _with(_SIX, "ipv4_enabled = false", "nat_gateway_enabled = false"), False),
        ("six-nat64", _with(_SIX, "public_dns64_nat64_enabled = true", "private_dns64_nat64_enabled = true"), False),
        (
            "six-no-nat64",
            _with(_SIX, "private_dns64_nat64_enabled = false", "private_assign_ipv6_address_on_creation = false"),
            False,
        ),
        (
            "tags",
            _THREE
            + """
  private_subnets_additional_tags = { "kubernetes.io/role/internal-elb" = "1" }
  public_subnets_additional_tags  = { "kubernetes.io/role/elb" = "1", Team = "x" }
  tags                            = { "kubernetes.io/cluster/eg" = "shared" }
""",
            False,
        ),
        ("full-names", _with(_THREE, 'availability_zone_attribute_style = "full"', 'delimiter = "."'), False),
        ("labels", _with(_THREE, 'private_label = "pods"', 'public_label = "edge"'), False),
        ("old-tags", _with(_THREE, 'subnet_type_tag_key = "tier"', 'subnet_type_tag_value_format = "my-%s"'), False),
        ("no-old-tags", _with(_THREE, "subnet_type_tag_key = null"), False),
        (
            "hostnames",
            _with(
                _THREE,
                'ipv4_private_instance_hostname_type = "resource-name"',
                "ipv4_private_instance_hostnames_enabled = true",
            ),
            False,
        ),
    )
)

_PER_ZONE = (
    Case("two-a-zone", _with(_THREE, "subnets_per_az_count = 2", 'subnets_per_az_names = ["app", "db"]'), ">= 2.1"),
    Case("two-a-zone-one-nat", _with(_THREE, "subnets_per_az_count = 2", "max_nats = 1"), ">= 2.1"),
    Case("two-a-zone-all", _with(_BLOCK, "subnets_per_az_count = 2"), ">= 2.1", asks=True),
    Case(
        "more-private",
        _THREE
        + """
  public_subnets_per_az_count  = 1
  private_subnets_per_az_count = 3
  public_subnets_per_az_names  = ["edge"]
  private_subnets_per_az_names = ["app", "db", "pods"]
""",
        ">= 3",
    ),
    Case(
        "nat-by-name",
        _THREE
        + """
  public_subnets_per_az_count     = 2
  public_subnets_per_az_names     = ["edge", "nat"]
  private_subnets_per_az_count    = 2
  nat_gateway_public_subnet_names = ["nat"]
""",
        ">= 3",
    ),
    Case(
        "two-nats-a-zone",
        _THREE
        + """
  public_subnets_per_az_count       = 2
  private_subnets_per_az_count      = 3
  nat_gateway_public_subnet_indices = [0, 1]
  max_nats                          = 2
""",
        ">= 3",
    ),
    Case(
        "more-private-nat64",
        _with(_SIX, "private_subnets_per_az_count = 2", "public_dns64_nat64_enabled = true"),
        ">= 3",
    ),
    Case(
        "more-public-instances", _with(_THREE, "public_subnets_per_az_count = 2", "nat_instance_enabled = true"), ">= 3"
    ),
)

_FIRST = (
    _NAMED
    + """
  vpc_id             = aws_vpc.other.id
  igw_id             = aws_internet_gateway.other.id
  cidr_block         = "10.0.0.0/16"
  availability_zones = ["us-east-1a", "us-east-1b", "us-east-1c"]
"""
)
_FIRST_THREE = _FIRST + "  max_subnet_count = 3\n"
_OLD = tuple(
    Case(f"first-{name}", arguments, "< 2", asks=asks)
    for name, arguments, asks in (
        ("plain", _FIRST, True),
        ("three", _FIRST_THREE, False),
        ("room-for-four", _with(_FIRST, "max_subnet_count = 4"), False),
        ("room-for-two", _with(_FIRST, "max_subnet_count = 2"), False),
        ("one", _FIRST.replace(', "us-east-1b", "us-east-1c"', "") + "  max_subnet_count = 1", False),
        ("off", _FIRST_THREE + "  enabled = false", False),
        ("vpc-asked", _FIRST_THREE.replace('"10.0.0.0/16"', '""'), True),
        ("no-nat", _FIRST_THREE + "  nat_gateway_enabled = false", False),
        ("instances", _FIRST_THREE + "  nat_gateway_enabled = false\n  nat_instance_enabled = true", False),
        ("both", _FIRST_THREE + "  nat_instance_enabled = true", False),
        ("default-table", _FIRST_THREE + "  vpc_default_route_table_id = aws_route_table.other.id", True),
        ("default-table-named", _FIRST_THREE + '  vpc_default_route_table_id = "rtb-1"', False),
        ("acls-given", _FIRST_THREE + '  public_network_acl_id = "acl-1"\n  private_network_acl_id = "acl-2"', False),
        ("no-public-addresses", _FIRST_THREE + "  map_public_ip_on_launch = false", False),
        (
            "tags",
            _FIRST_THREE
            + """
  private_subnets_additional_tags = { "kubernetes.io/role/internal-elb" = "1" }
  public_subnets_additional_tags  = { "kubernetes.io/role/elb" = "1" }
  subnet_type_tag_key             = "tier"
  subnet_type_tag_value_format    = "my-%s"
""",
            False,
        ),
        ("full-names", _FIRST_THREE + '  availability_zone_attribute_style = "full"', False),
        ("zones-twice", _with(_FIRST, "max_subnet_count = 6", "nat_gateway_enabled = false"), False),
    )
)

SUBNETS = Subject(
    "cloudposse/dynamic-subnets/aws",
    _AROUND,
    (*_NEW, *_PER_ZONE, *_OLD),
    untold=frozenset(f"{what}_{when}_timeout" for what in ("route", "subnet") for when in ("create", "delete")),
)

_CLUSTER = """
  namespace          = "eg"
  name               = "demo"
  subnet_ids         = aws_subnet.other[*].id
  kubernetes_version = "1.30"
"""
_CNI = """
  addons = [
    {
      addon_name               = "vpc-cni"
      addon_version            = "v1.18.1-eksbuild.1"
      configuration_values     = jsonencode({ env = { ENABLE_PREFIX_DELEGATION = "true" } })
      resolve_conflicts        = "OVERWRITE"
      service_account_role_arn = "arn:aws:iam::111122223333:role/cni"
    },
    { addon_name = "coredns", addon_version = null, resolve_conflicts = "NONE" },
  ]
"""

_CLUSTERS = (
    Case("plain", _CLUSTER),
    Case("off", _with(_CLUSTER, "enabled = false")),
    Case("attributes", _with(_CLUSTER, 'cluster_attributes = ["blue"]', 'tags = { Team = "x" }')),
    Case("private", _with(_CLUSTER, "endpoint_private_access = true", "endpoint_public_access = false")),
    Case("few-callers", _with(_CLUSTER, 'public_access_cidrs = ["203.0.113.0/24"]')),
    Case("services", _with(_CLUSTER, 'service_ipv4_cidr = "172.20.0.0/16"')),
    Case("six", _with(_CLUSTER, "kubernetes_network_ipv6_enabled = true")),
    Case("groups", _with(_CLUSTER, "associated_security_group_ids = [aws_security_group.other.id]")),
    Case("cni", _CLUSTER + _CNI),
    Case(
        "unknown-cni",
        _with(_CLUSTER, "addons = [{", 'addon_name = "vpc-cni"', 'resolve_conflicts = "NONE"')
        + "\n  configuration_values = aws_vpc.other.id\n  }]",
    ),
    Case(
        "role-given",
        _with(
            _CLUSTER,
            "create_eks_service_role = false",
            'eks_cluster_service_role_arn = "arn:aws:iam::111122223333:role/r"',
        ),
    ),
    Case("no-oidc", _with(_CLUSTER, "oidc_provider_enabled = false")),
    Case("oidc", _with(_CLUSTER, "oidc_provider_enabled = true")),
    Case("no-encryption", _with(_CLUSTER, "cluster_encryption_config_enabled = false")),
    Case(
        "key-given",
        _with(_CLUSTER, 'cluster_encryption_config_kms_key_id = "arn:aws:kms:us-east-1:111122223333:key/k"'),
    ),
    Case("logs", _with(_CLUSTER, 'enabled_cluster_log_types = ["audit"]')),
    Case(
        "allowed",
        _with(
            _CLUSTER,
            "allowed_security_group_ids = [aws_security_group.other.id]",
            'allowed_cidr_blocks = ["10.0.0.0/8", "192.168.0.0/16"]',
        ),
    ),
    Case(
        "unmanaged",
        _with(_CLUSTER, "managed_security_group_rules_enabled = false", 'allowed_cidr_blocks = ["10.0.0.0/8"]'),
    ),
    Case(
        "own-group",
        _with(
            _CLUSTER,
            "create_security_group = true",
            "workers_security_group_ids = [aws_security_group.other.id]",
            'allowed_cidr_blocks = ["10.0.0.0/8"]',
        ),
        "< 4",
    ),
    Case(
        "custom-rules",
        _with(
            _CLUSTER,
            "custom_ingress_rules = [{",
            'description = "x"',
            "from_port = 1",
            "to_port = 2",
            'protocol = "tcp"',
            'source_security_group_id = "sg-1"',
            "}]",
        ),
        ">= 4",
    ),
    Case("access", _with(_CLUSTER, 'access_config = { authentication_mode = "CONFIG_MAP" }'), ">= 4"),
    Case("no-own-addons", _with(_CLUSTER, "bootstrap_self_managed_addons_enabled = false"), ">= 4.6"),
    Case(
        "automatic",
        _with(
            _CLUSTER,
            "auto_mode_compute_config = {",
            "enabled = true",
            'node_pools = ["general-purpose"]',
            'node_role_arn = "arn:aws:iam::111122223333:role/n"',
            "}",
            "auto_mode_storage_config = { block_storage = { enabled = true } }",
            "auto_mode_elastic_load_balancing = { enabled = true }",
        ),
        ">= 4.11",
    ),
    Case(
        "hybrid",
        _with(_CLUSTER, "remote_network_config = {", 'remote_node_networks_cidrs = ["10.80.0.0/16"]', "}"),
        ">= 4.11",
    ),
    Case(
        "hybrid-pods",
        _with(
            _CLUSTER,
            "remote_network_config = {",
            'remote_node_networks_cidrs = ["10.80.0.0/16"]',
            'remote_pod_networks_cidrs = ["10.85.0.0/16"]',
            "}",
        ),
        ">= 4.11",
    ),
)
# Until major 4 the module had to know its VPC.
_IN_VPC = tuple(
    replace(case, arguments=_with(case.arguments, "vpc_id = aws_vpc.other.id"), versions="< 4")
    for case in _CLUSTERS
    if case.versions in (">= 0", "< 4")
)
_ALONE = tuple(replace(case, versions=">= 4") if case.versions == ">= 0" else case for case in _CLUSTERS)

CLUSTER = Subject(
    "cloudposse/eks-cluster/aws",
    _AROUND,
    (*(case for case in _ALONE if case.versions != "< 4"), *_IN_VPC),
    untold=frozenset({"kubernetes_config_map_id", "capabilities", "capability_role_arns"}),
)

_GROUP = """
  namespace          = "eg"
  name               = "app"
  cluster_name       = "demo"
  subnet_ids         = ["subnet-a", "subnet-b"]
  min_size           = 1
  max_size           = 8
  desired_size       = 2
  kubernetes_version = ["1.30"]
"""
_IMAGE = '  ami_image_id = ["ami-0123456789abcdef0"]\n'

NODES = Subject(
    "cloudposse/eks-node-group/aws",
    _AROUND,
    (
        Case("plain", _GROUP),
        Case("off", _with(_GROUP, "enabled = false")),
        Case("references", _GROUP.replace('["subnet-a", "subnet-b"]', "aws_subnet.other[*].id"), asks=True),
        Case("types", _with(_GROUP, 'instance_types = ["m5.large", "m6i.large"]', 'capacity_type = "SPOT"')),
        Case("stays", _with(_GROUP, "create_before_destroy = false")),
        Case("replaced", _with(_GROUP, "create_before_destroy = true")),
        Case("bottlerocket", _with(_GROUP, 'ami_type = "BOTTLEROCKET_x86_64"')),
        Case("release", _with(_GROUP, 'ami_release_version = ["1.30.0-20240703"]')),
        Case("version-asked", _GROUP.replace('["1.30"]', "[]"), ">= 3", asks=True),
        Case("image", _GROUP + _IMAGE),
        Case("max-pods", _with(_GROUP + _IMAGE, 'kubelet_additional_options = ["--max-pods=110"]')),
        Case("bootstrap", _with(_GROUP + _IMAGE, 'bootstrap_additional_options = ["--use-max-pods false"]')),
        Case("before", _with(_GROUP, 'before_cluster_joining_userdata = ["echo MARK_before"]')),
        Case("after", _with(_GROUP + _IMAGE, 'after_cluster_joining_userdata = ["echo MARK_after"]')),
        Case(
            "everything-said",
            _with(
                _GROUP + _IMAGE,
                'before_cluster_joining_userdata = ["echo MARK_before"]',
                'after_cluster_joining_userdata = ["echo MARK_after"]',
                'kubelet_additional_options = ["--max-pods=20 --v=2"]',
                'bootstrap_additional_options = ["--use-max-pods false"]',
            ),
        ),
        Case(
            "al2023",
            _with(
                _GROUP, 'ami_type = "AL2023_x86_64_STANDARD"', 'kubelet_additional_options = ["--max-pods=58", "--v=2"]'
            ),
            ">= 3",
        ),
        Case(
            "al2023-before",
            _with(
                _GROUP, 'ami_type = "AL2023_ARM_64_STANDARD"', 'before_cluster_joining_userdata = ["echo MARK_before"]'
            ),
            ">= 3",
        ),
        Case("own-boot-text", _with(_GROUP, 'userdata_override_base64 = [base64encode("--max-pods=30")]')),
        Case(
            "template",
            _with(_GROUP, 'launch_template_id = ["lt-0123456789abcdef0"]', 'launch_template_version = ["3"]'),
        ),
        Case(
            "labels",
            _with(
                _GROUP,
                'kubernetes_labels = { tier = "app" }',
                "kubernetes_taints = [",
                '{ key = "gpu", value = "true", effect = "NO_SCHEDULE" },',
                '{ key = "old", value = null, effect = "NO_EXECUTE" },',
                "]",
            ),
        ),
        Case(
            "tainted",
            _with(
                _GROUP + _IMAGE,
                'kubelet_additional_options = ["--max-pods=20"]',
                "kubernetes_taints = [",
                '{ key = "gpu", value = "true", effect = "NO_SCHEDULE" },',
                "]",
            ),
            ">= 3",
        ),
        Case(
            "autoscaled",
            _with(_GROUP, "cluster_autoscaler_enabled = true", 'kubernetes_labels = { tier = "app" }'),
            "< 3",
        ),
        Case("update", _with(_GROUP, "update_config = [{ max_unavailable = 2 }]")),
        Case(
            "metadata",
            _with(_GROUP, "metadata_http_put_response_hop_limit = 1", "metadata_http_tokens_required = false"),
        ),
        Case(
            "groups",
            _with(
                _GROUP, 'associated_security_group_ids = ["sg-2", "sg-1"]', "associate_cluster_security_group = false"
            ),
        ),
        Case("role-given", _with(_GROUP, 'node_role_arn = ["arn:aws:iam::111122223333:role/nodes"]')),
    ),
)

SUBJECTS = (LABEL, VPC, SUBNETS, CLUSTER, NODES)
