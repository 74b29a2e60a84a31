"""Fixes as Terraform: in the style of the group's file, and such that the same files then allow it."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import ip_network
from pathlib import Path

import pytest

from eks_netlint.frontends import terraform
from eks_netlint.lowering import aws
from eks_netlint.model.nouns import Network
from eks_netlint.model.proof import ANY, Ports
from eks_netlint.model.security.nouns import EGRESS, INGRESS, GroupRule, Opening, SecurityGroup
from eks_netlint.reporters.fixes import insertion
from eks_netlint.rules import Fix
from eks_netlint.rules.fixes import fixes_for
from eks_netlint.values import Known

PAIR = """resource "aws_security_group" "db" {
  vpc_id = "vpc-1"
}

resource "aws_security_group" "pods" {
  vpc_id = "vpc-1"
}
"""
OLD = """
resource "aws_security_group_rule" "other" {
  type              = "ingress"
  security_group_id = aws_security_group.db.id
  protocol          = "tcp"
  from_port         = 22
  to_port           = 22
  cidr_blocks       = ["10.0.0.0/8"]
}
"""
POSTGRES = Ports("tcp", 5432, 5432)


@pytest.fixture
def lower(tmp_path: Path) -> Callable[[str], Network]:
    def lower(text: str) -> Network:
        (tmp_path / "main.tf").write_text(text)
        loaded = terraform.load(tmp_path)
        assert not loaded.problems
        (root,) = loaded.roots
        return aws.lower(root.name, root.resources)

    return lower


def group(network: Network, address: str) -> SecurityGroup:
    assert network.security is not None
    found = network.security.group(address)
    assert found is not None, [one.address for one in network.security.groups]
    return found


def opening(network: Network, own: str, peer: str, direction: str = INGRESS, ports: Ports = POSTGRES) -> Opening:
    return Opening(direction, group(network, own), ports, (group(network, peer),))


def fix_of(wanted: Opening, network: Network) -> Fix | None:
    return next(iter(fixes_for((wanted, wanted), network)), None)


def applied(fix: Fix) -> str:
    line, text = insertion(fix)
    lines = fix.block.document.data.decode().splitlines(keepends=True)
    return "".join((*lines[: line - 1], text, *lines[line - 1 :]))


def allows(network: Network, wanted: Opening) -> GroupRule | None:
    """The rule of the group that opens exactly what is wanted."""
    peers = {one.address for one in wanted.peers}
    for rule in group(network, wanted.group.address).rules.known:
        same = isinstance(rule.ports, Known) and rule.ports.value == wanted.ports and rule.direction == wanted.direction
        ranges = {one.value for one in rule.ranges.known}
        if same and set(rule.groups.known) == peers and ranges == set(wanted.ranges):
            return rule
    return None


def test_new_resources_are_the_default(lower: Callable[[str], Network]) -> None:
    network = lower(PAIR)
    fix = fix_of(opening(network, "aws_security_group.db", "aws_security_group.pods"), network)
    assert fix is not None
    assert fix.text == (
        'resource "aws_vpc_security_group_ingress_rule" "db_from_pods_tcp_5432" {\n'
        "  security_group_id            = aws_security_group.db.id\n"
        "  referenced_security_group_id = aws_security_group.pods.id\n"
        '  ip_protocol                  = "tcp"\n'
        "  from_port                    = 5432\n"
        "  to_port                      = 5432\n"
        "}"
    )
    assert "}\n\nresource" in applied(fix)


@pytest.mark.parametrize("direction", [INGRESS, EGRESS])
@pytest.mark.parametrize("ports", [POSTGRES, Ports("udp", 53, 53), Ports(ANY), Ports("tcp", 30000, 32767)], ids=str)
@pytest.mark.parametrize(
    "text",
    [
        PAIR,
        PAIR + OLD,
        PAIR.replace('"db" {', '"db" {\n  ingress {\n    from_port = 1\n    to_port = 1\n    protocol = "tcp"\n'
                     '    cidr_blocks = ["10.0.0.0/8"]\n  }'),
    ],
    ids=["new", "old", "inline"],
)  # fmt: skip
def test_what_is_applied_opens_it(
    text: str, ports: Ports, direction: str, lower: Callable[[str], Network]
) -> None:
    network = lower(text)
    wanted = opening(network, "aws_security_group.db", "aws_security_group.pods", direction, ports)
    assert allows(network, wanted) is None
    fix = fix_of(wanted, network)
    assert fix is not None
    rule = allows(lower(applied(fix)), wanted)
    assert rule is not None
    own = {one.form for one in wanted.group.rules.known}
    assert not own or rule.form in own


def test_ranges_of_both_families(lower: Callable[[str], Network]) -> None:
    for text in (PAIR, PAIR + OLD):
        network = lower(text)
        ranges = (ip_network("10.0.0.0/16"), ip_network("2001:db8::/56"))
        fix = fix_of(Opening(INGRESS, group(network, "aws_security_group.db"), POSTGRES, (), ranges), network)
        assert fix is not None
        again = lower(applied(fix))
        for one in ranges:
            assert allows(again, Opening(INGRESS, group(again, "aws_security_group.db"), POSTGRES, (), (one,)))


def test_blocks_written_as_a_value_get_no_block(lower: Callable[[str], Network]) -> None:
    entry = "{ from_port = 1, to_port = 1, protocol = \"tcp\", cidr_blocks = [\"10.0.0.0/8\"] }"
    network = lower(PAIR.replace('"db" {', f'"db" {{\n  ingress = [{entry}]'))
    assert fix_of(opening(network, "aws_security_group.db", "aws_security_group.pods"), network) is None


def test_group_of_a_module_is_named_by_its_output(lower: Callable[[str], Network]) -> None:
    network = lower(
        PAIR
        + """
module "eks" {
  source  = "terraform-aws-modules/eks/aws"
  version = "21.0.0"
  name    = "main"
  vpc_id  = "vpc-1"
  subnet_ids = ["subnet-1", "subnet-2"]
}
"""
    )
    wanted = opening(network, "aws_security_group.db", "module.eks.aws_security_group.node[0]")
    fix = fix_of(wanted, network)
    assert fix is not None
    assert "module.eks.node_security_group_id" in fix.text
    assert allows(lower(applied(fix)), wanted)
    wanted = opening(network, "module.eks.aws_security_group.node[0]", "aws_security_group.pods")
    fix = fix_of(wanted, network)
    assert fix is not None
    assert 'resource "aws_security_group_rule"' in fix.text  # as the module has them
    assert fix.block.text.startswith('module "eks"')
    assert allows(lower(applied(fix)), wanted)


def test_group_inside_a_local_module(tmp_path: Path, lower: Callable[[str], Network]) -> None:
    inner = tmp_path / "db"
    inner.mkdir()
    (inner / "main.tf").write_text('variable "peer" {}\n' + PAIR)
    network = lower('resource "aws_security_group" "app" {\n  vpc_id = "vpc-1"\n}\nmodule "db" {\n  source = "./db"\n'
                    '  peer = aws_security_group.app.id\n}\n')  # fmt: skip
    inside = fix_of(opening(network, "module.db.aws_security_group.db", "module.db.aws_security_group.pods"), network)
    assert inside is not None
    assert "= aws_security_group.pods.id" in inside.text
    assert inside.block.path == "db/main.tf"
    assert fix_of(opening(network, "module.db.aws_security_group.db", "aws_security_group.app"), network) is None


def test_names_that_are_taken(lower: Callable[[str], Network]) -> None:
    text = PAIR + OLD.replace('"other"', '"db_from_pods_tcp_5432"')
    network = lower(text)
    fix = fix_of(opening(network, "aws_security_group.db", "aws_security_group.pods"), network)
    assert fix is not None
    assert '"db_from_pods_tcp_5432_2"' in fix.text
