# Self-managed workers, from launch configurations and from launch templates. A group's own value goes before
# workers_group_defaults, and those before the module's.

locals {
  group_defaults = merge(
    {
      tags                                     = []
      ami_id                                   = ""
      ami_id_windows                           = ""
      asg_desired_capacity                     = "1"
      asg_max_size                             = "3"
      asg_min_size                             = "1"
      instance_type                            = "m4.large"
      key_name                                 = ""
      pre_userdata                             = ""
      userdata_template_extra_args             = {}
      bootstrap_extra_args                     = ""
      additional_userdata                      = ""
      kubelet_extra_args                       = ""
      public_ip                                = false
      eni_delete                               = true
      interface_type                           = null
      subnets                                  = var.subnets
      additional_security_group_ids            = []
      iam_instance_profile_name                = ""
      iam_role_id                              = "local.default_iam_role_id"
      target_group_arns                        = null
      platform                                 = var.default_platform
      timeouts                                 = {}
      launch_template_id                       = null
      launch_template_version                  = "$Latest"
      metadata_http_endpoint                   = "enabled"
      metadata_http_tokens                     = "optional"
      metadata_http_put_response_hop_limit     = null
      override_instance_types                  = ["m5.large", "m5a.large", "m5d.large", "m5ad.large"]
      on_demand_allocation_strategy            = null
      on_demand_base_capacity                  = "0"
      on_demand_percentage_above_base_capacity = "0"
      spot_allocation_strategy                 = "lowest-price"
      instance_refresh_enabled                 = false
      instance_refresh_strategy                = "Rolling"
      instance_refresh_min_healthy_percentage  = 90
    },
    var.workers_group_defaults,
  )

  platforms     = [for group in concat(var.worker_groups, var.worker_groups_launch_template) : try(group.platform, var.workers_group_defaults.platform, var.default_platform)]
  image_linux   = local.group_defaults.ami_id != "" ? local.group_defaults.ami_id : concat(data.aws_ami.eks_worker[*].id, [""])[0]
  image_windows = local.group_defaults.ami_id_windows != "" ? local.group_defaults.ami_id_windows : concat(data.aws_ami.eks_worker_windows[*].id, [""])[0]

  configured = [for index, group in var.worker_groups : merge(
    local.group_defaults,
    group,
    {
      label = lookup(group, "name", index)
      image = lookup(group, "ami_id", lookup(group, "platform", local.group_defaults.platform) == "windows" ? local.image_windows : local.image_linux)
      mixed = lookup(group, "override_instance_types", null) != null || lookup(group, "on_demand_allocation_strategy", local.group_defaults.on_demand_allocation_strategy) != null
    },
  )]

  templated = [for index, group in var.worker_groups_launch_template : merge(
    local.group_defaults,
    group,
    {
      label = lookup(group, "name", index)
      image = lookup(group, "ami_id", lookup(group, "platform", local.group_defaults.platform) == "windows" ? local.image_windows : local.image_linux)
      mixed = lookup(group, "override_instance_types", null) != null || lookup(group, "on_demand_allocation_strategy", local.group_defaults.on_demand_allocation_strategy) != null
    },
  )]

  configured_boot = [for index, group in local.configured : try(var.worker_groups[index].userdata_template_file, null) == null ? join("\n", compact(
    group.platform == "windows"
    ? ["<powershell>", group.pre_userdata, "& $EKSBootstrapScriptFile -KubeletExtraArgs \"${group.kubelet_extra_args}\"", group.additional_userdata, "</powershell>"]
    : ["#!/bin/bash -e", group.pre_userdata, "/etc/eks/bootstrap.sh ${group.bootstrap_extra_args} --kubelet-extra-args \"${group.kubelet_extra_args}\"", group.additional_userdata]
    )) : templatefile(var.worker_groups[index].userdata_template_file, merge({
      platform             = group.platform
      cluster_name         = local.cluster_name
      endpoint             = local.cluster_endpoint
      cluster_auth_base64  = local.cluster_auth_base64
      pre_userdata         = group.pre_userdata
      additional_userdata  = group.additional_userdata
      bootstrap_extra_args = group.bootstrap_extra_args
      kubelet_extra_args   = group.kubelet_extra_args
  }, group.userdata_template_extra_args))]

  templated_boot = [for index, group in local.templated : try(var.worker_groups_launch_template[index].userdata_template_file, null) == null ? join("\n", compact(
    group.platform == "windows"
    ? ["<powershell>", group.pre_userdata, "& $EKSBootstrapScriptFile -KubeletExtraArgs \"${group.kubelet_extra_args}\"", group.additional_userdata, "</powershell>"]
    : ["#!/bin/bash -e", group.pre_userdata, "/etc/eks/bootstrap.sh ${group.bootstrap_extra_args} --kubelet-extra-args \"${group.kubelet_extra_args}\"", group.additional_userdata]
    )) : templatefile(var.worker_groups_launch_template[index].userdata_template_file, merge({
      platform             = group.platform
      cluster_name         = local.cluster_name
      endpoint             = local.cluster_endpoint
      cluster_auth_base64  = local.cluster_auth_base64
      pre_userdata         = group.pre_userdata
      additional_userdata  = group.additional_userdata
      bootstrap_extra_args = group.bootstrap_extra_args
      kubelet_extra_args   = group.kubelet_extra_args
  }, group.userdata_template_extra_args))]

  templated_version = [for index, template in aws_launch_template.workers_launch_template :
    lookup(var.worker_groups_launch_template[index], "launch_template_version", local.group_defaults.launch_template_version == "$Latest" ? template.latest_version : template.default_version)
  ]
}

data "aws_ami" "eks_worker" {
  count = contains(local.platforms, "linux") ? 1 : 0

  most_recent = true
  owners      = [var.worker_ami_owner_id]

  filter {
    name   = "name"
    values = [coalesce(var.worker_ami_name_filter, "amazon-eks-node-*")]
  }
}

data "aws_ami" "eks_worker_windows" {
  count = contains(local.platforms, "windows") ? 1 : 0

  most_recent = true
  owners      = [var.worker_ami_owner_id_windows]

  filter {
    name   = "name"
    values = [coalesce(var.worker_ami_name_filter_windows, "Windows_Server-2019-*")]
  }
}

resource "aws_autoscaling_group" "workers" {
  count = var.create_eks ? length(var.worker_groups) : 0

  name_prefix         = join("-", compact([local.cluster_name, local.configured[count.index].label]))
  min_size            = local.configured[count.index].asg_min_size
  max_size            = local.configured[count.index].asg_max_size
  desired_capacity    = local.configured[count.index].asg_desired_capacity
  vpc_zone_identifier = local.configured[count.index].subnets
  target_group_arns   = local.configured[count.index].target_group_arns

  launch_configuration = aws_launch_configuration.workers[count.index].id

  dynamic "instance_refresh" {
    for_each = local.configured[count.index].instance_refresh_enabled ? [local.configured[count.index]] : []

    content {
      strategy = instance_refresh.value.instance_refresh_strategy

      preferences {
        min_healthy_percentage = instance_refresh.value.instance_refresh_min_healthy_percentage
      }
    }
  }

  dynamic "warm_pool" {
    for_each = [for pool in [lookup(var.worker_groups[count.index], "warm_pool", null)] : pool if pool != null]

    content {
      min_size                    = lookup(warm_pool.value, "min_size", null)
      max_group_prepared_capacity = lookup(warm_pool.value, "max_group_prepared_capacity", null)
      pool_state                  = lookup(warm_pool.value, "pool_state", null)
    }
  }

  dynamic "tag" {
    for_each = concat(
      [for key, value in {
        Name                                          = "${local.cluster_name}-${local.configured[count.index].label}-eks_asg"
        "kubernetes.io/cluster/${local.cluster_name}" = "owned"
        "k8s.io/cluster/${local.cluster_name}"        = "owned"
      } : { key = key, value = value, propagate_at_launch = true }],
      [for key, value in var.tags : { key = key, value = value, propagate_at_launch = true }
      if key != "Name" && !contains([for tag in local.configured[count.index].tags : tag.key], key)],
      local.configured[count.index].tags,
    )

    content {
      key                 = tag.value.key
      value               = tag.value.value
      propagate_at_launch = tag.value.propagate_at_launch
    }
  }
}

resource "aws_launch_configuration" "workers" {
  count = var.create_eks ? length(var.worker_groups) : 0

  name_prefix                 = "${local.cluster_name}-${local.configured[count.index].label}"
  image_id                    = local.configured[count.index].image
  instance_type               = local.configured[count.index].instance_type
  user_data_base64            = base64encode(local.configured_boot[count.index])
  associate_public_ip_address = local.configured[count.index].public_ip

  security_groups = flatten([
    local.worker_security_group_id,
    var.worker_additional_security_group_ids,
    local.configured[count.index].additional_security_group_ids,
  ])

  metadata_options {
    http_endpoint               = local.configured[count.index].metadata_http_endpoint
    http_tokens                 = local.configured[count.index].metadata_http_tokens
    http_put_response_hop_limit = local.configured[count.index].metadata_http_put_response_hop_limit
  }
}

resource "aws_autoscaling_group" "workers_launch_template" {
  count = var.create_eks ? length(var.worker_groups_launch_template) : 0

  name_prefix         = join("-", compact([local.cluster_name, local.templated[count.index].label]))
  min_size            = local.templated[count.index].asg_min_size
  max_size            = local.templated[count.index].asg_max_size
  desired_capacity    = local.templated[count.index].asg_desired_capacity
  vpc_zone_identifier = local.templated[count.index].subnets
  target_group_arns   = local.templated[count.index].target_group_arns

  dynamic "launch_template" {
    for_each = local.templated[count.index].mixed ? [] : [1]

    content {
      id      = aws_launch_template.workers_launch_template[count.index].id
      version = local.templated_version[count.index]
    }
  }

  dynamic "mixed_instances_policy" {
    for_each = local.templated[count.index].mixed ? [local.templated[count.index]] : []

    content {
      instances_distribution {
        on_demand_base_capacity                  = mixed_instances_policy.value.on_demand_base_capacity
        on_demand_percentage_above_base_capacity = mixed_instances_policy.value.on_demand_percentage_above_base_capacity
        spot_allocation_strategy                 = mixed_instances_policy.value.spot_allocation_strategy
      }

      launch_template {
        launch_template_specification {
          launch_template_id = aws_launch_template.workers_launch_template[count.index].id
          version            = local.templated_version[count.index]
        }

        dynamic "override" {
          for_each = mixed_instances_policy.value.override_instance_types

          content {
            instance_type = override.value
          }
        }
      }
    }
  }

  dynamic "instance_refresh" {
    for_each = local.templated[count.index].instance_refresh_enabled ? [local.templated[count.index]] : []

    content {
      strategy = instance_refresh.value.instance_refresh_strategy

      preferences {
        min_healthy_percentage = instance_refresh.value.instance_refresh_min_healthy_percentage
      }
    }
  }

  dynamic "warm_pool" {
    for_each = [for pool in [lookup(var.worker_groups_launch_template[count.index], "warm_pool", null)] : pool if pool != null]

    content {
      min_size                    = lookup(warm_pool.value, "min_size", null)
      max_group_prepared_capacity = lookup(warm_pool.value, "max_group_prepared_capacity", null)
      pool_state                  = lookup(warm_pool.value, "pool_state", null)
    }
  }

  dynamic "tag" {
    for_each = concat(
      [for key, value in {
        Name                                          = "${local.cluster_name}-${local.templated[count.index].label}-eks_asg"
        "kubernetes.io/cluster/${local.cluster_name}" = "owned"
      } : { key = key, value = value, propagate_at_launch = true }],
      [for key, value in var.tags : { key = key, value = value, propagate_at_launch = true }
      if key != "Name" && !contains([for tag in local.templated[count.index].tags : tag.key], key)],
      local.templated[count.index].tags,
    )

    content {
      key                 = tag.value.key
      value               = tag.value.value
      propagate_at_launch = tag.value.propagate_at_launch
    }
  }
}

resource "aws_launch_template" "workers_launch_template" {
  count = var.create_eks ? length(var.worker_groups_launch_template) : 0

  name_prefix   = "${local.cluster_name}-${local.templated[count.index].label}"
  image_id      = local.templated[count.index].image
  instance_type = local.templated[count.index].instance_type
  user_data     = base64encode(local.templated_boot[count.index])

  network_interfaces {
    associate_public_ip_address = local.templated[count.index].public_ip
    delete_on_termination       = local.templated[count.index].eni_delete
    interface_type              = local.templated[count.index].interface_type

    security_groups = flatten([
      local.worker_security_group_id,
      var.worker_additional_security_group_ids,
      local.templated[count.index].additional_security_group_ids,
    ])
  }

  metadata_options {
    http_endpoint               = local.templated[count.index].metadata_http_endpoint
    http_tokens                 = local.templated[count.index].metadata_http_tokens
    http_put_response_hop_limit = local.templated[count.index].metadata_http_put_response_hop_limit
  }

  tags = var.tags
}
