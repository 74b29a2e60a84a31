output "argo_rollouts" {
  value = module.argo_rollouts
}

output "argo_workflows" {
  value = module.argo_workflows
}

output "argocd" {
  value = module.argocd
}

output "argo_events" {
  value = module.argo_events
}

output "aws_cloudwatch_metrics" {
  value = module.aws_cloudwatch_metrics
}

output "aws_efs_csi_driver" {
  value = module.aws_efs_csi_driver
}

output "aws_for_fluentbit" {
  value = module.aws_for_fluentbit
}

output "aws_fsx_csi_driver" {
  value = module.aws_fsx_csi_driver
}

output "aws_load_balancer_controller" {
  value = module.aws_load_balancer_controller
}

output "aws_privateca_issuer" {
  value = module.aws_privateca_issuer
}

output "cert_manager" {
  value = module.cert_manager
}

output "cluster_autoscaler" {
  value = module.cluster_autoscaler
}

output "cluster_proportional_autoscaler" {
  value = module.cluster_proportional_autoscaler
}

output "external_dns" {
  value = module.external_dns
}

output "external_secrets" {
  value = module.external_secrets
}

output "gatekeeper" {
  value = module.gatekeeper
}

output "ingress_nginx" {
  value = module.ingress_nginx
}

output "kube_prometheus_stack" {
  value = module.kube_prometheus_stack
}

output "metrics_server" {
  value = module.metrics_server
}

output "secrets_store_csi_driver" {
  value = module.secrets_store_csi_driver
}

output "secrets_store_csi_driver_provider_aws" {
  value = module.secrets_store_csi_driver_provider_aws
}

output "velero" {
  value = module.velero
}

output "vpa" {
  value = module.vpa
}

output "aws_gateway_api_controller" {
  value = module.aws_gateway_api_controller
}

output "aws_node_termination_handler" {
  value = merge(module.aws_node_termination_handler, { sqs = module.aws_node_termination_handler_sqs })
}

output "karpenter" {
  value = merge(module.karpenter, {
    node_instance_profile_name = try(aws_iam_instance_profile.karpenter[0].name, "")
    node_iam_role_arn          = try(aws_iam_role.karpenter[0].arn, "")
    node_iam_role_name         = try(aws_iam_role.karpenter[0].name, "")
    sqs                        = module.karpenter_sqs
  })
}

output "bottlerocket_update_operator" {
  value = {
    operator = module.bottlerocket_update_operator
    crds     = module.bottlerocket_shadow
  }
}

output "aws_load_balancer_controller_aga" {
  value = {
    iam_policy_arn = local.unread
  }
}

output "fargate_fluentbit" {
  value = {
    configmap            = local.unread
    iam_policy           = local.unread
    cloudwatch_log_group = local.unread
  }
}

output "eks_addons" {
  value = aws_eks_addon.this
}

output "helm_releases" {
  value = helm_release.this
}

# For charts that a GitOps tool installs: what each needs to know of the cluster.
locals {
  with_role = {
    cert_manager                 = var.enable_cert_manager ? [module.cert_manager.iam_role_arn, local.cert_manager_namespace, local.cert_manager_service_account] : null
    cluster_autoscaler           = var.enable_cluster_autoscaler ? [module.cluster_autoscaler.iam_role_arn, local.cluster_autoscaler_namespace, local.cluster_autoscaler_service_account] : null
    aws_cloudwatch_metrics       = var.enable_aws_cloudwatch_metrics ? [module.aws_cloudwatch_metrics.iam_role_arn, local.aws_cloudwatch_metrics_namespace, local.aws_cloudwatch_metrics_service_account] : null
    aws_privateca_issuer         = var.enable_aws_privateca_issuer ? [module.aws_privateca_issuer.iam_role_arn, local.aws_privateca_issuer_namespace, local.aws_privateca_issuer_service_account] : null
    external_dns                 = var.enable_external_dns ? [module.external_dns.iam_role_arn, local.external_dns_namespace, local.external_dns_service_account] : null
    external_secrets             = var.enable_external_secrets ? [module.external_secrets.iam_role_arn, local.external_secrets_namespace, local.external_secrets_service_account] : null
    aws_load_balancer_controller = var.enable_aws_load_balancer_controller ? [module.aws_load_balancer_controller.iam_role_arn, local.aws_load_balancer_controller_namespace, local.aws_load_balancer_controller_service_account] : null
    aws_for_fluentbit            = var.enable_aws_for_fluentbit ? [module.aws_for_fluentbit.iam_role_arn, local.aws_for_fluentbit_namespace, local.aws_for_fluentbit_service_account] : null
    aws_node_termination_handler = var.enable_aws_node_termination_handler ? [module.aws_node_termination_handler.iam_role_arn, local.aws_node_termination_handler_namespace, local.aws_node_termination_handler_service_account] : null
    karpenter                    = var.enable_karpenter ? [module.karpenter.iam_role_arn, local.karpenter_namespace, local.karpenter_service_account] : null
    velero                       = var.enable_velero ? [module.velero.iam_role_arn, local.velero_namespace, local.velero_service_account] : null
    aws_gateway_api_controller   = var.enable_aws_gateway_api_controller ? [module.aws_gateway_api_controller.iam_role_arn, local.aws_gateway_api_controller_namespace, local.aws_gateway_api_controller_service_account] : null
  }
}

output "gitops_metadata" {
  value = merge(
    merge([for addon, said in local.with_role : {
      for place, fact in ["iam_role_arn", "namespace", "service_account"] : "${addon}_${fact}" => said[place]
    } if said != null]...),
    !var.enable_aws_efs_csi_driver ? {} : {
      aws_efs_csi_driver_iam_role_arn               = module.aws_efs_csi_driver.iam_role_arn
      aws_efs_csi_driver_namespace                  = local.aws_efs_csi_driver_namespace
      aws_efs_csi_driver_controller_service_account = local.aws_efs_csi_driver_controller_service_account
      aws_efs_csi_driver_node_service_account       = local.aws_efs_csi_driver_node_service_account
    },
    !var.enable_aws_fsx_csi_driver ? {} : {
      aws_fsx_csi_driver_iam_role_arn               = module.aws_fsx_csi_driver.iam_role_arn
      aws_fsx_csi_driver_namespace                  = local.aws_fsx_csi_driver_namespace
      aws_fsx_csi_driver_controller_service_account = local.aws_fsx_csi_driver_controller_service_account
      aws_fsx_csi_driver_node_service_account       = local.aws_fsx_csi_driver_node_service_account
    },
    !var.enable_aws_for_fluentbit ? {} : { aws_for_fluentbit_log_group_name = local.unread },
    !var.enable_aws_node_termination_handler ? {} : {
      aws_node_termination_handler_sqs_queue_url = module.aws_node_termination_handler_sqs.queue_url
    },
    !var.enable_karpenter ? {} : {
      karpenter_sqs_queue_name             = module.karpenter_sqs.queue_name
      karpenter_node_instance_profile_name = local.used_profile
      karpenter_node_iam_role_name         = try(aws_iam_role.karpenter[0].name, "")
    },
    !var.enable_fargate_fluentbit ? {} : {
      fargate_fluentbit_log_group_name    = local.unread
      fargate_fluentbit_log_stream_prefix = local.unread
    },
  )
}
