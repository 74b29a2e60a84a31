# cloudposse/eks-node-group/aws, major version 3: a group, its launch template and boot text. docs/decisions/0016-more-stubs.md

locals {
  enabled = module.this.enabled
  system  = split("_", var.ami_type)[0]

  # Whoever has the nodes join in its own words needs an image, for EKS adds nothing to the boot text then.
  own_words = local.enabled && contains(["AL2", "WINDOWS"], local.system) && length(concat(
    var.bootstrap_additional_options, var.kubelet_additional_options, var.after_cluster_joining_userdata,
  )) > 0
  asks_image = local.own_words && length(var.ami_image_id) == 0
  own_image  = local.asks_image || length(var.ami_image_id) > 0
  image      = length(var.ami_image_id) > 0 ? var.ami_image_id[0] : local.asks_image ? data.aws_ssm_parameter.ami_id[0].insecure_value : ""

  makes_template = local.enabled && length(var.launch_template_id) != 1
  takes_template = local.enabled && length(var.launch_template_id) == 1
  lets_ssh_in    = local.makes_template && (length(var.ec2_ssh_key_name) == 1 || length(var.ssh_access_security_group_ids) > 0)
  joins_cluster  = local.enabled && var.associate_cluster_security_group
  asks_version   = length(var.kubernetes_version) == 0
  asks_cluster   = local.enabled && (local.asks_version || local.own_words || local.joins_cluster || local.lets_ssh_in)

  template_id = !local.enabled ? "" : local.takes_template ? var.launch_template_id[0] : aws_launch_template.default[0].id
  template_version = !local.enabled ? null : length(var.launch_template_version) == 1 ? var.launch_template_version[0] : (
    local.takes_template ? data.aws_launch_template.this[0].latest_version : aws_launch_template.default[0].latest_version
  )

  effects = { NO_SCHEDULE = "NoSchedule", NO_EXECUTE = "NoExecute", PREFER_NO_SCHEDULE = "PreferNoSchedule" }
  group_tags = merge(
    module.label.tags,
    { for label, value in var.kubernetes_labels : "k8s.io/cluster-autoscaler/node-template/label/${label}" => value },
    {
      for taint in var.kubernetes_taints : "k8s.io/cluster-autoscaler/node-template/taint/${taint.key}" =>
      "${taint.value == null ? "" : taint.value}:${local.effects[taint.effect]}"
    },
  )
}

module "label" {
  source  = "cloudposse/label/null"
  version = "0.25.0"

  attributes = ["workers"]
  context    = module.this.context
}

data "aws_eks_cluster" "this" {
  count = local.asks_cluster ? 1 : 0

  name = var.cluster_name
}

data "aws_ssm_parameter" "ami_id" {
  count = local.asks_image ? 1 : 0

  name = "/aws/service/eks/optimized-ami"
}

data "aws_launch_template" "this" {
  count = local.takes_template ? 1 : 0

  id = var.launch_template_id[0]
}

# A group that is replaced before the old one goes has a name by chance.
resource "random_pet" "cbd" {
  count = local.enabled && var.create_before_destroy ? 1 : 0

  length    = var.random_pet_length
  separator = module.label.delimiter
}

resource "aws_eks_node_group" "default" {
  count = local.enabled && !var.create_before_destroy ? 1 : 0

  node_group_name = module.label.id
  cluster_name    = var.cluster_name
  node_role_arn   = local.role_arn
  subnet_ids      = var.subnet_ids
  instance_types  = var.instance_types
  ami_type        = local.own_image ? null : var.ami_type
  version         = local.own_image ? null : local.asks_version ? one(data.aws_eks_cluster.this[*].version) : var.kubernetes_version[0]
  release_version = local.own_image ? null : try(var.ami_release_version[0], null)
  capacity_type   = var.capacity_type
  labels          = var.kubernetes_labels == null ? {} : var.kubernetes_labels
  tags            = local.group_tags

  scaling_config {
    desired_size = var.desired_size
    max_size     = var.max_size
    min_size     = var.min_size
  }

  launch_template {
    id      = local.template_id
    version = local.template_version
  }

  dynamic "update_config" {
    for_each = var.update_config

    content {
      max_unavailable            = lookup(update_config.value, "max_unavailable", null)
      max_unavailable_percentage = lookup(update_config.value, "max_unavailable_percentage", null)
    }
  }

  dynamic "taint" {
    for_each = var.kubernetes_taints

    content {
      key    = taint.value.key
      value  = taint.value.value
      effect = taint.value.effect
    }
  }
}

resource "aws_eks_node_group" "cbd" {
  count = local.enabled && var.create_before_destroy ? 1 : 0

  node_group_name = "${module.label.id}${module.label.delimiter}${random_pet.cbd[0].id}"
  cluster_name    = var.cluster_name
  node_role_arn   = local.role_arn
  subnet_ids      = var.subnet_ids
  instance_types  = var.instance_types
  ami_type        = local.own_image ? null : var.ami_type
  version         = local.own_image ? null : local.asks_version ? one(data.aws_eks_cluster.this[*].version) : var.kubernetes_version[0]
  release_version = local.own_image ? null : try(var.ami_release_version[0], null)
  capacity_type   = var.capacity_type
  labels          = var.kubernetes_labels == null ? {} : var.kubernetes_labels
  tags            = local.group_tags

  scaling_config {
    desired_size = var.desired_size
    max_size     = var.max_size
    min_size     = var.min_size
  }

  launch_template {
    id      = local.template_id
    version = local.template_version
  }

  dynamic "update_config" {
    for_each = var.update_config

    content {
      max_unavailable            = lookup(update_config.value, "max_unavailable", null)
      max_unavailable_percentage = lookup(update_config.value, "max_unavailable_percentage", null)
    }
  }

  dynamic "taint" {
    for_each = var.kubernetes_taints

    content {
      key    = taint.value.key
      value  = taint.value.value
      effect = taint.value.effect
    }
  }
}

module "ssh_access" {
  source = "./modules/_ssh"
  count  = local.lets_ssh_in ? 1 : 0

  name   = module.this.id
  vpc_id = data.aws_eks_cluster.this[0].vpc_config[0].vpc_id
}

resource "aws_launch_template" "default" {
  count = local.makes_template ? 1 : 0

  name_prefix = module.label.id
  image_id    = local.image
  key_name    = length(var.ec2_ssh_key_name) == 1 ? var.ec2_ssh_key_name[0] : null
  user_data   = local.boot_text

  vpc_security_group_ids = sort(compact(concat(
    local.joins_cluster ? data.aws_eks_cluster.this[*].vpc_config[0].cluster_security_group_id : [],
    module.ssh_access[*].id,
    var.associated_security_group_ids,
  )))

  metadata_options {
    http_endpoint               = var.metadata_http_endpoint_enabled ? "enabled" : "disabled"
    http_put_response_hop_limit = var.metadata_http_put_response_hop_limit
    http_tokens                 = var.metadata_http_tokens_required ? "required" : "optional"
  }

  tags = module.label.tags
}

# Boot text: what the caller adds to it, in its order; endpoint and certificate of the cluster are not known here

locals {
  before   = join("\n", var.before_cluster_joining_userdata)
  after    = join("\n", var.after_cluster_joining_userdata)
  kubelet  = join(" ", var.kubelet_additional_options)
  tainting = local.own_words && length(var.kubernetes_taints) > 0 && length(regexall("--register-with-taints=", local.kubelet)) == 0
  taints = join(",", [
    for taint in var.kubernetes_taints : "${taint.key}=${taint.value == null ? "" : taint.value}:${local.effects[taint.effect]}"
  ])
  flags = "${local.kubelet}${local.tainting ? " --register-with-taints=${local.taints}" : ""}"
  joins = length(concat(var.kubelet_additional_options, var.bootstrap_additional_options, var.after_cluster_joining_userdata)) > 0

  shell = join("\n", compact([
    "#!/bin/bash",
    local.before,
    local.flags == "" ? "" : "export KUBELET_EXTRA_ARGS=\"${local.flags}\"",
    local.joins ? "/etc/eks/bootstrap.sh ${join(" ", var.bootstrap_additional_options)}" : "",
    local.joins ? local.after : "",
  ]))
  config = join("\n", compact([
    "MIME-Version: 1.0",
    "Content-Type: multipart/mixed; boundary=\"//\"\n",
    local.before == "" ? "" : "--//\nContent-Type: text/x-shellscript\n\n#!/bin/bash\n${local.before}\n",
    local.flags == "" ? "" : "--//\nContent-Type: application/node.eks.aws\n",
    local.flags == "" ? "" : yamlencode({
      apiVersion = "node.eks.aws/v1alpha1"
      kind       = "NodeConfig"
      spec       = { kubelet = { flags = [for flag in slice(split("--", local.flags), 1, length(split("--", local.flags))) : "--${trimspace(flag)}"] } }
    }),
    "--//--",
  ]))
  says_something = local.enabled && (local.joins || length(var.before_cluster_joining_userdata) > 0)

  boot_text = length(var.userdata_override_base64) > 0 || !local.says_something ? try(var.userdata_override_base64[0], null) : (
    base64encode(local.system == "AL2023" ? local.config : local.shell)
  )
}
