# The flow log and where it goes.

variable "enable_flow_log" {
  type    = bool
  default = false
}

variable "vpc_flow_log_permissions_boundary" {
  type    = string
  default = null
}

variable "flow_log_max_aggregation_interval" {
  type    = number
  default = 600
}

variable "flow_log_traffic_type" {
  type    = string
  default = "ALL"
}

variable "flow_log_destination_type" {
  type    = string
  default = "cloud-watch-logs"
}

variable "flow_log_log_format" {
  type    = string
  default = null
}

variable "flow_log_destination_arn" {
  type    = string
  default = ""
}

variable "flow_log_file_format" {
  type    = string
  default = "plain-text"
}

variable "flow_log_hive_compatible_partitions" {
  type    = bool
  default = false
}

variable "flow_log_per_hour_partition" {
  type    = bool
  default = false
}

variable "vpc_flow_log_tags" {
  type    = map(string)
  default = {}
}

variable "create_flow_log_cloudwatch_log_group" {
  type    = bool
  default = false
}

variable "create_flow_log_cloudwatch_iam_role" {
  type    = bool
  default = false
}

variable "flow_log_cloudwatch_iam_role_arn" {
  type    = string
  default = ""
}

variable "flow_log_cloudwatch_log_group_name_prefix" {
  type    = string
  default = "/aws/vpc-flow-log/"
}

variable "flow_log_cloudwatch_log_group_name_suffix" {
  type    = string
  default = ""
}

variable "flow_log_cloudwatch_log_group_retention_in_days" {
  type    = number
  default = null
}

variable "flow_log_cloudwatch_log_group_kms_key_id" {
  type    = string
  default = null
}

# The policy of the role is left out: it says nothing about the network.
locals {
  flow_log_to_cloudwatch = local.flow_log && var.flow_log_destination_type != "s3"
  flow_log               = var.create_vpc && var.enable_flow_log
  flow_log_own_group     = local.flow_log_to_cloudwatch && var.create_flow_log_cloudwatch_log_group
  flow_log_own_role      = local.flow_log_to_cloudwatch && var.create_flow_log_cloudwatch_iam_role

  flow_log_destination_arn = local.flow_log_own_group ? try(aws_cloudwatch_log_group.flow_log[0].arn, null) : var.flow_log_destination_arn
  flow_log_iam_role_arn    = local.flow_log_own_role ? try(aws_iam_role.vpc_flow_log_cloudwatch[0].arn, null) : var.flow_log_cloudwatch_iam_role_arn
}

resource "aws_flow_log" "this" {
  count = local.flow_log ? 1 : 0

  vpc_id                   = local.vpc_id
  traffic_type             = var.flow_log_traffic_type
  log_destination_type     = var.flow_log_destination_type
  log_destination          = local.flow_log_destination_arn
  log_format               = var.flow_log_log_format
  iam_role_arn             = local.flow_log_iam_role_arn
  max_aggregation_interval = var.flow_log_max_aggregation_interval

  dynamic "destination_options" {
    for_each = var.flow_log_destination_type == "s3" ? ["s3"] : []
    content {
      file_format                = var.flow_log_file_format
      per_hour_partition         = var.flow_log_per_hour_partition
      hive_compatible_partitions = var.flow_log_hive_compatible_partitions
    }
  }

  tags = merge(var.tags, var.vpc_flow_log_tags)
}

resource "aws_cloudwatch_log_group" "flow_log" {
  count = local.flow_log_own_group ? 1 : 0

  name              = "${var.flow_log_cloudwatch_log_group_name_prefix}${var.flow_log_cloudwatch_log_group_name_suffix == "" ? local.vpc_id : var.flow_log_cloudwatch_log_group_name_suffix}"
  retention_in_days = var.flow_log_cloudwatch_log_group_retention_in_days
  kms_key_id        = var.flow_log_cloudwatch_log_group_kms_key_id
  tags              = merge(var.tags, var.vpc_flow_log_tags)
}

resource "aws_iam_role" "vpc_flow_log_cloudwatch" {
  count = local.flow_log_own_role ? 1 : 0

  name_prefix          = "vpc-flow-log-role-"
  permissions_boundary = var.vpc_flow_log_permissions_boundary
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "AWSVPCFlowLogsAssumeRole"
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "vpc-flow-logs.amazonaws.com" }
    }]
  })
  tags = merge(var.tags, var.vpc_flow_log_tags)
}

output "vpc_flow_log_id" {
  value = try(aws_flow_log.this[0].id, "")
}

output "vpc_flow_log_destination_arn" {
  value = local.flow_log_destination_arn
}

output "vpc_flow_log_destination_type" {
  value = var.flow_log_destination_type
}

output "vpc_flow_log_cloudwatch_iam_role_arn" {
  value = local.flow_log_iam_role_arn
}
