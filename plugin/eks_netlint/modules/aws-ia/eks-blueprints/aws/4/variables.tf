variable "tags" {
  type    = map(string)
  default = {}
}

variable "vpc_id" {
  type = string
}

variable "private_subnet_ids" {
  type    = list(string)
  default = []
}

variable "public_subnet_ids" {
  type    = list(string)
  default = []
}

variable "control_plane_subnet_ids" {
  type    = list(string)
  default = []
}

variable "create_eks" {
  type    = bool
  default = true
}

variable "cluster_timeouts" {
  type    = map(string)
  default = {}
}

variable "cluster_name" {
  type    = string
  default = ""
}

variable "cluster_version" {
  type    = string
  default = "1.24"
}

variable "create_cluster_security_group" {
  type    = bool
  default = true
}

variable "cluster_security_group_name" {
  type    = string
  default = null
}

variable "cluster_security_group_use_name_prefix" {
  type    = bool
  default = true
}

variable "cluster_security_group_description" {
  type    = string
  default = "EKS cluster security group"
}

variable "cluster_security_group_id" {
  type    = string
  default = ""
}

variable "cluster_additional_security_group_ids" {
  type    = list(string)
  default = []
}

variable "cluster_security_group_additional_rules" {
  type    = any
  default = {}
}

variable "cluster_security_group_tags" {
  type    = map(string)
  default = {}
}

variable "create_cluster_primary_security_group_tags" {
  type    = bool
  default = true
}

variable "cluster_endpoint_public_access" {
  type    = bool
  default = true
}

variable "cluster_endpoint_private_access" {
  type    = bool
  default = false
}

variable "cluster_endpoint_public_access_cidrs" {
  type    = list(string)
  default = ["0.0.0.0/0"]
}

variable "cluster_kms_key_arn" {
  type    = string
  default = null
}

variable "cluster_kms_key_deletion_window_in_days" {
  type    = number
  default = 30
}

variable "cluster_kms_key_additional_admin_arns" {
  type    = list(string)
  default = []
}

variable "enable_cluster_encryption" {
  type    = bool
  default = true
}

variable "cluster_encryption_config" {
  type = list(object({
    provider_key_arn = string
    resources        = list(string)
  }))
  default = []
}

variable "cluster_ip_family" {
  type    = string
  default = "ipv4"
}

variable "cluster_service_ipv4_cidr" {
  type    = string
  default = null
}

variable "cluster_service_ipv6_cidr" {
  type    = string
  default = null
}

variable "create_cloudwatch_log_group" {
  type    = bool
  default = false
}

variable "cluster_enabled_log_types" {
  type    = list(string)
  default = ["api", "audit", "authenticator", "controllerManager", "scheduler"]
}

variable "cloudwatch_log_group_retention_in_days" {
  type    = number
  default = 90
}

variable "cloudwatch_log_group_kms_key_id" {
  type    = string
  default = null
}

variable "create_iam_role" {
  type    = bool
  default = true
}

variable "iam_role_arn" {
  type    = string
  default = null
}

variable "iam_role_name" {
  type    = string
  default = null
}

variable "iam_role_path" {
  type    = string
  default = null
}

variable "iam_role_description" {
  type    = string
  default = null
}

variable "iam_role_permissions_boundary" {
  type    = string
  default = null
}

variable "iam_role_additional_policies" {
  type    = list(string)
  default = []
}

variable "enable_irsa" {
  type    = bool
  default = true
}

variable "openid_connect_audiences" {
  type    = list(string)
  default = []
}

variable "custom_oidc_thumbprints" {
  type    = list(string)
  default = []
}

variable "cluster_identity_providers" {
  type    = any
  default = {}
}

variable "managed_node_groups" {
  type    = any
  default = {}
}

variable "self_managed_node_groups" {
  type    = any
  default = {}
}

variable "enable_windows_support" {
  type    = bool
  default = false
}

variable "create_node_security_group" {
  type    = bool
  default = true
}

variable "node_security_group_name" {
  type    = string
  default = null
}

variable "node_security_group_use_name_prefix" {
  type    = bool
  default = true
}

variable "node_security_group_description" {
  type    = string
  default = "EKS node shared security group"
}

variable "node_security_group_additional_rules" {
  type    = any
  default = {}
}

variable "node_security_group_tags" {
  type    = map(string)
  default = {}
}

variable "worker_additional_security_group_ids" {
  type    = list(string)
  default = []
}

variable "fargate_profiles" {
  type    = any
  default = {}
}

variable "map_accounts" {
  type    = list(string)
  default = []
}

variable "map_roles" {
  type = list(object({
    rolearn  = string
    username = string
    groups   = list(string)
  }))
  default = []
}

variable "map_users" {
  type = list(object({
    userarn  = string
    username = string
    groups   = list(string)
  }))
  default = []
}

variable "aws_auth_additional_labels" {
  type    = map(string)
  default = {}
}

variable "eks_readiness_timeout" {
  type    = number
  default = "600"
}

variable "enable_emr_on_eks" {
  type    = bool
  default = false
}

variable "emr_on_eks_teams" {
  type    = any
  default = {}
}

variable "application_teams" {
  type    = any
  default = {}
}

variable "platform_teams" {
  type    = any
  default = {}
}
