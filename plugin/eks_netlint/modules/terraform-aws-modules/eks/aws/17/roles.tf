# Roles, and what only the outputs need. A policy document says nothing of the network, so it is a placeholder.

locals {
  make_cluster_role = var.manage_cluster_iam_resources && var.create_eks
  make_worker_role  = var.manage_worker_iam_resources && var.create_eks
  trust             = jsonencode({ Version = "2012-10-17", Statement = [] })

  cluster_iam_role_name = var.manage_cluster_iam_resources ? join("", aws_iam_role.cluster[*].name) : var.cluster_iam_role_name
  cluster_iam_role_arn  = var.manage_cluster_iam_resources ? join("", aws_iam_role.cluster[*].arn) : join("", data.aws_iam_role.custom_cluster_iam_role[*].arn)
}

data "aws_iam_role" "custom_cluster_iam_role" {
  count = var.manage_cluster_iam_resources ? 0 : 1

  name = var.cluster_iam_role_name
}

resource "aws_iam_role" "cluster" {
  count = local.make_cluster_role ? 1 : 0

  name               = var.cluster_iam_role_name != "" ? var.cluster_iam_role_name : null
  name_prefix        = var.cluster_iam_role_name != "" ? null : var.cluster_name
  assume_role_policy = local.trust
}

resource "aws_iam_role_policy_attachment" "cluster_AmazonEKSClusterPolicy" {
  count = local.make_cluster_role ? 1 : 0

  policy_arn = "${local.policies}/AmazonEKSClusterPolicy"
  role       = local.cluster_iam_role_name
}

resource "aws_iam_role_policy_attachment" "cluster_AmazonEKSServicePolicy" {
  count = local.make_cluster_role ? 1 : 0

  policy_arn = "${local.policies}/AmazonEKSServicePolicy"
  role       = local.cluster_iam_role_name
}

resource "aws_iam_role_policy_attachment" "cluster_AmazonEKSVPCResourceControllerPolicy" {
  count = local.make_cluster_role ? 1 : 0

  policy_arn = "${local.policies}/AmazonEKSVPCResourceController"
  role       = local.cluster_iam_role_name
}

resource "aws_iam_role" "workers" {
  count = local.make_worker_role ? 1 : 0

  name               = var.workers_role_name != "" ? var.workers_role_name : null
  name_prefix        = var.workers_role_name != "" ? null : local.cluster_name
  assume_role_policy = local.trust
}

resource "aws_iam_role_policy_attachment" "workers_AmazonEKSWorkerNodePolicy" {
  count = local.make_worker_role ? 1 : 0

  policy_arn = "${local.policies}/AmazonEKSWorkerNodePolicy"
  role       = aws_iam_role.workers[0].name
}

resource "aws_iam_role_policy_attachment" "workers_AmazonEKS_CNI_Policy" {
  count = local.make_worker_role && var.attach_worker_cni_policy ? 1 : 0

  policy_arn = "${local.policies}/AmazonEKS_CNI_Policy"
  role       = aws_iam_role.workers[0].name
}

resource "aws_iam_role_policy_attachment" "workers_AmazonEC2ContainerRegistryReadOnly" {
  count = local.make_worker_role ? 1 : 0

  policy_arn = "${local.policies}/AmazonEC2ContainerRegistryReadOnly"
  role       = aws_iam_role.workers[0].name
}

resource "aws_iam_role_policy_attachment" "workers_additional_policies" {
  count = local.make_worker_role ? length(var.workers_additional_policies) : 0

  policy_arn = var.workers_additional_policies[count.index]
  role       = aws_iam_role.workers[0].name
}

data "aws_iam_instance_profile" "custom_worker_group_iam_instance_profile" {
  count = var.manage_worker_iam_resources ? 0 : length(var.worker_groups)

  name = local.configured[count.index].iam_instance_profile_name
}

data "aws_iam_instance_profile" "custom_worker_group_launch_template_iam_instance_profile" {
  count = var.manage_worker_iam_resources ? 0 : length(var.worker_groups_launch_template)

  name = local.templated[count.index].iam_instance_profile_name
}

resource "aws_iam_instance_profile" "workers" {
  count = local.make_worker_role ? length(var.worker_groups) : 0

  name_prefix = local.cluster_name
  role        = lookup(var.worker_groups[count.index], "iam_role_id", concat(aws_iam_role.workers[*].id, [""])[0])
}

resource "aws_iam_instance_profile" "workers_launch_template" {
  count = local.make_worker_role ? length(var.worker_groups_launch_template) : 0

  name_prefix = local.cluster_name
  role        = lookup(var.worker_groups_launch_template[count.index], "iam_role_id", concat(aws_iam_role.workers[*].id, [""])[0])
}

resource "aws_iam_openid_connect_provider" "oidc_provider" {
  count = var.enable_irsa && var.create_eks ? 1 : 0

  client_id_list = distinct(compact(concat(["sts.${data.aws_partition.current.dns_suffix}"], var.openid_connect_audiences)))
  url            = aws_eks_cluster.this[0].identity[0].oidc[0].issuer
}

resource "aws_cloudwatch_log_group" "this" {
  count = length(var.cluster_enabled_log_types) > 0 && var.create_eks ? 1 : 0

  name = "/aws/eks/${var.cluster_name}/cluster"
}
