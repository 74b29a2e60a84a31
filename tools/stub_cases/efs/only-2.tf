module "rules" {
  source                       = "module"
  name                         = "files"
  security_group_ingress_rules = { vpc = { cidr_ipv4 = aws_vpc.this.cidr_block }, self = { referenced_security_group_id = "self", from_port = 1 }, app = { referenced_security_group_id = aws_security_group.app.id, to_port = 2050 } }
  security_group_egress_rules  = { all = { ip_protocol = "-1", cidr_ipv6 = "::/0" }, web = { to_port = 443, cidr_ipv4 = "0.0.0.0/0" } }
  mount_targets = {
    a = { subnet_id = aws_subnet.storage[0].id }
    b = { subnet_id = aws_subnet.storage[1].id }
  }
  security_group_vpc_id = aws_vpc.this.id
}
