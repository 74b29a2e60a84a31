# What majors 18 and 19 understand and 20 refuses

module "self_managed_platform" {
  source = "./module"

  cluster_name    = "self-managed-platform"
  cluster_version = "1.29"
  vpc_id          = local.vpc_id
  subnet_ids      = local.private

  self_managed_node_groups = {
    bottlerocket = {
      platform             = "bottlerocket"
      ami_id               = "ami-0123456789abcdef3"
      bootstrap_extra_args = "max-pods = 31"
    }
    windows = {
      platform             = "windows"
      ami_id               = "ami-0123456789abcdef4"
      bootstrap_extra_args = "-KubeletExtraArgs '--max-pods=32'"
    }
  }
}
