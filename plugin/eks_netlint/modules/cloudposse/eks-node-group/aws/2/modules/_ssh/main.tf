# Stands for cloudposse/security-group/aws: the group that lets SSH in, without its rules

variable "name" {
  type = string
}

variable "vpc_id" {
  type = string
}

resource "aws_security_group" "cbd" {
  count = 1

  name_prefix = var.name
  vpc_id      = var.vpc_id
}

output "id" {
  value = aws_security_group.cbd[0].id
}
