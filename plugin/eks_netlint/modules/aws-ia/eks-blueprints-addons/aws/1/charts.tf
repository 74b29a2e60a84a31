# Every Helm chart the module knows: what the caller says of it goes before the module's own.

module "argo_rollouts" {
  source  = "aws-ia/eks-blueprints-addon/aws"
  version = "1.3.0"

  create           = var.enable_argo_rollouts
  create_release   = var.create_kubernetes_resources
  name             = try(var.argo_rollouts.name, "argo-rollouts")
  namespace        = try(var.argo_rollouts.namespace, "argo-rollouts")
  create_namespace = try(var.argo_rollouts.create_namespace, true)
  chart            = try(var.argo_rollouts.chart, "argo-rollouts")
  chart_version    = try(var.argo_rollouts.chart_version, local.unread)
  repository       = try(var.argo_rollouts.repository, "https://argoproj.github.io/argo-helm")
  values           = try(var.argo_rollouts.values, [])
  set              = try(var.argo_rollouts.set, [])
  set_sensitive    = try(var.argo_rollouts.set_sensitive, [])
}

module "argo_workflows" {
  source  = "aws-ia/eks-blueprints-addon/aws"
  version = "1.3.0"

  create           = var.enable_argo_workflows
  create_release   = var.create_kubernetes_resources
  name             = try(var.argo_workflows.name, "argo-workflows")
  namespace        = try(var.argo_workflows.namespace, "argo-workflows")
  create_namespace = try(var.argo_workflows.create_namespace, true)
  chart            = try(var.argo_workflows.chart, "argo-workflows")
  chart_version    = try(var.argo_workflows.chart_version, local.unread)
  repository       = try(var.argo_workflows.repository, "https://argoproj.github.io/argo-helm")
  values           = try(var.argo_workflows.values, [])
  set              = try(var.argo_workflows.set, [])
  set_sensitive    = try(var.argo_workflows.set_sensitive, [])
}

module "argocd" {
  source  = "aws-ia/eks-blueprints-addon/aws"
  version = "1.3.0"

  create           = var.enable_argocd
  create_release   = var.create_kubernetes_resources
  name             = try(var.argocd.name, "argo-cd")
  namespace        = try(var.argocd.namespace, "argocd")
  create_namespace = try(var.argocd.create_namespace, true)
  chart            = try(var.argocd.chart, "argo-cd")
  chart_version    = try(var.argocd.chart_version, local.unread)
  repository       = try(var.argocd.repository, "https://argoproj.github.io/argo-helm")
  values           = try(var.argocd.values, [])
  set              = try(var.argocd.set, [])
  set_sensitive    = try(var.argocd.set_sensitive, [])
}

module "argo_events" {
  source  = "aws-ia/eks-blueprints-addon/aws"
  version = "1.3.0"

  create           = var.enable_argo_events
  create_release   = var.create_kubernetes_resources
  name             = try(var.argo_events.name, "argo-events")
  namespace        = try(var.argo_events.namespace, "argo-events")
  create_namespace = try(var.argo_events.create_namespace, true)
  chart            = try(var.argo_events.chart, "argo-events")
  chart_version    = try(var.argo_events.chart_version, local.unread)
  repository       = try(var.argo_events.repository, "https://argoproj.github.io/argo-helm")
  values           = try(var.argo_events.values, [])
  set              = try(var.argo_events.set, [])
  set_sensitive    = try(var.argo_events.set_sensitive, [])
}

locals {
  aws_cloudwatch_metrics_service_account = try(var.aws_cloudwatch_metrics.service_account_name, "aws-cloudwatch-metrics")
  aws_cloudwatch_metrics_namespace       = try(var.aws_cloudwatch_metrics.namespace, "amazon-cloudwatch")
}

module "aws_cloudwatch_metrics" {
  source  = "aws-ia/eks-blueprints-addon/aws"
  version = "1.3.0"

  create           = var.enable_aws_cloudwatch_metrics
  create_release   = var.create_kubernetes_resources
  name             = try(var.aws_cloudwatch_metrics.name, "aws-cloudwatch-metrics")
  namespace        = local.aws_cloudwatch_metrics_namespace
  create_namespace = try(var.aws_cloudwatch_metrics.create_namespace, true)
  chart            = try(var.aws_cloudwatch_metrics.chart, "aws-cloudwatch-metrics")
  chart_version    = try(var.aws_cloudwatch_metrics.chart_version, local.unread)
  repository       = try(var.aws_cloudwatch_metrics.repository, "https://aws.github.io/eks-charts")
  values           = try(var.aws_cloudwatch_metrics.values, [])
  set = concat([
    { name = "clusterName", value = var.cluster_name },
    { name = "serviceAccount.name", value = local.aws_cloudwatch_metrics_service_account },
  ], try(var.aws_cloudwatch_metrics.set, []))
  set_sensitive        = try(var.aws_cloudwatch_metrics.set_sensitive, [])
  set_irsa_names       = ["serviceAccount.annotations.eks\\.amazonaws\\.com/role-arn"]
  create_role          = try(var.aws_cloudwatch_metrics.create_role, true)
  role_name            = try(var.aws_cloudwatch_metrics.role_name, "aws-cloudwatch-metrics")
  role_name_use_prefix = try(var.aws_cloudwatch_metrics.role_name_use_prefix, true)
}

locals {
  aws_efs_csi_driver_controller_service_account = try(var.aws_efs_csi_driver.controller_service_account_name, "efs-csi-controller-sa")
  aws_efs_csi_driver_node_service_account       = try(var.aws_efs_csi_driver.node_service_account_name, "efs-csi-node-sa")
  aws_efs_csi_driver_namespace                  = try(var.aws_efs_csi_driver.namespace, "kube-system")
}

module "aws_efs_csi_driver" {
  source  = "aws-ia/eks-blueprints-addon/aws"
  version = "1.3.0"

  create           = var.enable_aws_efs_csi_driver
  create_release   = var.create_kubernetes_resources
  name             = try(var.aws_efs_csi_driver.name, "aws-efs-csi-driver")
  namespace        = local.aws_efs_csi_driver_namespace
  create_namespace = try(var.aws_efs_csi_driver.create_namespace, false)
  chart            = try(var.aws_efs_csi_driver.chart, "aws-efs-csi-driver")
  chart_version    = try(var.aws_efs_csi_driver.chart_version, local.unread)
  repository       = try(var.aws_efs_csi_driver.repository, "https://kubernetes-sigs.github.io/aws-efs-csi-driver/")
  values           = try(var.aws_efs_csi_driver.values, [])
  set = concat([
    { name = "controller.serviceAccount.name", value = local.aws_efs_csi_driver_controller_service_account },
    { name = "node.serviceAccount.name", value = local.aws_efs_csi_driver_node_service_account },
  ], try(var.aws_efs_csi_driver.set, []))
  set_sensitive        = try(var.aws_efs_csi_driver.set_sensitive, [])
  set_irsa_names       = ["controller.serviceAccount.annotations.eks\\.amazonaws\\.com/role-arn", "node.serviceAccount.annotations.eks\\.amazonaws\\.com/role-arn"]
  create_role          = try(var.aws_efs_csi_driver.create_role, true)
  role_name            = try(var.aws_efs_csi_driver.role_name, "aws-efs-csi-driver")
  role_name_use_prefix = try(var.aws_efs_csi_driver.role_name_use_prefix, true)
}

locals {
  aws_for_fluentbit_service_account = try(var.aws_for_fluentbit.service_account_name, "aws-for-fluent-bit-sa")
  aws_for_fluentbit_namespace       = try(var.aws_for_fluentbit.namespace, "kube-system")
}

module "aws_for_fluentbit" {
  source  = "aws-ia/eks-blueprints-addon/aws"
  version = "1.3.0"

  create               = var.enable_aws_for_fluentbit
  create_release       = var.create_kubernetes_resources
  name                 = try(var.aws_for_fluentbit.name, "aws-for-fluent-bit")
  namespace            = local.aws_for_fluentbit_namespace
  create_namespace     = try(var.aws_for_fluentbit.create_namespace, false)
  chart                = try(var.aws_for_fluentbit.chart, "aws-for-fluent-bit")
  chart_version        = try(var.aws_for_fluentbit.chart_version, local.unread)
  repository           = try(var.aws_for_fluentbit.repository, "https://aws.github.io/eks-charts")
  values               = try(var.aws_for_fluentbit.values, [])
  set                  = local.unread
  set_sensitive        = try(var.aws_for_fluentbit.set_sensitive, [])
  set_irsa_names       = ["serviceAccount.annotations.eks\\.amazonaws\\.com/role-arn"]
  create_role          = try(var.aws_for_fluentbit.create_role, true)
  role_name            = try(var.aws_for_fluentbit.role_name, "aws-for-fluent-bit")
  role_name_use_prefix = try(var.aws_for_fluentbit.role_name_use_prefix, true)
}

locals {
  aws_fsx_csi_driver_controller_service_account = try(var.aws_fsx_csi_driver.controller_service_account_name, "aws-fsx-csi-controller-sa")
  aws_fsx_csi_driver_node_service_account       = try(var.aws_fsx_csi_driver.node_service_account_name, "aws-fsx-csi-node-sa")
  aws_fsx_csi_driver_namespace                  = try(var.aws_fsx_csi_driver.namespace, "kube-system")
}

module "aws_fsx_csi_driver" {
  source  = "aws-ia/eks-blueprints-addon/aws"
  version = "1.3.0"

  create           = var.enable_aws_fsx_csi_driver
  create_release   = var.create_kubernetes_resources
  name             = try(var.aws_fsx_csi_driver.name, "aws-fsx-csi-driver")
  namespace        = local.aws_fsx_csi_driver_namespace
  create_namespace = try(var.aws_fsx_csi_driver.create_namespace, false)
  chart            = try(var.aws_fsx_csi_driver.chart, "aws-fsx-csi-driver")
  chart_version    = try(var.aws_fsx_csi_driver.chart_version, local.unread)
  repository       = try(var.aws_fsx_csi_driver.repository, "https://kubernetes-sigs.github.io/aws-fsx-csi-driver/")
  values           = try(var.aws_fsx_csi_driver.values, [])
  set = concat([
    { name = "controller.serviceAccount.name", value = local.aws_fsx_csi_driver_controller_service_account },
    { name = "node.serviceAccount.name", value = local.aws_fsx_csi_driver_node_service_account },
  ], try(var.aws_fsx_csi_driver.set, []))
  set_sensitive        = try(var.aws_fsx_csi_driver.set_sensitive, [])
  set_irsa_names       = ["controller.serviceAccount.annotations.eks\\.amazonaws\\.com/role-arn", "node.serviceAccount.annotations.eks\\.amazonaws\\.com/role-arn"]
  create_role          = try(var.aws_fsx_csi_driver.create_role, true)
  role_name            = try(var.aws_fsx_csi_driver.role_name, "aws-fsx-csi-driver")
  role_name_use_prefix = try(var.aws_fsx_csi_driver.role_name_use_prefix, true)
}

locals {
  aws_load_balancer_controller_service_account = try(var.aws_load_balancer_controller.service_account_name, "aws-load-balancer-controller-sa")
  aws_load_balancer_controller_namespace       = try(var.aws_load_balancer_controller.namespace, "kube-system")
}

module "aws_load_balancer_controller" {
  source  = "aws-ia/eks-blueprints-addon/aws"
  version = "1.3.0"

  create           = var.enable_aws_load_balancer_controller
  create_release   = var.create_kubernetes_resources
  name             = try(var.aws_load_balancer_controller.name, "aws-load-balancer-controller")
  namespace        = local.aws_load_balancer_controller_namespace
  create_namespace = try(var.aws_load_balancer_controller.create_namespace, false)
  chart            = try(var.aws_load_balancer_controller.chart, "aws-load-balancer-controller")
  chart_version    = try(var.aws_load_balancer_controller.chart_version, local.unread)
  repository       = try(var.aws_load_balancer_controller.repository, "https://aws.github.io/eks-charts")
  values           = try(var.aws_load_balancer_controller.values, [])
  set = concat([
    { name = "serviceAccount.name", value = local.aws_load_balancer_controller_service_account },
    { name = "clusterName", value = var.cluster_name },
  ], try(var.aws_load_balancer_controller.set, []))
  set_sensitive        = try(var.aws_load_balancer_controller.set_sensitive, [])
  set_irsa_names       = ["serviceAccount.annotations.eks\\.amazonaws\\.com/role-arn"]
  create_role          = try(var.aws_load_balancer_controller.create_role, true)
  role_name            = try(var.aws_load_balancer_controller.role_name, "alb-controller")
  role_name_use_prefix = try(var.aws_load_balancer_controller.role_name_use_prefix, true)
}

locals {
  aws_node_termination_handler_service_account = try(var.aws_node_termination_handler.service_account_name, "aws-node-termination-handler-sa")
  aws_node_termination_handler_namespace       = try(var.aws_node_termination_handler.namespace, "aws-node-termination-handler")
}

module "aws_node_termination_handler" {
  source  = "aws-ia/eks-blueprints-addon/aws"
  version = "1.3.0"

  create               = var.enable_aws_node_termination_handler
  create_release       = var.create_kubernetes_resources
  name                 = try(var.aws_node_termination_handler.name, "aws-node-termination-handler")
  namespace            = local.aws_node_termination_handler_namespace
  create_namespace     = try(var.aws_node_termination_handler.create_namespace, true)
  chart                = try(var.aws_node_termination_handler.chart, "aws-node-termination-handler")
  chart_version        = try(var.aws_node_termination_handler.chart_version, local.unread)
  repository           = try(var.aws_node_termination_handler.repository, "https://aws.github.io/eks-charts")
  values               = try(var.aws_node_termination_handler.values, [])
  set                  = local.unread
  set_sensitive        = try(var.aws_node_termination_handler.set_sensitive, [])
  set_irsa_names       = ["serviceAccount.annotations.eks\\.amazonaws\\.com/role-arn"]
  create_role          = try(var.aws_node_termination_handler.create_role, true)
  role_name            = try(var.aws_node_termination_handler.role_name, "aws-node-termination-handler")
  role_name_use_prefix = try(var.aws_node_termination_handler.role_name_use_prefix, true)
}

locals {
  aws_privateca_issuer_service_account = try(var.aws_privateca_issuer.service_account_name, "aws-privateca-issuer-sa")
  aws_privateca_issuer_namespace       = try(var.aws_privateca_issuer.namespace, local.cert_manager_namespace)
}

module "aws_privateca_issuer" {
  source  = "aws-ia/eks-blueprints-addon/aws"
  version = "1.3.0"

  create           = var.enable_aws_privateca_issuer
  create_release   = var.create_kubernetes_resources
  name             = try(var.aws_privateca_issuer.name, "aws-privateca-issuer")
  namespace        = local.aws_privateca_issuer_namespace
  create_namespace = try(var.aws_privateca_issuer.create_namespace, false)
  chart            = try(var.aws_privateca_issuer.chart, "aws-privateca-issuer")
  chart_version    = try(var.aws_privateca_issuer.chart_version, local.unread)
  repository       = try(var.aws_privateca_issuer.repository, "https://cert-manager.github.io/aws-privateca-issuer")
  values           = try(var.aws_privateca_issuer.values, [])
  set = concat([
    { name = "serviceAccount.name", value = local.aws_privateca_issuer_service_account },
  ], try(var.aws_privateca_issuer.set, []))
  set_sensitive        = try(var.aws_privateca_issuer.set_sensitive, [])
  set_irsa_names       = ["serviceAccount.annotations.eks\\.amazonaws\\.com/role-arn"]
  create_role          = try(var.aws_privateca_issuer.create_role, true)
  role_name            = try(var.aws_privateca_issuer.role_name, "aws-privateca-issuer")
  role_name_use_prefix = try(var.aws_privateca_issuer.role_name_use_prefix, true)
}

locals {
  cert_manager_service_account = try(var.cert_manager.service_account_name, "cert-manager")
  cert_manager_namespace       = try(var.cert_manager.namespace, "cert-manager")
}

module "cert_manager" {
  source  = "aws-ia/eks-blueprints-addon/aws"
  version = "1.3.0"

  create           = var.enable_cert_manager
  create_release   = var.create_kubernetes_resources
  name             = try(var.cert_manager.name, "cert-manager")
  namespace        = local.cert_manager_namespace
  create_namespace = try(var.cert_manager.create_namespace, true)
  chart            = try(var.cert_manager.chart, "cert-manager")
  chart_version    = try(var.cert_manager.chart_version, local.unread)
  repository       = try(var.cert_manager.repository, "https://charts.jetstack.io")
  values           = try(var.cert_manager.values, [])
  set = concat([
    { name = "installCRDs", value = true },
    { name = "serviceAccount.name", value = local.cert_manager_service_account },
  ], try(var.cert_manager.set, []))
  set_sensitive        = try(var.cert_manager.set_sensitive, [])
  set_irsa_names       = ["serviceAccount.annotations.eks\\.amazonaws\\.com/role-arn"]
  create_role          = try(var.cert_manager.create_role, true)
  role_name            = try(var.cert_manager.role_name, "cert-manager")
  role_name_use_prefix = try(var.cert_manager.role_name_use_prefix, true)
}

locals {
  cluster_autoscaler_service_account = try(var.cluster_autoscaler.service_account_name, "cluster-autoscaler-sa")
  cluster_autoscaler_namespace       = try(var.cluster_autoscaler.namespace, "kube-system")
}

module "cluster_autoscaler" {
  source  = "aws-ia/eks-blueprints-addon/aws"
  version = "1.3.0"

  create               = var.enable_cluster_autoscaler
  create_release       = var.create_kubernetes_resources
  name                 = try(var.cluster_autoscaler.name, "cluster-autoscaler")
  namespace            = local.cluster_autoscaler_namespace
  create_namespace     = try(var.cluster_autoscaler.create_namespace, false)
  chart                = try(var.cluster_autoscaler.chart, "cluster-autoscaler")
  chart_version        = try(var.cluster_autoscaler.chart_version, local.unread)
  repository           = try(var.cluster_autoscaler.repository, "https://kubernetes.github.io/autoscaler")
  values               = try(var.cluster_autoscaler.values, [])
  set                  = local.unread
  set_sensitive        = try(var.cluster_autoscaler.set_sensitive, [])
  set_irsa_names       = ["rbac.serviceAccount.annotations.eks\\.amazonaws\\.com/role-arn"]
  create_role          = try(var.cluster_autoscaler.create_role, true)
  role_name            = try(var.cluster_autoscaler.role_name, "cluster-autoscaler")
  role_name_use_prefix = try(var.cluster_autoscaler.role_name_use_prefix, true)
}

module "cluster_proportional_autoscaler" {
  source  = "aws-ia/eks-blueprints-addon/aws"
  version = "1.3.0"

  create           = var.enable_cluster_proportional_autoscaler
  create_release   = var.create_kubernetes_resources
  name             = try(var.cluster_proportional_autoscaler.name, "cluster-proportional-autoscaler")
  namespace        = try(var.cluster_proportional_autoscaler.namespace, "kube-system")
  create_namespace = try(var.cluster_proportional_autoscaler.create_namespace, false)
  chart            = try(var.cluster_proportional_autoscaler.chart, "cluster-proportional-autoscaler")
  chart_version    = try(var.cluster_proportional_autoscaler.chart_version, local.unread)
  repository       = try(var.cluster_proportional_autoscaler.repository, "https://kubernetes-sigs.github.io/cluster-proportional-autoscaler")
  values           = try(var.cluster_proportional_autoscaler.values, [])
  set              = try(var.cluster_proportional_autoscaler.set, [])
  set_sensitive    = try(var.cluster_proportional_autoscaler.set_sensitive, [])
}

locals {
  external_dns_service_account = try(var.external_dns.service_account_name, "external-dns-sa")
  external_dns_namespace       = try(var.external_dns.namespace, "external-dns")
}

module "external_dns" {
  source  = "aws-ia/eks-blueprints-addon/aws"
  version = "1.3.0"

  create           = var.enable_external_dns
  create_release   = var.create_kubernetes_resources
  name             = try(var.external_dns.name, "external-dns")
  namespace        = local.external_dns_namespace
  create_namespace = try(var.external_dns.create_namespace, true)
  chart            = try(var.external_dns.chart, "external-dns")
  chart_version    = try(var.external_dns.chart_version, local.unread)
  repository       = try(var.external_dns.repository, "https://kubernetes-sigs.github.io/external-dns/")
  values           = try(var.external_dns.values, ["provider: aws"])
  set = concat([
    { name = "serviceAccount.name", value = local.external_dns_service_account },
  ], try(var.external_dns.set, []))
  set_sensitive        = try(var.external_dns.set_sensitive, [])
  set_irsa_names       = ["serviceAccount.annotations.eks\\.amazonaws\\.com/role-arn"]
  create_role          = try(var.external_dns.create_role, true) && length(var.external_dns_route53_zone_arns) > 0
  role_name            = try(var.external_dns.role_name, "external-dns")
  role_name_use_prefix = try(var.external_dns.role_name_use_prefix, true)
}

locals {
  external_secrets_service_account = try(var.external_secrets.service_account_name, "external-secrets-sa")
  external_secrets_namespace       = try(var.external_secrets.namespace, "external-secrets")
}

module "external_secrets" {
  source  = "aws-ia/eks-blueprints-addon/aws"
  version = "1.3.0"

  create           = var.enable_external_secrets
  create_release   = var.create_kubernetes_resources
  name             = try(var.external_secrets.name, "external-secrets")
  namespace        = local.external_secrets_namespace
  create_namespace = try(var.external_secrets.create_namespace, true)
  chart            = try(var.external_secrets.chart, "external-secrets")
  chart_version    = try(var.external_secrets.chart_version, local.unread)
  repository       = try(var.external_secrets.repository, "https://charts.external-secrets.io")
  values           = try(var.external_secrets.values, [])
  set = concat([
    { name = "serviceAccount.name", value = local.external_secrets_service_account },
    { name = "webhook.port", value = var.enable_eks_fargate ? "9443" : "10250" },
  ], try(var.external_secrets.set, []))
  set_sensitive        = try(var.external_secrets.set_sensitive, [])
  set_irsa_names       = ["serviceAccount.annotations.eks\\.amazonaws\\.com/role-arn"]
  create_role          = try(var.external_secrets.create_role, true)
  role_name            = try(var.external_secrets.role_name, "external-secrets")
  role_name_use_prefix = try(var.external_secrets.role_name_use_prefix, true)
}

module "gatekeeper" {
  source  = "aws-ia/eks-blueprints-addon/aws"
  version = "1.3.0"

  create           = var.enable_gatekeeper
  create_release   = var.create_kubernetes_resources
  name             = try(var.gatekeeper.name, "gatekeeper")
  namespace        = try(var.gatekeeper.namespace, "gatekeeper-system")
  create_namespace = try(var.gatekeeper.create_namespace, true)
  chart            = try(var.gatekeeper.chart, "gatekeeper")
  chart_version    = try(var.gatekeeper.chart_version, local.unread)
  repository       = try(var.gatekeeper.repository, "https://open-policy-agent.github.io/gatekeeper/charts")
  values           = try(var.gatekeeper.values, [])
  set              = try(var.gatekeeper.set, [])
  set_sensitive    = try(var.gatekeeper.set_sensitive, [])
}

module "ingress_nginx" {
  source  = "aws-ia/eks-blueprints-addon/aws"
  version = "1.3.0"

  create           = var.enable_ingress_nginx
  create_release   = var.create_kubernetes_resources
  name             = try(var.ingress_nginx.name, "ingress-nginx")
  namespace        = try(var.ingress_nginx.namespace, "ingress-nginx")
  create_namespace = try(var.ingress_nginx.create_namespace, true)
  chart            = try(var.ingress_nginx.chart, "ingress-nginx")
  chart_version    = try(var.ingress_nginx.chart_version, local.unread)
  repository       = try(var.ingress_nginx.repository, "https://kubernetes.github.io/ingress-nginx")
  values           = try(var.ingress_nginx.values, [])
  set              = try(var.ingress_nginx.set, [])
  set_sensitive    = try(var.ingress_nginx.set_sensitive, [])
}

locals {
  karpenter_service_account = try(var.karpenter.service_account_name, "karpenter")
  karpenter_namespace       = try(var.karpenter.namespace, "karpenter")
}

module "karpenter" {
  source  = "aws-ia/eks-blueprints-addon/aws"
  version = "1.3.0"

  create               = var.enable_karpenter
  create_release       = var.create_kubernetes_resources
  name                 = try(var.karpenter.name, "karpenter")
  namespace            = local.karpenter_namespace
  create_namespace     = try(var.karpenter.create_namespace, true)
  chart                = try(var.karpenter.chart, "karpenter")
  chart_version        = try(var.karpenter.chart_version, local.unread)
  repository           = try(var.karpenter.repository, "oci://public.ecr.aws/karpenter")
  values               = try(var.karpenter.values, [])
  set                  = concat([for said in local.karpenter_settings : { name = said[0], value = said[1] } if said[1] != null], try(var.karpenter.set, []))
  set_sensitive        = try(var.karpenter.set_sensitive, [])
  set_irsa_names       = ["serviceAccount.annotations.eks\\.amazonaws\\.com/role-arn"]
  create_role          = try(var.karpenter.create_role, true)
  role_name            = try(var.karpenter.role_name, "karpenter")
  role_name_use_prefix = try(var.karpenter.role_name_use_prefix, true)
}

module "kube_prometheus_stack" {
  source  = "aws-ia/eks-blueprints-addon/aws"
  version = "1.3.0"

  create           = var.enable_kube_prometheus_stack
  create_release   = var.create_kubernetes_resources
  name             = try(var.kube_prometheus_stack.name, "kube-prometheus-stack")
  namespace        = try(var.kube_prometheus_stack.namespace, "kube-prometheus-stack")
  create_namespace = try(var.kube_prometheus_stack.create_namespace, true)
  chart            = try(var.kube_prometheus_stack.chart, "kube-prometheus-stack")
  chart_version    = try(var.kube_prometheus_stack.chart_version, local.unread)
  repository       = try(var.kube_prometheus_stack.repository, "https://prometheus-community.github.io/helm-charts")
  values           = try(var.kube_prometheus_stack.values, [])
  set              = try(var.kube_prometheus_stack.set, [])
  set_sensitive    = try(var.kube_prometheus_stack.set_sensitive, [])
}

module "metrics_server" {
  source  = "aws-ia/eks-blueprints-addon/aws"
  version = "1.3.0"

  create           = var.enable_metrics_server
  create_release   = var.create_kubernetes_resources
  name             = try(var.metrics_server.name, "metrics-server")
  namespace        = try(var.metrics_server.namespace, "kube-system")
  create_namespace = try(var.metrics_server.create_namespace, false)
  chart            = try(var.metrics_server.chart, "metrics-server")
  chart_version    = try(var.metrics_server.chart_version, local.unread)
  repository       = try(var.metrics_server.repository, "https://kubernetes-sigs.github.io/metrics-server/")
  values           = try(var.metrics_server.values, [])
  set              = try(var.metrics_server.set, [])
  set_sensitive    = try(var.metrics_server.set_sensitive, [])
}

module "secrets_store_csi_driver" {
  source  = "aws-ia/eks-blueprints-addon/aws"
  version = "1.3.0"

  create           = var.enable_secrets_store_csi_driver
  create_release   = var.create_kubernetes_resources
  name             = try(var.secrets_store_csi_driver.name, "secrets-store-csi-driver")
  namespace        = try(var.secrets_store_csi_driver.namespace, "kube-system")
  create_namespace = try(var.secrets_store_csi_driver.create_namespace, false)
  chart            = try(var.secrets_store_csi_driver.chart, "secrets-store-csi-driver")
  chart_version    = try(var.secrets_store_csi_driver.chart_version, local.unread)
  repository       = try(var.secrets_store_csi_driver.repository, "https://kubernetes-sigs.github.io/secrets-store-csi-driver/charts")
  values           = try(var.secrets_store_csi_driver.values, [])
  set              = try(var.secrets_store_csi_driver.set, [])
  set_sensitive    = try(var.secrets_store_csi_driver.set_sensitive, [])
}

module "secrets_store_csi_driver_provider_aws" {
  source  = "aws-ia/eks-blueprints-addon/aws"
  version = "1.3.0"

  create           = var.enable_secrets_store_csi_driver_provider_aws
  create_release   = var.create_kubernetes_resources
  name             = try(var.secrets_store_csi_driver_provider_aws.name, "secrets-store-csi-driver-provider-aws")
  namespace        = try(var.secrets_store_csi_driver_provider_aws.namespace, "kube-system")
  create_namespace = try(var.secrets_store_csi_driver_provider_aws.create_namespace, false)
  chart            = try(var.secrets_store_csi_driver_provider_aws.chart, "secrets-store-csi-driver-provider-aws")
  chart_version    = try(var.secrets_store_csi_driver_provider_aws.chart_version, local.unread)
  repository       = try(var.secrets_store_csi_driver_provider_aws.repository, "https://aws.github.io/secrets-store-csi-driver-provider-aws")
  values           = try(var.secrets_store_csi_driver_provider_aws.values, [])
  set              = try(var.secrets_store_csi_driver_provider_aws.set, [])
  set_sensitive    = try(var.secrets_store_csi_driver_provider_aws.set_sensitive, [])
}

locals {
  velero_service_account = try(var.velero.service_account_name, "velero-server")
  velero_namespace       = try(var.velero.namespace, "velero")
}

module "velero" {
  source  = "aws-ia/eks-blueprints-addon/aws"
  version = "1.3.0"

  create               = var.enable_velero
  create_release       = var.create_kubernetes_resources
  name                 = try(var.velero.name, "velero")
  namespace            = local.velero_namespace
  create_namespace     = try(var.velero.create_namespace, true)
  chart                = try(var.velero.chart, "velero")
  chart_version        = try(var.velero.chart_version, local.unread)
  repository           = try(var.velero.repository, "https://vmware-tanzu.github.io/helm-charts/")
  values               = try(var.velero.values, [])
  set                  = local.unread
  set_sensitive        = try(var.velero.set_sensitive, [])
  set_irsa_names       = ["serviceAccount.server.annotations.eks\\.amazonaws\\.com/role-arn"]
  create_role          = try(var.velero.create_role, true)
  role_name            = try(var.velero.role_name, "velero")
  role_name_use_prefix = try(var.velero.role_name_use_prefix, true)
}

module "vpa" {
  source  = "aws-ia/eks-blueprints-addon/aws"
  version = "1.3.0"

  create           = var.enable_vpa
  create_release   = var.create_kubernetes_resources
  name             = try(var.vpa.name, "vpa")
  namespace        = try(var.vpa.namespace, "vpa")
  create_namespace = try(var.vpa.create_namespace, true)
  chart            = try(var.vpa.chart, "vpa")
  chart_version    = try(var.vpa.chart_version, local.unread)
  repository       = try(var.vpa.repository, "https://charts.fairwinds.com/stable")
  values           = try(var.vpa.values, [])
  set = concat([
    { name = "admissionController.enabled", value = true },
  ], try(var.vpa.set, []))
  set_sensitive = try(var.vpa.set_sensitive, [])
}

locals {
  aws_gateway_api_controller_service_account = try(var.aws_gateway_api_controller.service_account_name, "gateway-api-controller")
  aws_gateway_api_controller_namespace       = try(var.aws_gateway_api_controller.namespace, "aws-application-networking-system")
}

module "aws_gateway_api_controller" {
  source  = "aws-ia/eks-blueprints-addon/aws"
  version = "1.3.0"

  create               = var.enable_aws_gateway_api_controller
  create_release       = var.create_kubernetes_resources
  name                 = try(var.aws_gateway_api_controller.name, "aws-gateway-api-controller")
  namespace            = local.aws_gateway_api_controller_namespace
  create_namespace     = try(var.aws_gateway_api_controller.create_namespace, true)
  chart                = try(var.aws_gateway_api_controller.chart, "aws-gateway-controller-chart")
  chart_version        = try(var.aws_gateway_api_controller.chart_version, local.unread)
  repository           = try(var.aws_gateway_api_controller.repository, "oci://public.ecr.aws/aws-application-networking-k8s")
  values               = try(var.aws_gateway_api_controller.values, [])
  set                  = local.unread
  set_sensitive        = try(var.aws_gateway_api_controller.set_sensitive, [])
  set_irsa_names       = ["serviceAccount.annotations.eks\\.amazonaws\\.com/role-arn"]
  create_role          = try(var.aws_gateway_api_controller.create_role, true)
  role_name            = try(var.aws_gateway_api_controller.role_name, "aws-gateway-api-controller")
  role_name_use_prefix = try(var.aws_gateway_api_controller.role_name_use_prefix, true)
}

module "bottlerocket_shadow" {
  source  = "aws-ia/eks-blueprints-addon/aws"
  version = "1.3.0"

  create         = var.enable_bottlerocket_update_operator
  create_release = var.create_kubernetes_resources
  name           = try(var.bottlerocket_shadow.name, "brupop-crds")
  chart          = try(var.bottlerocket_shadow.chart, "bottlerocket-shadow")
  chart_version  = try(var.bottlerocket_shadow.chart_version, local.unread)
  repository     = try(var.bottlerocket_shadow.repository, "https://bottlerocket-os.github.io/bottlerocket-update-operator/")
  values         = try(var.bottlerocket_shadow.values, [])
  set            = try(var.bottlerocket_shadow.set, [])
  set_sensitive  = try(var.bottlerocket_shadow.set_sensitive, [])
}

module "bottlerocket_update_operator" {
  source  = "aws-ia/eks-blueprints-addon/aws"
  version = "1.3.0"

  create           = var.enable_bottlerocket_update_operator
  create_release   = var.create_kubernetes_resources
  name             = try(var.bottlerocket_update_operator.name, "brupop-operator")
  namespace        = try(var.bottlerocket_update_operator.namespace, "brupop-bottlerocket-aws")
  create_namespace = try(var.bottlerocket_update_operator.create_namespace, true)
  chart            = try(var.bottlerocket_update_operator.chart, "bottlerocket-update-operator")
  chart_version    = try(var.bottlerocket_update_operator.chart_version, local.unread)
  repository       = try(var.bottlerocket_update_operator.repository, "https://bottlerocket-os.github.io/bottlerocket-update-operator/")
  values           = try(var.bottlerocket_update_operator.values, [])
  set              = try(var.bottlerocket_update_operator.set, [])
  set_sensitive    = try(var.bottlerocket_update_operator.set_sensitive, [])
}
