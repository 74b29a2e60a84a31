# Calls of major 17

module "plain" {
  source = "./module"

  cluster_name    = "plain"
  cluster_version = "1.21"
  vpc_id          = local.vpc_id
  subnets         = local.private

  node_groups = {
    app = {}
  }
}

module "bare" {
  source = "./module"

  cluster_name = "bare"
  vpc_id       = aws_vpc.own.id
  subnets      = aws_subnet.own[*].id

  node_groups = {
    app = { instance_types = ["m5.large"] }
  }
}

module "several" {
  source = "./module"

  cluster_name    = "several"
  cluster_version = "1.21"
  vpc_id          = local.vpc_id
  subnets         = local.private

  cluster_endpoint_private_access                = true
  cluster_create_endpoint_private_access_sg_rule = true
  cluster_endpoint_private_access_cidrs          = ["10.0.0.0/8", "192.168.0.0/16"]
  cluster_endpoint_private_access_sg             = ["sg-1", "sg-2"]
  cluster_endpoint_public_access                 = false
  cluster_service_ipv4_cidr                      = "172.21.0.0/16"
  worker_additional_security_group_ids           = ["sg-more"]
  workers_additional_policies                    = ["arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"]
  worker_sg_ingress_from_port                    = 20000

  worker_create_cluster_primary_security_group_rules = true

  node_groups_defaults = {
    ami_type       = "AL2_x86_64"
    instance_types = ["m5.large", "m5a.large"]
    max_capacity   = 7
    k8s_labels     = { from = "defaults" }
  }

  node_groups = {
    blue = {}
    green = {
      name             = "emerald"
      min_capacity     = 2
      max_capacity     = 10
      desired_capacity = 3
      instance_types   = ["t3.large"]
      capacity_type    = "SPOT"
      subnets          = [local.private[0]]
      k8s_labels       = { workload = "web" }
      additional_tags  = { team = "web" }
      taints           = [{ key = "dedicated", value = "gpu", effect = "NO_SCHEDULE" }]
      update_config    = { max_unavailable_percentage = 50 }
    }
    ssh   = { key_name = "key", source_security_group_ids = ["sg-3"] }
    their = { launch_template_id = "lt-0123456789abcdef0", launch_template_version = "7" }
  }

  tags = { environment = "test" }
}

module "max_pods" {
  source = "./module"

  cluster_name    = "dense"
  cluster_version = "1.21"
  vpc_id          = local.vpc_id
  subnets         = local.private

  node_groups = {
    stock_image = {
      create_launch_template = true
      kubelet_extra_args     = "--max-pods=110"
      bootstrap_env          = { USE_MAX_PODS = "false", MARK_env = "1" }
      pre_userdata           = "echo MARK_pre"
      public_ip              = true
    }
    own_image = {
      create_launch_template        = true
      ami_id                        = "ami-0123456789abcdef0"
      kubelet_extra_args            = "--max-pods=29"
      additional_security_group_ids = ["sg-4"]
      set_instance_types_on_lt      = true
      instance_types                = ["c5.large"]
      metadata_http_tokens          = "required"
    }
    foreign_image = {
      create_launch_template = true
      ami_id                 = "ami-0123456789abcdef1"
      ami_is_eks_optimized   = false
      pre_userdata           = "bootstrap --max-pods=30"
    }
  }

  worker_groups = [
    { name = "dense", instance_type = "m5.large", kubelet_extra_args = "--max-pods=31", asg_max_size = 5 },
    { name = "args", bootstrap_extra_args = "--use-max-pods false", additional_userdata = "echo MARK_post", pre_userdata = "echo MARK_pre" },
  ]
}

module "workers" {
  source = "./module"

  cluster_name    = "workers"
  cluster_version = "1.21"
  vpc_id          = local.vpc_id
  subnets         = local.private

  workers_group_defaults = {
    asg_max_size = 6
    public_ip    = true
  }

  worker_groups = [
    {},
    { name = "named", instance_type = "t3.medium", asg_desired_capacity = 2, subnets = local.intra, additional_security_group_ids = ["sg-5"] },
    {
      platform = "windows"
      tags     = [{ key = "environment", value = "own", propagate_at_launch = true }]
    },
  ]

  tags = { environment = "test" }
}

module "workers_launch_template" {
  source = "./module"

  cluster_name    = "workers-lt"
  cluster_version = "1.21"
  vpc_id          = local.vpc_id
  subnets         = local.private

  worker_groups_launch_template = [
    { name = "plain", instance_type = "t2.small", asg_desired_capacity = 2, public_ip = true },
    {
      name                    = "spot"
      override_instance_types = ["m5.large", "m5a.large", "m5d.large"]
      spot_instance_pools     = 4
      asg_max_size            = 5
      asg_desired_capacity    = 5
      kubelet_extra_args      = "--node-labels=node.kubernetes.io/lifecycle=spot --max-pods=32"
    },
    { on_demand_allocation_strategy = "prioritized", launch_template_version = "3", ami_id = "ami-0123456789abcdef2" },
    { name = "fresh", instance_refresh_enabled = true, warm_pool = { min_size = 1, pool_state = "Stopped" } },
  ]
}

module "fargate" {
  source = "./module"

  cluster_name    = "fargate"
  vpc_id          = local.vpc_id
  subnets         = local.private
  fargate_subnets = local.intra

  fargate_profiles = {
    default  = { selectors = [{ namespace = "default" }, { namespace = "kube-system", labels = { k8s-app = "kube-dns" } }] }
    by_name  = { name = "other", subnets = [local.private[1]], selectors = [{ namespace = "other" }], tags = { own = "yes" } }
    by_place = { selectors = [{ namespace = "place" }] }
  }
}

module "no_groups" {
  source = "./module"

  cluster_name = "no-groups"
  vpc_id       = local.vpc_id
  subnets      = local.private

  cluster_create_security_group = false
  cluster_security_group_id     = "sg-cluster"
  worker_create_security_group  = false
  worker_security_group_id      = "sg-worker"
  attach_worker_cni_policy      = false
  enable_irsa                   = true
  write_kubeconfig              = false
  cluster_enabled_log_types     = ["api"]
  workers_role_name             = "workers"

  worker_groups_launch_template = [{ name = "only" }]
}

module "nothing" {
  source = "./module"

  create_eks   = false
  cluster_name = "nothing"
  subnets      = []
  vpc_id       = local.vpc_id
}
