variable "create" {
  type     = bool
  default  = true
  nullable = false
}

variable "ami_type" {
  type     = string
  default  = "AL2023_x86_64_STANDARD"
  nullable = false
}

variable "enable_bootstrap_user_data" {
  type     = bool
  default  = false
  nullable = false
}

variable "is_eks_managed_node_group" {
  type     = bool
  default  = true
  nullable = false
}

variable "cluster_name" {
  type     = string
  default  = ""
  nullable = false
}

variable "cluster_endpoint" {
  type     = string
  default  = ""
  nullable = false
}

variable "cluster_auth_base64" {
  type     = string
  default  = ""
  nullable = false
}

variable "cluster_service_cidr" {
  type     = string
  default  = ""
  nullable = false
}

variable "cluster_ip_family" {
  type     = string
  default  = "ipv4"
  nullable = false
}

variable "additional_cluster_dns_ips" {
  type     = list(string)
  default  = []
  nullable = false
}

variable "pre_bootstrap_user_data" {
  type     = string
  default  = ""
  nullable = false
}

variable "post_bootstrap_user_data" {
  type     = string
  default  = ""
  nullable = false
}

variable "bootstrap_extra_args" {
  type     = string
  default  = ""
  nullable = false
}

variable "user_data_template_path" {
  type     = string
  default  = ""
  nullable = false
}

variable "cloudinit_pre_nodeadm" {
  type = list(object({
    content      = string
    content_type = optional(string)
    filename     = optional(string)
    merge_type   = optional(string)
  }))
  default  = []
  nullable = false
}

variable "cloudinit_post_nodeadm" {
  type = list(object({
    content      = string
    content_type = optional(string)
    filename     = optional(string)
    merge_type   = optional(string)
  }))
  default  = []
  nullable = false
}
