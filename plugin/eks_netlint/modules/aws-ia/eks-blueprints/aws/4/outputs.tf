output "eks_cluster_arn" {
  value = module.aws_eks.cluster_arn
}

output "eks_cluster_id" {
  value = module.aws_eks.cluster_id
}

output "eks_cluster_certificate_authority_data" {
  value = module.aws_eks.cluster_certificate_authority_data
}

output "eks_cluster_endpoint" {
  value = module.aws_eks.cluster_endpoint
}

output "eks_oidc_issuer_url" {
  value = try(split("//", module.aws_eks.cluster_oidc_issuer_url)[1], "EKS Cluster not enabled")
}

output "oidc_provider" {
  value = module.aws_eks.oidc_provider
}

output "eks_oidc_provider_arn" {
  value = module.aws_eks.oidc_provider_arn
}

output "configure_kubectl" {
  value = "aws eks --region ${data.aws_region.current.name} update-kubeconfig --name ${module.aws_eks.cluster_id}"
}

output "eks_cluster_status" {
  value = module.aws_eks.cluster_status
}

output "eks_cluster_version" {
  value = module.aws_eks.cluster_version
}

output "cluster_primary_security_group_id" {
  value = module.aws_eks.cluster_primary_security_group_id
}

output "cluster_security_group_id" {
  value = module.aws_eks.cluster_security_group_id
}

output "cluster_security_group_arn" {
  value = module.aws_eks.cluster_security_group_arn
}

output "worker_node_security_group_arn" {
  value = try(module.aws_eks.node_security_group_arn, "EKS Node groups not enabled")
}

output "worker_node_security_group_id" {
  value = try(module.aws_eks.node_security_group_id, "EKS Node groups not enabled")
}

# Groups and profiles

locals {
  managed     = var.create_eks ? module.aws_eks_managed_node_groups : {}
  selfmanaged = var.create_eks ? module.aws_eks_self_managed_node_groups : {}
}

output "managed_node_groups" {
  value = length(local.managed) > 0 ? [local.managed] : []
}

output "managed_node_groups_id" {
  value = [for group in local.managed : join(",", group.managed_nodegroup_id)]
}

output "managed_node_groups_status" {
  value = [for group in local.managed : join(",", group.managed_nodegroup_status)]
}

output "managed_node_group_arn" {
  value = [for group in local.managed : join(",", group.managed_nodegroup_arn)]
}

output "managed_node_group_iam_role_names" {
  value = [for group in local.managed : join(",", group.managed_nodegroup_iam_role_name)]
}

output "managed_node_group_iam_role_arns" {
  value = [for group in local.managed : join(",", group.managed_nodegroup_iam_role_arn)]
}

output "managed_node_group_iam_instance_profile_id" {
  value = [for group in local.managed : join(",", group.managed_nodegroup_iam_instance_profile_id)]
}

output "managed_node_group_iam_instance_profile_arns" {
  value = [for group in local.managed : join(",", group.managed_nodegroup_iam_instance_profile_arn)]
}

output "self_managed_node_groups" {
  value = length(local.selfmanaged) > 0 ? [local.selfmanaged] : []
}

output "self_managed_node_group_iam_role_arns" {
  value = [for group in local.selfmanaged : join(",", group.self_managed_nodegroup_iam_role_arns)]
}

output "self_managed_node_group_autoscaling_groups" {
  value = [for group in local.selfmanaged : join(",", group.self_managed_asg_names)]
}

output "self_managed_node_group_iam_instance_profile_id" {
  value = [for group in local.selfmanaged : join(",", group.self_managed_nodegroup_iam_instance_profile_id)]
}

output "fargate_profiles" {
  value = module.aws_eks_fargate_profiles
}

output "fargate_profiles_iam_role_arns" {
  value = { for name, profile in module.aws_eks_fargate_profiles : name => profile.eks_fargate_profile_role_name }
}

# Who may enter the cluster, teams and EMR bear on no network: nothing is known of them.

data "external" "not_read" {
  program = []
}

locals {
  unread = data.external.not_read.result.value
}

output "managed_node_group_aws_auth_config_map" {
  value = local.unread
}

output "self_managed_node_group_aws_auth_config_map" {
  value = local.unread
}

output "windows_node_group_aws_auth_config_map" {
  value = local.unread
}

output "fargate_profiles_aws_auth_config_map" {
  value = local.unread
}

output "emr_on_eks_role_arn" {
  value = local.unread
}

output "emr_on_eks_role_id" {
  value = local.unread
}

output "teams" {
  value = local.unread
}
