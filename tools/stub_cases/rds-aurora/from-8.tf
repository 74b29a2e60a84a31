module "three_instances" {
  source                 = "module"
  engine                 = "aurora-postgresql"
  instance_class         = "db.r6g.large"
  name                   = "orders"
  instances              = { one = {}, two = { instance_class = "db.r6g.2xlarge" }, three = { promotion_tier = 15, tags = { Role = "reader" } } }
  vpc_id                 = aws_vpc.this.id
  create_db_subnet_group = true
  subnets                = aws_subnet.database[*].id
  security_group_rules = {
    from_vpc = { cidr_blocks = [aws_vpc.this.cidr_block] }
    from_app = { source_security_group_id = aws_security_group.database.id, from_port = 1, to_port = 2 }
    out      = { type = "egress", protocol = "-1", from_port = 0, to_port = 0, cidr_blocks = ["0.0.0.0/0"], ipv6_cidr_blocks = ["::/0"] }
  }
  tags                = { Team = "orders" }
  cluster_tags        = { Kind = "cluster" }
  security_group_tags = { Kind = "firewall" }
}

module "own_port" {
  source               = "module"
  engine               = "aurora-postgresql"
  instance_class       = "db.r6g.large"
  name                 = "db"
  port                 = 6000
  vpc_id               = "vpc-1"
  security_group_rules = { a = { cidr_blocks = ["10.0.0.0/8"] } }
}

module "not_created" {
  source                 = "module"
  engine                 = "aurora-postgresql"
  instance_class         = "db.r6g.large"
  create                 = false
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
  manage_master_user_password = false
  master_password             = "not-a-secret"
  master_username             = "root"
  network_type                = "DUAL"
}

module "activity_stream" {
  source                                = "module"
  engine                                = "aurora-postgresql"
  instance_class                        = "db.r6g.large"
  name                                  = "audited"
  create_db_cluster_activity_stream     = true
  db_cluster_activity_stream_kms_key_id = "key-1"
  db_cluster_activity_stream_mode       = "async"
}
