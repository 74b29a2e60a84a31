output "arn" {
  value = try(aws_efs_file_system.this[0].arn, null)
}

output "id" {
  value = try(aws_efs_file_system.this[0].id, null)
}

output "dns_name" {
  value = try(aws_efs_file_system.this[0].dns_name, null)
}

output "size_in_bytes" {
  value = try(aws_efs_file_system.this[0].size_in_bytes, null)
}

output "mount_targets" {
  value = aws_efs_mount_target.this
}

output "security_group_arn" {
  value = try(aws_security_group.this[0].arn, null)
}

output "security_group_id" {
  value = try(aws_security_group.this[0].id, null)
}

output "access_points" {
  value = aws_efs_access_point.this
}

output "replication_configuration_destination_file_system_id" {
  value = try(aws_efs_replication_configuration.this[0].destination[0].file_system_id, null)
}
