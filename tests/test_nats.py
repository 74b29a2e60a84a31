"""What nodes lose with the zone of their NAT gateway, against every even spread over the zones."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import pytest

from eks_netlint.frontends import terraform
from eks_netlint.lowering import aws
from eks_netlint.model.nouns import Network
from eks_netlint.model.routing.nats import served

Lower = Callable[[str], Network]


@pytest.fixture
def lower(tmp_path: Path) -> Lower:
    def lower(text: str) -> Network:
        (tmp_path / "main.tf").write_text(text)
        (root,) = terraform.load(tmp_path).roots
        return aws.lower(root.name, root.resources)

    return lower


def files(nodes: str, zones: str, carried: str, home: str) -> str:
    """A group in one subnet for each zone; those of the ``carried`` zones leave by a NAT gateway in zone ``home``."""
    made = [
        'variable "n" {}\nresource "aws_vpc" "v" {\n  cidr_block = "10.0.0.0/16"\n}\n'
        f'resource "aws_subnet" "home" {{\n  vpc_id = aws_vpc.v.id\n  availability_zone = {home}\n}}\n'
        'resource "aws_nat_gateway" "n" {\n  subnet_id = aws_subnet.home.id\n}\n'
        'resource "aws_route_table" "t" {\n  vpc_id = aws_vpc.v.id\n'
        '  route {\n    cidr_block = "0.0.0.0/0"\n    nat_gateway_id = aws_nat_gateway.n.id\n  }\n}\n'
    ]
    for zone in zones:
        made.append(
            f'resource "aws_subnet" "{zone}" {{\n  vpc_id = aws_vpc.v.id\n  availability_zone = "eu-west-1{zone}"\n}}\n'
        )
    for zone in carried:
        made.append(
            f'resource "aws_route_table_association" "{zone}" {{\n  subnet_id = aws_subnet.{zone}.id\n'
            "  route_table_id = aws_route_table.t.id\n}\n"
        )
    ids = ", ".join(f"aws_subnet.{zone}.id" for zone in zones)
    made.append(
        f'resource "aws_eks_node_group" "g" {{\n  cluster_name = "c"\n  subnet_ids = [{ids}]\n'
        f"  scaling_config {{\n    max_size = {nodes}\n  }}\n}}\n"
    )
    return "".join(made)


def spreads(nodes: int, zones: str) -> list[dict[str, int]]:
    """Every way in which no zone has two nodes more than another."""
    each, more = divmod(nodes, len(zones))
    return [{zone: each + (zone in lucky) for zone in zones} for lucky in combinations(zones, more)]


@pytest.mark.parametrize("carried", ["a", "ab", "abc", "bc"])
@pytest.mark.parametrize("home", ["a", "c", "d"])
@pytest.mark.parametrize("nodes", [0, 1, 4, 5, 40])
def test_lost(nodes: int, home: str, carried: str, lower: Lower) -> None:
    network = lower(files(str(nodes), "abc", carried, f'"eu-west-1{home}"'))
    assert network.routing is not None
    (nat,) = network.routing.nat_gateways
    (loss,) = served(nat, network).losses
    lost = [sum(spread[zone] for zone in carried if zone != home) for spread in spreads(nodes, "abc")]
    assert (loss.lost.low, loss.lost.high) == (min(lost), max(lost))


def test_zone_of_the_gateway_not_known(lower: Lower) -> None:
    network = lower(files("40", "ab", "ab", "var.n"))
    assert network.routing is not None
    (loss,) = served(network.routing.nat_gateways[0], network).losses
    assert (loss.lost.low, loss.lost.high) == (20, 40)


def test_size_not_known(lower: Lower) -> None:
    network = lower(files("var.n", "ab", "ab", '"eu-west-1a"'))
    assert network.routing is not None
    (loss,) = served(network.routing.nat_gateways[0], network).losses
    assert (loss.lost.low, loss.lost.high) == (0, None)
