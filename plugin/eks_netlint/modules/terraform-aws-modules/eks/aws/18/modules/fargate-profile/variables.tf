variable "create" {
  type    = bool
  default = true
}

variable "tags" {
  type    = map(string)
  default = {}
}

variable "create_iam_role" {
  type    = bool
  default = true
}

variable "cluster_ip_family" {
  type    = string
  default = null
}

variable "iam_role_arn" {
  type    = string
  default = null
}

variable "iam_role_name" {
  type    = string
  default = ""
}

variable "iam_role_use_name_prefix" {
  type    = bool
  default = true
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

variable "iam_role_attach_cni_policy" {
  type    = bool
  default = true
}

variable "iam_role_additional_policies" {
  type    = list(string)
  default = []
}

variable "iam_role_tags" {
  type    = map(string)
  default = {}
}

variable "cluster_name" {
  type    = string
  default = null
}

variable "name" {
  type    = string
  default = ""
}

variable "subnet_ids" {
  type    = list(string)
  default = []
}

variable "selectors" {
  type    = any
  default = []
}

variable "timeouts" {
  type    = map(string)
  default = {}
}
