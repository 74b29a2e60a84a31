variable "aws_route_create_timeout" {
  type    = string
  default = null
}

variable "aws_route_delete_timeout" {
  type    = string
  default = null
}

variable "subnet_type_tag_key" {
  type    = string
  default = null
}

variable "subnet_type_tag_value_format" {
  type    = string
  default = "%s"
}

variable "root_block_device_encrypted" {
  type    = bool
  default = null
}

variable "vpc_id" {
  type = string
}

variable "igw_id" {
  type     = list(string)
  default  = []
  nullable = false
}

variable "ipv6_egress_only_igw_id" {
  type     = list(string)
  default  = []
  nullable = false
}

variable "max_subnet_count" {
  type     = number
  default  = 0
  nullable = false
}

variable "max_nats" {
  type     = number
  default  = 999
  nullable = false
}

variable "private_subnets_enabled" {
  type     = bool
  default  = true
  nullable = false
}

variable "public_subnets_enabled" {
  type     = bool
  default  = true
  nullable = false
}

variable "private_label" {
  type     = string
  default  = "private"
  nullable = false
}

variable "public_label" {
  type     = string
  default  = "public"
  nullable = false
}

variable "ipv4_enabled" {
  type     = bool
  default  = true
  nullable = false
}

variable "ipv6_enabled" {
  type     = bool
  default  = false
  nullable = false
}

variable "ipv4_cidr_block" {
  type     = list(string)
  default  = []
  nullable = false
}

variable "ipv6_cidr_block" {
  type     = list(string)
  default  = []
  nullable = false
}

variable "ipv4_cidrs" {
  type = list(object({
    private = list(string)
    public  = list(string)
  }))
  default  = []
  nullable = false
}

variable "ipv6_cidrs" {
  type = list(object({
    private = list(string)
    public  = list(string)
  }))
  default  = []
  nullable = false
}

variable "availability_zones" {
  type     = list(string)
  default  = []
  nullable = false
}

variable "availability_zone_ids" {
  type     = list(string)
  default  = []
  nullable = false
}

variable "availability_zone_attribute_style" {
  type     = string
  default  = "short"
  nullable = false
}

variable "nat_gateway_enabled" {
  type    = bool
  default = null
}

variable "nat_instance_enabled" {
  type    = bool
  default = null
}

variable "nat_elastic_ips" {
  type     = list(string)
  default  = []
  nullable = false
}

variable "nat_gateway_public_subnet_indices" {
  type     = list(number)
  default  = [0]
  nullable = false
}

variable "nat_gateway_public_subnet_names" {
  type     = list(string)
  default  = null
  nullable = true
}

variable "map_public_ip_on_launch" {
  type     = bool
  default  = true
  nullable = false
}

variable "private_assign_ipv6_address_on_creation" {
  type     = bool
  default  = true
  nullable = false
}

variable "public_assign_ipv6_address_on_creation" {
  type     = bool
  default  = true
  nullable = false
}

variable "private_dns64_nat64_enabled" {
  type    = bool
  default = null
}

variable "public_dns64_nat64_enabled" {
  type     = bool
  default  = false
  nullable = false
}

variable "ipv4_private_instance_hostname_type" {
  type     = string
  default  = "ip-name"
  nullable = false
}

variable "ipv4_private_instance_hostnames_enabled" {
  type     = bool
  default  = false
  nullable = false
}

variable "ipv6_private_instance_hostnames_enabled" {
  type     = bool
  default  = false
  nullable = false
}

variable "ipv4_public_instance_hostname_type" {
  type     = string
  default  = "ip-name"
  nullable = false
}

variable "ipv4_public_instance_hostnames_enabled" {
  type     = bool
  default  = false
  nullable = false
}

variable "ipv6_public_instance_hostnames_enabled" {
  type     = bool
  default  = false
  nullable = false
}

variable "private_open_network_acl_enabled" {
  type     = bool
  default  = true
  nullable = false
}

variable "public_open_network_acl_enabled" {
  type     = bool
  default  = true
  nullable = false
}

variable "open_network_acl_ipv4_rule_number" {
  type     = number
  default  = 100
  nullable = false
}

variable "open_network_acl_ipv6_rule_number" {
  type     = number
  default  = 111
  nullable = false
}

variable "private_route_table_enabled" {
  type     = bool
  default  = true
  nullable = false
}

variable "public_route_table_ids" {
  type     = list(string)
  default  = []
  nullable = false
}

variable "public_route_table_enabled" {
  type     = bool
  default  = true
  nullable = false
}

variable "public_route_table_per_subnet_enabled" {
  type    = bool
  default = null
}

variable "route_create_timeout" {
  type    = string
  default = null
}

variable "route_delete_timeout" {
  type    = string
  default = null
}

variable "subnet_create_timeout" {
  type    = string
  default = null
}

variable "subnet_delete_timeout" {
  type    = string
  default = null
}

variable "private_subnets_additional_tags" {
  type     = map(string)
  default  = {}
  nullable = false
}

variable "public_subnets_additional_tags" {
  type     = map(string)
  default  = {}
  nullable = false
}

variable "subnets_per_az_count" {
  type     = number
  default  = 1
  nullable = false
}

variable "subnets_per_az_names" {
  type     = list(string)
  default  = ["common"]
  nullable = false
}

variable "public_subnets_per_az_count" {
  type    = number
  default = null
}

variable "public_subnets_per_az_names" {
  type     = list(string)
  default  = null
  nullable = true
}

variable "private_subnets_per_az_count" {
  type    = number
  default = null
}

variable "private_subnets_per_az_names" {
  type     = list(string)
  default  = null
  nullable = true
}

variable "nat_instance_type" {
  type     = string
  default  = "t3.micro"
  nullable = false
}

variable "nat_instance_ami_id" {
  type     = list(string)
  default  = []
  nullable = false
}

variable "nat_instance_cpu_credits_override" {
  type     = string
  default  = ""
  nullable = false
}

variable "metadata_http_endpoint_enabled" {
  type     = bool
  default  = true
  nullable = false
}

variable "metadata_http_put_response_hop_limit" {
  type     = number
  default  = 1
  nullable = false
}

variable "metadata_http_tokens_required" {
  type     = bool
  default  = true
  nullable = false
}

variable "nat_instance_root_block_device_encrypted" {
  type     = bool
  default  = true
  nullable = false
}
