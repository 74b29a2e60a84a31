"""VPCs, subnets, routes and takers from Terraform text."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import IPv4Network
from pathlib import Path

import pytest

from eks_netlint.frontends import terraform
from eks_netlint.lowering import aws
from eks_netlint.model.nouns import Network, Subnet, Taker, Vpc, Zone
from eks_netlint.model.placement import zone_count
from eks_netlint.values import Bounds, Fact, Known, Reference, Text, Truth, Unknown

Lower = Callable[[str], Network]


@pytest.fixture
def lower(tmp_path: Path) -> Lower:
    def lower(text: str) -> Network:
        (tmp_path / "main.tf").write_text(text)
        (root,) = terraform.load(tmp_path).roots
        return aws.lower(root.name, root.resources)

    return lower


def value(fact: Fact[object]) -> object:
    assert isinstance(fact, Known), fact
    return fact.value


def subnet(network: Network, name: str) -> Subnet:
    return next(s for s in network.subnets if s.address == f"aws_subnet.{name}")


VPC = """
resource "aws_vpc" "v" {
  cidr_block = "10.0.0.0/16"
}
resource "aws_internet_gateway" "i" {
  vpc_id = aws_vpc.v.id
}
resource "aws_subnet" "a" {
  vpc_id            = aws_vpc.v.id
  cidr_block        = "10.0.1.0/24"
  availability_zone = "eu-west-1a"
  tags              = { "kubernetes.io/role/cni" = 1 }
}
"""


class TestVpc:
    def test_ranges_and_flags_with_the_provider_defaults(self, lower: Lower) -> None:
        network = lower(
            VPC
            + """
            resource "aws_vpc_ipv4_cidr_block_association" "s" {
              vpc_id     = aws_vpc.v.id
              cidr_block = "100.64.0.0/16"
            }
            """
        )
        (vpc,) = network.vpcs
        assert [value(r) for r in vpc.cidrs.known] == [IPv4Network("10.0.0.0/16"), IPv4Network("100.64.0.0/16")]
        assert vpc.cidrs.complete
        assert vpc.dns_support == Known(True) and vpc.dns_hostnames == Known(False)
        assert isinstance(vpc.dns_support, Known) and vpc.dns_support.is_default

    def test_written_flags_are_no_defaults(self, lower: Lower) -> None:
        (vpc,) = lower('resource "aws_vpc" "v" {\n  cidr_block = "10.0.0.0/16"\n  enable_dns_hostnames = true\n}').vpcs
        assert isinstance(vpc.dns_hostnames, Known) and not vpc.dns_hostnames.is_default
        assert vpc.dns_hostnames.span is not None and vpc.dns_hostnames.span.line == 3

    def test_an_ipam_pool_hides_the_range(self, lower: Lower) -> None:
        (vpc,) = lower('variable "pool" {}\nresource "aws_vpc" "v" { ipv4_ipam_pool_id = var.pool }').vpcs
        assert not vpc.cidrs.known and vpc.cidrs.rest is not None and "IPAM" in vpc.cidrs.rest.why

    def test_an_existing_vpc(self, lower: Lower) -> None:
        network = lower(
            """
            data "aws_vpc" "v" { tags = { Name = "x" } }
            resource "aws_subnet" "a" {
              vpc_id     = data.aws_vpc.v.id
              cidr_block = "10.0.1.0/24"
            }
            """
        )
        (vpc,) = network.vpcs
        assert vpc.address == "data.aws_vpc.v" and not vpc.cidrs.complete and isinstance(vpc.dns_support, Unknown)
        assert isinstance(subnet(network, "a").vpc, Vpc)
        assert isinstance(subnet(network, "a").default_route, Unknown)

    def test_a_vpc_from_outside_keeps_its_identity(self, lower: Lower) -> None:
        network = lower(
            """
            variable "vpc_id" {}
            resource "aws_subnet" "a" {
              vpc_id     = var.vpc_id
              cidr_block = "10.0.1.0/24"
            }
            resource "aws_subnet" "b" {
              vpc_id     = var.vpc_id
              cidr_block = "10.0.2.0/24"
            }
            """
        )
        one, two = (subnet(network, name).vpc for name in "ab")
        assert isinstance(one, Reference) and one == two


LOOKED_FOR = """
data "aws_availability_zones" "z" {{}}
data "aws_ec2_instance_type_offerings" "o" {{}}
module "vpc" {{
  source          = "terraform-aws-modules/vpc/aws"
  version         = "~> 5.0"
  azs             = slice(data.aws_availability_zones.z.names, 0, 2)
  private_subnets = ["10.0.0.0/24", "10.0.1.0/24", "100.64.0.0/17", "100.64.128.0/17"]
}}
data "aws_subnets" "found" {{
  filter {{
    name   = "subnet-id"
    values = slice(module.vpc.private_subnets, 0, 2)
  }}
  filter {{
    name   = {filter}
    values = [{value}]
  }}
}}
resource "aws_eks_cluster" "c" {{
  name = "c"
  vpc_config {{ subnet_ids = {ids} }}
}}
"""


class TestSubnetsLookedFor:
    @pytest.mark.parametrize(
        ("search", "value", "known", "within"),
        [
            # terraform-aws-eks v20, modules/eks-managed-node-group: the subnets of a placement group
            ('"availability-zone"', "data.aws_availability_zones.z.names[1]", [1], []),
            ('"availability-zone-id"', "element(data.aws_ec2_instance_type_offerings.o.locations, 0)", [], [0, 1]),
            ('"availability-zone"', '"eu-west-1a"', [], [0, 1]),
            ('"tag:Name"', '"any"', [], [0, 1]),
        ],
    )
    def test_among_known_ids(
        self, lower: Lower, search: str, value: str, known: list[int], within: list[int]
    ) -> None:
        network = lower(LOOKED_FOR.format(filter=search, value=value, ids="data.aws_subnets.found.ids"))
        found, every = network.clusters[0].subnets, network.subnets
        assert found.known == tuple(every[i] for i in known) and found.within == tuple(every[i] for i in within)
        assert (found.rest is None) is (not within)

    def test_one_of_several(self, lower: Lower) -> None:
        # awslabs/data-on-eks: one of the subnets with the right prefix, whichever comes first by its id
        cidrs = "zipmap(module.vpc.private_subnets, module.vpc.private_subnets_cidr_blocks)"
        ids = f'[element(compact([for id, c in {cidrs} : substr(c, 0, 4) == "100." ? id : null]), 0)]'
        network = lower(LOOKED_FOR.format(filter='"tag:Name"', value='"any"', ids=ids))
        found = network.clusters[0].subnets
        assert found.known == () and found.rest is not None
        assert [value(subnet.cidr) for subnet in found.within] == [
            IPv4Network("100.64.0.0/17"),
            IPv4Network("100.64.128.0/17"),
        ]


LOOKED_FOR_IN_A_VPC = """
variable "u" {{}}
resource "aws_vpc" "v" {{
  cidr_block = "10.0.0.0/16"
}}
resource "aws_subnet" "a" {{
  count             = 2
  vpc_id            = aws_vpc.v.id
  cidr_block        = cidrsubnet("10.0.0.0/16", 8, count.index)
  availability_zone = ["eu-west-1a", "eu-west-1b"][count.index]
  tags              = {{ Tier = "private", Name = "p-${{count.index}}" }}
}}
resource "aws_subnet" "b" {{
  vpc_id     = aws_vpc.v.id
  cidr_block = "10.0.9.0/24"
  tags       = {{ Tier = "public" }}
}}
resource "aws_subnet" "elsewhere" {{
  vpc_id     = "vpc-1"
  cidr_block = "10.9.9.0/24"
  tags       = {{ Tier = "private" }}
}}
data "{type}" "found" {{
  {search}
}}
resource "aws_eks_cluster" "c" {{
  name = "c"
  vpc_config {{ subnet_ids = data.{type}.found.ids }}
}}
"""
IN_VPC = 'filter {\n name = "vpc-id"\n values = [aws_vpc.v.id]\n }\n'
ALL = "depends_on = [aws_subnet.a, aws_subnet.b]"


class TestSubnetsLookedForInAVpc:
    """Terraform reads the data source when the VPC is there; the subnets are there if it depends on them."""

    @pytest.mark.parametrize(
        ("search", "known", "within"),
        [
            (IN_VPC + ALL, "a[0] a[1] b", ""),
            (IN_VPC + ALL + '\n tags = { Tier = "private" }', "a[0] a[1]", ""),
            (IN_VPC + ALL + '\n tags = { Name = "p-*" }', "a[0] a[1]", "a[0] a[1] b"),
            (IN_VPC + ALL + '\n filter {\n name = "tag:Tier"\n values = ["x", "pub*"]\n }', "b", ""),
            (IN_VPC + ALL + '\n filter {\n name = "availability-zone"\n values = ["eu-west-1b"]\n }', "a[1]", "a[1] b"),
            (IN_VPC + "depends_on = [aws_subnet.b]", "b", "b a[0] a[1]"),
            (IN_VPC + "depends_on = [aws_subnet.b]" + '\n tags = { Tier = "public" }', "b", ""),
            (IN_VPC + ALL + "\n tags = { Tier = var.u }", "", ""),
            (IN_VPC + 'depends_on = [aws_vpc.v]', "", ""),
            (IN_VPC, "", ""),
            ('filter {\n name = "vpc-id"\n values = [aws_vpc.v.id, "vpc-1"]\n }\n' + ALL, "", ""),
            ('filter {\n name = "vpc-id"\n values = ["vpc-1"]\n }\ndepends_on = [aws_subnet.elsewhere]', "", ""),
            (ALL, "", ""),
        ],
    )
    def test_found(self, lower: Lower, search: str, known: str, within: str) -> None:
        network = lower(LOOKED_FOR_IN_A_VPC.format(type="aws_subnets", search=search))
        found = network.clusters[0].subnets
        assert [each.address.removeprefix("aws_subnet.") for each in found.known] == known.split()
        assert {each.address.removeprefix("aws_subnet.") for each in found.within} == set(within.split())
        assert (found.rest is None) is bool(known and not within)

    def test_the_older_data_source(self, lower: Lower) -> None:
        search = f"vpc_id = aws_vpc.v.id\n{ALL}\ntags = {{ Tier = \"private\" }}"
        network = lower(LOOKED_FOR_IN_A_VPC.format(type="aws_subnet_ids", search=search))
        assert [each.address for each in network.clusters[0].subnets.known] == ["aws_subnet.a[0]", "aws_subnet.a[1]"]

    def test_a_module_that_is_waited_for(self, lower: Lower) -> None:
        network = lower(
            """
            module "vpc" {
              source          = "terraform-aws-modules/vpc/aws"
              version         = "~> 5.0"
              cidr            = "10.0.0.0/16"
              azs             = ["eu-west-1a", "eu-west-1b"]
              private_subnets = ["10.0.0.0/24", "10.0.1.0/24"]
              public_subnets  = ["10.0.2.0/24"]
              private_subnet_tags = { Tier = "private" }
              public_subnet_tags  = { Tier = "public" }
            }
            data "aws_subnets" "found" {
              filter {
                name   = "vpc-id"
                values = [module.vpc.vpc_id]
              }
              tags       = { Tier = "private" }
              depends_on = [module.vpc]
            }
            resource "aws_eks_cluster" "c" {
              name = "c"
              vpc_config { subnet_ids = data.aws_subnets.found.ids }
            }
            """
        )
        found = network.clusters[0].subnets
        assert [each.address for each in found.known] == [f"module.vpc.aws_subnet.private[{i}]" for i in (0, 1)]
        assert found.rest is None


class TestSubnets:
    def test_facts(self, lower: Lower) -> None:
        network = lower(VPC)
        a = subnet(network, "a")
        assert a.vpc == network.vpcs[0]
        assert value(a.cidr) == IPv4Network("10.0.1.0/24") and value(a.zone) == Zone(name="eu-west-1a")
        assert a.map_public_ip == Known(False)
        assert a.tags.value("kubernetes.io/role/cni") == Known("1") and a.tags.has("x") is Truth.NO
        assert not a.adopted

    def test_zones_of_a_list_are_distinct(self, lower: Lower) -> None:
        network = lower(
            """
            data "aws_availability_zones" "z" {}
            resource "aws_subnet" "s" {
              count             = 2
              vpc_id            = "vpc-1"
              cidr_block        = cidrsubnet("10.0.0.0/16", 8, count.index)
              availability_zone = data.aws_availability_zones.z.names[count.index]
            }
            """
        )
        one, two = (s.zone for s in network.subnets)
        assert isinstance(one, Known) and isinstance(two, Known)
        assert one.value.same(two.value) is Truth.NO and one.value.same(one.value) is Truth.YES

    @pytest.mark.parametrize(
        ("search", "zones"),
        [
            ("", (2, 3)),
            ('filter {\n name = "opt-in-status"\n values = ["opt-in-not-required"]\n }', (2, 3)),
            ('filter {\n name = "zone-name"\n values = ["eu-west-1a"]\n }', (1, 3)),
            ('exclude_names = ["eu-west-1a"]', (1, 3)),
        ],
    )
    def test_the_first_two_zones_of_any_region_differ(self, lower: Lower, search: str, zones: tuple[int, int]) -> None:
        # the shape of stacksimplify/terraform-on-aws-eks: azs = data.aws_availability_zones.available.names
        network = lower(
            f"""
            data "aws_availability_zones" "z" {{ {search} }}
            module "vpc" {{
              source          = "terraform-aws-modules/vpc/aws"
              version         = "~> 5.0"
              cidr            = "10.0.0.0/16"
              azs             = data.aws_availability_zones.z.names
              private_subnets = ["10.0.1.0/24", "10.0.2.0/24", "10.0.3.0/24"]
            }}
            """
        )
        found = zone_count(network.subnets)
        assert (found.low, found.high) == zones

    def test_zones_of_an_unknown_region_in_the_vpc_module(self, lower: Lower) -> None:
        # the module asks whether "${var.region}a" is a name or an id; either way it is one zone
        network = lower(
            """
            variable "region" {}
            module "vpc" {
              source          = "terraform-aws-modules/vpc/aws"
              version         = "~> 5.0"
              azs             = ["${var.region}a", "${var.region}b"]
              private_subnets = ["10.0.1.0/24", "10.0.2.0/24", "10.0.3.0/24"]
            }
            """
        )
        assert zone_count(network.subnets) == Bounds(2, 2)

    def test_zones_of_an_unknown_region(self, lower: Lower) -> None:
        network = lower(
            """
            variable "region" {}
            resource "aws_subnet" "s" {
              for_each          = toset(["a", "b"])
              vpc_id            = "vpc-1"
              cidr_block        = "10.0.0.0/24"
              availability_zone = "${var.region}${each.key}"
            }
            """
        )
        one, two = (s.zone for s in network.subnets)
        assert isinstance(one, Known) and isinstance(two, Known)
        assert isinstance(one.value.identity, Text)
        assert one.value.same(two.value) is Truth.NO and one.value.same(one.value) is Truth.YES

    def test_an_output_of_an_unknown_module_is_not_its_argument(self, lower: Lower) -> None:
        # dasmeta/terraform-aws-eks: the vpc module takes ranges as private_subnets and gives ids under that name
        network = lower(
            """
            module "vpc" {
              source          = "dasmeta/vpc/aws"
              private_subnets = ["10.16.1.0/24", "10.16.2.0/24"]
            }
            resource "aws_eks_cluster" "c" {
              name = "c"
              vpc_config { subnet_ids = module.vpc.private_subnets }
            }
            """
        )
        assert network.clusters[0].subnets.known == () and network.clusters[0].subnets.rest is not None

    @pytest.mark.parametrize("name", ["${var.name}", "${basename(path.cwd)}", "${terraform.workspace}-eks"])
    def test_a_tag_for_a_cluster_of_unknown_name_is_no_other_tag(self, lower: Lower, name: str) -> None:
        # most examples of the vpc module: "kubernetes.io/cluster/${local.name}" beside the role tags
        network = lower(
            f"""
            variable "name" {{}}
            locals {{ tag = {{ "kubernetes.io/cluster/{name}" = "shared" }} }}
            module "vpc" {{
              source              = "terraform-aws-modules/vpc/aws"
              version             = "~> 5.0"
              azs                 = ["eu-west-1a"]
              private_subnets     = ["10.0.1.0/24"]
              private_subnet_tags = merge(local.tag, {{ "kubernetes.io/role/internal-elb" = "1" }})
            }}
            """
        )
        (found,) = network.subnets
        assert found.tags.has("kubernetes.io/role/cni") is Truth.NO
        assert found.tags.has("kubernetes.io/role/internal-elb") is Truth.YES
        assert found.tags.has("kubernetes.io/cluster/any") is Truth.UNSURE
        assert isinstance(found.tags.value("kubernetes.io/cluster/any"), Unknown)

    def test_keys_known_in_part_and_tags_of_somebody(self, lower: Lower) -> None:
        network = lower(
            """
            variable "name" {}
            data "aws_subnets" "some" {}
            resource "aws_subnet" "a" {
              vpc_id     = "vpc-1"
              cidr_block = "10.0.1.0/24"
              tags       = { "cni.networking.k8s.aws/cluster/${var.name}" = "1" }
            }
            resource "aws_ec2_tag" "role" {
              resource_id = data.aws_subnets.some.ids[length(var.name)]
              key         = "kubernetes.io/role/elb"
              value       = "1"
            }
            """
        )
        found = subnet(network, "a").tags
        assert found.rest is None
        assert found.has("cni.networking.k8s.aws/cluster/any") is Truth.UNSURE
        assert found.has("kubernetes.io/role/elb") is Truth.UNSURE
        assert found.has("kubernetes.io/role/cni") is Truth.NO

    def test_reservations_and_extra_tags(self, lower: Lower) -> None:
        a = subnet(
            lower(
                VPC
                + """
                resource "aws_ec2_subnet_cidr_reservation" "r" {
                  subnet_id        = aws_subnet.a.id
                  cidr_block       = "10.0.1.128/25"
                  reservation_type = "prefix"
                }
                resource "aws_ec2_tag" "t" {
                  resource_id = aws_subnet.a.id
                  key         = "kubernetes.io/role/elb"
                  value       = "1"
                }
                """
            ),
            "a",
        )
        assert [(value(r.cidr), value(r.kind)) for r in a.reservations.known] == [
            (IPv4Network("10.0.1.128/25"), "prefix")
        ]
        assert a.tags.has("kubernetes.io/role/elb") is Truth.YES

    def test_a_reservation_of_some_subnet_makes_all_unsure(self, lower: Lower) -> None:
        a = subnet(
            lower(
                VPC
                + """
                variable "ids" {}
                resource "aws_ec2_subnet_cidr_reservation" "r" {
                  subnet_id        = element(split(",", var.ids), 0)
                  cidr_block       = "10.0.1.128/25"
                  reservation_type = "prefix"
                }
                """
            ),
            "a",
        )
        assert a.reservations.rest is not None or any(s.adopted for s in [a])

    def test_adoption_by_literal_variable_and_data_source(self, lower: Lower) -> None:
        network = lower(
            """
            variable "one" {}
            variable "more" { type = list(string) }
            data "aws_subnet" "d" {
              vpc_id            = "vpc-1"
              cidr_block        = "10.9.0.0/24"
              availability_zone = "eu-west-1c"
            }
            data "aws_subnets" "all" {}
            resource "aws_eks_node_group" "g" {
              cluster_name = "c"
              subnet_ids   = ["subnet-0abc", var.one, data.aws_subnet.d.id, var.one, var.more[0]]
              scaling_config {
                min_size     = 1
                max_size     = 1
                desired_size = 1
              }
            }
            resource "aws_eks_node_group" "h" {
              cluster_name = "c"
              subnet_ids   = data.aws_subnets.all.ids
              scaling_config {
                min_size     = 1
                max_size     = 1
                desired_size = 1
              }
            }
            """
        )
        g, h = network.node_groups
        assert [s.address for s in g.subnets.known] == ["subnet-0abc", "var.one", "data.aws_subnet.d", "var.more[0]"]
        assert all(s.adopted for s in g.subnets.known) and g.subnets.complete
        looked_up = g.subnets.known[2]
        assert value(looked_up.cidr) == IPv4Network("10.9.0.0/24") and value(looked_up.zone) == Zone(name="eu-west-1c")
        assert isinstance(g.subnets.known[0].cidr, Unknown)
        assert not h.subnets.known and h.subnets.rest is not None
        assert len([s for s in network.subnets if s.address == "var.one"]) == 1


def route(lower: Lower, text: str, name: str = "a") -> object:
    fact = subnet(lower(VPC + text), name).default_route
    return fact.value if isinstance(fact, Known) else None


TABLE = """
resource "aws_route_table" "t" {
  vpc_id = aws_vpc.v.id
}
resource "aws_route_table_association" "a" {
  subnet_id      = aws_subnet.a.id
  route_table_id = aws_route_table.t.id
}
"""


class TestRoutes:
    @pytest.mark.parametrize(
        ("target", "kind"),
        [
            ("gateway_id = aws_internet_gateway.i.id", "igw"),
            ('gateway_id = "igw-1"', "igw"),
            ('gateway_id = "vgw-1"', "other"),
            ('nat_gateway_id = "nat-1"', "nat"),
            ("nat_gateway_id = aws_nat_gateway.n.id", "nat"),
            ('transit_gateway_id = "tgw-1"', "other"),
            ("gateway_id = var.gateway", None),
            ("gateway_id = null\n  nat_gateway_id = aws_nat_gateway.n.id", "nat"),
        ],
    )
    def test_targets_in_routes_and_inline_blocks(self, lower: Lower, target: str, kind: str | None) -> None:
        nat = """
        variable "gateway" {}
        resource "aws_nat_gateway" "n" { subnet_id = aws_subnet.a.id }
        """
        single = f"""
        resource "aws_route" "r" {{
          route_table_id = aws_route_table.t.id
          destination_cidr_block = "0.0.0.0/0"
          {target}
        }}
        """
        assert route(lower, nat + TABLE + single) == kind
        inline = TABLE.replace(
            "vpc_id = aws_vpc.v.id",
            f'vpc_id = aws_vpc.v.id\n  route {{\n  cidr_block = "0.0.0.0/0"\n  {target}\n  }}',
        )
        assert route(lower, nat + inline) == kind

    def test_a_table_without_default_route(self, lower: Lower) -> None:
        assert route(lower, TABLE) == "none"
        other = """
        resource "aws_route" "r" {
          route_table_id         = aws_route_table.t.id
          destination_cidr_block = "10.9.0.0/16"
          transit_gateway_id     = "tgw-1"
        }
        """
        assert route(lower, TABLE + other) == "none"

    def test_propagated_routes_are_unknown(self, lower: Lower) -> None:
        assert route(lower, TABLE.replace("aws_vpc.v.id", 'aws_vpc.v.id\n  propagating_vgws = ["vgw-1"]')) is None

    def test_no_association_means_the_main_table(self, lower: Lower) -> None:
        fact = subnet(lower(VPC), "a").default_route
        assert isinstance(fact, Known) and fact.value == "none" and fact.is_default
        default = """
        resource "aws_default_route_table" "m" {
          default_route_table_id = aws_vpc.v.default_route_table_id
          route {
            cidr_block = "0.0.0.0/0"
            gateway_id = aws_internet_gateway.i.id
          }
        }
        """
        assert route(lower, default) == "igw"
        main = """
        resource "aws_route_table" "t" {
          vpc_id = aws_vpc.v.id
          route {
            cidr_block     = "0.0.0.0/0"
            nat_gateway_id = "nat-1"
          }
        }
        resource "aws_main_route_table_association" "m" {
          vpc_id         = aws_vpc.v.id
          route_table_id = aws_route_table.t.id
        }
        """
        assert route(lower, main) == "nat"
        assert (
            route(
                lower,
                """
            resource "aws_route" "r" {
              route_table_id         = aws_vpc.v.main_route_table_id
              destination_cidr_block = "0.0.0.0/0"
              gateway_id             = aws_internet_gateway.i.id
            }
            """,
            )
            == "igw"
        )

    def test_a_main_table_of_somebody(self, lower: Lower) -> None:
        table = """
        variable "x" {}
        resource "aws_default_route_table" "m" {
          default_route_table_id = %s
          route {
            cidr_block = "0.0.0.0/0"
            gateway_id = aws_internet_gateway.i.id
          }
        }
        """
        assert route(lower, table % "element(split(var.x, var.x), 0)") is None
        assert route(lower, table % '"rtb-1"') == "none"

    def test_a_route_that_may_not_exist_is_unknown(self, lower: Lower) -> None:
        text = """
        variable "public" { type = bool }
        resource "aws_route" "r" {
          count                  = var.public ? 1 : 0
          route_table_id         = aws_route_table.t.id
          destination_cidr_block = "0.0.0.0/0"
          gateway_id             = aws_internet_gateway.i.id
        }
        """
        assert route(lower, TABLE + text) is None

    def test_an_association_with_some_subnet_makes_the_main_table_unsure(self, lower: Lower) -> None:
        text = """
        data "aws_subnets" "x" {}
        resource "aws_route_table_association" "x" {
          subnet_id      = sort(data.aws_subnets.x.ids)[0]
          route_table_id = "rtb-1"
        }
        """
        assert route(lower, text) is None

    def test_a_table_from_outside_is_unknown(self, lower: Lower) -> None:
        assert route(lower, TABLE.replace("aws_route_table.t.id", '"rtb-1"')) is None

    def test_the_default_vpc_is_public(self, lower: Lower) -> None:
        network = lower(
            """
            resource "aws_default_vpc" "d" {}
            resource "aws_default_subnet" "s" { availability_zone = "eu-west-1a" }
            """
        )
        (s,) = network.subnets
        assert s.default_route == Known("igw") and s.map_public_ip == Known(True)


def takers(network: Network) -> list[tuple[str, list[str], Bounds]]:
    return [(t.kind, [s.address.removeprefix("aws_subnet.") for s in t.subnets.known], t.each) for t in network.takers]


class TestTakers:
    def test_each_kind(self, lower: Lower) -> None:
        network = lower(
            VPC
            + """
            resource "aws_subnet" "b" {
              vpc_id     = aws_vpc.v.id
              cidr_block = "10.0.2.0/24"
            }
            locals { both = [aws_subnet.a.id, aws_subnet.b.id] }
            resource "aws_nat_gateway" "n" { subnet_id = aws_subnet.a.id }
            resource "aws_nat_gateway" "regional" { availability_mode = "regional" }
            resource "aws_vpc_endpoint" "ecr" {
              vpc_endpoint_type = "Interface"
              subnet_ids        = local.both
            }
            resource "aws_vpc_endpoint" "s3" {}
            resource "aws_lb" "alb" { subnets = local.both }
            resource "aws_lb" "nlb" {
              load_balancer_type = "network"
              subnet_mapping { subnet_id = aws_subnet.b.id }
            }
            resource "aws_db_subnet_group" "g" {
              name       = "dbs"
              subnet_ids = local.both
            }
            resource "aws_db_instance" "d" {
              db_subnet_group_name = aws_db_subnet_group.g.name
              multi_az             = true
            }
            resource "aws_rds_cluster" "r" { db_subnet_group_name = "dbs" }
            resource "aws_rds_cluster_instance" "i" {
              count              = 2
              cluster_identifier = aws_rds_cluster.r.id
            }
            resource "aws_efs_mount_target" "e" { subnet_id = aws_subnet.b.id }
            resource "aws_instance" "i" { subnet_id = aws_subnet.a.id }
            resource "aws_msk_cluster" "k" {
              number_of_broker_nodes = 4
              broker_node_group_info { client_subnets = local.both }
            }
            resource "aws_elasticache_subnet_group" "c" { subnet_ids = [aws_subnet.a.id] }
            resource "aws_elasticache_replication_group" "c" {
              subnet_group_name       = aws_elasticache_subnet_group.c.name
              num_node_groups         = 2
              replicas_per_node_group = 1
            }
            """
        )
        both = ["a", "b"]
        assert takers(network) == [
            ("NAT gateway", ["a"], Bounds(1, 1)),
            ("interface endpoint", both, Bounds(1, 1)),
            ("load balancer", both, Bounds(1, 8)),
            ("load balancer", ["b"], Bounds(1, 1)),
            ("RDS instance", both, Bounds(0, 2)),
            ("RDS instance", both, Bounds(0, 1)),
            ("RDS instance", both, Bounds(0, 1)),
            ("ElastiCache node", ["a"], Bounds(4, 4)),
            ("EFS mount target", ["b"], Bounds(1, 1)),
            ("EC2 instance", ["a"], Bounds(1, 1)),
            ("MSK broker", both, Bounds(2, 2)),
        ]

    def test_groups_without_eks(self, lower: Lower) -> None:
        network = lower(
            VPC
            + """
            resource "aws_launch_template" "t" { instance_type = "m5.large" }
            resource "aws_autoscaling_group" "web" {
              min_size            = 1
              max_size            = 5
              vpc_zone_identifier = [aws_subnet.a.id]
              launch_template { id = aws_launch_template.t.id }
            }
            """
        )
        assert network.node_groups == ()
        (taker,) = network.takers
        assert isinstance(taker, Taker) and taker.kind == "Auto Scaling group" and taker.each == Bounds(0, 5)
