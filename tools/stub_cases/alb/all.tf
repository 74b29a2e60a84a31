module "nothing_but_a_name" {
  source                     = "module"
  name                       = "web"
  vpc_id                     = aws_vpc.this.id
  subnets                    = aws_subnet.public[*].id
  enable_deletion_protection = false
}

module "not_created" {
  source = "module"
  name   = "web"
  create = false
  security_group_ingress_rules = {
    http  = { from_port = 80, to_port = 80, ip_protocol = "tcp", cidr_ipv4 = "0.0.0.0/0" }
    https = { from_port = 443, to_port = 443, ip_protocol = "tcp", cidr_ipv6 = "::/0" }
    app   = { from_port = 1, to_port = 2, ip_protocol = "udp", referenced_security_group_id = aws_security_group.app.id }
    list  = { from_port = 1, to_port = 2, ip_protocol = "tcp", prefix_list_id = "pl-1" }
  }
  security_group_egress_rules = {
    all = { ip_protocol = "-1", cidr_ipv4 = aws_vpc.this.cidr_block }
  }
  vpc_id                     = aws_vpc.this.id
  subnets                    = aws_subnet.public[*].id
  enable_deletion_protection = false
}

module "application" {
  source              = "module"
  name                = "web"
  internal            = true
  tags                = { Team = "web" }
  security_group_tags = { Kind = "firewall" }
  security_group_ingress_rules = {
    http  = { from_port = 80, to_port = 80, ip_protocol = "tcp", cidr_ipv4 = "0.0.0.0/0" }
    https = { from_port = 443, to_port = 443, ip_protocol = "tcp", cidr_ipv6 = "::/0" }
    app   = { from_port = 1, to_port = 2, ip_protocol = "udp", referenced_security_group_id = aws_security_group.app.id }
    list  = { from_port = 1, to_port = 2, ip_protocol = "tcp", prefix_list_id = "pl-1" }
  }
  security_group_egress_rules = {
    all = { ip_protocol = "-1", cidr_ipv4 = aws_vpc.this.cidr_block }
  }
  vpc_id                     = aws_vpc.this.id
  subnets                    = aws_subnet.public[*].id
  enable_deletion_protection = false
}

module "network" {
  source                           = "module"
  name                             = "net"
  load_balancer_type               = "network"
  enable_cross_zone_load_balancing = true
  dns_record_client_routing_policy = "availability_zone_affinity"
  security_group_ingress_rules = {
    http  = { from_port = 80, to_port = 80, ip_protocol = "tcp", cidr_ipv4 = "0.0.0.0/0" }
    https = { from_port = 443, to_port = 443, ip_protocol = "tcp", cidr_ipv6 = "::/0" }
    app   = { from_port = 1, to_port = 2, ip_protocol = "udp", referenced_security_group_id = aws_security_group.app.id }
    list  = { from_port = 1, to_port = 2, ip_protocol = "tcp", prefix_list_id = "pl-1" }
  }
  security_group_egress_rules = {
    all = { ip_protocol = "-1", cidr_ipv4 = aws_vpc.this.cidr_block }
  }
  vpc_id                     = aws_vpc.this.id
  subnets                    = aws_subnet.public[*].id
  enable_deletion_protection = false
}

module "network_without_group" {
  source                     = "module"
  name                       = "net"
  load_balancer_type         = "network"
  create_security_group      = false
  listeners                  = { tcp = { port = 81, protocol = "TCP", forward = { target_group_key = "ip" } } }
  target_groups              = { ip = { name_prefix = "l1-", protocol = "TCP", port = 80, target_type = "ip", target_id = "10.0.47.1", preserve_client_ip = false } }
  vpc_id                     = aws_vpc.this.id
  subnets                    = aws_subnet.public[*].id
  enable_deletion_protection = false
}

module "gateway" {
  source                     = "module"
  name                       = "gwlb"
  load_balancer_type         = "gateway"
  create_security_group      = false
  vpc_id                     = aws_vpc.this.id
  subnets                    = aws_subnet.public[*].id
  enable_deletion_protection = false
}

module "mapped" {
  source             = "module"
  name               = "mapped"
  load_balancer_type = "network"
  vpc_id             = aws_vpc.this.id
  subnet_mapping = [
    { subnet_id = aws_subnet.public[0].id, private_ipv4_address = "10.0.0.10" },
    { subnet_id = aws_subnet.public[1].id },
  ]
}

module "mapped_to_addresses" {
  source                = "module"
  name                  = "mapped"
  load_balancer_type    = "network"
  create_security_group = false
  subnet_mapping        = [for subnet in aws_subnet.public : { allocation_id = "eipalloc-1", subnet_id = subnet.id }]
}

module "groups_of_the_callers" {
  source                     = "module"
  name                       = "theirs"
  create_security_group      = false
  security_groups            = [aws_security_group.app.id, "sg-1"]
  vpc_id                     = aws_vpc.this.id
  subnets                    = aws_subnet.public[*].id
  enable_deletion_protection = false
}

module "groups_beside_its_own" {
  source                         = "module"
  name                           = "both"
  security_groups                = ["sg-1"]
  security_group_name            = "balancer"
  security_group_use_name_prefix = false
  vpc_id                         = aws_vpc.this.id
  subnets                        = aws_subnet.public[*].id
  enable_deletion_protection     = false
}

module "subnets_by_id" {
  source  = "module"
  name    = "ids"
  subnets = ["subnet-1", "subnet-2", "subnet-3"]
  vpc_id  = "vpc-1"
}

module "name_prefix" {
  source                     = "module"
  name_prefix                = "web-"
  vpc_id                     = aws_vpc.this.id
  subnets                    = aws_subnet.public[*].id
  enable_deletion_protection = false
}

module "dual_stack" {
  source                     = "module"
  name                       = "six"
  ip_address_type            = "dualstack"
  vpc_id                     = aws_vpc.this.id
  subnets                    = aws_subnet.public[*].id
  enable_deletion_protection = false
}

module "weighted" {
  source                     = "module"
  name                       = "weighted"
  listeners                  = { http = { port = 80, protocol = "HTTP", weighted_forward = { target_groups = [{ target_group_key = "a", weight = 60 }, { target_group_key = "b", weight = 40 }] } } }
  target_groups              = { a = { name_prefix = "a-", target_id = "i-1" }, b = { name_prefix = "b-", target_id = "i-2", port = 81 } }
  vpc_id                     = aws_vpc.this.id
  subnets                    = aws_subnet.public[*].id
  enable_deletion_protection = false
}

module "additional_attachments" {
  source                              = "module"
  name                                = "more"
  target_groups                       = { a = { name_prefix = "a-", target_id = "i-1", availability_zone = "all", target_type = "ip" } }
  additional_target_group_attachments = { extra = { target_group_key = "a", target_type = "instance", target_id = "i-9", port = "8080" } }
  vpc_id                              = aws_vpc.this.id
  subnets                             = aws_subnet.public[*].id
  enable_deletion_protection          = false
}

module "function" {
  source                     = "module"
  name                       = "function"
  target_groups              = { f = { name_prefix = "f-", target_type = "lambda", target_id = "arn:aws:lambda:us-east-1:123456789012:function:f" } }
  vpc_id                     = aws_vpc.this.id
  subnets                    = aws_subnet.public[*].id
  enable_deletion_protection = false
}

module "records" {
  source                     = "module"
  name                       = "named"
  route53_records            = { A = { name = "web", type = "A", zone_id = "Z1" }, AAAA = { type = "AAAA", zone_id = "Z1" } }
  vpc_id                     = aws_vpc.this.id
  subnets                    = aws_subnet.public[*].id
  enable_deletion_protection = false
}

module "default_port" {
  source                     = "module"
  name                       = "ports"
  default_port               = 8443
  default_protocol           = "HTTPS"
  listeners                  = { a = { certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/1", forward = { target_group_key = "a" } } }
  target_groups              = { a = { name_prefix = "a-", create_attachment = false } }
  vpc_id                     = aws_vpc.this.id
  subnets                    = aws_subnet.public[*].id
  enable_deletion_protection = false
}

module "outpost" {
  source                     = "module"
  name                       = "pool"
  customer_owned_ipv4_pool   = "ipv4pool-coip-1"
  vpc_id                     = aws_vpc.this.id
  subnets                    = aws_subnet.public[*].id
  enable_deletion_protection = false
}
