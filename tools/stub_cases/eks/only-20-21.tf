# What majors 20 and 21 understand, in calls of submodules

module "efa" {
  source = "./module/modules/eks-managed-node-group"

  name                 = "efa"
  cluster_name         = "elsewhere"
  cluster_service_cidr = "172.20.0.0/16"
  subnet_ids           = aws_subnet.own[*].id
  instance_types       = ["p4d.24xlarge"]
  enable_efa_support   = true
  enable_efa_only      = true
  efa_indices          = [0, 2]

  vpc_security_group_ids = ["sg-node"]
}

module "template" {
  source = "./module/modules/eks-managed-node-group"

  name                    = "template"
  cluster_name            = "elsewhere"
  cluster_service_cidr    = "172.20.0.0/16"
  subnet_ids              = local.private
  ami_id                  = "ami-0123456789abcdef9"
  ami_type                = "AL2_x86_64"
  user_data_template_path = "./boot.tpl"
  bootstrap_extra_args    = "--MARK_extra"
  pre_bootstrap_user_data = "echo MARK_pre"
}
