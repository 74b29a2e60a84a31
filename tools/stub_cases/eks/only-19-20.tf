# What majors 19 and 20 understand

module "policies" {
  source = "./module"

  cluster_name = "policies"
  vpc_id       = local.vpc_id
  subnet_ids   = local.private

  iam_role_additional_policies = { audit = "arn:aws:iam::aws:policy/SecurityAudit" }

  eks_managed_node_group_defaults  = { iam_role_additional_policies = { ssm = "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore" } }
  fargate_profile_defaults         = { iam_role_additional_policies = { extra = "arn:aws:iam::aws:policy/ReadOnlyAccess" } }
  self_managed_node_group_defaults = { iam_role_additional_policies = { ssm = "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore" } }

  eks_managed_node_groups = {
    inherits  = {}
    overrides = { iam_role_additional_policies = {}, iam_role_attach_cni_policy = false }
    stock = {
      use_custom_launch_template = false
      remote_access              = { ec2_ssh_key = "key", source_security_group_ids = ["sg-1"] }
      schedules                  = { up = { max_size = 20, recurrence = "0 6 * * *" } }
    }
  }
  self_managed_node_groups = {
    inherits = {}
    flexible = {
      ami_id                = "ami-0123456789abcdef8"
      instance_type         = null
      instance_requirements = { vcpu_count = { min = 2, max = 8 }, memory_mib = { min = 4096 }, allowed_instance_types = ["m5.*"] }
    }
  }
  fargate_profiles = { app = { selectors = [{ namespace = "app" }] } }
}
