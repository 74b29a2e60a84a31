# Launch templates under the caller's keys.

variable "launch_template_config" {
  type = any
}

variable "eks_cluster_id" {
  type = string
}

variable "tags" {
  type    = map(string)
  default = {}
}

resource "aws_launch_template" "this" {
  for_each = var.launch_template_config

  name          = "${try(each.value.launch_template_prefix, "")}-${var.eks_cluster_id}"
  image_id      = try(each.value.ami, null)
  instance_type = try(each.value.instance_type, null)

  user_data = base64encode(join("\n", compact([
    try(each.value.pre_userdata, ""),
    try(each.value.launch_template_os, "amazonlinux2eks") == "amazonlinux2eks" ? "/etc/eks/bootstrap.sh --kubelet-extra-args '${try(each.value.kubelet_extra_args, "")}'" : "",
    try(each.value.bootstrap_extra_args, ""),
    try(each.value.post_userdata, ""),
  ])))

  vpc_security_group_ids = try(each.value.vpc_security_group_ids, null)
  tags                   = var.tags

  dynamic "network_interfaces" {
    for_each = try(each.value.network_interfaces, {})

    content {
      associate_public_ip_address = try(network_interfaces.value.public_ip, false)
      security_groups             = try(network_interfaces.value.security_groups, null)
    }
  }

  dynamic "metadata_options" {
    for_each = try(each.value.enable_metadata_options, true) ? [1] : []

    content {
      http_endpoint               = try(each.value.http_endpoint, "enabled")
      http_tokens                 = try(each.value.http_tokens, "required")
      http_put_response_hop_limit = try(each.value.http_put_response_hop_limit, 2)
    }
  }
}

output "launch_template_id" {
  value = { for key, template in aws_launch_template.this : key => template.id }
}

output "launch_template_image_id" {
  value = { for key, template in aws_launch_template.this : key => template.image_id }
}

output "launch_template_arn" {
  value = { for key, template in aws_launch_template.this : key => template.arn }
}

output "launch_template_name" {
  value = { for key, template in aws_launch_template.this : key => template.name }
}

output "launch_template_default_version" {
  value = { for key, template in aws_launch_template.this : key => template.default_version }
}

output "launch_template_latest_version" {
  value = { for key, template in aws_launch_template.this : key => template.latest_version }
}
