# Calls that majors 18, 19 and 20 understand alike

module "plain" {
  source = "./module"

  cluster_name    = "plain"
  cluster_version = "1.29"
  vpc_id          = local.vpc_id
  subnet_ids      = local.private

  eks_managed_node_groups = {
    app = {}
  }
}

module "bare" {
  source = "./module"

  cluster_name = "bare"
  vpc_id       = aws_vpc.own.id
  subnet_ids   = aws_subnet.own[*].id

  eks_managed_node_groups = {
    app = { instance_types = ["m5.large"] }
  }
}

module "several" {
  source = "./module"

  cluster_name             = "several"
  cluster_version          = "1.29"
  vpc_id                   = local.vpc_id
  subnet_ids               = local.private
  control_plane_subnet_ids = local.intra

  cluster_endpoint_public_access       = true
  cluster_endpoint_private_access      = false
  cluster_endpoint_public_access_cidrs = ["203.0.113.0/24"]
  cluster_service_ipv4_cidr            = "172.21.0.0/16"

  eks_managed_node_group_defaults = {
    ami_type                              = "AL2_x86_64"
    instance_types                        = ["m5.large", "m5a.large"]
    max_size                              = 7
    attach_cluster_primary_security_group = true
    vpc_security_group_ids                = [aws_security_group.extra.id]
    tags                                  = { team = "net" }
  }

  eks_managed_node_groups = {
    blue = {}
    green = {
      name            = "emerald"
      use_name_prefix = false
      min_size        = 2
      max_size        = 10
      desired_size    = 3
      instance_types  = ["t3.large"]
      capacity_type   = "SPOT"
      subnet_ids      = [local.private[0]]
      labels          = { workload = "web" }
      taints          = { dedicated = { key = "dedicated", value = "gpu", effect = "NO_SCHEDULE" } }
      update_config   = { max_unavailable = 2 }
      tags            = { team = "web" }
    }
    own_template = {
      create_launch_template  = false
      launch_template_id      = "lt-0123456789abcdef0"
      launch_template_version = "7"
    }
    nothing = { create = false }
  }

  tags = { environment = "test" }
}

module "max_pods" {
  source = "./module"

  cluster_name    = "dense"
  cluster_version = "1.29"
  vpc_id          = local.vpc_id
  subnet_ids      = local.private

  eks_managed_node_groups = {
    custom_image = {
      ami_id                     = "ami-0123456789abcdef0"
      enable_bootstrap_user_data = true
      pre_bootstrap_user_data    = "export MARK=pre"
      bootstrap_extra_args       = "--use-max-pods false --kubelet-extra-args '--max-pods=110'"
      post_bootstrap_user_data   = "echo MARK_post"
    }
    prepended = {
      pre_bootstrap_user_data = <<-EOT
        #!/bin/bash
        sed -i 's/^KUBELET_EXTRA_ARGS=/KUBELET_EXTRA_ARGS="--max-pods=29"/' /etc/eks/bootstrap.sh
      EOT
    }
    bottlerocket = {
      ami_type             = "BOTTLEROCKET_x86_64"
      platform             = "bottlerocket"
      bootstrap_extra_args = "[settings.kubernetes]\nmax-pods = 58\n"
    }
    bottlerocket_own = {
      ami_id                     = "ami-0123456789abcdef1"
      ami_type                   = "BOTTLEROCKET_ARM_64"
      platform                   = "bottlerocket"
      enable_bootstrap_user_data = true
      bootstrap_extra_args       = "max-pods = 59"
    }
    windows = {
      ami_type                = "WINDOWS_CORE_2022_x86_64"
      platform                = "windows"
      pre_bootstrap_user_data = "echo MARK_windows"
    }
    hop = {
      metadata_options   = { http_put_response_hop_limit = 1 }
      network_interfaces = [{ associate_public_ip_address = true, device_index = 0, delete_on_termination = true }]
    }
  }
}

module "self_managed" {
  source = "./module"

  cluster_name    = "self-managed"
  cluster_version = "1.29"
  vpc_id          = local.vpc_id
  subnet_ids      = local.private

  self_managed_node_group_defaults = {
    instance_type = "m5.xlarge"
    max_size      = 5
    autoscaling_group_tags = {
      "k8s.io/cluster-autoscaler/enabled" = "true"
    }
  }

  self_managed_node_groups = {
    plain = {}
    mixed = {
      min_size                   = 1
      max_size                   = 12
      desired_size               = 2
      subnet_ids                 = local.intra
      use_mixed_instances_policy = true
      mixed_instances_policy = {
        instances_distribution = { on_demand_base_capacity = 1, spot_allocation_strategy = "capacity-optimized" }
        override = [
          { instance_type = "m5.large", weighted_capacity = "1" },
          { instance_type = "m6i.large", weighted_capacity = "2" },
        ]
      }
    }
    dense = {
      name                 = "dense-nodes"
      use_name_prefix      = false
      ami_id               = "ami-0123456789abcdef2"
      instance_type        = "c5.4xlarge"
      bootstrap_extra_args = "--kubelet-extra-args '--max-pods=20'"
      network_interfaces   = [{ associate_public_ip_address = true, subnet_id = "subnet-a" }]
    }
    scheduled = {
      schedules            = { night = { min_size = 0, max_size = 30, desired_size = 4, recurrence = "0 0 * * *" } }
      warm_pool            = { min_size = 2, pool_state = "Stopped", max_group_prepared_capacity = 4 }
      launch_template_name = "scheduled-lt"
    }
    template_only = { create_autoscaling_group = false }
  }
}

module "fargate" {
  source = "./module"

  cluster_name = "fargate"
  vpc_id       = local.vpc_id
  subnet_ids   = local.private

  fargate_profile_defaults = {
    tags = { from = "defaults" }
  }

  fargate_profiles = {
    default = { selectors = [{ namespace = "default" }, { namespace = "kube-system", labels = { k8s-app = "kube-dns" } }] }
    second = {
      name       = "other"
      subnet_ids = [local.private[1]]
      selectors  = [{ namespace = "other" }]
    }
  }
}

module "addons" {
  source = "./module"

  cluster_name    = "addons"
  cluster_version = "1.29"
  vpc_id          = local.vpc_id
  subnet_ids      = local.private

  cluster_addons = {
    coredns    = {}
    kube-proxy = { addon_version = "v1.29.1-eksbuild.2", preserve = false }
    vpc-cni = {
      most_recent    = true
      before_compute = true
      configuration_values = jsonencode({
        env = { AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG = "true", ENI_CONFIG_LABEL_DEF = "topology.kubernetes.io/zone", ENABLE_PREFIX_DELEGATION = "true" }
      })
    }
    renamed = { name = "aws-ebs-csi-driver", service_account_role_arn = "arn:aws:iam::123456789012:role/ebs" }
  }
}

module "security" {
  source = "./module"

  cluster_name    = "security"
  cluster_version = "1.29"
  vpc_id          = local.vpc_id
  subnet_ids      = local.private

  cluster_security_group_additional_rules = {
    from_nodes  = { protocol = "tcp", from_port = 1025, to_port = 65535, type = "egress", source_node_security_group = true }
    from_office = { protocol = "tcp", from_port = 443, to_port = 443, type = "ingress", cidr_blocks = ["203.0.113.0/24"] }
  }
  node_security_group_additional_rules = {
    self_all  = { protocol = "-1", from_port = 0, to_port = 0, type = "ingress", self = true }
    istio     = { protocol = "tcp", from_port = 15017, to_port = 15017, type = "ingress", source_cluster_security_group = true }
    from_peer = { protocol = "tcp", from_port = 80, to_port = 80, type = "ingress", source_security_group_id = "sg-0123" }
  }
  cluster_additional_security_group_ids = ["sg-0456"]
  cluster_security_group_name           = "named"
  node_security_group_tags              = { "karpenter.sh/discovery" = "security" }
}

module "no_groups" {
  source = "./module"

  cluster_name    = "no-groups"
  cluster_version = "1.29"
  vpc_id          = local.vpc_id
  subnet_ids      = local.private

  create_cluster_security_group = false
  cluster_security_group_id     = "sg-cluster"
  create_node_security_group    = false
  node_security_group_id        = "sg-node"
  create_iam_role               = false
  iam_role_arn                  = "arn:aws:iam::123456789012:role/cluster"
  enable_irsa                   = false

  eks_managed_node_groups = {
    app = { create_iam_role = false, iam_role_arn = "arn:aws:iam::123456789012:role/node" }
  }
}

module "six" {
  source = "./module"

  cluster_name               = "six"
  cluster_version            = "1.29"
  cluster_ip_family          = "ipv6"
  create_cni_ipv6_iam_policy = true
  vpc_id                     = local.vpc_id
  subnet_ids                 = local.private

  eks_managed_node_groups = { app = {} }
  fargate_profiles        = { f = { selectors = [{ namespace = "x" }] } }
}

module "nothing" {
  source = "./module"

  create = false
}

module "managed_alone" {
  source = "./module/modules/eks-managed-node-group"

  name                      = "alone"
  cluster_name              = "elsewhere"
  subnet_ids                = local.private
  cluster_service_ipv4_cidr = "172.20.0.0/16"

  cluster_primary_security_group_id = "sg-primary"
  vpc_security_group_ids            = ["sg-node"]
}

module "self_managed_alone" {
  source = "./module/modules/self-managed-node-group"

  name                = "alone"
  cluster_name        = "elsewhere"
  cluster_version     = "1.29"
  cluster_endpoint    = "https://elsewhere"
  cluster_auth_base64 = "Q0E="
  subnet_ids          = local.private
  instance_type       = "m5.large"

  vpc_security_group_ids = ["sg-node"]
}

module "fargate_alone" {
  source = "./module/modules/fargate-profile"

  name         = "alone"
  cluster_name = "elsewhere"
  subnet_ids   = local.private
  selectors    = [{ namespace = "jobs" }]
}
