# A load balancer with its listeners, target groups and security group.

locals {
  create        = var.create && var.putin_khuylo
  firewall      = local.create && var.create_security_group
  firewall_name = try(coalesce(var.security_group_name, var.name, var.name_prefix), "")

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
    for_each = var.subnet_mapping != null ? var.subnet_mapping : []

    content {
      subnet_id            = subnet_mapping.value.subnet_id
      allocation_id        = subnet_mapping.value.allocation_id
      ipv6_address         = subnet_mapping.value.ipv6_address
      private_ipv4_address = subnet_mapping.value.private_ipv4_address
    }
  }

  tags = var.tags
}

resource "aws_lb_listener" "this" {
  for_each = { for key, listener in var.listeners : key => listener if local.create }

  load_balancer_arn = aws_lb.this[0].arn
  port              = coalesce(each.value.protocol, var.default_protocol) != "GENEVE" ? coalesce(each.value.port, var.default_port) : null
  protocol          = coalesce(each.value.protocol, var.default_protocol) != "GENEVE" ? coalesce(each.value.protocol, var.default_protocol) : null
  certificate_arn   = each.value.certificate_arn

  dynamic "default_action" {
    for_each = each.value.forward != null ? [each.value.forward] : []

    content {
      order            = each.value.order
      type             = "forward"
      target_group_arn = try(aws_lb_target_group.this[default_action.value.target_group_key].arn, default_action.value.target_group_arn)
    }
  }

  dynamic "default_action" {
    for_each = each.value.weighted_forward != null ? [each.value.weighted_forward] : []

    content {
      order = each.value.order
      type  = "forward"

      forward {
        dynamic "target_group" {
          for_each = default_action.value.target_groups != null ? default_action.value.target_groups : []

          content {
            arn    = try(aws_lb_target_group.this[target_group.value.target_group_key].arn, target_group.value.target_group_arn)
            weight = target_group.value.weight
          }
        }
      }
    }
  }

  dynamic "default_action" {
    for_each = each.value.redirect != null ? [each.value.redirect] : []

    content {
      order = each.value.order
      type  = "redirect"

      redirect {
        host        = default_action.value.host
        path        = default_action.value.path
        port        = default_action.value.port
        protocol    = default_action.value.protocol
        query       = default_action.value.query
        status_code = default_action.value.status_code
      }
    }
  }

  dynamic "default_action" {
    for_each = each.value.fixed_response != null ? [each.value.fixed_response] : []

    content {
      order = each.value.order
      type  = "fixed-response"

      fixed_response {
        content_type = default_action.value.content_type
        message_body = default_action.value.message_body
        status_code  = default_action.value.status_code
      }
    }
  }
}

resource "aws_lb_target_group" "this" {
  for_each = local.create && var.target_groups != null ? var.target_groups : {}

  name            = each.value.name
  name_prefix     = each.value.name_prefix
  target_type     = each.value.target_type
  port            = each.value.target_type == "lambda" ? null : coalesce(each.value.port, var.default_port)
  protocol        = each.value.target_type == "lambda" ? null : coalesce(each.value.protocol, var.default_protocol)
  ip_address_type = each.value.ip_address_type
  vpc_id          = coalesce(each.value.vpc_id, var.vpc_id)

  preserve_client_ip = each.value.preserve_client_ip

  dynamic "health_check" {
    for_each = each.value.health_check != null ? [each.value.health_check] : []

    content {
      enabled  = health_check.value.enabled
      port     = health_check.value.port
      protocol = health_check.value.protocol
      path     = health_check.value.path
    }
  }
}

resource "aws_lb_target_group_attachment" "this" {
  for_each = local.create && var.target_groups != null ? { for key, group in var.target_groups : key => group if group.create_attachment } : {}

  target_group_arn  = aws_lb_target_group.this[each.key].arn
  target_id         = each.value.target_id
  port              = each.value.target_type == "lambda" ? null : coalesce(each.value.port, var.default_port)
  availability_zone = each.value.availability_zone
}

resource "aws_lb_target_group_attachment" "additional" {
  for_each = local.create && var.additional_target_group_attachments != null ? var.additional_target_group_attachments : {}

  target_group_arn  = aws_lb_target_group.this[each.value.target_group_key].arn
  target_id         = each.value.target_id
  port              = each.value.target_type == "lambda" ? null : coalesce(each.value.port, var.default_port)
  availability_zone = each.value.availability_zone
}

resource "aws_security_group" "this" {
  count = local.firewall ? 1 : 0

  name        = var.security_group_use_name_prefix ? null : local.firewall_name
  name_prefix = var.security_group_use_name_prefix ? "${local.firewall_name}-" : null
  vpc_id      = var.vpc_id
  tags        = merge(var.tags, var.security_group_tags)
}

resource "aws_vpc_security_group_ingress_rule" "this" {
  for_each = local.firewall && var.security_group_ingress_rules != null ? var.security_group_ingress_rules : {}

  security_group_id            = aws_security_group.this[0].id
  ip_protocol                  = each.value.ip_protocol
  from_port                    = each.value.from_port
  to_port                      = try(coalesce(each.value.to_port, each.value.from_port), null)
  cidr_ipv4                    = each.value.cidr_ipv4
  cidr_ipv6                    = each.value.cidr_ipv6
  prefix_list_id               = each.value.prefix_list_id
  referenced_security_group_id = each.value.referenced_security_group_id
}

resource "aws_vpc_security_group_egress_rule" "this" {
  for_each = local.firewall && var.security_group_egress_rules != null ? var.security_group_egress_rules : {}

  security_group_id            = aws_security_group.this[0].id
  ip_protocol                  = each.value.ip_protocol
  from_port                    = try(coalesce(each.value.from_port, each.value.to_port), null)
  to_port                      = each.value.to_port
  cidr_ipv4                    = each.value.cidr_ipv4
  cidr_ipv6                    = each.value.cidr_ipv6
  prefix_list_id               = each.value.prefix_list_id
  referenced_security_group_id = each.value.referenced_security_group_id
}

resource "aws_route53_record" "this" {
  for_each = var.create && var.route53_records != null ? var.route53_records : {}

  zone_id = each.value.zone_id
  name    = coalesce(each.value.name, each.key)
  type    = each.value.type

  alias {
    name                   = aws_lb.this[0].dns_name
    zone_id                = aws_lb.this[0].zone_id
    evaluate_target_health = each.value.evaluate_target_health
  }
}

# Rules of listeners say nothing of a network: of their output only the keys are made.
data "aws_lb" "left_out" {
  count = local.create ? 1 : 0

  arn = aws_lb.this[0].arn
}
