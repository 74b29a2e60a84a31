# What only major 18 understands

module "policies" {
  source = "./module"

  cluster_name = "policies"
  vpc_id       = local.vpc_id
  subnet_ids   = local.private

  iam_role_additional_policies = ["arn:aws:iam::aws:policy/SecurityAudit"]

  eks_managed_node_group_defaults = { iam_role_additional_policies = ["arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"] }
  fargate_profile_defaults        = { iam_role_additional_policies = ["arn:aws:iam::aws:policy/ReadOnlyAccess"] }

  eks_managed_node_groups = {
    inherits  = {}
    overrides = { iam_role_additional_policies = [], iam_role_attach_cni_policy = false }
  }
  fargate_profiles = { app = { selectors = [{ namespace = "app" }] } }
}

module "templates" {
  source = "./module"

  cluster_name = "templates"
  vpc_id       = local.vpc_id
  subnet_ids   = local.private

  eks_managed_node_groups = {
    stock = { create_launch_template = false, launch_template_name = "" }
    named = { create_launch_template = false, launch_template_name = "theirs", launch_template_version = "3" }
    guarded = {
      security_group_rules = {
        web  = { protocol = "tcp", from_port = 80, to_port = 80, type = "ingress", cidr_blocks = ["10.0.0.0/8"] }
        from = { protocol = "tcp", from_port = 81, to_port = 81, type = "ingress", source_cluster_security_group = true }
      }
    }
    unguarded = { create_security_group = false }
  }
  self_managed_node_groups = {
    guarded   = { security_group_rules = { web = { protocol = "tcp", from_port = 80, to_port = 80, type = "ingress", self = true } } }
    unguarded = { create_security_group = false, use_default_tags = true }
    scheduled = { create_schedule = true, schedules = { night = { min_size = 0, max_size = 30, desired_size = 4, recurrence = "0 0 * * *" } } }
  }
}
