data "aws_partition" "current" {
  count = var.create && var.partition == "" ? 1 : 0
}

data "aws_caller_identity" "current" {
  count = var.create && var.account_id == "" ? 1 : 0
}

locals {
  partition  = try(data.aws_partition.current[0].partition, var.partition)
  account_id = try(data.aws_caller_identity.current[0].account_id, var.account_id)
}

# The image: by AMI type and cluster version, unless the caller names one

data "aws_ssm_parameter" "ami" {
  count = var.create && var.ami_id == "" ? 1 : 0

  name = "/aws/service/eks/${coalesce(var.kubernetes_version, "latest")}/${var.ami_type}"
}

module "user_data" {
  source = "../_user_data"

  create                    = var.create
  ami_type                  = var.ami_type
  is_eks_managed_node_group = false

  cluster_name               = var.cluster_name
  cluster_endpoint           = var.cluster_endpoint
  cluster_auth_base64        = var.cluster_auth_base64
  cluster_ip_family          = var.cluster_ip_family
  cluster_service_cidr       = var.cluster_service_cidr
  additional_cluster_dns_ips = var.additional_cluster_dns_ips

  enable_bootstrap_user_data = true
  pre_bootstrap_user_data    = var.pre_bootstrap_user_data
  post_bootstrap_user_data   = var.post_bootstrap_user_data
  bootstrap_extra_args       = var.bootstrap_extra_args
  user_data_template_path    = var.user_data_template_path
  cloudinit_pre_nodeadm      = var.cloudinit_pre_nodeadm
  cloudinit_post_nodeadm     = var.cloudinit_post_nodeadm
}

# Network interfaces: with EFA one for each network card of the instance type

locals {
  efa       = var.create && var.enable_efa_support && var.instance_type != ""
  efa_cards = range(try(data.aws_ec2_instance_type.this[0].maximum_network_cards, 0))

  network_interfaces = !local.efa ? var.network_interfaces : [for card in local.efa_cards : {
    associate_public_ip_address = false
    delete_on_termination       = true
    device_index                = min(card, 1)
    network_card_index          = card
    interface_type              = var.enable_efa_only && card > 0 && !contains(var.efa_indices, card) ? "efa-only" : "efa"
    ipv4_address_count          = null
    ipv4_addresses              = null
    ipv4_prefix_count           = null
    ipv4_prefixes               = null
    ipv6_address_count          = null
    ipv6_prefix_count           = null
    network_interface_id        = null
    primary_ipv6                = null
    security_groups             = []
  }]

  security_group_ids = compact(concat([var.cluster_primary_security_group_id], var.vpc_security_group_ids, aws_security_group.this[*].id))
}

data "aws_ec2_instance_type" "this" {
  count = local.efa ? 1 : 0

  instance_type = var.instance_type
}

resource "aws_launch_template" "this" {
  count = var.create && var.create_launch_template ? 1 : 0

  name          = var.launch_template_use_name_prefix ? null : local.launch_template_name
  name_prefix   = var.launch_template_use_name_prefix ? "${local.launch_template_name}-" : null
  image_id      = var.ami_id == "" ? nonsensitive(data.aws_ssm_parameter.ami[0].value) : var.ami_id
  instance_type = var.instance_requirements != null ? null : var.instance_type
  user_data     = module.user_data.user_data

  vpc_security_group_ids = length(local.network_interfaces) > 0 ? [] : local.security_group_ids

  dynamic "network_interfaces" {
    for_each = local.network_interfaces

    content {
      associate_public_ip_address = network_interfaces.value.associate_public_ip_address
      delete_on_termination       = network_interfaces.value.delete_on_termination
      device_index                = network_interfaces.value.device_index
      interface_type              = network_interfaces.value.interface_type
      ipv4_address_count          = network_interfaces.value.ipv4_address_count
      ipv4_addresses              = network_interfaces.value.ipv4_addresses
      ipv4_prefix_count           = network_interfaces.value.ipv4_prefix_count
      ipv4_prefixes               = network_interfaces.value.ipv4_prefixes
      ipv6_address_count          = network_interfaces.value.ipv6_address_count
      ipv6_prefix_count           = network_interfaces.value.ipv6_prefix_count
      network_card_index          = network_interfaces.value.network_card_index
      network_interface_id        = network_interfaces.value.network_interface_id
      primary_ipv6                = network_interfaces.value.primary_ipv6
      security_groups             = compact(concat(network_interfaces.value.security_groups, local.security_group_ids))
    }
  }

  dynamic "instance_requirements" {
    for_each = var.instance_requirements != null ? [var.instance_requirements] : []

    content {
      allowed_instance_types  = instance_requirements.value.allowed_instance_types
      excluded_instance_types = instance_requirements.value.excluded_instance_types
      bare_metal              = instance_requirements.value.bare_metal

      dynamic "memory_mib" {
        for_each = instance_requirements.value.memory_mib != null ? [instance_requirements.value.memory_mib] : []

        content {
          min = memory_mib.value.min
          max = memory_mib.value.max
        }
      }

      dynamic "vcpu_count" {
        for_each = instance_requirements.value.vcpu_count != null ? [instance_requirements.value.vcpu_count] : []

        content {
          min = vcpu_count.value.min
          max = vcpu_count.value.max
        }
      }
    }
  }

  dynamic "metadata_options" {
    for_each = [var.metadata_options]

    content {
      http_endpoint               = metadata_options.value.http_endpoint
      http_protocol_ipv6          = metadata_options.value.http_protocol_ipv6
      http_put_response_hop_limit = metadata_options.value.http_put_response_hop_limit
      http_tokens                 = metadata_options.value.http_tokens
    }
  }

  tags = var.tags
}

# The group

locals {
  launch_template_name    = coalesce(var.launch_template_name, "${var.name}-node-group")
  launch_template_id      = var.create && var.create_launch_template ? aws_launch_template.this[0].id : var.launch_template_id
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

  desired_capacity_type = var.desired_size_type

  dynamic "launch_template" {
    for_each = var.use_mixed_instances_policy ? [] : [1]

    content {
      id      = local.launch_template_id
      version = local.launch_template_version
    }
  }

  dynamic "mixed_instances_policy" {
    for_each = var.use_mixed_instances_policy ? [var.mixed_instances_policy] : []

    content {
      dynamic "instances_distribution" {
        for_each = mixed_instances_policy.value.instances_distribution != null ? [mixed_instances_policy.value.instances_distribution] : []

        content {
          on_demand_base_capacity                  = instances_distribution.value.on_demand_base_capacity
          on_demand_percentage_above_base_capacity = instances_distribution.value.on_demand_percentage_above_base_capacity
          spot_allocation_strategy                 = instances_distribution.value.spot_allocation_strategy
        }
      }

      launch_template {
        launch_template_specification {
          launch_template_id = local.launch_template_id
          version            = local.launch_template_version
        }

        dynamic "override" {
          for_each = mixed_instances_policy.value.launch_template.override != null ? mixed_instances_policy.value.launch_template.override : []

          content {
            instance_type     = override.value.instance_type
            weighted_capacity = override.value.weighted_capacity

            dynamic "launch_template_specification" {
              for_each = override.value.launch_template_specification != null ? [override.value.launch_template_specification] : []

              content {
                launch_template_id   = launch_template_specification.value.launch_template_id
                launch_template_name = launch_template_specification.value.launch_template_name
                version              = launch_template_specification.value.version
              }
            }

            dynamic "instance_requirements" {
              for_each = override.value.instance_requirements != null ? [override.value.instance_requirements] : []

              content {
                allowed_instance_types  = instance_requirements.value.allowed_instance_types
                excluded_instance_types = instance_requirements.value.excluded_instance_types
                bare_metal              = instance_requirements.value.bare_metal

                dynamic "memory_mib" {
                  for_each = instance_requirements.value.memory_mib != null ? [instance_requirements.value.memory_mib] : []

                  content {
                    min = memory_mib.value.min
                    max = memory_mib.value.max
                  }
                }

                dynamic "vcpu_count" {
                  for_each = instance_requirements.value.vcpu_count != null ? [instance_requirements.value.vcpu_count] : []

                  content {
                    min = vcpu_count.value.min
                    max = vcpu_count.value.max
                  }
                }
              }
            }
          }
        }
      }
    }
  }

  # What makes a group exceed its desired size for a while

  dynamic "instance_maintenance_policy" {
    for_each = var.instance_maintenance_policy != null ? [var.instance_maintenance_policy] : []

    content {
      min_healthy_percentage = instance_maintenance_policy.value.min_healthy_percentage
      max_healthy_percentage = instance_maintenance_policy.value.max_healthy_percentage
    }
  }

  dynamic "instance_refresh" {
    for_each = length({ for name, value in var.instance_refresh : name => value if value != null }) > 0 ? [var.instance_refresh] : []

    content {
      strategy = instance_refresh.value.strategy

      dynamic "preferences" {
        for_each = instance_refresh.value.preferences != null ? [instance_refresh.value.preferences] : []

        content {
          min_healthy_percentage = preferences.value.min_healthy_percentage
          max_healthy_percentage = preferences.value.max_healthy_percentage
        }
      }
    }
  }

  dynamic "tag" {
    for_each = merge(
      {
        Name                                        = var.name
        "kubernetes.io/cluster/${var.cluster_name}" = "owned"
        "k8s.io/cluster/${var.cluster_name}"        = "owned"
      },
      var.tags,
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

# The nodes' role

locals {
  make_role = var.create && var.create_iam_instance_profile
  role_name = coalesce(var.iam_role_name, "${var.name}-node-group")
  arn       = "arn:${local.partition}:iam::"

  role_policies = merge(
    {
      AmazonEKSWorkerNodePolicy          = "${local.arn}aws:policy/AmazonEKSWorkerNodePolicy"
      AmazonEC2ContainerRegistryReadOnly = "${local.arn}aws:policy/AmazonEC2ContainerRegistryReadOnly"
    },
    !var.iam_role_attach_cni_policy || var.cluster_ip_family != "ipv4" ? {} : {
      AmazonEKS_CNI_Policy = "${local.arn}aws:policy/AmazonEKS_CNI_Policy"
    },
    !var.iam_role_attach_cni_policy || var.cluster_ip_family != "ipv6" ? {} : {
      AmazonEKS_CNI_IPv6_Policy = "${local.arn}${local.account_id}:policy/AmazonEKS_CNI_IPv6_Policy"
    },
  )
}

resource "aws_iam_role" "this" {
  count = local.make_role ? 1 : 0

  name               = var.iam_role_use_name_prefix ? null : local.role_name
  name_prefix        = var.iam_role_use_name_prefix ? "${local.role_name}-" : null
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [] })
}

resource "aws_iam_role_policy_attachment" "this" {
  for_each = { for name, arn in local.role_policies : name => arn if local.make_role }

  policy_arn = each.value
  role       = aws_iam_role.this[0].name
}

resource "aws_iam_role_policy_attachment" "additional" {
  for_each = { for name, arn in var.iam_role_additional_policies : name => arn if local.make_role }

  policy_arn = each.value
  role       = aws_iam_role.this[0].name
}

resource "aws_iam_instance_profile" "this" {
  count = local.make_role ? 1 : 0

  name        = var.iam_role_use_name_prefix ? null : local.role_name
  name_prefix = var.iam_role_use_name_prefix ? "${local.role_name}-" : null
  role        = aws_iam_role.this[0].name
}

resource "aws_eks_access_entry" "this" {
  count = var.create && var.create_access_entry ? 1 : 0

  cluster_name  = var.cluster_name
  principal_arn = var.create_iam_instance_profile ? aws_iam_role.this[0].arn : var.iam_role_arn
  type          = startswith(var.ami_type, "WINDOWS_") ? "EC2_WINDOWS" : "EC2_LINUX"
}

# A security group of the group's own: only if it has rules

locals {
  security_group_name = coalesce(var.security_group_name, "${var.cluster_name}-${var.name}")
  make_group          = var.create && var.create_security_group && length(merge(local.ingress_rules, local.egress_rules)) > 0

  efa_rules = { for name in ["all_self_efa"] : name => {
    name           = null, cidr_ipv4 = null, cidr_ipv6 = null, from_port = null, to_port = null, ip_protocol = "-1"
    prefix_list_id = null, referenced_security_group_id = null, self = true, tags = {}
  } if var.enable_efa_support }

  ingress_rules = merge(local.efa_rules, var.security_group_ingress_rules)
  egress_rules  = merge(local.efa_rules, var.security_group_egress_rules)
}

data "aws_subnet" "this" {
  count = local.make_group ? 1 : 0

  id = element(var.subnet_ids, 0)
}

resource "aws_security_group" "this" {
  count = local.make_group ? 1 : 0

  name        = var.security_group_use_name_prefix ? null : local.security_group_name
  name_prefix = var.security_group_use_name_prefix ? "${local.security_group_name}-" : null
  vpc_id      = data.aws_subnet.this[0].vpc_id

  tags = merge(var.tags, { Name = local.security_group_name }, var.security_group_tags)
}

resource "aws_vpc_security_group_ingress_rule" "this" {
  for_each = { for name, rule in local.ingress_rules : name => rule if local.make_group }

  security_group_id            = aws_security_group.this[0].id
  ip_protocol                  = each.value.ip_protocol
  from_port                    = each.value.from_port
  to_port                      = try(coalesce(each.value.to_port, each.value.from_port), null)
  cidr_ipv4                    = each.value.cidr_ipv4
  cidr_ipv6                    = each.value.cidr_ipv6
  prefix_list_id               = each.value.prefix_list_id
  referenced_security_group_id = each.value.self ? aws_security_group.this[0].id : each.value.referenced_security_group_id
}

resource "aws_vpc_security_group_egress_rule" "this" {
  for_each = { for name, rule in local.egress_rules : name => rule if local.make_group }

  security_group_id            = aws_security_group.this[0].id
  ip_protocol                  = each.value.ip_protocol
  from_port                    = try(coalesce(each.value.from_port, each.value.to_port), null)
  to_port                      = each.value.to_port
  cidr_ipv4                    = each.value.cidr_ipv4
  cidr_ipv6                    = each.value.cidr_ipv6
  prefix_list_id               = each.value.prefix_list_id
  referenced_security_group_id = each.value.self ? aws_security_group.this[0].id : each.value.referenced_security_group_id
}
