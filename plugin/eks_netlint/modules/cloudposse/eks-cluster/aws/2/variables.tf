variable "create_security_group" {
  type    = bool
  default = false
}

variable "associated_security_group_ids" {
  type    = list(string)
  default = []
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

variable "allowed_security_groups" {
  type    = list(string)
  default = []
}

variable "workers_security_group_ids" {
  type    = list(string)
  default = []
}

variable "region" {
  type    = string
  default = null
}

variable "vpc_id" {
  type = string
}

variable "subnet_ids" {
  type = list(string)
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

variable "workers_role_arns" {
  type    = list(string)
  default = []
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

variable "apply_config_map_aws_auth" {
  type    = bool
  default = true
}

variable "map_additional_aws_accounts" {
  type    = list(string)
  default = []
}

variable "map_additional_iam_roles" {
  type = list(object({
    rolearn  = string
    username = string
    groups   = list(string)
  }))
  default = []
}

variable "map_additional_iam_users" {
  type = list(object({
    userarn  = string
    username = string
    groups   = list(string)
  }))
  default = []
}

variable "local_exec_interpreter" {
  type    = list(string)
  default = ["/bin/sh", "-c"]
}

variable "wait_for_cluster_command" {
  type    = string
  default = "if test -n \"$ENDPOINT\"; then curl --silent --fail --retry 30 --retry-delay 10 --retry-connrefused --max-time 11 --insecure --output /dev/null $ENDPOINT/healthz; fi"
}

variable "kubernetes_config_map_ignore_role_changes" {
  type    = bool
  default = true
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

variable "addons" {
  type = list(object({
    addon_name               = string
    addon_version            = optional(string, null)
    configuration_values     = optional(string, null)
    resolve_conflicts        = optional(string, null)
    service_account_role_arn = optional(string, null)
    create_timeout           = optional(string, null)
    update_timeout           = optional(string, null)
    delete_timeout           = optional(string, null)
  }))
  default = []
}

variable "addons_depends_on" {
  type    = any
  default = null
}

variable "kubeconfig_path_enabled" {
  type    = bool
  default = false
}

variable "kubeconfig_path" {
  type    = string
  default = ""
}

variable "kubeconfig_context" {
  type    = string
  default = ""
}

variable "kube_data_auth_enabled" {
  type    = bool
  default = true
}

variable "kube_exec_auth_enabled" {
  type    = bool
  default = false
}

variable "kube_exec_auth_role_arn" {
  type    = string
  default = ""
}

variable "kube_exec_auth_role_arn_enabled" {
  type    = bool
  default = false
}

variable "kube_exec_auth_aws_profile" {
  type    = string
  default = ""
}

variable "kube_exec_auth_aws_profile_enabled" {
  type    = bool
  default = false
}

variable "aws_auth_yaml_strip_quotes" {
  type    = bool
  default = true
}

variable "dummy_kubeapi_server" {
  type    = string
  default = "https://jsonplaceholder.typicode.com"
}

variable "cluster_attributes" {
  type    = list(string)
  default = ["cluster"]
}

variable "managed_security_group_rules_enabled" {
  type    = bool
  default = true
}
