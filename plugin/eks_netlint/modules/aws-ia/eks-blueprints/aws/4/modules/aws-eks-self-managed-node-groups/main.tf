# A self-managed group: what the caller leaves out of its object has these defaults.

variable "self_managed_ng" {
  type    = any
  default = {}
}

variable "context" {
  type = any
}

locals {
  group = merge({
    node_group_name           = "m4_on_demand"
    instance_type             = "m4.large"
    instance_types            = ["m4.large"]
    custom_ami_id             = ""
    capacity_type             = "on_demand"
    spot_allocation_strategy  = "capacity-optimized-prioritized"
    launch_template_os        = "amazonlinux2eks"
    pre_userdata              = ""
    post_userdata             = ""
    kubelet_extra_args        = ""
    bootstrap_extra_args      = ""
    public_ip                 = false
    create_iam_role           = true
    iam_role_arn              = null
    iam_instance_profile_name = null
    max_size                  = 3
    min_size                  = 1
    subnet_type               = "private"
    subnet_ids                = []
    additional_tags           = {}
  }, var.self_managed_ng)

  subnets  = local.group.subnet_type == "public" ? var.context.public_subnet_ids : var.context.private_subnet_ids
  mixed    = length(local.group.instance_types) > 1
  image    = local.group.custom_ami_id == "" ? data.aws_ami.predefined[0].id : local.group.custom_ami_id
  template = "self-managed-node-group"

  tags = merge(var.context.tags, local.group.additional_tags, {
    Name                                                             = "${local.group.node_group_name}-${var.context.cluster_name}"
    "kubernetes.io/cluster/${var.context.cluster_name}"              = "owned"
    "k8s.io/cluster-autoscaler/${var.context.cluster_name}"          = "owned"
    "k8s.io/cluster-autoscaler/enabled"                              = "TRUE"
    "k8s.io/cluster-autoscaler/node-template/label/eks/capacityType" = local.group.capacity_type
    "k8s.io/cluster-autoscaler/node-template/label/eks/nodegroup"    = local.group.node_group_name
    "managed-by"                                                     = "terraform-aws-eks-blueprints"
  })
}

data "aws_ami" "predefined" {
  count = local.group.custom_ami_id == "" ? 1 : 0

  most_recent = true
  owners      = ["amazon"]
}

module "launch_template_self_managed_ng" {
  source = "../launch-templates"

  eks_cluster_id = var.context.eks_cluster_id
  tags           = local.tags
  launch_template_config = {
    (local.template) = {
      ami                    = local.image
      instance_type          = local.group.instance_type
      launch_template_os     = local.group.launch_template_os
      launch_template_prefix = local.group.node_group_name
      pre_userdata           = local.group.pre_userdata
      post_userdata          = local.group.post_userdata
      bootstrap_extra_args   = local.group.bootstrap_extra_args
      kubelet_extra_args     = local.group.kubelet_extra_args
      network_interfaces     = [{ public_ip = local.group.public_ip, security_groups = var.context.worker_security_group_ids }]
    }
  }
}

resource "aws_autoscaling_group" "self_managed_ng" {
  name                = "${var.context.eks_cluster_id}-${local.group.node_group_name}"
  max_size            = local.group.max_size
  min_size            = local.group.min_size
  vpc_zone_identifier = length(local.group.subnet_ids) == 0 ? local.subnets : local.group.subnet_ids

  dynamic "launch_template" {
    for_each = local.mixed ? [] : [1]

    content {
      id      = module.launch_template_self_managed_ng.launch_template_id[local.template]
      version = module.launch_template_self_managed_ng.launch_template_latest_version[local.template]
    }
  }

  dynamic "mixed_instances_policy" {
    for_each = local.mixed ? [1] : []

    content {
      instances_distribution {
        on_demand_base_capacity                  = 0
        on_demand_percentage_above_base_capacity = local.group.capacity_type == "spot" ? 0 : 100
        spot_allocation_strategy                 = local.group.spot_allocation_strategy
      }

      launch_template {
        launch_template_specification {
          launch_template_id = module.launch_template_self_managed_ng.launch_template_id[local.template]
          version            = module.launch_template_self_managed_ng.launch_template_latest_version[local.template]
        }

        dynamic "override" {
          for_each = local.group.instance_types

          content {
            instance_type = override.value
          }
        }
      }
    }
  }

  dynamic "tag" {
    for_each = local.tags

    content {
      key                 = tag.key
      value               = tag.value
      propagate_at_launch = true
    }
  }
}

resource "aws_iam_role" "self_managed_ng" {
  count = local.group.create_iam_role ? 1 : 0

  name               = "${var.context.eks_cluster_id}-${local.group.node_group_name}"
  path               = var.context.iam_role_path
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [] })
}

resource "aws_iam_instance_profile" "self_managed_ng" {
  count = local.group.create_iam_role ? 1 : 0

  name = "${var.context.eks_cluster_id}-${local.group.node_group_name}"
  role = aws_iam_role.self_managed_ng[0].name
}

output "self_managed_nodegroup_name" {
  value = local.group.node_group_name[*]
}

output "self_managed_nodegroup_iam_role_arns" {
  value = aws_iam_role.self_managed_ng[*].arn
}

output "self_managed_iam_role_name" {
  value = aws_iam_role.self_managed_ng[*].name
}

output "self_managed_asg_names" {
  value = aws_autoscaling_group.self_managed_ng[*].name
}

output "launch_template_latest_versions" {
  value = module.launch_template_self_managed_ng.launch_template_latest_version
}

output "launch_template_ids" {
  value = module.launch_template_self_managed_ng.launch_template_id
}

output "launch_template_arn" {
  value = module.launch_template_self_managed_ng.launch_template_arn
}

output "self_managed_nodegroup_iam_instance_profile_id" {
  value = aws_iam_instance_profile.self_managed_ng[*].id
}

output "self_managed_nodegroup_iam_instance_profile_arn" {
  value = aws_iam_instance_profile.self_managed_ng[*].arn
}
