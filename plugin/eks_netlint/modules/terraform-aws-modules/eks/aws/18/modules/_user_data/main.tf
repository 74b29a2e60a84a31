# Boot text of a node. The cluster's name, endpoint, certificate and service range are left out: nobody knows them
# before apply, and what bears on the network (max pods, CNI flags) is what the caller adds.

locals {
  boots  = var.enable_bootstrap_user_data
  custom = var.user_data_template_path != ""

  scripts = {
    linux        = ["#!/bin/bash\nset -e", var.pre_bootstrap_user_data, "/etc/eks/bootstrap.sh ${var.bootstrap_extra_args}", var.post_bootstrap_user_data]
    bottlerocket = [local.boots ? "[settings.kubernetes]" : "", var.bootstrap_extra_args]
    windows      = ["<powershell>", var.pre_bootstrap_user_data, "& $EKSBootstrapScriptFile ${var.bootstrap_extra_args}", var.post_bootstrap_user_data, "</powershell>"]
  }

  text = !local.custom ? join("\n", compact(try(local.scripts[var.platform], []))) : templatefile(var.user_data_template_path, {
    enable_bootstrap_user_data = var.enable_bootstrap_user_data
    cluster_name               = var.cluster_name
    cluster_endpoint           = var.cluster_endpoint
    cluster_auth_base64        = var.cluster_auth_base64
    cluster_service_ipv4_cidr  = var.cluster_service_ipv4_cidr == null ? "" : var.cluster_service_ipv4_cidr
    bootstrap_extra_args       = var.bootstrap_extra_args
    pre_bootstrap_user_data    = var.pre_bootstrap_user_data
    post_bootstrap_user_data   = var.post_bootstrap_user_data
  })

  # EKS merges its own part into what a managed group without an AMI of its own brings
  merged  = var.is_eks_managed_node_group && !local.boots && !local.custom && var.pre_bootstrap_user_data != ""
  archive = "Content-Type: multipart/mixed; boundary=\"//\"\nMIME-Version: 1.0\r\n\r\n--//\r\nContent-Type: text/x-shellscript\r\n\r\n${var.pre_bootstrap_user_data}\r\n--//--\r\n"

  rendered = {
    linux        = local.merged ? local.archive : local.boots || local.custom ? local.text : ""
    bottlerocket = local.boots || local.custom || var.bootstrap_extra_args != "" ? local.text : ""
    windows      = local.boots ? local.text : ""
  }
}

output "user_data" {
  value = try(base64encode(var.create ? local.rendered[var.platform] : ""), "")
}
