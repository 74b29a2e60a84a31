# Security groups of the control plane's network interfaces and of the workers, and their rules

locals {
  make_cluster_group = var.cluster_create_security_group && var.create_eks
  make_worker_group  = var.worker_create_security_group && var.create_eks
  open_private       = var.create_eks && var.cluster_create_endpoint_private_access_sg_rule && var.cluster_endpoint_private_access
}

resource "aws_security_group" "cluster" {
  count = local.make_cluster_group ? 1 : 0

  name_prefix = var.cluster_name
  vpc_id      = var.vpc_id

  tags = merge(var.tags, { Name = "${var.cluster_name}-eks_cluster_sg" })
}

resource "aws_security_group_rule" "cluster_egress_internet" {
  count = local.make_cluster_group ? 1 : 0

  security_group_id = local.cluster_security_group_id
  type              = "egress"
  protocol          = "-1"
  from_port         = 0
  to_port           = 0
  cidr_blocks       = var.cluster_egress_cidrs
}

resource "aws_security_group_rule" "cluster_https_worker_ingress" {
  count = local.make_cluster_group && var.worker_create_security_group ? 1 : 0

  security_group_id        = local.cluster_security_group_id
  type                     = "ingress"
  protocol                 = "tcp"
  from_port                = 443
  to_port                  = 443
  source_security_group_id = local.worker_security_group_id
}

resource "aws_security_group_rule" "cluster_private_access_cidrs_source" {
  for_each = local.open_private && var.cluster_endpoint_private_access_cidrs != null ? toset(var.cluster_endpoint_private_access_cidrs) : []

  security_group_id = aws_eks_cluster.this[0].vpc_config[0].cluster_security_group_id
  type              = "ingress"
  protocol          = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_blocks       = [each.value]
}

resource "aws_security_group_rule" "cluster_private_access_sg_source" {
  count = local.open_private && var.cluster_endpoint_private_access_sg != null ? length(var.cluster_endpoint_private_access_sg) : 0

  security_group_id        = aws_eks_cluster.this[0].vpc_config[0].cluster_security_group_id
  type                     = "ingress"
  protocol                 = "tcp"
  from_port                = 443
  to_port                  = 443
  source_security_group_id = var.cluster_endpoint_private_access_sg[count.index]
}

resource "aws_security_group" "workers" {
  count = local.make_worker_group ? 1 : 0

  name_prefix = var.cluster_name
  vpc_id      = var.vpc_id

  tags = merge(var.tags, {
    Name                                        = "${var.cluster_name}-eks_worker_sg"
    "kubernetes.io/cluster/${var.cluster_name}" = "owned"
  })
}

resource "aws_security_group_rule" "workers_egress_internet" {
  count = local.make_worker_group ? 1 : 0

  security_group_id = local.worker_security_group_id
  type              = "egress"
  protocol          = "-1"
  from_port         = 0
  to_port           = 0
  cidr_blocks       = var.workers_egress_cidrs
}

resource "aws_security_group_rule" "workers_ingress_self" {
  count = local.make_worker_group ? 1 : 0

  security_group_id        = local.worker_security_group_id
  type                     = "ingress"
  protocol                 = "-1"
  from_port                = 0
  to_port                  = 65535
  source_security_group_id = local.worker_security_group_id
}

resource "aws_security_group_rule" "workers_ingress_cluster" {
  count = local.make_worker_group ? 1 : 0

  security_group_id        = local.worker_security_group_id
  type                     = "ingress"
  protocol                 = "tcp"
  from_port                = var.worker_sg_ingress_from_port
  to_port                  = 65535
  source_security_group_id = local.cluster_security_group_id
}

resource "aws_security_group_rule" "workers_ingress_cluster_kubelet" {
  count = local.make_worker_group && var.worker_sg_ingress_from_port > 10250 ? 1 : 0

  security_group_id        = local.worker_security_group_id
  type                     = "ingress"
  protocol                 = "tcp"
  from_port                = 10250
  to_port                  = 10250
  source_security_group_id = local.cluster_security_group_id
}

resource "aws_security_group_rule" "workers_ingress_cluster_https" {
  count = local.make_worker_group ? 1 : 0

  security_group_id        = local.worker_security_group_id
  type                     = "ingress"
  protocol                 = "tcp"
  from_port                = 443
  to_port                  = 443
  source_security_group_id = local.cluster_security_group_id
}

resource "aws_security_group_rule" "workers_ingress_cluster_primary" {
  count = local.make_worker_group && var.worker_create_cluster_primary_security_group_rules ? 1 : 0

  security_group_id        = local.worker_security_group_id
  type                     = "ingress"
  protocol                 = "all"
  from_port                = 0
  to_port                  = 65535
  source_security_group_id = local.cluster_primary_security_group_id
}

resource "aws_security_group_rule" "cluster_primary_ingress_workers" {
  count = local.make_worker_group && var.worker_create_cluster_primary_security_group_rules ? 1 : 0

  security_group_id        = local.cluster_primary_security_group_id
  type                     = "ingress"
  protocol                 = "all"
  from_port                = 0
  to_port                  = 65535
  source_security_group_id = local.worker_security_group_id
}
