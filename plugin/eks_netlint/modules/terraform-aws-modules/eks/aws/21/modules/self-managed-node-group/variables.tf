variable "create" {
  type     = bool
  default  = true
  nullable = false
}

variable "tags" {
  type    = map(string)
  default = {}
}

variable "region" {
  type    = string
  default = null
}

variable "partition" {
  type    = string
  default = ""
}

variable "account_id" {
  type    = string
  default = ""
}

variable "cluster_name" {
  type    = string
  default = ""
}

variable "cluster_endpoint" {
  type    = string
  default = null
}

variable "cluster_auth_base64" {
  type    = string
  default = null
}

variable "cluster_service_cidr" {
  type    = string
  default = null
}

variable "cluster_ip_family" {
  type    = string
  default = null
}

variable "additional_cluster_dns_ips" {
  type    = list(string)
  default = null
}

variable "pre_bootstrap_user_data" {
  type    = string
  default = null
}

variable "post_bootstrap_user_data" {
  type    = string
  default = null
}

variable "bootstrap_extra_args" {
  type    = string
  default = null
}

variable "user_data_template_path" {
  type    = string
  default = null
}

variable "cloudinit_pre_nodeadm" {
  type = list(object({
    content      = string
    content_type = optional(string)
    filename     = optional(string)
    merge_type   = optional(string)
  }))
  default = null
}

variable "cloudinit_post_nodeadm" {
  type = list(object({
    content      = string
    content_type = optional(string)
    filename     = optional(string)
    merge_type   = optional(string)
  }))
  default = null
}

variable "create_launch_template" {
  type     = bool
  default  = true
  nullable = false
}

variable "launch_template_id" {
  type    = string
  default = ""
}

variable "launch_template_name" {
  type    = string
  default = null
}

variable "launch_template_use_name_prefix" {
  type     = bool
  default  = true
  nullable = false
}

variable "launch_template_description" {
  type    = string
  default = null
}

variable "launch_template_default_version" {
  type    = string
  default = null
}

variable "update_launch_template_default_version" {
  type     = bool
  default  = true
  nullable = false
}

variable "disable_api_termination" {
  type    = bool
  default = null
}

variable "instance_initiated_shutdown_behavior" {
  type    = string
  default = null
}

variable "kernel_id" {
  type    = string
  default = null
}

variable "ram_disk_id" {
  type    = string
  default = null
}

variable "block_device_mappings" {
  type    = any
  default = null
}

variable "capacity_reservation_specification" {
  type    = any
  default = null
}

variable "cpu_options" {
  type    = any
  default = null
}

variable "credit_specification" {
  type    = any
  default = null
}

variable "enclave_options" {
  type    = any
  default = null
}

variable "instance_market_options" {
  type    = any
  default = null
}

variable "maintenance_options" {
  type    = any
  default = null
}

variable "license_specifications" {
  type    = any
  default = null
}

variable "network_interfaces" {
  type = list(object({
    associate_public_ip_address = optional(bool)
    delete_on_termination       = optional(bool)
    device_index                = optional(number)
    interface_type              = optional(string)
    ipv4_address_count          = optional(number)
    ipv4_addresses              = optional(list(string))
    ipv4_prefix_count           = optional(number)
    ipv4_prefixes               = optional(list(string))
    ipv6_address_count          = optional(number)
    ipv6_prefix_count           = optional(number)
    network_card_index          = optional(number)
    network_interface_id        = optional(string)
    primary_ipv6                = optional(bool)
    security_groups             = optional(list(string), [])
  }))
  default  = []
  nullable = false
}

variable "placement" {
  type    = any
  default = null
}

variable "create_placement_group" {
  type     = bool
  default  = false
  nullable = false
}

variable "private_dns_name_options" {
  type    = any
  default = null
}

variable "ebs_optimized" {
  type    = bool
  default = null
}

variable "ami_id" {
  type     = string
  default  = ""
  nullable = false
}

variable "ami_type" {
  type     = string
  default  = "AL2023_x86_64_STANDARD"
  nullable = false
}

variable "kubernetes_version" {
  type    = string
  default = null
}

variable "instance_requirements" {
  type = object({
    allowed_instance_types  = optional(list(string))
    bare_metal              = optional(string)
    excluded_instance_types = optional(list(string))
    memory_mib = optional(object({
      max = optional(number)
      min = optional(number)
    }))
    vcpu_count = optional(object({
      max = optional(number)
      min = optional(number)
    }))
  })
  default = null
}

variable "instance_type" {
  type     = string
  default  = "m6i.large"
  nullable = false
}

variable "key_name" {
  type    = string
  default = null
}

variable "vpc_security_group_ids" {
  type     = list(string)
  default  = []
  nullable = false
}

variable "cluster_primary_security_group_id" {
  type    = string
  default = null
}

variable "enable_monitoring" {
  type     = bool
  default  = false
  nullable = false
}

variable "enable_efa_support" {
  type     = bool
  default  = false
  nullable = false
}

variable "enable_efa_only" {
  type     = bool
  default  = true
  nullable = false
}

variable "efa_indices" {
  type     = list(number)
  default  = [0]
  nullable = false
}

variable "metadata_options" {
  type = object({
    http_endpoint               = optional(string, "enabled")
    http_protocol_ipv6          = optional(string)
    http_put_response_hop_limit = optional(number, 1)
    http_tokens                 = optional(string, "required")
  })
  default = {
    http_endpoint               = "enabled"
    http_put_response_hop_limit = 1
    http_tokens                 = "required"
  }
  nullable = false
}

variable "launch_template_tags" {
  type     = map(string)
  default  = {}
  nullable = false
}

variable "tag_specifications" {
  type     = list(string)
  default  = ["instance", "volume", "network-interface"]
  nullable = false
}

variable "create_autoscaling_group" {
  type     = bool
  default  = true
  nullable = false
}

variable "name" {
  type    = string
  default = ""
}

variable "use_name_prefix" {
  type     = bool
  default  = true
  nullable = false
}

variable "launch_template_version" {
  type    = string
  default = null
}

variable "availability_zones" {
  type    = list(string)
  default = null
}

variable "subnet_ids" {
  type    = list(string)
  default = null
}

variable "min_size" {
  type     = number
  default  = 1
  nullable = false
}

variable "max_size" {
  type     = number
  default  = 3
  nullable = false
}

variable "desired_size" {
  type     = number
  default  = 1
  nullable = false
}

variable "desired_size_type" {
  type    = string
  default = null
}

variable "ignore_failed_scaling_activities" {
  type    = bool
  default = null
}

variable "context" {
  type    = string
  default = null
}

variable "capacity_rebalance" {
  type    = bool
  default = null
}

variable "default_instance_warmup" {
  type    = number
  default = null
}

variable "protect_from_scale_in" {
  type     = bool
  default  = false
  nullable = false
}

variable "placement_group" {
  type    = string
  default = null
}

variable "health_check_type" {
  type    = string
  default = null
}

variable "health_check_grace_period" {
  type    = number
  default = null
}

variable "force_delete" {
  type    = bool
  default = null
}

variable "termination_policies" {
  type     = list(string)
  default  = []
  nullable = false
}

variable "suspended_processes" {
  type     = list(string)
  default  = []
  nullable = false
}

variable "max_instance_lifetime" {
  type    = number
  default = null
}

variable "enabled_metrics" {
  type     = list(string)
  default  = []
  nullable = false
}

variable "metrics_granularity" {
  type    = string
  default = null
}

variable "initial_lifecycle_hooks" {
  type    = any
  default = null
}

variable "instance_maintenance_policy" {
  type = object({
    max_healthy_percentage = number
    min_healthy_percentage = number
  })
  default = null
}

variable "instance_refresh" {
  type = object({
    preferences = optional(object({
      max_healthy_percentage = optional(number)
      min_healthy_percentage = optional(number)
    }))
    strategy = optional(string)
  })
  default = {
    strategy = "Rolling"
    preferences = {
      min_healthy_percentage = 66
    }
  }
  nullable = false
}

variable "use_mixed_instances_policy" {
  type     = bool
  default  = false
  nullable = false
}

variable "mixed_instances_policy" {
  type = object({
    instances_distribution = optional(object({
      on_demand_base_capacity                  = optional(number)
      on_demand_percentage_above_base_capacity = optional(number)
      spot_allocation_strategy                 = optional(string)
    }))
    launch_template = object({
      override = optional(list(object({
        instance_requirements = optional(object({
          allowed_instance_types  = optional(list(string))
          bare_metal              = optional(string)
          excluded_instance_types = optional(list(string))
          memory_mib = optional(object({
            max = optional(number)
            min = optional(number)
          }))
          vcpu_count = optional(object({
            max = optional(number)
            min = optional(number)
          }))
        }))
        instance_type = optional(string)
        launch_template_specification = optional(object({
          launch_template_id   = optional(string)
          launch_template_name = optional(string)
          version              = optional(string)
        }))
        weighted_capacity = optional(string)
      })))
    })
  })
  default = null
}

variable "timeouts" {
  type    = any
  default = null
}

variable "autoscaling_group_tags" {
  type     = map(string)
  default  = {}
  nullable = false
}

variable "create_iam_instance_profile" {
  type     = bool
  default  = true
  nullable = false
}

variable "iam_instance_profile_arn" {
  type    = string
  default = null
}

variable "iam_role_name" {
  type    = string
  default = null
}

variable "iam_role_use_name_prefix" {
  type     = bool
  default  = true
  nullable = false
}

variable "iam_role_path" {
  type    = string
  default = null
}

variable "iam_role_description" {
  type     = string
  default  = "Self managed node group IAM role"
  nullable = false
}

variable "iam_role_permissions_boundary" {
  type    = string
  default = null
}

variable "iam_role_attach_cni_policy" {
  type     = bool
  default  = true
  nullable = false
}

variable "iam_role_additional_policies" {
  type     = map(string)
  default  = {}
  nullable = false
}

variable "iam_role_tags" {
  type     = map(string)
  default  = {}
  nullable = false
}

variable "create_iam_role_policy" {
  type     = bool
  default  = true
  nullable = false
}

variable "iam_role_policy_statements" {
  type    = any
  default = null
}

variable "create_access_entry" {
  type     = bool
  default  = true
  nullable = false
}

variable "iam_role_arn" {
  type    = string
  default = null
}

variable "create_security_group" {
  type     = bool
  default  = true
  nullable = false
}

variable "security_group_name" {
  type    = string
  default = null
}

variable "security_group_use_name_prefix" {
  type     = bool
  default  = true
  nullable = false
}

variable "security_group_description" {
  type    = string
  default = null
}

variable "security_group_ingress_rules" {
  type = map(object({
    name                         = optional(string)
    cidr_ipv4                    = optional(string)
    cidr_ipv6                    = optional(string)
    from_port                    = optional(string)
    ip_protocol                  = optional(string, "tcp")
    prefix_list_id               = optional(string)
    referenced_security_group_id = optional(string)
    self                         = optional(bool, false)
    tags                         = optional(map(string), {})
    to_port                      = optional(string)
  }))
  default  = {}
  nullable = false
}

variable "security_group_egress_rules" {
  type = map(object({
    name                         = optional(string)
    cidr_ipv4                    = optional(string)
    cidr_ipv6                    = optional(string)
    from_port                    = optional(string)
    ip_protocol                  = optional(string, "tcp")
    prefix_list_id               = optional(string)
    referenced_security_group_id = optional(string)
    self                         = optional(bool, false)
    tags                         = optional(map(string), {})
    to_port                      = optional(string)
  }))
  default  = {}
  nullable = false
}

variable "security_group_tags" {
  type     = map(string)
  default  = {}
  nullable = false
}
