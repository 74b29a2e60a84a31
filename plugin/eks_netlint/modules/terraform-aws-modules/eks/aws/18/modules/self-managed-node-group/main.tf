data "aws_partition" "current" {}

data "aws_caller_identity" "current" {}

data "aws_default_tags" "current" {}

# The image: by cluster version, unless the caller names one

data "aws_ami" "eks_default" {
  count = var.create ? 1 : 0

  most_recent = true
  owners      = ["amazon"]

  filter {
    name   = "name"
    values = ["amazon-eks-node-${var.cluster_version}-v*"]
  }
}


module "user_data" {
  source = "../_user_data"

  create                    = var.create
  platform                  = var.platform
  is_eks_managed_node_group = false

  cluster_name        = var.cluster_name
  cluster_endpoint    = var.cluster_endpoint
  cluster_auth_base64 = var.cluster_auth_base64

  enable_bootstrap_user_data = true
  pre_bootstrap_user_data    = var.pre_bootstrap_user_data
  post_bootstrap_user_data   = var.post_bootstrap_user_data
  bootstrap_extra_args       = var.bootstrap_extra_args
  user_data_template_path    = var.user_data_template_path
}

locals {
  security_group_ids = compact(concat([try(aws_security_group.this[0].id, ""), var.cluster_primary_security_group_id], var.vpc_security_group_ids))
}

resource "aws_launch_template" "this" {
  count = var.create && var.create_launch_template ? 1 : 0

  name          = var.launch_template_use_name_prefix ? null : local.launch_template_named
  name_prefix   = var.launch_template_use_name_prefix ? "${local.launch_template_named}-" : null
  image_id      = coalesce(var.ami_id, data.aws_ami.eks_default[0].image_id)
  instance_type = var.instance_type
  user_data     = module.user_data.user_data

  vpc_security_group_ids = length(var.network_interfaces) > 0 ? [] : local.security_group_ids

  dynamic "network_interfaces" {
    for_each = var.network_interfaces

    content {
      associate_public_ip_address = try(network_interfaces.value.associate_public_ip_address, null)
      delete_on_termination       = try(network_interfaces.value.delete_on_termination, null)
      device_index                = try(network_interfaces.value.device_index, null)
      interface_type              = try(network_interfaces.value.interface_type, null)
      ipv4_address_count          = try(network_interfaces.value.ipv4_address_count, null)
      ipv4_addresses              = try(network_interfaces.value.ipv4_addresses, [])
      ipv6_address_count          = try(network_interfaces.value.ipv6_address_count, null)
      network_interface_id        = try(network_interfaces.value.network_interface_id, null)
      security_groups             = compact(concat(try(network_interfaces.value.security_groups, []), local.security_group_ids))
      subnet_id                   = try(network_interfaces.value.subnet_id, null)
    }
  }

  dynamic "metadata_options" {
    for_each = length(var.metadata_options) > 0 ? [var.metadata_options] : []

    content {
      http_endpoint               = try(metadata_options.value.http_endpoint, null)
      http_protocol_ipv6          = try(metadata_options.value.http_protocol_ipv6, null)
      http_put_response_hop_limit = try(metadata_options.value.http_put_response_hop_limit, null)
      http_tokens                 = try(metadata_options.value.http_tokens, null)
    }
  }

  tags = var.tags
}

# The group

locals {
  launch_template_named   = coalesce(var.launch_template_name, "${var.name}-node-group")
  launch_template_name    = try(aws_launch_template.this[0].name, var.launch_template_name)
  launch_template_version = coalesce(var.launch_template_version, try(aws_launch_template.this[0].default_version, "$Default"))
}

resource "aws_autoscaling_group" "this" {
  count = var.create && var.create_autoscaling_group ? 1 : 0

  name                = var.use_name_prefix ? null : var.name
  name_prefix         = var.use_name_prefix ? "${var.name}-" : null
  min_size            = var.min_size
  max_size            = var.max_size
  desired_capacity    = var.desired_size
  availability_zones  = var.availability_zones
  vpc_zone_identifier = var.subnet_ids

  target_group_arns = var.target_group_arns

  dynamic "launch_template" {
    for_each = var.use_mixed_instances_policy ? [] : [1]

    content {
      name    = local.launch_template_name
      version = local.launch_template_version
    }
  }

  dynamic "mixed_instances_policy" {
    for_each = var.use_mixed_instances_policy ? [var.mixed_instances_policy] : []

    content {
      dynamic "instances_distribution" {
        for_each = try([mixed_instances_policy.value.instances_distribution], [])

        content {
          on_demand_base_capacity                  = try(instances_distribution.value.on_demand_base_capacity, null)
          on_demand_percentage_above_base_capacity = try(instances_distribution.value.on_demand_percentage_above_base_capacity, null)
          spot_allocation_strategy                 = try(instances_distribution.value.spot_allocation_strategy, null)
        }
      }

      launch_template {
        launch_template_specification {
          launch_template_name = local.launch_template_name
          version              = local.launch_template_version
        }

        dynamic "override" {
          for_each = try(mixed_instances_policy.value.override, [])

          content {
            instance_type     = try(override.value.instance_type, null)
            weighted_capacity = try(override.value.weighted_capacity, null)

            dynamic "launch_template_specification" {
              for_each = try(override.value.launch_template_specification, [])

              content {
                launch_template_id = try(launch_template_specification.value.launch_template_id, null)
              }
            }

          }
        }
      }
    }
  }

  # What makes a group exceed its desired size for a while

  dynamic "instance_refresh" {
    for_each = length(var.instance_refresh) > 0 ? [var.instance_refresh] : []

    content {
      strategy = instance_refresh.value.strategy

      dynamic "preferences" {
        for_each = try([instance_refresh.value.preferences], [])

        content {
          min_healthy_percentage = try(preferences.value.min_healthy_percentage, null)
        }
      }
    }
  }

  dynamic "warm_pool" {
    for_each = length(var.warm_pool) > 0 ? [var.warm_pool] : []

    content {
      min_size                    = try(warm_pool.value.min_size, null)
      max_group_prepared_capacity = try(warm_pool.value.max_group_prepared_capacity, null)
      pool_state                  = try(warm_pool.value.pool_state, null)
    }
  }

  dynamic "tag" {
    for_each = merge(
      {
        Name                                        = var.name
        "kubernetes.io/cluster/${var.cluster_name}" = "owned"
        "k8s.io/cluster/${var.cluster_name}"        = "owned"
      },
      var.use_default_tags ? merge(data.aws_default_tags.current.tags, var.tags) : var.tags,
    )

    content {
      key                 = tag.key
      value               = tag.value
      propagate_at_launch = true
    }
  }

  dynamic "tag" {
    for_each = var.autoscaling_group_tags

    content {
      key                 = tag.key
      value               = tag.value
      propagate_at_launch = false
    }
  }
}

resource "aws_autoscaling_schedule" "this" {
  for_each = var.create && var.create_schedule ? var.schedules : {}

  scheduled_action_name  = each.key
  autoscaling_group_name = aws_autoscaling_group.this[0].name
  min_size               = try(each.value.min_size, null)
  max_size               = try(each.value.max_size, null)
  desired_capacity       = try(each.value.desired_size, null)
  start_time             = try(each.value.start_time, null)
  end_time               = try(each.value.end_time, null)
  time_zone              = try(each.value.time_zone, null)
  recurrence             = try(each.value.recurrence, null)
}

# The nodes' role

locals {
  make_role = var.create && var.create_iam_instance_profile
  role_name = coalesce(var.iam_role_name, "${var.name}-node-group")
  arn       = "arn:${data.aws_partition.current.partition}:iam::"

  cni_policy = var.cluster_ip_family == "ipv6" ? "${local.arn}${data.aws_caller_identity.current.account_id}:policy/AmazonEKS_CNI_IPv6_Policy" : "${local.arn}aws:policy/AmazonEKS_CNI_Policy"

  role_policies = toset(compact(concat(
    ["${local.arn}aws:policy/AmazonEKSWorkerNodePolicy", "${local.arn}aws:policy/AmazonEC2ContainerRegistryReadOnly"],
    var.iam_role_attach_cni_policy ? [local.cni_policy] : [],
    var.iam_role_additional_policies,
  )))
}

resource "aws_iam_role" "this" {
  count = local.make_role ? 1 : 0

  name               = var.iam_role_use_name_prefix ? null : local.role_name
  name_prefix        = var.iam_role_use_name_prefix ? "${local.role_name}-" : null
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [] })
}

resource "aws_iam_role_policy_attachment" "this" {
  for_each = { for arn in local.role_policies : arn => arn if local.make_role }

  policy_arn = each.value
  role       = aws_iam_role.this[0].name
}

resource "aws_iam_instance_profile" "this" {
  count = local.make_role ? 1 : 0

  name        = var.iam_role_use_name_prefix ? null : local.role_name
  name_prefix = var.iam_role_use_name_prefix ? "${local.role_name}-" : null
  role        = aws_iam_role.this[0].name
}

# A security group of the group's own

locals {
  security_group_name = coalesce(var.security_group_name, "${var.name}-node-group")
  make_group          = var.create && var.create_security_group
}

resource "aws_security_group" "this" {
  count = local.make_group ? 1 : 0

  name        = var.security_group_use_name_prefix ? null : local.security_group_name
  name_prefix = var.security_group_use_name_prefix ? "${local.security_group_name}-" : null
  vpc_id      = var.vpc_id

  tags = merge(var.tags, { Name = local.security_group_name }, var.security_group_tags)
}

resource "aws_security_group_rule" "this" {
  for_each = { for name, rule in var.security_group_rules : name => rule if local.make_group }

  security_group_id        = aws_security_group.this[0].id
  type                     = each.value.type
  protocol                 = each.value.protocol
  from_port                = each.value.from_port
  to_port                  = each.value.to_port
  self                     = try(each.value.self, null)
  cidr_blocks              = try(each.value.cidr_blocks, null)
  ipv6_cidr_blocks         = try(each.value.ipv6_cidr_blocks, null)
  prefix_list_ids          = try(each.value.prefix_list_ids, [])
  source_security_group_id = try(each.value.source_security_group_id, try(each.value.source_cluster_security_group, false) ? var.cluster_security_group_id : null)
}
