variable "region" {
  type    = string
  default = null
}

variable "subnet_ids" {
  type = list(string)
}

variable "associated_security_group_ids" {
  type    = list(string)
  default = []
}

variable "cluster_depends_on" {
  type    = any
  default = null
}

variable "create_eks_service_role" {
  type    = bool
  default = true
}

variable "eks_cluster_service_role_arn" {
  type    = string
  default = null
}

variable "kubernetes_version" {
  type    = string
  default = "1.21"
}

variable "oidc_provider_enabled" {
  type    = bool
  default = false
}

variable "endpoint_private_access" {
  type    = bool
  default = false
}

variable "endpoint_public_access" {
  type    = bool
  default = true
}

variable "public_access_cidrs" {
  type    = list(string)
  default = ["0.0.0.0/0"]
}

variable "service_ipv4_cidr" {
  type    = string
  default = null
}

variable "kubernetes_network_ipv6_enabled" {
  type    = bool
  default = false
}

variable "enabled_cluster_log_types" {
  type    = list(string)
  default = []
}

variable "cluster_log_retention_period" {
  type    = number
  default = 0
}

variable "cluster_encryption_config_enabled" {
  type    = bool
  default = true
}

variable "cluster_encryption_config_kms_key_id" {
  type    = string
  default = ""
}

variable "cluster_encryption_config_kms_key_enable_key_rotation" {
  type    = bool
  default = true
}

variable "cluster_encryption_config_kms_key_deletion_window_in_days" {
  type    = number
  default = 10
}

variable "cluster_encryption_config_kms_key_policy" {
  type    = string
  default = null
}

variable "cluster_encryption_config_resources" {
  type    = list(any)
  default = ["secrets"]
}

variable "permissions_boundary" {
  type    = string
  default = null
}

variable "cloudwatch_log_group_kms_key_id" {
  type    = string
  default = null
}

variable "cloudwatch_log_group_class" {
  type    = string
  default = null
}

variable "addons" {
  type = list(object({
    addon_name                  = string
    addon_version               = optional(string, null)
    configuration_values        = optional(string, null)
    resolve_conflicts           = optional(string, null)
    resolve_conflicts_on_create = optional(string, null)
    resolve_conflicts_on_update = optional(string, null)
    service_account_role_arn    = optional(string, null)
    preserve                    = optional(bool, null)
    namespace                   = optional(string, null)
    pod_identity_association    = optional(map(string), {})
    create_timeout              = optional(string, null)
    update_timeout              = optional(string, null)
    delete_timeout              = optional(string, null)
    additional_tags             = optional(map(string), {})
  }))
  default = []
}

variable "addons_depends_on" {
  type    = any
  default = null
}

variable "bootstrap_self_managed_addons_enabled" {
  type    = bool
  default = null
}

variable "deletion_protection_enabled" {
  type    = bool
  default = false
}

variable "auto_mode_compute_config" {
  type = object({
    enabled       = optional(bool, false)
    node_pools    = optional(set(string), ["general-purpose", "system"])
    node_role_arn = optional(string, null)
  })
  default  = {}
  nullable = false
}

variable "auto_mode_storage_config" {
  type = object({
    block_storage = optional(object({
      enabled = optional(bool, false)
    }), {})
  })
  default  = {}
  nullable = false
}

variable "auto_mode_elastic_load_balancing" {
  type = object({
    enabled = optional(bool, false)
  })
  default  = {}
  nullable = false
}

variable "capabilities" {
  type = map(object({
    enabled                   = optional(bool, true)
    type                      = string
    create_iam_role           = optional(bool, true)
    role_arn                  = optional(string, null)
    delete_propagation_policy = optional(string, "RETAIN")
    configuration = optional(object({
      argo_cd = optional(object({
        namespace = optional(string, "argocd")
        aws_idc = optional(object({
          idc_instance_arn = string
          idc_region       = optional(string, null)
        }), null)
        network_access = optional(object({
          vpce_ids = optional(list(string), [])
        }), null)
        rbac_role_mapping = optional(list(object({
          role = string
          identity = list(object({
            id   = string
            type = string
          }))
        })), [])
      }), null)
    }), null)
    create_timeout = optional(string, null)
    update_timeout = optional(string, null)
    delete_timeout = optional(string, null)
  }))
  default  = {}
  nullable = false
}

variable "upgrade_policy" {
  type = object({
    support_type = optional(string, null)
  })
  default = null
}

variable "zonal_shift_config" {
  type = object({
    enabled = optional(bool, null)
  })
  default = null
}

variable "cluster_attributes" {
  type    = list(string)
  default = ["cluster"]
}

variable "access_config" {
  type = object({
    authentication_mode                         = optional(string, "API")
    bootstrap_cluster_creator_admin_permissions = optional(bool, false)
  })
  default  = {}
  nullable = false
}

variable "access_entry_map" {
  type = map(object({
    user_name         = optional(string)
    kubernetes_groups = optional(list(string), [])
    type              = optional(string, "STANDARD")
    access_policy_associations = optional(map(object({
      access_scope = optional(object({
        type       = optional(string, "cluster")
        namespaces = optional(list(string))
      }), {})
    })), {})
  }))
  default  = {}
  nullable = false
}

variable "access_entries" {
  type = list(object({
    principal_arn     = string
    user_name         = optional(string, null)
    kubernetes_groups = optional(list(string), null)
  }))
  default  = []
  nullable = false
}

variable "access_policy_associations" {
  type = list(object({
    principal_arn = string
    policy_arn    = string
    access_scope = optional(object({
      type       = optional(string, "cluster")
      namespaces = optional(list(string))
    }), {})
  }))
  default  = []
  nullable = false
}

variable "access_entries_for_nodes" {
  type     = map(list(string))
  default  = {}
  nullable = false
}

variable "managed_security_group_rules_enabled" {
  type    = bool
  default = true
}

variable "allowed_security_group_ids" {
  type    = list(string)
  default = []
}

variable "allowed_cidr_blocks" {
  type    = list(string)
  default = []
}

variable "custom_ingress_rules" {
  type = list(object({
    description              = string
    from_port                = number
    to_port                  = number
    protocol                 = string
    source_security_group_id = string
  }))
  default = []
}

variable "remote_network_config" {
  type = object({
    remote_node_networks_cidrs = list(string)
    remote_pod_networks_cidrs  = optional(list(string))
  })
  default = null
}
