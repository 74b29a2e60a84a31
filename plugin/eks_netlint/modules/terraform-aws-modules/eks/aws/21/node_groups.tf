# The three kinds of capacity. What a group leaves out is null here and takes the default of the submodule's input.

locals {
  cluster_service_cidr = try(aws_eks_cluster.this[0].kubernetes_network_config[0][var.ip_family == "ipv6" ? "service_ipv6_cidr" : "service_ipv4_cidr"], "")
  cluster_endpoint     = try(aws_eks_cluster.this[0].endpoint, "")
  cluster_auth_base64  = try(aws_eks_cluster.this[0].certificate_authority[0].data, "")
}

module "fargate_profile" {
  source = "./modules/fargate-profile"

  for_each = { for name, group in coalesce(var.fargate_profiles, {}) : name => group if var.create && !local.on_outpost }

  create            = each.value.create
  cluster_name      = aws_eks_cluster.this[0].id
  cluster_ip_family = var.ip_family
  partition         = local.partition
  account_id        = local.account_id

  name       = coalesce(each.value.name, each.key)
  subnet_ids = coalesce(each.value.subnet_ids, var.subnet_ids)
  selectors  = each.value.selectors

  create_iam_role              = each.value.create_iam_role
  iam_role_arn                 = each.value.iam_role_arn
  iam_role_name                = each.value.iam_role_name
  iam_role_use_name_prefix     = each.value.iam_role_use_name_prefix
  iam_role_attach_cni_policy   = each.value.iam_role_attach_cni_policy
  iam_role_additional_policies = each.value.iam_role_additional_policies

  tags = merge(var.tags, each.value.tags)
}

module "eks_managed_node_group" {
  source = "./modules/eks-managed-node-group"

  for_each = { for name, group in coalesce(var.eks_managed_node_groups, {}) : name => group if var.create && !local.on_outpost }

  create               = each.value.create
  cluster_name         = aws_eks_cluster.this[0].id
  cluster_endpoint     = local.cluster_endpoint
  cluster_auth_base64  = local.cluster_auth_base64
  cluster_service_cidr = local.cluster_service_cidr
  cluster_ip_family    = var.ip_family
  kubernetes_version   = each.value.kubernetes_version != null ? each.value.kubernetes_version : aws_eks_cluster.this[0].version
  partition            = local.partition
  account_id           = local.account_id

  name            = coalesce(each.value.name, each.key)
  use_name_prefix = each.value.use_name_prefix
  subnet_ids      = coalesce(each.value.subnet_ids, var.subnet_ids)
  min_size        = each.value.min_size
  max_size        = each.value.max_size
  desired_size    = each.value.desired_size
  ami_id          = each.value.ami_id
  ami_type        = each.value.ami_type
  capacity_type   = each.value.capacity_type
  instance_types  = each.value.instance_types
  labels          = each.value.labels
  remote_access   = each.value.remote_access
  taints          = each.value.taints
  update_config   = each.value.update_config

  enable_bootstrap_user_data = each.value.enable_bootstrap_user_data
  pre_bootstrap_user_data    = each.value.pre_bootstrap_user_data
  post_bootstrap_user_data   = each.value.post_bootstrap_user_data
  bootstrap_extra_args       = each.value.bootstrap_extra_args
  user_data_template_path    = each.value.user_data_template_path
  cloudinit_pre_nodeadm      = each.value.cloudinit_pre_nodeadm
  cloudinit_post_nodeadm     = each.value.cloudinit_post_nodeadm

  use_custom_launch_template      = each.value.use_custom_launch_template
  create_launch_template          = each.value.create_launch_template
  launch_template_id              = each.value.launch_template_id
  launch_template_name            = coalesce(each.value.launch_template_name, each.key)
  launch_template_use_name_prefix = each.value.launch_template_use_name_prefix
  launch_template_version         = each.value.launch_template_version
  launch_template_tags            = each.value.launch_template_tags
  metadata_options                = each.value.metadata_options
  enable_efa_support              = each.value.enable_efa_support
  enable_efa_only                 = each.value.enable_efa_only
  efa_indices                     = each.value.efa_indices
  create_placement_group          = each.value.create_placement_group
  network_interfaces              = each.value.network_interfaces

  create_iam_role              = each.value.create_iam_role
  iam_role_arn                 = each.value.iam_role_arn
  iam_role_name                = each.value.iam_role_name
  iam_role_use_name_prefix     = each.value.iam_role_use_name_prefix
  iam_role_attach_cni_policy   = each.value.iam_role_attach_cni_policy
  iam_role_additional_policies = each.value.iam_role_additional_policies

  vpc_security_group_ids            = compact(concat([local.node_security_group_id], each.value.vpc_security_group_ids))
  cluster_primary_security_group_id = each.value.attach_cluster_primary_security_group ? aws_eks_cluster.this[0].vpc_config[0].cluster_security_group_id : null
  create_security_group             = each.value.create_security_group
  security_group_name               = each.value.security_group_name
  security_group_use_name_prefix    = each.value.security_group_use_name_prefix
  security_group_ingress_rules      = each.value.security_group_ingress_rules
  security_group_egress_rules       = each.value.security_group_egress_rules
  security_group_tags               = each.value.security_group_tags

  tags = merge(var.tags, each.value.tags)
}

module "self_managed_node_group" {
  source = "./modules/self-managed-node-group"

  for_each = { for name, group in coalesce(var.self_managed_node_groups, {}) : name => group if var.create }

  create               = each.value.create
  cluster_name         = aws_eks_cluster.this[0].name
  cluster_endpoint     = local.cluster_endpoint
  cluster_auth_base64  = local.cluster_auth_base64
  cluster_service_cidr = local.cluster_service_cidr
  cluster_ip_family    = var.ip_family
  kubernetes_version   = each.value.kubernetes_version != null ? each.value.kubernetes_version : aws_eks_cluster.this[0].version
  partition            = local.partition
  account_id           = local.account_id

  create_autoscaling_group    = each.value.create_autoscaling_group
  name                        = coalesce(each.value.name, each.key)
  use_name_prefix             = each.value.use_name_prefix
  subnet_ids                  = coalesce(each.value.subnet_ids, var.subnet_ids)
  min_size                    = each.value.min_size
  max_size                    = each.value.max_size
  desired_size                = each.value.desired_size
  desired_size_type           = each.value.desired_size_type
  availability_zones          = each.value.availability_zones
  instance_type               = each.value.instance_type
  instance_requirements       = each.value.instance_requirements
  use_mixed_instances_policy  = each.value.use_mixed_instances_policy
  mixed_instances_policy      = each.value.mixed_instances_policy
  instance_maintenance_policy = each.value.instance_maintenance_policy
  instance_refresh            = each.value.instance_refresh
  autoscaling_group_tags      = each.value.autoscaling_group_tags

  ami_id                     = each.value.ami_id
  ami_type                   = each.value.ami_type
  additional_cluster_dns_ips = each.value.additional_cluster_dns_ips
  pre_bootstrap_user_data    = each.value.pre_bootstrap_user_data
  post_bootstrap_user_data   = each.value.post_bootstrap_user_data
  bootstrap_extra_args       = each.value.bootstrap_extra_args
  user_data_template_path    = each.value.user_data_template_path
  cloudinit_pre_nodeadm      = each.value.cloudinit_pre_nodeadm
  cloudinit_post_nodeadm     = each.value.cloudinit_post_nodeadm

  create_launch_template          = each.value.create_launch_template
  launch_template_id              = each.value.launch_template_id
  launch_template_name            = coalesce(each.value.launch_template_name, each.key)
  launch_template_use_name_prefix = each.value.launch_template_use_name_prefix
  launch_template_version         = each.value.launch_template_version
  launch_template_tags            = each.value.launch_template_tags
  metadata_options                = each.value.metadata_options
  enable_efa_support              = each.value.enable_efa_support
  enable_efa_only                 = each.value.enable_efa_only
  efa_indices                     = each.value.efa_indices
  create_placement_group          = each.value.create_placement_group
  network_interfaces              = each.value.network_interfaces

  create_iam_instance_profile  = each.value.create_iam_instance_profile
  iam_instance_profile_arn     = each.value.iam_instance_profile_arn
  iam_role_arn                 = each.value.iam_role_arn
  iam_role_name                = each.value.iam_role_name
  iam_role_use_name_prefix     = each.value.iam_role_use_name_prefix
  iam_role_attach_cni_policy   = each.value.iam_role_attach_cni_policy
  iam_role_additional_policies = each.value.iam_role_additional_policies
  create_access_entry          = each.value.create_access_entry

  vpc_security_group_ids            = compact(concat([local.node_security_group_id], each.value.vpc_security_group_ids))
  cluster_primary_security_group_id = each.value.attach_cluster_primary_security_group ? aws_eks_cluster.this[0].vpc_config[0].cluster_security_group_id : null
  create_security_group             = each.value.create_security_group
  security_group_name               = each.value.security_group_name
  security_group_use_name_prefix    = each.value.security_group_use_name_prefix
  security_group_ingress_rules      = each.value.security_group_ingress_rules
  security_group_egress_rules       = each.value.security_group_egress_rules
  security_group_tags               = each.value.security_group_tags

  tags = merge(var.tags, each.value.tags)
}
