output "db_subnet_group_name" {
  value = local.db_subnet_group_name
}

output "cluster_arn" {
  value = try(aws_rds_cluster.this[0].arn, "")
}

output "cluster_id" {
  value = try(aws_rds_cluster.this[0].id, "")
}

output "cluster_resource_id" {
  value = try(aws_rds_cluster.this[0].cluster_resource_id, "")
}

output "cluster_members" {
  value = try(aws_rds_cluster.this[0].cluster_members, "")
}

output "cluster_endpoint" {
  value = try(aws_rds_cluster.this[0].endpoint, "")
}

output "cluster_reader_endpoint" {
  value = try(aws_rds_cluster.this[0].reader_endpoint, "")
}

output "cluster_engine_version_actual" {
  value = try(aws_rds_cluster.this[0].engine_version_actual, "")
}

output "cluster_database_name" {
  value = var.database_name
}

output "cluster_port" {
  value = try(aws_rds_cluster.this[0].port, "")
}

output "cluster_master_password" {
  value     = try(aws_rds_cluster.this[0].master_password, "")
  sensitive = true
}

output "cluster_master_username" {
  value     = try(aws_rds_cluster.this[0].master_username, "")
  sensitive = true
}

output "cluster_hosted_zone_id" {
  value = try(aws_rds_cluster.this[0].hosted_zone_id, "")
}

output "cluster_instances" {
  value = aws_rds_cluster_instance.this
}

output "additional_cluster_endpoints" {
  value = aws_rds_cluster_endpoint.this
}

output "cluster_role_associations" {
  value = aws_rds_cluster_role_association.this
}

output "enhanced_monitoring_iam_role_name" {
  value = try(aws_iam_role.rds_enhanced_monitoring[0].name, "")
}

output "enhanced_monitoring_iam_role_arn" {
  value = try(aws_iam_role.rds_enhanced_monitoring[0].arn, "")
}

output "enhanced_monitoring_iam_role_unique_id" {
  value = try(aws_iam_role.rds_enhanced_monitoring[0].unique_id, "")
}

output "security_group_id" {
  value = try(aws_security_group.this[0].id, "")
}

output "db_cluster_parameter_group_arn" {
  value = try(aws_rds_cluster_parameter_group.this[0].arn, "")
}

output "db_cluster_parameter_group_id" {
  value = try(aws_rds_cluster_parameter_group.this[0].id, "")
}

output "db_parameter_group_arn" {
  value = try(aws_db_parameter_group.this[0].arn, "")
}

output "db_parameter_group_id" {
  value = try(aws_db_parameter_group.this[0].id, "")
}

output "db_cluster_cloudwatch_log_groups" {
  value = aws_cloudwatch_log_group.this
}
