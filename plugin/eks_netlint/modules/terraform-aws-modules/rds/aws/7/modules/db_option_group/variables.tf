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
  type = list(object({
    option_name                    = string
    port                           = optional(number)
    version                        = optional(string)
    db_security_group_memberships  = optional(list(string))
    vpc_security_group_memberships = optional(list(string))
    option_settings = optional(list(object({
      name  = string
      value = string
    })))
  }))
  default = null
}

variable "region" {
  type    = string
  default = null
}

variable "skip_destroy" {
  type    = bool
  default = null
}

variable "timeouts" {
  type = object({
    delete = optional(string)
  })
  default = null
}

variable "tags" {
  type    = map(string)
  default = {}
}
