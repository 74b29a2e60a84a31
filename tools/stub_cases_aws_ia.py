"""Calls of aws-ia's modules on which ``judge_stub`` compares the real modules with our stubs."""

from __future__ import annotations

from stub_subjects import Case, Subject

_AROUND = """
resource "aws_vpc" "other" {
  cidr_block = "172.20.0.0/16"
}

resource "aws_subnet" "other" {
  count             = 2
  vpc_id            = aws_vpc.other.id
  availability_zone = "us-east-1${["a", "b"][count.index]}"
  cidr_block        = cidrsubnet("172.20.0.0/16", 8, count.index)
}

resource "aws_iam_role" "other" {
  assume_role_policy = "{}"
}
"""
"""What the calls refer to: things whose ids are not known before apply."""

_CHART = """
  name          = "cni"
  chart         = "cilium"
  chart_version = "1.15.1"
  repository    = "https://helm.cilium.io"
"""
_ROLE = (
    '  create_role    = true\n  set_irsa_names = ["serviceAccount.annotations.eks\\\\.amazonaws\\\\.com/role-arn"]\n'
)

ADDON = Subject(
    "aws-ia/eks-blueprints-addon/aws",
    _AROUND,
    (
        Case("plain", _CHART),
        Case("nothing", ""),
        Case("off", _CHART + "  create = false"),
        Case("no-release", _CHART + _ROLE + "  create_release = false"),
        Case("only-chart", '  chart = "cilium"'),
        Case("namespace", _CHART + '  namespace = "kube-system"\n  create_namespace = false'),
        Case("values", _CHART + '  values = [yamlencode({ cni = { chainingMode = "aws-cni" } }), "debug: true"]'),
        Case("unknown-values", _CHART + "  values = [yamlencode({ vpc = aws_vpc.other.id })]"),
        Case(
            "set",
            _CHART
            + """
  set = [
    { name = "cni.chainingMode", value = "aws-cni" },
    { name = "enableIPv4Masquerade", value = "false", type = "string" },
  ]
""",
        ),
        Case("set-numbers", _CHART + '  set = [{ name = "replicas", value = 2 }, { name = "x", value = true }]'),
        Case("sensitive", _CHART + '  set_sensitive = [{ name = "token", value = "abc" }]'),
        Case("role", _CHART + _ROLE),
        Case("role-off", _CHART + _ROLE + "  create = false"),
        Case(
            "role-named", _CHART + _ROLE + '  role_name = "mine"\n  role_name_use_prefix = false\n  role_path = "/a/"'
        ),
        Case("role-policies", _CHART + _ROLE + '  role_policies = { A = "arn:aws:iam::aws:policy/A" }'),
        Case(
            "policy",
            _CHART + _ROLE + '  policy_statements = [{ actions = ["ec2:*"], resources = ["*"] }]\n  policy_name = "p"',
        ),
        Case("no-policy", _CHART + _ROLE + '  create_policy = false\n  source_policy_documents = ["{}"]'),
    ),
    untold=frozenset({"wait", "trust_policy_statements", "iam_policy"}),
)

_CLUSTER = """
  cluster_name      = "demo"
  cluster_endpoint  = "https://demo"
  cluster_version   = "1.30"
  oidc_provider_arn = "arn:aws:iam::111122223333:oidc-provider/oidc.eks.us-east-1.amazonaws.com/id/ABC"
"""


def _addon(name: str, inputs: str = "", versions: str = ">= 1.16", *, switch: str = "") -> Case:
    """A call with one chart on, and what it is told."""
    told = f"  {name} = {{\n{inputs}\n  }}\n" if inputs else ""
    return Case(
        f"{name.replace('_', '-')}{'-told' if told else ''}",
        f"{_CLUSTER}  enable_{switch or name} = true\n{told}",
        versions,
    )


_PLAIN_CHARTS = (
    "argo_rollouts",
    "argo_workflows",
    "argocd",
    "argo_events",
    "aws_cloudwatch_metrics",
    "aws_efs_csi_driver",
    "aws_for_fluentbit",
    "aws_fsx_csi_driver",
    "aws_load_balancer_controller",
    "aws_node_termination_handler",
    "aws_privateca_issuer",
    "cert_manager",
    "cluster_autoscaler",
    "cluster_proportional_autoscaler",
    "external_dns",
    "external_secrets",
    "gatekeeper",
    "ingress_nginx",
    "karpenter",
    "kube_prometheus_stack",
    "metrics_server",
    "secrets_store_csi_driver",
    "secrets_store_csi_driver_provider_aws",
    "velero",
    "vpa",
    "aws_gateway_api_controller",
)
_NODE_ROLE = '    iam_role_use_name_prefix = false\n    iam_role_name = "nodes"\n    instance_profile_name = "profile"'

ADDONS = Subject(
    "aws-ia/eks-blueprints-addons/aws",
    _AROUND,
    (
        Case("nothing", _CLUSTER),
        *(_addon(name) for name in _PLAIN_CHARTS if name != "velero"),
        Case("velero", _CLUSTER + '  enable_velero = true\n  velero = { s3_backup_location = "arn:aws:s3:::a/b" }'),
        _addon("bottlerocket_shadow", switch="bottlerocket_update_operator"),
        Case(
            "cni",
            _CLUSTER
            + """
  eks_addons = {
    coredns = {}
    vpc-cni = {
      addon_version            = "v1.18.1-eksbuild.1"
      service_account_role_arn = aws_iam_role.other.arn
      configuration_values = jsonencode({
        env = { ENABLE_PREFIX_DELEGATION = "true", WARM_PREFIX_TARGET = "1" }
      })
    }
    proxy = { name = "kube-proxy", most_recent = true }
  }
""",
        ),
        Case("unknown-cni", _CLUSTER + "  eks_addons = { vpc-cni = { configuration_values = aws_vpc.other.id } }"),
        Case(
            "releases",
            _CLUSTER
            + """
  helm_releases = {
    cilium = {
      chart         = "cilium"
      chart_version = "1.15.1"
      repository    = "https://helm.cilium.io"
      namespace     = "kube-system"
      values        = ["cni: { chainingMode: aws-cni }"]
      set           = [{ name = "debug.enabled", value = "true" }]
    }
    policy = {
      name             = "tigera-operator"
      chart            = "https://example.com/tigera-operator-v3.27.0.tgz"
      create_namespace = true
    }
  }
""",
        ),
        _addon(
            "aws_load_balancer_controller",
            '    chart_version = "1.6.0"\n    set = [{ name = "vpcId", value = aws_vpc.other.id }]\n'
            '    values = ["replicaCount: 1"]\n    namespace = "lb"\n    service_account_name = "lb"',
        ),
        _addon("ingress_nginx", "    values = [yamlencode({ controller = { service = { external = true } } })]"),
        _addon("external_dns", '    create_role = false\n    name = "dns"\n    create_namespace = false'),
        _addon("external_secrets", '    namespace = "es"\n    role_name = "es"\n    role_name_use_prefix = false'),
        _addon("gatekeeper", '    chart = "other"\n    repository = "https://example.com"\n    set = []'),
        Case("karpenter-node", f"{_CLUSTER}  enable_karpenter = true\n  karpenter_node = {{\n{_NODE_ROLE}\n  }}\n"),
        Case(
            "karpenter-spot",
            _CLUSTER
            + """
  enable_karpenter                           = true
  karpenter_enable_spot_termination          = true
  karpenter_enable_instance_profile_creation = false
  karpenter_sqs                              = { queue_name = "mine" }
  karpenter = {
    chart_version = "1.0.0"
    namespace     = "kube-system"
    set           = [{ name = "settings.reservedENIs", value = "1" }]
  }
""",
            ">= 1.16",
        ),
        Case(
            "no-kubernetes",
            f"{_CLUSTER}  enable_karpenter = true\n  enable_cert_manager = true\n  create_kubernetes_resources = false",
        ),
        Case(
            "several",
            _CLUSTER
            + """
  enable_aws_load_balancer_controller = true
  enable_external_dns                 = true
  enable_karpenter                    = true
  enable_metrics_server               = true
  enable_cluster_autoscaler           = true
  tags                                = { Team = "x" }
""",
        ),
    ),
    untold=frozenset(
        {
            "aws_load_balancer_controller_aga",
            "fargate_fluentbit",
            "gitops_metadata",
            "karpenter",
            "aws_node_termination_handler",
        }
    ),
    unpinned=frozenset({"version", "set"}),
)

_BLUEPRINT = """
  cluster_name       = "demo"
  cluster_version    = "1.25"
  vpc_id             = aws_vpc.other.id
  private_subnet_ids = aws_subnet.other[*].id
  public_subnet_ids  = ["subnet-p1", "subnet-p2"]
"""


def _managed(inside: str) -> str:
    """A cluster with one managed group."""
    return (
        f'{_BLUEPRINT}  managed_node_groups = {{\n    app = {{\n      node_group_name = "app"\n{inside}\n    }}\n  }}\n'
    )


def _self_managed(inside: str) -> str:
    """A cluster with one self-managed group."""
    return (
        f"{_BLUEPRINT}  self_managed_node_groups = {{\n"
        f'    app = {{\n      node_group_name = "app"\n      launch_template_os = "amazonlinux2eks"\n'
        f"{inside}\n    }}\n  }}\n"
    )


BLUEPRINTS = Subject(
    "aws-ia/eks-blueprints/aws",
    _AROUND,
    (
        Case("plain", _BLUEPRINT),
        Case("off", _BLUEPRINT + "  create_eks = false"),
        Case(
            "private", _BLUEPRINT + "  cluster_endpoint_private_access = true\n  cluster_endpoint_public_access = false"
        ),
        Case("six", _BLUEPRINT + '  cluster_ip_family = "ipv6"'),
        Case("services", _BLUEPRINT + '  cluster_service_ipv4_cidr = "172.20.0.0/16"'),
        Case("control-plane", _BLUEPRINT + '  control_plane_subnet_ids = ["subnet-c1", "subnet-c2"]'),
        Case("no-groups", _BLUEPRINT + "  create_node_security_group = false\n  create_cluster_security_group = false"),
        Case("managed", _managed("")),
        Case("managed-sizes", _managed('instance_types = ["m5.xlarge"]\nmin_size = 2\nmax_size = 9\ndesired_size = 4')),
        Case("managed-public", _managed('subnet_type = "public"\npublic_ip = true\ncreate_launch_template = true')),
        Case("managed-subnets", _managed('subnet_ids = ["subnet-x"]\nenable_node_group_prefix = false')),
        Case(
            "managed-image",
            _managed(
                'create_launch_template = true\ncustom_ami_id = "ami-1"\n'
                'kubelet_extra_args = "--max-pods=110"\nbootstrap_extra_args = "--use-max-pods false"\n'
                'pre_userdata = "echo MARK_pre"\npost_userdata = "echo MARK_post"'
            ),
        ),
        Case("managed-pre", _managed('create_launch_template = true\npre_userdata = "echo MARK_pre"')),
        Case("managed-bottlerocket", _managed('ami_type = "BOTTLEROCKET_x86_64"\ncapacity_type = "SPOT"')),
        Case(
            "managed-tainted",
            _managed(
                'k8s_labels = { a = "b" }\nk8s_taints = [{ key = "k", value = "v", effect = "NO_SCHEDULE" }]\n'
                "update_config = [{ max_unavailable_percentage = 30 }]"
            ),
        ),
        Case("managed-role", _managed('create_iam_role = false\niam_role_arn = "arn:aws:iam::111122223333:role/n"')),
        Case(
            "self-managed",
            _self_managed('custom_ami_id = "ami-1"\nsubnet_ids = aws_subnet.other[*].id'),
        ),
        Case(
            "self-managed-types",
            _self_managed('custom_ami_id = "ami-1"\ninstance_types = ["m5.large", "c5.large"]'),
        ),
        Case(
            "self-managed-pods",
            _self_managed('custom_ami_id = "ami-1"\nkubelet_extra_args = "--max-pods=20"'),
        ),
        Case(
            "fargate",
            _BLUEPRINT
            + """
  fargate_profiles = {
    default = {
      fargate_profile_name = "default"
      fargate_profile_namespaces = [{ namespace = "default", k8s_labels = { a = "b" } }]
      subnet_ids = aws_subnet.other[*].id
    }
  }
""",
        ),
    ),
    submodules=tuple(
        f"modules/{name}" for name in ("aws-eks-fargate-profiles", "aws-eks-managed-node-groups", "launch-templates")
    ),
    untold=frozenset(
        {
            "managed_node_group_aws_auth_config_map",
            "self_managed_node_group_aws_auth_config_map",
            "windows_node_group_aws_auth_config_map",
            "fargate_profiles_aws_auth_config_map",
            "fargate_profiles_iam_role_arns",
            "emr_on_eks_role_arn",
            "emr_on_eks_role_id",
            "teams",
            "cluster_version",
        }
    ),
)

SUBJECTS = (ADDON, ADDONS, BLUEPRINTS)
