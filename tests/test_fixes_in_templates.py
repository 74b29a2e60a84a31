"""Fixes as CloudFormation: put into the template they end the finding, and cfn-lint has nothing against them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from eks_netlint.analysis import Options, analyse
from eks_netlint.report import Finding
from eks_netlint.reporters.fixes import insertion
from eks_netlint.rules import Fix

NETWORK = """\
Resources:
  Vpc:
    Type: AWS::EC2::VPC
    Properties: {CidrBlock: 10.0.0.0/16, EnableDnsSupport: true, EnableDnsHostnames: true}
  Gateway:
    Type: AWS::EC2::InternetGateway
  Attachment:
    Type: AWS::EC2::VPCGatewayAttachment
    Properties: {VpcId: !Ref Vpc, InternetGatewayId: !Ref Gateway}
  Public:
    Type: AWS::EC2::Subnet
    Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.9.0/24, AvailabilityZone: eu-west-1a}
  PublicTable:
    Type: AWS::EC2::RouteTable
    Properties: {VpcId: !Ref Vpc}
  PublicOut:
    Type: AWS::EC2::Route
    Properties: {RouteTableId: !Ref PublicTable, DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref Gateway}
  PublicOf:
    Type: AWS::EC2::SubnetRouteTableAssociation
    Properties: {SubnetId: !Ref Public, RouteTableId: !Ref PublicTable}
  Address:
    Type: AWS::EC2::EIP
  Nat:
    Type: AWS::EC2::NatGateway
    Properties: {AllocationId: !GetAtt Address.AllocationId, SubnetId: !Ref Public}
  Private:
    Type: AWS::EC2::Subnet
    Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24, AvailabilityZone: eu-west-1a}
  PrivateTable:
    Type: AWS::EC2::RouteTable
    Properties:
      VpcId: !Ref Vpc

  # the table of the nodes
  PrivateOf:
    Type: AWS::EC2::SubnetRouteTableAssociation
    Properties: {SubnetId: !Ref Private, RouteTableId: !Ref PrivateTable}
  Cluster:
    Type: AWS::EKS::Cluster
    Properties:
      RoleArn: arn:aws:iam::111122223333:role/cluster
      ResourcesVpcConfig: {SubnetIds: [!Ref Private, !Ref Public]}
  Nodes:
    Type: AWS::EKS::Nodegroup
    Properties:
      ClusterName: !Ref Cluster
      NodeRole: arn:aws:iam::111122223333:role/nodes
      Subnets: [!Ref Private]
  Subnets:
    Type: AWS::RDS::DBSubnetGroup
    Properties: {DBSubnetGroupDescription: shop, SubnetIds: [!Ref Private, !Ref Public]}
  Database:
    Type: AWS::RDS::DBInstance
    Properties:
      Engine: postgres
      DBInstanceClass: db.t4g.medium
      AllocatedStorage: "20"
      DBSubnetGroupName: !Ref Subnets
      VPCSecurityGroups: [!Ref Guard]
  Guard:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: Database
      VpcId: !Ref Vpc
"""
BRACES = "  Guard: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: Database, VpcId: !Ref Vpc}}\n"


def findings(folder: Path, text: str, rule: str) -> Sequence[Finding]:
    (folder / "template.yaml").write_text(text, encoding="utf-8")
    report = analyse([folder], Options(tree=folder))
    assert not report.problems
    return [one for one in report.findings if one.rule == rule]


def applied(text: str, fixes: Sequence[Fix]) -> str:
    lines = text.splitlines(keepends=True)
    for fix in sorted(fixes, key=lambda one: -one.block.end):
        line, new = insertion(fix)
        lines[line - 1 : line - 1] = [new]
    return "".join(lines)


def complaints(file: Path) -> list[str]:
    from cfnlint.api import lint_file

    return [str(one) for one in lint_file(file) if one.rule.id.startswith("E")]


@pytest.mark.parametrize(
    ("rule", "written"),
    [
        ("EKN501", ["PrivateTableOut:", "NatGatewayId: !Ref Nat", 'DestinationCidrBlock: "0.0.0.0/0"']),
        ("EKN412", ["GuardFromCluster5432:", "SourceSecurityGroupId: !GetAtt Cluster.ClusterSecurityGroupId"]),
    ],
)
def test_a_fix_ends_the_finding(rule: str, written: list[str], tmp_path: Path) -> None:
    (found,) = findings(tmp_path, NETWORK, rule)
    (fix,) = found.fixes
    assert all(one in fix.text for one in written), fix.text
    mended = applied(NETWORK, found.fixes)
    assert len(mended) > len(NETWORK)
    assert not findings(tmp_path, mended, rule)
    assert complaints(tmp_path / "template.yaml") == []


def test_a_fix_stands_behind_the_whole_block(tmp_path: Path) -> None:
    (found,) = findings(tmp_path, NETWORK, "EKN501")
    lines = applied(NETWORK, found.fixes).splitlines()
    assert lines[lines.index("  PrivateTableOut:") - 2] == "      VpcId: !Ref Vpc"


def test_the_last_block_of_a_file(tmp_path: Path) -> None:
    (found,) = findings(tmp_path, NETWORK.rstrip("\n"), "EKN412")
    assert insertion(found.fixes[0])[0] == NETWORK.count("\n") + 1


def test_names_that_are_taken(tmp_path: Path) -> None:
    other = """\
  GuardFromCluster5432:
    Type: AWS::EC2::SecurityGroupIngress
    Properties: {GroupId: !GetAtt Guard.GroupId, IpProtocol: tcp, FromPort: 1, ToPort: 1, CidrIp: 10.0.0.0/8}
"""
    (found,) = findings(tmp_path, NETWORK + other, "EKN412")
    assert "GuardFromCluster5432N2:" in found.fixes[0].text


def test_templates_in_braces_are_left_alone(tmp_path: Path) -> None:
    text = NETWORK[: NETWORK.index("  Guard:")] + BRACES
    (found,) = findings(tmp_path, text, "EKN412")
    assert found.fixes == ()
