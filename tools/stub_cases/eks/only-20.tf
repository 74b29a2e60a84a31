# What only major 20 understands

module "auto_mode" {
  source = "./module"

  cluster_name    = "auto"
  cluster_version = "1.31"
  vpc_id          = local.vpc_id
  subnet_ids      = local.private

  cluster_compute_config = {
    enabled    = true
    node_pools = ["general-purpose"]
  }
}

module "auto_mode_off" {
  source = "./module"

  cluster_name           = "auto-off"
  cluster_version        = "1.31"
  vpc_id                 = local.vpc_id
  subnet_ids             = local.private
  cluster_compute_config = { enabled = false }

  bootstrap_self_managed_addons                = false
  enable_security_groups_for_pods              = false
  enable_cluster_creator_admin_permissions     = true
  node_security_group_enable_recommended_rules = false

  access_entries = {
    admin = {
      principal_arn = "arn:aws:iam::123456789012:role/admin"
      policy_associations = {
        view = { policy_arn = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy", access_scope = { type = "namespace", namespaces = ["default"] } }
      }
    }
  }
}

module "al2023" {
  source = "./module"

  cluster_name    = "al2023"
  cluster_version = "1.31"
  vpc_id          = local.vpc_id
  subnet_ids      = local.private

  eks_managed_node_groups = {
    eks_image = {
      ami_type = "AL2023_x86_64_STANDARD"
      cloudinit_pre_nodeadm = [{
        content_type = "application/node.eks.aws"
        content      = <<-EOT
          ---
          apiVersion: node.eks.aws/v1alpha1
          kind: NodeConfig
          spec:
            kubelet:
              config:
                maxPods: 110
        EOT
      }]
    }
    own_image = {
      ami_type                   = "AL2023_x86_64_STANDARD"
      ami_id                     = "ami-0123456789abcdef4"
      enable_bootstrap_user_data = true
      cloudinit_pre_nodeadm      = [{ content = "MARK_pre maxPods: 111" }]
      cloudinit_post_nodeadm     = [{ content = "MARK_post", content_type = "text/x-shellscript" }]
    }
    untouched = { ami_type = "AL2023_x86_64_STANDARD" }
  }

  self_managed_node_groups = {
    nodeadm = {
      ami_type              = "AL2023_x86_64_STANDARD"
      ami_id                = "ami-0123456789abcdef5"
      cloudinit_pre_nodeadm = [{ content = "maxPods: 112", content_type = "application/node.eks.aws" }]
    }
  }
}

module "hybrid" {
  source = "./module"

  cluster_name = "hybrid"
  vpc_id       = local.vpc_id
  subnet_ids   = local.private

  cluster_remote_network_config = {
    remote_node_networks = { cidrs = ["10.80.0.0/16"] }
    remote_pod_networks  = { cidrs = ["10.81.0.0/16"] }
  }
}

module "outpost" {
  source = "./module"

  cluster_name = "outpost"
  vpc_id       = local.vpc_id
  subnet_ids   = local.private

  outpost_config = {
    control_plane_instance_type = "m5.large"
    outpost_arns                = ["arn:aws:outposts:us-east-1:123456789012:outpost/op-1"]
  }

  self_managed_node_groups = { app = { instance_type = "m5.large" } }
}

module "karpenter" {
  source = "./module/modules/karpenter"

  cluster_name = "plain"
}

module "hybrid_role" {
  source = "./module/modules/hybrid-node-role"
}
