# Managed node groups. A group's own value goes before node_groups_defaults, and those before the defaults of workers.

locals {
  groups = { for key, group in var.node_groups : key => merge(
    {
      desired_capacity                     = var.workers_group_defaults["asg_desired_capacity"]
      max_capacity                         = var.workers_group_defaults["asg_max_size"]
      min_capacity                         = var.workers_group_defaults["asg_min_size"]
      subnets                              = var.workers_group_defaults["subnets"]
      instance_types                       = [var.workers_group_defaults["instance_type"]]
      iam_role_arn                         = var.default_iam_role_arn
      key_name                             = var.workers_group_defaults["key_name"]
      launch_template_id                   = var.workers_group_defaults["launch_template_id"]
      launch_template_version              = var.workers_group_defaults["launch_template_version"]
      create_launch_template               = false
      set_instance_types_on_lt             = false
      bootstrap_env                        = {}
      kubelet_extra_args                   = var.workers_group_defaults["kubelet_extra_args"]
      pre_userdata                         = var.workers_group_defaults["pre_userdata"]
      ami_is_eks_optimized                 = true
      eni_delete                           = var.workers_group_defaults["eni_delete"]
      public_ip                            = var.workers_group_defaults["public_ip"]
      additional_security_group_ids        = var.workers_group_defaults["additional_security_group_ids"]
      metadata_http_endpoint               = var.workers_group_defaults["metadata_http_endpoint"]
      metadata_http_tokens                 = var.workers_group_defaults["metadata_http_tokens"]
      metadata_http_put_response_hop_limit = var.workers_group_defaults["metadata_http_put_response_hop_limit"]
      taints                               = []
    },
    var.node_groups_defaults,
    group,
  ) if var.create_eks }

  names = { for key, group in local.groups : key => lookup(group, "name", lookup(group, "name_prefix", join("-", [var.cluster_name, key]))) }
  tags = { for key, group in local.groups : key => merge(
    var.tags,
    lookup(var.node_groups_defaults, "additional_tags", {}),
    lookup(var.node_groups[key], "additional_tags", {}),
  ) }

  # The cluster's name, endpoint and certificate are left out: nobody knows them before apply
  boot = { for key, group in local.groups : key => join("\n", compact(concat(
    ["#!/bin/bash -e"],
    [for name, value in group["bootstrap_env"] : "export ${name}=\"${value}\""],
    [
      lookup(group, "ami_id", "") == "" ? "export ADDITIONAL_KUBELET_EXTRA_ARGS=\"${group["kubelet_extra_args"]}\"" : "KUBELET_EXTRA_ARGS='${group["kubelet_extra_args"]}'",
      group["pre_userdata"],
      lookup(group, "ami_id", "") != "" && group["ami_is_eks_optimized"] ? "/etc/eks/bootstrap.sh --kubelet-extra-args \"$KUBELET_EXTRA_ARGS\"" : "",
    ],
  ))) }
}

resource "aws_eks_node_group" "workers" {
  for_each = local.groups

  cluster_name           = var.cluster_name
  node_group_name        = lookup(each.value, "name", null)
  node_group_name_prefix = lookup(each.value, "name", null) == null ? local.names[each.key] : null
  node_role_arn          = each.value["iam_role_arn"]
  subnet_ids             = each.value["subnets"]

  version        = lookup(each.value, "version", null)
  ami_type       = lookup(each.value, "ami_type", null)
  capacity_type  = lookup(each.value, "capacity_type", null)
  instance_types = each.value["set_instance_types_on_lt"] ? null : each.value["instance_types"]

  labels = merge(
    lookup(var.node_groups_defaults, "k8s_labels", {}),
    lookup(var.node_groups[each.key], "k8s_labels", {}),
  )

  scaling_config {
    min_size     = each.value["min_capacity"]
    max_size     = each.value["max_capacity"]
    desired_size = each.value["desired_capacity"]
  }

  dynamic "update_config" {
    for_each = try(each.value.update_config.max_unavailable_percentage > 0, each.value.update_config.max_unavailable > 0, false) ? [1] : []

    content {
      max_unavailable            = try(each.value.update_config.max_unavailable, null)
      max_unavailable_percentage = try(each.value.update_config.max_unavailable_percentage, null)
    }
  }

  dynamic "launch_template" {
    for_each = each.value["launch_template_id"] != null ? [1] : []

    content {
      id      = each.value["launch_template_id"]
      version = each.value["launch_template_version"]
    }
  }

  dynamic "launch_template" {
    for_each = each.value["launch_template_id"] == null && each.value["create_launch_template"] ? [aws_launch_template.workers[each.key]] : []

    content {
      id      = launch_template.value.id
      version = each.value["launch_template_version"] == "$Latest" ? launch_template.value.latest_version : each.value["launch_template_version"] == "$Default" ? launch_template.value.default_version : each.value["launch_template_version"]
    }
  }

  dynamic "remote_access" {
    for_each = each.value["key_name"] != "" && each.value["launch_template_id"] == null && !each.value["create_launch_template"] ? [1] : []

    content {
      ec2_ssh_key               = each.value["key_name"]
      source_security_group_ids = lookup(each.value, "source_security_group_ids", [])
    }
  }

  dynamic "taint" {
    for_each = each.value["taints"]

    content {
      key    = taint.value["key"]
      value  = taint.value["value"]
      effect = taint.value["effect"]
    }
  }

  tags = local.tags[each.key]
}

resource "aws_launch_template" "workers" {
  for_each = { for key, group in local.groups : key => group if group["create_launch_template"] }

  name_prefix   = local.names[each.key]
  image_id      = lookup(each.value, "ami_id", null)
  instance_type = each.value["set_instance_types_on_lt"] ? element(each.value["instance_types"], 0) : null
  user_data     = base64encode("Content-Type: multipart/mixed; boundary=\"//\"\nMIME-Version: 1.0\r\n\r\n--//\r\nContent-Type: text/x-shellscript\r\n\r\n${local.boot[each.key]}\r\n--//--\r\n")

  network_interfaces {
    associate_public_ip_address = lookup(each.value, "public_ip", null)
    delete_on_termination       = lookup(each.value, "eni_delete", null)

    security_groups = compact(flatten([
      var.worker_security_group_id,
      var.worker_additional_security_group_ids,
      lookup(each.value, "additional_security_group_ids", null),
    ]))
  }

  metadata_options {
    http_endpoint               = lookup(each.value, "metadata_http_endpoint", null)
    http_tokens                 = lookup(each.value, "metadata_http_tokens", null)
    http_put_response_hop_limit = lookup(each.value, "metadata_http_put_response_hop_limit", null)
  }

  tags = local.tags[each.key]
}

output "node_groups" {
  value = aws_eks_node_group.workers
}

output "aws_auth_roles" {
  value = [for group in local.groups : {
    worker_role_arn = lookup(group, "iam_role_arn", var.default_iam_role_arn)
    platform        = "linux"
  }]
}
