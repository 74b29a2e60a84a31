# A database instance with its subnet group.

locals {
  create       = var.create_db_instance && var.putin_khuylo
  create_group = var.create_db_subnet_group && var.putin_khuylo
  has_options  = var.create_db_option_group && var.engine != "postgres"
}

module "db_subnet_group" {
  source = "./modules/db_subnet_group"

  create          = local.create_group
  name            = coalesce(var.db_subnet_group_name, var.identifier)
  use_name_prefix = var.db_subnet_group_use_name_prefix
  description     = var.db_subnet_group_description
  subnet_ids      = var.subnet_ids
  tags            = merge(var.tags, var.db_subnet_group_tags)
}

module "db_parameter_group" {
  source = "./modules/db_parameter_group"

  create          = var.create_db_parameter_group && var.putin_khuylo
  name            = coalesce(var.parameter_group_name, var.identifier)
  use_name_prefix = var.parameter_group_use_name_prefix
  family          = var.family
  tags            = merge(var.tags, var.db_parameter_group_tags)
}

module "db_option_group" {
  source = "./modules/db_option_group"

  create               = local.has_options
  name                 = coalesce(var.option_group_name, var.identifier)
  use_name_prefix      = var.option_group_use_name_prefix
  engine_name          = var.engine
  major_engine_version = var.major_engine_version
  tags                 = merge(var.tags, var.db_option_group_tags)
}

module "db_instance" {
  source = "./modules/db_instance"

  create                = local.create
  identifier            = var.identifier
  use_identifier_prefix = var.instance_use_identifier_prefix

  engine                 = var.engine
  engine_version         = var.engine_version
  instance_class         = var.instance_class
  allocated_storage      = var.allocated_storage
  db_name                = var.db_name
  username               = var.username
  password               = var.manage_master_user_password ? null : var.password
  port                   = var.port
  domain                 = var.domain
  domain_iam_role_name   = var.domain_iam_role_name
  domain_auth_secret_arn = var.domain_auth_secret_arn
  domain_dns_ips         = var.domain_dns_ips
  domain_fqdn            = var.domain_fqdn
  domain_ou              = var.domain_ou

  manage_master_user_password                            = var.manage_master_user_password
  manage_master_user_password_rotation                   = var.manage_master_user_password_rotation
  master_user_password_rotation_automatically_after_days = var.master_user_password_rotation_automatically_after_days
  master_user_password_rotation_duration                 = var.master_user_password_rotation_duration
  master_user_password_rotation_schedule_expression      = var.master_user_password_rotation_schedule_expression

  vpc_security_group_ids = var.vpc_security_group_ids
  db_subnet_group_name   = var.create_db_subnet_group ? module.db_subnet_group.db_subnet_group_id : var.db_subnet_group_name
  parameter_group_name   = var.create_db_parameter_group ? module.db_parameter_group.db_parameter_group_id : var.parameter_group_name
  option_group_name      = var.engine == "postgres" ? null : local.has_options ? module.db_option_group.db_option_group_id : var.option_group_name
  network_type           = var.network_type
  availability_zone      = var.availability_zone
  multi_az               = var.multi_az
  publicly_accessible    = var.publicly_accessible
  ca_cert_identifier     = var.ca_cert_identifier
  replicate_source_db    = var.replicate_source_db
  replica_mode           = var.replica_mode
  snapshot_identifier    = var.snapshot_identifier

  create_monitoring_role          = var.create_monitoring_role
  monitoring_role_name            = var.monitoring_role_name
  monitoring_role_use_name_prefix = var.monitoring_role_use_name_prefix

  enabled_cloudwatch_logs_exports = var.enabled_cloudwatch_logs_exports
  create_cloudwatch_log_group     = var.create_cloudwatch_log_group

  db_instance_tags = var.db_instance_tags
  tags             = var.tags
}

module "db_instance_role_association" {
  source = "./modules/db_instance_role_association"

  for_each = { for feature, role in var.db_instance_role_associations : feature => role if var.create_db_instance }

  feature_name           = each.key
  role_arn               = each.value
  db_instance_identifier = module.db_instance.db_instance_identifier
}
