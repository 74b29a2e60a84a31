# What Karpenter's controller and nodes need around the cluster: the nodes themselves are not made here

data "aws_partition" "current" {}

locals {
  make_irsa  = var.create && var.create_irsa
  make_role  = var.create && var.create_iam_role
  make_queue = var.create && var.enable_spot_termination

  role_name = coalesce(var.iam_role_name, "Karpenter-${var.cluster_name}")
  arn       = "arn:${data.aws_partition.current.partition}:iam::"
  irsa_name = coalesce(var.irsa_name, "KarpenterIRSA-${var.cluster_name}")
  trust     = jsonencode({ Version = "2012-10-17", Statement = [] })

  cni_policy = var.cluster_ip_family == "ipv6" ? "${local.arn}aws:policy/AmazonEKS_CNI_IPv6_Policy" : "${local.arn}aws:policy/AmazonEKS_CNI_Policy"

  role_policies = toset(concat(
    ["${local.arn}aws:policy/AmazonEKSWorkerNodePolicy", "${local.arn}aws:policy/AmazonEC2ContainerRegistryReadOnly"],
    var.iam_role_attach_cni_policy ? [local.cni_policy] : [],
  ))
}

resource "aws_iam_role" "irsa" {
  count = local.make_irsa ? 1 : 0

  name               = var.irsa_use_name_prefix ? null : local.irsa_name
  name_prefix        = var.irsa_use_name_prefix ? "${local.irsa_name}-" : null
  assume_role_policy = local.trust
}

resource "aws_sqs_queue" "this" {
  count = local.make_queue ? 1 : 0

  name = coalesce(var.queue_name, "Karpenter-${var.cluster_name}")
}

resource "aws_cloudwatch_event_rule" "this" {
  for_each = { for key, event in {
    health_event          = { name = "HealthEvent", pattern = { source = ["aws.health"], detail-type = ["AWS Health Event"] } }
    spot_interupt         = { name = "SpotInterrupt", pattern = { source = ["aws.ec2"], detail-type = ["EC2 Spot Instance Interruption Warning"] } }
    instance_rebalance    = { name = "InstanceRebalance", pattern = { source = ["aws.ec2"], detail-type = ["EC2 Instance Rebalance Recommendation"] } }
    instance_state_change = { name = "InstanceStateChange", pattern = { source = ["aws.ec2"], detail-type = ["EC2 Instance State-change Notification"] } }
  } : key => event if local.make_queue }

  name          = "Karpenter${each.value.name}-${var.cluster_name}"
  event_pattern = jsonencode(each.value.pattern)
}

resource "aws_iam_role" "this" {
  count = local.make_role ? 1 : 0

  name               = var.iam_role_use_name_prefix ? null : local.role_name
  name_prefix        = var.iam_role_use_name_prefix ? "${local.role_name}-" : null
  assume_role_policy = local.trust
}

resource "aws_iam_role_policy_attachment" "this" {
  for_each = { for arn in local.role_policies : arn => arn if local.make_role }

  policy_arn = each.value
  role       = aws_iam_role.this[0].name
}

resource "aws_iam_role_policy_attachment" "additional" {
  for_each = { for name, arn in var.iam_role_additional_policies : name => arn if local.make_role }

  policy_arn = each.value
  role       = aws_iam_role.this[0].name
}

resource "aws_iam_instance_profile" "this" {
  count = var.create && var.create_instance_profile ? 1 : 0

  name        = var.iam_role_use_name_prefix ? null : local.role_name
  name_prefix = var.iam_role_use_name_prefix ? "${local.role_name}-" : null
  role        = var.create_iam_role ? aws_iam_role.this[0].name : try(replace(var.iam_role_arn, "/^(.*role/)/", ""), null)
}
