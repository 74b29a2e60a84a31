# aws-ia/eks-blueprints-addons/aws, major version 1: add-ons, charts and what they need. docs/decisions/0016-more-stubs.md

# What changes with every release of the module (versions of charts) or bears on no network (settings of log shippers
# and backups) is unknown to the stub.
data "external" "release" {
  program = []
}

locals {
  unread = data.external.release.result.value
}

data "aws_eks_addon_version" "this" {
  for_each = var.eks_addons

  addon_name         = try(each.value.name, each.key)
  kubernetes_version = var.cluster_version
  most_recent        = try(each.value.most_recent, true)
}

resource "aws_eks_addon" "this" {
  for_each = var.eks_addons

  cluster_name             = var.cluster_name
  addon_name               = try(each.value.name, each.key)
  addon_version            = try(each.value.addon_version, data.aws_eks_addon_version.this[each.key].version)
  configuration_values     = try(each.value.configuration_values, null)
  service_account_role_arn = try(each.value.service_account_role_arn, null)

  tags = var.tags
}

resource "helm_release" "this" {
  for_each = var.helm_releases

  name             = try(each.value.name, each.key)
  namespace        = try(each.value.namespace, null)
  create_namespace = try(each.value.create_namespace, null)
  repository       = try(each.value.repository, null)
  chart            = each.value.chart
  version          = try(each.value.chart_version, null)
  values           = try(each.value.values, [])

  dynamic "set" {
    for_each = try(each.value.set, [])

    content {
      name  = set.value.name
      value = set.value.value
      type  = try(set.value.type, null)
    }
  }

  dynamic "set_sensitive" {
    for_each = try(each.value.set_sensitive, [])

    content {
      name  = set_sensitive.value.name
      value = set_sensitive.value.value
      type  = try(set_sensitive.value.type, null)
    }
  }
}

# Karpenter's nodes, and the queue that warns it and the termination handler

locals {
  ends_spot     = var.enable_karpenter && var.karpenter_enable_spot_termination
  makes_role    = var.enable_karpenter && try(var.karpenter_node.create_iam_role, true)
  makes_profile = var.enable_karpenter && try(var.karpenter_node.create_instance_profile, true)
  by_prefix     = try(var.karpenter_node.iam_role_use_name_prefix, true)
  node_role     = try(var.karpenter_node.iam_role_name, "karpenter-${var.cluster_name}")
  node_profile  = try(var.karpenter_node.instance_profile_name, local.node_role)
  used_profile  = try(aws_iam_instance_profile.karpenter[0].name, var.karpenter_node.instance_profile_name, "")

  # Under the names of releases before 0.32 and after
  karpenter_queue = local.ends_spot ? module.karpenter_sqs.queue_name : null
  karpenter_settings = [
    ["settings.aws.clusterName", var.cluster_name],
    ["settings.aws.clusterEndpoint", var.cluster_endpoint],
    ["settings.aws.interruptionQueueName", local.karpenter_queue],
    ["settings.aws.defaultInstanceProfile", var.karpenter_enable_instance_profile_creation ? null : local.used_profile],
    ["settings.clusterName", var.cluster_name],
    ["settings.clusterEndpoint", var.cluster_endpoint],
    ["settings.interruptionQueue", local.karpenter_queue],
    ["serviceAccount.name", local.karpenter_service_account],
  ]
}

module "karpenter_sqs" {
  source = "./modules/_sqs"

  create = local.ends_spot
  name   = try(var.karpenter_sqs.queue_name, "karpenter-${var.cluster_name}")
}

resource "aws_iam_role" "karpenter" {
  count = local.makes_role ? 1 : 0

  name               = local.by_prefix ? null : local.node_role
  name_prefix        = local.by_prefix ? "${local.node_role}-" : null
  path               = try(var.karpenter_node.iam_role_path, null)
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [] })
}

resource "aws_iam_instance_profile" "karpenter" {
  count = local.makes_profile ? 1 : 0

  name        = local.by_prefix ? null : local.node_profile
  name_prefix = local.by_prefix ? "${local.node_profile}-" : null
  path        = try(var.karpenter_node.iam_role_path, null)
  role        = try(aws_iam_role.karpenter[0].name, var.karpenter_node.iam_role_name, "")
}

module "aws_node_termination_handler_sqs" {
  source = "./modules/_sqs"

  create = var.enable_aws_node_termination_handler
  name   = try(var.aws_node_termination_handler_sqs.queue_name, "aws-nth-${var.cluster_name}")
}
