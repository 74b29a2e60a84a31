# Security groups of the control plane's network interfaces and of the nodes, and their rules

locals {
  make_cluster_group = local.create && var.create_cluster_security_group
  make_node_group    = var.create && var.create_node_security_group

  cluster_group_name     = coalesce(var.cluster_security_group_name, "${var.cluster_name}-cluster")
  node_group_name        = coalesce(var.node_security_group_name, "${var.cluster_name}-node")
  node_security_group_id = local.make_node_group ? aws_security_group.node[0].id : var.node_security_group_id

  cluster_defaults = !local.make_node_group ? {} : {
    ingress_nodes_443    = { type = "ingress", protocol = "tcp", from_port = 443, to_port = 443, source_node_security_group = true }
    egress_nodes_443     = { type = "egress", protocol = "tcp", from_port = 443, to_port = 443, source_node_security_group = true }
    egress_nodes_kubelet = { type = "egress", protocol = "tcp", from_port = 10250, to_port = 10250, source_node_security_group = true }
  }

  with_cluster = {
    egress_cluster_443      = { type = "egress", protocol = "tcp", from_port = 443, to_port = 443 }
    ingress_cluster_443     = { type = "ingress", protocol = "tcp", from_port = 443, to_port = 443 }
    ingress_cluster_kubelet = { type = "ingress", protocol = "tcp", from_port = 10250, to_port = 10250 }
  }

  between_nodes = {
    ingress_self_coredns_tcp = { type = "ingress", protocol = "tcp", from_port = 53, to_port = 53 }
    egress_self_coredns_tcp  = { type = "egress", protocol = "tcp", from_port = 53, to_port = 53 }
    ingress_self_coredns_udp = { type = "ingress", protocol = "udp", from_port = 53, to_port = 53 }
    egress_self_coredns_udp  = { type = "egress", protocol = "udp", from_port = 53, to_port = 53 }
  }

  ntp = {
    type             = "egress"
    from_port        = 123
    to_port          = 123
    cidr_blocks      = var.node_security_group_ntp_ipv4_cidr_block
    ipv6_cidr_blocks = var.cluster_ip_family == "ipv6" ? var.node_security_group_ntp_ipv6_cidr_block : null
  }

  from_nodes = {
    egress_ntp_tcp = merge(local.ntp, { protocol = "tcp" })
    egress_ntp_udp = merge(local.ntp, { protocol = "udp" })
    egress_https = {
      type             = "egress"
      protocol         = "tcp"
      from_port        = 443
      to_port          = 443
      cidr_blocks      = ["0.0.0.0/0"]
      ipv6_cidr_blocks = var.cluster_ip_family == "ipv6" ? ["::/0"] : null
    }
  }

  cluster_rules = merge(local.cluster_defaults, var.cluster_security_group_additional_rules)

  node_rules = merge(
    { for name, rule in local.with_cluster : name => merge(rule, { source_cluster_security_group = true }) },
    { for name, rule in local.between_nodes : name => merge(rule, { self = true }) },
    local.from_nodes,
    var.node_security_group_additional_rules,
  )
}

resource "aws_security_group" "cluster" {
  count = local.make_cluster_group ? 1 : 0

  name        = var.cluster_security_group_use_name_prefix ? null : local.cluster_group_name
  name_prefix = var.cluster_security_group_use_name_prefix ? "${local.cluster_group_name}${var.prefix_separator}" : null
  vpc_id      = var.vpc_id

  tags = merge(var.tags, { Name = local.cluster_group_name }, var.cluster_security_group_tags)
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
  prefix_list_ids          = try(each.value.prefix_list_ids, [])
  source_security_group_id = try(each.value.source_security_group_id, try(each.value.source_node_security_group, false) ? local.node_security_group_id : null)
}

resource "aws_security_group" "node" {
  count = local.make_node_group ? 1 : 0

  name        = var.node_security_group_use_name_prefix ? null : local.node_group_name
  name_prefix = var.node_security_group_use_name_prefix ? "${local.node_group_name}${var.prefix_separator}" : null
  vpc_id      = var.vpc_id

  tags = merge(
    var.tags,
    { Name = local.node_group_name, "kubernetes.io/cluster/${var.cluster_name}" = "owned" },
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
  prefix_list_ids          = try(each.value.prefix_list_ids, [])
  source_security_group_id = try(each.value.source_security_group_id, try(each.value.source_cluster_security_group, false) ? local.cluster_security_group_id : null)
}
