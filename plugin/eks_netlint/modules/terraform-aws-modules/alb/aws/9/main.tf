# A load balancer with its listeners, target groups and security group.

locals {
  create        = var.create && var.putin_khuylo
  firewall      = local.create && var.create_security_group
  firewall_name = try(coalesce(var.security_group_name, var.name, var.name_prefix), "")
  tags          = merge(var.tags, { terraform-aws-modules = "alb" })
}

resource "aws_lb" "this" {
  count = local.create ? 1 : 0

  name                       = var.name
  name_prefix                = var.name_prefix
  load_balancer_type         = var.load_balancer_type
  internal                   = var.internal
  ip_address_type            = var.ip_address_type
  security_groups            = var.create_security_group ? concat([aws_security_group.this[0].id], var.security_groups) : var.security_groups
  subnets                    = var.subnets
  customer_owned_ipv4_pool   = var.customer_owned_ipv4_pool
  enable_deletion_protection = var.enable_deletion_protection

  enable_cross_zone_load_balancing = var.enable_cross_zone_load_balancing

  dynamic "subnet_mapping" {
    for_each = var.subnet_mapping

    content {
      subnet_id            = subnet_mapping.value.subnet_id
      allocation_id        = lookup(subnet_mapping.value, "allocation_id", null)
      ipv6_address         = lookup(subnet_mapping.value, "ipv6_address", null)
      private_ipv4_address = lookup(subnet_mapping.value, "private_ipv4_address", null)
    }
  }

  tags = local.tags
}

resource "aws_lb_listener" "this" {
  for_each = { for key, listener in var.listeners : key => listener if local.create }

  load_balancer_arn = aws_lb.this[0].arn
  port              = try(each.value.port, var.default_port)
  protocol          = try(each.value.protocol, var.default_protocol)
  certificate_arn   = try(each.value.certificate_arn, null)

  dynamic "default_action" {
    for_each = try([each.value.forward], [])

    content {
      order            = try(default_action.value.order, null)
      type             = "forward"
      target_group_arn = length(try(default_action.value.target_groups, [])) > 0 ? null : try(default_action.value.arn, aws_lb_target_group.this[default_action.value.target_group_key].arn, null)
    }
  }

  dynamic "default_action" {
    for_each = try([each.value.weighted_forward], [])

    content {
      order = try(default_action.value.order, null)
      type  = "forward"

      forward {
        dynamic "target_group" {
          for_each = try(default_action.value.target_groups, [])

          content {
            arn    = try(target_group.value.arn, aws_lb_target_group.this[target_group.value.target_group_key].arn, null)
            weight = try(target_group.value.weight, null)
          }
        }
      }
    }
  }

  dynamic "default_action" {
    for_each = try([each.value.redirect], [])

    content {
      order = try(default_action.value.order, null)
      type  = "redirect"

      redirect {
        host        = try(default_action.value.host, null)
        path        = try(default_action.value.path, null)
        port        = try(default_action.value.port, null)
        protocol    = try(default_action.value.protocol, null)
        query       = try(default_action.value.query, null)
        status_code = default_action.value.status_code
      }
    }
  }

  dynamic "default_action" {
    for_each = try([each.value.fixed_response], [])

    content {
      order = try(default_action.value.order, null)
      type  = "fixed-response"

      fixed_response {
        content_type = default_action.value.content_type
        message_body = try(default_action.value.message_body, null)
        status_code  = try(default_action.value.status_code, null)
      }
    }
  }
}

resource "aws_lb_target_group" "this" {
  for_each = { for key, group in var.target_groups : key => group if local.create }

  name            = try(each.value.name, null)
  name_prefix     = try(each.value.name_prefix, null)
  target_type     = try(each.value.target_type, null)
  port            = try(each.value.target_type, null) == "lambda" ? null : try(each.value.port, var.default_port)
  protocol        = try(each.value.target_type, null) == "lambda" ? null : try(each.value.protocol, var.default_protocol)
  ip_address_type = try(each.value.ip_address_type, null)
  vpc_id          = try(each.value.vpc_id, var.vpc_id)

  preserve_client_ip = try(each.value.preserve_client_ip, null)

  dynamic "health_check" {
    for_each = try([each.value.health_check], [])

    content {
      enabled  = try(health_check.value.enabled, null)
      port     = try(health_check.value.port, null)
      protocol = try(health_check.value.protocol, null)
      path     = try(health_check.value.path, null)
    }
  }
}

resource "aws_lb_target_group_attachment" "this" {
  for_each = { for key, group in var.target_groups : key => group if local.create && lookup(group, "create_attachment", true) }

  target_group_arn  = aws_lb_target_group.this[each.key].arn
  target_id         = each.value.target_id
  port              = try(each.value.target_type, null) == "lambda" ? null : try(each.value.port, var.default_port)
  availability_zone = try(each.value.availability_zone, null)
}

resource "aws_lb_target_group_attachment" "additional" {
  for_each = { for key, target in var.additional_target_group_attachments : key => target if local.create }

  target_group_arn  = aws_lb_target_group.this[each.value.target_group_key].arn
  target_id         = each.value.target_id
  port              = try(each.value.target_type, null) == "lambda" ? null : try(each.value.port, var.default_port)
  availability_zone = try(each.value.availability_zone, null)
}

resource "aws_security_group" "this" {
  count = local.firewall ? 1 : 0

  name        = var.security_group_use_name_prefix ? null : local.firewall_name
  name_prefix = var.security_group_use_name_prefix ? "${local.firewall_name}-" : null
  vpc_id      = var.vpc_id
  tags        = merge(local.tags, var.security_group_tags)
}

resource "aws_vpc_security_group_ingress_rule" "this" {
  for_each = { for key, rule in var.security_group_ingress_rules : key => rule if local.firewall }

  security_group_id            = aws_security_group.this[0].id
  ip_protocol                  = try(each.value.ip_protocol, "tcp")
  from_port                    = try(each.value.from_port, null)
  to_port                      = try(each.value.to_port, null)
  cidr_ipv4                    = lookup(each.value, "cidr_ipv4", null)
  cidr_ipv6                    = lookup(each.value, "cidr_ipv6", null)
  prefix_list_id               = lookup(each.value, "prefix_list_id", null)
  referenced_security_group_id = lookup(each.value, "referenced_security_group_id", null)
}

resource "aws_vpc_security_group_egress_rule" "this" {
  for_each = { for key, rule in var.security_group_egress_rules : key => rule if local.firewall }

  security_group_id            = aws_security_group.this[0].id
  ip_protocol                  = try(each.value.ip_protocol, "tcp")
  from_port                    = try(each.value.from_port, null)
  to_port                      = try(each.value.to_port, null)
  cidr_ipv4                    = lookup(each.value, "cidr_ipv4", null)
  cidr_ipv6                    = lookup(each.value, "cidr_ipv6", null)
  prefix_list_id               = lookup(each.value, "prefix_list_id", null)
  referenced_security_group_id = lookup(each.value, "referenced_security_group_id", null)
}

resource "aws_route53_record" "this" {
  for_each = { for key, record in var.route53_records : key => record if var.create }

  zone_id = each.value.zone_id
  name    = try(each.value.name, each.key)
  type    = each.value.type

  alias {
    name                   = aws_lb.this[0].dns_name
    zone_id                = aws_lb.this[0].zone_id
    evaluate_target_health = true
  }
}

# Rules of listeners say nothing of a network: of their output only the keys are made.
data "aws_lb" "left_out" {
  count = local.create ? 1 : 0

  arn = aws_lb.this[0].arn
}
