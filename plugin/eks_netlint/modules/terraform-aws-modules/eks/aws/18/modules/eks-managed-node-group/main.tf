data "aws_partition" "current" {}

data "aws_caller_identity" "current" {}

module "user_data" {
  source = "../_user_data"

  create   = var.create
  platform = var.platform

  cluster_name              = var.cluster_name
  cluster_endpoint          = var.cluster_endpoint
  cluster_auth_base64       = var.cluster_auth_base64
  cluster_service_ipv4_cidr = var.cluster_service_ipv4_cidr

  enable_bootstrap_user_data = var.enable_bootstrap_user_data
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

  name        = var.launch_template_use_name_prefix ? null : local.launch_template_name
  name_prefix = var.launch_template_use_name_prefix ? "${local.launch_template_name}-" : null
  image_id    = var.ami_id
  user_data   = module.user_data.user_data

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
  launch_template_name = coalesce(var.launch_template_name, "${var.name}-eks-node-group")
}

resource "aws_eks_node_group" "this" {
  count = var.create ? 1 : 0

  cluster_name           = var.cluster_name
  node_group_name        = var.use_name_prefix ? null : var.name
  node_group_name_prefix = var.use_name_prefix ? "${var.name}-" : null
  node_role_arn          = var.create_iam_role ? aws_iam_role.this[0].arn : var.iam_role_arn
  subnet_ids             = var.subnet_ids

  version        = var.ami_id != "" ? null : var.cluster_version
  ami_type       = var.ami_id != "" ? null : var.ami_type
  capacity_type  = var.capacity_type
  instance_types = var.instance_types
  labels         = var.labels

  scaling_config {
    min_size     = var.min_size
    max_size     = var.max_size
    desired_size = var.desired_size
  }

  dynamic "update_config" {
    for_each = length(var.update_config) > 0 ? [var.update_config] : []

    content {
      max_unavailable            = try(update_config.value.max_unavailable, null)
      max_unavailable_percentage = try(update_config.value.max_unavailable_percentage, null)
    }
  }

  dynamic "launch_template" {
    for_each = var.create_launch_template || var.launch_template_name != "" ? [1] : []

    content {
      name    = try(aws_launch_template.this[0].name, var.launch_template_name, null)
      version = coalesce(var.launch_template_version, try(aws_launch_template.this[0].default_version, "$Default"))
    }
  }

  dynamic "remote_access" {
    for_each = length(var.remote_access) > 0 ? [var.remote_access] : []

    content {
      ec2_ssh_key               = try(remote_access.value.ec2_ssh_key, null)
      source_security_group_ids = try(remote_access.value.source_security_group_ids, [])
    }
  }

  dynamic "taint" {
    for_each = var.taints

    content {
      key    = taint.value.key
      value  = taint.value.value
      effect = taint.value.effect
    }
  }

  tags = merge(var.tags, { Name = var.name })
}

# The nodes' role

locals {
  make_role = var.create && var.create_iam_role
  role_name = coalesce(var.iam_role_name, "${var.name}-eks-node-group")
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

# A security group of the group's own

locals {
  security_group_name = coalesce(var.security_group_name, "${var.name}-eks-node-group")
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
