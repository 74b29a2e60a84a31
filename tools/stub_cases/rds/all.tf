module "nothing_but_a_name" {
  source                    = "module"
  identifier                = "db"
  create_db_option_group    = false
  create_db_parameter_group = false
  instance_class            = "db.t4g.large"
  allocated_storage         = 20
  engine                    = "postgres"
}

module "postgres" {
  source                 = "module"
  identifier             = "orders"
  engine                 = "postgres"
  engine_version         = "14"
  family                 = "postgres14"
  major_engine_version   = "14"
  instance_class         = "db.t4g.large"
  allocated_storage      = 20
  db_name                = "orders"
  username               = "admin1"
  port                   = 5432
  multi_az               = true
  create_db_subnet_group = true
  subnet_ids             = aws_subnet.database[*].id
  vpc_security_group_ids = [aws_security_group.database.id]
  tags                   = { Team = "orders" }
}

module "mysql_in_a_group_of_the_callers" {
  source                 = "module"
  identifier             = "shop"
  engine                 = "mysql"
  engine_version         = "8.0"
  family                 = "mysql8.0"
  major_engine_version   = "8.0"
  instance_class         = "db.t4g.large"
  allocated_storage      = 5
  port                   = "3306"
  multi_az               = "true"
  db_subnet_group_name   = aws_db_subnet_group.other.name
  vpc_security_group_ids = ["sg-12345678"]
}

module "group_by_name" {
  source                    = "module"
  identifier                = "shop"
  engine                    = "mariadb"
  create_db_option_group    = false
  create_db_parameter_group = false
  db_subnet_group_name      = "database"
  instance_class            = "db.t4g.large"
  allocated_storage         = 20
}

module "group_named_otherwise" {
  source                          = "module"
  identifier                      = "shop"
  engine                          = "postgres"
  family                          = "postgres14"
  create_db_subnet_group          = true
  db_subnet_group_name            = "shop-subnets"
  db_subnet_group_use_name_prefix = false
  db_subnet_group_description     = "Subnets of the shop"
  db_subnet_group_tags            = { Tier = "data" }
  subnet_ids                      = ["subnet-1", "subnet-2"]
  instance_class                  = "db.t4g.large"
  allocated_storage               = 20
}

module "single_zone" {
  source                 = "module"
  identifier             = "small"
  engine                 = "postgres"
  family                 = "postgres14"
  availability_zone      = data.aws_availability_zones.available.names[1]
  create_db_subnet_group = true
  subnet_ids             = [aws_subnet.database[1].id]
  multi_az               = false
  instance_class         = "db.t4g.large"
  allocated_storage      = 20
}

module "public" {
  source                    = "module"
  identifier                = "public"
  engine                    = "postgres"
  publicly_accessible       = true
  create_db_parameter_group = false
  network_type              = "DUAL"
  instance_class            = "db.t4g.large"
  allocated_storage         = 20
}

module "replica" {
  source                    = "module"
  identifier                = "replica"
  engine                    = "mysql"
  instance_class            = "db.t4g.large"
  replicate_source_db       = "arn:aws:rds:us-east-1:123456789012:db:shop"
  create_db_option_group    = false
  create_db_parameter_group = false
  username                  = "ignored"
  allocated_storage         = 20
}

module "replica_of_another" {
  source                    = "module"
  identifier                = "second"
  engine                    = "postgres"
  family                    = "postgres14"
  replicate_source_db       = aws_db_subnet_group.other.id
  create_db_subnet_group    = true
  subnet_ids                = aws_subnet.database[*].id
  parameter_group_name      = "own"
  create_db_parameter_group = false
  instance_class            = "db.t4g.large"
  allocated_storage         = 20
}

module "name_prefix" {
  source                         = "module"
  identifier                     = "prefixed"
  instance_use_identifier_prefix = true
  engine                         = "postgres"
  family                         = "postgres14"
  create_db_subnet_group         = true
  subnet_ids                     = aws_subnet.database[*].id

  enabled_cloudwatch_logs_exports = ["postgresql"]
  create_cloudwatch_log_group     = true
  instance_class                  = "db.t4g.large"
  allocated_storage               = 20
}

module "logs_and_monitoring" {
  source                          = "module"
  identifier                      = "watched"
  engine                          = "postgres"
  family                          = "postgres14"
  enabled_cloudwatch_logs_exports = ["postgresql", "upgrade"]
  create_cloudwatch_log_group     = true
  create_monitoring_role          = true
  monitoring_interval             = 60
  monitoring_role_name            = "watch"
  monitoring_role_use_name_prefix = true
  instance_class                  = "db.t4g.large"
  allocated_storage               = 20
}

module "monitoring_by_name" {
  source                    = "module"
  identifier                = "watched"
  engine                    = "postgres"
  create_db_parameter_group = false
  create_monitoring_role    = true
  monitoring_interval       = 30
  monitoring_role_name      = "watch"
  instance_class            = "db.t4g.large"
  allocated_storage         = 20
}

module "options" {
  source                          = "module"
  identifier                      = "options"
  engine                          = "mysql"
  major_engine_version            = "8.0"
  family                          = "mysql8.0"
  option_group_name               = "my-options"
  option_group_use_name_prefix    = false
  parameter_group_name            = "my-parameters"
  parameter_group_use_name_prefix = false
  db_option_group_tags            = { A = "1" }
  db_parameter_group_tags         = { B = "2" }
  instance_class                  = "db.t4g.large"
  allocated_storage               = 20
}

module "options_of_the_callers" {
  source                    = "module"
  identifier                = "options"
  engine                    = "mysql"
  create_db_option_group    = false
  option_group_name         = "theirs"
  create_db_parameter_group = false
  parameter_group_name      = "theirs"
  instance_class            = "db.t4g.large"
  allocated_storage         = 20
}

module "options_of_postgres_do_not_count" {
  source                    = "module"
  identifier                = "options"
  engine                    = "postgres"
  option_group_name         = "theirs"
  create_db_parameter_group = false
  instance_class            = "db.t4g.large"
  allocated_storage         = 20
}

module "not_created" {
  source                 = "module"
  identifier             = "none"
  engine                 = "postgres"
  family                 = "postgres14"
  create_db_instance     = false
  create_db_subnet_group = true
  subnet_ids             = aws_subnet.database[*].id
  instance_class         = "db.t4g.large"
  allocated_storage      = 20
}

module "nothing_created" {
  source                    = "module"
  identifier                = "none"
  create_db_instance        = false
  create_db_option_group    = false
  create_db_parameter_group = false
  create_monitoring_role    = true
  instance_class            = "db.t4g.large"
  allocated_storage         = 20
  engine                    = "postgres"
}

module "restored" {
  source                    = "module"
  identifier                = "restored"
  engine                    = "postgres"
  create_db_parameter_group = false
  snapshot_identifier       = "snap-1"
  skip_final_snapshot       = true
  domain                    = "d-1"
  domain_iam_role_name      = "join"
  ca_cert_identifier        = "rds-ca-rsa2048-g1"
  instance_class            = "db.t4g.large"
  allocated_storage         = 20
}

module "subnet_group_alone" {
  source     = "module//modules/db_subnet_group"
  name       = "alone"
  subnet_ids = aws_subnet.database[*].id
}

module "instance_alone" {
  source                 = "module//modules/db_instance"
  identifier             = "alone"
  engine                 = "postgres"
  engine_version         = "14"
  instance_class         = "db.t4g.large"
  allocated_storage      = 10
  db_subnet_group_name   = aws_db_subnet_group.other.id
  vpc_security_group_ids = [aws_security_group.database.id]
  backup_window          = "03:00-06:00"
  maintenance_window     = "Mon:00:00-Mon:03:00"
}
