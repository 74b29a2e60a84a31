module "three_instances" {
  source                  = "module"
  engine                  = "aurora-postgresql"
  instance_class          = "db.r6g.large"
  name                    = "orders"
  instances               = { one = {}, two = { instance_class = "db.r6g.2xlarge" }, three = { promotion_tier = 15, tags = { Role = "reader" } } }
  vpc_id                  = aws_vpc.this.id
  create_db_subnet_group  = true
  subnets                 = aws_subnet.database[*].id
  allowed_cidr_blocks     = [aws_vpc.this.cidr_block, "192.168.0.0/16"]
  allowed_security_groups = [aws_security_group.database.id, "sg-1"]
  security_group_egress_rules = {
    web = { from_port = 443, to_port = 443, cidr_blocks = ["0.0.0.0/0"], ipv6_cidr_blocks = ["::/0"] }
  }
  tags                = { Team = "orders" }
  cluster_tags        = { Kind = "cluster" }
  security_group_tags = { Kind = "firewall" }
}

module "own_port" {
  source              = "module"
  engine              = "aurora-postgresql"
  instance_class      = "db.r6g.large"
  name                = "db"
  port                = 6000
  vpc_id              = "vpc-1"
  allowed_cidr_blocks = ["10.0.0.0/8"]
}

module "not_created" {
  source                 = "module"
  engine                 = "aurora-postgresql"
  instance_class         = "db.r6g.large"
  create_cluster         = false
  name                   = "none"
  instances              = { one = {} }
  create_db_subnet_group = true
  subnets                = aws_subnet.database[*].id
  create_monitoring_role = true
  monitoring_interval    = 30
}

module "own_password" {
  source                      = "module"
  engine                      = "aurora-postgresql"
  instance_class              = "db.r6g.large"
  name                        = "password"
  create_random_password      = false
  security_group_egress_rules = { of_the_port = { source_security_group_id = aws_security_group.database.id } }
  master_password             = "not-a-secret"
  master_username             = "root"
}

module "without_group" {
  source                = "module"
  engine                = "aurora-postgresql"
  instance_class        = "db.r6g.large"
  name                  = "none"
  create_security_group = false
  allowed_cidr_blocks   = ["10.0.0.0/8"]
}
