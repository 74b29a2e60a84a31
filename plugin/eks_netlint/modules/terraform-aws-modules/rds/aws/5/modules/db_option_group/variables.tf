variable "create" {
  type    = bool
  default = true
}

variable "name" {
  type    = string
  default = ""
}

variable "use_name_prefix" {
  type    = bool
  default = true
}

variable "option_group_description" {
  type    = string
  default = null
}

variable "engine_name" {
  type    = string
  default = null
}

variable "major_engine_version" {
  type    = string
  default = null
}

variable "options" {
  type    = any
  default = []
}

variable "timeouts" {
  type    = map(string)
  default = {}
}

variable "tags" {
  type    = map(string)
  default = {}
}
