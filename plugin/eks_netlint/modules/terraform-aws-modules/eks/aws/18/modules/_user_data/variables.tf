variable "create" {
  type    = bool
  default = true
}

variable "platform" {
  type    = string
  default = "linux"
}

variable "enable_bootstrap_user_data" {
  type    = bool
  default = false
}

variable "is_eks_managed_node_group" {
  type    = bool
  default = true
}

variable "cluster_name" {
  type    = string
  default = ""
}

variable "cluster_endpoint" {
  type    = string
  default = ""
}

variable "cluster_auth_base64" {
  type    = string
  default = ""
}

variable "cluster_service_ipv4_cidr" {
  type    = string
  default = null
}

variable "pre_bootstrap_user_data" {
  type    = string
  default = ""
}

variable "post_bootstrap_user_data" {
  type    = string
  default = ""
}

variable "bootstrap_extra_args" {
  type    = string
  default = ""
}

variable "user_data_template_path" {
  type    = string
  default = ""
}
