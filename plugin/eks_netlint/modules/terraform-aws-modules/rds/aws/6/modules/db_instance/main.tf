resource "aws_db_instance" "this" {
  count = var.create ? 1 : 0

  identifier        = var.use_identifier_prefix ? null : var.identifier
  identifier_prefix = var.use_identifier_prefix ? "${var.identifier}-" : null

  # A replica has these from its source.
  engine                      = var.replicate_source_db == null ? var.engine : null
  username                    = var.replicate_source_db == null ? var.username : null
  password                    = var.replicate_source_db == null && var.manage_master_user_password ? null : var.password
  manage_master_user_password = var.replicate_source_db == null && var.manage_master_user_password ? true : null

  engine_version         = var.engine_version
  instance_class         = var.instance_class
  allocated_storage      = var.allocated_storage
  db_name                = var.db_name
  port                   = var.port
  parameter_group_name   = var.parameter_group_name
  option_group_name      = var.option_group_name
  ca_cert_identifier     = var.ca_cert_identifier
  replicate_source_db    = var.replicate_source_db
  replica_mode           = var.replica_mode
  snapshot_identifier    = var.snapshot_identifier
  domain                 = var.domain
  domain_iam_role_name   = var.domain_iam_role_name
  domain_auth_secret_arn = var.domain_auth_secret_arn
  domain_dns_ips         = var.domain_dns_ips
  domain_fqdn            = var.domain_fqdn
  domain_ou              = var.domain_ou

  vpc_security_group_ids = var.vpc_security_group_ids
  db_subnet_group_name   = var.db_subnet_group_name
  network_type           = var.network_type
  availability_zone      = var.availability_zone
  multi_az               = var.multi_az
  publicly_accessible    = var.publicly_accessible

  tags = merge(var.tags, var.db_instance_tags)
}

resource "aws_cloudwatch_log_group" "this" {
  for_each = toset(var.create && var.create_cloudwatch_log_group && !var.use_identifier_prefix ? var.enabled_cloudwatch_logs_exports : [])

  name = "/aws/rds/instance/${var.identifier}/${each.value}"
}

resource "aws_iam_role" "enhanced_monitoring" {
  count = var.create_monitoring_role ? 1 : 0

  name               = var.monitoring_role_use_name_prefix ? null : var.monitoring_role_name
  name_prefix        = var.monitoring_role_use_name_prefix ? "${var.monitoring_role_name}-" : null
  assume_role_policy = "{}"
}

resource "aws_secretsmanager_secret_rotation" "this" {
  count = var.create && var.manage_master_user_password && var.manage_master_user_password_rotation ? 1 : 0

  secret_id = aws_db_instance.this[0].master_user_secret[0].secret_arn

  rotation_rules {
    automatically_after_days = var.master_user_password_rotation_automatically_after_days
    duration                 = var.master_user_password_rotation_duration
    schedule_expression      = var.master_user_password_rotation_schedule_expression
  }
}
