variable "subnet_type_tag_key" {
  type    = string
  default = "cpco.io/subnet/type"
}

variable "subnet_type_tag_value_format" {
  type    = string
  default = "%s"
}

variable "max_subnet_count" {
  type    = any
  default = 0
}

variable "vpc_id" {
  type = string
}

variable "igw_id" {
  type = string
}

variable "cidr_block" {
  type = string
}

variable "availability_zones" {
  type = list(string)
}

variable "availability_zone_attribute_style" {
  type    = string
  default = "short"
}

variable "vpc_default_route_table_id" {
  type    = string
  default = ""
}

variable "public_network_acl_id" {
  type    = string
  default = ""
}

variable "private_network_acl_id" {
  type    = string
  default = ""
}

variable "nat_gateway_enabled" {
  type    = bool
  default = true
}

variable "nat_instance_enabled" {
  type    = bool
  default = false
}

variable "nat_instance_type" {
  type    = string
  default = "t3.micro"
}

variable "nat_instance_cpu_credits_override" {
  type    = string
  default = ""
}

variable "nat_elastic_ips" {
  type    = list(string)
  default = []
}

variable "map_public_ip_on_launch" {
  type    = bool
  default = true
}

variable "aws_route_create_timeout" {
  type    = string
  default = "2m"
}

variable "aws_route_delete_timeout" {
  type    = string
  default = "5m"
}

variable "private_subnets_additional_tags" {
  type    = map(string)
  default = {}
}

variable "public_subnets_additional_tags" {
  type    = map(string)
  default = {}
}

variable "metadata_http_endpoint_enabled" {
  type    = bool
  default = true
}

variable "metadata_http_put_response_hop_limit" {
  type    = number
  default = 1
}

variable "metadata_http_tokens_required" {
  type    = bool
  default = true
}

variable "root_block_device_encrypted" {
  type    = bool
  default = true
}
