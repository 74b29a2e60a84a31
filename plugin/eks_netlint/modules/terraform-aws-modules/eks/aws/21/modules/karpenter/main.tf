# What Karpenter's controller and nodes need around the cluster: the nodes themselves are not made here

data "aws_partition" "current" {
  count = var.create ? 1 : 0
}

data "aws_caller_identity" "current" {
  count = var.create ? 1 : 0
}

locals {
  make_role      = var.create && var.create_iam_role
  make_node_role = var.create && var.create_node_iam_role
  make_queue     = var.create && var.enable_spot_termination

  node_role_name = coalesce(var.node_iam_role_name, "Karpenter-${var.cluster_name}")
  arn            = "arn:${try(data.aws_partition.current[0].partition, "")}:iam::"
  trust          = jsonencode({ Version = "2012-10-17", Statement = [] })

  node_role_policies = merge(
    {
      AmazonEKSWorkerNodePolicy          = "${local.arn}aws:policy/AmazonEKSWorkerNodePolicy"
      AmazonEC2ContainerRegistryPullOnly = "${local.arn}aws:policy/AmazonEC2ContainerRegistryPullOnly"
    },
    !var.node_iam_role_attach_cni_policy || var.cluster_ip_family != "ipv4" ? {} : {
      AmazonEKS_CNI_Policy = "${local.arn}aws:policy/AmazonEKS_CNI_Policy"
    },
    !var.node_iam_role_attach_cni_policy || var.cluster_ip_family != "ipv6" ? {} : {
      AmazonEKS_CNI_IPv6_Policy = "${local.arn}${try(data.aws_caller_identity.current[0].account_id, "")}:policy/AmazonEKS_CNI_IPv6_Policy"
    },
  )
}

resource "aws_iam_role" "controller" {
  count = local.make_role ? 1 : 0

  name               = var.iam_role_use_name_prefix ? null : var.iam_role_name
  name_prefix        = var.iam_role_use_name_prefix ? "${var.iam_role_name}-" : null
  assume_role_policy = local.trust
}

resource "aws_eks_pod_identity_association" "karpenter" {
  count = local.make_role && var.create_pod_identity_association ? 1 : 0

  cluster_name    = var.cluster_name
  namespace       = var.namespace
  service_account = var.service_account
  role_arn        = aws_iam_role.controller[0].arn
}

resource "aws_sqs_queue" "this" {
  count = local.make_queue ? 1 : 0

  name = coalesce(var.queue_name, "Karpenter-${var.cluster_name}")
}

resource "aws_cloudwatch_event_rule" "this" {
  for_each = { for key, event in {
    health_event                      = { name = "HealthEvent", pattern = { source = ["aws.health"], detail-type = ["AWS Health Event"] } }
    spot_interrupt                    = { name = "SpotInterrupt", pattern = { source = ["aws.ec2"], detail-type = ["EC2 Spot Instance Interruption Warning"] } }
    instance_rebalance                = { name = "InstanceRebalance", pattern = { source = ["aws.ec2"], detail-type = ["EC2 Instance Rebalance Recommendation"] } }
    capacity_reservation_interruption = { name = "CRInterruption", pattern = { source = ["aws.ec2"], detail-type = ["EC2 Capacity Reservation Instance Interruption Warning"] } }
    instance_state_change             = { name = "InstanceStateChange", pattern = { source = ["aws.ec2"], detail-type = ["EC2 Instance State-change Notification"] } }
  } : key => event if local.make_queue }

  name_prefix   = "${var.rule_name_prefix}${each.value.name}-"
  event_pattern = jsonencode(each.value.pattern)
}

resource "aws_iam_role" "node" {
  count = local.make_node_role ? 1 : 0

  name               = var.node_iam_role_use_name_prefix ? null : local.node_role_name
  name_prefix        = var.node_iam_role_use_name_prefix ? "${local.node_role_name}-" : null
  assume_role_policy = local.trust
}

resource "aws_iam_role_policy_attachment" "node" {
  for_each = { for name, arn in local.node_role_policies : name => arn if local.make_node_role }

  policy_arn = each.value
  role       = aws_iam_role.node[0].name
}

resource "aws_iam_role_policy_attachment" "node_additional" {
  for_each = { for name, arn in var.node_iam_role_additional_policies : name => arn if local.make_node_role }

  policy_arn = each.value
  role       = aws_iam_role.node[0].name
}

resource "aws_eks_access_entry" "node" {
  count = var.create && var.create_access_entry ? 1 : 0

  cluster_name  = var.cluster_name
  principal_arn = var.create_node_iam_role ? aws_iam_role.node[0].arn : var.node_iam_role_arn
  type          = var.access_entry_type
}

resource "aws_iam_instance_profile" "this" {
  count = var.create && var.create_instance_profile ? 1 : 0

  name        = var.node_iam_role_use_name_prefix ? null : local.node_role_name
  name_prefix = var.node_iam_role_use_name_prefix ? "${local.node_role_name}-" : null
  role        = var.create_node_iam_role ? aws_iam_role.node[0].name : try(replace(var.node_iam_role_arn, "/^(.*role/)/", ""), null)
}
