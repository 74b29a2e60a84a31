module "nothing" {
  source         = "module"
  engine         = "aurora-postgresql"
  instance_class = "db.r6g.large"
  name           = "db"
}

module "group_of_the_callers" {
  source                 = "module"
  engine                 = "aurora-postgresql"
  instance_class         = "db.r6g.large"
  name                   = "orders"
  db_subnet_group_name   = aws_db_subnet_group.other.name
  vpc_id                 = aws_vpc.this.id
  instances              = { 1 = {}, 2 = {} }
  vpc_security_group_ids = [aws_security_group.database.id]
}

module "group_by_name" {
  source                 = "module"
  engine                 = "aurora-postgresql"
  instance_class         = "db.r6g.large"
  name                   = "orders"
  db_subnet_group_name   = "database"
  create_security_group  = false
  vpc_security_group_ids = ["sg-1", "sg-2"]
  instances              = { writer = {} }
}

module "mysql" {
  source                 = "module"
  name                   = "shop"
  engine                 = "aurora-mysql"
  engine_version         = "8.0"
  instance_class         = "db.r6g.large"
  instances              = { one = {} }
  create_db_subnet_group = true
  db_subnet_group_name   = "named"
  subnets                = ["subnet-1", "subnet-2"]
  master_username        = "root"
  database_name          = "shop"
}

module "serverless_v1" {
  source                 = "module"
  name                   = "v1"
  engine                 = "aurora-postgresql"
  engine_mode            = "serverless"
  instances              = { ignored = {} }
  endpoints              = { ignored = { identifier = "x", type = "ANY" } }
  create_db_subnet_group = true
  subnets                = aws_subnet.database[*].id
}

module "serverless_v2" {
  source                             = "module"
  name                               = "v2"
  engine                             = "aurora-postgresql"
  engine_mode                        = "provisioned"
  instance_class                     = "db.serverless"
  instances                          = { one = {}, two = {} }
  serverlessv2_scaling_configuration = { min_capacity = 2, max_capacity = 10 }
}

module "several_zones" {
  source                    = "module"
  name                      = "zones"
  engine                    = "mysql"
  availability_zones        = ["us-east-1a", "us-east-1b", "us-east-1c"]
  allocated_storage         = 256
  db_cluster_instance_class = "db.r6gd.large"
  iops                      = 2500
  storage_type              = "io1"
  create_db_subnet_group    = true
  subnets                   = aws_subnet.database[*].id
}

module "zones_of_instances" {
  source         = "module"
  engine         = "aurora-postgresql"
  instance_class = "db.r6g.large"
  name           = "zones"
  instances = {
    a = { availability_zone = "us-east-1a", publicly_accessible = true }
    b = { availability_zone = data.aws_availability_zones.available.names[1], identifier = "second" }
  }
}

module "prefixes" {
  source                          = "module"
  engine                          = "aurora-postgresql"
  instance_class                  = "db.r6g.large"
  name                            = "prefixed"
  cluster_use_name_prefix         = true
  instances_use_identifier_prefix = true
  security_group_use_name_prefix  = false
  enabled_cloudwatch_logs_exports = ["postgresql"]
  create_cloudwatch_log_group     = true
  instances                       = { one = {}, two = { identifier_prefix = "mine-" } }
}

module "endpoints" {
  source         = "module"
  engine         = "aurora-postgresql"
  instance_class = "db.r6g.large"
  name           = "ends"
  instances      = { one = {}, two = {} }
  endpoints = {
    static   = { identifier = "static", type = "ANY", static_members = ["ends-one"] }
    excluded = { identifier = "excluded", type = "READER", excluded_members = ["ends-one"] }
  }
}

module "roles_and_logs" {
  source                          = "module"
  engine                          = "aurora-postgresql"
  instance_class                  = "db.r6g.large"
  name                            = "roles"
  iam_roles                       = { s3 = { role_arn = "arn:aws:iam::123456789012:role/s3", feature_name = "s3Import" } }
  enabled_cloudwatch_logs_exports = ["postgresql", "audit"]
  create_cloudwatch_log_group     = true
}

module "monitored" {
  source                   = "module"
  engine                   = "aurora-postgresql"
  instance_class           = "db.r6g.large"
  name                     = "watched"
  monitoring_interval      = 60
  iam_role_name            = "watch"
  iam_role_use_name_prefix = true
}

module "not_monitored" {
  source                 = "module"
  engine                 = "aurora-postgresql"
  instance_class         = "db.r6g.large"
  name                   = "watched"
  monitoring_interval    = 60
  create_monitoring_role = false
  monitoring_role_arn    = "arn:aws:iam::123456789012:role/watch"
}

module "parameter_groups" {
  source                            = "module"
  engine                            = "aurora-postgresql"
  instance_class                    = "db.r6g.large"
  name                              = "parameters"
  create_db_cluster_parameter_group = true
  db_cluster_parameter_group_family = "aurora-postgresql14"
  create_db_parameter_group         = true
  db_parameter_group_family         = "aurora-postgresql14"
  instances                         = { one = {} }
}

module "parameters_of_the_callers" {
  source                          = "module"
  engine                          = "aurora-postgresql"
  instance_class                  = "db.r6g.large"
  name                            = "parameters"
  db_cluster_parameter_group_name = "theirs"
}

module "secondary_of_a_global_cluster" {
  source                    = "module"
  engine                    = "aurora-postgresql"
  instance_class            = "db.r6g.large"
  name                      = "second"
  is_primary_cluster        = false
  global_cluster_identifier = "global"
  master_username           = "ignored"
  database_name             = "kept"
  instances                 = { one = {} }
  create_db_subnet_group    = true
  subnets                   = aws_subnet.database[*].id
}
