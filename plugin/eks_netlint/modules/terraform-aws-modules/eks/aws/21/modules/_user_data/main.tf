# Boot text of a node. The cluster's name, endpoint, certificate and service range are left out: nobody knows them
# before apply, and what bears on the network (max pods, CNI flags) is what the caller adds.

locals {
  kinds = { AL2 = "linux", AL2023 = "al2023", BOTTLEROCKET = "bottlerocket", WINDOWS = "windows" }
  kind  = try(local.kinds[regex("^[A-Z0-9]+", var.ami_type)], "custom")
  boots = var.enable_bootstrap_user_data

  scripts = {
    linux        = local.boots ? ["#!/bin/bash\nset -e", var.pre_bootstrap_user_data, "/etc/eks/bootstrap.sh ${var.bootstrap_extra_args}", var.post_bootstrap_user_data] : [var.pre_bootstrap_user_data]
    al2023       = local.boots ? ["---\napiVersion: node.eks.aws/v1alpha1\nkind: NodeConfig\nspec:\n  cluster: {}\n"] : []
    bottlerocket = local.boots ? ["[settings.kubernetes]", var.bootstrap_extra_args] : [var.bootstrap_extra_args]
    windows      = local.boots ? ["<powershell>", var.pre_bootstrap_user_data, "& $EKSBootstrapScriptFile ${var.bootstrap_extra_args}", var.post_bootstrap_user_data, "</powershell>"] : [var.pre_bootstrap_user_data]
    custom       = []
  }

  text = var.user_data_template_path == "" ? join("\n", compact(local.scripts[local.kind])) : templatefile(var.user_data_template_path, {
    enable_bootstrap_user_data = var.enable_bootstrap_user_data
    cluster_name               = var.cluster_name
    cluster_endpoint           = var.cluster_endpoint
    cluster_auth_base64        = var.cluster_auth_base64
    cluster_service_cidr       = var.cluster_service_cidr
    cluster_ip_family          = var.cluster_ip_family
    cluster_dns_ips            = "[${join(", ", formatlist("\"%s\"", concat([try(cidrhost(var.cluster_service_cidr, 10), "")], var.additional_cluster_dns_ips)))}]"
    bootstrap_extra_args       = var.bootstrap_extra_args
    pre_bootstrap_user_data    = var.pre_bootstrap_user_data
    post_bootstrap_user_data   = var.post_bootstrap_user_data
  })

  # EKS merges its own part into what a managed group without an AMI of its own brings
  nodeadm = concat([{ content = local.text, content_type = "application/node.eks.aws" }], var.cloudinit_post_nodeadm)
  merged  = var.is_eks_managed_node_group && !local.boots
  parts = {
    linux        = [for text in compact([var.pre_bootstrap_user_data]) : { content = text, content_type = "text/x-shellscript" } if local.merged && var.user_data_template_path == ""]
    al2023       = concat(var.cloudinit_pre_nodeadm, [for part in local.nodeadm : part if local.boots])
    bottlerocket = []
    windows      = []
    custom       = []
  }
  boundary = local.kind == "linux" ? "//" : "MIMEBOUNDARY"
  archive = join("", concat(
    ["Content-Type: multipart/mixed; boundary=\"${local.boundary}\"\nMIME-Version: 1.0\r\n"],
    [for part in local.parts[local.kind] : "\r\n--${local.boundary}\r\nContent-Type: ${part.content_type == null ? "text/plain" : part.content_type}\r\n\r\n${part.content}"],
    ["\r\n--${local.boundary}--\r\n"],
  ))
}

output "user_data" {
  value = !var.create ? "" : base64encode(length(local.parts[local.kind]) > 0 ? local.archive : local.text)
}
