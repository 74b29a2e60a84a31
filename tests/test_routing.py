"""Routes, gateways, endpoints and network ACLs as they come from Terraform, and the ways that packets take."""

from __future__ import annotations

import re
from collections.abc import Callable
from ipaddress import IPv4Network
from pathlib import Path

import pytest

from eks_netlint.frontends import terraform
from eks_netlint.lowering import aws
from eks_netlint.lowering import routing as routing_package
from eks_netlint.lowering.unread import UNREAD
from eks_netlint.model.nouns import Network, Subnet
from eks_netlint.model.proof import Ports, Proof
from eks_netlint.model.routing.nouns import NAT, REGIONAL, Acl, RouteTable, Routing
from eks_netlint.model.routing.ways import EVERYWHERE, to_internet, way
from eks_netlint.values import Known, Truth, Unknown

Lower = Callable[[str], Network]


@pytest.fixture
def lower(tmp_path: Path) -> Lower:
    def lower(text: str) -> Network:
        (tmp_path / "main.tf").write_text(VPC + text)
        (root,) = terraform.load(tmp_path).roots
        return aws.lower(root.name, root.resources)

    return lower


VPC = """
resource "aws_vpc" "v" {
  cidr_block = "10.0.0.0/16"
}
resource "aws_internet_gateway" "i" {
  vpc_id = aws_vpc.v.id
}
resource "aws_subnet" "a" {
  vpc_id     = aws_vpc.v.id
  cidr_block = "10.0.1.0/24"
}
resource "aws_subnet" "b" {
  vpc_id     = aws_vpc.v.id
  cidr_block = "10.0.2.0/24"
}
resource "aws_route_table" "a" {
  vpc_id = aws_vpc.v.id
}
resource "aws_route_table_association" "a" {
  subnet_id      = aws_subnet.a.id
  route_table_id = aws_route_table.a.id
}
"""

NATGW = """
resource "aws_nat_gateway" "n" {
  allocation_id = aws_eip.e.id
  subnet_id     = aws_subnet.b.id
}
resource "aws_eip" "e" {}
resource "aws_route" "out" {
  route_table_id         = aws_route_table.a.id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.n.id
}
"""

TCP443 = Ports("tcp", 443, 443)


def routing(network: Network) -> Routing:
    assert network.routing is not None
    return network.routing


def subnet(network: Network, name: str) -> Subnet:
    return next(each for each in network.subnets if each.address == f"aws_subnet.{name}")


def acl(network: Network, name: str) -> Acl:
    found = routing(network).acl(subnet(network, name))
    assert isinstance(found, Acl)
    return found


def kinds(proof: Proof) -> list[tuple[str, Truth]]:
    return [(step.kind, step.passes) for step in proof.steps]


class TestTables:
    def test_the_main_table_leads_nowhere_and_an_associated_one_through_its_nat(self, lower: Lower) -> None:
        network = lower(NATGW)
        found = to_internet(subnet(network, "a"), network)
        assert (found.there, found.kind, found.routes[0].target) == (Truth.YES, NAT, "aws_nat_gateway.n")
        assert to_internet(subnet(network, "b"), network).there is Truth.NO

    def test_a_nat_gateway_knows_its_subnet_and_addresses(self, lower: Lower) -> None:
        (nat,) = routing(lower(NATGW)).nat_gateways
        assert isinstance(nat.subnet, Subnet) and nat.subnet.address == "aws_subnet.b"
        assert nat.addresses.known == ("aws_eip.e",)

    def test_a_regional_nat_gateway_lies_in_no_subnet(self, lower: Lower) -> None:
        text = 'resource "aws_nat_gateway" "r" {\n vpc_id = aws_vpc.v.id\n availability_mode = "regional"\n}'
        (nat,) = routing(lower(text)).nat_gateways
        assert nat.subnet is None and nat.mode == Known(REGIONAL)

    def test_a_table_handed_to_an_unreadable_module_may_have_more(self, lower: Lower) -> None:
        text = 'module "t" {\n source = "some/fck-nat/aws"\n tables = [aws_route_table.a.id]\n}'
        found = to_internet(subnet(lower(text), "a"), lower(text))
        assert found.there is Truth.UNSURE and found.unknown is not None and "module.t" in found.unknown.why

    def test_a_route_of_an_unknown_count_leaves_it_open(self, lower: Lower) -> None:
        network = lower('variable "n" {}\n' + NATGW.replace('"out" {', '"out" {\n count = var.n'))
        assert to_internet(subnet(network, "a"), network).there is Truth.UNSURE

    def test_propagated_routes_leave_it_open(self, lower: Lower) -> None:
        text = """
        resource "aws_vpn_gateway_route_propagation" "p" {
          vpn_gateway_id = "vgw-1"
          route_table_id = aws_route_table.a.id
        }
        """
        network = lower(text)
        assert to_internet(subnet(network, "a"), network).there is Truth.UNSURE

    def test_routes_of_the_main_table_are_found_by_its_name(self, lower: Lower) -> None:
        text = """
        resource "aws_route" "m" {
          route_table_id         = aws_vpc.v.default_route_table_id
          destination_cidr_block = "0.0.0.0/0"
          gateway_id             = aws_internet_gateway.i.id
        }
        """
        network = lower(text)
        assert to_internet(subnet(network, "b"), network).kind == "internet gateway"
        table = routing(network).table(subnet(network, "b"))
        assert isinstance(table, RouteTable) and table.address == "aws_vpc.v.default_route_table_id"

    def test_a_table_in_another_place_is_unknown(self, lower: Lower) -> None:
        network = lower('variable "s" {}\nresource "aws_nat_gateway" "x" {\n subnet_id = var.s\n}')
        (other,) = (each for each in network.subnets if each.adopted)
        assert isinstance(routing(network).table(other), Unknown)


class TestEndpoints:
    def test_a_service_is_known_by_its_end(self, lower: Lower) -> None:
        text = """
        data "aws_region" "here" {}
        resource "aws_vpc_endpoint" "s3" {
          vpc_id          = aws_vpc.v.id
          service_name    = "com.amazonaws.${data.aws_region.here.name}.s3"
          route_table_ids = [aws_route_table.a.id]
        }
        resource "aws_vpc_endpoint" "api" {
          vpc_id            = aws_vpc.v.id
          service_name      = "com.amazonaws.eu-west-1.ecr.api"
          vpc_endpoint_type = "Interface"
          subnet_ids        = [aws_subnet.a.id]
        }
        """
        s3, api = routing(lower(text)).endpoints.known
        assert (s3.service, s3.tables.known) == (Known("s3"), ("aws_route_table.a",))
        assert (api.service, [each.address for each in api.subnets.known]) == (Known("ecr.api"), ["aws_subnet.a"])
        assert [group.address for group in api.groups.known] == ["aws_vpc.v.default_security_group_id"]


ACL = """
resource "aws_network_acl" "n" {
  vpc_id     = aws_vpc.v.id
  subnet_ids = [aws_subnet.a.id]
  egress {
    rule_no    = 100
    action     = "allow"
    protocol   = "tcp"
    from_port  = 443
    to_port    = 443
    cidr_block = "0.0.0.0/0"
  }
  ingress {
    rule_no    = 100
    action     = "allow"
    protocol   = "tcp"
    from_port  = %d
    to_port    = 65535
    cidr_block = "0.0.0.0/0"
  }
}
"""


class TestWays:
    def test_within_a_vpc_everything_passes(self, lower: Lower) -> None:
        network = lower("")
        proof = way(subnet(network, "a"), subnet(network, "b"), TCP443, network)
        assert proof.answer is Truth.YES and proof.steps[0].text == "aws_subnet.a and aws_subnet.b are in one VPC"

    def test_to_the_internet_through_a_nat(self, lower: Lower) -> None:
        network = lower(NATGW)
        assert way(subnet(network, "a"), EVERYWHERE, TCP443, network).answer is Truth.YES
        missing = way(subnet(network, "b"), EVERYWHERE, TCP443, network).missing
        assert missing is not None and missing.text == "aws_vpc.v.default_route_table_id has no route to 0.0.0.0/0"

    def test_an_acl_lets_replies_in_or_not(self, lower: Lower) -> None:
        good, bad = lower(NATGW + ACL % 1024), lower(NATGW + ACL % 50000)
        assert way(subnet(good, "a"), EVERYWHERE, TCP443, good).answer is Truth.YES
        missing = way(subnet(bad, "a"), EVERYWHERE, TCP443, bad).missing
        assert missing is not None
        assert missing.text == "aws_network_acl.n does not let replies on tcp 32768-60999 in from 0.0.0.0/0"

    def test_an_earlier_denial_counts(self, lower: Lower) -> None:
        denied = """
        resource "aws_network_acl_rule" "no" {
          network_acl_id = aws_network_acl.n.id
          egress         = true
          rule_number    = %d
          rule_action    = "deny"
          protocol       = "-1"
          cidr_block     = "10.0.2.0/24"
        }
        """
        before, after = lower(ACL % 1024 + denied % 50), lower(ACL % 1024 + denied % 150)
        for network, answer in ((before, Truth.NO), (after, Truth.YES)):
            assert way(subnet(network, "a"), subnet(network, "b"), TCP443, network).answer is answer

    def test_a_number_that_is_not_known_leaves_it_open(self, lower: Lower) -> None:
        network = lower('variable "n" {}\n' + (ACL % 1024).replace("rule_no    = 100", "rule_no = var.n"))
        assert way(subnet(network, "a"), subnet(network, "b"), TCP443, network).answer is Truth.UNSURE

    def test_inside_a_subnet_no_acl_is_asked(self, lower: Lower) -> None:
        network = lower(ACL % 50000)
        assert way(subnet(network, "a"), subnet(network, "a"), TCP443, network).answer is Truth.YES

    PEERED = """
    resource "aws_vpc" "w" {
      cidr_block = "10.9.0.0/16"
    }
    resource "aws_subnet" "far" {
      vpc_id     = aws_vpc.w.id
      cidr_block = "10.9.1.0/24"
    }
    resource "aws_vpc_peering_connection" "p" {
      vpc_id      = aws_vpc.v.id
      peer_vpc_id = aws_vpc.w.id
    }
    resource "aws_route" "there" {
      route_table_id            = aws_route_table.a.id
      destination_cidr_block    = "10.9.0.0/16"
      vpc_peering_connection_id = aws_vpc_peering_connection.p.id
    }
    """

    BACK = """
    resource "aws_route" "back" {
      route_table_id            = aws_vpc.w.main_route_table_id
      destination_cidr_block    = "10.0.0.0/16"
      vpc_peering_connection_id = aws_vpc_peering_connection.p.id
    }
    """

    def test_a_peering_needs_routes_both_ways(self, lower: Lower) -> None:
        network = lower(self.PEERED)
        proof = way(subnet(network, "a"), subnet(network, "far"), TCP443, network)
        assert proof.missing is not None and proof.missing.kind == "return route"
        network = lower(self.PEERED + self.BACK)
        assert way(subnet(network, "a"), subnet(network, "far"), TCP443, network).answer is Truth.YES

    def test_a_default_route_through_a_nat_leads_to_no_other_vpc(self, lower: Lower) -> None:
        network = lower(NATGW + self.PEERED.replace("aws_route_table.a.id", "aws_vpc.v.main_route_table_id"))
        missing = way(subnet(network, "a"), subnet(network, "far"), TCP443, network).missing
        assert missing is not None and missing.kind == "route" and "NAT only" in missing.text

    def test_a_range_of_the_own_vpc_is_local(self, lower: Lower) -> None:
        network = lower("")
        assert way(subnet(network, "a"), IPv4Network("10.0.2.0/25"), TCP443, network).answer is Truth.YES


def test_nothing_that_is_read_here_is_passed_over() -> None:
    folder = Path(routing_package.__file__).parent
    named = {each for file in folder.glob("*.py") for each in re.findall(r'"(aws_\w+)"', file.read_text())}
    owned = {each for each in named if not each.startswith("aws_default_internet")}
    assert owned and not {each for each in owned if each.startswith(UNREAD)}
