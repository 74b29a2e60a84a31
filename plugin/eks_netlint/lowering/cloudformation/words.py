"""Words of CloudFormation and of the AWS provider for the same things.

Names of properties are the same but for their spelling (``CidrBlock``, ``cidr_block``), with the exceptions below.
Sources: CloudFormation template reference and registry.terraform.io hashicorp/aws v6 (2026-11).
"""

from __future__ import annotations

from collections.abc import Mapping

from eks_netlint.patterns import pattern

TYPES: Mapping[str, str] = {
    "AWS::AutoScaling::AutoScalingGroup": "aws_autoscaling_group",
    "AWS::AutoScaling::LaunchConfiguration": "aws_launch_configuration",
    "AWS::DocDB::DBCluster": "aws_docdb_cluster",
    "AWS::DocDB::DBSubnetGroup": "aws_docdb_subnet_group",
    "AWS::EC2::EgressOnlyInternetGateway": "aws_egress_only_internet_gateway",
    "AWS::EC2::EIP": "aws_eip",
    "AWS::EC2::Instance": "aws_instance",
    "AWS::EC2::InternetGateway": "aws_internet_gateway",
    "AWS::EC2::LaunchTemplate": "aws_launch_template",
    "AWS::EC2::NatGateway": "aws_nat_gateway",
    "AWS::EC2::NetworkAcl": "aws_network_acl",
    "AWS::EC2::NetworkAclEntry": "aws_network_acl_rule",
    "AWS::EC2::NetworkInterface": "aws_network_interface",
    "AWS::EC2::PrefixList": "aws_ec2_managed_prefix_list",
    "AWS::EC2::Route": "aws_route",
    "AWS::EC2::RouteTable": "aws_route_table",
    "AWS::EC2::SecurityGroup": "aws_security_group",
    "AWS::EC2::SecurityGroupEgress": "aws_security_group_rule",
    "AWS::EC2::SecurityGroupIngress": "aws_security_group_rule",
    "AWS::EC2::Subnet": "aws_subnet",
    "AWS::EC2::SubnetNetworkAclAssociation": "aws_network_acl_association",
    "AWS::EC2::SubnetRouteTableAssociation": "aws_route_table_association",
    "AWS::EC2::TransitGatewayAttachment": "aws_ec2_transit_gateway_vpc_attachment",
    "AWS::EC2::VPC": "aws_vpc",
    "AWS::EC2::VPCCidrBlock": "aws_vpc_ipv4_cidr_block_association",
    "AWS::EC2::VPCEndpoint": "aws_vpc_endpoint",
    "AWS::EC2::VPCPeeringConnection": "aws_vpc_peering_connection",
    "AWS::EC2::VPNGateway": "aws_vpn_gateway",
    "AWS::EFS::MountTarget": "aws_efs_mount_target",
    "AWS::EKS::Addon": "aws_eks_addon",
    "AWS::EKS::Cluster": "aws_eks_cluster",
    "AWS::EKS::FargateProfile": "aws_eks_fargate_profile",
    "AWS::EKS::Nodegroup": "aws_eks_node_group",
    "AWS::ElastiCache::CacheCluster": "aws_elasticache_cluster",
    "AWS::ElastiCache::ReplicationGroup": "aws_elasticache_replication_group",
    "AWS::ElastiCache::SubnetGroup": "aws_elasticache_subnet_group",
    "AWS::ElasticLoadBalancing::LoadBalancer": "aws_elb",
    "AWS::ElasticLoadBalancingV2::LoadBalancer": "aws_lb",
    "AWS::MemoryDB::Cluster": "aws_memorydb_cluster",
    "AWS::MemoryDB::SubnetGroup": "aws_memorydb_subnet_group",
    "AWS::MSK::Cluster": "aws_msk_cluster",
    "AWS::Neptune::DBCluster": "aws_neptune_cluster",
    "AWS::Neptune::DBSubnetGroup": "aws_neptune_subnet_group",
    "AWS::RDS::DBCluster": "aws_rds_cluster",
    "AWS::RDS::DBInstance": "aws_db_instance",
    "AWS::RDS::DBSubnetGroup": "aws_db_subnet_group",
    "AWS::Redshift::Cluster": "aws_redshift_cluster",
    "AWS::Redshift::ClusterSubnetGroup": "aws_redshift_subnet_group",
    "AWSQS::Kubernetes::Helm": "helm_release",
    "AWSQS::Kubernetes::Resource": "kubectl_manifest",
    "Custom::AWSCDK-EKS-Cluster": "aws_eks_cluster",
    "Custom::AWSCDK-EKS-FargateProfile": "aws_eks_fargate_profile",
    "Custom::AWSCDK-EKS-HelmChart": "helm_release",
    "Custom::AWSCDK-EKS-KubernetesResource": "kubernetes_manifest",
}

NAMES: Mapping[str, Mapping[str, str]] = {
    "AWS::AutoScaling::AutoScalingGroup": {
        "LaunchConfigurationName": "launch_configuration", "LaunchTemplateId": "id", "LaunchTemplateName": "name",
        "Overrides": "override", "VPCZoneIdentifier": "vpc_zone_identifier",
    },
    "AWS::AutoScaling::LaunchConfiguration": {"UserData": "user_data_base64"},
    "AWS::EC2::LaunchTemplate": {"Groups": "security_groups", "SecurityGroupIds": "vpc_security_group_ids"},
    "AWS::EC2::NatGateway": {"SecondaryPrivateIpAddresses": "secondary_private_ip_addresses"},
    "AWS::EKS::Cluster": {"ResourcesVpcConfig": "vpc_config"},
    "AWS::EKS::FargateProfile": {"Selectors": "selector", "Subnets": "subnet_ids"},
    "AWS::EKS::Nodegroup": {"NodegroupName": "node_group_name", "Subnets": "subnet_ids", "Taints": "taint"},
    "AWS::ElastiCache::CacheCluster": {
        "CacheSubnetGroupName": "subnet_group_name", "NumCacheNodes": "num_cache_nodes",
        "VpcSecurityGroupIds": "security_group_ids",
    },
    "AWS::ElastiCache::ReplicationGroup": {"CacheSubnetGroupName": "subnet_group_name"},
    "AWS::ElastiCache::SubnetGroup": {"CacheSubnetGroupName": "name"},
    "AWS::ElasticLoadBalancingV2::LoadBalancer": {"SubnetMappings": "subnet_mapping", "Type": "load_balancer_type"},
    "AWS::RDS::DBCluster": {"DBSubnetGroupName": "db_subnet_group_name"},
    "AWS::RDS::DBInstance": {
        "DBClusterIdentifier": "cluster_identifier", "DBSubnetGroupName": "db_subnet_group_name",
        "MultiAZ": "multi_az", "VPCSecurityGroups": "vpc_security_group_ids",
    },
    "AWS::RDS::DBSubnetGroup": {"DBSubnetGroupName": "name"},
    "AWSQS::Kubernetes::Resource": {"Manifest": "yaml_body"},
}  # fmt: skip
"""Properties that the provider calls something else, at any depth of a resource."""

OUTPUTS: Mapping[tuple[str, str], tuple[str | int, ...]] = {
    ("AWS::EC2::LaunchTemplate", "LatestVersionNumber"): ("latest_version",),
    ("AWS::EC2::LaunchTemplate", "LaunchTemplateId"): ("id",),
    ("AWS::EC2::SecurityGroup", "GroupId"): ("id",),
    ("AWS::EC2::SecurityGroup", "Id"): ("id",),
    ("AWS::EC2::Subnet", "SubnetId"): ("id",),
    ("AWS::EC2::InternetGateway", "InternetGatewayId"): ("id",),
    ("AWS::EC2::NatGateway", "NatGatewayId"): ("id",),
    ("AWS::EC2::RouteTable", "RouteTableId"): ("id",),
    ("AWS::EC2::VPC", "VpcId"): ("id",),
    ("AWS::EC2::VPC", "DefaultNetworkAcl"): ("default_network_acl_id",),
    ("AWS::EC2::VPC", "DefaultSecurityGroup"): ("default_security_group_id",),
    ("AWS::EKS::Cluster", "ClusterSecurityGroupId"): ("vpc_config", 0, "cluster_security_group_id"),
    ("AWS::EKS::Cluster", "Name"): ("name",),
    ("AWS::EKS::Nodegroup", "NodegroupName"): ("node_group_name",),
    ("Custom::AWSCDK-EKS-Cluster", "ClusterSecurityGroupId"): ("vpc_config", 0, "cluster_security_group_id"),
}
"""Attributes of ``Fn::GetAtt`` and where the provider has them; any other by its own name."""

MAPS = frozenset(["Labels", "Tags", "Values"])
"""Properties that are maps of the user's own words: their keys stay as they are."""

_EDGE = pattern(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def snake(name: str) -> str:
    """The provider's spelling of a property: ``Ipv6CidrBlock`` is ``ipv6_cidr_block``."""
    return _EDGE.sub("_", name).lower()
