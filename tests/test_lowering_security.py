"""Security groups: what rules of each form allow, and who carries which groups."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from eks_netlint.frontends import terraform
from eks_netlint.lowering import aws
from eks_netlint.model.nouns import Network
from eks_netlint.model.proof import ANY, Ports
from eks_netlint.model.security.nouns import ADOPTED, CLUSTER, DEFAULT, GroupRule, Security, SecurityGroup
from eks_netlint.values import Known, Truth, Unknown

Lower = Callable[[str], Network]

VPC = """
resource "aws_vpc" "this" { cidr_block = "10.0.0.0/16" }
resource "aws_subnet" "a" {
  vpc_id     = aws_vpc.this.id
  cidr_block = "10.0.0.0/24"
}
"""

CLUSTER_TEXT = """
resource "aws_eks_cluster" "this" {
  name     = "one"
  role_arn = "arn:aws:iam::123456789012:role/one"
  vpc_config {
    subnet_ids         = [aws_subnet.a.id]
    security_group_ids = [aws_security_group.extra.id]
  }
}
resource "aws_security_group" "extra" { vpc_id = aws_vpc.this.id }
resource "aws_eks_node_group" "plain" {
  cluster_name  = aws_eks_cluster.this.name
  node_role_arn = "arn:aws:iam::123456789012:role/one"
  subnet_ids    = [aws_subnet.a.id]
  scaling_config {
    min_size     = 1
    desired_size = 1
    max_size     = 1
  }
}
"""


@pytest.fixture
def lower(tmp_path: Path) -> Lower:
    def lower(text: str) -> Network:
        (tmp_path / "main.tf").write_text(text)
        (root,) = terraform.load(tmp_path).roots
        return aws.lower(root.name, root.resources)

    return lower


def security(lower: Lower, text: str) -> Security:
    found = lower(text).security
    assert found is not None
    return found


def group(lower: Lower, text: str, address: str = "aws_security_group.a") -> SecurityGroup:
    found = security(lower, text).group(address)
    assert found is not None
    return found


def said(rule: GroupRule) -> tuple[str, str, tuple[str, ...], tuple[str, ...]]:
    ports = str(rule.ports.value) if isinstance(rule.ports, Known) else f"? {rule.ports.why}"
    return rule.direction, ports, tuple(str(each.value) for each in rule.ranges.known), rule.groups.known


def addresses(members: object) -> list[str]:
    return [each.address for each in getattr(members, "known", ())]


def test_rules_of_each_form_are_read_alike(lower: Lower) -> None:
    one = group(lower, """
resource "aws_security_group" "a" {
  ingress {
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["10.0.0.0/16"]
  }
}
""")
    two = group(lower, """
resource "aws_security_group" "a" {}
resource "aws_security_group_rule" "r" {
  type              = "ingress"
  security_group_id = aws_security_group.a.id
  from_port         = 443
  to_port           = 443
  protocol          = "6"
  cidr_blocks       = ["10.0.0.0/16"]
}
""")
    three = group(lower, """
resource "aws_security_group" "a" {}
resource "aws_vpc_security_group_ingress_rule" "r" {
  security_group_id = aws_security_group.a.id
  from_port         = 443
  to_port           = 443
  ip_protocol       = "TCP"
  cidr_ipv4         = "10.0.0.0/16"
}
""")
    for found in (one, two, three):
        assert [said(rule) for rule in found.rules.known] == [("ingress", "tcp 443", ("10.0.0.0/16",), ())]
        assert found.rules.rest is None


@pytest.mark.parametrize(
    ("protocol", "low", "high", "ports"),
    [
        ('"-1"', 0, 0, "all traffic"),
        ("-1", 0, 0, "all traffic"),
        ('"all"', 0, 65535, "all traffic"),
        ('"tcp"', 0, 0, "tcp 0"),
        ('"tcp"', 0, 65535, "tcp"),
        ("17", 53, 53, "udp 53"),
        ('"icmp"', -1, -1, "icmp"),
        ('"icmp"', 8, 0, "icmp 8"),
        ('"58"', -1, -1, "icmpv6"),
        ('"50"', 0, 0, "50"),
        ('"tcp"', 90, 80, "? ports 90 to 80 are no range of ports"),
        ('"tcp"', 0, 70000, "? ports 0 to 70000 are no range of ports"),
        ('"http"', 80, 80, "? 'http' is no protocol"),
        ('"256"', 80, 80, "? '256' is no protocol"),
        ("var.p", 80, 80, "? "),
    ],
)
def test_protocols_in_every_spelling(lower: Lower, protocol: str, low: int, high: int, ports: str) -> None:
    found = group(lower, f"""
variable "p" {{}}
resource "aws_security_group" "a" {{
  egress {{
    from_port   = {low}
    to_port     = {high}
    protocol    = {protocol}
    cidr_blocks = ["0.0.0.0/0"]
  }}
}}
""")
    assert said(found.rules.known[0])[1].startswith(ports)


def test_no_rules_of_one_form_and_no_blocks_are_no_rules(lower: Lower) -> None:
    for text in ("", "ingress = []\negress = []"):
        found = group(lower, f'resource "aws_security_group" "a" {{\n{text}\n}}')
        assert found.rules.known == () and found.rules.rest is None


def test_blocks_as_attributes_are_rules(lower: Lower) -> None:
    found = group(lower, """
resource "aws_security_group" "a" {
  ingress = [{
    from_port = 1, to_port = 2, protocol = "udp", cidr_blocks = [], ipv6_cidr_blocks = ["::/0"],
    prefix_list_ids = [], security_groups = [], self = true, description = ""
  }]
}
""")
    assert [said(rule) for rule in found.rules.known] == [("ingress", "udp 1-2", ("::/0",), ("aws_security_group.a",))]


@pytest.mark.parametrize("text", ["ingress = var.rules", 'dynamic "ingress" {\nfor_each = var.rules\ncontent {}\n}'])
def test_rules_that_are_not_known_may_be_any(lower: Lower, text: str) -> None:
    found = group(lower, f'variable "rules" {{}}\nresource "aws_security_group" "a" {{\n{text}\n}}')
    assert found.rules.rest is not None


def test_a_rule_of_an_unknown_group_may_be_anybodys(lower: Lower) -> None:
    found = group(lower, """
variable "x" {}
resource "aws_security_group" "a" {}
resource "aws_security_group_rule" "r" {
  type              = "ingress"
  security_group_id = split(",", var.x)[0]
  from_port         = 443
  to_port           = 443
  protocol          = "tcp"
  self              = true
}
""")
    assert found.rules.rest is not None


def test_groups_refer_to_each_other_in_a_circle(lower: Lower) -> None:
    text = "".join(f"""
resource "aws_security_group" "{own}" {{}}
resource "aws_vpc_security_group_egress_rule" "{own}" {{
  security_group_id            = aws_security_group.{own}.id
  ip_protocol                  = "-1"
  referenced_security_group_id = aws_security_group.{other}.id
}}
""" for own, other in (("a", "b"), ("b", "a")))
    for own, other in (("a", "b"), ("b", "a")):
        found = group(lower, text, f"aws_security_group.{own}")
        assert found.rules.known[0].groups.known == (f"aws_security_group.{other}",)


def test_peers_that_are_wrong_or_unknown_are_named(lower: Lower) -> None:
    found = group(lower, """
variable "cidr" {}
resource "aws_security_group" "a" {
  ingress {
    from_port       = 443
    to_port         = 443
    protocol        = "tcp"
    cidr_blocks     = ["10.0.0/16", "10.1.2.3/16"]
    security_groups = [var.cidr]
    prefix_list_ids = ["pl-123", aws_ec2_managed_prefix_list.own.id]
  }
}
resource "aws_ec2_managed_prefix_list" "own" {
  name           = "own"
  address_family = "IPv4"
  max_entries    = 2
  entry { cidr = "10.9.0.0/16" }
}
""")
    rule = found.rules.known[0]
    assert [str(each.value) for each in rule.ranges.known] == ["10.1.0.0/16", "10.9.0.0/16"]
    assert isinstance(rule.ranges.rest, Unknown) and "10.0.0/16" in rule.ranges.rest.why
    assert rule.groups.known == ("var.cidr",) and rule.prefix_lists.known == ("pl-123",)


def test_the_default_group_of_a_vpc(lower: Lower) -> None:
    text = VPC + """
resource "aws_security_group" "a" {
  ingress {
    from_port       = 0
    to_port         = 0
    protocol        = "-1"
    security_groups = [aws_vpc.this.default_security_group_id]
  }
}
"""
    peer = group(lower, text).rules.known[0].groups.known[0]
    made = group(lower, text, peer)
    assert made.kind == DEFAULT and {rule.direction for rule in made.rules.known} == {"ingress", "egress"}
    text += 'resource "aws_default_security_group" "d" { vpc_id = aws_vpc.this.id }'
    peer = group(lower, text).rules.known[0].groups.known[0]
    emptied = group(lower, text, peer)
    assert (peer, emptied.rules.known) == ("aws_default_security_group.d", ())


def test_nodes_carry_the_group_of_the_cluster(lower: Lower) -> None:
    found = security(lower, VPC + CLUSTER_TEXT)
    own = "aws_eks_cluster.this.vpc_config[0].cluster_security_group_id"
    assert addresses(found.carried["aws_eks_cluster.this"]) == ["aws_security_group.extra", own]
    assert addresses(found.carried["aws_eks_node_group.plain"]) == [own]
    made = found.group(own)
    assert made is not None and made.kind == CLUSTER
    assert [said(rule) for rule in made.rules.known] == [
        ("ingress", "all traffic", (), (own,)),
        ("egress", "all traffic", ("0.0.0.0/0", "::/0"), ()),
    ]


@pytest.mark.parametrize(
    ("template", "carried"),
    [
        ("", ["aws_eks_cluster.this.vpc_config[0].cluster_security_group_id"]),
        ("vpc_security_group_ids = [aws_security_group.extra.id]", ["aws_security_group.extra"]),
        ("network_interfaces {\nsecurity_groups = [aws_security_group.extra.id]\n}", ["aws_security_group.extra"]),
        (
            "vpc_security_group_ids = [aws_eks_cluster.this.vpc_config[0].cluster_security_group_id, var.more]",
            ["aws_eks_cluster.this.vpc_config[0].cluster_security_group_id", "var.more"],
        ),
        ("vpc_security_group_ids = split(\",\", var.more)", []),
    ],
)
def test_nodes_carry_what_their_launch_template_says(lower: Lower, template: str, carried: list[str]) -> None:
    text = CLUSTER_TEXT.replace("  scaling_config", """  launch_template {
    id      = aws_launch_template.this.id
    version = 1
  }
  scaling_config""")
    found = security(lower, VPC + text + f"""
variable "more" {{}}
resource "aws_launch_template" "this" {{
{template}
}}
""")
    nodes = found.carried["aws_eks_node_group.plain"]
    assert addresses(nodes) == carried
    assert (nodes.rest is None) is bool(carried)
    if "var.more" in carried:
        other = found.group("var.more")
        assert other is not None and other.kind == ADOPTED and not other.sure and other.rules.rest is not None


def test_databases_say_what_guards_them(lower: Lower) -> None:
    found = security(lower, VPC + """
resource "aws_db_subnet_group" "db" { subnet_ids = [aws_subnet.a.id] }
resource "aws_security_group" "db" { vpc_id = aws_vpc.this.id }
resource "aws_db_instance" "one" {
  engine                 = "postgres"
  instance_class         = "db.t4g.micro"
  db_subnet_group_name   = aws_db_subnet_group.db.name
  vpc_security_group_ids = [aws_security_group.db.id]
}
resource "aws_db_instance" "two" {
  engine               = "mysql"
  port                 = 3307
  instance_class       = "db.t4g.micro"
  db_subnet_group_name = aws_db_subnet_group.db.name
}
resource "aws_efs_mount_target" "fs" {
  file_system_id  = "fs-1"
  subnet_id       = aws_subnet.a.id
  security_groups = [aws_security_group.db.id]
}
""")
    stores = {store.address: store for store in found.stores}
    listening = {
        name: [str(port.value) for port in store.ports.known if isinstance(port, Known)]
        for name, store in stores.items()
    }
    assert listening == {
        "aws_db_instance.one": ["tcp 5432"],
        "aws_db_instance.two": ["tcp 3307"],
        "aws_efs_mount_target.fs": ["tcp 2049"],
    }
    assert addresses(stores["aws_db_instance.one"].groups) == ["aws_security_group.db"]
    assert addresses(stores["aws_db_instance.two"].groups) == ["aws_vpc.this.default_security_group_id"]
    assert addresses(stores["aws_efs_mount_target.fs"].subnets) == ["aws_subnet.a"]


def test_what_may_not_exist_says_so(lower: Lower) -> None:
    found = group(lower, """
variable "on" {}
resource "aws_security_group" "a" {}
resource "aws_security_group_rule" "r" {
  count             = var.on ? 1 : 0
  type              = "egress"
  security_group_id = aws_security_group.a.id
  from_port         = 0
  to_port           = 0
  protocol          = -1
  cidr_blocks       = ["0.0.0.0/0"]
}
""")
    rule = found.rules.known[0]
    assert rule.exists is Truth.UNSURE and rule.ports == Known(Ports(ANY))


def test_a_tag_whose_value_may_be_null_may_not_be_there(lower: Lower) -> None:
    text = """
    variable "owned" { type = string }
    resource "aws_security_group" "tagged" {
      vpc_id = aws_vpc.this.id
      tags   = { sure = "yes", perhaps = var.owned, named = "a-${var.owned}", id = aws_vpc.this.id }
    }
    """
    tags = group(lower, VPC + text, "aws_security_group.tagged").tags
    found = {key: tags.has(key) for key in ("sure", "perhaps", "named", "id", "none")}
    assert found == {
        "sure": Truth.YES, "perhaps": Truth.UNSURE, "named": Truth.YES, "id": Truth.YES, "none": Truth.NO,
    }  # fmt: skip
