output "db_instance_automated_backups_replication_id" {
  value = try(aws_db_instance_automated_backups_replication.this[0].id, null)
}
