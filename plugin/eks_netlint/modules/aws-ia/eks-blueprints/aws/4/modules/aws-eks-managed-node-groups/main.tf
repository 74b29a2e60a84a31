# A managed group: what the caller leaves out of its object has these defaults.

variable "managed_ng" {
  type    = any
  default = {}
}

variable "context" {
  type = any
}

locals {
  group = merge({
    node_group_name          = "m5_on_demand"
    enable_node_group_prefix = true
    instance_types           = ["m5.large"]
    capacity_type            = "ON_DEMAND"
    ami_type                 = "AL2_x86_64"
    subnet_type              = "private"
    subnet_ids               = []
    desired_size             = 3
    max_size                 = 3
    min_size                 = 1
    update_config            = [{ max_unavailable = 1, max_unavailable_percentage = null }]
    release_version          = ""
    create_iam_role          = true
    iam_role_arn             = null
    k8s_labels               = {}
    k8s_taints               = []
    additional_tags          = {}
    custom_ami_id            = ""
    create_launch_template   = false
    launch_template_os       = "amazonlinux2eks"
    pre_userdata             = ""
    post_userdata            = ""
    kubelet_extra_args       = ""
    bootstrap_extra_args     = ""
    public_ip                = false
  }, var.managed_ng)

  own_image = local.group.custom_ami_id != ""
  subnets   = local.group.subnet_type == "public" ? var.context.public_subnet_ids : var.context.private_subnet_ids

  tags = merge(var.context.tags, local.group.additional_tags, {
    Name                                                      = "${var.context.eks_cluster_id}-${local.group.node_group_name}"
    "kubernetes.io/cluster/${var.context.eks_cluster_id}"     = "owned"
    "k8s.io/cluster-autoscaler/${var.context.eks_cluster_id}" = "owned"
    "k8s.io/cluster-autoscaler/enabled"                       = "TRUE"
    "managed-by"                                              = "terraform-aws-eks-blueprints"
  })

  # With an image of its own a group boots in these words; else EKS adds its own to the caller's.
  bootstraps = local.own_image && local.group.launch_template_os == "amazonlinux2eks"
  boot_text = join("\n", compact([
    local.group.pre_userdata,
    local.bootstraps ? "/etc/eks/bootstrap.sh --kubelet-extra-args '${local.group.kubelet_extra_args}' ${local.group.bootstrap_extra_args}" : "",
    local.group.post_userdata,
    local.group.launch_template_os == "bottlerocket" ? local.group.bootstrap_extra_args : "",
  ]))
}

resource "aws_eks_node_group" "managed_ng" {
  cluster_name           = var.context.eks_cluster_id
  node_group_name        = local.group.enable_node_group_prefix == false ? local.group.node_group_name : null
  node_group_name_prefix = local.group.enable_node_group_prefix == true ? "${local.group.node_group_name}-" : null
  node_role_arn          = local.group.create_iam_role == true ? aws_iam_role.managed_ng[0].arn : local.group.iam_role_arn
  subnet_ids             = length(local.group.subnet_ids) == 0 ? local.subnets : local.group.subnet_ids
  ami_type               = local.own_image ? null : local.group.ami_type
  release_version        = local.own_image || try(local.group.release_version, "") == "" ? null : local.group.release_version
  version                = local.own_image ? null : var.context.cluster_version
  capacity_type          = local.group.capacity_type
  instance_types         = local.group.instance_types
  labels                 = local.group.k8s_labels
  tags                   = local.tags

  scaling_config {
    desired_size = local.group.desired_size
    max_size     = local.group.max_size
    min_size     = local.group.min_size
  }

  dynamic "update_config" {
    for_each = local.group.update_config

    content {
      max_unavailable            = try(update_config.value.max_unavailable, null)
      max_unavailable_percentage = try(update_config.value.max_unavailable_percentage, null)
    }
  }

  dynamic "launch_template" {
    for_each = local.group.create_launch_template == true ? [1] : []

    content {
      id      = aws_launch_template.managed_node_groups[0].id
      version = aws_launch_template.managed_node_groups[0].default_version
    }
  }

  dynamic "taint" {
    for_each = local.group.k8s_taints

    content {
      key    = taint.value.key
      value  = taint.value.value
      effect = taint.value.effect
    }
  }
}

resource "aws_launch_template" "managed_node_groups" {
  count = local.group.create_launch_template == true ? 1 : 0

  name      = "${var.context.eks_cluster_id}-${local.group.node_group_name}"
  image_id  = local.group.custom_ami_id
  user_data = base64encode(local.boot_text)

  dynamic "metadata_options" {
    for_each = try(var.managed_ng.enable_metadata_options, true) ? [1] : []

    content {
      http_endpoint               = try(var.managed_ng.http_endpoint, "enabled")
      http_tokens                 = try(var.managed_ng.http_tokens, "required")
      http_put_response_hop_limit = try(var.managed_ng.http_put_response_hop_limit, 2)
    }
  }

  network_interfaces {
    associate_public_ip_address = local.group.public_ip
    security_groups             = var.context.worker_security_group_ids
  }
}

resource "aws_iam_role" "managed_ng" {
  count = local.group.create_iam_role ? 1 : 0

  name               = "${var.context.eks_cluster_id}-${local.group.node_group_name}"
  path               = var.context.iam_role_path
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [] })
}

resource "aws_iam_instance_profile" "managed_ng" {
  count = local.group.create_iam_role ? 1 : 0

  name = "${var.context.eks_cluster_id}-${local.group.node_group_name}"
  role = aws_iam_role.managed_ng[0].name
}

output "managed_nodegroup_id" {
  value = aws_eks_node_group.managed_ng[*].id
}

output "managed_nodegroup_arn" {
  value = aws_eks_node_group.managed_ng[*].arn
}

output "managed_nodegroup_status" {
  value = aws_eks_node_group.managed_ng[*].status
}

output "managed_nodegroup_iam_role_arn" {
  value = aws_iam_role.managed_ng[*].arn
}

output "managed_nodegroup_iam_role_name" {
  value = aws_iam_role.managed_ng[*].name
}

output "managed_nodegroup_iam_instance_profile_id" {
  value = aws_iam_instance_profile.managed_ng[*].id
}

output "managed_nodegroup_iam_instance_profile_arn" {
  value = aws_iam_instance_profile.managed_ng[*].arn
}

output "managed_nodegroup_launch_template_id" {
  value = aws_launch_template.managed_node_groups[*].id
}

output "managed_nodegroup_launch_template_arn" {
  value = aws_launch_template.managed_node_groups[*].arn
}

output "managed_nodegroup_launch_template_latest_version" {
  value = aws_launch_template.managed_node_groups[*].default_version
}
