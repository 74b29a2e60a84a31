"""Resource types that lowering does not read, so that nobody has to work out their instances."""

from __future__ import annotations

UNREAD = (
    "aws_cloudwatch_",
    "aws_default_network_acl",
    "aws_default_security_group",
    "aws_flow_log",
    "aws_iam_",
    "aws_kms_",
    "aws_network_acl",
    "aws_s3_",
    "aws_security_group",
    "aws_vpc_security_group_",
)
"""Beginnings of types.  Take one out when lowering starts to read it."""
