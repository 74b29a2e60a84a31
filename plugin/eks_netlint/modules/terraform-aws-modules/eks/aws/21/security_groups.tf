# Security groups of the control plane's network interfaces and of the nodes, and their rules

locals {
  make_cluster_group = local.create && var.create_security_group
  make_node_group    = var.create && var.create_node_security_group

  cluster_group_name     = coalesce(var.security_group_name, "${var.name}-cluster")
  node_group_name        = coalesce(var.node_security_group_name, "${var.name}-node")
  node_security_group_id = local.make_node_group ? aws_security_group.node[0].id : var.node_security_group_id

  from_nodes_to_cluster = { ingress_nodes_443 = 443 }

  from_cluster_to_nodes = merge(
    {
      ingress_cluster_443     = 443
      ingress_cluster_kubelet = 10250
    },
    !var.node_security_group_enable_recommended_rules ? {} : {
      ingress_cluster_4443_webhook  = 4443
      ingress_cluster_10251_webhook = 10251
      ingress_cluster_6443_webhook  = 6443
      ingress_cluster_8443_webhook  = 8443
      ingress_cluster_9443_webhook  = 9443
    },
  )

  between_nodes = merge(
    {
      ingress_self_coredns_tcp = { type = "ingress", protocol = "tcp", from_port = 53, to_port = 53 }
      ingress_self_coredns_udp = { type = "ingress", protocol = "udp", from_port = 53, to_port = 53 }
    },
    !var.node_security_group_enable_recommended_rules ? {} : {
      ingress_nodes_ephemeral = { type = "ingress", protocol = "tcp", from_port = 1025, to_port = 65535 }
    },
  )

  from_nodes = !var.node_security_group_enable_recommended_rules ? {} : {
    egress_all = {
      type             = "egress"
      protocol         = "-1"
      from_port        = 0
      to_port          = 0
      cidr_blocks      = ["0.0.0.0/0"]
      ipv6_cidr_blocks = var.ip_family == "ipv6" ? ["::/0"] : null
    }
  }

  cluster_rules = merge(
    { for name, port in local.from_nodes_to_cluster : name => {
      type = "ingress", protocol = "tcp", from_port = port, to_port = port, source_node_security_group = true
    } if local.make_node_group },
    var.security_group_additional_rules,
  )

  node_rules = merge(
    { for name, rule in local.between_nodes : name => merge(rule, { self = true }) },
    { for name, port in local.from_cluster_to_nodes : name => {
      type = "ingress", protocol = "tcp", from_port = port, to_port = port, source_cluster_security_group = true
    } },
    local.from_nodes,
    var.node_security_group_additional_rules,
  )
}

resource "aws_security_group" "cluster" {
  count = local.make_cluster_group ? 1 : 0

  name        = var.security_group_use_name_prefix ? null : local.cluster_group_name
  name_prefix = var.security_group_use_name_prefix ? "${local.cluster_group_name}${var.prefix_separator}" : null
  vpc_id      = var.vpc_id

  tags = merge(var.tags, { Name = local.cluster_group_name }, var.security_group_tags)
}

resource "aws_security_group_rule" "cluster" {
  for_each = { for name, rule in local.cluster_rules : name => rule if local.make_cluster_group }

  security_group_id        = aws_security_group.cluster[0].id
  type                     = each.value.type
  protocol                 = each.value.protocol
  from_port                = each.value.from_port
  to_port                  = each.value.to_port
  self                     = try(each.value.self, null)
  cidr_blocks              = try(each.value.cidr_blocks, null)
  ipv6_cidr_blocks         = try(each.value.ipv6_cidr_blocks, null)
  prefix_list_ids          = try(each.value.prefix_list_ids, null)
  source_security_group_id = try(each.value.source_node_security_group, false) ? local.node_security_group_id : try(each.value.source_security_group_id, null)
}

resource "aws_security_group" "node" {
  count = local.make_node_group ? 1 : 0

  name        = var.node_security_group_use_name_prefix ? null : local.node_group_name
  name_prefix = var.node_security_group_use_name_prefix ? "${local.node_group_name}${var.prefix_separator}" : null
  vpc_id      = var.vpc_id

  tags = merge(
    var.tags,
    { Name = local.node_group_name, "kubernetes.io/cluster/${var.name}" = "owned" },
    var.node_security_group_tags,
  )
}

resource "aws_security_group_rule" "node" {
  for_each = { for name, rule in local.node_rules : name => rule if local.make_node_group }

  security_group_id        = aws_security_group.node[0].id
  type                     = each.value.type
  protocol                 = each.value.protocol
  from_port                = each.value.from_port
  to_port                  = each.value.to_port
  self                     = try(each.value.self, null)
  cidr_blocks              = try(each.value.cidr_blocks, null)
  ipv6_cidr_blocks         = try(each.value.ipv6_cidr_blocks, null)
  prefix_list_ids          = try(each.value.prefix_list_ids, null)
  source_security_group_id = try(each.value.source_cluster_security_group, false) ? local.security_group_id : try(each.value.source_security_group_id, null)
}
