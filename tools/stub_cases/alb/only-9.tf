module "redirect_and_forward" {
  source = "module"
  name   = "listens"
  listeners = {
    http  = { port = 80, protocol = "HTTP", redirect = { port = "443", protocol = "HTTPS", status_code = "HTTP_301" } }
    https = { port = 443, protocol = "HTTPS", certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/1", forward = { target_group_key = "app" } }
    plain = { forward = { arn = "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/a/0123456789abcdef" } }
    fixed = { port = 81, protocol = "HTTP", fixed_response = { content_type = "text/plain", message_body = "Hello", status_code = "200" } }
  }
  target_groups = {
    app       = { name_prefix = "app-", protocol = "HTTP", port = 8080, target_type = "instance", target_id = "i-1", health_check = { enabled = true, path = "/healthz", port = "traffic-port", protocol = "HTTP", interval = 30 } }
    pods      = { name = "pods", target_type = "ip", create_attachment = false }
    other_vpc = { name = "other", vpc_id = "vpc-2", create_attachment = false, protocol = "HTTPS", port = 443 }
  }
  vpc_id                     = aws_vpc.this.id
  subnets                    = aws_subnet.public[*].id
  enable_deletion_protection = false
}

module "rules_of_listeners" {
  source = "module"
  name   = "rules"
  listeners = {
    http = {
      port           = 80
      protocol       = "HTTP"
      fixed_response = { content_type = "text/plain", status_code = "404" }
      rules          = { a = { priority = 1, actions = [{ type = "fixed-response", content_type = "text/plain", status_code = 200 }], conditions = [{ path_pattern = { values = ["/a"] } }] } }
    }
  }
  vpc_id                     = aws_vpc.this.id
  subnets                    = aws_subnet.public[*].id
  enable_deletion_protection = false
}
