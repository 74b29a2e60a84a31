variable "vpc_id" {
  type = string
}

variable "gateway_vpc_endpoints" {
  type = map(object({
    name   = string
    policy = string
  }))
  default = {}
}

variable "interface_vpc_endpoints" {
  type = map(object({
    name                = string
    subnet_ids          = list(string)
    policy              = string
    security_group_ids  = list(string)
    private_dns_enabled = bool
  }))
  default = {}
}
