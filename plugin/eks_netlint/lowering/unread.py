"""Resource types that lowering does not read, so that nobody has to work out their instances; those that matter."""

from __future__ import annotations

UNREAD = (
    "aws_autoscaling_schedule",
    "aws_caller_identity",
    "aws_cloudwatch_",
    "aws_customer_gateway",
    "aws_eks_access_",
    "aws_eks_addon_version",
    "aws_eks_identity_provider_config",
    "aws_flow_log",
    "aws_iam_instance_profile",
    "aws_iam_openid_",
    "aws_iam_service_",
    "aws_iam_user",
    "aws_kms_",
    "aws_partition",
    "aws_region",
    "aws_s3_",
    "aws_vpc_block_public_access_",
    "aws_vpc_dhcp_options",
)
"""Beginnings of types.  Take one out when lowering starts to read it."""

NETWORK = (
    "aws_default_subnet",
    "aws_default_vpc",
    "aws_eks_cluster",
    "aws_eks_fargate_profile",
    "aws_eks_node_group",
    "aws_subnet",
    "aws_vpc",
)
"""Beginnings of types of which one is enough to have something to judge."""
