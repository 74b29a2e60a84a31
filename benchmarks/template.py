"""Write a CloudFormation template of many resources: networks with clusters, as a landing zone would have them.

    python benchmarks/template.py FILE [RESOURCES]
"""

from __future__ import annotations

import sys
from pathlib import Path

ZONES = "abc"
HEAD = """\
AWSTemplateFormatVersion: "2010-09-09"
Description: Networks and clusters
Parameters:
  Space:
    Type: String
    Default: 10.0.0.0/8
  Nodes:
    Type: Number
    Default: 20
Resources:
"""


def network(number: int) -> list[str]:
    """The resources of one network: a VPC in three zones, with NAT gateways, groups, a cluster and its nodes."""
    vpc, group = f"Vpc{number}", f"Workers{number}"
    made = [
        f"""  {vpc}:
    Type: AWS::EC2::VPC
    Properties:
      CidrBlock: !Select [{number}, !Cidr [!Ref Space, 64, 16]]
      EnableDnsSupport: true
      EnableDnsHostnames: true
""",
        f"  Gateway{number}:\n    Type: AWS::EC2::InternetGateway\n",
        f"""  Attachment{number}:
    Type: AWS::EC2::VPCGatewayAttachment
    Properties:
      VpcId: !Ref {vpc}
      InternetGatewayId: !Ref Gateway{number}
""",
    ]
    for index, zone in enumerate(ZONES):
        made += _zone(number, index, zone.upper())
    private = ", ".join(f"!Ref Private{zone.upper()}{number}" for zone in ZONES)
    made += [
        f"""  {group}:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: Nodes of the cluster
      VpcId: !Ref {vpc}
      SecurityGroupIngress:
        - IpProtocol: tcp
          FromPort: 443
          ToPort: 443
          CidrIp: !GetAtt {vpc}.CidrBlock
""",
        f"""  Among{number}:
    Type: AWS::EC2::SecurityGroupIngress
    Properties:
      GroupId: !GetAtt {group}.GroupId
      IpProtocol: "-1"
      SourceSecurityGroupId: !GetAtt {group}.GroupId
""",
        f"""  Cluster{number}:
    Type: AWS::EKS::Cluster
    Properties:
      RoleArn: !Sub arn:${{AWS::Partition}}:iam::${{AWS::AccountId}}:role/cluster
      ResourcesVpcConfig:
        SecurityGroupIds: [!GetAtt {group}.GroupId]
        SubnetIds: [{private}]
""",
        f"""  Cni{number}:
    Type: AWS::EKS::Addon
    Properties:
      AddonName: vpc-cni
      ClusterName: !Ref Cluster{number}
      ConfigurationValues: '{{"env": {{"WARM_IP_TARGET": "2", "MINIMUM_IP_TARGET": "10"}}}}'
""",
        f"""  Nodes{number}:
    Type: AWS::EKS::Nodegroup
    Properties:
      ClusterName: !Ref Cluster{number}
      NodeRole: !Sub arn:${{AWS::Partition}}:iam::${{AWS::AccountId}}:role/nodes
      Subnets: [{private}]
      InstanceTypes: [m5.large]
      ScalingConfig:
        MinSize: 3
        DesiredSize: 3
        MaxSize: !Ref Nodes
""",
    ]
    return made


def _zone(number: int, index: int, zone: str) -> list[str]:
    """A public and a private subnet of a zone, with their tables and the NAT gateway between them."""
    made: list[str] = []
    blocks = f"!Cidr [!GetAtt Vpc{number}.CidrBlock, 8, 13]"
    for place, (kind, way) in enumerate((("Public", "GatewayId: !Ref Gateway"), ("Private", "NatGatewayId: !Ref Nat"))):
        name = f"{kind}{zone}{number}"
        target = f"{way}{number}" if kind == "Public" else f"{way}{zone}{number}"
        made += [
            f"""  {name}:
    Type: AWS::EC2::Subnet
    Properties:
      VpcId: !Ref Vpc{number}
      CidrBlock: !Select [{place * 3 + index}, {blocks}]
      AvailabilityZone: !Select [{index}, !GetAZs ""]
""",
            f"  Table{name}:\n    Type: AWS::EC2::RouteTable\n    Properties:\n      VpcId: !Ref Vpc{number}\n",
            f"""  Out{name}:
    Type: AWS::EC2::Route
    Properties:
      RouteTableId: !Ref Table{name}
      DestinationCidrBlock: 0.0.0.0/0
      {target}
""",
            f"""  Of{name}:
    Type: AWS::EC2::SubnetRouteTableAssociation
    Properties:
      SubnetId: !Ref {name}
      RouteTableId: !Ref Table{name}
""",
        ]
    return [
        *made,
        f"  Address{zone}{number}:\n    Type: AWS::EC2::EIP\n    Properties:\n      Domain: vpc\n",
        f"""  Nat{zone}{number}:
    Type: AWS::EC2::NatGateway
    Properties:
      AllocationId: !GetAtt Address{zone}{number}.AllocationId
      SubnetId: !Ref Public{zone}{number}
""",
    ]


def template(resources: int = 500) -> str:
    """The text of a template with so many resources, the last network cut short."""
    made: list[str] = []
    number = 0
    while len(made) < resources:
        made += network(number)
        number += 1
    return HEAD + "".join(made[:resources])


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(template(*map(int, sys.argv[2:3])), encoding="utf-8")
