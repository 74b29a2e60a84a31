# Calls of major 21

module "plain" {
  source = "./module"

  name               = "plain"
  kubernetes_version = "1.29"
  vpc_id             = local.vpc_id
  subnet_ids         = local.private

  eks_managed_node_groups = {
    app = {}
  }
}

module "bare" {
  source = "./module"

  name       = "bare"
  vpc_id     = aws_vpc.own.id
  subnet_ids = aws_subnet.own[*].id

  eks_managed_node_groups = {
    app = { instance_types = ["m5.large"] }
  }
}

module "several" {
  source = "./module"

  name                     = "several"
  kubernetes_version       = "1.29"
  vpc_id                   = local.vpc_id
  subnet_ids               = local.private
  control_plane_subnet_ids = local.intra

  endpoint_public_access       = true
  endpoint_private_access      = false
  endpoint_public_access_cidrs = ["203.0.113.0/24"]
  service_ipv4_cidr            = "172.21.0.0/16"

  eks_managed_node_groups = {
    blue = {
      ami_type                              = "AL2_x86_64"
      instance_types                        = ["m5.large", "m5a.large"]
      max_size                              = 7
      attach_cluster_primary_security_group = true
      vpc_security_group_ids                = [aws_security_group.extra.id]
      iam_role_additional_policies          = { ssm = "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore" }
      tags                                  = { team = "net" }
    }
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

  name               = "dense"
  kubernetes_version = "1.29"
  vpc_id             = local.vpc_id
  subnet_ids         = local.private

  eks_managed_node_groups = {
    custom_image = {
      ami_type                   = "AL2_x86_64"
      ami_id                     = "ami-0123456789abcdef0"
      enable_bootstrap_user_data = true
      pre_bootstrap_user_data    = "export MARK=pre"
      bootstrap_extra_args       = "--use-max-pods false --kubelet-extra-args '--max-pods=110'"
      post_bootstrap_user_data   = "echo MARK_post"
    }
    prepended = {
      ami_type                = "AL2_x86_64"
      pre_bootstrap_user_data = <<-EOT
        #!/bin/bash
        sed -i 's/^KUBELET_EXTRA_ARGS=/KUBELET_EXTRA_ARGS="--max-pods=29"/' /etc/eks/bootstrap.sh
      EOT
    }
    bottlerocket = {
      ami_type             = "BOTTLEROCKET_x86_64"
      bootstrap_extra_args = "[settings.kubernetes]\nmax-pods = 58\n"
    }
    bottlerocket_own = {
      ami_id                     = "ami-0123456789abcdef1"
      ami_type                   = "BOTTLEROCKET_ARM_64"
      enable_bootstrap_user_data = true
      bootstrap_extra_args       = "max-pods = 59"
    }
    windows = {
      ami_type                = "WINDOWS_CORE_2022_x86_64"
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

  name               = "self-managed"
  kubernetes_version = "1.29"
  vpc_id             = local.vpc_id
  subnet_ids         = local.private

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
        launch_template = { override = [
          { instance_type = "m5.large", weighted_capacity = "1" },
          { instance_type = "m6i.large", weighted_capacity = "2" },
        ] }
      }
    }
    dense = {
      ami_type             = "AL2_x86_64"
      name                 = "dense-nodes"
      use_name_prefix      = false
      ami_id               = "ami-0123456789abcdef2"
      instance_type        = "c5.4xlarge"
      bootstrap_extra_args = "--kubelet-extra-args '--max-pods=20'"
      network_interfaces   = [{ associate_public_ip_address = true }]
    }
    scheduled = {
      launch_template_name = "scheduled-lt"
    }
    template_only = { create_autoscaling_group = false }
  }
}

module "fargate" {
  source = "./module"

  name       = "fargate"
  vpc_id     = local.vpc_id
  subnet_ids = local.private

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

  name               = "addons"
  kubernetes_version = "1.29"
  vpc_id             = local.vpc_id
  subnet_ids         = local.private

  addons = {
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

  name               = "security"
  kubernetes_version = "1.29"
  vpc_id             = local.vpc_id
  subnet_ids         = local.private

  security_group_additional_rules = {
    from_nodes  = { protocol = "tcp", from_port = 1025, to_port = 65535, type = "egress", source_node_security_group = true }
    from_office = { protocol = "tcp", from_port = 443, to_port = 443, type = "ingress", cidr_blocks = ["203.0.113.0/24"] }
  }
  node_security_group_additional_rules = {
    self_all  = { protocol = "-1", from_port = 0, to_port = 0, type = "ingress", self = true }
    istio     = { protocol = "tcp", from_port = 15017, to_port = 15017, type = "ingress", source_cluster_security_group = true }
    from_peer = { protocol = "tcp", from_port = 80, to_port = 80, type = "ingress", source_security_group_id = "sg-0123" }
  }
  additional_security_group_ids = ["sg-0456"]
  security_group_name           = "named"
  node_security_group_tags      = { "karpenter.sh/discovery" = "security" }
}

module "no_groups" {
  source = "./module"

  name               = "no-groups"
  kubernetes_version = "1.29"
  vpc_id             = local.vpc_id
  subnet_ids         = local.private

  create_security_group      = false
  security_group_id          = "sg-cluster"
  create_node_security_group = false
  node_security_group_id     = "sg-node"
  create_iam_role            = false
  iam_role_arn               = "arn:aws:iam::123456789012:role/cluster"
  enable_irsa                = false

  eks_managed_node_groups = {
    app = { create_iam_role = false, iam_role_arn = "arn:aws:iam::123456789012:role/node" }
  }
}

module "six" {
  source = "./module"

  name                       = "six"
  kubernetes_version         = "1.29"
  ip_family                  = "ipv6"
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

  name                 = "alone"
  cluster_service_cidr = "172.20.0.0/16"
  cluster_name         = "elsewhere"
  subnet_ids           = local.private

  cluster_primary_security_group_id = "sg-primary"
  vpc_security_group_ids            = ["sg-node"]
}

module "self_managed_alone" {
  source = "./module/modules/self-managed-node-group"

  name                 = "alone"
  cluster_service_cidr = "172.20.0.0/16"
  cluster_name         = "elsewhere"
  kubernetes_version   = "1.29"
  cluster_endpoint     = "https://elsewhere"
  cluster_auth_base64  = "Q0E="
  subnet_ids           = local.private
  instance_type        = "m5.large"

  vpc_security_group_ids = ["sg-node"]
}

module "fargate_alone" {
  source = "./module/modules/fargate-profile"

  name         = "alone"
  cluster_name = "elsewhere"
  subnet_ids   = local.private
  selectors    = [{ namespace = "jobs" }]
}


module "auto_mode" {
  source = "./module"

  name               = "auto"
  kubernetes_version = "1.31"
  vpc_id             = local.vpc_id
  subnet_ids         = local.private

  compute_config = {
    enabled    = true
    node_pools = ["general-purpose"]
  }
}

module "auto_mode_off" {
  source = "./module"

  name               = "auto-off"
  kubernetes_version = "1.31"
  vpc_id             = local.vpc_id
  subnet_ids         = local.private
  compute_config     = { enabled = false }

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

  name               = "al2023"
  kubernetes_version = "1.31"
  vpc_id             = local.vpc_id
  subnet_ids         = local.private

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

  name       = "hybrid"
  vpc_id     = local.vpc_id
  subnet_ids = local.private

  remote_network_config = {
    remote_node_networks = { cidrs = ["10.80.0.0/16"] }
    remote_pod_networks  = { cidrs = ["10.81.0.0/16"] }
  }
}

module "outpost" {
  source = "./module"

  name       = "outpost"
  vpc_id     = local.vpc_id
  subnet_ids = local.private

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

module "own_rules" {
  source = "./module"

  name       = "own-rules"
  vpc_id     = aws_vpc.own.id
  subnet_ids = aws_subnet.own[*].id

  eks_managed_node_groups = {
    guarded = {
      security_group_ingress_rules = {
        web = { cidr_ipv4 = "10.0.0.0/8", from_port = "80" }
        all = { ip_protocol = "-1", self = true }
      }
      security_group_egress_rules = { out = { cidr_ipv4 = "0.0.0.0/0", ip_protocol = "-1" } }
    }
    unguarded = { create_security_group = false, security_group_ingress_rules = { web = { cidr_ipv4 = "10.0.0.0/8", from_port = "80" } } }
  }
  self_managed_node_groups = {
    guarded = {
      ami_id                       = "ami-0123456789abcdef6"
      security_group_ingress_rules = { web = { referenced_security_group_id = aws_security_group.extra.id, from_port = "8080", to_port = "8090" } }
    }
    flexible = {
      ami_id                = "ami-0123456789abcdef7"
      instance_requirements = { vcpu_count = { min = 2, max = 8 }, memory_mib = { min = 4096 }, allowed_instance_types = ["m5.*"] }
    }
  }
}

module "auto_roles" {
  source = "./module"

  name                           = "auto-roles"
  create_auto_mode_iam_resources = true
  vpc_id                         = local.vpc_id
  subnet_ids                     = local.private
}
