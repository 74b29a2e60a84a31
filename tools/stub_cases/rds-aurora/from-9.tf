module "cluster_monitored" {
  source                      = "module"
  engine                      = "aurora-postgresql"
  instance_class              = "db.r6g.large"
  name                        = "watched"
  cluster_monitoring_interval = 30
  iam_role_name               = "watch"
  cluster_ca_cert_identifier  = "rds-ca-rsa2048-g1"
}

module "rotated" {
  source                                                 = "module"
  engine                                                 = "aurora-postgresql"
  instance_class                                         = "db.r6g.large"
  name                                                   = "rotated"
  manage_master_user_password_rotation                   = true
  master_user_password_rotation_automatically_after_days = 30
}

module "limitless" {
  source                    = "module"
  name                      = "limitless"
  engine                    = "aurora-postgresql"
  cluster_scalability_type  = "limitless"
  create_shard_group        = true
  db_shard_group_identifier = "shards"
  max_acu                   = 100
}

module "of_itself" {
  source               = "module"
  engine               = "aurora-postgresql"
  instance_class       = "db.r6g.large"
  name                 = "self"
  vpc_id               = aws_vpc.this.id
  security_group_rules = { self = { self = true } }
}
