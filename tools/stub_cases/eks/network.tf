# What the calls of every version share

locals {
  vpc_id  = "vpc-0001"
  private = ["subnet-a", "subnet-b", "subnet-c"]
  intra   = ["subnet-x", "subnet-y"]
}

resource "aws_vpc" "own" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "own" {
  count = 2

  vpc_id            = aws_vpc.own.id
  cidr_block        = cidrsubnet(aws_vpc.own.cidr_block, 8, count.index)
  availability_zone = "us-east-1${["a", "b"][count.index]}"
}

resource "aws_security_group" "extra" {
  name   = "extra"
  vpc_id = aws_vpc.own.id
}
