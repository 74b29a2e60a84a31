module "rules" {
  source               = "module"
  name                 = "files"
  security_group_rules = { vpc = { cidr_blocks = [aws_vpc.this.cidr_block] }, app = { source_security_group_id = aws_security_group.app.id }, out = { type = "egress", from_port = 0, to_port = 0, protocol = "-1", ipv6_cidr_blocks = ["::/0"] } }
  mount_targets = {
    a = { subnet_id = aws_subnet.storage[0].id }
    b = { subnet_id = aws_subnet.storage[1].id }
  }
  security_group_vpc_id = aws_vpc.this.id
}
